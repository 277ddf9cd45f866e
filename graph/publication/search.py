"""Many phrases looked for at once: in a list of words, or in the text of a file.

A phrase is found by its rarest word, the anchor: a list of words is looked through once, each word
with one look-up, however many phrases there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from graph.publication.files import Block
from graph.publication.words import numbers, without_tags, words

Phrase = tuple[bytes, ...]
LONGEST = 12  # words of a phrase
PART = 8  # words of a part of a longer text
#: Of a text as it is written, and of both readings of a page.
_NO_TAILS: tuple[str, ...] = ("", "", "")


class Hits(NamedTuple):
    """The phrases that a block of a file holds."""

    block: Block
    tail: str  # the last words of the block before, with which a phrase may begin
    phrases: set[Phrase]


class Phrases:
    """Some phrases of at most ``LONGEST`` words, to be looked for."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        known = list(dict.fromkeys(phrases))
        often = Counter(word for phrase in known for word in set(phrase))
        self._anchored: dict[bytes, list[tuple[int, Phrase]]] = {}
        for phrase in known:
            place = min(range(len(phrase)), key=lambda i: (often[phrase[i]], -len(phrase[i])))
            self._anchored.setdefault(phrase[place], []).append((place, phrase))

    def __len__(self) -> int:
        return sum(map(len, self._anchored.values()))

    def __iter__(self) -> Iterator[Phrase]:
        """Yield the phrases."""
        return (phrase for found in self._anchored.values() for _, phrase in found)

    def within(self, said: Sequence[bytes]) -> Iterator[Phrase]:
        """Yield the phrases that stand in some words, each as often as it does."""
        anchored = self._anchored
        if anchored.keys().isdisjoint(said):
            return
        for at in [i for i, word in enumerate(said) if word in anchored]:
            for place, phrase in anchored[said[at]]:
                start = at - place
                if start >= 0 and tuple(said[start : start + len(phrase)]) == phrase:
                    yield phrase

    def through(self, text: Iterable[Block]) -> Iterator[Hits]:
        """Yield what each block of a file holds, as it is written and as a page of it is read."""
        member, tails = None, _NO_TAILS
        for block in text:
            if block.member != member:
                member, tails = block.member, _NO_TAILS
            before, hits = tails[0], set[Phrase]()
            readings = [block.text, *without_tags(block.text)]
            ends = []
            for tail, reading in zip(tails, readings, strict=False):
                said = words(f"{tail} {reading}")
                hits.update(self.within(said))
                ends.append(b" ".join(said[1 - LONGEST :]).decode())
            hits.update(self.within([*numbers(f"{before} {block.text}")]))
            yield Hits(block, before, hits)
            tails = (*ends, *ends[:1] * (len(tails) - len(ends)))


def phrases_of(said: Sequence[bytes]) -> Iterator[Phrase]:
    """Yield the phrases that a text is looked for by: itself, or its parts where it is long.

    A file may hold some words of a description only: any fifteen in a row hold one of the parts,
    which lie side by side.
    """
    if len(said) <= LONGEST:
        yield tuple(said)
        return
    for start in range(0, len(said) - PART, PART):
        yield tuple(said[start : start + PART])
    yield tuple(said[-PART:])
