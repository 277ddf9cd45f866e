"""Where the graph lives: a store to read, and versions of it that are switched atomically."""

from graph.store.local import LocalStore
from graph.store.protocol import Answer, Rows, Store, Term
from graph.store.versions import Versions

__all__ = ["Answer", "LocalStore", "Rows", "Store", "Term", "Versions"]
