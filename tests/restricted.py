"""A workspace of which an actor, with all that is said of it, is restricted; and its secrets."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from graph import layers, workspace
from graph.load import load_workbook
from graph.store import Store
from graph.workspace import Workspace
from tests.graph.loading import with_column
from tests.workbooks import SMALL, write_workbook


def guarded(folder: Path, as_of: date | None = None) -> Workspace:
    """Make the workspace."""
    made = workspace.create(folder / "guarded", name="Essai", collector="paa", as_of=as_of)
    actors = with_column("acteurs", "diffusion;description", fabrique="restreint;Brevet §D")
    needs = (
        "acteur;nature;description;diffusion\nfabrique;offre;Locaux vides;\n"
        "aines;besoin;Un toit discret;restreint\naines;besoin;Un car;"
    )
    book = write_workbook(
        folder / "carnet-garde",
        acteurs=actors,
        parties=SMALL["parties"] + "\na1;fabrique;partenaire;",
        **{"besoins-offres": needs},
    )
    load_workbook(made, book)
    return made


def secrets(made: Workspace) -> set[str]:
    """Every literal and IRI of the restricted graphs that no public graph holds."""
    store = made.store()
    closed = layers.restricted(store)
    return words_of(store, closed) - words_of(store, set(store.graphs()) - set(closed))


def words_of(store: Store, graphs: Iterable[str]) -> set[str]:
    """The literals and IRIs of some graphs that are long enough to be recognised."""
    rows = store.select("SELECT ?s ?o WHERE { ?s ?p ?o }", graphs=sorted(graphs)).rows
    values = (str(getattr(term, "value", "")) for row in rows for term in row)
    return {value for value in values if len(value) > 3}
