"""``alliances path`` as a facilitator types it."""

from __future__ import annotations

import json
from pathlib import Path

from graph.workspace import Workspace
from tests.conftest import Run

PAA = "Pays d'Aix Associations"


def test_the_demonstration_names_who_can_introduce_paa_to_engie(run: Run, demo: Path) -> None:
    ran = run("--workspace", demo, "path", PAA, "Engie")
    assert ran.code == 0
    assert ran.out.startswith("1. par French Tech Aix-Marseille et Medinsoft\n")
    assert "Partenariat de Medinsoft avec Engie\u00a0» (signé, avant 2018-03-31)" in (
        ran.out.replace("\n     ", " ")
    )
    assert all(len(line) <= 80 for line in ran.out.splitlines())
    assert ran.err.startswith("Ordre : le moins de liens")


def test_each_link_is_a_row_of_data(run: Run, demo: Path) -> None:
    ran = run("--workspace", demo, "path", PAA, "Engie", "--format", "json", lang="en")
    rows = json.loads(ran.out)
    assert [(r["chain"], r["step"], r["a"], r["b"]) for r in rows] == [
        (1, 1, PAA, "French Tech Aix-Marseille"),
        (1, 2, "French Tech Aix-Marseille", "Medinsoft"),
        (1, 3, "Medinsoft", "Engie"),
    ]
    assert rows[0] | {"title": "", "source": "", "locator": ""} == {
        "chain": 1, "step": 1, "a": PAA, "b": "French Tech Aix-Marseille",
        "go_between": "French Tech Aix-Marseille, Medinsoft", "link": "alliance", "title": "",
        "stage": "agreement in principle", "date": "2017-12-01/2017-12-10", "parties": 2,
        "source": "", "locator": "",
    }  # fmt: skip
    assert "Envies d'Alliances" in rows[0]["source"]


def test_no_known_link_is_exit_1_and_one_sentence(run: Run, small: Workspace) -> None:
    ran = run("--workspace", small.path, "path", "Les Aînés de Venelles", "paa")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == (
        "Erreur : Aucun lien connu entre « Les Aînés de Venelles » et « Pays d'Aix Associations » "
        "en 4 pas au plus. Ce n'est pas la preuve qu'il n'y en ait pas : les données connaissent 6 "
        "acteurs, dont 5 avec au moins une alliance.\n"
    )


def test_a_layer_and_a_date_leave_links_out(run: Run, small: Workspace) -> None:
    base = ("--workspace", small.path, "path", "paa", "French Tech Aix-Marseille")
    assert run(*base).code == run(*base, "--layer", "agreement").code == 0
    assert run(*base, "--layer", "signed").code == 1
    assert run(*base, "--as-of", "2017-09-30").code == 1
    assert run(*base, "--layer", "agreement", "--as-of", "novembre 2017").code == 1


def test_an_actor_and_itself_is_a_mistake_of_the_request(run: Run, small: Workspace) -> None:
    ran = run("--workspace", small.path, "path", "PAA", "Pays d'Aix Associations", lang="en")
    assert (ran.code, ran.err) == (
        2,
        "Error: 'PAA' and 'Pays d'Aix Associations' are the same actor: two are needed.\n",
    )
