"""How alike two names are: the words they share, weighed by how rare they are.

Two readings are laid side by side: which words they share, allowing for typing mistakes, cut words
and initials; which words only one has; and which words exclude one another, such as "judo" and
"tennis", "nord" and "sud", "section 12" and "section 13".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import combinations, pairwise
from math import log
from typing import NamedTuple

from graph.reconciliation.readings import TOWN, Reading, lexicon

CORPUS = 20_000  # names: what the word list weighs beside the names of a small workspace
_NUMBER_WEIGHT = 4.0
_AROUND = "around"  # family of words that make another body of a name: "amis du musée"
_FEW = 500  # names that are too few to tell how rare a word is
_UNSEEN = 3.0  # times that a word not seen is rarer than one name in all
_MARGIN = 4.0  # nats above what chance alone gives
_TOWN_WEIGHT = 8.0  # nats: two municipalities of one place are one
_LONG = 7  # letters of a word that may differ from another in its first
_KNOWN = 4  # names that hold a word: as many of two words, and neither is a typing mistake


# -- how rare a word is --------------------------------------------------------------------------


class Rarity:
    """How much each word tells names apart, from the names at hand and from those of France.

    A weight is in nats: the less likely a name is to hold the word by chance, the more.
    """

    def __init__(self, names: Iterable[tuple[Reading, ...]]) -> None:
        self._names: Counter[str] = Counter()  # word → names that hold it
        self._alike: Counter[tuple[str, ...]] = Counter()  # words of a reading → names
        self._count = 0
        for read in names:
            self._count += 1
            self._names.update({word for reading in read for word in reading.words})
            self._alike.update({reading.words for reading in read})
        self._weights: dict[str, float] = {}

    def weight(self, word: str) -> float:
        """Return how much it tells that two names share a word."""
        found = self._weights.get(word)
        if found is None:
            found = self._weights[word] = self._weigh(word)
        return found

    def _weigh(self, word: str) -> float:
        if word.isdigit():
            return _NUMBER_WEIGHT
        here = (self._names[word] - 2) / (self._count + _FEW)  # the two compared say nothing
        floor = 1 / (self._count + CORPUS) / _UNSEEN
        return -log(max(here, lexicon().rates.get(word, 0), floor))

    def evidence(self, words: Iterable[str]) -> float:
        """Return what shared words tell, those that often go together counted once."""
        shared = sorted(words)
        together = lexicon().together
        known = sum(
            max(0.0, self.weight(a) + self.weight(b) + log(together[a, b]))
            for a, b in combinations(shared, 2)
            if (a, b) in together
        )
        return sum(map(self.weight, shared)) - known

    @property
    def enough(self) -> float:
        """How much two names need to tell: the more names there are, the more."""
        return log(self._count + CORPUS) + _MARGIN

    def names(self, word: str) -> int:
        """Return how many of the names at hand hold a word."""
        return self._names[word]

    def namesakes(self, words: tuple[str, ...]) -> int:
        """Return how many of the names at hand read exactly so."""
        return self._alike[words]


# -- two readings side by side -------------------------------------------------------------------


class Overlap(NamedTuple):
    """What two readings have in common and what they have not, in nats."""

    shared: float
    lost: float  # what only one has, on the side where that is less
    most: float  # the same, on the other side
    clashes: int  # kinds of words that exclude one another
    one_sided: bool  # only one says which sport, level, side…
    differ: bool  # each has an ordinary word that the other has not


def overlap(a: Reading, b: Reading, rarity: Rarity, town: frozenset[str] = frozenset()) -> Overlap:
    """Lay two readings side by side; the words of the town that both are in tell nothing."""
    pairing = _Pairing(_without(town, a), _without(town, b), rarity)
    pairing.pair_written_apart()
    pairing.pair_initials()
    pairing.pair_misspelt()
    pairing.pair_rests()
    return pairing.result(in_town=bool(town))


def _without(town: frozenset[str], reading: Reading) -> list[str]:
    return [word for word in reading.words if word not in town] or [TOWN]


class _Pairing:
    """The words of two readings not yet paired, and what the paired ones told."""

    def __init__(self, a: list[str], b: list[str], rarity: Rarity) -> None:
        self.whole = a, b
        self.common = set(a) & set(b)
        self.rest = [w for w in a if w not in self.common], [w for w in b if w not in self.common]
        self.rarity = rarity
        self.shared = rarity.evidence(self.common)
        self.lost = [0.0, 0.0]

    def sides(self) -> Iterator[tuple[list[str], list[str], list[str]]]:
        """Yield the rest of each reading with the rest and the whole of the other."""
        yield self.rest[0], self.rest[1], self.whole[1]
        yield self.rest[1], self.rest[0], self.whole[0]

    def pair_written_apart(self) -> None:
        """Pair "presquile" with "presqu ile"."""
        for mine, theirs, whole in self.sides():
            for word in [w for w in mine if len(w) >= 5] if theirs else ():
                for two in pairwise(whole):
                    extra = len(two[0]) + len(two[1]) - len(word)
                    if extra in {0, 1} and "".join(two).startswith(word) and set(two) & set(theirs):
                        self._pair([word], mine, [w for w in two if w in theirs], theirs)
                        break

    def pair_initials(self) -> None:
        """Pair "afr" with "animation rurale fayenne", beside words in common."""
        for mine, theirs, _ in self.sides() if self.common else ():
            for word in [w for w in mine if 3 <= len(w) <= 6 and w.isalpha()]:
                starts = "".join(other[0] for other in theirs)
                if (place := starts.find(word)) >= 0:
                    spelt_out = theirs[place : place + len(word)]
                    self._pair([word], mine, spelt_out, theirs, told=0.5)

    def _pair(
        self, one: list[str], mine: list[str], other: list[str], theirs: list[str], told: float = 1
    ) -> None:
        for word in one:
            mine.remove(word)
        for word in other:
            theirs.remove(word)
        self.shared += told * sum(map(self.rarity.weight, one))

    def pair_misspelt(self) -> None:
        """Pair words that are nearly the same, unless both are words that others use."""
        left, right = self.rest
        for word in list(left):
            near = [other for other in right if other[0] == word[0] or len(other) >= _LONG]
            best = max(near, key=lambda other: alike(word, other), default="")
            share = alike(word, best) if best else 0.0
            if not share or (_is_misspelt(word, best) and self._are_known(word, best)):
                continue
            left.remove(word)
            right.remove(best)
            self._share(share, self.rarity.weight(word), self.rarity.weight(best))

    def _are_known(self, *words: str) -> bool:
        return all(self.rarity.names(word) >= _KNOWN for word in words)

    def pair_rests(self) -> None:
        """Pair what is left when it is nearly the same text: "Lou Cepoun", "Loucépoun"."""
        if not all(self.rest) or max(map(len, self.rest)) == 1:
            return
        texts = ["".join(words) for words in self.rest]
        if min(map(len, texts)) >= 6:
            from rapidfuzz.distance import OSA

            is_near = OSA.normalized_similarity(*texts, score_cutoff=0.85) > 0
            if is_near and not any(c.isdigit() for c in "".join(texts)):
                least = min(sum(map(self.rarity.weight, words)) for words in self.rest)
                self._share(0.85, least, least)
                for words in self.rest:
                    words.clear()

    def _share(self, share: float, left: float, right: float) -> None:
        self.shared += share * (left + right) / 2
        self.lost[0] += (1 - share) * left
        self.lost[1] += (1 - share) * right

    def result(self, *, in_town: bool) -> Overlap:
        """Return what was told, once all that can be paired is."""
        lost = sorted(
            told + sum(map(self.rarity.weight, words))
            for told, words in zip(self.lost, self.rest, strict=True)
        )
        families = [
            {family for word in words if (family := lexicon().families.get(word))}
            for words in self.rest
        ]
        numbers = [{word for word in words if word.isdigit()} for words in self.whole]
        clashes = len(families[0] & families[1]) + (
            (_AROUND in families[0]) ^ (_AROUND in families[1])
        )
        clashes += not (numbers[0] <= numbers[1] or numbers[1] <= numbers[0])
        clashes += any(TOWN in mine and theirs for mine, theirs, _ in self.sides())
        is_town = in_town and self.common == {TOWN} and not any(self.rest)
        shared = self.shared + _TOWN_WEIGHT * is_town
        differ = all(any(word in lexicon().rates for word in words) for words in self.rest)
        return Overlap(shared, lost[0], lost[1], clashes, bool(families[0] ^ families[1]), differ)


@lru_cache(maxsize=200_000)
def alike(a: str, b: str) -> float:
    """Return how far one word may stand for another: cut, in the other gender, or misspelt.

    >>> alike("musiq", "musique"), alike("basket", "baskett"), alike("sud", "nord")
    (0.85, 0.95, 0.0)
    """
    families = lexicon().families
    if a.isdigit() or b.isdigit() or families.get(a, 1) == families.get(b, 2):
        return 0.0
    short, long = sorted((a, b), key=len)
    if _is_cut(short, long):
        return 0.95 if len(long) - len(short) == 1 else 0.85 if len(short) > 3 else 0.7
    if (len(short) >= 4 and short[0] == long[0]) or len(short) >= _LONG:
        from rapidfuzz.distance import OSA

        edits = OSA.distance(short, long, score_cutoff=2)
        if edits == 1:
            return 0.8 if len(short) >= 5 else 0.7
        if edits == 2 and len(short) >= 8:
            return 0.75
    return 0.0


def _is_cut(short: str, long: str) -> bool:
    return len(short) >= 3 and len(long) >= 5 and long.startswith(short)


def _is_misspelt(a: str, b: str) -> bool:
    return not (a.startswith(b) or b.startswith(a))
