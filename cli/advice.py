"""What to do next in a workspace: each step with the command that does it, ready to copy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from graph.wording import count, shell
from ontology.text import Text

if TYPE_CHECKING:
    from graph.holdings import Holdings
    from graph.workspace import Workspace

MOST = 3  # steps told at once
_BOOKS = ("classeur.xlsx", "workbook.xlsx")  # what "init" writes


class Step(NamedTuple):
    """Something to do, and the words to type after ``alliances``."""

    why: Text
    command: str


START = (
    Step(Text("Voir ce que fait le programme, sur le Pays d'Aix",
              "See what the program does, on the Pays d'Aix"), "demo"),
    Step(Text("Commencer votre territoire, avec un classeur à remplir",
              "Begin your territory, with a workbook to fill in"), "init mon-territoire"),
)  # fmt: skip


def steps(space: Workspace, held: Holdings) -> list[Step]:
    """Return the next sensible steps, the first one first."""
    return list(_all(space, held))[:MOST]


def _all(space: Workspace, held: Holdings) -> Iterator[Step]:
    if not held.counts:
        yield _first(space, held)
        return
    if not held.up_to_date:
        yield Step(_STALE, "doctor --rebuild")
    yield from _mend(space, held)
    if held.pairs is None:
        yield Step(_LOOK, "reconcile")
    elif held.pairs:
        yield Step(count(held.pairs, *_DECIDE), "reconcile --ask")
    if not held.maps or any(drawn.older for drawn in held.maps):
        yield Step(_REDRAW if held.maps else _DRAW, "map --open")
    if held.waiting or held.waiting is None:
        yield Step(_SUGGEST, "suggest")
    yield Step(_RANK, "catalysts --explain")
    yield Step(_SHOW, "serve")


_LOAD = Text("Charger un classeur ou le fichier d'un registre",
             "Load a workbook or a file of a register")  # fmt: skip
_FILL = Text("Remplir {file} dans un tableur, l'enregistrer, puis le charger",
             "Fill in {file} in a spreadsheet, save it, then load it")  # fmt: skip
_REBUILD = Text("Refaire la base depuis vos sources et vos décisions",
                "Build the store again from your sources and decisions")  # fmt: skip
_STALE = Text(
    "La base est plus ancienne que vos décisions, vos réglages ou le programme : la refaire",
    "The store is older than your decisions, your settings or the program: build it again",
)
_LOOK_AT_ALL = Text("Voir ce qui manque ou est abîmé, et que faire",
                    "See what is missing or damaged, and what to do")  # fmt: skip
_LOOK = Text("Chercher les noms qui désignent sans doute le même acteur",
             "Look for names that are likely the same actor")  # fmt: skip
_DECIDE = (
    Text("Décider d'{n} paire de noms qui se ressemblent", "Decide on {n} pair of like names"),
    Text("Décider de {n} paires de noms qui se ressemblent", "Decide on {n} pairs of like names"),
)
_DRAW = Text("Dessiner la carte", "Draw the map")
_REDRAW = Text("Redessiner la carte : la base a changé depuis",
               "Draw the map again: the store has changed since")  # fmt: skip
_SUGGEST = Text("Lire les alliances possibles, puis répondre (alliances decide)",
                "Read the possible alliances, then answer (alliances decide)")  # fmt: skip
_RANK = Text("Voir qui relie les autres, et pourquoi", "See who connects the others, and why")
_SHOW = Text("Parcourir le tout dans un navigateur", "Browse all of it in a browser")
_MEND = Text("Corriger les lignes refusées de {file}, puis le charger",
             "Correct the refused rows of {file}, then load it")  # fmt: skip


def _first(space: Workspace, held: Holdings) -> Step:
    """Return the one step where no store can be read: make it again, or load a first file."""
    from graph.holdings import State

    if held.store is not State.EMPTY:
        return (
            Step(_REBUILD, "doctor --rebuild") if _is_kept(space) else Step(_LOOK_AT_ALL, "doctor")
        )
    books = (space.path / name for name in _BOOKS if (space.path / name).is_file())
    book = next(books, None)
    if book is None:
        return Step(_LOAD, "load FICHIER")
    return Step(_FILL.fill(file=book.name), f"load {shell(book)}")


def _is_kept(space: Workspace) -> bool:
    """Tell whether it is known which sources a store is made again from."""
    from graph.errors import StoreUnavailable
    from graph.kept import held

    try:
        return bool(held(space).entries)
    except StoreUnavailable:
        return False


def _mend(space: Workspace, held: Holdings) -> Iterator[Step]:
    """Yield how refused rows enter: the file of a register's, or the workbook itself."""
    from graph.rejects import FOLDER

    for name in held.refusals[:1]:
        yield Step(_MEND.fill(file=name), f"load {shell(space.path / FOLDER / name)}")
    for entry in held.sources:
        if entry.problems and entry.is_workbook:
            place = space.path / entry.file
            file = shell(place if place.exists() else entry.file)
            yield Step(_MEND.fill(file=entry.file), f"load {file}")
            return
