"""Rows among rows: links in a sheet, examples, notices, and counts that always add up."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.spreadsheets import counted, read
from tests.workbooks import SMALL, write_workbook

# ---- Links inside a sheet -------------------------------------------------------------------


@pytest.mark.parametrize("order", [("bad", "good"), ("good", "bad")])
def test_a_refused_row_takes_no_row_of_its_sheet_with_it(
    tmp_path: Path, order: tuple[str, str]
) -> None:
    """Whichever comes first in the sheet, the link is dropped and the row stays."""
    rows = {"bad": "bad;Réseau;réseau;1;;", "good": "good;Bonne;association;;;bad|paa"}
    text = "\n".join(["id;nom;type;siren;commune;membre de", *(rows[name] for name in order),
                      "paa;PAA;association;;;"])  # fmt: skip
    checked = read(write_workbook(tmp_path / "c", acteurs=text))
    good = next(r for r in checked.records["actors"] if r.key == "good")
    assert [ref.key for ref in good.all("member_of")] == ["paa"]
    place = order.index("bad") + 2
    assert (
        f"acteurs.csv, ligne {good.row}, colonne « membre de », valeur « bad » : ce lien vise une "
        f"ligne refusée ; la ligne est chargée sans lui. Corrigez la ligne {place}."
    ) in [p.message.fr for p in checked.report.problems]
    assert checked.report.rejected["actors"] == 1
    counted(checked)


def test_refusals_run_through_a_sheet_to_the_end(tmp_path: Path) -> None:
    """A project territory that covers only one that covers only a refused commune."""
    text = (
        "id;nom;type;code;couvre\np1;P1;territoire de projet;;p2\np2;P2;territoire de projet;;x\n"
        "x;X;commune;xx;"
    )
    checked = read(write_workbook(tmp_path / "c", territoires=text))
    assert checked.report.rejected["territories"] == 3
    counted(checked)


def test_a_post_keeps_the_state_of_its_good_row(tmp_path: Path) -> None:
    more = "\nmaire-aix;Maire d'Aix-en-Provence;Suivante;mère;ville-aix;13001;2020;"
    checked = read(write_workbook(tmp_path / "c", mandats=SMALL["mandats"] + more))
    assert [p.column for p in checked.report.problems] == ["fonction"]
    assert checked.report.loaded["parties"] == 6


# ---- Example rows ---------------------------------------------------------------------------


@pytest.mark.parametrize("mark", ["exemple:", "example: ", "Exemple :", "EXEMPLE\u00a0: "])
def test_example_rows_are_left_out(tmp_path: Path, mark: str) -> None:
    more = f"\n{mark}x;Un exemple;n'importe quoi;;123;;;;;"
    checked = read(write_workbook(tmp_path / "c", acteurs=SMALL["acteurs"] + more))
    assert checked.report.problems == []
    assert checked.report.read["actors"] == 5


def test_a_row_that_only_speaks_of_an_example_is_kept(tmp_path: Path) -> None:
    text = "id;nom;type;description\nx;X;association;Exemple: un jardin partagé"
    assert read(write_workbook(tmp_path / "c", acteurs=text)).report.loaded["actors"] == 1


# ---- Notices --------------------------------------------------------------------------------


def test_a_stage_that_goes_back_is_worth_a_look(tmp_path: Path) -> None:
    more = "\na2;contact;2019;notes"
    checked = read(write_workbook(tmp_path / "c", etapes=SMALL["etapes"] + more))
    assert checked.report.problems == []
    assert checked.report.notices == [
        (
            "etapes.csv, ligne 6 : « a2 » revient de « actif » à « contact ».",
            "etapes.csv, row 6: 'a2' goes back from 'active' to 'contact'.",
        )
    ]


def test_a_hostile_value_is_shown_as_one_plain_line(tmp_path: Path) -> None:
    value = "\x1b[2J</script>\u202e🎉" + "x" * 500
    changed = SMALL["acteurs"].replace("association|réseau", f'"{value}\nfin"')
    (problem, *_) = read(write_workbook(tmp_path / "c", acteurs=changed)).report.problems
    for message in problem.message:
        assert message.isprintable()
        assert "x" * 80 not in message


def test_thousands_of_wrong_names_do_not_take_for_ever(tmp_path: Path) -> None:
    import time

    actors = "\n".join(["id;nom;type", *(f"acteur-{i};Acteur numéro {i};association"
                                         for i in range(3000))])  # fmt: skip
    parties = "\n".join(["alliance;acteur", *(f"a1;acteur inconnu {i}" for i in range(3000))])
    path = write_workbook(tmp_path / "c", acteurs=actors, parties=parties)
    start = time.perf_counter()
    checked = read(path)
    assert checked.report.rejected["parties"] == 3000
    assert time.perf_counter() - start < 30


# ---- Whatever is broken, every row is counted once ------------------------------------------


def test_every_row_is_counted_whatever_is_broken(tmp_path: Path) -> None:
    """Random cells of the small workbook are changed; what was read is always accounted for."""
    rng = random.Random(11)  # noqa: S311 - a sample, not a secret
    junk = ["", "zzz", "paa", "a1", "13001", "jamais", "restreint", "2017", "2016/2015", "🎉",
            "association|entreprise", "211300017", "x|y", '"', "exemple:", "-", "#N/A"]  # fmt: skip
    refused = withheld = 0
    for turn in range(120):
        changed = {}
        for name, text in SMALL.items():
            head, *rows = [line.split(";") for line in text.splitlines()]
            has_levels = name in {"acteurs", "alliances"}
            if has_levels:
                head, rows = [*head, "diffusion"], [[*row, ""] for row in rows]
            for _ in range(rng.randint(0, 2)):
                row = rng.choice(rows)
                row[rng.randrange(len(row))] = rng.choice(junk)
            if has_levels and rng.random() < 0.3:
                rng.choice(rows)[-1] = "jamais"
            if rng.random() < 0.2:
                rows.append(list(rng.choice(rows)))
            if rng.random() < 0.1:
                rows[0].append("de trop")
            lines = [";".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row)
                     for row in (head, *rows)]  # fmt: skip
            changed[name] = "\n".join(lines)
        checked = read(write_workbook(tmp_path / f"c{turn}", **changed))
        counted(checked)
        refused += sum(checked.report.rejected.values())
        withheld += sum(checked.report.filtered.values())
    assert refused > 100
    assert withheld > 10
