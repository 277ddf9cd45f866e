"""Who must not be shown, as Sirene says: kept beside the store, whoever speaks of them later.

A unit may be named by a file loaded before Sirene's or after it, and a load that keeps to one
territory cannot know whom later files will speak of. So the status of every sole trader and of
every unit that is not disclosed is kept, as numbers only: no name, no statement. Each build asks
them of whoever its sources speak of, and hides accordingly (``graph.identity.withdrawal``).

::

    sources/stockunitelegale-1a2b3c4d5e6f.hidden    gzip of sorted integers, 2 × SIREN + level,
                                                    each as its distance from the one before
"""

from __future__ import annotations

import gzip
import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import ontology
from graph.durable import put
from graph.errors import StoreUnavailable
from graph.identifiers import Minter

if TYPE_CHECKING:
    import numpy as np
    import pyoxigraph as ox
    from numpy.typing import NDArray

    from graph.kept import Entry

NEVER, RESTRICTED = 0, 1  # levels: in no graph; in restricted graphs
_CONCEPTS = {NEVER: "jamais", RESTRICTED: "restreint"}
# Where a store speaks of an actor by its number: in its IRI, or as a statement.
_AS_SUBJECT = (("rdf:type", "ea:Actor"), ("rdfs:label", None))
_FOUR_BYTES = "I"
_AS_OBJECT = ("ea:actor", "org:siteOf", "org:organization", "org:postIn")


class Undisclosed:
    """Collects the numbers of whoever must not be shown, while a file is read."""

    def __init__(self) -> None:
        self._numbers = array(_FOUR_BYTES)

    def add(self, siren: str, level: int) -> None:
        """Note a SIREN and its level."""
        self._numbers.append(2 * int(siren) + level)

    def __len__(self) -> int:
        return len(self._numbers)

    def levels(self) -> dict[str, int]:
        """Return what was noted: SIREN → level."""
        return {f"{one >> 1:09}": one & 1 for one in self._numbers}

    def write(self, path: Path) -> None:
        """Write the numbers to a file; it has its name only once it is whole."""
        import numpy as np

        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, np.unique(np.frombuffer(self._numbers, dtype=np.uint32)))


def _write(path: Path, numbers: NDArray[np.uint32]) -> None:
    import numpy as np

    draft = path.with_suffix(".part")
    with gzip.GzipFile(draft, "wb", 1, mtime=0) as file:
        file.write(np.diff(numbers, prepend=np.uint32(0)).astype("<u4").tobytes())
    put(draft, path)


def without(old: Path, new: Path, is_forgotten: Callable[[str], object] | None) -> int:
    """Write a file of numbers without those that are forgotten; return how many they are."""
    import numpy as np

    known = _read(old)
    stays = [not is_forgotten or not is_forgotten(f"{one >> 1:09}") for one in known.tolist()]
    left = known[np.array(stays, dtype=bool)]
    _write(new, left)
    return len(known) - len(left)


def _read(path: Path) -> NDArray[np.uint32]:
    import numpy as np

    try:
        with gzip.open(path) as file:
            if not (known := file.read()):  # a power cut left it empty: no damaged gzip
                raise EOFError("0")
        return np.cumsum(np.frombuffer(known, dtype="<u4"), dtype=np.uint32)
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise StoreUnavailable(
            "{file}, qui dit quelles unités Sirene ne diffuse pas, manque ou est abîmé ({error}). "
            "Supprimez de l'espace de travail le dossier store et ce que contient sources, sauf le "
            "fichier key, puis rechargez tous vos fichiers.",
            "{file}, which says whom Sirene does not disclose, is missing or damaged ({error}). "
            "Delete the folder store of the workspace and what is in sources, but the file key, "
            "then load all your files again.",
            file=f"sources/{path.name}",
            error=getattr(error, "strerror", None) or error,
        ) from error


def levels_of(numbers: NDArray[np.uint32], folder: Path, entry: Entry) -> Iterator[tuple[str, int]]:
    """Yield those of some SIREN that a source says must not be shown, each with its level."""
    import numpy as np

    if not entry.hidden or not numbers.size:
        return
    known = _read(folder / entry.undisclosed)
    for level in _CONCEPTS:
        wanted = 2 * numbers + np.uint32(level)
        places = np.minimum(np.searchsorted(known, wanted), known.size - 1)
        for number in numbers[known[places] == wanted]:
            yield f"{number:09}", level


class Known:
    """Who must not be shown, as far as the sources loaded so far say; read when first asked."""

    def __init__(self, folder: Path, entries: Iterable[Entry]) -> None:
        self._paths = [folder / entry.undisclosed for entry in entries if entry.hidden]

    @cached_property
    def _numbers(self) -> list[NDArray[np.uint32]]:
        import numpy as np

        return [_read(path) >> np.uint32(1) for path in self._paths]

    def __contains__(self, siren: str) -> bool:
        import numpy as np

        wanted = np.uint32(siren)  # of the same type: another one would copy them all
        return any(
            (place := int(known.searchsorted(wanted))) < known.size and known[place] == wanted
            for known in self._numbers
        )


def recall(store: ox.Store, minter: Minter, folder: Path, entries: Iterable[Entry]) -> None:
    """State, of whoever the store speaks of, that a source does not disclose it.

    It is stated of the key that the number makes and of every actor that has the number: two
    associations that share a SIREN by mistake are never united, and both are hidden.
    """
    import pyoxigraph as ox

    telling = [entry for entry in entries if entry.hidden]
    numbers = as_numbers(_spoken_of(store, minter)) if telling else as_numbers(())
    says, has = ontology.node("ea:disclosure"), ontology.node("ea:siren")
    for entry in telling:
        graph = ox.NamedNode(minter.graph("restricted", entry.source, entry.version))
        for siren, level in levels_of(numbers, folder, entry):
            named = store.quads_for_pattern(None, has, ox.Literal(siren), None)
            actors = {quad.subject for quad in named}
            actors.add(ox.NamedNode(minter.thing("org", "siren", siren)))
            concept = ox.NamedNode(ontology.concepts("disclosure")[_CONCEPTS[level]].iri)
            store.extend(ox.Quad(actor, says, concept, graph) for actor in actors)


def as_numbers(words: Iterable[str]) -> NDArray[np.uint32]:
    """Return the SIREN among some words, sorted, each once."""
    import numpy as np

    found = array(_FOUR_BYTES, (int(one) for one in words if len(one) == 9 and one.isdecimal()))
    return np.unique(np.frombuffer(found, dtype=np.uint32)) if found else np.empty(0, np.uint32)


def _spoken_of(store: ox.Store, minter: Minter) -> Iterator[str]:
    """Yield the number of every actor that a store speaks of, stated or in its IRI."""
    step = minter.thing("org", "siren", "")
    for quad in store.quads_for_pattern(None, ontology.node("ea:siren"), None, None):
        yield str(getattr(quad.object, "value", ""))
    for name, kind in _AS_SUBJECT:
        value = ontology.node(kind) if kind else None
        for quad in store.quads_for_pattern(None, ontology.node(name), value, None):
            yield str(getattr(quad.subject, "value", "")).removeprefix(step)
    for name in _AS_OBJECT:
        for quad in store.quads_for_pattern(None, ontology.node(name), None, None):
            yield str(getattr(quad.object, "value", "")).removeprefix(step)
