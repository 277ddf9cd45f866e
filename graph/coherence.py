"""Coherence: of a source with itself (it must be), and with the other sources.

Sources may contradict one another: each keeps its own graph, and the contradiction is told.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import ontology
from graph import layers
from graph.errors import BadInput
from graph.store import LocalStore
from graph.validate import validate
from graph.wording import shell
from ontology.text import Text, same

if TYPE_CHECKING:
    import pyoxigraph as ox

    from graph.kept import Entry

_SHOWN = 20
#: What two sources should say alike of the same actor.
_ALIKE: dict[str, Text] = {
    "rdfs:label": Text("nom", "name"),
    "ea:sector": Text("secteur", "sector"),
    "ea:rna": Text("RNA", "RNA"),
    "ea:siren": Text("SIREN", "SIREN"),
    "ea:disclosure": Text("diffusion", "disclosure"),
}


def conformity(store: ox.Store, source: str, sample: int) -> list[Text]:
    """Check the statements of a source against the shapes; tell when it was by a sample.

    Raises BadInput, naming the row at fault, when they break one. Above ``sample`` things so many
    are checked, spread evenly: a register's rows are all stated by the same few lines of code.
    """
    graphs = [
        graph
        for graph in LocalStore(store).graphs()
        if layers.layer_of(graph) in layers.FACTS and layers.source_of(graph) == source
    ]
    findings = validate(store, graphs, "data", sample=sample)
    if findings:
        first = findings[0]
        raise BadInput(
            "Rien n'a été chargé : {n} {n:règle de cohérence n'est pas respectée|règles de "
            "cohérence ne sont pas respectées}. La première : {focus} — {message}",
            "Nothing was loaded: {n} {n:rule of coherence is|rules of coherence are} not kept. The "
            "first: {focus} — {message}",
            n=len(findings),
            focus=_described(store, first.focus),
            message=first.message,
        )
    if findings.checked == findings.total:
        return []
    return [
        Text(
            "Règles de cohérence vérifiées sur {n} choses, réparties parmi {m}.",
            "Rules of coherence checked on {n} things, spread among {m}.",
        ).fill(n=findings.checked, m=findings.total)
    ]


def _described(store: ox.Store, iri: str) -> str:
    """Return the name of a thing and its row in the workbook, or its IRI."""
    words = [v for name in ("rdfs:label", "ea:locator") for v in _values(store, iri, name)]
    return f"« {', '.join(words)} »" if words else iri


def _values(store: ox.Store, iri: str, name: str) -> list[str]:
    import pyoxigraph as ox

    found = store.quads_for_pattern(ox.NamedNode(iri), ontology.node(name), None, None)
    return sorted({str(getattr(quad.object, "value", "")) for quad in found})


def twins(store: ox.Store, files: dict[str, str], new: Entry) -> list[Text]:
    """Return which earlier sources hold alliances of the same id and title as the new one.

    A workbook saved under another name is the usual reason: every alliance then counts twice.
    """
    import pyoxigraph as ox

    found: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    wanted = ontology.node("ea:Alliance")
    for quad in store.quads_for_pattern(None, ontology.node("rdf:type"), wanted, None):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.graph_name, ox.NamedNode):
            iri = quad.subject.value
            key = (iri.rpartition("/")[2], *_values(store, iri, "rdfs:label"))
            found[layers.source_of(quad.graph_name.value)].add(key)
    mine = found.pop(new.source, set())
    return [
        Text(
            "{n} {n:alliance|alliances} de {file} {n:est|sont} aussi dans {other} : {n:elle compte|"
            "elles comptent} deux fois. Si c'est le même classeur renommé, rechargez avec "
            "--replace {typed}",
            "{n} {n:alliance|alliances} of {file} {n:is|are} in {other} too: {n:it counts|they "
            "count} twice. If it is the same workbook renamed, load again with --replace {typed}",
        ).fill(n=len(mine & keys), file=new.file, other=files[source], typed=shell(files[source]))
        for source, keys in sorted(found.items())
        if mine & keys and source in files
    ]


def contradictions(store: ox.Store, files: dict[str, str], new: Entry) -> list[Text]:
    """Return where a new source says of an actor something else than an earlier one."""
    if len(files) < 2:
        return []
    found = []
    for name, words in _ALIKE.items():
        for iri, said in sorted(_said(store, name).items()):
            mine = said.pop(new.source, set())
            found += [
                _contradiction(store, iri, words, mine, new.file, values, files[source])
                for source, values in sorted(said.items())
                if mine and source in files and values != mine
            ]
    more = len(found) - _SHOWN
    rest = Text(
        "… et {n} {n:autre différence|autres différences}.",
        "… and {n} more {n:difference|differences}.",
    ).fill(n=more)
    return found[:_SHOWN] + [rest] * (more > 0)


def _said(store: ox.Store, name: str) -> dict[str, dict[str, set[str]]]:
    """Return actor → source → values of a property."""
    said: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for quad in store.quads_for_pattern(None, ontology.node(name), None, None):
        iri, graph = getattr(quad.subject, "value", ""), getattr(quad.graph_name, "value", "")
        if "/id/org/" in iri and layers.layer_of(graph) in layers.FACTS:
            said[iri][layers.source_of(graph)].add(str(getattr(quad.object, "value", "")))
    return said


def _contradiction(
    store: ox.Store,
    iri: str,
    words: Text,
    mine: set[str],
    file: str,
    theirs: set[str],
    other: str,
) -> Text:
    return Text(
        "« {name} » : {what} « {mine} » dans {file}, « {theirs} » dans {other}. Les deux restent, "
        "chacun avec sa source ; corrigez l'un des deux s'il est faux.",
        "'{name}': {what} '{mine}' in {file}, '{theirs}' in {other}. Both stay, each with its "
        "source; correct one of them if it is wrong.",
    ).fill(
        name=" / ".join(_values(store, iri, "rdfs:label")),
        what=words,
        mine=_spoken(mine),
        file=file,
        theirs=_spoken(theirs),
        other=other,
    )


def _spoken(values: set[str]) -> Text:
    labels = [ontology.label(v) if "://" in v else same(v) for v in sorted(values)]
    return Text(", ".join(p.fr for p in labels), ", ".join(p.en for p in labels))
