"""What people answered to suggestions, in text that no load touches: the memory of the program.

::

    decisions/
        suggestions.csv   of pairs of actors: accepted, refused, or known already
        optout.csv        of actors that asked not to be proposed to anybody

An answered pair is never proposed again. A pair is kept by its IRIs and its names; where a later
source gives an actor a more durable IRI, the answer follows it (``dcterms:isReplacedBy``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import queries
from graph.decision_file import OnPair, PairFile, free_text, in_order
from graph.decision_rows import Row, spoken
from graph.rights import optout
from graph.sources.report import short
from ontology.text import Text, fold

if TYPE_CHECKING:
    from graph.store import Store

ACCEPTED: Final = "accepted"
REFUSED: Final = "refused"
KNOWN: Final = "known"
WORDS: Mapping[str, Text] = {
    ACCEPTED: Text("acceptée", "accepted"),
    REFUSED: Text("refusée", "refused"),
    KNOWN: Text("déjà connue", "already known"),
}
COLUMNS = ("a", "b", "answer", "name_a", "name_b", "why", "by", "date")
_SPOKEN = spoken({
    ACCEPTED: "accepted|accept|accepte|acceptee|accepter|yes|oui",
    REFUSED: "refused|refuse|refusee|refuser|no|non",
    KNOWN: "known|already known|connu|connue|deja connu|deja connue",
})  # fmt: skip
_NO_ANSWER = Text(
    "« {value} » n'est pas une réponse : écrivez accepté, refusé ou connu",
    "'{value}' is no answer: write accepted, refused or known",
)
Z90 = 1.6448536269514722  # of the normal law, both sides: 90 % of it lies within


@dataclass(frozen=True, slots=True)
class Answer(OnPair):
    """What was answered to the suggestion that two actors meet, given by their IRIs in order."""

    a: str
    b: str
    answer: str  # ACCEPTED, REFUSED or KNOWN
    name_a: str = ""
    name_b: str = ""
    why: str = ""
    by: str = ""  # the organisation that decided, never a person
    date: str = ""  # ISO; when it was decided


class Memory(NamedTuple):
    """What suggestions must honour: answered pairs, and actors that are never proposed."""

    answered: frozenset[frozenset[str]] = frozenset()
    opted_out: frozenset[str] = frozenset()

    @property
    def excluded(self) -> frozenset[frozenset[str]]:
        """Both, as ``suggest`` takes them: pairs, and sets of one."""
        return self.answered | {frozenset({iri}) for iri in self.opted_out}


NOTHING = Memory()


def answer_of(words: str) -> str | None:
    """Return the answer that words mean in French or English; None for any others.

    >>> answer_of("Acceptée"), answer_of("refusé"), answer_of("connu"), answer_of("peut-être")
    ('accepted', 'refused', 'known', None)
    """
    return _SPOKEN.get(fold(words))


def answered(
    a: str, b: str, answer: str, names: tuple[str, str] = ("", ""), *, why: str = "", by: str = ""
) -> Answer:
    """Return an answer of today on two actors, in whichever order they are given."""
    return _ordered(a, b, answer, names, why, by, date.today().isoformat())


def _ordered(
    a: str, b: str, answer: str, names: tuple[str, str], why: str, by: str, day: str
) -> Answer:
    """Put two actors in order; contacts in free text do not pass the door."""
    a, b, *words = *in_order(a, b, names), why, by
    name_a, name_b, why, by = map(free_text, words)
    return Answer(a, b, answer, name_a, name_b, why, by, day)


def _parsed(row: Row) -> Answer:
    a, b = row.pair()
    said = answer_of(row["answer"])
    if said is None:
        raise row.wrong("answer", _NO_ANSWER.fill(value=short(row["answer"])))
    names = row["name_a"], row["name_b"]
    return _ordered(a, b, said, names, row["why"], row["by"], row["date"])


FILE = PairFile("suggestions.csv", COLUMNS, _parsed)
path, read, record, undo = FILE.path, FILE.read, FILE.record, FILE.undo_pair


def opted_out(workspace: Path) -> frozenset[str]:
    """Return the IRIs of the actors that asked not to be proposed, nor in anything public."""
    return frozenset(one.actor for one in optout.read(workspace))


def memory(workspace: Path, store: Store, graphs: Sequence[str]) -> Memory:
    """Return what suggestions must honour, by the IRIs that the store now gives the actors."""
    pairs = [answer.pair for answer in read(workspace)]
    away = opted_out(workspace)
    if not pairs and not away:
        return NOTHING
    leads = replaced(store, graphs)
    return Memory(
        frozenset(frozenset(leads.get(iri, iri) for iri in pair) for pair in pairs),
        frozenset(leads.get(iri, iri) for iri in away),
    )


def replaced(store: Store, graphs: Sequence[str]) -> dict[str, str]:
    """Return the IRIs that other ones stand for now, each with the last in its row."""
    rows = store.select(queries.internal("replaced"), graphs=graphs).rows
    leads = {_value(row[0]): _value(row[1]) for row in rows}
    return {iri: _followed(leads, iri) for iri in leads}


def _value(term: object) -> str:
    return str(getattr(term, "value", ""))


def _followed(leads: Mapping[str, str], iri: str) -> str:
    seen = {iri}
    while (after := leads.get(iri, iri)) not in seen:
        seen.add(iri := after)
    return iri


# -- what the answers say of the suggestions -----------------------------------------------------


class Acceptance(NamedTuple):
    """How many suggestions were answered, how, and the share accepted with its interval."""

    counts: Mapping[str, int]
    decided: int
    rate: float | None  # None when nothing is decided
    low: float
    high: float

    @property
    def text(self) -> Text:
        """The rate in one sentence."""
        told = _RATE if self.rate is not None else _NOTHING
        return told.fill(
            n=self.decided,
            accepted=self.counts[ACCEPTED],
            refused=self.counts[REFUSED],
            known=self.counts[KNOWN],
            rate=round(100 * (self.rate or 0)),
            low=round(100 * self.low),
            high=round(100 * self.high),
        )


_RATE = Text(
    "Sur {n} {n:proposition décidée|propositions décidées} : {accepted} {accepted:acceptée|"
    "acceptées} ({rate} % ; intervalle de Wilson à 90 % : {low} à {high} %), {refused} "
    "{refused:refusée|refusées}, {known} déjà {known:connue|connues}.",
    "Of {n} decided: {accepted} accepted ({rate} %; Wilson 90 % interval: {low} to {high} %), "
    "{refused} refused, {known} already known.",
)
_NOTHING = Text("Aucune proposition décidée.", "No suggestion decided yet.")


def acceptance(answers: Iterable[Answer]) -> Acceptance:
    """Return the share of answered suggestions that were accepted.

    One already known counts as decided and not accepted: it taught nobody anything.
    """
    counts = Counter(answer.answer for answer in answers)
    decided, accepted = counts.total(), counts[ACCEPTED]
    rate = accepted / decided if decided else None
    return Acceptance(counts, decided, rate, *wilson(accepted, decided))


def wilson(hits: int, n: int, z: float = Z90) -> tuple[float, float]:
    """Return the interval of a share of n trials (Wilson 1927), all of 0 to 1 without any trial.

    >>> [round(x, 4) for x in wilson(5, 14)]
    [0.1861, 0.5745]
    """
    if not n:
        return 0.0, 1.0
    share, spread = hits / n, z * z / n
    centre = (share + spread / 2) / (1 + spread)
    half = z * sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    return max(0.0, centre - half), min(1.0, centre + half)
