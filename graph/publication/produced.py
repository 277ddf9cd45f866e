"""The files of a workspace that were made from it, and may be passed on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import BadInput
from graph.export.edition import INTERNAL
from graph.publication.files import CLOSED, blocks
from graph.publication.search import Phrases
from graph.publication.words import words

if TYPE_CHECKING:
    from graph.kept import Entry

_OURS = {"sources", "store", "decisions", "downloads", "alliances.toml"}
_KINDS = {
    ".html", ".htm", ".md", ".csv", ".tsv", ".json", ".jsonl", ".jsonld", ".ttl", ".trig", ".nq",
    ".nt", ".graphml", ".gexf", ".xml", ".xlsx", ".ods", ".zip", ".gz", ".bz2", ".xz",
    ".parquet", ".txt", ".svg", ".docx", ".odt", ".pptx", ".odp", *CLOSED,
}  # fmt: skip
_MARKS = ('"isInternal":true', '"isInternal": true')


def produced(
    folder: Path, entries: Iterable[Entry], is_internal: Callable[[Path], bool]
) -> Iterator[Path]:
    """Yield the files that may have left, sorted: not the sources themselves, nor the store.

    What has the name of a source is taken for one, but for an export that says what it is, and
    for what cannot be read.
    """
    loaded = {entry.file for entry in entries}
    for path in sorted(folder.iterdir()):
        if path.name in _OURS or path.name.startswith("."):
            continue
        inside = sorted(path.rglob("*")) if path.is_dir() and not path.is_symlink() else [path]
        for one in filter(_is_one, inside):
            with suppress(BadInput, OSError):
                if one.name in loaded and not is_internal(one):
                    continue
            yield one


def _is_one(path: Path) -> bool:
    return path.suffix.lower() in _KINDS and path.is_file() and not path.is_symlink()


def is_internal(path: Path) -> bool:
    """Tell whether a file says that it is an internal edition.

    The words alone do not tell of a page: every map has them, to show them or not.
    """
    marks = Phrases(tuple(words(text)) for text in INTERNAL)
    is_page = path.suffix.lower() in {".html", ".htm"}
    for block in blocks(path):
        if any(mark in block.text for mark in _MARKS):
            return True
        if not is_page and any(True for _ in marks.within(words(block.text))):
            return True
    return False
