"""Whom a name is of: an actor has one, and a person's is none, from a register or a workbook."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from graph import workspace
from graph.errors import BadInput
from graph.identifiers import Minter
from graph.kept import held
from graph.load import Options, entries, load_file, load_workbook
from graph.publication.check import Check
from graph.publication.departure import Departure
from graph.publication.findings import Finding, Level, Sort
from graph.publication.gate import Gate
from graph.sources import fields
from graph.sources.context import PERSON
from graph.sources.emit import Emit
from graph.sources.source import LeaveOut, Reject
from graph.sources.things import body, local, organisation
from graph.workspace import Workspace
from tests.graph.loading import names
from tests.graph.one_source import BASE, checked
from tests.workbooks import SMALL, write_workbook

COMPANY = checked("82345678")
PUBLIC = checked("13000495")
PERSONS = (
    "M. Jean Martin", "m. jean martin", "M Dupont", "Mme DUPONT", "MME AURÉLIE MONTANA",
    "Monsieur Vincent TARAZONA", "M. et Mme Martin", "Madame de La Tour", "M. LE GOFF", "Me Durand",
    "Dr Durand", "Docteur Jean Martin",
)  # fmt: skip
NO_PERSONS = (
    "Jean Vilar", "Maison de Madame X", "Mme Sans-Gêne (théâtre)", "Madame Productions",
    "Association Monsieur Vincent", "M en Rouge", "M6", "MJC Jean Vilar", "M.J.C.", "M Habitat",
    "Monsieur vélo", "Madame la Présidente", "M. le Maire", "Docteur Souris", "Melle en scène",
    "Madame", "M I S A S SENEGAL", "M. " + "de " * 5000 + "x",
)  # fmt: skip


@pytest.mark.parametrize("name", PERSONS)
def test_a_title_and_a_name_are_a_person(name: str) -> None:
    assert fields.is_titled(name)
    assert fields.is_person(name)  # what is surer is never wider


@pytest.mark.parametrize("name", NO_PERSONS)
def test_what_only_begins_like_it_is_none(name: str) -> None:
    assert not fields.is_titled(name)


def out() -> Emit:
    return Emit(Minter(BASE), "essai", "v1")


def described(name: str) -> None:
    here = out()
    organisation(here, here.thing("org", "essai", "1"), name, ("ea:Association",), place="ligne 2")


@pytest.mark.parametrize(
    "state", [described, lambda name: body(out(), "", name, "ligne 2"), lambda n: local(out(), n)]
)
def test_no_name_is_refused_and_a_person_is_left_out(state: Callable[[str], object]) -> None:
    for nothing in ("", "  ", "_", "[ND]"):
        with pytest.raises(Reject) as refused:
            state(nothing)
        assert refused.value.reason.fr == "un acteur n'a pas de nom"
    with pytest.raises(LeaveOut) as left:
        state("M. Jean Martin")
    assert left.value.reason is PERSON
    state("Jean Vilar")


def test_a_number_tells_that_a_name_is_an_organisation_s() -> None:
    with pytest.raises(LeaveOut):  # a sole trader has a SIREN too
        body(out(), COMPANY, "M. Jean Martin", "ligne 2")
    body(out(), PUBLIC, "M. Jean Martin", "ligne 2")
    body(out(), COMPANY, "", "ligne 2")  # named by its number
    here = out()
    organisation(here, here.thing("org", "rna", "W131000001"), "Madame Bovary", (),
                 place="ligne 2", rna="W131000001")  # fmt: skip


# ---- The facilitator's workbook -------------------------------------------------------------

ROWS = """
jm;M. Jean Martin;;association;;;13001;;notes;§8
bovary;Madame Bovary;;association;W131000009;;13001;;notes;§9
cie;Mme Sans-Gêne (théâtre);;association;;;13001;;notes;§10"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, list[str]]:
    """A workspace of a workbook with a person among its actors, and what the load told."""
    folder = tmp_path_factory.mktemp("names")
    made = workspace.create(folder / "ws", name="Essai")
    book = write_workbook(folder / "carnet", acteurs=SMALL["acteurs"] + ROWS)
    done = load_workbook(made, book)
    assert done.report.loaded["actors"] == 8
    return made, [notice.fr for notice in done.report.notices]


def test_a_person_in_a_workbook_is_restricted_and_told(made: tuple[Workspace, list[str]]) -> None:
    here, notices = made
    assert [n for n in notices if "se lit comme une personne" in n] == [
        "acteurs.csv, ligne 7 : « M. Jean Martin » se lit comme une personne, et une personne "
        "n'est pas un acteur. La ligne est chargée comme « restreint », sur aucune carte. Mettez "
        "son organisation à la place ; si c'en est une, donnez son numéro RNA ou faites commencer "
        "son nom par sa forme (« Association … »)."
    ]
    assert "M. Jean Martin" not in names(here)
    assert {"Madame Bovary", "Mme Sans-Gêne (théâtre)"} <= set(names(here))
    store = here.store().engine
    found = {str(q.graph_name) for q in store if "Jean Martin" in str(q.object)}
    assert found
    assert all("/graph/restricted/" in graph for graph in found)


# ---- What check tells -----------------------------------------------------------------------


def test_check_tells_an_actor_with_the_name_of_a_person(
    made: tuple[Workspace, list[str]], tmp_path: Path
) -> None:
    """Such as one that an RDF file states, which no row is read of."""
    told = [one for one in _check(made[0]) if one.sort is Sort.ACTOR]
    assert told == []  # "Madame Bovary" has its RNA number; the person is restricted
    here = workspace.create(tmp_path / "ws", name="Essai")
    load_file(here, _turtle(tmp_path, "Mme Anne Durand"))
    (one,) = (one for one in _check(here) if one.sort is Sort.ACTOR)
    assert (one.what.fr, one.sort.level) == ("Mme Anne Durand", Level.READ)
    assert "notes.ttl" in one.where.fr


def _check(made: Workspace) -> list[Finding]:
    store = made.store()
    day = date(2026, 1, 1)
    return list(Check(made, store, Departure(Gate(store, day)), held(made).entries).findings())


def _turtle(folder: Path, name: str, more: str = "") -> Path:
    path = folder / "notes.ttl"
    path.write_text(
        "@prefix ea: <https://w3id.org/envies-alliances/def#> .\n"
        "@prefix org: <http://www.w3.org/ns/org#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "<https://example.org/1> a ea:Stakeholder, ea:Actor, ea:Association, org:Organization ;\n"
        "  ea:sector <https://w3id.org/envies-alliances/voc/sector/association> ;\n"
        f'  rdfs:label "{name}" {more} .\n',
        encoding="utf-8",
    )
    return path


# ---- A dry run ------------------------------------------------------------------------------


def test_a_dry_run_refuses_what_a_load_would(tmp_path: Path) -> None:
    """Rows may be sound where the whole is not: the shapes judge in both."""
    here = workspace.create(tmp_path / "ws", name="Essai")
    path = _turtle(tmp_path, "La Halle", '; ea:siren "12"')
    said = []
    for is_dry in (True, False):
        with pytest.raises(BadInput) as refused:
            load_file(here, path, options=Options(dry_run=is_dry))
        said.append(refused.value.text)
    assert said[0] == said[1]
    assert "1 règle de cohérence" in said[0].fr
    assert entries(here) == []
