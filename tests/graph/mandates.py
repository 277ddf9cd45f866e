"""What a file of the RNE stated: who holds which post, since when and for where."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from graph.validate import validate
from tests.graph.one_source import Read


def rows(path: Path, header: str, *lines: str) -> Path:
    """Write a file from values in the order of its header."""
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return path


def offices(done: Read) -> list[tuple[str, str, str, str]]:
    """Return post, holder, start and territory of each mandate, sorted."""
    facts = done.facts()
    said = {(s, p): o for s, p, o in facts if s.startswith(("mandate/", "person/", "post/"))}
    return sorted(
        (
            said[said[iri, "ea:post"], "rdfs:label"],
            said[said[iri, "org:member"], "foaf:name"],
            said[iri, "schema:startDate"],
            said.get((iri, "ea:mandateTerritory"), ""),
        )
        for iri in done.things("ea:Mandate")
    )


def roles(done: Read) -> Counter[str]:
    return Counter(
        o.partition("/")[2]
        for s, p, o in done.facts()
        if p == "org:role" and s.startswith("mandate/")
    )


def findings(done: Read) -> list[object]:
    """Check the shapes of data; those of publication look at today, when old mandates are over."""
    return [*validate(done.store, [str(g.value) for g in done.store.named_graphs()], "data")]
