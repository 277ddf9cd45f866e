"""The rules of publication over what leaves: SHACL shapes, asked of the statements that pass.

The answer is kept beside the version of the store that it is about: it is worked out once for a
day, however many files leave on it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import ontology
from graph import layers
from graph.export.text import parsed
from graph.publication.gate import Gate
from graph.validate import Finding, Findings, validate
from ontology.text import Text

if TYPE_CHECKING:
    import pyoxigraph as ox

CHECKED_UP_TO = 20_000  # things checked, evenly spread: above, a sample; texts and names are all
_IN_MEMORY = 300_000  # statements: above, what leaves is laid out on disk to be checked
_ABOUT = "urn:x-alliances:edition"
_DAY = "http://www.w3.org/2001/XMLSchema#date"


def broken(gate: Gate) -> Findings:
    """Return where what leaves breaks a shape of publication, from what was kept if it was."""
    place = _place(gate)
    if place is not None and (known := _read(place)) is not None:
        return known
    with _leaving(gate) as (store, graphs):
        found = validate(store, graphs, "publication", sample=CHECKED_UP_TO)
    if place is not None:
        _write(place, found)
    return found


def _place(gate: Gate) -> Path | None:
    """Return where the answer is kept: its name says of which graphs, which day, which rules."""
    folder = getattr(gate.store, "folder", None)
    if folder is None:
        return None
    rules = [path.read_bytes() for path in ontology.shapes() if path.stem == "publication"]
    rules.append((files("graph.publication") / "gate.py").read_bytes())
    names = "\n".join((*_facts(gate), gate.as_of.isoformat(), str(CHECKED_UP_TO)))
    told = hashlib.sha256(names.encode() + b"".join(rules)).hexdigest()[:12]
    return Path(folder) / f"publication-{told}.json"


def _read(place: Path) -> Findings | None:
    with suppress(OSError, ValueError, KeyError, TypeError):
        kept: dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
        found = [
            Finding(one["focus"], one["value"], Text(*one["message"])) for one in kept["found"]
        ]
        return Findings(found, kept["checked"], kept["total"])
    return None


def _write(place: Path, found: Findings) -> None:
    """Keep an answer; where the disk is full or read-only it is worked out again."""
    kept = {"found": [asdict(one) for one in found], "checked": found.checked,
            "total": found.total}  # fmt: skip
    draft = place.with_suffix(".part")
    with suppress(OSError):
        draft.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8", newline="\n")
        draft.replace(place)


def _facts(gate: Gate) -> list[str]:
    return [g for g in layers.graphs(gate.store, "asserted") if layers.layer_of(g) == "asserted"]


@contextmanager
def _leaving(gate: Gate) -> Iterator[tuple[ox.Store, list[str]]]:
    """Yield a store of the facts that leave, and their graphs; one of them says the day."""
    import pyoxigraph as ox

    facts, about = _facts(gate), ox.NamedNode(_ABOUT)
    day = ox.Literal(gate.as_of.isoformat(), datatype=ox.NamedNode(_DAY))
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        large = len(getattr(gate.store, "engine", ())) > _IN_MEMORY
        store = ox.Store(folder) if large else ox.Store()
        store.add(ox.Quad(about, ontology.node("ea:asOf"), day, about))
        for graph in facts:
            store.bulk_extend(parsed(gate.lines(graph)))
        yield store, [*facts, about.value]
        del store  # closes its files: a folder in use is not deleted on Windows
