"""Rectified values, actors left out of the public, old mandates, papers, the search in files."""

from __future__ import annotations

import gzip
import json
import shutil
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pyoxigraph as ox
import pytest

import ontology
from cli.site.data import opened
from graph import doctor, layers, workspace
from graph.errors import BadInput
from graph.export.edition import edition
from graph.extract import extract
from graph.kept import secret
from graph.load import load_workbook, rebuild
from graph.network import Network
from graph.rights import acted, forgotten, optout, rectified
from graph.rights.paper import Paper, Section, Table
from graph.rights.processing import processing
from graph.rights.register import notice, register
from graph.rights.retention import retire
from graph.rights.search import Search
from graph.workspace import Workspace
from ontology.text import Text
from tests.workbooks import SMALL, write_workbook

DAY = date(2018, 6, 1)
NEEDS = "acteur;nature;description\nfabrique;besoin;Un local pour La Fabrique numérique"
CLAIMS = "sujet;propriété;valeur;source\nLa Fabrique numérique;salariés;12;notes"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rights")
    here = workspace.create(folder / "ws", name="Essai", as_of=DAY)
    texts = SMALL["alliances"] + "\na4;Visite de la Fabrique Numérique;;;13001;notes;§"
    sheets = {
        "alliances": texts, "parties": SMALL["parties"] + "\na4;paa;;\na4;aines;;",
        "etapes": SMALL["etapes"] + "\na4;contact;2017;notes", "besoins-offres": NEEDS,
        "affirmations": CLAIMS,
    }  # fmt: skip
    load_workbook(here, write_workbook(folder / "carnet", **sheets))
    return folder


@pytest.fixture
def here(made: Path, tmp_path: Path) -> Workspace:
    shutil.copytree(made / "ws", tmp_path / "ws")
    return workspace.load(tmp_path / "ws")


def network(made: Workspace) -> Network:
    store = made.store()
    return extract(store, layers.graphs(store, "asserted"), as_of=DAY)


def local(made: Workspace, key: str) -> str:
    return made.minter.thing("org", "local", key)


def public(made: Workspace) -> str:
    """Return all that a public edition holds."""
    leaving = edition(made, made.store(), "fr", layer="all")
    return b"".join(line for graph in leaving.graphs for line in leaving.lines(graph)).decode()


# -- rectify -------------------------------------------------------------------------------------


def test_a_rectified_value_counts_and_the_source_is_still_heard(
    here: Workspace, made: Path
) -> None:
    iri = local(here, "fabrique")
    rectified.record(here.path, iri, "name", "La Fabrique d'Aix", "La Fabrique numérique", "")
    rectified.record(here.path, iri, "theme", "silver-economie", "La Fabrique numérique", "")
    rebuild(here)
    load_workbook(here, made / "carnet")
    known = network(here)
    actor = known.actors[known.index[iri]]
    assert (actor.name, actor.themes) == ("La Fabrique d'Aix", ("silver-economie",))
    claims = set(_claims(here, iri))
    assert ("nom", "La Fabrique numérique", "Notes de réunion") in claims
    assert ("thème", "numérique", "Notes de réunion") in claims

    assert rectified.undo(here.path, "name", "la fabrique d'aix")
    rebuild(here)
    known = network(here)
    assert known.actors[known.index[iri]].name == "La Fabrique numérique"


def _claims(made: Workspace, iri: str) -> Iterator[tuple[str, ...]]:
    store = made.store()
    asked = """SELECT ?what ?value ?title ?actor WHERE { ?claim ea:subject ?actor ;
        ea:claimedProperty ?what ; ea:claimedValue ?value ; dcterms:source/dcterms:title ?title }"""
    rows = store.select(
        asked, graphs=layers.graphs(store, "asserted"), parameters={"actor": ox.NamedNode(iri)}
    ).rows
    for row in rows:
        yield tuple(str(getattr(term, "value", "")) for term in row[:3])


def test_two_values_under_two_identifiers_of_one_actor_are_told(here: Workspace) -> None:
    town = here.minter.thing("org", "siren", "211300017")
    former = local(here, "ville-aix")
    rectified.record(here.path, town, "acronym", "VAEP", "Ville d'Aix-en-Provence", "")
    rectified.record(here.path, former, "acronym", "AIX", "Ville d'Aix-en-Provence", "")
    told = rebuild(here).notices
    assert any("rectifié deux fois" in each.fr for each in told)


@pytest.mark.parametrize(("row", "words"), [
    ("x:a;siren;356000000", "ne se rectifie pas"), ("x:a;thème;néant", "valeur possible"),
    ("x:a;nom;06 12 34 56 78", "valeur possible"), ("sans;nom;B", "IRI"),
])  # fmt: skip
def test_a_mistake_in_the_file_is_told_with_its_row(tmp_path: Path, row: str, words: str) -> None:
    file = rectified.path(tmp_path)
    file.parent.mkdir()
    file.write_text(f"actor;field;value\n{row}\n", encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        rectified.read(tmp_path)
    assert words in caught.value.text.fr
    assert "ligne 2" in caught.value.text.fr


@pytest.mark.parametrize(("key", "value", "words"), [
    ("website", "javascript:alert(1)", "http"), ("website", "06 12 34 56 78", "http"),
    ("description", "Écrire à jean.dupont (at) example.org", "courriel"), ("name", " ", "mot"),
    ("theme", "néant 06 12 34 56 78", "courriel"), ("theme", "néant", "numérique"),
])  # fmt: skip
def test_a_value_is_refused_with_what_is_allowed_and_no_contact(
    key: str, value: str, words: str
) -> None:
    assert rectified.value_of(key, value) is None
    told = rectified.refusal(key, value)
    assert words in told.fr
    assert not any(contact in " ".join(told) for contact in ("dupont", "06 12", "javascript"))


def test_a_contact_in_the_file_is_not_repeated(tmp_path: Path) -> None:
    file = rectified.path(tmp_path)
    file.parent.mkdir()
    file.write_text("actor;field;value\nx:a;nom;06 12 34 56 78\n", encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        rectified.read(tmp_path)
    assert "06 12" not in " ".join(caught.value.text)


# -- optout --------------------------------------------------------------------------------------


def test_who_opts_out_is_in_nothing_public_and_inside_still(here: Workspace, made: Path) -> None:
    iri = local(here, "fabrique")
    assert "Fabrique" in public(here)
    optout.record(here.path, iri, "La Fabrique numérique", "")
    rebuild(here)
    load_workbook(here, made / "carnet")
    text = public(here)
    assert "fabrique" not in text.casefold()
    assert "Visite de la [retiré]" in text or "Visite de [retiré]" in text
    assert iri not in {actor.iri for actor in network(here).actors}
    assert "Ateliers numériques" not in {one.title for one in network(here).alliances}
    store = here.store()
    inside = extract(store, [*layers.graphs(store, "asserted"), *layers.restricted(store)])
    assert iri in {actor.iri for actor in inside.actors}
    assert "Ateliers numériques" in {one.title for one in inside.alliances}

    before = optout.undo(here.path, "fabrique")
    assert before is not None
    rebuild(here)
    assert iri in {actor.iri for actor in network(here).actors}


def test_a_name_before_a_rectification_is_silenced_and_one_level_is_left(here: Workspace) -> None:
    iri = local(here, "fabrique")
    rectified.record(here.path, iri, "name", "Atelier Brimborion", "La Fabrique numérique", "")
    optout.record(here.path, iri, "Atelier Brimborion", "")
    rebuild(here)
    assert "Fabrique" not in public(here)
    assert "Brimborion" not in public(here)
    said = here.store().engine.quads_for_pattern(
        ox.NamedNode(iri), ontology.node("ea:disclosure"), None, None
    )
    levels = {getattr(quad.object, "value", "") for quad in said}
    assert levels == {ontology.concepts("disclosure")["restreint"].iri}


# -- requests that do not act yet ----------------------------------------------------------------


def test_nothing_leaves_while_a_request_that_git_merged_does_not_act(here: Workspace) -> None:
    optout.record(here.path, local(here, "fabrique"), "La Fabrique numérique", "")  # no build
    store = here.store()
    assert acted.waiting(here.path, store.folder) == ["optout.csv"]
    with pytest.raises(acted.Waiting) as told:
        edition(here, store, "fr")
    assert told.value.exit_code == 4
    with pytest.raises(acted.Waiting):
        opened(here)
    rebuild(here)
    edition(here, here.store(), "fr")
    path = optout.path(here.path)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))  # a checkout on Windows
    opened(here)
    path.unlink()  # what is taken out too many is no leak
    opened(here)


def _forgotten(here: Workspace, keys: str) -> None:
    """Write the lines of some forgotten things by hand, as git brings them."""
    secret(here)
    lines = "".join(f"{one * 16};name;{one * 32};request;2024-01-01\n" for one in keys)
    file = forgotten.path(here.path)
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"thing;of;digest;reason;date\n{lines}", encoding="utf-8")


def _told(here: Workspace) -> list[str]:
    """Return what the doctor says of requests that are lost."""
    found = [f for looked in doctor.examine(here) for f in looked.findings if f.is_beyond]
    return [finding.text.en for finding in found]


@pytest.mark.parametrize("left", ["", "ab"])
def test_an_erasure_that_is_lost_is_told_until_it_is_back(here: Workspace, left: str) -> None:
    _forgotten(here, "abc")
    rebuild(here)
    opened(here)
    _forgotten(here, left)
    assert f"{3 - len(left)} line" in _told(here)[0]
    opened(here)  # the store still hides what they erased
    for _ in range(2):
        assert any("forgotten.csv" in notice.en for notice in rebuild(here).notices)
        assert len(_told(here)) == 1
        with pytest.raises(acted.Waiting, match="accept-loss"):
            opened(here)
    shutil.rmtree(here.path / "store")
    doctor.mend(here)
    assert len(_told(here)) == 1  # the store is no memory
    _forgotten(here, "abc")
    rebuild(here)
    assert _told(here) == []
    opened(here)


def test_a_loss_is_accepted_and_commands_take_back_without_a_word(here: Workspace) -> None:
    _forgotten(here, "abc")
    optout.record(here.path, "x:a", "A", "")
    rectified.record(here.path, "x:a", "name", "B", "A", "")
    rebuild(here)
    assert optout.undo(here.path, "A")
    assert rectified.undo(here.path, "name", "x:a")
    assert forgotten.allow(here.path, ["a" * 16])
    assert _told(here) == []
    forgotten.path(here.path).unlink()
    rebuild(here)
    assert len(_told(here)) == 1
    assert acted.accept(here.path) == 2
    assert _told(here) == []
    opened(here)


def test_a_new_release_alone_refuses_nothing_and_an_old_manifest_knows_no_request(
    here: Workspace,
) -> None:
    manifest = (here.versions.current() or here.path) / "manifest.json"
    known = json.loads(manifest.read_text(encoding="utf-8"))
    del known["acted"]
    known["made_with"] = "another release"
    manifest.write_text(json.dumps(known), encoding="utf-8")
    opened(here)
    forgotten.path(here.path).parent.mkdir(exist_ok=True)
    forgotten.path(here.path).write_text("thing;of;digest;reason;date\n", encoding="utf-8")
    with pytest.raises(acted.Waiting):
        opened(here)


# -- mandates ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("years", "stays"), [(0, False), (5, True)])
def test_who_held_a_post_leaves_some_years_after_its_end(years: int, stays: bool) -> None:
    store = ox.Store()
    graph = ox.NamedNode("https://e.test/graph/asserted/a/1")
    post, mandate, person = (ox.NamedNode(f"https://e.test/id/{x}/a/1") for x in "pmh")
    said: list[tuple[ox.NamedNode, str, ox.NamedNode | ox.Literal]] = [
        (post, "rdf:type", ontology.node("ea:PublicPost")),
        (mandate, "rdf:type", ontology.node("ea:Mandate")),
        (mandate, "ea:post", post), (mandate, "org:member", person),
        (mandate, "ea:endNotAfter", _day("2014-05-01")),
        (person, "foaf:name", ox.Literal("Jean Dupont")),
    ]  # fmt: skip
    store.extend(ox.Quad(s, ontology.node(p), o, graph) for s, p, o in said)
    assert retire(store, DAY, years) == (not stays)
    assert ("Jean Dupont" in str(list(store))) == stays
    assert any(store.quads_for_pattern(post, None, None, None))


def _day(words: str) -> ox.Literal:
    return ox.Literal(words, datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#date"))


def test_a_setting_that_is_no_number_of_years_is_refused(tmp_path: Path) -> None:
    (tmp_path / "alliances.toml").write_text("mandates_kept = -1\n", encoding="utf-8")
    with pytest.raises(BadInput):
        workspace.load(tmp_path)


# -- papers --------------------------------------------------------------------------------------


def test_the_papers_say_what_is_loaded_and_leave_the_rest_to_be_completed(here: Workspace) -> None:
    known = processing(here)
    assert [origin.files for origin in known.origins] == [("carnet",)]
    assert (known.persons, known.posts) == (1, 1)
    text = register(known).markdown("fr")
    assert "à compléter" in text
    assert "10 ans" in text
    assert "(s)" not in text + notice(known).markdown("fr") + register(known).markdown("en")
    row = r"| Notes de réunion | Pays d'Aix Associations | Licence Ouverte 2.0 | — |"
    assert row in text
    assert row in notice(known).markdown("fr")
    assert "ntrepreneurs individuels" not in text
    for words in ("14.2.b", "ortabilité", "réclamation auprès de la CNIL"):
        assert words in notice(known).markdown("fr")
    assert "Joissains" not in text
    page = notice(known).page("en")
    assert "to be completed" in page
    assert "http" not in page.replace("http-equiv", "")


def test_sole_traders_of_a_workbook_are_a_category_of_the_papers(here: Workspace) -> None:
    text = "Micro-entrepreneur à Venelles"
    rectified.record(here.path, local(here, "fabrique"), "description", text, "", "")
    rebuild(here)
    known = processing(here)
    assert known.traders == 1
    assert "Entrepreneurs individuels : 1 entreprise dont" in notice(known).markdown("fr")


def test_words_from_outside_stay_words_in_a_paper() -> None:
    evil = Text("<script>|x", "<script>|x")
    paper = Paper(evil, evil, [Section(evil, [evil, [evil], Table([evil], [[evil]])])])
    assert "<script>" not in paper.page("fr")
    assert "\\<script\\>\\|x" in paper.markdown("fr")


# -- search --------------------------------------------------------------------------------------


FORMS = {
    "plain.txt": "L'association Éléonore d’Aix est là",
    "entity.html": "<p>&Eacute;l&eacute;onore d&#39;Aix</p>",
    "json.json": '{"name": "\\u00c9l\\u00e9onore d\\u2019Aix"}',
    "address.txt": "https://x.test/%C3%89l%C3%A9onore%20d%27Aix",
    "tags.xml": "<t>Éléo</t><t>nore d'Aix</t>",
    "hidden.html": "<p>&Eacute;l&shy;&eacute;o\u200bnore<br>d&#39;Aix</p>",
    "braces.js": "'\\u{c9}l\\u{e9}onore d\\x27Aix'",
    "latin.txt": "https://x.test/%C9l%E9onore%20d%27Aix",
    "number.csv": "a;356 000 000 00048;b",
    "tax.txt": "TVA FR 39 356 000 000",
    "joined.txt": "39356000000 FR39356000000",
}


def test_a_name_is_found_in_whichever_form(tmp_path: Path) -> None:
    for name, text in FORMS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "old.csv").write_bytes(FORMS["plain.txt"].replace("’", "'").encode("latin-1"))
    (tmp_path / "wide.txt").write_bytes(FORMS["plain.txt"].encode("utf-16"))
    (tmp_path / "long.txt").write_text("x, " * 400_000 + FORMS["plain.txt"], encoding="utf-8")
    (tmp_path / "packed.gz").write_bytes(gzip.compress(FORMS["json.json"].encode()))
    with zipfile.ZipFile(tmp_path / "book.xlsx", "w") as archive:
        archive.writestr("xl/sharedStrings.xml", FORMS["tags.xml"])
    (tmp_path / "other.txt").write_text("Éléonore de Guyenne, 123 356 000 001", encoding="utf-8")
    (tmp_path / "paper.pdf").write_bytes(b"%PDF-1.4")
    found = list(Search(["ELEONORE D'AIX", "356000000"]).files([tmp_path]))
    held = {each.path.name for each in found if each.readable}
    assert held == {*FORMS, "old.csv", "wide.txt", "long.txt", "packed.gz", "book.xlsx"}
    assert [each.path.name for each in found if not each.readable] == ["paper.pdf"]


def test_a_table_of_parquet_is_looked_into(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.table({"name": ["Éléonore d'Aix"], "day": [datetime(2020, 1, 1)]})
    pq.write_table(table, tmp_path / "a.parquet")
    assert [f.path.name for f in Search(["eleonore d'aix"]).files([tmp_path])] == ["a.parquet"]
    assert not list(Search(["nobody"]).files([tmp_path]))
