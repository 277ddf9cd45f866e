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

from graph.needs import keys, matches
from graph.selection import Places, have_met, is_abandoned, is_absent, is_over, wider_themes
from graph.sources.report import short
from graph.sparse import columns, pattern, scaled, table, without_diagonal
from graph.wording import count, label, listing
from ontology.text import Text, same

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from graph.centrality import Codes
    from graph.network import Actor, Need, Network

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
    """Some traits of all actors: who wants them and who brings them."""

    def __init__(self, wanted: csr_array, brought: csr_array) -> None:
        """Take who wants, and who brings, each trait: traits × actors."""
        self._wanted, self._brought = wanted, brought
        self._wants, self._brings = wanted.T.tocsr(), brought.T.tocsr()
        self._alike = (wanted != brought).nnz == 0  # without needs and offers

    def explained(self, block: Codes) -> NDArray[np.bool_]:
        """Tell, for each actor of a block, with whom it has anything in common."""
        import numpy as np

        if not self._brought.nnz:
            return np.zeros((len(block), self._brought.shape[1]), dtype=np.bool_)
        common = self._wants[block] @ self._brought
        if not self._alike:
            common = common + self._brings[block] @ self._wanted
        found: NDArray[np.bool_] = common.toarray() > 0
        return found


@dataclass(frozen=True)
class Evidence:
    """What every actor of a network could bring into, or look for in, an alliance.

    ``wants`` and ``brings`` (actors × traits, 0 or 1) are the same but for needs and offers: a
    reason is what one wants and the other brings, so that two actors with the same need share
    nothing.
    """

    traits: tuple[Reason, ...]
    wants: csr_array
    brings: csr_array
    allied: csr_array  # actors × actors: ever allied, or one a member of the other
    former: csr_array  # of these, the pairs for whom that is over for long
    worded: Common  # the telling words of needs and of offers, by kind of resource
    gathered: frozenset[tuple[int, int]]  # (member, network) by index
    where: Places

    def met(self, actor: int) -> list[int]:
        """Return whom an actor was ever allied with, its networks and its members."""
        return columns(self.allied, actor)

    @cached_property
    def rarity(self) -> NDArray[np.float64]:
        """Count the actors that bring each trait: what few have says more than what all have."""
        counts: NDArray[np.float64] = self.brings.sum(axis=0)
        return counts

    @cached_property
    def parts(self) -> tuple[Common, Common, Common, Common]:
        """What there is in common, in four: what is not broad, broad themes, places, the rest.

        Broad is what distinguishes nobody: a place, or what very many have. A need that an offer
        meets is for two, however many others have it.
        """
        import numpy as np

        kinds = np.array([_PARTS.get(trait.kind, 3) for trait in self.traits], dtype=np.int64)
        many = max(BROAD_COUNT, BROAD_SHARE * self.brings.shape[0])
        part = np.where((kinds == _PARTS["territoire"]) | (self.rarity > many), kinds, 0)
        sides = self.wants.T.tocsr(), self.brings.T.tocsr()
        narrow, themes, places, rest = (
            Common(*(side[part == which] for side in sides)) for which in range(4)
        )
        return narrow, themes, places, rest

    def reasons(self, a: int, b: int) -> tuple[Reason, ...]:
        """Return what two actors have in common, the rarest first, a few of each kind."""
        wants, brings = ([set(columns(of, i)) for i in (a, b)] for of in (self.wants, self.brings))
        common = (wants[0] & brings[1]) | (brings[0] & wants[1])
        rarity = {self.traits[k]: self.rarity[k] for k in common}
        kept: list[Reason] = []
        seen: Counter[str] = Counter()
        for reason in sorted(self._most_specific(rarity), key=lambda r: (rarity[r], _key(r))):
            seen[reason.kind] += 1
            if seen[reason.kind] <= MOST_OF_A_KIND:
                kept.append(self._named(reason, a, b))
        return tuple(kept)

    def _named(self, reason: Reason, a: int, b: int) -> Reason:
        """Call a third party that is a network of both their frame, not their partner."""
        if reason.kind == "tiers" and {(a, reason.about), (b, reason.about)} <= self.gathered:
            return Reason("cadre", reason.about)
        return reason

    def _most_specific(self, reasons: Collection[Reason]) -> list[Reason]:
        """Leave out what only says less than a narrower theme or place also shared."""
        covered = {wide for r in reasons for wide in _wider(self.where, r) if wide != r}
        return [r for r in reasons if r not in covered]


_PARTS = {"besoin-offre": 0, "theme": 1, "territoire": 2}  # where what is broad goes; others: 3


def evidence(network: Network, silent: Collection[int] = ()) -> Evidence:
    """Gather the traits of every actor: its own, and those of its alliances.

    The ``silent`` (by index) introduce nobody.
    """
    from scipy.sparse import hstack

    actors, traits = network.actors, _Traits(Places(network))
    own = [traits.said(a.themes, [a.seat] if a.seat else []) for a in actors]
    needs = [traits.resources(actor.needs) for actor in actors]
    offers = [traits.resources(actor.offers) for actor in actors]
    said = [traits.said(a.themes, a.territories, a.frames) for a in network.alliances]
    allied, former, thirds, recent = _acquainted(network, silent)
    width = len(traits.number)

    def all_of(resources: list[list[int]]) -> csr_array:
        rows = [one + more for one, more in zip(own, resources, strict=True)]
        return pattern(hstack([recent @ table(said, width) + table(rows, width), thirds]))

    return Evidence(
        (*traits.number, *(Reason("tiers", j) for j in range(len(actors)))),
        all_of(needs),
        all_of(offers),
        allied,
        former,
        _worded(actors),
        frozenset((i, j) for i, actor in enumerate(actors) for j in actor.networks if j != i),
        traits.where,
    )


def _worded(actors: Sequence[Actor]) -> Common:
    """Return whose needs, and whose offers, say each telling word."""
    sides = [keys(actor.needs) for actor in actors], [keys(actor.offers) for actor in actors]
    said = sorted(set().union(*sides[0]) & set().union(*sides[1]))
    number = {key: k for k, key in enumerate(said)}

    def of(side: list[set[tuple[str, str]]]) -> csr_array:
        rows = [[number[key] for key in each if key in number] for each in side]
        return table(rows, len(number)).T.tocsr()

    return Common(*map(of, sides))


def _acquainted(
    network: Network, silent: Collection[int]
) -> tuple[csr_array, csr_array, csr_array, csr_array]:
    """Return who ever met whom, who not for long, who could introduce each, and recent ties.

    The first three are actors × actors, the last actors × alliances. Those still here introduce
    others.
    """
    import numpy as np

    actors, alliances = network.actors, network.alliances
    kept = np.array([not is_abandoned(a.stage) for a in alliances], dtype=np.float64)
    over = np.array([is_over(a, network.as_of, years=YEARS) for a in alliances], dtype=np.bool_)
    here = np.array([not is_absent(a, network.as_of) for a in actors], dtype=np.float64)
    here[list(silent)] = 0
    members = table([actor.networks for actor in actors], len(actors))
    members = members + members.T
    more = np.array([have_met(a.stage) for a in alliances], dtype=np.float64)  # than an idea
    ties, recent, running = (
        scaled(network.incidence, columns=each)
        for each in (kept, kept * ~over, kept * ~over * more)
    )
    met, still, known = (
        pattern(without_diagonal(by @ by.T + members)) for by in (ties, recent, running)
    )
    return met, pattern(met - still), scaled(known, columns=here), recent


class _Traits:
    """Traits by number, in the order in which they are met."""

    def __init__(self, where: Places) -> None:
        self.where = where
        self.number: dict[Reason, int] = {}
        self._implied: dict[tuple[Kind, str], list[int]] = {}

    def said(
        self, themes: Iterable[str], places: Iterable[str], frames: Iterable[str] = ()
    ) -> list[int]:
        """Return the traits of who or what has some themes, places and frames."""
        kinds: tuple[tuple[Kind, Iterable[str]], ...] = (
            ("theme", themes), ("territoire", places), ("cadre", frames)
        )  # fmt: skip
        return [n for kind, abouts in kinds for about in abouts for n in self.of(kind, about)]

    def resources(self, needs: Iterable[Need]) -> list[int]:
        """Return the traits of what is needed, or offered."""
        return [n for need in needs for r in need.resources for n in self.of("besoin-offre", r)]

    def of(self, kind: Kind, about: str) -> list[int]:
        """Return the numbers of a trait and of those that go with it."""
        if (kind, about) not in self._implied:
            found = _implied(self.where, Reason(kind, about))
            numbers = [self.number.setdefault(trait, len(self.number)) for trait in found]
            self._implied[kind, about] = numbers
        return self._implied[kind, about]


def _implied(where: Places, trait: Reason) -> list[Reason]:
    """Return a trait with those that go with it.

    Broader themes, so that a narrow one meets a broad one; the project territories around a place.
    """
    about = str(trait.about)
    if trait.kind == "theme":
        return [Reason("theme", wide) for wide in sorted(wider_themes(about))]
    around = where.projects_around(about) if trait.kind == "territoire" else frozenset()
    return [trait, *(Reason("territoire", place) for place in sorted(around - {about}))]


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
        _sought(network.actors[i], network.actors[sum(pair) - i], names)
        for i, names in directed.items()
        if names
    )
    rest = (reason for reason in found if not seekers(network, reason, pair))
    return said + reason_texts(network, rest)


def _sought(seeker: Actor, giver: Actor, names: Sequence[Text]) -> Text:
    """Say that one looks for what the other offers; in their words, where they meet in words."""
    told = _SEEKS.fill(a=seeker.name, b=giver.name, names=listing(names))
    for match in matches(seeker, giver)[:1]:
        quoted = _QUOTED.fill(need=short(match.need), offer=short(match.offer))
        return Text(f"{told.fr} {quoted.fr}", f"{told.en} {quoted.en}")
    return told


_QUOTED = Text("(besoin : « {need} » ↔ offre : « {offer} »)", '(need: "{need}" ↔ offer: "{offer}")')
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


def _resources(needs: Iterable[Need]) -> set[Reason]:
    return {Reason("besoin-offre", slug) for need in needs for slug in need.resources}


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
