"""What a workbook says in RDF, and above all what it must not say where."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest

import ontology
from graph.identifiers import Minter
from graph.rdf import nquads
from graph.sources import workbook
from graph.sources.workbook.check import Checked
from tests.workbooks import SMALL, write_workbook

BASE = "https://territoire.test/t/"
AT = "@"


@dataclass(frozen=True)
class Said:
    """The statements of a workbook, by layer, as text and as a store."""

    checked: Checked
    asserted: str
    restricted: str
    store: ox.Store

    def ask(self, sparql: str) -> list[tuple[str, ...]]:
        rows = self.store.query(
            sparql, prefixes=ontology.prefixes(), use_default_graph_as_union=True
        )
        assert isinstance(rows, ox.QuerySolutions)
        return sorted(tuple(str(getattr(v, "value", "")) for v in row) for row in rows)


def say(folder: Path, source: str = "carnet", **changes: str | None) -> Said:
    path = write_workbook(folder / source, **changes)
    checked = workbook.check(workbook.read_tables(path)[0])
    lines = list(
        nquads(workbook.statements(checked, minter=Minter(BASE), source=source, version="v"))
    )
    layers = {
        layer: "".join(line for line in lines if line.endswith(f"/{layer}/{source}/v> .\n"))
        for layer in ("asserted", "restricted")
    }
    assert sum(text.count("\n") for text in layers.values()) == len(lines)
    store = ox.Store()
    store.bulk_load("".join(lines).encode(), format=ox.RdfFormat.N_QUADS)
    return Said(checked, layers["asserted"], layers["restricted"], store)


def with_column(sheet: str, column: str, **values: str) -> str:
    """Return a sheet of the small workbook with one more column, filled by the first cell."""
    head, *rows = SMALL[sheet].splitlines()
    return "\n".join(
        [f"{head};{column}", *(f"{r};{values.get(r.split(';')[0], '')}" for r in rows)]
    )


# ---- What is said ---------------------------------------------------------------------------


def test_an_alliance_has_parties_stages_bounds_and_a_source(tmp_path: Path) -> None:
    said = say(tmp_path)
    assert said.restricted == ""
    assert said.ask(
        """SELECT ?title ?stage ?first ?last ?words ?text WHERE {
             ?a a ea:Alliance ; rdfs:label ?title ; ea:hasStageEvent ?e ; dcterms:source ?s .
             ?s dcterms:title ?text .
             ?e ea:stage ?stage ; ea:notBefore ?first ; ea:notAfter ?last ; ea:dateText ?words
             FILTER(CONTAINS(?title, 'seniors')) }"""
    ) == [
        ("Économie des seniors et numérique", f"{ontology.BASE}voc/stage/{stage}", *bounds,
         "Notes de réunion")
        for stage, *bounds in (
            ("accord-de-principe", "2017-12-01", "2017-12-10", "début décembre 2017"),
            ("contact", "2017-10-01", "2017-10-31", "octobre 2017"),
        )
    ]  # fmt: skip
    assert said.ask("SELECT ?c WHERE { ?c a ea:ConcludedAlliance }") == [
        (f"{BASE}id/alliance/carnet/a2",)
    ]
    parties = said.ask("SELECT ?x ?r { ?a ea:hasParty [ ea:actor ?x ; ea:partyRole ?r ] }")
    assert len(parties) == 6
    assert (
        f"{BASE}id/post/siren/211300017/maire",
        f"{ontology.BASE}voc/party-role/soutien",
    ) in parties


def test_registered_actors_are_found_again_under_their_former_name(tmp_path: Path) -> None:
    said = say(tmp_path)
    assert said.ask("SELECT ?old ?new WHERE { ?old dcterms:isReplacedBy ?new }") == [
        (f"{BASE}id/org/local/ville-aix", f"{BASE}id/org/siren/211300017")
    ]


def test_a_source_in_free_words_becomes_a_source(tmp_path: Path) -> None:
    said = say(tmp_path, etapes=SMALL["etapes"].replace("2018;notes", "2018;entendu au forum"))
    assert ("entendu au forum",) in said.ask(
        "SELECT ?t WHERE { ?s a ea:Source ; dcterms:title ?t }"
    )


def test_a_row_without_a_locator_is_located_in_its_sheet(tmp_path: Path) -> None:
    said = say(tmp_path, acteurs=SMALL["acteurs"].replace("notes;§4", "notes;"))
    assert ("acteurs, 5",) in said.ask("SELECT ?l WHERE { ?a ea:locator ?l }")


def test_two_undated_holders_are_two_mandates_of_one_post(tmp_path: Path) -> None:
    head, row = SMALL["mandats"].splitlines()
    rows = [row.replace("Maryse Joissains Masini", name) for name in ("Une", "Deux", "Trois")]
    said = say(tmp_path, mandats="\n".join([head, *rows]))
    found = said.ask(
        "SELECT ?m ?n WHERE { ?m a ea:Mandate ; org:member [ foaf:name ?n ] ; ea:post ?p }"
    )
    assert sorted(name for _, name in found) == ["Deux", "Trois", "Une"]
    assert len({mandate for mandate, _ in found}) == 3


def test_an_iri_of_a_person_says_nothing_of_the_person(tmp_path: Path) -> None:
    (person,) = say(tmp_path).ask("SELECT ?p WHERE { ?p a person:Person }")[0]
    assert re.fullmatch(rf"{BASE}id/person/carnet/[0-9a-f]{{16}}", person)


def test_two_parts_of_one_actor_in_a_programme_stay_apart(tmp_path: Path) -> None:
    said = say(
        tmp_path,
        programmes="id;intitulé;type\np;Programme;programme",
        participations="programme;acteur;nature;rôle;date\np;paa;participation;hôte;2017\n"
        "p;paa;participation;orateur;2018\np;maire-aix;désignation;;2018",
    )
    found = said.ask("SELECT ?p ?d WHERE { ?p ea:frame ?f ; ea:dateText ?d }")
    assert len({iri for iri, _ in found}) == len(found) == 3


def test_iris_stay_the_same_over_a_reload_with_rows_in_another_order(tmp_path: Path) -> None:
    head, *rows = SMALL["acteurs"].splitlines()
    first = say(tmp_path / "1")
    second = say(tmp_path / "2", acteurs="\n".join([head, *reversed(rows)]))
    assert set(first.asserted.splitlines()) == set(second.asserted.splitlines())


def test_numbers_as_identifiers_mean_something_else_in_every_workbook(tmp_path: Path) -> None:
    text = "id;nom;type;siren\n1;{0};association;\n2;Ville;collectivité;211300017\npaa;P;réseau;"
    parties = "alliance;acteur\na1;1\na1;2\na2;1\na2;paa\na3;2\na3;paa"
    found = [
        set(said.ask("SELECT ?a WHERE { ?a a ea:Actor }"))
        for name in ("un", "deux")
        for said in [say(tmp_path, name, acteurs=text.format(name), parties=parties, mandats=None)]
    ]
    assert found[0] & found[1] == {
        (f"{BASE}id/org/siren/211300017",), (f"{BASE}id/org/local/paa",)
    }  # fmt: skip
    assert found[0] - found[1] == {(f"{BASE}id/org/local/un-1",)}


JOINER = "\u200d"
HOSTILE = [
    "</script><img src=x onerror=alert(1)>", '"><svg onload=alert(1)>', "a\\b\\", "'; DROP --",
    "🎉 Fête 👩‍👩‍👧", "\u202eAssociation\u202c inversée", "x" * 300, "Ligne 1\nLigne 2\tfin",
    "\x1b[31mRouge\x1b[0m \x07", "<a:b> <a:c> <a:d> .", "جمعية", "${x} {y} %s", "=1+1", "@fr",
    "nul\u2028ligne", "é" * 50,
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_only_names(tmp_path: Path, name: str) -> None:
    cell = '"' + name.replace('"', '""') + '"'
    said = say(tmp_path, acteurs=SMALL["acteurs"].replace("La Fabrique numérique", cell))
    assert said.checked.report.problems == []
    (kept,) = said.ask(f"SELECT ?n WHERE {{ <{BASE}id/org/local/fabrique> rdfs:label ?n }}")[0]
    assert kept.replace(JOINER, "").isprintable()
    assert [c for c in kept if c.isalnum()] == [
        c for c in re.sub(r"\x1b\[31m|\x1b\[0m", lambda m: m[0][1:], name) if c.isalnum()
    ]
    plain = name.replace(JOINER, "").isprintable()
    assert (kept == name) == plain


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_without_an_identifier_make_good_iris(tmp_path: Path, name: str) -> None:
    cell = '"' + name.replace('"', '""') + '"'
    said = say(
        tmp_path,
        acteurs=SMALL["acteurs"].replace("fabrique;La Fabrique numérique", f";{cell}"),
        parties=SMALL["parties"].replace("a3;fabrique", "a3;aines"),
    )
    assert said.checked.report.problems == []
    assert len(said.ask("SELECT ?a WHERE { ?a a ea:Actor }")) == 5


# ---- What is withheld -----------------------------------------------------------------------

CONTACTS = (f"jeanne.secrete{AT}example.org", "06 12 34 56 78", "+33 (0)4 42 11 22 33")


def test_contacts_never_pass_in_any_free_text(tmp_path: Path) -> None:
    """Every column of free text of every sheet holds one, and none arrives."""
    say_it = " ou ".join(CONTACTS)
    said = say(
        tmp_path,
        sources=f"id;titre;éditeur;licence;remarque\nnotes;N {say_it};E {say_it};L {say_it};"
        f"R {say_it}",
        territoires=f"id;nom;type;code;source;localisation\n13001;A {say_it};commune;13001;"
        f"S {say_it};L {say_it}",
        acteurs="id;nom;sigle;type;siren;description;source;localisation\n"
        f"paa;P {say_it};S {say_it};réseau;;D {say_it};S {say_it};L {say_it}\n"
        f"v;V;;collectivité;211300017;;;\n;Sans id {say_it};;association;;;;",
        mandats="poste;intitulé du poste;titulaire;fonction;organisme;début\n"
        f"m;Maire {say_it};T {say_it};maire;v;2014",
        programmes=f"id;intitulé;type;description\np;P {say_it};programme;D {say_it}",
        alliances=f"id;intitulé;description;source\na;A {say_it};D {say_it};S {say_it}",
        parties="alliance;acteur\na;paa\na;v",
        etapes=f"alliance;étape;date;remarque\na;contact;2017;R {say_it}",
        **{"besoins-offres": f"acteur;nature;description\npaa;besoin;B {say_it}"},
        participations=f"programme;acteur;nature;rôle\np;paa;participation;R {say_it}",
        affirmations=f"sujet;propriété;valeur\npaa;P {say_it};V {say_it}\nS {say_it};p;v",
    )
    assert said.checked.report.problems == []
    everything = said.asserted + said.restricted
    for secret in ("jeanne", "secrete", "example", "34 56 78", "42 11", "34-56", "11-22"):
        assert secret not in everything
    assert everything.count("[contact masqué]") > 60
    assert said.checked.report.withheld > 60


def test_an_identifier_that_is_a_contact_leaves_no_trace(tmp_path: Path) -> None:
    changed = {
        name: text.replace("fabrique;", f"{CONTACTS[0]};").replace("a3;", "06-12-34-56-78;")
        for name, text in SMALL.items()
    }
    said = say(tmp_path, **changed)
    assert len(said.checked.report.problems) >= 3
    for secret in ("jeanne", "secrete", "example", "34-56", "34 56"):
        assert secret not in said.asserted + said.restricted


def test_unknown_columns_never_pass(tmp_path: Path) -> None:
    said = say(tmp_path, **{
        sheet: with_column(sheet, "téléphone;e-mail;contact;né le", **{
            line.split(";")[0]: "ZZTEL;ZZMAIL;ZZCONTACT;ZZBIRTH" for line in text.splitlines()[1:]
        }) for sheet, text in SMALL.items()
    })  # fmt: skip
    assert said.checked.report.problems == []
    assert "ZZ" not in said.asserted + said.restricted


# ---- Disclosure -----------------------------------------------------------------------------


@pytest.mark.parametrize("level", ["restreint", "professionnel", "restricted", "confidentiel"])
def test_a_restricted_actor_is_named_in_the_restricted_graph_only(
    tmp_path: Path, level: str
) -> None:
    actors = with_column("acteurs", "diffusion;description", fabrique=f"{level};Secret §D")
    said = say(
        tmp_path,
        acteurs=actors.replace("notes;§4", "entretien avec La Fabrique;§Z"),
        alliances=SMALL["alliances"].replace("Ateliers numériques", "Ateliers de La Fabrique"),
        etapes=SMALL["etapes"].replace("2018;notes", "2018;lettre de La Fabrique"),
        programmes="id;intitulé;type;porté par\np;Programme;programme;fabrique",
        participations="programme;acteur;nature;rôle\np;fabrique;participation;La Fabrique héberge",
        **{"besoins-offres": "acteur;nature;description\nfabrique;offre;Locaux de La Fabrique"},
        affirmations="sujet;propriété;valeur\nLa Fabrique numérique;salariés;10\nfabrique;x;y",
    )
    assert said.checked.report.problems == []
    for secret in ("Fabrique", "fabrique", "Secret", "§D", "§Z"):
        assert secret not in said.asserted
        assert secret in said.restricted
    assert "Soutien politique" in said.asserted


def test_an_alliance_of_one_public_party_is_restricted_with_all_its_parts(tmp_path: Path) -> None:
    said = say(
        tmp_path,
        acteurs=with_column("acteurs", "diffusion", fabrique="restreint"),
        alliances=with_column("alliances", "montant;nature du montant", a3="700;versé"),
    )
    assert "id/alliance/carnet/a3" not in said.asserted
    for part in ("a3>", "a3/amount>", "hasStageEvent", "700"):
        assert part in said.restricted


def test_a_third_party_that_is_restricted_leaves_the_alliance_public(tmp_path: Path) -> None:
    said = say(
        tmp_path,
        acteurs=with_column("acteurs", "diffusion", aines="restreint"),
        parties=SMALL["parties"] + "\na1;aines;partenaire;",
    )
    title = "Économie des seniors et numérique"
    assert title in said.asserted
    assert "aines" not in said.asserted
    assert "aines" in said.restricted
    parties = said.ask(f"SELECT ?p WHERE {{ <{BASE}id/alliance/carnet/a1> ea:hasParty ?p }}")
    assert len(parties) == 3


def test_a_post_is_as_restricted_as_its_body(tmp_path: Path) -> None:
    said = say(tmp_path, acteurs=with_column("acteurs", "diffusion", **{"ville-aix": "restreint"}))
    for secret in ("Maire d", "Joissains", "211300017", "mandate/", "Instant"):
        assert secret not in said.asserted
        assert secret in said.restricted


@pytest.mark.parametrize("sheet", ["acteurs", "alliances", "besoins-offres"])
def test_what_must_never_be_shown_is_nowhere(tmp_path: Path, sheet: str) -> None:
    needs = "id;acteur;nature;description;diffusion\nn;paa;besoin;Jamais dit;{}"
    never = {
        "acteurs": {"acteurs": with_column("acteurs", "diffusion", fabrique="jamais")},
        "alliances": {"alliances": with_column("alliances", "diffusion", a3="jamais")},
        "besoins-offres": {},
    }[sheet]
    said = say(
        tmp_path,
        **never,
        **{"besoins-offres": needs.format("jamais" if sheet == "besoins-offres" else "")},
        affirmations="sujet;propriété;valeur\nLa Fabrique numérique;a;1\nfabrique;b;2\n"
        "Ateliers numériques;c;3\npaa;d;4",
    )
    assert said.checked.report.problems == []
    everything = said.asserted + said.restricted
    gone = {
        "acteurs": ("Fabrique", "fabrique", "Ateliers numériques", "id/alliance/carnet/a3"),
        "alliances": ("Ateliers numériques", "id/alliance/carnet/a3"),
        "besoins-offres": ("Jamais dit", "/need/"),
    }[sheet]
    for secret in gone:
        assert secret not in everything
    assert "Soutien politique" in everything
    for counts in said.checked.report.counts().values():
        assert counts["read"] == counts["loaded"] + counts["filtered"]


def test_nothing_about_a_hidden_actor_is_counted_as_loaded(tmp_path: Path) -> None:
    said = say(
        tmp_path,
        acteurs=with_column("acteurs", "diffusion", **{"ville-aix": "jamais"}),
        programmes="id;intitulé;type;porté par\np;Programme;programme;ville-aix",
        participations="programme;acteur;nature\np;ville-aix;participation\np;maire-aix;participation",
        **{"besoins-offres": "acteur;nature;description\nville-aix;offre;Salles"},
    )
    assert said.checked.report.problems == []
    filtered = {sheet: n["filtered"] for sheet, n in said.checked.report.counts().items()}
    assert filtered == {
        "sources": 0, "territories": 0, "actors": 1, "mandates": 1, "programmes": 0,
        "alliances": 2, "parties": 4, "stages": 2, "needs_offers": 1, "participations": 2,
    }  # fmt: skip
    for secret in ("Maire", "Joissains", "211300017", "ville-aix", "Salles"):
        assert secret not in said.asserted + said.restricted


def test_a_name_that_two_rows_bear_is_as_secret_as_the_more_secret(tmp_path: Path) -> None:
    said = say(
        tmp_path,
        acteurs=with_column("acteurs", "diffusion", aines="restreint").replace(
            "La Fabrique numérique", "Les Aînés de Venelles"
        ),
        affirmations="sujet;propriété;valeur\nLes Aînés de Venelles;membres;ZZ700",
    )
    assert "ZZ700" in said.restricted
    assert "ZZ700" not in said.asserted
