"""All that is known of a network, whatever the day, and the network that it was on a day.

The day decides which stages of an alliance were reached, and who holds a post.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from graph.network import Actor, Alliance, Network
from graph.stages import is_reached
from ontology import concepts


@dataclass(frozen=True, slots=True)
class Mandate:
    """Somebody in a post; an open bound of time is None."""

    post: str  # IRI
    holder: str  # name
    role: str | None = None  # slug of "mandate-role"
    start: date | None = None  # not after
    end_not_before: date | None = None
    end_not_after: date | None = None

    @property
    def legal_term(self) -> int:
        """The years that it lasts by law; 0 when that is not known."""
        role = concepts("mandate-role").get(self.role or "")
        return role.legal_term_years if role and role.legal_term_years else 0

    @property
    def last_day(self) -> date | None:
        """Its last possible day: its known end, else that of its legal term."""
        end = self.end_not_after or self.end_not_before
        if end is not None or self.start is None or not self.legal_term:
            return end
        leap = (self.start.month, self.start.day) == (2, 29)
        year = self.start.year + self.legal_term
        return date(year, self.start.month, 28 if leap else self.start.day)

    def is_current(self, day: date) -> bool:
        """Return whether it is surely under way on a day.

        Without a known end it counts until its legal term has passed since its start: a register
        that forgets to close a mandate must not keep a name on the map for ever. Without a known
        start it does not count.
        """
        start, end = self.start, self.end_not_before
        if start is None or not start <= day <= (self.end_not_after or day):
            return False
        if end is not None:
            return day <= end
        served = (day.year - start.year, day.month, day.day)
        return served <= (self.legal_term, start.month, start.day)


class Holder(NamedTuple):
    """Who holds a post, and the last day that the mandate can last."""

    name: str
    until: date | None


@dataclass(frozen=True)
class Undated:
    """A network with every stage of its alliances, nobody in any post; and the mandates."""

    network: Network
    mandates: tuple[Mandate, ...]

    def at(self, day: date) -> Network:
        """Return the network as it was on a day.

        An alliance is in it once its first stage was reached; its stage is the last one reached.
        The holder of a post is named only while the mandate is current.
        """
        known, holders = self.network, self._holders(day)
        actors = (_held(actor, holders.get(actor.iri)) for actor in known.actors)
        reached = (_reached(alliance, day) for alliance in known.alliances)
        alliances = tuple(alliance for alliance in reached if alliance is not None)
        return replace(known, actors=tuple(actors), alliances=alliances, as_of=day)

    def _holders(self, day: date) -> dict[str, Holder]:
        """Return post → its holder, for those current on a day.

        Of two, the last to start: a register often forgets to close the mandate before.
        """
        found: dict[str, Holder] = {}
        for mandate in sorted(self.mandates, key=_begun, reverse=True):
            if mandate.is_current(day):
                found.setdefault(mandate.post, Holder(mandate.holder, mandate.last_day))
        return found


def _begun(mandate: Mandate) -> tuple[date, str]:
    return mandate.start or date.min, mandate.holder


def _held(actor: Actor, holder: Holder | None) -> Actor:
    if holder is None:
        return actor
    return replace(actor, holder=holder.name, holder_until=holder.until)


def _reached(alliance: Alliance, day: date) -> Alliance | None:
    """Return an alliance with the stages it reached by a day; None where it reached none."""
    events = alliance.events
    reached = tuple(event for event in events if is_reached(event, day))
    if len(reached) == len(events):
        return alliance
    return replace(alliance, stage=reached[-1].stage, events=reached) if reached else None
