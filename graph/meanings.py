"""What the words mean: the ontology and the vocabularies, as a store holds them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import ontology

if TYPE_CHECKING:
    from pyoxigraph import Quad

    from graph.identifiers import Minter


def meanings(minter: Minter) -> Iterator[Quad]:
    """Yield the statements of all files of the ontology, so that labels can be asked for.

    A store takes them in at one go: a bulk load writes a dozen files, however little it loads.
    """
    import pyoxigraph as ox

    for file in ontology.files():
        name = "ontology" if file.parent.name == "ontology" else "vocab"
        graph = ox.NamedNode(minter.graph(name))
        for fact in ox.parse(path=str(file), format=ox.RdfFormat.TURTLE, rename_blank_nodes=True):
            yield ox.Quad(fact.subject, fact.predicate, fact.object, graph)
