"""Fit the weights of ``sameness`` and print them, with what they give at each threshold.

::

    python -m tests.graph.likeness_fit [--held-out] [LOIRE-ATLANTIQUE.csv]

Only development halves are used: of the labelled pairs, and of the beneficiaries of the
subsidies of Loire-Atlantique (halves by SIREN), whose spellings change over the years.
``--held-out`` also measures what was never tuned on.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from graph.reconciliation.blocking import pairs as blocked
from graph.reconciliation.likeness import Rarity
from graph.reconciliation.sameness import WEIGHTS, Actor, Features, Weight, features
from ontology.text import fold
from tests.graph.pairs import actor, is_held_out, labelled, rarity_of

Case = tuple[list[Features], bool]  # the ways to see a pair, and whether it is one actor
_FAR = -2.5
_FREE = {"start", "initials"}  # weights of any sign
_PENALTY = 0.5  # on the squares of the weights
_SHARE = 0.2  # what a pair of Loire-Atlantique counts beside one that was read by a person


def main(arguments: Sequence[str]) -> None:
    """Fit, print the table, and measure."""
    files = [Path(words) for words in arguments if not words.startswith("--")]
    halves = [_labelled(held_out=held) for held in (False, True)]
    spellings = [_spellings(files[0], held_out=held) if files else [] for held in (False, True)]
    weights = fit(halves[0] + spellings[0], [1] * len(halves[0]) + [_SHARE] * len(spellings[0]))
    for weight, value in zip(WEIGHTS, weights, strict=True):
        print(f'    Weight("{weight.name}", {value:.2f}, "{weight.why}"),')
    for held in range(1 + ("--held-out" in arguments)):
        for title, cases in (("labelled", halves[held]), ("Loire-Atlantique", spellings[held])):
            _measure(f"{title}, {('development', 'held out')[held]}", cases, weights)


def _labelled(*, held_out: bool) -> list[Case]:
    pairs = labelled()
    rarity = rarity_of(pairs)
    return [_case(p.a, p.b, rarity, same=p.same) for p in pairs if p.held_out == held_out]


def _case(a: Actor, b: Actor, rarity: Rarity, *, same: bool) -> Case:
    return list(features(a, b, rarity)) or [Features(generic=12)], same


def _spellings(path: Path, *, held_out: bool) -> list[Case]:
    """Return the pairs of spellings that are worth comparing, and all those of one SIREN."""
    actors, sirens = beneficiaries(path)
    rarity = Rarity(one.readings for one in actors)
    found = {(int(i), int(j)) for i, j in blocked((one.readings, "") for one in actors)}
    by_siren = defaultdict(list)
    for position, siren in enumerate(sirens):
        by_siren[siren].append(position)
    found |= {pair for same in by_siren.values() for pair in combinations(same, 2)}
    return [
        _case(actors[i], actors[j], rarity, same=sirens[i] == sirens[j])
        for i, j in sorted(found)
        if is_held_out(sirens[i]) == is_held_out(sirens[j]) == held_out
    ]


def beneficiaries(path: Path) -> tuple[list[Actor], list[str]]:
    """Return the spellings of a file of subsidies, and the SIREN of each."""
    names: dict[tuple[str, str], str] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            siren, name = row["Identification du bénéficiaire"], row["Nom du bénéficiaire"]
            if len(siren) == 9 and fold(name):
                names.setdefault((siren, fold(name)), " ".join(name.split()))
    kept = sorted(names.items())
    return [actor(str(n), name) for n, (_, name) in enumerate(kept)], [key[0] for key, _ in kept]


def fit(cases: Sequence[Case], shares: Sequence[float]) -> NDArray[np.float64]:
    """Return the weights that explain the cases best, each of the sign it must have."""
    weights = np.array([weight.value for weight in WEIGHTS])
    bounds = [_bounds(weight) for weight in WEIGHTS]
    is_same, share = np.array([same for _, same in cases], float), np.array(shares)
    for _ in range(8):  # which way to see a pair is best depends on the weights
        seen = np.array([max(ways, key=partial(_odds, weights)) for ways, _ in cases])
        loss = partial(_loss, seen=seen, is_same=is_same, share=share)
        weights = minimize(loss, weights, jac=True, method="L-BFGS-B", bounds=bounds).x
    return weights


def _bounds(weight: Weight) -> tuple[float | None, float | None]:
    """Return what a weight may be: of its sign, and strong enough for another département."""
    if weight.name in _FREE:
        return None, None
    if weight.name == "far":  # whatever the names: nobody is asked about it unless they want more
        return None, _FAR
    return (0, None) if weight.value >= 0 else (None, 0)


def _odds(weights: NDArray[np.float64], way: Features) -> float:
    return float(np.dot(way, weights))


def _loss(
    tried: NDArray[np.float64],
    *,
    seen: NDArray[np.float64],
    is_same: NDArray[np.float64],
    share: NDArray[np.float64],
) -> tuple[float, NDArray[np.float64]]:
    """Return what weights fail to explain, and its slope."""
    odds = seen @ tried
    wrong = np.logaddexp(0, -odds) * is_same + np.logaddexp(0, odds) * (1 - is_same)
    slope = seen.T @ (share * (1 / (1 + np.exp(-odds)) - is_same))
    held = np.r_[0, tried[1:]]
    return float(share @ wrong + _PENALTY * held @ held), slope + 2 * _PENALTY * held


def _measure(title: str, cases: Sequence[Case], weights: NDArray[np.float64]) -> None:
    if not cases:
        return
    odds = np.array([max(_odds(weights, way) for way in ways) for ways, _ in cases])
    scores, same = 1 / (1 + np.exp(-odds)), np.array([same for _, same in cases])
    print(f"{title}: {len(cases)} pairs, {same.sum()} of them one actor")
    for threshold in (0.5, 0.6, 0.7, 0.75, 0.8, 0.82, 0.84, 0.86, 0.88, 0.9):
        kept = scores >= threshold
        print(f"  {threshold}: precision {same[kept].mean():.3f}, "
              f"recall {same[kept].sum() / same.sum():.3f}, {kept.sum()} proposed")  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1:])
