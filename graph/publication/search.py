"""Many phrases looked for at once in a list of words.

A phrase is found by its rarest word, the anchor: a list of words is looked through once, each word
with one look-up, however many phrases there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

Phrase = tuple[bytes, ...]
LONGEST = 12  # words of a phrase


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

    def within(self, words: Sequence[bytes]) -> Iterator[Phrase]:
        """Yield the phrases that stand in some words, each as often as it does."""
        anchored = self._anchored
        if anchored.keys().isdisjoint(words):
            return
        for at in [i for i, word in enumerate(words) if word in anchored]:
            for place, phrase in anchored[words[at]]:
                start = at - place
                if start >= 0 and tuple(words[start : start + len(phrase)]) == phrase:
                    yield phrase


def phrases_of(words: Sequence[bytes]) -> Iterator[Phrase]:
    """Yield the phrases that a text is looked for by: itself, or its parts where it is long.

    Any twelve words in a row of those it is cut into give it away: a file may hold the first lines
    of a description only.
    """
    if len(words) <= LONGEST:
        yield tuple(words)
        return
    for start in range(0, len(words) - LONGEST, LONGEST):
        yield tuple(words[start : start + LONGEST])
    yield tuple(words[-LONGEST:])
