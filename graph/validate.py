"""The last check before a new version counts: SHACL shapes over what was just loaded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.shacl.check import WINDOW, Check
from graph.shacl.engines import Name
from graph.shacl.rules import read
from ontology.text import Text

if TYPE_CHECKING:
    import pyoxigraph as ox


@dataclass(frozen=True, slots=True)
class Finding:
    """One violation: the thing, its value, and the shape's message."""

    focus: str
    value: str
    message: Text


class Findings(list[Finding]):
    """The violations, sorted; how many focus nodes there are, and how many were checked."""

    def __init__(self, found: Iterable[Finding], checked: int, total: int) -> None:
        super().__init__(sorted(found, key=lambda f: (f.focus, f.message, f.value)))
        self.checked = checked
        self.total = total


def validate(
    store: ox.Store,
    graphs: Sequence[str],
    shapes: str,
    *,
    sample: int | None = None,
    engine: Name | None = None,
    window: int = WINDOW,
) -> Findings:
    """Check the merge of some graphs against a file of shapes; return the violations, sorted.

    ``shapes`` is "data" (is it coherent?) or "publication" (may it leave?). Where there are more
    focus nodes than ``sample``, so many are checked, spread evenly and always the same ones. The
    size of a window changes the time and memory that it takes, never what is found.
    """
    rules = read(shapes)
    check = Check(store, graphs, rules, engine, window)
    broken = check.run(sample) if graphs else set()
    found = {Finding(b.focus, b.value, rules.message(b.shape)) for b in broken}
    return Findings(found, check.checked, check.total)
