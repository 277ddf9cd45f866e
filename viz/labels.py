"""Words of the vocabularies, as the map needs them: the one place that reads ``ontology``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ontology.concepts import Concept, concepts
from ontology.text import Text, same


@dataclass(frozen=True, slots=True)
class Label:
    """A concept: its words, the concept above it, its layers of analysis and its order."""

    words: Text
    broader: str | None = None
    layers: tuple[str, ...] = ()
    order: int | None = None


def labels(scheme: str, used: Iterable[str]) -> dict[str, Label]:
    """Find the concepts that are used and those above them, in the order of the vocabulary.

    A slug that the vocabulary does not know is shown as it is: better an odd word than
    an actor missing from the map.
    """
    known = concepts(scheme)
    wanted = {above for slug in used for above in _upwards(slug, known)}
    found = {
        slug: Label(c.label, c.broader, c.layers, c.order)
        for slug, c in known.items()
        if slug in wanted
    }
    return found | {slug: Label(same(slug)) for slug in sorted(wanted - known.keys())}


def _upwards(slug: str, known: Mapping[str, Concept]) -> list[str]:
    """List a slug and those of the concepts above it."""
    chain: list[str] = []
    at: str | None = slug
    while at is not None and at not in chain:
        chain.append(at)
        at = known[at].broader if at in known else None
    return chain
