"""Many phrases looked for at once: in a list of words, or in the text of a file.

A phrase is found by its rarest word, the anchor: a list of words is looked through once, each word
with one look-up, however many phrases there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from graph.publication.files import Block
from graph.publication.words import without_tags, words

Phrase = tuple[bytes, ...]
LONGEST = 12  # words of a phrase


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
        member, last = None, b""
        for block in text:
            tail = last.decode() if block.member == member else ""
            said = words(f"{tail} {block.text}")
            hits = set(self.within(said))
            for reading in without_tags(block.text):
                hits.update(self.within(words(f"{tail} {reading}")))
            yield Hits(block, tail, hits)
            member, last = block.member, b" ".join(said[1 - LONGEST :])


def phrases_of(said: Sequence[bytes]) -> Iterator[Phrase]:
    """Yield the phrases that a text is looked for by: itself, or its parts where it is long.

    Any twelve words in a row of those it is cut into give it away: a file may hold the first lines
    of a description only.
    """
    if len(said) <= LONGEST:
        yield tuple(said)
        return
    for start in range(0, len(said) - LONGEST, LONGEST):
        yield tuple(said[start : start + LONGEST])
    yield tuple(said[-LONGEST:])
