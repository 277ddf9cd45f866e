"""GraphML, which nearly every program for networks reads: a graph of actors and alliances.

Dates are texts, as GraphML knows no time: ``since`` and ``until`` say when an alliance ran.
"""

from __future__ import annotations

from collections.abc import Iterator

from graph.export.edition import Edition
from graph.export.table import LINKS, NODES, Field, Link, Node, Row, Table
from graph.export.xml import attributes, text
from ontology.text import Lang, Text

_TYPES = {"string": "string", "integer": "int", "date": "string"}
_LABEL = Field("label", Text("nom", "name"))
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" \
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns \
http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""


def pieces(edition: Edition, table: Table) -> Iterator[str]:
    """Yield the network of an edition as GraphML, bit by bit."""
    yield _HEAD
    yield f"<desc>{text(edition.title)}</desc>\n"
    yield from _keys("node", (_LABEL, *NODES), edition.lang)
    yield from _keys("edge", (_LABEL, *LINKS), edition.lang)
    yield '<graph id="alliances" edgedefault="undirected">\n'
    yield from map(_node, table.nodes())
    yield from map(_link, table.links())
    yield "</graph>\n</graphml>\n"


def _keys(of: str, fields: tuple[Field, ...], lang: Lang) -> Iterator[str]:
    for field in fields:
        told = {
            "id": f"{of}-{field.name}", "for": of, "attr.name": field.name,
            "attr.type": _TYPES[field.kind],
        }  # fmt: skip
        yield f"<key{attributes(told)}><desc>{text(field.title.to(lang))}</desc></key>\n"


def _node(node: Node) -> str:
    data = _data("node", NODES, node.label, node.values)
    return f"<node{attributes({'id': node.key})}>{data}</node>\n"


def _link(link: Link) -> str:
    named = {"id": link.key, "source": link.source, "target": link.target}
    data = _data("edge", LINKS, link.label, link.values)
    return f"<edge{attributes(named)}>{data}</edge>\n"


def _data(of: str, fields: tuple[Field, ...], label: str, values: Row) -> str:
    given = (("label", label), *((field.name, values.get(field.name)) for field in fields))
    return "".join(
        f'<data key="{of}-{name}">{text(value)}</data>'
        for name, value in given
        if value is not None
    )
