"""The territory that a load keeps to: by name, by code, by a code of before a merger."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import ontology
from graph import layers, workspace
from graph.errors import BadInput, Misuse, NotFound
from graph.load import Refused, load_file
from graph.sources.places import Places, known_places, scope_of
from graph.workspace import Workspace
from tests.graph.loading import names
from tests.graph.one_source import read, table
from tests.graph.registers import grants, rna, rna_row
from tests.graph.test_source_cog import COMMUNES


@pytest.fixture
def empty(tmp_path: Path) -> Workspace:
    return workspace.create(tmp_path / "ws", name="Essai")


@pytest.fixture(scope="module")
def places() -> Places:
    return known_places(ontology.BASE, None, [])


@pytest.mark.parametrize("words", ["98", "99", "20", "980", "1", "99999", "98999"])
def test_a_code_that_nothing_has_is_told(places: Places, words: str) -> None:
    with pytest.raises(NotFound) as caught:
        scope_of(places, words)
    assert caught.value.text.en.startswith(f"No territory has the code '{words}'")


@pytest.mark.parametrize(
    ("words", "title", "departements"),
    [
        ("93", "Seine-Saint-Denis [departement:93]", {"93"}),
        ("region:93", "Provence-Alpes-Côte d'Azur [region:93]",
         {"04", "05", "06", "13", "83", "84"}),
        ("Région 01", "Guadeloupe [region:01]", {"971"}),
        ("departement:01", "Ain [departement:01]", {"01"}),
        ("2a", "Corse-du-Sud [departement:2A]", {"2A"}),
        ("971", "Guadeloupe [departement:971]", {"971"}),
    ],
)  # fmt: skip
def test_a_code_says_of_which_kind_it_is(
    places: Places, words: str, title: str, departements: set[str]
) -> None:
    scope = scope_of(places, words)
    assert (scope.title, set(scope.departements)) == (title, departements)


@pytest.mark.parametrize("name", ["Guadeloupe", "La Réunion"])
def test_what_is_advised_for_a_name_of_two_territories_names_each(
    places: Places, name: str
) -> None:
    with pytest.raises(NotFound) as caught:
        scope_of(places, name)
    advised = [part.split("]")[0] for part in caught.value.text.en.split("[")[1:]]
    assert len(advised) == 2
    assert {scope_of(places, words).name for words in advised} == {name}
    assert "fetch cog" not in caught.value.text.en


def test_nothing_is_no_territory(places: Places) -> None:
    for words in ("", "  "):
        with pytest.raises(Misuse, match="--territory is empty"):
            scope_of(places, words)


def test_before_the_communes_are_known_the_advice_is_to_load_them(places: Places) -> None:
    with pytest.raises(NotFound, match=r"once the COG is loaded.*give the INSEE code"):
        scope_of(places, "Nantes")


def test_a_commune_that_was_merged_is_in_todays_commune(empty: Workspace, tmp_path: Path) -> None:
    document = tmp_path / "communes.json"
    document.write_text(json.dumps([
        {"code": "74010", "nom": "Annecy", "departement": "74", "codesPostaux": ["74000"],
         "anciensCodes": ["74011", "74268", "74010"]},
    ]), encoding="utf-8")  # fmt: skip
    load_file(empty, document)
    old = rna_row("W741000001", titre="ANCIEN", adrs_codeinsee="74011")
    path = rna(tmp_path / "rna.csv", old, rna_row("W131000001"))
    for words in ("74010", "Annecy", "74268"):
        done = load_file(empty, path, territory=words)
        assert done.territory == "Annecy [commune:74010]"
        assert done.unchanged or done.report.kept == 1
    assert names(empty) == ["ANCIEN"]
    asked = "SELECT ?seat WHERE { ?a rdfs:label 'ANCIEN' ; ea:seat ?seat }"
    store = empty.store()
    (row,) = store.select(asked, graphs=layers.graphs(store, "asserted")).rows
    assert str(row[0]).rstrip(">").endswith("/geo/commune/74010")


def test_insee_says_of_a_delegated_commune_what_it_is_a_part_of(tmp_path: Path) -> None:
    done = read(table(
        tmp_path / "v_commune.csv", COMMUNES,
        "TYPECOM=COM|COM=74010|LIBELLE=Annecy|TNCC=1|DEP=74",
        "TYPECOM=COMD|COM=74011|LIBELLE=Annecy-le-Vieux|TNCC=1|COMPARENT=74010",
        "TYPECOM=COMD|COM=74010|LIBELLE=Annecy|TNCC=1|COMPARENT=74010",
        "TYPECOM=ARM|COM=13201|LIBELLE=Marseille 1er|TNCC=0|COMPARENT=13055",
    ))  # fmt: skip
    assert done.counts == (4, 1, 0, 0, 3)
    assert {(s, o) for s, p, o in done.facts() if p == "ea:formerCode"} == {
        ("geo/commune/74010", "74011")
    }
    assert done.findings() == []


def test_sound_rows_outside_the_territory_are_no_refusals(empty: Workspace, tmp_path: Path) -> None:
    path = grants(tmp_path / "subventions.csv", ("CLUB", "", "10"), ("AUTRE", "", "20"),
                  ("FAUX", "12345678900011", "30"))  # fmt: skip
    with pytest.raises(Refused) as caught:
        load_file(empty, path, territory="69123")
    assert caught.value.text.en == (
        "Nothing was loaded: 1 refusal in subventions.csv. 2 other rows are sound, but outside "
        "the territory asked for (69123 [commune:69123]). This file does not say where the bodies "
        "are: load RNA and Sirene with this territory first, then this one."
    )
    good = grants(tmp_path / "autres.csv", ("CLUB", "", "10"))
    with pytest.raises(BadInput) as none:
        load_file(empty, good, territory="69123")
    assert none.value.text.en.endswith("load RNA and Sirene with this territory first, then "
                                       "this one.")  # fmt: skip
