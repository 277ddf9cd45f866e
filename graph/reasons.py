"""Why two actors could ally: what they have in common, as data and in words.

What counts, and for how much, are stated rules:

* what an alliance says of its parties (theme, place, programme, partners) counts while it runs,
  and for :data:`YEARS` years after; a grant of ten years ago makes no acquaintance of today;
* somebody who is not there any more introduces nobody, nor does an alliance that is an idea yet;
* what very many have in common distinguishes nobody (:meth:`Evidence.is_broad`), and neither does
  a place. Such reasons alone put a pair after all others, unless a theme and a place meet.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

from graph.selection import Places, have_met, is_abandoned, is_absent, is_over, wider_themes
from graph.wording import count, label, listing
from ontology.text import Text, same

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from graph.centrality import Codes
    from graph.network import Alliance, Need, Network

Kind = Literal["theme", "territoire", "tiers", "cadre", "besoin-offre"]

#: Reasons of one kind that are kept, the rarest first: more would not be read.
MOST_OF_A_KIND = 3
#: Years for which an alliance that is over still says something of its parties.
YEARS = 5
#: What more than this share of the actors have, and more than this many, is broad: of a few dozen
#: actors nothing is. Chosen by reading what it changes, not fitted.
BROAD_SHARE, BROAD_COUNT = 0.1, 25


class Reason(NamedTuple):
    """One thing that two actors have in common; ``kind`` is a slug of "reason-kind"."""

    kind: Kind
    about: str | int  # slug of a theme or resource, IRI of a territory or frame, index of an actor


class Common:
    """Some traits of all actors: who wants them and who brings them, actors × traits."""

    def __init__(self, wants: csr_array, brings: csr_array) -> None:
        self.wants = wants
        self.brings = brings
        self.alike = (wants != brings).nnz == 0  # without needs and offers

    def explained(self, block: Codes) -> NDArray[np.bool_]:
        """Tell, for each actor of a block, with whom it has anything in common."""
        common = self.wants[block] @ self.brings.T
        if not self.alike:
            common = common + self.brings[block] @ self.wants.T
        found: NDArray[np.bool_] = common.toarray() > 0
        return found


@dataclass(frozen=True)
class Evidence:
    """What every actor of a network could bring into, or look for in, an alliance.

    ``wants`` and ``brings`` hold the same traits but for needs and offers: a reason is what
    one wants and the other brings, so that two actors with the same need share nothing.
    """

    wants: tuple[frozenset[Reason], ...]
    brings: tuple[frozenset[Reason], ...]
    wider: Mapping[Reason, frozenset[Reason]]  # what a theme or a territory lies in, itself too
    met: tuple[frozenset[int], ...]  # whom each was ever allied with, its networks and members
    gathered: frozenset[tuple[int, int]] = frozenset()  # (member, network) by index

    @cached_property
    def rarity(self) -> Mapping[Reason, int]:
        """Count the actors that bring each trait: what few have says more than what all have."""
        return Counter(trait for traits in self.brings for trait in traits)

    def is_broad(self, trait: Reason) -> bool:
        """Tell whether a trait distinguishes nobody: a place, or what very many have.

        A need that an offer meets is for two, however many others have it.
        """
        if trait.kind == "besoin-offre":
            return False
        many = max(BROAD_COUNT, BROAD_SHARE * len(self.brings))
        return trait.kind == "territoire" or self.rarity[trait] > many

    @cached_property
    def parts(self) -> tuple[Common, Common, Common, Common]:
        """What there is in common, in four: what is not broad, broad themes, places, the rest."""
        import numpy as np

        traits = sorted(set().union(*self.wants, *self.brings), key=_key)
        number = {trait: k for k, trait in enumerate(traits)}
        order = {"theme": 1, "territoire": 2}
        part = np.array([self.is_broad(t) and order.get(t.kind, 3) for t in traits], dtype=np.int64)
        wants, brings = _matrix(self.wants, number), _matrix(self.brings, number)
        first, second, third, rest = (
            Common(wants[:, chosen], brings[:, chosen])
            for chosen in (np.flatnonzero(part == k) for k in range(4))
        )
        return first, second, third, rest

    def reasons(self, a: int, b: int) -> tuple[Reason, ...]:
        """Return what two actors have in common, the rarest first, a few of each kind."""
        common = (self.wants[a] & self.brings[b]) | (self.brings[a] & self.wants[b])
        kept: list[Reason] = []
        seen: Counter[str] = Counter()
        for reason in sorted(self._most_specific(common), key=lambda r: (self.rarity[r], _key(r))):
            seen[reason.kind] += 1
            if seen[reason.kind] <= MOST_OF_A_KIND:
                kept.append(self._named(reason, a, b))
        return tuple(kept)

    def _named(self, reason: Reason, a: int, b: int) -> Reason:
        """Call a third party that is a network of both their frame, not their partner."""
        if reason.kind == "tiers" and {(a, reason.about), (b, reason.about)} <= self.gathered:
            return Reason("cadre", reason.about)
        return reason

    def _most_specific(self, reasons: frozenset[Reason]) -> list[Reason]:
        """Leave out what only says less than a narrower theme or place also shared."""
        covered = {wide for r in reasons for wide in self.wider.get(r, ()) if wide != r}
        return [r for r in reasons if r not in covered]


def evidence(network: Network) -> Evidence:
    """Gather the traits of every actor: its own, and those of its alliances."""
    where, actors = Places(network), network.actors
    traits: dict[int, set[Reason]] = defaultdict(set)
    met: dict[int, set[int]] = defaultdict(set)
    gathered = {(i, j) for i, actor in enumerate(actors) for j in actor.networks if j != i}
    for i, actor in enumerate(actors):
        traits[i] |= _themes(actor.themes) | _places(where, [actor.seat] if actor.seat else [])
    here = {i for i, actor in enumerate(actors) if not is_absent(actor, network.as_of)}
    for i, j in gathered:
        _acquaint(traits, met, {i, j}, here)
    for alliance in network.alliances:
        if is_abandoned(alliance.stage):
            continue
        parties = {party.actor for party in alliance.parties}
        recent = not is_over(alliance, network.as_of, years=YEARS)
        _acquaint(traits, met, parties, here if recent and have_met(alliance.stage) else set())
        for i in parties if recent else ():
            traits[i] |= _shared(where, alliance)
    return Evidence(
        tuple(frozenset(traits[i]) | _resources(actor.needs) for i, actor in enumerate(actors)),
        tuple(frozenset(traits[i]) | _resources(actor.offers) for i, actor in enumerate(actors)),
        {trait: _wider(where, trait) for trait in set().union(*traits.values())},
        tuple(frozenset(met[i]) for i in range(len(actors))),
        frozenset(gathered),
    )


def _acquaint(
    traits: dict[int, set[Reason]], met: dict[int, set[int]], parties: set[int], here: set[int]
) -> None:
    """Note that some actors met; those still here may introduce the others."""
    for i in parties:
        met[i] |= parties - {i}
        traits[i] |= {Reason("tiers", j) for j in parties & here if j != i}


def _shared(where: Places, alliance: Alliance) -> set[Reason]:
    """Return what an alliance says of all its parties."""
    frames = {Reason("cadre", frame) for frame in alliance.frames}
    return _themes(alliance.themes) | _places(where, alliance.territories) | frames


def reason_text(network: Network, reason: Reason) -> Text:
    """Say one reason: "thème commun : culture et art"."""
    return reason_texts(network, [reason])[0]


def seekers(network: Network, reason: Reason, pair: tuple[int, int]) -> tuple[int, ...]:
    """Return who of a pair looks for what the other offers; nobody for other kinds of reasons."""
    if reason.kind != "besoin-offre":
        return ()
    a, b = (network.actors[i] for i in pair)
    return tuple(
        i
        for i, seeker, giver in ((pair[0], a, b), (pair[1], b, a))
        if reason in _resources(seeker.needs) & _resources(giver.offers)
    )


def pair_texts(
    network: Network, reasons: Iterable[Reason], pair: tuple[int, int]
) -> tuple[Text, ...]:
    """Say the reasons of a pair; of a need and an offer, who looks for what the other offers."""
    found = list(reasons)
    directed = {
        i: [reason_name(network, r) for r in found if i in seekers(network, r, pair)] for i in pair
    }
    said = tuple(
        _SEEKS.fill(
            a=network.actors[i].name, b=network.actors[sum(pair) - i].name, names=listing(names)
        )
        for i, names in directed.items()
        if names
    )
    rest = (reason for reason in found if not seekers(network, reason, pair))
    return said + reason_texts(network, rest)


_SEEKS = Text("{a} cherche ce que {b} offre : {names}", "{a} looks for what {b} offers: {names}")


def reason_texts(network: Network, reasons: Iterable[Reason]) -> tuple[Text, ...]:
    """Say several reasons, one sentence a kind: "partenaires communs : A et B"."""
    by_kind: dict[str, list[Text]] = defaultdict(list)
    for reason in reasons:
        is_network = reason.kind == "cadre" and isinstance(reason.about, int)
        by_kind["reseau" if is_network else reason.kind].append(reason_name(network, reason))
    return tuple(
        Text("{what} : {names}", "{what}: {names}").fill(
            what=count(len(names), *_WORDS[kind]), names=listing(names)
        )
        for kind, names in by_kind.items()
    )


_WORDS: Mapping[str, tuple[Text, Text]] = {
    "theme": (Text("thème commun", "shared theme"), Text("thèmes communs", "shared themes")),
    "territoire": (
        Text("même territoire", "same territory"),
        Text("mêmes territoires", "same territories"),
    ),
    "tiers": (
        Text("partenaire commun", "common partner"),
        Text("partenaires communs", "common partners"),
    ),
    "cadre": (
        Text("même cadre d'action", "same framework"),
        Text("mêmes cadres d'action", "same frameworks"),
    ),
    "reseau": (Text("même réseau", "same network"), Text("mêmes réseaux", "same networks")),
    "besoin-offre": (
        Text("besoin et offre qui se répondent", "need that meets an offer"),
        Text("besoins et offres qui se répondent", "needs that meet offers"),
    ),
}


def reason_name(network: Network, reason: Reason) -> Text:
    """Name what a reason is about."""
    if isinstance(reason.about, int):
        return same(network.actors[reason.about].name)
    if reason.kind == "territoire":
        place = network.territories.get(reason.about)
        return same(place.name if place else reason.about)
    if reason.kind == "theme":
        return label("theme", reason.about)
    if reason.kind == "besoin-offre":
        return label("contribution", reason.about)
    return same(network.frames.get(reason.about, reason.about))


def _themes(slugs: Iterable[str]) -> set[Reason]:
    """Return themes and their broader ones, so that a narrow one meets a broad one."""
    return {Reason("theme", wide) for slug in slugs for wide in wider_themes(slug)}


def _resources(needs: Iterable[Need]) -> set[Reason]:
    return {Reason("besoin-offre", slug) for need in needs for slug in need.resources}


def _places(where: Places, iris: Iterable[str]) -> set[Reason]:
    """Return places and the project territories around them."""
    return {
        Reason("territoire", place) for iri in iris for place in {iri} | where.projects_around(iri)
    }


def _wider(where: Places, trait: Reason) -> frozenset[Reason]:
    """Return what a theme or a territory lies in, itself included."""
    around: frozenset[str] = frozenset()
    if trait.kind == "theme":
        around = wider_themes(str(trait.about))
    elif trait.kind == "territoire":
        around = where.around(str(trait.about))
    return frozenset(Reason(trait.kind, each) for each in around)


def _key(reason: Reason) -> tuple[str, str, int]:
    """Order reasons whose subjects are numbers or words."""
    about = reason.about
    return (reason.kind, "", about) if isinstance(about, int) else (reason.kind, about, 0)


def _matrix(traits: tuple[frozenset[Reason], ...], number: Mapping[Reason, int]) -> csr_array:
    import numpy as np
    from scipy.sparse import csr_array

    cells = [(i, number[trait]) for i, owned in enumerate(traits) for trait in owned]
    rows, columns = np.array(cells, dtype=np.int64).reshape(-1, 2).T
    return csr_array((np.ones(len(cells)), (rows, columns)), shape=(len(traits), len(number)))
