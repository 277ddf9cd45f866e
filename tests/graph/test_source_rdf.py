"""RDF files: six forms, one door; what a hostile or broken file may not do."""

from __future__ import annotations

import gzip
import lzma
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph.errors import BadInput, Misuse
from graph.identifiers import Minter
from graph.rdf import nquads
from graph.sources import workbook
from graph.sources.context import Context
from graph.sources.emit import Emit
from graph.sources.places import Places, Scope
from graph.sources.rdf_file import SOURCE, RdfReading, detect
from graph.sources.report import Report
from graph.validate import validate
from ontology.text import Text

BASE = "https://w3id.org/envies-alliances/"
MINTER = Minter(BASE)
ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
PUBLIC = ox.NamedNode(MINTER.graph("asserted", "s", "v"))
RESTRICTED = ox.NamedNode(MINTER.graph("restricted", "s", "v"))
PREFIXES = """
@prefix ea: <https://w3id.org/envies-alliances/def#> .
@prefix sector: <https://w3id.org/envies-alliances/voc/sector/> .
@prefix disclosure: <https://w3id.org/envies-alliances/voc/disclosure/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix person: <http://www.w3.org/ns/person#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix schema: <http://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix x: <http://example.org/> .
"""
ASSO = (
    'x:asso a ea:Association, ea:Actor, ea:Stakeholder ; ea:sector sector:association ; '
    'rdfs:label "Asso" .'
)  # fmt: skip
UNKNOWN = "property unknown to our ontology"
CONTACT = "contact (e-mail address, telephone)"
PERSON = "natural person or sole trader"


@dataclass
class Taken:
    """What was taken of a file."""

    report: Report
    public: set[str]
    restricted: set[str]
    store: ox.Store

    @property
    def counts(self) -> tuple[int, int, int]:
        counts = self.report.counts()["rdf"]
        assert counts["read"] == sum(counts.values()) - counts["read"]
        return counts["read"], counts["loaded"], counts["filtered"]

    @property
    def reasons(self) -> dict[str, int]:
        return {reason.en: n for reason, n in self.report.reasons.items()}


def reading(path: Path) -> RdfReading:
    form = detect(path)
    assert form is not None
    return RdfReading(path, form)


def take(path: Path, base: str = BASE) -> Taken:
    report, store = Report(), ox.Store()
    for block in reading(path).blocks(Emit(Minter(base), "s", "v"), Context(path.name), report):
        store.load(block, format=ox.RdfFormat.N_QUADS)
    public, restricted = (
        {str(q.triple) for q in store.quads_for_pattern(None, None, None, graph)}
        for graph in (PUBLIC, RESTRICTED)
    )
    return Taken(report, public, restricted, store)


def turtle(folder: Path, words: str, name: str = "f.ttl") -> Path:
    path = folder / name
    path.write_text(PREFIXES + words, encoding="utf-8")
    return path


def refusal(path: Path) -> Text:
    """Return what is told of a file that must be refused before anything of it is taken."""
    taken: list[bytes] = []
    with pytest.raises(BadInput) as caught:
        taken += reading(path).blocks(Emit(MINTER, "s", "v"), Context(path.name), Report())
    assert taken == []
    assert caught.value.exit_code == 3
    return caught.value.text


# -- forms -----------------------------------------------------------------------------------------

QUAD = '<http://example.org/a> <http://www.w3.org/2000/01/rdf-schema#label> "Été" '
SAMPLES = {
    "turtle": ("f.ttl", f"# c\n@prefix x: <http://example.org/> .\n{QUAD}."),
    "trig": ("f.trig", f"<http://example.org/g> {{ {QUAD}. }}"),
    "ntriples": ("f.nt", f"{QUAD}.\n"),
    "nquads": ("f.nq", f"{QUAD}<http://example.org/g> .\n"),
    "jsonld": (
        "f.jsonld",
        '{"@context": {"label": "http://www.w3.org/2000/01/rdf-schema#label"},'
        ' "@id": "http://example.org/a", "label": "Été"}',
    ),
    "rdfxml": (
        "f.rdf",
        '<?xml version="1.0"?>\n<rdf:RDF xmlns:r="http://www.w3.org/2000/01/rdf-schema#" '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n<rdf:Description '
        'rdf:about="http://example.org/a"><r:label>Été</r:label></rdf:Description></rdf:RDF>',
    ),
}


@pytest.mark.parametrize("form", SAMPLES)
@pytest.mark.parametrize("pack", ["plain", "bom", "gz", "xz"])
def test_every_form_is_recognised_and_read(tmp_path: Path, form: str, pack: str) -> None:
    name, words = SAMPLES[form]
    data = words.encode()
    packed = {
        "plain": (name, data),
        "bom": (name, b"\xef\xbb\xbf" + data),
        "gz": (f"{name}.gz", gzip.compress(data)),
        "xz": (f"{name}.xz", lzma.compress(data)),
    }
    path = tmp_path / packed[pack][0]
    path.write_bytes(packed[pack][1])
    assert detect(path) == form
    taken = take(path)
    assert taken.public == {
        '<http://example.org/a> <http://www.w3.org/2000/01/rdf-schema#label> "Été"'
    }
    assert taken.counts == (1, 1, 0)


@pytest.mark.parametrize("form", SAMPLES)
def test_a_name_that_says_nothing_leaves_it_to_the_content(tmp_path: Path, form: str) -> None:
    path = tmp_path / "sans-nom"
    path.write_text(SAMPLES[form][1], encoding="utf-8")
    found = detect(path)
    assert found == {"turtle": "trig", "ntriples": "trig", "trig": None}.get(form, form)
    assert found is None or len(take(path).public) == 1


def test_the_content_wins_over_a_wrong_name(tmp_path: Path) -> None:
    path = tmp_path / "f.rdf"
    path.write_text(SAMPLES["turtle"][1], encoding="utf-8")
    assert detect(path) == "trig"
    path = tmp_path / "f.ttl"
    path.write_text(SAMPLES["jsonld"][1], encoding="utf-8")
    assert detect(path) == "jsonld"


@pytest.mark.parametrize(
    "words",
    [
        '{"marches": [{"id": "2019-1", "objet": "@context"}]}',
        '[{"nom": "Aix", "code": "13001"}]',
        '{"type": "FeatureCollection", "features": []}',
        "id;titre\nW131000000;<http://example.org/a>",
        "prefix code;nom\n1;2",
        "<html><body>404</body></html>",
        '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"></kml>',
        "",
    ],
)
def test_what_is_no_rdf_is_not_taken_for_it(tmp_path: Path, words: str) -> None:
    path = tmp_path / "f.json"
    path.write_text(words, encoding="utf-8")
    assert detect(path) is None


def test_a_missing_file_or_a_folder_is_no_rdf(tmp_path: Path) -> None:
    assert detect(tmp_path / "rien.json") is None
    assert detect(tmp_path) is None


def test_the_reading_says_what_it_is(tmp_path: Path) -> None:
    found = reading(turtle(tmp_path, ASSO))
    assert (found.source.key, found.source.rank, found.source.snapshot) == ("rdf", 40, True)
    assert found.source.title == Text("Fichier RDF", "RDF file")
    assert (found.layout.key, found.layout.title.fr) == ("turtle", "Turtle")
    assert SOURCE.layouts == ()


# -- what passes -----------------------------------------------------------------------------------


def test_texts_keep_language_type_and_signs_and_lose_line_breaks(tmp_path: Path) -> None:
    words = r"""
    x:a rdfs:label "L'\"été\" \\ 𝄞\t\u00e9"@fr, "Summer"@EN ;
        dcterms:description "un\ndeux" ; ea:startNotBefore "2017-12-01"^^xsd:date ;
        ea:confidence 0.5 ; ea:population 12 ; dcterms:identifier "007"^^xsd:token .
    """
    taken = take(turtle(tmp_path, words))
    said = {line.partition("> ")[2] for line in taken.public}
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    xsd = "http://www.w3.org/2001/XMLSchema#"
    assert said == {
        rf'{label} "L' + "'" + r'\"été\" \\ 𝄞 é"@fr',
        f'{label} "Summer"@en',
        '<http://purl.org/dc/terms/description> "un deux"',
        f'<{BASE}def#startNotBefore> "2017-12-01"^^<{xsd}date>',
        f'<{BASE}def#confidence> "0.5"^^<{xsd}decimal>',
        f'<{BASE}def#population> "12"^^<{xsd}integer>',
        f'<http://purl.org/dc/terms/identifier> "007"^^<{xsd}token>',
    }
    assert taken.counts == (7, 7, 0)


def test_only_the_words_of_our_ontology_pass(tmp_path: Path) -> None:
    words = f"""{ASSO}
    x:asso x:secret "dit" ; x:secret "redit" ; ea:Actor x:b ; sector:public x:b ; owl:bottom x:b .
    """
    taken = take(turtle(tmp_path, words))
    assert taken.counts == (10, 5, 5)
    assert taken.reasons == {UNKNOWN: 5}
    assert taken.report.dropped == {
        "http://example.org/secret": 2, "ea:Actor": 1, "sector:public": 1, "owl:bottom": 1,
    }  # fmt: skip
    assert not any("secret" in line for line in taken.public)


def test_schema_org_is_written_with_https(tmp_path: Path) -> None:
    words = 'x:m a schema:MonetaryAmount ; schema:value 5 ; schema:currency "EUR" .'
    taken = take(turtle(tmp_path, words))
    assert len(taken.public) == 3
    assert all("https://schema.org/" in line for line in taken.public)
    assert not any("http://schema.org/" in line for line in taken.public)


def test_blank_nodes_get_names_that_a_reload_gives_again(tmp_path: Path) -> None:
    words = f'{ASSO} _:siège rdfs:label "Siège" . [] rdfs:label "Un" . [] rdfs:label "Deux" .'
    path = turtle(tmp_path, words)
    once, again = take(path), take(path)
    assert once.public == again.public
    node = f"<{BASE}id/node/s/"
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    assert {line for line in once.public if line.startswith(node)} == {
        f'{node}l-si%C3%A8ge> {label} "Siège"',
        f'{node}n1> {label} "Un"',
        f'{node}n2> {label} "Deux"',
    }


def test_names_without_a_scheme_belong_to_the_source(tmp_path: Path) -> None:
    taken = take(turtle(tmp_path, '<#a> rdfs:label "A" . <b> rdfs:label "B" .'))
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    assert taken.public == {
        f'<{BASE}id/node/s/#a> {label} "A"', f'<{BASE}id/node/s/b> {label} "B"',
    }  # fmt: skip


def test_named_graphs_are_not_kept_and_it_is_told(tmp_path: Path) -> None:
    words = '{ x:a rdfs:label "A" } x:g { x:b rdfs:label "B" } _:h { x:c rdfs:label "C" }'
    taken = take(turtle(tmp_path, words, "f.trig"))
    assert len(taken.public) == 3
    assert [notice.fr for notice in taken.report.notices] == [
        "f.trig a 2 graphes nommés, dont les noms ne sont pas gardés : tout va dans le graphe de "
        "ce chargement."
    ]


def test_of_our_own_graphs_only_facts_are_taken(tmp_path: Path) -> None:
    graph = f"{BASE}graph/"
    words = "\n".join(
        f'<{graph}{name}/s/1> {{ <http://example.org/{name}> rdfs:label "{name}" }}'
        for name in ("asserted", "restricted", "derived", "shortcuts", "ontology", "vocab", "prov")
    )
    words += f'\n<{graph}prov> {{ <{BASE}id/run/load/s-1> rdfs:label "run" }}'
    words += f'\n{{ <{graph}asserted/s/1> dcterms:title "titre" }}'
    taken = take(turtle(tmp_path, words, "f.trig"))
    assert [line.partition(">")[0] for line in taken.public] == ["<http://example.org/asserted"]
    assert [line.partition(">")[0] for line in taken.restricted] == [
        "<http://example.org/restricted"
    ]
    assert taken.counts == (9, 2, 7)
    assert taken.reasons == {
        "worked out by a program (potential alliance, score, reason), no fact": 2,
        "meaning of a word: ours come with the program": 2,
        "history of another load": 3,
    }


def test_suggestions_scores_and_statements_about_statements_are_no_facts(tmp_path: Path) -> None:
    words = f"""{ASSO}
    x:p a ea:PotentialAlliance ; ea:candidate x:asso ; ea:reason x:r . x:r a ea:Reason .
    x:s a ea:CatalystScore ; ea:rank 1 . x:asso ea:alliedWith x:b . x:b dcterms:relation x:p .
    x:asso rdfs:comment "vu" {{| dcterms:source x:src |}} .
    x:b dcterms:relation <<( x:asso rdfs:label "Asso" )>> .
    """
    taken = take(turtle(tmp_path, words))
    assert taken.reasons == {
        "worked out by a program (potential alliance, score, reason), no fact": 8,
        "statement about a statement (RDF 1.2)": 3,
    }
    assert taken.counts == (17, 6, 11)
    assert not taken.report.dropped


def test_the_meaning_of_our_words_is_not_changed_by_a_file(tmp_path: Path) -> None:
    words = f'{ASSO} sector:association rdfs:label "Autre" . org:member rdfs:subPropertyOf x:p .'
    taken = take(turtle(tmp_path, words))
    assert taken.counts == (7, 5, 2)
    assert taken.reasons == {"meaning of a word: ours come with the program": 2}


def test_a_value_that_is_not_of_its_type_is_left_out(tmp_path: Path) -> None:
    words = f"""{ASSO} x:asso ea:notBefore "hier"^^xsd:date, "2017-13-01"^^xsd:date ;
        ea:population "douze"^^xsd:integer ; ea:confidence "0,5"^^xsd:decimal ; rdfs:comment "  " .
    """
    taken = take(turtle(tmp_path, words))
    assert taken.counts == (10, 5, 5)
    assert taken.reasons == {"value that is not of its type": 4, "empty text": 1}


# -- privacy ---------------------------------------------------------------------------------------


def test_contacts_never_pass(tmp_path: Path) -> None:
    words = f"""{ASSO}
    @prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
    x:asso foaf:mbox <mailto:a@example.org> ; schema:email "a@example.org" ;
        schema:telephone "0612345678" ; vcard:hasTelephone [ vcard:hasValue <tel:+33612345678> ] ;
        foaf:homepage <mailto:a@example.org>, <http://example.org/contact/a@example.org>,
            <http://example.org/~a%40example.org>, <https://example.org/> ;
        foaf:page <tel:0612345678>, <acct:a@example.org> ;
        ea:population "0612345678"^^xsd:integer ;
        dcterms:description "Écrire à a@example.org ou au 06 12 34 56 78."@fr ;
        dcterms:identifier "200054807", "20005480700017", "00572078400011", "W131000000" .
    <mailto:b@example.org> rdfs:label "B" .
    """
    taken = take(turtle(tmp_path, words))
    everything = " ".join(taken.public | taken.restricted)
    assert "@" not in everything.replace('"@fr', "")
    assert "%40" not in everything
    assert "0612345678" not in everything
    assert '"Écrire à [contact masqué] ou au [contact masqué]."@fr' in everything
    for number in ("200054807", "20005480700017", "00572078400011", "W131000000"):
        assert f'"{number}"' in everything
    assert "<https://example.org/>" in everything
    assert taken.report.withheld == 2
    assert taken.reasons == {CONTACT: 11, UNKNOWN: 1}
    assert taken.counts == (23, 11, 12)
    assert taken.report.dropped == {
        "foaf:mbox": 1, "schema:email": 1, "schema:telephone": 1,
        "http://www.w3.org/2006/vcard/ns#hasTelephone": 1,
        "http://www.w3.org/2006/vcard/ns#hasValue": 1,
    }  # fmt: skip


MAYOR = """
x:mairie a ea:LocalAuthority, ea:Actor, ea:Stakeholder ; rdfs:label "Mairie" ;
    ea:sector sector:public .
x:maire a ea:PublicPost, ea:Stakeholder ; rdfs:label "Maire" ; ea:sector sector:elus ;
    org:postIn x:mairie .
x:mandat a ea:Mandate ; org:member x:jeanne-martin ; org:organization x:mairie ; ea:post x:maire ;
    org:role <https://w3id.org/envies-alliances/voc/mandate-role/maire> ; dcterms:source x:src ;
    ea:startNotBefore "2020-05-25"^^xsd:date .
x:jeanne-martin a person:Person, foaf:Agent ; foaf:name "Jeanne Martin" ; foaf:gender "f" ;
    schema:birthDate "1960-01-01"^^xsd:date ; rdfs:label "Jeanne" ; dcterms:source x:src .
"""


def test_of_the_holder_of_a_mandate_only_the_name_and_the_source_pass(tmp_path: Path) -> None:
    taken = take(turtle(tmp_path, MAYOR))
    person = f"<{BASE}id/person/s/0>"
    assert {line for line in taken.public if line.startswith(person)} == {
        f"{person} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
        "<http://www.w3.org/ns/person#Person>",
        f'{person} <http://xmlns.com/foaf/0.1/name> "Jeanne Martin"',
        f"{person} <http://purl.org/dc/terms/source> <http://example.org/src>",
    }
    assert not any("jeanne-martin" in line or "1960" in line for line in taken.public)
    assert taken.restricted == set()
    assert taken.reasons == {PERSON: 4}
    assert taken.report.dropped == {"foaf:gender": 1, "schema:birthDate": 1, "rdfs:label": 1}
    graphs = [PUBLIC.value]
    assert validate(taken.store, graphs, "data") == []


def test_other_persons_are_restricted_and_nothing_public_leads_to_them(tmp_path: Path) -> None:
    words = f"""{ASSO}
    x:asso org:hasMember x:paul ; dcterms:creator "Paul Durand", x:paul .
    x:paul a schema:Person ; foaf:name "Paul Durand", "P. Durand" ; org:memberOf x:asso .
    x:anne foaf:name "Anne Roux" . x:luc foaf:givenName "Luc" ; rdfs:label "Luc Petit" .
    x:club a foaf:Organization ; foaf:name "Club" .
    x:lien a org:Membership ; org:member x:paul .
    x:poste org:heldBy x:zoe-blanc . x:yves-noir org:holds x:poste ; rdfs:label "Yves Noir" .
    """
    taken = take(turtle(tmp_path, words))
    public = " ".join(taken.public)
    assert not any(name in public for name in ("Durand", "Roux", "Luc", "paul", "anne", "luc"))
    assert not any(name in public for name in ("zoe", "yves", "Noir", "poste"))
    assert '"Club"' in public
    names = {line.rpartition(" <http://xmlns.com/foaf/0.1/name> ")[2] for line in taken.restricted}
    assert {'"Paul Durand"', '"Anne Roux"'} <= names
    assert len(taken.restricted) == 3
    assert all(line.startswith(f"<{BASE}id/person/s/") for line in taken.restricted)
    assert taken.reasons == {PERSON: 11}


def test_the_opaque_names_that_we_gave_persons_are_kept(tmp_path: Path) -> None:
    own = f"{BASE}id/person/carnet/0123456789abcdef"
    words = MAYOR.replace("x:jeanne-martin", f"<{own}>")
    assert any(line.startswith(f"<{own}> ") for line in take(turtle(tmp_path, words)).public)


def test_disclosure_is_respected_and_spreads_to_what_would_tell(tmp_path: Path) -> None:
    words = f"""{MAYOR} {ASSO}
    x:mairie ea:disclosure disclosure:restreint .
    x:all a ea:Alliance ; rdfs:label "Avec la mairie" ; ea:hasParty x:p1, x:p2 .
    x:p1 ea:actor x:mairie . x:p2 ea:actor x:asso .
    x:nul rdfs:label "Jamais" ; ea:disclosure disclosure:jamais . x:asso dcterms:relation x:nul .
    """
    taken = take(turtle(tmp_path, words))
    subjects = {line.partition(">")[0].rpartition("/")[2] for line in taken.public}
    assert subjects == {"asso"}
    assert not any("mairie" in line or "Jeanne" in line for line in taken.public)
    assert any("Jeanne Martin" in line for line in taken.restricted)
    assert not any("Jamais" in line for line in taken.public | taken.restricted)
    assert taken.reasons == {PERSON: 4, "disclosure 'never'": 3}


# -- round trip ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def demonstration() -> ox.Store:
    """The facts of the demonstration, as the workbook states them."""
    tables, _ = workbook.read_tables(ROOT / "graph" / "demo")
    said = workbook.statements(workbook.check(tables), minter=MINTER, source="demo", version="1")
    store = ox.Store()
    store.load("".join(nquads(said)).encode(), format=ox.RdfFormat.N_QUADS)
    return store


FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE, ".nt": ox.RdfFormat.N_TRIPLES, ".rdf": ox.RdfFormat.RDF_XML,
    ".trig": ox.RdfFormat.TRIG, ".nq": ox.RdfFormat.N_QUADS, ".jsonld": ox.RdfFormat.JSON_LD,
}  # fmt: skip


@pytest.mark.parametrize("suffix", FORMATS)
def test_what_we_export_loads_back_the_same(
    tmp_path: Path, demonstration: ox.Store, suffix: str
) -> None:
    path, form = tmp_path / f"demo{suffix}", FORMATS[suffix]
    facts = ox.NamedNode(MINTER.graph("asserted", "demo", "1"))
    graph = None if form.supports_datasets else facts
    demonstration.dump(str(path), format=form, from_graph=graph)
    taken = take(path)
    mine = {str(quad.triple) for quad in demonstration.quads_for_pattern(None, None, None, facts)}
    assert len(mine) > 15_000
    assert taken.public == mine
    assert taken.restricted == set()
    assert taken.counts == (len(mine), len(mine), 0)


def test_what_was_loaded_back_keeps_the_shapes(tmp_path: Path, demonstration: ox.Store) -> None:
    path = tmp_path / "demo.ttl"
    facts = ox.NamedNode(MINTER.graph("asserted", "demo", "1"))
    demonstration.dump(str(path), format=ox.RdfFormat.TURTLE, from_graph=facts)
    assert validate(take(path).store, [PUBLIC.value], "data") == []


def test_a_named_thing_that_changes_is_seen_in_the_next_edition(tmp_path: Path) -> None:
    def index(words: str) -> list[tuple[int, int]]:
        out = Emit(MINTER, "s", "v")
        list(reading(turtle(tmp_path, words)).blocks(out, Context("f"), Report()))
        found = out.recorder.index()
        return list(zip(map(int, found.things), map(int, found.contents), strict=True))

    before = index(f'{ASSO} x:b rdfs:label "B" . x:c dcterms:relation x:b .')
    turned = index(f'x:b rdfs:label "B" . {ASSO} x:c dcterms:relation x:asso .')
    after = index(f'{ASSO} x:b rdfs:label "B2" .')
    assert len(before) == 2
    assert turned == before
    assert [b[0] for b in before] == [a[0] for a in after]
    assert sum(b[1] != a[1] for b, a in zip(before, after, strict=True)) == 1


# -- refusals --------------------------------------------------------------------------------------


def test_a_territory_does_not_apply(tmp_path: Path) -> None:
    path = turtle(tmp_path, ASSO)
    context = Context(path.name, Places(), Scope("Aix", frozenset({"13001"})))
    with pytest.raises(Misuse) as caught:
        list(reading(path).blocks(Emit(MINTER, "s", "v"), context, Report()))
    assert caught.value.text.fr == (
        "--territory ne s'applique pas à un fichier RDF : f.ttl n'a pas de lignes à filtrer. "
        "Chargez-le en entier, sans --territory."
    )


@pytest.mark.skipif(not (SHARED / "data/rdf").is_dir(), reason="no ../shared/data/rdf here")
@pytest.mark.parametrize(
    ("name", "words"),
    [("cpov-2.00", 24), ("insee-geo", 63), ("locn", 17), ("org", 91), ("person", 17),
     ("regorg", 14)],
)  # fmt: skip
def test_a_vocabulary_is_no_data(name: str, words: int) -> None:
    assert refusal(SHARED / f"data/rdf/{name}.ttl").fr == (
        f"{name}.ttl est un vocabulaire ({words} mots définis), pas des données. Il n'y a rien à "
        "charger : notre ontologie vient avec le programme."
    )


@pytest.mark.parametrize("file", ["alliances.ttl", "vocabularies/theme.ttl", "shapes/data.ttl"])
def test_our_own_words_are_no_data_either(file: str) -> None:
    assert "est un vocabulaire" in refusal(ROOT / "ontology" / file).fr


def test_a_vocabulary_among_facts_is_left_out_and_the_facts_load(tmp_path: Path) -> None:
    words = f'<> a owl:Ontology . x:K a owl:Class ; rdfs:label "K" . {ASSO}'
    assert take(turtle(tmp_path, words)).counts == (8, 8, 0)


def test_a_file_of_which_nothing_passes_is_refused(tmp_path: Path) -> None:
    report = Report()
    with pytest.raises(BadInput) as caught:
        list(
            reading(turtle(tmp_path, "x:a x:b x:c .")).blocks(
                Emit(MINTER, "s", "v"), Context("f.ttl"), report
            )
        )
    assert caught.value.text.fr == (
        "Rien n'a été chargé : aucune des 1 affirmations de f.ttl n'emploie les mots de notre "
        "ontologie, ou ne peut être montrée."
    )


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "f.ttl"
    path.write_bytes(b"")
    assert refusal(path).en == "f.ttl is empty (0 bytes). Download it or save it again."


MANY = "".join(f'<http://example.org/{i}> rdfs:label "{i}" .\n' for i in range(20_000))


@pytest.mark.parametrize(
    ("end", "place", "why"),
    [
        ('x:a rdfs:label "sans fin', "colonne 16", "Unexpected end of file"),
        ("x:a rdfs:label", "colonne 15", "Unexpected end"),
        ("x:a rdfs:label inconnu:b .", "colonne 16", "The prefix inconnu: has not been declared"),
        ("<http://a b> rdfs:label 1 .", "colonne 1", "Invalid IRI code point ' '"),
    ],
)
def test_a_mistake_at_the_end_takes_nothing_and_is_placed(
    tmp_path: Path, end: str, place: str, why: str
) -> None:
    row = PREFIXES.count("\n") + 20_001
    assert refusal(turtle(tmp_path, MANY + end)).fr == (
        f"f.ttl, ligne {row}, {place} : le RDF est mal formé ({why}). Rien n'a été chargé : "
        "corrigez cet endroit, ou téléchargez le fichier à nouveau s'il est incomplet."
    )


@pytest.mark.parametrize("form", SAMPLES)
def test_a_file_cut_in_the_middle_is_refused(tmp_path: Path, form: str) -> None:
    name, words = SAMPLES[form]
    path = tmp_path / name
    path.write_bytes(words.encode()[: -len(words) // 3])
    assert f"{name}, ligne " in refusal(path).fr
    assert "le RDF est mal formé" in refusal(path).fr


def test_rdf_xml_without_its_last_tag_is_refused_with_its_place(tmp_path: Path) -> None:
    """The parser itself does not mind: half of a file would be loaded."""
    path = tmp_path / "f.rdf"
    path.write_text(SAMPLES["rdfxml"][1].removesuffix("</rdf:RDF>"), encoding="utf-8")
    assert refusal(path).en.startswith(
        "f.rdf, row 3, column 91: the RDF is malformed (no element found). Nothing was loaded"
    )


def test_a_packed_file_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "f.ttl.gz"
    path.write_bytes(gzip.compress((PREFIXES + MANY).encode())[:-500])
    assert refusal(path).en.startswith("f.ttl.gz is incomplete or damaged (")
    path.write_bytes(b"\x1f\x8b\x08garbage")
    assert "f.ttl.gz is incomplete or damaged" in refusal(path).en


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252"])
def test_another_encoding_than_utf_8_is_refused(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "f.ttl"
    path.write_bytes((PREFIXES + 'x:a rdfs:label "Été" .').encode(encoding))
    assert "le fichier n'est pas en UTF-8, le seul encodage de RDF" in refusal(path).fr


def test_rdf_xml_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "f.rdf"
    words = SAMPLES["rdfxml"][1].replace('"1.0"', '"1.0" encoding="ISO-8859-1"')
    path.write_bytes(words.encode("latin-1"))
    assert "f.rdf: the file is not UTF-8, the only encoding of RDF" in refusal(path).en


# -- attacks ---------------------------------------------------------------------------------------


def xml(folder: Path, entities: str, words: str) -> Path:
    path = folder / "f.rdf"
    path.write_text(
        f"<?xml version='1.0'?>\n<!DOCTYPE rdf:RDF [{entities}]>\n<rdf:RDF "
        "xmlns:r='http://www.w3.org/2000/01/rdf-schema#' "
        "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description "
        f"rdf:about='http://example.org/a'><r:label>{words}</r:label></rdf:Description></rdf:RDF>",
        encoding="utf-8",
    )
    return path


LAUGHS = '<!ENTITY l0 "lol">' + "".join(
    f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10)
)


@pytest.mark.parametrize(
    ("entities", "words"),
    [
        (LAUGHS, "&l9;"),
        ('<!ENTITY a "' + "a" * 100_000 + '">', "&a;" * 100),
        ('<!ENTITY a "&#38;b;"><!ENTITY b "c">', "&a;"),
        ('<!ENTITY x SYSTEM "file:///etc/passwd">', "&x;"),
        ('<!ENTITY x SYSTEM "http://127.0.0.1:9/x">', "&x;"),
        ('<!ENTITY % p "q">', "a"),
    ],
    ids=["laughs", "quadratic", "hidden", "file", "http", "parameter"],
)
def test_entities_of_xml_do_not_expand(tmp_path: Path, entities: str, words: str) -> None:
    assert refusal(xml(tmp_path, entities, words)).fr == (
        "f.rdf, ligne 2 : une entité XML renvoie à une autre, à un fichier ou à un long texte, ce "
        "qui est la forme d'une attaque. Rien n'a été chargé : remplacez les entités par leur "
        "texte."
    )


def test_entities_that_stand_for_a_namespace_are_read(tmp_path: Path) -> None:
    path = xml(tmp_path, '<!ENTITY x "http://example.org/">', "&x;b")
    assert any('"http://example.org/b"' in line for line in take(path).public)


def test_an_entity_declared_late_is_refused_too(tmp_path: Path) -> None:
    path = tmp_path / "f.rdf"
    path.write_text(
        SAMPLES["rdfxml"][1].replace("<rdf:Desc", f"<!DOCTYPE r [{LAUGHS}]><rdf:Desc"),
        encoding="utf-8",
    )
    assert "le RDF est mal formé" in refusal(path).fr


@pytest.mark.parametrize(
    "context",
    [
        '"http://127.0.0.1:9/contexte"',
        '["https://schema.org/", {"label": "http://example.org/label"}]',
        '{"@version": 1.1, "@import": "http://127.0.0.1:9/contexte"}',
        '{"p": {"@id": "http://example.org/p", "@context": "http://127.0.0.1:9/contexte"}}',
    ],
)
def test_a_context_on_the_web_is_never_fetched(
    tmp_path: Path, context: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_socket(*_: object) -> None:
        raise AssertionError("a request left")

    monkeypatch.setattr("socket.socket.connect", no_socket)
    path = tmp_path / "f.jsonld"
    path.write_text(
        f'{{"@context": {context}, "@id": "http://example.org/a", "p": {{"label": "A"}}}}',
        encoding="utf-8",
    )
    assert refusal(path).fr == (
        "f.jsonld renvoie à un contexte JSON-LD sur le web, que le programme ne va jamais "
        "chercher. Remplacez, dans « @context », l'adresse par ce qu'elle contient."
    )


@pytest.mark.parametrize(
    ("name", "words", "most"),
    [
        ("f.jsonld", '{"@context":{"@vocab":"http://e/"},"n":' + '{"n":' * 9000 + "1" + "}" * 9001,
         100),
        ("f.jsonld", '{"@id":"http://e/","http://e/n":{"@list":' + "[" * 9000 + "]" * 9000 + "}}",
         100),
        ("f.ttl", "<http://a> <http://b> " + "<<( <http://a> <http://b> " * 30_000, 500),
        ("f.nt", "<http://a> <http://b> " + "<<( <http://a> <http://b> " * 30_000, 500),
        ("f.rdf", "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
         + "<rdf:Description><rdf:value>" * 30_000, 200),
    ],
    ids=["objects", "lists", "turtle", "ntriples", "xml"],
)  # fmt: skip
def test_nesting_without_end_does_not_take_the_program_down(
    tmp_path: Path, name: str, words: str, most: int
) -> None:
    """The parser overflows its stack on these, which no error can be made of."""
    path = tmp_path / name
    path.write_text(words, encoding="utf-8")
    assert refusal(path).en == (
        f"{name} nests more than {most} levels: this is no data to load. Nothing was loaded."
    )


def test_brackets_in_texts_are_no_nesting(tmp_path: Path) -> None:
    path = tmp_path / "f.jsonld"
    told = "{[" * 400 + r"\"" + "\\\\"
    label = "http://www.w3.org/2000/01/rdf-schema#label"
    things = ",".join(f'{{"@id": "http://example.org/{i}", "{label}": "{told}"}}' for i in range(9))
    path.write_text(f'{{"@graph": [{things}]}}', encoding="utf-8")
    assert len(take(path).public) == 9


def test_an_escape_split_between_two_chunks_is_read_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    label = "http://www.w3.org/2000/01/rdf-schema#label"
    words = f'{{"@id": "http://example.org/a", "{label}": "' + r"\"{\\" * 300 + '"}'
    path = tmp_path / "f.jsonld"
    path.write_text(words, encoding="utf-8")
    for chunk in (1, 2, 3, 7):
        monkeypatch.setattr("graph.sources.rdf_text.CHUNK", chunk)
        assert len(take(path).public) == 1


def test_a_packed_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.sources.rdf_text.HARMLESS", 1_000_000)
    path = tmp_path / "f.ttl.gz"
    path.write_bytes(gzip.compress(PREFIXES.encode() + b" " * 30_000_000))
    assert refusal(path).fr == (
        "f.ttl.gz se déploie en plus de 300 fois sa taille : c'est la forme d'une attaque. Rien "
        "n'a été chargé."
    )


def test_a_null_sign_in_a_text_does_not_reach_the_graph(tmp_path: Path) -> None:
    path = turtle(tmp_path, 'x:a rdfs:label "A\\u0000B\\u0007" .')
    assert [line.rpartition("label> ")[2] for line in take(path).public] == ['"A B"']
