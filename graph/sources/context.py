"""What a source may ask while it reads: the territory kept to, the places known, the file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from graph.sources.places import Places, Scope
from graph.sources.source import LeaveOut
from ontology.text import Text

OUTSIDE = Text("hors du territoire demandé", "outside the territory asked for")
PERSON = Text("personne physique ou entrepreneur individuel", "natural person or sole trader")
DUPLICATE = Text("ligne en double", "duplicate row")


def _nobody() -> frozenset[str]:
    return frozenset()


@dataclass
class Context:
    """The setting in which the rows of one file are read."""

    file: str
    places: Places = field(default_factory=Places)
    scope: Scope | None = None
    seated: Callable[[], frozenset[str]] = _nobody
    """The SIREN and RNA numbers that the workspace seats in the territory asked for."""
    is_hidden: Callable[[str], bool] = lambda _: False
    """Whether a SIREN is known to be of whoever must not be shown."""
    later: list[tuple[Text, Sequence[Text]]] = field(default_factory=list)
    _seated: frozenset[str] | None = None
    _seen: dict[int, int] = field(default_factory=dict)

    def keep_commune(self, code: str | None) -> None:
        """Leave the row out unless its commune lies in the territory asked for."""
        if self.scope is not None and (not code or not self.scope.holds(code)):
            raise LeaveOut(OUTSIDE)

    def commune(self, code: str | None) -> str | None:
        """Return the code of today of a commune, known by the code of one merged into it."""
        return self.places.former.get(code, code) if code else code

    def keep_actor(self, number: str) -> bool:
        """Tell whether an actor (SIREN or RNA number) is known in the territory asked for."""
        return self.scope is None or number in self.seated_numbers

    @property
    def seated_numbers(self) -> frozenset[str]:
        """Return the numbers of whoever is seated in the territory asked for, asked for once."""
        if self._seated is None:
            self._seated = self.seated()
        return self._seated

    def leave_out_later(self, reason: Text, repairs: Sequence[Text]) -> None:
        """Leave out a row that was counted as loaded, given the repairs it was counted with."""
        self.later.append((reason, repairs))

    def once(self, row: int, *key: object) -> None:
        """Leave a row out when an earlier one had the same key."""
        digest = hash(key)
        if digest in self._seen:
            raise LeaveOut(DUPLICATE)
        self._seen[digest] = row
