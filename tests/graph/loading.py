"""What tests of loading ask of a workspace, and the second workbook they load."""

from __future__ import annotations

from pathlib import Path

from graph import layers
from graph.extract import extract
from graph.workspace import Workspace
from tests.workbooks import SMALL, write_workbook


def facts(made: Workspace) -> dict[str, int]:
    """Return how many statements each graph of facts holds."""
    store = made.store()
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    return {
        graph.partition("/graph/")[2]: int(str(getattr(next(rows)[0], "value", "")))
        for graph in store.graphs()
        if layers.layer_of(graph) in {"asserted", "restricted"}
        for rows in [store.select(count, graphs=[graph]).rows]
    }


def names(made: Workspace) -> list[str]:
    store = made.store()
    return [a.name for a in extract(store, layers.graphs(store, "asserted")).actors]


def versions_in(made: Workspace) -> list[str]:
    return sorted(path.name for path in (made.path / "store").iterdir() if path.is_dir())


def kept_in(made: Workspace) -> list[str]:
    return sorted(path.name for path in made.sources.iterdir())


def with_column(sheet: str, column: str, **values: str) -> str:
    head, *rows = SMALL[sheet].splitlines()
    filled = [f"{row};{values.get(row.split(';')[0], '')}" for row in rows]
    return "\n".join([f"{head};{column}", *filled])


def second(folder: Path, **changes: str | None) -> Path:
    """A workbook of somebody else that speaks of the same town and of a new company."""
    return write_workbook(folder, **{
        "sources": None, "territoires": None, "mandats": None,
        "acteurs": "id;nom;type;siren;rna\n1;Ville d'Aix-en-Provence;collectivité;211 300 017;\n"
        "2;Nouvelle;entreprise;356000000;\n3;Asso;association;;W131000000",
        "alliances": "id;intitulé\na1;Alliance nouvelle",
        "parties": "alliance;acteur\na1;1\na1;2\na1;3",
        "etapes": "alliance;étape\na1;signé",
    } | changes)  # fmt: skip


def alliances(made: Workspace) -> int:
    """Return how many alliances the public graphs hold, counted as a question counts them."""
    return _count(made, "SELECT (COUNT(?a) AS ?n) WHERE { ?a a ea:Alliance }")


def statements_of(made: Workspace, words: str) -> int:
    """Return how many statements of the public graphs have a subject or a value with words."""
    asked = f"""SELECT (COUNT(*) AS ?n) WHERE {{ ?s ?p ?o
        FILTER (CONTAINS(STR(?s), "{words}") || CONTAINS(STR(?o), "{words}")) }}"""
    return _count(made, asked)


def _count(made: Workspace, asked: str) -> int:
    store = made.store()
    asserted = [g for g in store.graphs() if layers.layer_of(g) == "asserted"]
    return int(str(getattr(next(store.select(asked, graphs=asserted).rows)[0], "value", "")))
