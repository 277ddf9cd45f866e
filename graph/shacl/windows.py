"""Data cut into windows: some focus nodes, with everything that their shapes read."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from graph.shacl.needs import ANY, Needs

if TYPE_CHECKING:
    from graph.shacl.reader import Reader


def surroundings(reader: Reader, nodes: Collection[str], needs: Needs) -> bytes:
    """Return what is read of some nodes, and of the nodes that this leads to, as N-Triples.

    It may be more: a statement leads on from whichever node has it. It is never less.
    """
    if not nodes or not needs:
        return b""
    forward = [step.predicate for step in needs if not step.backward and step != ANY]
    own = reader.statements(nodes, None if ANY in needs else forward)
    parts = [own]
    for predicates, further in _alike(needs):
        parts.append(surroundings(reader, _ends(own, predicates), further))
    for step, further in needs.items():
        if step.backward:
            text = reader.pointing(nodes, step.predicate)
            parts += [text, surroundings(reader, _starts(text), further)]
    return b"".join(parts)


def _alike(needs: Needs) -> list[tuple[list[str], Needs]]:
    """Group the steps that lead on by what is read there: one question for each group."""
    groups: list[tuple[list[str], Needs]] = []
    for step, further in needs.items():
        if further and not step.backward:
            for predicates, same in groups:
                if same == further:
                    predicates.append(step.predicate)
                    break
            else:
                groups.append(([step.predicate], further))
    return groups


def _ends(text: bytes, predicates: Iterable[str]) -> set[str]:
    """Return the nodes that statements with some predicates lead to."""
    names = b"|".join(re.escape(name.encode()) for name in predicates)
    found = re.findall(rb"^\S+ (?:%s) (<[^>]*>|_:\S+) \.$" % names, text, re.MULTILINE)
    return {node.decode() for node in set(found)}


def _starts(text: bytes) -> set[str]:
    return {node.decode() for node in set(re.findall(rb"^\S+", text, re.MULTILINE))}
