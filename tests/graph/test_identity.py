"""One actor, one IRI: keys united, undisclosed units hidden, one name a thing."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest

import ontology
from graph import decisions, workspace
from graph.identity import settle
from graph.load import load_file, load_workbook, rebuild
from tests.graph.loading import names
from tests.graph.registers import grants, rna, rna_row
from tests.workbooks import write_workbook

BASE = "https://t.test/"
PREFIXES = "".join(f"PREFIX {p}: <{iri}>\n" for p, iri in ontology.prefixes().items())


def store_of(**graphs: str) -> ox.Store:
    """A store of graphs in Turtle: ``rna="…"`` is asserted/rna/1, ``restricted_x`` restricted."""
    store = ox.Store()
    for name, text in graphs.items():
        layer, _, source = name.rpartition("_")
        graph = ox.NamedNode(f"{BASE}graph/{layer or 'asserted'}/{source}/1")
        heads = "".join(f"@prefix {p}: <{iri}> .\n" for p, iri in ontology.prefixes().items())
        store.load(heads + text, ox.RdfFormat.TURTLE, base_iri=f"{BASE}id/", to_graph=graph)
    return store


def said(store: ox.Store, layer: str = "asserted") -> set[tuple[str, str, str, str]]:
    """Subject, predicate, object and source of what a layer says, without the base."""
    found = set()
    for quad in store:
        graph = str(getattr(quad.graph_name, "value", ""))
        if f"/graph/{layer}/" in graph:
            subject, value = (
                str(getattr(term, "value", "")).removeprefix(f"{BASE}id/")
                for term in (quad.subject, quad.object)
            )
            predicate = ontology.curie(quad.predicate.value)
            found.add((subject, predicate, value, graph.split("/")[-2]))
    return found


def settled(
    store: ox.Store,
    ranks: dict[str, float] | None = None,
    same: Iterable[tuple[str, str]] = (),
    apart: Iterable[tuple[str, str]] = (),
) -> list[str]:
    """Settle a store; return what is told, in English."""
    one, two = ([(f"{BASE}id/{a}", f"{BASE}id/{b}") for a, b in pairs] for pairs in (same, apart))
    return [text.en for text in settle(store, ranks or {}, one, {}, two)]


ACTOR = "a ea:Actor, ea:Stakeholder ; rdfs:label"


def test_a_siren_and_an_rna_number_of_one_actor_meet() -> None:
    store = store_of(
        rna=f'<org/rna/W131000001> {ACTOR} "Asso" ; ea:rna "W131000001" ; ea:siren "356000000" .',
        grants=f'<org/siren/356000000> {ACTOR} "ASSO" ; ea:siren "356000000" .'
        "<alliance/g/1/party/2> ea:actor <org/siren/356000000> .",
    )
    assert settled(store, {"rna": 20, "grants": 60}) == []
    facts = said(store)
    assert ("alliance/g/1/party/2", "ea:actor", "org/rna/W131000001", "grants") in facts
    assert ("org/siren/356000000", "dcterms:isReplacedBy", "org/rna/W131000001", "grants") in facts
    assert {s for s, p, *_ in facts if p == "rdf:type"} == {"org/rna/W131000001"}
    assert ("org/rna/W131000001", "rdfs:label", "Asso", "rna") in facts
    assert ("org/rna/W131000001", "skos:altLabel", "ASSO", "grants") in facts


def test_one_siren_of_two_associations_joins_nobody_and_is_told() -> None:
    store = store_of(
        rna=f'<org/rna/W131000001> {ACTOR} "Un" ; ea:rna "W131000001" ; ea:siren "356000000" .'
        f'<org/rna/W131000002> {ACTOR} "Deux" ; ea:rna "W131000002" ; ea:siren "356000000" .',
        grants=f'<org/siren/356000000> {ACTOR} "Lequel ?" ; ea:siren "356000000" .',
    )
    before = said(store)
    assert settled(store) == [
        "1 SIREN or RNA number is given to several actors, which stay apart: "
        "rna/W131000001, rna/W131000002, siren/356000000."
    ]
    assert said(store) == before


TOWN = f'<org/siren/211300017> {ACTOR} "Aix" ; a ea:LocalAuthority . '


@pytest.mark.parametrize("order", [("rna", "cog"), ("cog", "rna")])
def test_an_association_never_takes_the_number_of_a_public_body(order: tuple[str, str]) -> None:
    graphs = {
        "cog": TOWN + "<org/insee/13001> dcterms:isReplacedBy <org/siren/211300017> ; "
        "rdfs:label 'Aix' .",
        "rna": f'<org/rna/W131000001> {ACTOR} "Comité" ; ea:siren "211300017" ; '
        f'ea:locator "ligne 2" . <org/rna/W131000009> {ACTOR} "Autre" ; ea:siren "211300017" .',
    }
    store = store_of(**{name: graphs[name] for name in order})
    assert settled(store, {"rna": 20, "cog": 10}) == [
        "rna, ligne 2: 'Comité' has the SIREN 211300017 there, of a public body ('Aix') and no "
        "association. The number is left out: correct it.",
        "rna, ?: 'Autre' has the SIREN 211300017 there, of a public body ('Aix') and no "
        "association. The number is left out: correct it.",
    ]
    facts = said(store)
    assert ("org/insee/13001", "dcterms:isReplacedBy", "org/siren/211300017", "cog") in facts
    assert ("org/siren/211300017", "rdfs:label", "Aix", "cog") in facts
    assert {s for s, p, *_ in facts if p == "ea:siren"} == set()
    assert {s for s, p, o, _ in facts if o == "Comité"} == {"org/rna/W131000001"}


def test_a_public_body_never_takes_the_number_of_an_association() -> None:
    store = store_of(
        rna=f'<org/rna/W131000001> {ACTOR} "Comité" .',
        grants=TOWN + '<org/siren/211300017> ea:rna "W131000001" .',
    )
    assert settled(store) == [
        "grants, ?: 'Aix', a public body, has the RNA number W131000001 of an association there "
        "('Comité'). The number is left out: correct it."
    ]
    assert {s for s, p, *_ in said(store) if p == "rdf:type"} == {
        "org/rna/W131000001", "org/siren/211300017",
    }  # fmt: skip


def test_a_wrong_number_in_grants_leaves_what_a_better_source_unites() -> None:
    store = store_of(
        rna=f'<org/rna/W131000001> {ACTOR} "Asso" ; ea:siren "356000000" .',
        grants=f'<org/siren/356000000> {ACTOR} "ASSO" . '
        f'<org/siren/552100554> {ACTOR} "Autre" ; ea:rna "W131000001" .',
    )
    assert settled(store, {"rna": 20, "grants": 60}) == [
        "1 SIREN or RNA number is given to several actors, which stay apart: "
        "rna/W131000001, siren/552100554."
    ]
    assert {s for s, p, *_ in said(store) if p == "rdf:type"} == {
        "org/rna/W131000001", "org/siren/552100554",
    }  # fmt: skip


def test_what_people_hold_apart_no_number_unites() -> None:
    graphs = {
        "rna": f'<org/rna/W131000001> {ACTOR} "Asso" ; ea:siren "356000000" .',
        "grants": f'<org/siren/356000000> {ACTOR} "ASSO" . <org/local/x> {ACTOR} "x" .',
    }
    pair = ("org/siren/356000000", "org/rna/W131000001")
    for apart, same in (([pair], []), ([("org/local/x", pair[1])], [("org/local/x", pair[0])])):
        store = store_of(**graphs)
        assert settled(store, same=same, apart=apart) == []
        assert {o for s, _, o, _ in said(store) if s == pair[1]} >= {"Asso"}
        assert {o for s, _, o, _ in said(store) if s == pair[1]}.isdisjoint({"ASSO", "x"})


def test_a_body_known_by_its_place_meets_its_siren_and_so_do_their_mayors() -> None:
    store = store_of(
        rne=f'<org/insee/13001> {ACTOR} "Aix" . <post/register/maire-13001> a ea:PublicPost ; '
        "rdfs:label 'Maire' ; org:postIn <org/insee/13001> ; org:role mandate-role:maire ."
        "<post/register/adjoint-13001> org:postIn <org/insee/13001> ; "
        "org:role mandate-role:adjoint .",
        cog=f'<org/siren/211300017> {ACTOR} "Commune d\'Aix" . '
        "<org/insee/13001> dcterms:isReplacedBy <org/siren/211300017> .",
        carnet="<post/siren/211300017/maire> a ea:PublicPost ; rdfs:label 'Maire d\\'Aix' ; "
        "org:postIn <org/siren/211300017> ; org:role mandate-role:maire .",
    )
    settled(store, {"rne": 30, "cog": 10, "carnet": 0})
    facts = said(store)
    assert {s for s, p, o, _ in facts if p == "org:postIn"} == {
        "post/siren/211300017/maire", "post/register/adjoint-13001",
    }  # fmt: skip
    assert {o for s, p, o, _ in facts if p == "org:postIn"} == {"org/siren/211300017"}
    labels = {(s, p, o) for s, p, o, _ in facts if s.endswith("/maire") and "abel" in p}
    assert labels == {
        ("post/siren/211300017/maire", "rdfs:label", "Maire d'Aix"),
        ("post/siren/211300017/maire", "skos:altLabel", "Maire"),
    }


def test_decided_pairs_chain_to_the_most_durable_key() -> None:
    store = store_of(
        a=f'<org/local/x> {ACTOR} "x" .',
        b=f'<org/local/y> {ACTOR} "y" .',
        c=f'<org/rna/W131000001> {ACTOR} "z" ; ea:rna "W131000001" .',
    )
    settled(store, same=[("org/local/x", "org/local/y"), ("org/local/y", "org/rna/W131000001")])
    facts = said(store)
    assert {s for s, p, *_ in facts if p == "rdf:type"} == {"org/rna/W131000001"}
    assert ("org/local/x", "dcterms:isReplacedBy", "org/rna/W131000001", "a") in facts


UNDISCLOSED = "<org/siren/552100554> ea:disclosure disclosure:{level} ."
NAMED = f"""
<org/siren/552100554> {ACTOR} "DURAND" ; ea:siren "552100554" .
<org/siren/356000000> {ACTOR} "Ville" .
<alliance/g/1> a ea:Alliance ; ea:hasParty <alliance/g/1/party/1>, <alliance/g/1/party/2> ;
    ea:hasStageEvent <alliance/g/1/stage/1> .
<alliance/g/1/party/1> ea:actor <org/siren/356000000> .
<alliance/g/1/party/2> ea:actor <org/siren/552100554> .
<alliance/g/1/stage/1> ea:stage stage:signe .
<alliance/g/2> a ea:Alliance ; ea:hasParty <alliance/g/2/party/1> .
<alliance/g/2/party/1> ea:actor <org/siren/356000000> .
"""


@pytest.mark.parametrize(("level", "kept"), [("jamais", False), ("restreint", True)])
def test_what_sirene_does_not_disclose_leaves_every_public_graph(level: str, kept: bool) -> None:
    store = store_of(grants=NAMED, restricted_sirene=UNDISCLOSED.format(level=level))
    assert settled(store) == [
        "1 actor taken out of the public graphs: Sirene does not disclose it, or it "
        "objected (alliances optout)."
    ]
    subjects = {s for s, *_ in said(store)}
    assert subjects == {"org/siren/356000000", "alliance/g/2", "alliance/g/2/party/1"}
    hidden = {s for s, *_, source in said(store, "restricted") if source == "grants"}
    assert hidden == ({
        "org/siren/552100554", "alliance/g/1", "alliance/g/1/party/1", "alliance/g/1/party/2",
        "alliance/g/1/stage/1",
    } if kept else set())  # fmt: skip


def test_what_a_facilitator_restricts_stays_where_a_register_publishes_it() -> None:
    store = store_of(
        rna=f'<org/rna/W131000001> {ACTOR} "Asso" .',
        restricted_carnet=f'<org/rna/W131000001> {ACTOR} "Asso" ; '
        "ea:disclosure disclosure:restreint .",
    )
    before = said(store)
    assert settled(store) == []
    assert said(store) == before


def test_an_establishment_is_public_only_once_its_unit_is_an_organisation() -> None:
    site = (
        "<site/siret/35600000000048> a org:Site ; org:siteOf <org/siren/356000000> ."
        "<org/siren/356000000> ea:seat <geo/commune/13001> ; ea:siren '356000000' ."
        "<geo/commune/13001> rdfs:label 'Aix' ."
    )
    alone = store_of(etab=site)
    settled(alone)
    assert {s for s, *_ in said(alone)} == {"geo/commune/13001"}
    assert ("org/siren/356000000", "ea:seat", "geo/commune/13001", "etab") in said(
        alone, "restricted"
    )
    both = store_of(etab=site, units=f"<org/siren/356000000> {ACTOR} 'La Poste' .")
    settled(both)
    assert ("org/siren/356000000", "ea:seat", "geo/commune/13001", "etab") in said(both)


def test_declared_themes_come_before_those_of_a_code() -> None:
    coded = "ea:theme theme:sport ; ea:themeBasis theme-basis:code-registre"
    rna = (
        f"<org/rna/W131000001> {ACTOR} 'A' ; {coded} . <org/rna/W131000002> {ACTOR} 'B' ; {coded} ."
    )
    store = store_of(
        rna=rna, carnet=f"<org/rna/W131000001> {ACTOR} 'A' ; ea:theme theme:culture-art ."
    )
    settled(store, {"carnet": 0, "rna": 20})
    themes = {(s, p, o.rpartition("/")[2]) for s, p, o, _ in said(store) if "heme" in p}
    assert {t for t in themes if t[1] != "ea:themeBasis"} == {
        ("org/rna/W131000001", "ea:theme", "culture-art"),
        ("org/rna/W131000001", "ea:registerTheme", "sport"),
        ("org/rna/W131000002", "ea:theme", "sport"),
    }


def test_an_unknown_sector_yields_to_a_known_one_whatever_the_order() -> None:
    sectors = {"rna": "association", "grants": "inconnu"}
    for order in (("rna", "grants"), ("grants", "rna")):
        store = store_of(**{
            source: f"<org/rna/W131000001> {ACTOR} 'A' ; ea:sector sector:{sectors[source]} ."
            for source in order
        })  # fmt: skip
        settled(store, {"rna": 20, "grants": 60})
        found = {o.rpartition("/")[2] for _, p, o, _ in said(store) if p == "ea:sector"}
        assert found == {"association"}


def test_registers_and_a_workbook_speak_of_one_actor_and_a_verdict_can_be_undone(
    tmp_path: Path,
) -> None:
    made = workspace.create(tmp_path / "ws", name="x")
    load_file(made, rna(tmp_path / "rna.csv", rna_row("W131000001", siret="35600000000048")))
    load_file(made, grants(tmp_path / "scdl.csv", ("AMIS DU LIVRE (ADL)", "35600000000048", "500"),
                           ("Les Amis du livre d'Aix", "", "300")))  # fmt: skip
    load_workbook(made, write_workbook(tmp_path / "carnet"))
    assert [name for name in names(made) if "livre" in name.lower()] == [
        "AMIS DU LIVRE", "Les Amis du livre d'Aix",
    ]  # fmt: skip
    assert "Ville d'Aix-en-Provence" in names(made)  # the workbook's and the grants' are one
    local = next(
        iri.value
        for iri in {q.subject for q in made.store()._store}
        if isinstance(iri, ox.NamedNode) and "/local/les-amis" in iri.value
    )
    a, b = sorted((local, f"{made.base}id/org/rna/W131000001"))
    decisions.record(made.path, [decisions.Verdict(a, b, decisions.SAME)])
    rebuild(made)
    assert [name for name in names(made) if "livre" in name.lower()] == ["AMIS DU LIVRE"]
    load_file(made, rna(tmp_path / "rna2.csv", rna_row("W131000009", titre="Autre")))
    assert [name for name in names(made) if "livre" in name.lower()] == ["AMIS DU LIVRE"]
    decisions.undo(made.path, a, b)
    rebuild(made)
    assert len([name for name in names(made) if "livre" in name.lower()]) == 2
