"""The operations that are broken off: how each is prepared, and what a person types."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from graph import answers, decisions, workspace
from graph.kept import secret
from graph.load import load_workbook
from graph.rights import optout
from graph.workspace import Workspace
from tests.workbooks import SMALL, write_workbook

NEIGHBOUR = {
    "sources": None, "territoires": None, "mandats": None,
    "acteurs": "id;nom;type;siren;rna\n1;Ville d'Aix-en-Provence;collectivité;211 300 017;\n"
    "2;Nouvelle;entreprise;356000000;\n3;Les Aines de Venelles;association;;W131000000",
    "alliances": "id;intitulé\na1;Alliance nouvelle",
    "parties": "alliance;acteur\na1;1\na1;2\na1;3",
    "etapes": "alliance;étape\na1;signé",
}  # fmt: skip
COMPANY, CLUB = "La Fabrique numérique", "French Tech Aix-Marseille"
SAME = ("Les Aînés de Venelles", "Les Aines de Venelles")
APART = (COMPANY, "Nouvelle")


class Operation(NamedTuple):
    """A command on a workspace; ``path`` is the folder with the workspace ``ws`` and its files."""

    name: str
    prepare: Callable[[Path], object]
    arguments: Callable[[Path], tuple[object, ...]]
    makes: str = ""  # the file outside the store that it writes, below the folder


def empty(path: Path) -> Workspace:
    """Make a workspace in which nothing is loaded, and the workbook to load."""
    write_workbook(path / "carnet")
    return workspace.create(path / "ws", name="Essai", collector="paa", language="fr")


def iris(made: Workspace) -> dict[str, str]:
    """Return the IRI of each actor by its name."""
    store = made.store()
    asked = "SELECT ?name ?actor WHERE { ?actor a ea:Actor ; rdfs:label ?name }"
    graphs = [g for g in store.graphs() if "/graph/asserted/" in g]
    return {
        getattr(name, "value", ""): getattr(actor, "value", "")
        for name, actor in store.select(asked, graphs=graphs).rows
    }


def full(path: Path) -> Workspace:
    """Make a workspace of two workbooks, with a decision of every kind."""
    made = empty(path)
    load_workbook(made, path / "carnet")
    load_workbook(made, write_workbook(path / "voisin", **NEIGHBOUR))
    actors = iris(made)
    pair = actors[APART[0]], actors[APART[1]]
    decisions.record(made.path, [decisions.decide(*pair, decisions.NOT_SAME, APART)])
    pair = actors[COMPANY], actors["Ville d'Aix-en-Provence"]
    answer = answers.answered(*pair, answers.KNOWN, (COMPANY, "Ville d'Aix-en-Provence"))
    answers.record(made.path, [answer])
    optout.record(made.path, actors["Nouvelle"], "Nouvelle", "")
    load_workbook(made, path / "carnet")  # unchanged, but for the decisions: builds again
    return made


def newer(path: Path) -> None:
    """Put a newer edition in the place of the workbook that is loaded."""
    full(path)
    write_workbook(path / "carnet", alliances=f"{SMALL['alliances']}\na4;Encore une;;;;notes;§9")


def to_reconcile(path: Path) -> None:
    """Write the table of verdicts that ``reconcile --verdicts`` takes."""
    actors = iris(full(path))
    cells = ("même", *(actors[name] for name in SAME))
    text = "verdict;a;b\n" + ";".join(cells) + "\n"
    (path / "verdicts.csv").write_text(text, encoding="utf-8", newline="\n")


def to_forget(path: Path) -> None:
    """Draw the key beforehand: each run would draw another, and say other digests."""
    secret(full(path))


OPERATIONS = (
    Operation("load", empty, lambda p: ("load", p / "carnet")),
    Operation("update", newer, lambda p: ("load", p / "carnet")),
    Operation("reconcile", to_reconcile, lambda p: ("reconcile", "--verdicts", p / "verdicts.csv")),
    Operation("decide", full, lambda _: ("decide", COMPANY, CLUB, "refused")),
    Operation("forget", to_forget, lambda _: ("forget", "aines", "--yes")),
    Operation("remove", full, lambda _: ("sources", "--remove", "voisin")),
    Operation("export", full, lambda p: ("export", p / "out.nq", "--layer", "all"), "out.nq"),
    Operation("map", full, lambda p: ("map", "-o", p / "carte.html"), "carte.html"),
)  # fmt: skip
