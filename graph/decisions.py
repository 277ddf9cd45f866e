"""What people decided, in text files that no load touches: ``decisions/`` of the workspace.

::

    decisions/
        identity.csv   of pairs of actors: the same, not the same, or unsure

What people answered to suggestions is in files beside it (:mod:`graph.answers`).
One verdict a pair, sorted by pair, so that two copies of a workspace compare and merge line by
line. Taking a verdict back is deleting its line: the store is built from sources and decisions.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from graph.decision_file import OnPair, PairFile, free_text, in_order, one_line
from graph.decision_rows import Row, spoken
from graph.disjoint import Disjoint
from graph.sources.report import short
from ontology.text import Text, fold

SAME: Final = "same"
NOT_SAME: Final = "not-same"
UNSURE: Final = "unsure"
WORDS: Mapping[str, Text] = {
    SAME: Text("même", "same"),
    NOT_SAME: Text("pas le même", "not the same"),
    UNSURE: Text("je ne sais pas", "unsure"),
}
COLUMNS = ("a", "b", "verdict", "name_a", "name_b", "why", "date")
_SPOKEN = spoken({
    SAME: "same|meme|le meme|memes|oui|o|yes|y|1",
    NOT_SAME: "not same|not the same|pas le meme|pas les memes|different|differents|non|no|n|0",
    UNSURE: "unsure|je ne sais pas|ne sais pas|nsp|peut etre|maybe",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verdict(OnPair):
    """What somebody decided of two actors, given by their IRIs in order."""

    a: str
    b: str
    verdict: str  # SAME, NOT_SAME or UNSURE
    name_a: str = ""
    name_b: str = ""
    why: str = ""
    date: str = ""  # ISO; when it was decided


def decide(
    a: str, b: str, verdict: str, names: tuple[str, str] = ("", ""), why: str = ""
) -> Verdict:
    """Return a verdict of today on two actors, in whichever order they are given."""
    return _ordered(a, b, verdict, names, why, date.today().isoformat())


def _ordered(a: str, b: str, verdict: str, names: tuple[str, str], why: str, day: str) -> Verdict:
    """Put two actors in order; contacts in the reason do not pass the door."""
    a, b, name_a, name_b = in_order(a, b, names)
    return Verdict(a, b, verdict, one_line(name_a), one_line(name_b), free_text(why), day)


def verdict_of(words: str) -> str | None:
    """Return the verdict that words mean in French or English; None for any others.

    >>> verdict_of("Pas le même"), verdict_of("yes"), verdict_of("?"), verdict_of("bof")
    ('not-same', 'same', 'unsure', None)
    """
    return UNSURE if words.strip() == "?" else _SPOKEN.get(fold(words))


_NO_VERDICT = Text(
    "« {value} » n'est pas un verdict : écrivez même, pas le même ou je ne sais pas",
    "'{value}' is no verdict: write same, not same or unsure",
)


def _parsed(row: Row) -> Verdict:
    a, b = row.pair()
    verdict = verdict_of(row["verdict"])
    if verdict is None:
        raise row.wrong("verdict", _NO_VERDICT.fill(value=short(row["verdict"])))
    return _ordered(a, b, verdict, (row["name_a"], row["name_b"]), row["why"], row["date"])


FILE = PairFile("identity.csv", COLUMNS, _parsed)
path, read, record, undo = FILE.path, FILE.read, FILE.record, FILE.undo_pair


def pairs(workspace: Path, said: str) -> list[tuple[str, str]]:
    """Return the pairs of actors on which people gave one verdict."""
    return [verdict.pair for verdict in read(workspace) if verdict.verdict == said]


# -- what follows from the verdicts --------------------------------------------------------------


@dataclass(frozen=True)
class Contradiction:
    """Two actors said not to be the same, and the verdicts that make them the same."""

    apart: Verdict
    chain: tuple[Verdict, ...]

    @property
    def text(self) -> Text:
        """The contradiction in one sentence."""
        ties = [f"« {v.name_a or v.a} » = « {v.name_b or v.b} »" for v in self.chain]
        return Text(
            "« {a} » et « {b} » ne sont pas le même, mais {ties}. Reprenez l'un de ces verdicts "
            "(--undo).",
            "'{a}' and '{b}' are not the same, but {ties}. Take one of these verdicts back "
            "(--undo).",
        ).fill(
            a=self.apart.name_a or self.apart.a,
            b=self.apart.name_b or self.apart.b,
            ties=Text(", ".join(ties), ", ".join(ties).replace("« ", "'").replace(" »", "'")),
        )


def contradictions(verdicts: Iterable[Verdict]) -> list[Contradiction]:
    """Return where a chain of "same" joins two actors that are said not to be the same."""
    known = list(verdicts)
    ties: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in known:
        if verdict.verdict == SAME:
            ties[verdict.a].append(verdict)
            ties[verdict.b].append(verdict)
    found = ((v, _chain(ties, *v.pair)) for v in known if v.verdict == NOT_SAME)
    return [Contradiction(verdict, chain) for verdict, chain in found if chain]


def _chain(ties: Mapping[str, Sequence[Verdict]], start: str, end: str) -> tuple[Verdict, ...]:
    """Return the shortest chain of verdicts from one actor to another; empty when there is none."""
    came: dict[str, tuple[str, Verdict] | None] = {start: None}
    ahead = deque([start])
    while ahead:
        here = ahead.popleft()
        for verdict in ties.get(here, ()):
            there = verdict.b if verdict.a == here else verdict.a
            if there not in came:
                came[there] = here, verdict
                ahead.append(there)
    steps: list[Verdict] = []
    step = came.get(end)
    while step is not None:
        here, verdict = step
        steps.append(verdict)
        step = came[here]
    return tuple(reversed(steps))


class Groups:
    """Actors that verdicts make one, and what was decided between the groups."""

    def __init__(self, verdicts: Iterable[Verdict]) -> None:
        known = list(verdicts)
        self._sets = Disjoint()
        for verdict in known:
            if verdict.verdict == SAME:
                self._sets.unite(*verdict.pair)
        self._decided = {self._key(*verdict.pair) for verdict in known}

    def of(self, iri: str) -> str:
        """Return what stands for the group of an actor."""
        return self._sets.find(iri)

    def is_decided(self, a: str, b: str) -> bool:
        """Tell whether there is a verdict on two actors, or on others that they are one with."""
        return self._key(a, b) in self._decided or self.of(a) == self.of(b)

    def _key(self, a: str, b: str) -> frozenset[str]:
        return frozenset((self.of(a), self.of(b)))
