"""Persons whom the kept sources still name, though the store does not any more.

A build leaves out who held a mandate that ended long ago (:mod:`graph.rights.retention`), and
nothing that the store answers tells the name; the kept copy of the file holds it until a newer
edition takes its place, or until it is forgotten. So a request to forget is looked up here too, and
the register counts the names.
"""

from __future__ import annotations

import gzip
import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import ontology
from graph.kept import held
from graph.rights import keys
from graph.rights.screen import Said, said

if TYPE_CHECKING:
    from graph.store import LocalStore
    from graph.workspace import Workspace

_NAME, _MEMBER, _POST = map(ontology.iri, ("foaf:name", "org:member", "ea:post"))


@dataclass
class Past:
    """Persons of one name in the kept sources, and the posts that they held."""

    names: dict[str, str] = field(default_factory=dict)  # person → name as it is written
    posts: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # by person


def people(workspace: Workspace, words: str) -> Past:
    """Return the persons of a name, whatever the order of its words, or of an IRI."""
    wanted, found = keys.normal(words), Past()
    for each in _stated(workspace, _NAME):
        if each.subject == words or (wanted and keys.normal(each.text) == wanted):
            found.names[each.subject] = each.text
    if not found.names:
        return found
    mandates = {
        each.subject: each.iri
        for each in _stated(workspace, _MEMBER)
        if each.iri is not None and each.iri in found.names
    }
    for each in _stated(workspace, _POST):
        if each.iri is not None and each.subject in mandates:
            found.posts[mandates[each.subject]].add(each.iri)
    return found


def left(workspace: Workspace, store: LocalStore) -> dict[str, str]:
    """Return person → name, of those whom the kept sources name and the store does not."""
    quads = store.engine.quads_for_pattern(None, ontology.node("foaf:name"), None, None)
    known = {str(getattr(quad.subject, "value", "")) for quad in quads}
    named = {each.subject: each.text for each in _stated(workspace, _NAME)}
    return {iri: name for iri, name in named.items() if iri not in known}


def _stated(workspace: Workspace, predicate: str) -> Iterator[Said]:
    """Yield the statements of one property in all kept sources; a damaged one ends where it is."""
    mark = f"> <{predicate}> "
    for entry in held(workspace).entries:
        try:
            with gzip.open(workspace.sources / entry.kept, "rt", encoding="utf-8") as file:
                yield from (each for line in file if mark in line and (each := said(line)))
        except (OSError, EOFError, zlib.error):
            continue  # a build tells of it
