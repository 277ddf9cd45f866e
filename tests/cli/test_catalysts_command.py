"""``alliances catalysts`` on the demonstration: the profile, the words, the team, what was said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from graph.catalysts import METRICS
from tests.conftest import Ran, Run

PAA = "Pays d'Aix Associations"


def rows(ran: Ran) -> list[dict[str, Any]]:
    assert ran.code == 0, ran.err
    assert "NaN" not in ran.out
    found: list[dict[str, Any]] = json.loads(ran.out)
    return found


@pytest.fixture
def ask(run: Run, demo: Path) -> Run:
    def asking(*arguments: str, lang: str = "fr") -> Ran:
        ran: Ran = run("catalysts", "--workspace", demo, *arguments, lang=lang)
        return ran

    return asking


def test_json_holds_the_whole_profile(ask: Run) -> None:
    found = rows(ask("--format", "json", "--top", "400"))
    assert {m.name for m in METRICS} <= set(found[0])
    assert {f"{m.name}_z" for m in METRICS if m.score} <= set(found[0])
    first = found[0]
    assert first["rank_low"] <= first["rank"] <= first["rank_high"]
    assert {"rank_contact", "rank_agreement", "rank_signed", "in_first_ten"} <= set(first)
    collector = next(row for row in found if row["actor"] == PAA)
    assert collector["rank_without_collector"] is None
    assert first["coordinator_territory"] is None, "a ministry without seat has no territory"


def test_a_designation_is_beside_the_score_and_changes_nothing(ask: Run) -> None:
    found = rows(ask("--format", "json", "--top", "400"))
    said = [row for row in found if row["designated"]]
    assert [row["actor"] for row in said] == [PAA]
    assert "ligne 85" in said[0]["designated"]
    equal = [row for row in found if row["reach"] == said[0]["reach"]]
    assert len({row["rank"] for row in equal}) == 1 < len(equal)
    table = ask("--top", "12", "--sector", "réseau")
    assert f"{PAA} †" in " ".join(table.out.split())
    assert f"† {PAA} : désigné par" in table.err


def test_no_person_is_ranked(ask: Run) -> None:
    found = rows(ask("--format", "json", "--top", "400"))
    assert not [row for row in found if "/person/" in row["iri"]]
    assert any(row["actor"].startswith("Député") for row in found), "their posts are"


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize(
    "words",
    [
        ("--top", "4"),
        ("--layers", "--top", "4"),
        ("--explain", "--top", "3"),
        ("--team", "12"),
        ("--team", "12", "--explain"),
    ],
    ids=" ".join,
)
def test_output_fits_eighty_columns(ask: Run, lang: str, words: tuple[str, ...]) -> None:
    ran = ask(*words, lang=lang)
    assert ran.code == 0
    assert ran.out
    assert max(map(len, ran.out.splitlines())) <= 80


def test_explain_says_why_one_actor_stands_there(ask: Run) -> None:
    ran = ask("--explain", PAA, lang="en")
    told = " ".join(ran.out.replace("•", "").split())
    assert told.startswith(f"12. {PAA}")
    for words in (
        "of 289 for cross-sector reach (3)",
        "in nine draws of ten (500 draws of the 302 alliances)",
        "stands between actors without a known alliance with one another:",
        "effective size 6 and constraint 0.167",
        f"without {PAA}, which collected the data: no rank is left",
        "by stage reached at least: contact: ",
        "designated by “Parcours d'expérience",
    ):
        assert words in told


def test_options_of_a_ranking_that_a_team_has_not_are_told(ask: Run) -> None:
    told = ask("--team", "2", "--top", "1", "--by", "degree", "--layer", "contact").err
    assert told.startswith("Sans effet sur une équipe : --by, --top.\n")
    assert "Sans effet" not in ask("--team", "2").err


def test_who_is_taken_out_is_said_to_have_collected_only_if_it_did(ask: Run) -> None:
    ministry = "Ministère de la Culture et de la Communication"
    for style in ((), ("--explain", "Charlie Free")):
        other = " ".join(str(ask("--without", ministry, *style)).split())
        assert f"sans {ministry}" in other
        assert "a collecté" not in other
    assert "qui a collecté les données" in ask("--without", PAA, "--top", "2").err
    refused = ask("--grants", "none", "--without", "Medinsoft").err
    assert "sans Medinsoft (il en faut au moins 30)" in refused


def test_explain_of_a_funder_says_that_its_links_are_grants(ask: Run) -> None:
    told = " ".join(ask("--explain", "--top", "1").out.split())
    assert "104 subventions qu'il verse" in told
    assert "sans siège connu dans un lieu du territoire" in told


def test_explain_of_an_actor_without_alliance_is_a_no(ask: Run) -> None:
    ran = ask("--explain", "Maire de Venelles")
    assert (ran.code, ran.out) == (1, "")
    assert "n'est pas classé" in ran.err


def test_the_team_of_twelve(ask: Run) -> None:
    ran = ask("--team", "12", "--format", "json")
    found = rows(ran)
    assert [row["seat"] for row in found] == list(range(1, 13))
    assert all(row["local_seat"] for row in found), "ministries and deputies cannot be invited"
    assert found[0]["actor"] == PAA
    assert found[-1]["total"] == sum(row["added"] for row in found)
    real = [row["by_grant"] < row["added"] for row in found]
    assert real == sorted(real, reverse=True), "those known by grants alone come last"
    assert "L'équipe touche 27 acteurs, sur 30" in ran.err
    assert "Places 5, 6, 7, 8, 9, 10, 11, 12 : liées aux autres par des subventions" in ran.err
    assert "Écartés, sans siège connu" in ran.err
    assert "Ministère de la Culture et de la Communication (98)" in ran.err


def test_the_team_without_grants_says_that_seats_stay_empty(ask: Run) -> None:
    ran = ask("--team", "12", "--grants", "none", "--format", "json", lang="en")
    found = rows(ran)
    assert 0 < len(found) < 12
    assert f"{len(found)} members of the 12 asked for: nobody else would add an actor." in ran.err


def test_the_team_without_the_collector(ask: Run) -> None:
    found = rows(ask("--team", "12", "--without", PAA, "--format", "json"))
    assert PAA not in [row["actor"] for row in found]
    assert PAA not in " | ".join(row["actors"] for row in found)


def test_intervals_may_be_refused_and_draws_chosen(ask: Run) -> None:
    assert "90 %" not in ask("--no-intervals", "--top", "2").out
    assert "20 tirages des 302 alliances" in ask("--draws", "20", "--top", "2").err


def test_the_help_names_every_metric(ask: Run) -> None:
    told = " ".join(ask("--help").out.split())
    for metric in METRICS:
        assert f"{metric.name} ({metric.title.fr})" in told
