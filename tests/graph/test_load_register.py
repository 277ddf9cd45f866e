"""Loading a register: recognised, counted, replaced by its newer edition, refused as a whole."""

from __future__ import annotations

import csv
import gzip
import zipfile
from pathlib import Path

import pytest

from graph import layers, workspace
from graph.errors import BadInput, Misuse, NotFound
from graph.load import Loaded, Options, Refused, entries, load_file, load_workbook
from graph.workspace import Workspace
from tests.graph.conftest import bytes_of
from tests.graph.loading import facts, kept_in, names
from tests.graph.mandates import rows as mandates
from tests.graph.registers import rna, rna_row
from tests.workbooks import write_workbook


@pytest.fixture
def empty(tmp_path: Path) -> Workspace:
    return workspace.create(tmp_path / "ws", name="Essai")


def load(made: Workspace, path: Path, **asked: object) -> Loaded:
    return load_file(made, path, **asked)  # type: ignore[arg-type]


def counts(done: Loaded) -> tuple[int, ...]:
    (found,) = done.report.counts().values()
    return tuple(found.values())


def test_a_register_is_told_by_its_content(empty: Workspace, tmp_path: Path) -> None:
    path = rna(tmp_path / "export.txt", rna_row("W131000001"), rna_row("W131000002"))
    done = load(empty, path)
    assert done.title is not None
    assert done.title.en == "RNA, waldec file"
    assert counts(done) == (2, 2, 0, 0, 0)
    assert (done.entry.source, done.entry.kind, done.entry.layout) == ("export", "rna", "waldec")
    assert names(empty) == ["AMIS DU LIVRE", "AMIS DU LIVRE"]
    assert entries(empty) == [done.entry]
    version = done.entry.version
    assert kept_in(empty) == [f"export-{version}.idx", f"export-{version}.nq.gz", "manifest.json"]


def test_every_row_is_counted_once(empty: Workspace, tmp_path: Path) -> None:
    path = rna(
        tmp_path / "rna.csv",
        rna_row("W131000001"),
        rna_row("W131000002", siret="12345678900011"),
        rna_row("X131000003"),
        rna_row("W131000001"),
        rna_row("W131000005", titre=""),
        ";" * 40,
    )
    done = load(empty, path)
    assert counts(done) == (6, 1, 1, 2, 2)
    assert {why.en: n for why, n in done.report.reasons.items()} == {
        "wrong SIRET left empty": 1, "duplicate row": 1, "empty row": 1,
    }  # fmt: skip
    assert [p.message.fr for p in done.report.problems] == [
        "rna.csv, ligne 4, colonne « id », valeur « X131000003 » : ce n'est pas un numéro RNA. Un "
        "numéro est un W suivi de 9 chiffres : recopiez-le.",
        "rna.csv, ligne 6, colonne « titre » : l'association n'a pas de titre. Complétez-le, ou "
        "retirez la ligne.",
    ]
    assert entries(empty)[0].counts == done.report.counts()
    assert done.entry.problems == 2


def test_refused_rows_are_written_corrected_and_loaded_again(
    empty: Workspace, tmp_path: Path
) -> None:
    path = rna(
        tmp_path / "rna.csv",
        rna_row("W131000001"),
        rna_row(
            "X131000002", titre="=HYPERLINK(1)", telephone="0442000000", adrg_declarant="Durand"
        ),
    )
    done = load(empty, path)
    assert done.rejects == empty.path / "refus" / "rna-refus.csv"
    text = done.rejects.read_text(encoding="utf-8-sig")
    assert "0442000000" not in text
    assert "Durand" not in text
    (row,) = csv.DictReader(text.splitlines(), delimiter=";")
    assert row["titre"] == "'=HYPERLINK(1)"
    assert row["ligne refusée"] == "3"
    assert row["motif du refus"].startswith("ce n'est pas un numéro RNA — ")

    done.rejects.write_text(text.replace("X131000002", "W131000002"), encoding="utf-8")
    again = load(empty, done.rejects)
    assert counts(again) == (1, 1, 0, 0, 0)
    assert again.report.dropped == {}
    assert names(empty) == ["=HYPERLINK(1)", "AMIS DU LIVRE"]
    assert [entry.source for entry in entries(empty)] == ["rna", "rna-refus"]


def test_correcting_refused_rows_in_two_goes_loses_none(empty: Workspace, tmp_path: Path) -> None:
    load(empty, rna(tmp_path / "rna.csv", rna_row("W131000001"), rna_row("X1", titre="Un"),
                    rna_row("X2", titre="Deux")))  # fmt: skip
    first = empty.path / "refus" / "rna-refus.csv"
    text = first.read_text(encoding="utf-8-sig")
    first.write_text(text.replace("X1;", "W131000002;"), encoding="utf-8")
    again = load(empty, first)
    assert counts(again) == (2, 1, 0, 1, 0)
    second = empty.path / "refus" / "rna-refus-2.csv"
    assert again.rejects == second
    text = second.read_text(encoding="utf-8-sig")
    second.write_text(text.replace("X2;", "W131000003;"), encoding="utf-8")
    assert counts(load(empty, second)) == (1, 1, 0, 0, 0)
    assert names(empty) == ["AMIS DU LIVRE", "Deux", "Un"]


def test_what_stays_at_the_door_is_told_by_column(empty: Workspace, tmp_path: Path) -> None:
    rows = [rna_row(f"W13100000{i}", telephone="0442000000", email="x@example.org") for i in (1, 2)]
    done = load(empty, rna(tmp_path / "rna.csv", *rows))
    assert done.report.dropped == {"telephone": 2, "email": 2}
    kept = gzip.decompress((empty.sources / done.entry.kept).read_bytes()).decode()
    assert "0442000000" not in kept
    assert "example.org" not in kept


def test_a_contact_in_a_text_is_withheld(empty: Workspace, tmp_path: Path) -> None:
    done = load(
        empty, rna(tmp_path / "rna.csv", rna_row("W131000001", objet="tél. 04 42 00 00 00"))
    )
    assert done.report.withheld == 1
    kept = gzip.decompress((empty.sources / done.entry.kept).read_bytes()).decode()
    assert '"tél. [contact masqué]"' in kept


def test_the_same_file_twice_changes_nothing(empty: Workspace, tmp_path: Path) -> None:
    path = rna(tmp_path / "rna.csv", rna_row("W131000001"))
    load(empty, path)
    before = bytes_of(empty.path)
    assert load(empty, path).unchanged
    assert bytes_of(empty.path) == before


def test_a_newer_edition_replaces_the_older_and_tells_the_difference(
    empty: Workspace, tmp_path: Path
) -> None:
    older = {"W131000001": "Un", "W131000002": "Deux", "W131000003": "Trois"}
    newer = {"W131000004": "Quatre", "W131000003": "Trois", "W131000002": "Deux bis"}
    for day, edition in (("20240501", older), ("20240601", newer)):
        rows = [rna_row(number, titre=title) for number, title in edition.items()]
        done = load(empty, rna(tmp_path / f"rna_waldec_{day}.csv", *rows))
    assert done.difference is not None
    assert (done.difference.new, done.difference.gone, done.difference.changed) == (1, 1, 1)
    assert done.difference.kept == 1
    assert done.difference.names == {"new": ["Quatre"], "gone": ["Un"], "changed": ["Deux bis"]}
    assert [entry.source for entry in entries(empty)] == ["rna-waldec"]
    assert names(empty) == ["Deux bis", "Quatre", "Trois"]


def test_another_part_of_the_same_edition_stays_beside_it(empty: Workspace, tmp_path: Path) -> None:
    load(empty, rna(tmp_path / "rna_waldec_20240601_dpt_13.csv", rna_row("W131000001")))
    done = load(empty, rna(tmp_path / "rna_waldec_20240601_dpt_84.csv", rna_row("W841000001")))
    assert len(names(empty)) == 2
    assert [notice.en for notice in done.report.notices] == [
        "rna_waldec_20240601_dpt_13.csv comes from the same register and stays loaded. If "
        "rna_waldec_20240601_dpt_84.csv is a newer edition of it, load again with --replace "
        "rna_waldec_20240601_dpt_13.csv"
    ]


def test_a_renamed_edition_replaces_the_one_it_is_told_to(empty: Workspace, tmp_path: Path) -> None:
    load(empty, rna(tmp_path / "ancien.csv", rna_row("W131000001", titre="Un")))
    newer = rna(tmp_path / "nouveau.csv", rna_row("W131000001", titre="Un"))
    done = load(empty, newer, options=Options(instead_of="ancien.csv"))
    assert names(empty) == ["Un"]
    assert done.difference is not None
    assert (done.difference.new, done.difference.gone, done.difference.kept) == (0, 0, 1)


@pytest.mark.parametrize(
    ("territory", "loaded"),
    [("Pays d'Aix", 2), ("Pertuis", 1), ("84089", 1), ("13", 2), ("Vaucluse", 1),
     ("provence alpes cote d'azur", 3), ("Aix-en-Provence", 1)],
)  # fmt: skip
def test_a_territory_keeps_what_lies_in_it(
    empty: Workspace, tmp_path: Path, territory: str, loaded: int
) -> None:
    path = rna(
        tmp_path / "rna.csv",
        rna_row("W131000001"),
        rna_row("W841000001", adrs_codeinsee="84089", adrs_libcommune="Pertuis"),
        rna_row("W131000003", adrs_codeinsee="13205", adrs_libcommune="Marseille 5e"),
        rna_row("W751000001", adrs_codeinsee="75108", adrs_libcommune="Paris"),
        rna_row("W971000001", adrs_codeinsee="", adrs_codepostal="", adrs_libcommune=""),
    )
    done = load(empty, path, territory=territory)
    assert counts(done) == (5, loaded, 0, 0, 5 - loaded)
    assert entries(empty)[0].scope


def test_the_same_file_for_another_territory_is_loaded_anew(
    empty: Workspace, tmp_path: Path
) -> None:
    path = rna(tmp_path / "rna.csv", rna_row("W131000001"),
               rna_row("W841000001", adrs_codeinsee="84089", titre="De Pertuis"))  # fmt: skip
    load(empty, path, territory="Pertuis")
    assert names(empty) == ["De Pertuis"]
    assert not load(empty, path, territory="Pays d'Aix").unchanged
    assert names(empty) == ["AMIS DU LIVRE", "De Pertuis"]
    assert load(empty, path, territory="pays d aix").unchanged


def test_one_who_left_is_the_only_difference_and_persons_say_nothing_of_themselves(
    empty: Workspace, tmp_path: Path
) -> None:
    heads = (
        "Code du département;Code de la commune;Libellé de la commune;Nom de l'élu;"
        "Prénom de l'élu;Date de début du mandat;Libellé de la fonction"
    )
    council = [f"13;13113;Venelles;{name};Jean;28/06/2020;" for name in ("ALPHA", "BETA", "GAMMA")]

    def edition(made: Workspace, month: str, rows: list[str]) -> tuple[Loaded, dict[str, str]]:
        done = load(made, mandates(tmp_path / f"elus_{month}.csv", heads, *rows))
        store = made.store()
        asked = "SELECT ?p ?name { ?p foaf:name ?name }"
        found = store.select(asked, graphs=layers.graphs(store, "asserted")).rows
        return done, {str(name.value): str(p.value) for p, name in found}  # type: ignore[union-attr]

    _, before = edition(empty, "202401", council)
    done, after = edition(empty, "202406", council[1:])
    assert done.difference is not None
    assert (done.difference.new, done.difference.gone, done.difference.changed) == (0, 1, 0)
    assert after == {name: iri for name, iri in before.items() if name != "Jean ALPHA"}
    other = workspace.create(tmp_path / "autre", name="Autre")
    _, elsewhere = edition(other, "202401", council)
    assert set(elsewhere.values()).isdisjoint(before.values())


def test_a_file_of_which_nothing_enters_says_why(empty: Workspace, tmp_path: Path) -> None:
    path = rna(tmp_path / "rna.csv", rna_row("W131000001"))
    before = bytes_of(empty.path)
    with pytest.raises(BadInput) as caught:
        load(empty, path, territory="Pertuis")
    assert caught.value.text.fr == (
        "rna.csv ne contient aucune ligne à charger (1 lue ; 1 : hors du territoire demandé)."
    )
    assert {k: v for k, v in bytes_of(empty.path).items() if "LOCK" not in k} == before


def test_strict_refuses_all_and_still_writes_the_refused_rows(
    empty: Workspace, tmp_path: Path
) -> None:
    load(empty, rna(tmp_path / "autre.csv", rna_row("W131000009")))
    before = facts(empty), kept_in(empty)
    with pytest.raises(Refused) as caught:
        load(empty, rna(tmp_path / "rna.csv", rna_row("W131000001"), rna_row("faux")),
             options=Options(strict=True))  # fmt: skip
    assert caught.value.text.en.startswith("Nothing was loaded: 1 refusal in rna.csv.")
    assert (facts(empty), kept_in(empty)) == before
    assert (empty.path / "refus" / "rna-refus.csv").exists()


def test_a_dry_run_reads_all_and_loads_nothing(empty: Workspace, tmp_path: Path) -> None:
    path = rna(tmp_path / "rna.csv", rna_row("W131000001"), rna_row("faux"))
    done = load(empty, path, options=Options(dry_run=True))
    assert counts(done) == (2, 1, 0, 1, 0)
    assert not (empty.path / "store").exists()
    assert not (empty.path / "sources").exists()
    assert not (empty.path / "refus").exists()


def test_a_file_under_correction_is_put_aside_before_another_takes_its_name(
    empty: Workspace, tmp_path: Path
) -> None:
    load(empty, rna(tmp_path / "rna_20240501.csv", rna_row("W131000001"), rna_row("X1")))
    refused = empty.path / "refus" / "rna-refus.csv"
    refused.write_text("en cours de correction", encoding="utf-8")
    load(empty, rna(tmp_path / "rna_20240601.csv", rna_row("W131000001"), rna_row("X2")))
    aside = empty.path / "refus" / "rna-refus.avant.csv"
    assert aside.read_text(encoding="utf-8") == "en cours de correction"
    assert "X2" in refused.read_text(encoding="utf-8-sig")


def test_archives_of_one_departement_a_member_are_one_table(
    empty: Workspace, tmp_path: Path
) -> None:
    with zipfile.ZipFile(tmp_path / "rna_waldec_20240601.zip", "w") as archive:
        for area in ("13", "84"):
            part = rna(tmp_path / f"dpt_{area}.csv", rna_row(f"W{area}1000001"))
            archive.write(part, f"rna_waldec_20240601_dpt_{area}.csv")
    done = load(empty, tmp_path / "rna_waldec_20240601.zip")
    assert counts(done) == (2, 2, 0, 0, 0)
    with gzip.open(tmp_path / "rna.csv.gz", "wb") as packed:
        packed.write(part.read_bytes())
    assert counts(load(empty, tmp_path / "rna.csv.gz")) == (1, 1, 0, 0, 0)


def test_as_names_the_source_and_says_what_is_missing(empty: Workspace, tmp_path: Path) -> None:
    path = rna(tmp_path / "rna.csv", rna_row("W131000001"))
    assert load(empty, path, source="RNA").entry.kind == "rna"
    with pytest.raises(
        BadInput, match=r"has not the columns of 'National register of elected officials"
    ):
        load(empty, path, source="rne")
    with pytest.raises(BadInput, match=r"^rna\.csv is no file of 'RDF file'\.$"):
        load(empty, path, source="rdf")
    with pytest.raises(Misuse) as caught:
        load(empty, path, source="rnaa")
    assert caught.value.text.fr.startswith(
        "« rnaa » n'est pas une source connue. Vouliez-vous dire « rna » ?"
    )


def test_an_unknown_territory_lists_the_near_ones(empty: Workspace, tmp_path: Path) -> None:
    with pytest.raises(NotFound) as caught:
        load(empty, rna(tmp_path / "rna.csv", rna_row("W131000001")), territory="Venelle")
    assert "Venelles" in caught.value.text.fr


def test_a_workbook_has_no_territory_to_keep_to(empty: Workspace, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="--territory filters registers only"):
        load(empty, write_workbook(tmp_path / "carnet"), territory="Pertuis")


def test_a_workbook_loaded_after_a_register_keeps_it(empty: Workspace, tmp_path: Path) -> None:
    load(empty, rna(tmp_path / "rna.csv", rna_row("W131000001")))
    load_workbook(empty, write_workbook(tmp_path / "carnet"))
    assert "AMIS DU LIVRE" in names(empty)
    assert "Pays d'Aix Associations" in names(empty)


def test_a_store_rebuilt_from_what_is_kept_is_the_same(empty: Workspace, tmp_path: Path) -> None:
    from graph.load import rebuild

    load(empty, rna(tmp_path / "rna.csv", rna_row("W131000001"), rna_row("W131000002")))
    before = facts(empty)
    assert rebuild(empty).statements > 0
    assert facts(empty) == before
