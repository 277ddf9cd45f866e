"""What a store was made with: when any of it changes, the store is to be built again."""

from __future__ import annotations

import hashlib
from importlib.metadata import PackageNotFoundError, version

import ontology
from graph.decided import FILES
from graph.workspace import Workspace


def made_with(workspace: Workspace) -> str:
    """Return a digest of what, with the sources, decides what the store says."""
    digest = hashlib.sha256(
        f"{program()}\0{workspace.base}\0{workspace.as_of}\0{workspace.collector}"
        f"\0{workspace.mandates_kept}".encode()
    )
    kept = (decided.path(workspace.path) for decided in FILES)
    for file in (*ontology.files(), *ontology.shapes(), *kept):
        if file.exists():
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def program() -> str:
    """Return the name of the program and its release."""
    try:
        return f"alliances-territoriales {version('alliances-territoriales')}"
    except PackageNotFoundError:
        return "alliances-territoriales"
