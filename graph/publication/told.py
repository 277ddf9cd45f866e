"""Public texts that name somebody who stays: a person, or an actor that is restricted.

Where a name stands in a public text of the facilitator's it is public, so no file is refused for
it: whoever wrote the text is told to read it again.
"""

from __future__ import annotations

from collections.abc import Iterator

from graph.publication.gate import Gate
from graph.publication.search import Phrase, Phrases
from graph.publication.secrets import (
    ACTOR,
    NAME,
    TELLING,
    Secrets,
    graphs,
    sought,
    split,
    spoken,
    written,
)
from graph.publication.words import numbers, words
from graph.rights.mask import Mask


def persons_told(gate: Gate, known: Secrets) -> Iterator[tuple[str, str]]:
    """Yield thing and property of each public text with the name of a person that stays.

    The same name where it may be told, of somebody else in office, is none.
    """
    if not known.persons:
        return
    allowed: set[Phrase] = set()
    found: list[tuple[str, str, Phrase]] = []
    names = Phrases(known.persons)
    for graph in graphs(gate):
        for line in gate.lines(graph):
            subject, predicate, value = split(line, graph)
            if not value.startswith(b'"'):
                continue
            for phrase in set(names.within(words(written(value)))):
                if predicate == NAME:
                    allowed.add(phrase)
                else:
                    found.append((subject[1:-1].decode(), predicate[1:-1].decode(), phrase))
    yield from dict.fromkeys((s, p) for s, p, phrase in found if phrase not in allowed)


def actors_told(gate: Gate, known: Secrets) -> Iterator[tuple[str, str]]:
    """Yield thing and property of each public text or address that tells an actor that stays.

    What a public actor is called too tells nothing.
    """
    if not known.actors:
        return
    allowed: set[Phrase] = set()
    found: list[tuple[str, str, Phrase]] = []
    names = Phrases(known.actors)
    for graph in graphs(gate):
        for line in gate.lines(graph):
            subject, predicate, value = split(line, graph)
            if not value.startswith(b'"') and predicate not in TELLING:
                continue
            text = spoken(value)
            said = {*names.within(words(text)), *names.within([*numbers(text)])}
            phrases = {one for one in said if _is_told(known, one, text)}
            if phrases and predicate in TELLING and ACTOR in subject:
                allowed |= phrases.intersection(sought(value))
            found += [(subject[1:-1].decode(), predicate[1:-1].decode(), one) for one in phrases]
    yield from dict.fromkeys((s, p) for s, p, phrase in found if phrase not in allowed)


def _is_told(known: Secrets, phrase: Phrase, text: str) -> bool:
    """Tell a name from a common word: of one word, it counts only as it is written (see Mask)."""
    name = known.actors[phrase]
    return len(phrase) > 1 or not name or Mask([name]).text(text) != text
