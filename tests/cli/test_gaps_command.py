"""``alliances gaps`` as a facilitator types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Run


def test_themes_without_a_company_are_white_spots(run: Run, demo: Path) -> None:
    asked = ("--workspace", demo, "gaps", "--with", "entreprise", "--level", "commune")
    ran = run(*asked, "--format", "json", lang="en")
    rows = json.loads(ran.out)
    spots = {(row["row"], row["territory"]) for row in rows}
    assert ("sport", "Vitrolles") in spots
    assert all(row["state"].startswith("no known link here") for row in rows)
    assert all(row["related"] > 0 == row["alliances"] for row in rows)
    assert "No known link does not mean no link." in ran.err
    ran = run(*asked)
    assert all(len(line) <= 80 for line in ran.out.splitlines())
    assert "22 territoires : trop pour un tableau croisé" in ran.err


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("by", ["theme", "sector"])
def test_the_matrix_of_the_demonstration_fits_a_terminal(
    run: Run, demo: Path, by: str, lang: str
) -> None:
    """Its columns are the three project territories, and the rest; its figures those of the CSV."""
    base = ("--workspace", demo, "gaps", "--by", by)
    ran = run(*base, lang=lang)
    head, rule, *lines = ran.out.splitlines()[ran.out.startswith(" ") :]
    assert all(len(line) <= 80 for line in ran.out.splitlines())
    assert all(name in head for name in ("Aix-en-Provence", "Pertuis", "Venelles"))
    assert set(rule) == {"─"}
    cells = json.loads(run(*base, "--all", "--format", "json", lang=lang).out)
    shown = dict.fromkeys(cell["row"] for cell in cells)
    aix = {c["row"]: c["alliances"] for c in cells if c["territory"].endswith("Aix-en-Provence")}
    matrix = lines[: lines.index("")] if "" in lines else lines
    for row in shown:
        (line,) = [line for line in matrix if line.startswith(row[:9])][:1]
        figure = line[head.index("Aix-en-Provence") :].split()[0]
        assert figure == str(aix[row]) or (figure in "·?!" and aix[row] == 0)
    told = {
        "fr": "Territoires comptés : territoire de projet",
        "en": "Territories counted: project",
    }
    assert told[lang] in ran.err


def test_a_level_is_named_in_words(run: Run, demo: Path) -> None:
    base = ("--workspace", demo, "gaps", "--by", "sector", "--all", "--format", "csv", "--level")
    french, english = (run(*base, word).out for word in ("département", "department"))
    assert french == english
    assert "Bouches-du-Rhône" in french
    assert "ailleurs ou plus large" in french
    ran = run(*base, "planète")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("Erreur : --level planète : ce n'est pas une sorte de territoire. ")
    assert "commune, EPCI, département, région" in ran.err


def test_no_link_and_no_data_are_counted_apart(run: Run, demo: Path) -> None:
    for asked, told in (
        (("--by", "sector"), "aucune donnée sur les liens"),
        (("--with", "entreprise"), "aucun lien connu ici"),
    ):
        level = ("--level", "commune", "--all", "--format", "json")
        ran = run("--workspace", demo, "gaps", *asked, *level)
        states = {row["state"].partition(" — ")[0] for row in json.loads(ran.out)}
        assert {told, "aucun acteur connu"} <= states
        assert told in ran.err


def test_deputies_of_a_departement_have_links_in_its_communes(run: Run, demo: Path) -> None:
    level = ("--level", "département", "--all", "--format", "json")
    ran = run("--workspace", demo, "gaps", "--by", "sector", *level)
    rows = {(row["row"], row["territory"]): row for row in json.loads(ran.out)}
    deputies = rows["élus", "Bouches-du-Rhône"]
    assert deputies["related"] >= 7
    assert deputies["alliances"] > 50
    assert not deputies["state"].startswith("aucun lien")


@pytest.mark.parametrize(("lang", "told"), [("fr", "besoin sans offre connue"),
                                            ("en", "need without a known offer")])  # fmt: skip
def test_needs_of_the_demonstration(run: Run, demo: Path, lang: str, told: str) -> None:
    ran = run("--workspace", demo, "gaps", "--by", "need", "--format", "csv", lang=lang)
    assert f"\n{told},Pays d'Aix Associations," in ran.out
    assert "1 " in ran.err
