"""``alliances gaps`` as a facilitator types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Run


def test_themes_without_a_company_are_white_spots(run: Run, demo: Path) -> None:
    ran = run("--workspace", demo, "gaps", "--with", "entreprise", "--format", "json", lang="en")
    rows = json.loads(ran.out)
    spots = {(row["row"], row["territory"]) for row in rows}
    assert ("sport", "Vitrolles") in spots
    assert all(row["state"].startswith("no known link here") for row in rows)
    assert all(row["related"] > 0 == row["alliances"] for row in rows)
    assert "No known link does not mean no link." in ran.err
    table = run("--workspace", demo, "gaps", "--with", "entreprise").out
    assert all(len(line) <= 80 for line in table.splitlines())


def test_no_link_and_no_data_are_counted_apart(run: Run, demo: Path) -> None:
    for asked, told in (
        (("--by", "sector"), "aucune donnée sur les liens"),
        (("--with", "entreprise"), "aucun lien connu ici"),
    ):
        ran = run("--workspace", demo, "gaps", *asked, "--all", "--format", "json")
        states = {row["state"].partition(" — ")[0] for row in json.loads(ran.out)}
        assert {told, "aucun acteur connu"} <= states
        assert told in ran.err


def test_deputies_of_a_departement_have_links_in_its_communes(run: Run, demo: Path) -> None:
    ran = run("--workspace", demo, "gaps", "--by", "sector", "--all", "--format", "json")
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
