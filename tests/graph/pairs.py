"""The labelled pairs of ``samples/doublons.csv``: real names that are, or are not, one actor."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from graph.reconciliation.likeness import Rarity
from graph.reconciliation.sameness import Actor, Place, likeliest
from graph.sources.places import departement_of

FILE = Path(__file__).parent / "samples" / "doublons.csv"


def score(a: Actor, b: Actor, rarity: Rarity) -> float:
    """Return how likely two actors are one, from 0 to 1."""
    return likeliest(a, b, rarity)[0]


@dataclass(frozen=True)
class Pair:
    """Two actors, and whether they are one."""

    a: Actor
    b: Actor
    same: bool
    held_out: bool  # nothing was tuned on it
    origin: str


def labelled() -> list[Pair]:
    """Return all pairs; half of them, by a hash of their names, are held out."""
    rows = csv.DictReader(FILE.read_text(encoding="utf-8").splitlines(), delimiter=";")
    return [
        Pair(
            actor(f"a{number}", row["name_a"], row["place_a"]),
            actor(f"b{number}", row["name_b"], row["place_b"]),
            row["same"] == "oui",
            is_held_out(row["name_a"], row["name_b"]),
            row["origin"],
        )
        for number, row in enumerate(rows)
    ]


def actor(key: str, name: str, place: str = "") -> Actor:
    """Return an actor from a name and a place such as "13001 Aix-en-Provence"."""
    code, _, town = place.partition(" ")
    where = Place(code, departement_of(code), town) if code else Place()
    return Actor(f"https://essai.test/id/org/local/{key}", (name,), where)


def is_held_out(*words: str) -> bool:
    """Tell in which half words fall, in whichever order they are given."""
    return hashlib.sha256("\x1f".join(sorted(words)).encode()).digest()[0] % 2 == 1


def rarity_of(pairs: Iterable[Pair]) -> Rarity:
    """Return how rare words are among the names of pairs, each name once."""
    named = {actor.names[0]: actor for pair in pairs for actor in (pair.a, pair.b)}
    return Rarity(actor.readings for actor in named.values())


def scored(pairs: Iterable[Pair], rarity: Rarity) -> list[tuple[float, Pair]]:
    """Return the pairs with their scores, the highest first."""
    found = [(score(pair.a, pair.b, rarity), pair) for pair in pairs]
    return sorted(found, key=lambda item: -item[0])


def measured(found: Iterable[tuple[float, Pair]], threshold: float) -> tuple[float, float]:
    """Return precision and recall of proposing the pairs that reach a threshold."""
    known = list(found)
    proposed = [pair.same for value, pair in known if value >= threshold]
    right = sum(proposed)
    return right / max(len(proposed), 1), right / max(sum(pair.same for _, pair in known), 1)
