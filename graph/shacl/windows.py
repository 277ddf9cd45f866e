"""Data cut into windows: some focus nodes, with everything that their shapes read."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection
from typing import TYPE_CHECKING

from graph.shacl.needs import ANY, Needs, Step
from graph.shacl.rules import TYPE

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
    ends = _ends(own)
    for predicates, further in _alike(needs):
        met = set().union(*(ends.get(name, ()) for name in predicates))
        if further.keys() == {Step(TYPE)}:
            parts.append(reader.met(met, [TYPE]))
        else:
            parts.append(surroundings(reader, met, further))
    for step, further in needs.items():
        if step.backward:
            text = reader.pointing(nodes, step.predicate)
            parts += [text, surroundings(reader, _starts(text), further)]
    return b"".join(parts)


def only(text: bytes, reads: Collection[str]) -> bytes:
    """Return the statements with some predicates, or with some predicate and object."""
    wanted = {name.encode() for name in reads}
    kept = []
    for line in text.splitlines(keepends=True):
        _, predicate, rest = line.split(b" ", 2)
        if predicate in wanted or b"%s %s" % (predicate, rest[:-3]) in wanted:
            kept.append(line)
    return b"".join(kept)


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


def _ends(text: bytes) -> dict[str, set[str]]:
    """Return the nodes that statements lead to, by predicate."""
    found: dict[bytes, set[bytes]] = defaultdict(set)
    for line in text.splitlines():
        _, predicate, rest = line.split(b" ", 2)
        if not rest.startswith(b'"'):
            found[predicate].add(rest[:-2])
    return {name.decode(): {node.decode() for node in met} for name, met in found.items()}


def _starts(text: bytes) -> set[str]:
    return {node.decode() for node in set(re.findall(rb"^\S+", text, re.MULTILINE))}
