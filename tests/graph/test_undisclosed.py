"""Whoever Sirene does not disclose is hidden, whichever file names it and in whatever order."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph import layers, workspace
from graph.errors import StoreUnavailable
from graph.load import load_file, rebuild
from graph.workspace import Workspace
from tests.graph.one_source import checked, table
from tests.graph.registers import grants, rna, rna_row
from tests.graph.test_source_sirene import SITES, UNITS, A, C, siret, site, unit

FAR = checked("80199999")  # a sole trader seated in Paris, whom a town of the territory helps
TRADER = {"categorieJuridique": "1000", "nom": "LOINTAIN", "denomination": ""}


@pytest.fixture
def empty(tmp_path: Path) -> Workspace:
    return workspace.create(tmp_path / "ws", name="Essai")


def layers_of(made: Workspace, words: str) -> set[str]:
    """Return the layers of the graphs that hold some words."""
    store = made.store()
    ask = "SELECT ?s ?o WHERE { ?s ?p ?o }"
    return {
        layers.layer_of(graph) or ""
        for graph in store.graphs()
        if any(words in str(term) for row in store.select(ask, graphs=[graph]).rows for term in row)
    }


@pytest.mark.parametrize(
    "order",  # units of a territory are told by the sites that were loaded before
    [("sites", "units", "grants"), ("sites", "grants", "units"), ("grants", "sites", "units")],
)
def test_a_sole_trader_from_elsewhere_is_hidden_in_whatever_order_files_come(
    empty: Workspace, tmp_path: Path, order: tuple[str, ...]
) -> None:
    far = site(FAR, siret(FAR)[9:], codeCommune="75110")
    files = {
        "sites": table(tmp_path / "sites.csv", SITES, site(A, siret(A)[9:]), far),
        "units": table(tmp_path / "units.csv", UNITS, unit(A), unit(FAR, **TRADER)),
        "grants": grants(tmp_path / "grants.csv", ("LOINTAIN PAUL", siret(FAR), "100"),
                         ("ESSAI", siret(A), "200")),
    }  # fmt: skip
    for name in order:
        load_file(empty, files[name], territory=None if name == "grants" else "13001")
    assert layers_of(empty, "LOINTAIN") == set()
    assert layers_of(empty, f"/org/siren/{A}>") == {"asserted", "shortcuts"}
    rebuild(empty)
    assert layers_of(empty, "LOINTAIN") == set()


def test_two_actors_of_one_number_are_both_hidden(empty: Workspace, tmp_path: Path) -> None:
    load_file(empty, rna(
        tmp_path / "rna.csv",
        rna_row("W131000011", titre="CACHEE", siret=siret(FAR)),
        rna_row("W131000012", titre="CACHEE AUSSI", siret=siret(FAR)),
        rna_row("W131000013", titre="VISIBLE", siret=siret(A)),
    ))  # fmt: skip
    rows = unit(FAR, statutDiffusion="N"), unit(A)
    load_file(empty, table(tmp_path / "units.csv", UNITS, *rows))
    assert layers_of(empty, "CACHEE") == set()
    assert "asserted" in layers_of(empty, "VISIBLE")


def test_the_numbers_are_kept_without_a_name_and_their_loss_is_told(
    empty: Workspace, tmp_path: Path
) -> None:
    load_file(empty, table(tmp_path / "units.csv", UNITS, unit(A), unit(FAR, **TRADER)))
    (path,) = empty.sources.glob("*.hidden")
    for file in empty.sources.iterdir():
        assert b"LOINTAIN" not in file.read_bytes()
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(StoreUnavailable, match="says whom Sirene does not disclose"):
        rebuild(empty)


def test_a_newer_edition_that_discloses_a_unit_shows_it_again(
    empty: Workspace, tmp_path: Path
) -> None:
    load_file(empty, grants(tmp_path / "grants.csv", ("REVENUE", siret(FAR), "100")))
    hidden = table(tmp_path / "unites_20240101.csv", UNITS, unit(FAR, statutDiffusion="P"), unit(A))
    load_file(empty, hidden)
    assert layers_of(empty, '"REVENUE"') == {"restricted"}
    load_file(empty, table(tmp_path / "unites_20240601.csv", UNITS, unit(FAR), unit(A)))
    assert layers_of(empty, '"REVENUE"') == {"asserted"}
    assert list(empty.sources.glob("*.hidden")) == []


def refused(made: Workspace) -> str:
    """Return what the files of refused rows hold."""
    files = sorted((made.path / "refus").iterdir())
    return "\n".join(file.read_text(encoding="utf-8-sig") for file in files)


def test_a_refused_row_about_a_person_keeps_its_number_alone(
    empty: Workspace, tmp_path: Path
) -> None:
    load_file(empty, table(tmp_path / "units.csv", UNITS, unit(A), unit(FAR, **TRADER)))
    head = "nomAttribuant,idAttribuant,dateConvention,nomBeneficiaire,idBeneficiaire,objet,montant"
    lines = [
        f"Ville,,2019-13-45,CONNU DE SIRENE,{siret(FAR)},a,1",
        ",,2019-01-01,NUMERO DE PERSONNE,184127645108946,b,1",
        ",,2019-13-45,Mme CIVILE,,c,1",
        f"Ville,,2019-13-45,VISIBLE,{siret(A)},écrire à x@example.org ou 06 12 34 56 78,1",
        f"Ville,,2019-01-01,VISIBLE,{siret(A)},d,1",
    ]
    path = tmp_path / "subventions.csv"
    path.write_text("\n".join((head, *lines)) + "\n", encoding="utf-8")
    done = load_file(empty, path)
    assert done.report.counts()["subventions"] == {
        "read": 5, "loaded": 1, "repaired": 0, "rejected": 2, "filtered": 2,
    }  # fmt: skip
    text = refused(empty)
    for words in ("CONNU", "NUMERO", "184127645108946", "CIVILE", FAR, "example.org", "06 12"):
        assert words not in text, words
    assert "écrire à [contact masqué] ou [contact masqué]" in text
    assert ";2;cette date n'existe pas" in text
    assert not any(FAR in problem.message.fr for problem in done.report.problems)


def test_units_not_to_be_shown_are_noted_whatever_is_wrong_with_their_row(
    empty: Workspace, tmp_path: Path
) -> None:
    rows = [
        unit(FAR, sigle="#N/A", **TRADER),
        unit(C, statutDiffusion="P", sigle="#REF!"),
        unit("310000012", statutDiffusion="N", denomination="SECRET"),
        unit(A),
    ]
    done = load_file(empty, table(tmp_path / "units.csv", UNITS, *rows))
    assert (done.report.refused, done.entry.hidden) == (1, 2)
    assert "LOINTAIN" not in refused(empty)
    assert "SECRET" not in refused(empty)
