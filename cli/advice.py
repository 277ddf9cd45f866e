"""What to do next in a workspace: each step with the command that does it, ready to copy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from graph.wording import count, shell
from ontology.text import Text

if TYPE_CHECKING:
    from pathlib import Path

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
        yield Step(_LOAD, f"load {shell(_book(space.path))}")
        return
    if not held.up_to_date and (file := _again(space, held)):
        yield Step(_REBUILD, f"load {shell(file)}")
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
_REBUILD = Text(
    "La base n'est plus celle de vos réglages, de vos décisions ou de cette version du programme : "
    "rechargez l'un de ses fichiers",
    "The store is no longer that of your settings, your decisions or this release of the program: "
    "load one of its files again",
)
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


def _book(folder: Path) -> Path | str:
    """Return the workbook that ``init`` wrote, or what stands for a file."""
    found = (folder / name for name in _BOOKS if (folder / name).is_file())
    return next(found, Text("FICHIER", "FILE").fr)


def _again(space: Workspace, held: Holdings) -> Path | str:
    """Return one file of the workspace's folder that was loaded, or its name."""
    names = [entry.file for entry in held.sources]
    return next((space.path / name for name in names if (space.path / name).exists()),
                next(iter(names), ""))  # fmt: skip


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
