"""What changed between two pictures: alliances, actors, and suggestions that came true."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from graph.changes import WORDS, changes
from graph.network import Actor, Alliance, Network
from tests.oracles.small import actor, alliance

SPORT = {"themes": ("sport",)}
THEN, NOW = date(2017, 1, 1), date(2018, 1, 1)
A, B, C = actor("A", **SPORT), actor("B", "entreprise", **SPORT), actor("C", "public")


def network(actors: list[Actor], *alliances: Alliance, day: date = NOW) -> Network:
    return Network(tuple(actors), alliances, as_of=day)


def rows(old: Network, new: Network, **options: Any) -> list[tuple[Any, ...]]:
    found = changes(old, new, **options).rows
    return [(row.kind, row.what, row.before, row.after) for row in found]


def test_nothing_changed() -> None:
    same = network([A, B, C], alliance([0, 2]))
    found = changes(same, same)
    assert (found.rows, found.suggested, found.realised) == ((), 1, 0)


def test_a_suggestion_that_became_an_alliance_is_told_first_and_the_alliance_as_new() -> None:
    old = network([A, B, C], alliance([0, 2]), day=THEN)
    new = network(
        [A, B, C], alliance([0, 2]), replace(alliance([1, 0], "contact"), title="Tournoi")
    )
    found = changes(old, new)
    assert rows(old, new) == [
        ("realised", "Tournoi", None, "contact"),
        ("new", "Tournoi", None, "contact"),
    ]
    first = found.rows[0]
    assert (first.rank, first.who, found.suggested, found.realised) == (1, ("A", "B"), 1, 1)


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("contact", "signe", "moved"),
        ("actif", "acheve", "ended"),
        ("actif", "suspendu", "ended"),
        ("contact", "abandonne", "ended"),
        ("acheve", "suspendu", "moved"),
        ("suspendu", "actif", "moved"),
    ],
)
def test_stages(before: str, after: str, kind: str) -> None:
    old, new = network([A, C], alliance([0, 1], before)), network([A, C], alliance([0, 1], after))
    assert rows(old, new) == [(kind, "0-1", before, after)]


def test_what_is_no_longer_in_the_data_has_not_ended_it_is_missing() -> None:
    old, new = network([A, C], alliance([0, 1])), network([A])
    assert rows(old, new) == [("missing", "0-1", "actif", None), ("gone", "C", None, None)]


def test_actors_that_came_ended_or_had_ended_before() -> None:
    ends = replace(C, until=date(2017, 6, 30))
    ended = actor("Z", until=date(2010, 1, 1))
    old, new = network([A, ends, ended], day=THEN), network([A, B, ends, ended])
    assert rows(old, new) == [("arrived", "B", None, None), ("gone", "C", None, None)]


def test_a_post_that_is_vacant_for_a_while_is_not_gone() -> None:
    post = actor("Maire", "elus", is_post=True, holder="Camille Exemple")
    assert rows(network([post]), network([replace(post, holder=None)])) == []


def test_an_actor_is_followed_to_the_iri_that_replaced_it() -> None:
    numbered = replace(B, iri="urn:x:siren")
    old = network([A, B, C], alliance([0, 2]), day=THEN)
    new = network([A, numbered, C], alliance([0, 2]), alliance([0, 1]))
    kinds = [row[0] for row in rows(old, new, leads={"urn:x:B": "urn:x:siren"})]
    assert kinds == ["realised", "new"]
    assert [row[0] for row in rows(old, new)] == ["new", "arrived", "gone"]


def test_who_opted_out_was_no_suggestion() -> None:
    old, new = network([A, B], day=THEN), network([A, B], alliance([0, 1]))
    away = frozenset({frozenset({"urn:x:B"})})
    assert [row[0] for row in rows(old, new, opted_out=away)] == ["new"]


def test_an_idea_is_no_alliance_that_a_suggestion_became() -> None:
    old, new = network([A, B], day=THEN), network([A, B], alliance([0, 1], "idee"))
    assert [row[0] for row in rows(old, new)] == ["new"]


def test_every_kind_has_words() -> None:
    assert set(WORDS) == {"realised", "new", "moved", "ended", "missing", "arrived", "gone"}
