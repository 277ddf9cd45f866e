"""Words of the vocabularies, as the map needs them: the one place that reads ``ontology``."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ontology.text import Text, same


@dataclass(frozen=True, slots=True)
class Label:
    """A concept: its words, the concept above it, its layers of analysis and its order."""

    words: Text
    broader: str | None = None
    layers: tuple[str, ...] = ()
    order: int | None = None


def _scheme(scheme: str) -> dict[str, Any]:
    find = getattr(importlib.import_module("ontology"), "concepts", None)
    return dict(find(scheme)) if find else {}


def labels(scheme: str, used: Iterable[str]) -> dict[str, Label]:
    """The concepts that are used and those above them, in the order of the vocabulary.

    A slug that the vocabulary does not know is shown as it is: better an odd word than
    an actor missing from the map.
    """
    known = _scheme(scheme)
    wanted: set[str] = set()
    queue = list(used)
    while queue:
        slug = queue.pop()
        if slug not in wanted:
            wanted.add(slug)
            above = known[slug].broader if slug in known else None
            queue += [above] if above else []
    strange = sorted(wanted - known.keys())
    found = {
        slug: Label(c.label, c.broader, tuple(c.layers), c.order)
        for slug, c in known.items()
        if slug in wanted
    }
    return found | {slug: Label(same(slug)) for slug in strange}
