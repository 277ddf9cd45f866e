"""The engines that check a graph against shapes: a fast one, and the one that is believed."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from graph.shacl.rules import plain

if TYPE_CHECKING:
    from rdflib import Graph

Name = Literal["pyshacl", "shacl-rust"]
_LOCK = Lock()  # pySHACL changes rdflib for all threads while it works


class Broken(NamedTuple):
    """One result: the focus node, the value at fault or "", and the shape, as a term."""

    focus: str
    value: str
    shape: str


#: An engine: data and shapes, both N-Triples, to what is broken. Blank nodes keep their names.
Engine = Callable[[bytes, str], set[Broken]]


def engine(name: Name | None = None) -> Engine:
    """Return an engine by its name; without one, the fast engine where it is installed."""
    if name is None:
        name = "shacl-rust" if _fast() else "pyshacl"
    return _shacl_rust if name == "shacl-rust" else _pyshacl


@cache
def _fast() -> bool:
    from importlib.util import find_spec

    return find_spec("shacl_rust") is not None


def _shacl_rust(data: bytes, shapes: str) -> set[Broken]:
    """Ask shacl-rust. What it cannot read (a doubtful IRI), the other engine may."""
    import shacl_rust

    try:
        report = shacl_rust.validate(
            data.decode(), shapes, data_format="nt", shapes_format="nt", experimental_index=True
        )
    except ValueError:
        return _pyshacl(data, shapes)
    return {
        Broken(plain(r["focusNode"]), plain(r.get("value", "")), r["sourceShape"])
        for r in report["results"]
    }


def _pyshacl(data: bytes, shapes: str) -> set[Broken]:
    """Ask pySHACL, over rdflib graphs in memory."""
    with _LOCK:
        import pyshacl
        from rdflib import RDF
        from rdflib.namespace import SH

        names: dict[str, Any] = {}
        graph = _graph(data, names)
        _, report, _text = pyshacl.validate(graph, shacl_graph=_rules(shapes), inplace=True)
    known = {node: f"_:{name}" for name, node in names.items()}
    return {
        Broken(
            known.get(focus := report.value(result, SH.focusNode), str(focus)),
            "" if value is None else known.get(value, str(value)),
            f"<{report.value(result, SH.sourceShape)}>",
        )
        for result in report.subjects(RDF.type, SH.ValidationResult)
        for value in [report.value(result, SH.value)]
    }


@lru_cache(maxsize=4)
def _rules(shapes: str) -> Graph:
    return _graph(shapes.encode(), {})


def _graph(text: bytes, names: dict[str, Any]) -> Graph:
    """Parse a text; ``names`` receives its blank nodes. "007" must not become "7"."""
    import rdflib

    graph = rdflib.Graph(bind_namespaces="none")
    normalised, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        graph.parse(data=text, format="nt", bnode_context=names)
    finally:
        rdflib.NORMALIZE_LITERALS = normalised
    return graph
