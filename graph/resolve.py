"""From the words a user types to the thing meant: by name, identifier or IRI."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Sequence

from pyoxigraph import NamedNode

import ontology
import queries
from graph.errors import NotFound
from graph.store import Store
from ontology.text import Text, fold

_WHAT = {
    "ea:Stakeholder": Text("acteur", "actor"),
    "ea:Territory": Text("territoire", "territory"),
}


def find(store: Store, graphs: Sequence[str], kind: str, words: str) -> str:
    """Return the IRI of the thing of a class (as a prefixed name) that the words name.

    Accents and case do not matter. A whole name comes before a part of one; raises NotFound
    when nothing fits, with the nearest names, or when several things do, with a list.
    """
    names = _names(store, graphs, kind)
    if words in {iri for iris in names.values() for iri in iris}:
        return words
    wanted = fold(words)
    for fitting in (
        names.get(wanted, set()),
        {iri for name, iris in names.items() if f" {wanted} " in f" {name} " for iri in iris},
        {iri for name, iris in names.items() if wanted in name for iri in iris},
    ):
        if len(fitting) == 1:
            return next(iter(fitting))
        if fitting and wanted:
            raise _ambiguous(kind, words, names, fitting)
    raise _unknown(kind, words, names)


def _names(store: Store, graphs: Sequence[str], kind: str) -> dict[str, set[str]]:
    rows = store.select(
        queries.internal("names"),
        graphs=graphs,
        parameters={"class": NamedNode(ontology.iri(kind))},
    ).rows
    found: dict[str, set[str]] = defaultdict(set)
    for thing, name, _ in rows:
        found[fold(str(getattr(name, "value", "")))].add(str(getattr(thing, "value", "")))
    return found


def _ambiguous(kind: str, words: str, names: dict[str, set[str]], iris: set[str]) -> NotFound:
    shown = sorted({name for name, found in names.items() if found & iris})
    return NotFound(
        "« {words} » peut désigner {n} {what}s : {names}. Précisez le nom, ou donnez "
        "l'identifiant.",
        "'{words}' may be one of {n} {what}s: {names}. Give more of the name, or the identifier.",
        words=words,
        n=len(iris),
        what=_WHAT[kind],
        names=_listed(shown),
    )


def _unknown(kind: str, words: str, names: dict[str, set[str]]) -> NotFound:
    near = difflib.get_close_matches(fold(words), names, n=3, cutoff=0.6)
    return NotFound(
        "Aucun {what} ne s'appelle « {words} ».{hint}",
        "No {what} is called '{words}'.{hint}",
        what=_WHAT[kind],
        words=words,
        hint=Text(f" Noms proches : {_listed(near)}.", f" Near names: {_listed(near)}.")
        if near
        else "",
    )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:8]) + (", …" if len(names) > 8 else "")
