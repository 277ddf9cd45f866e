"""Which files still hold a name or a number: looked for in what they say, not in their bytes alone.

Files are read as those that are about to leave (:mod:`graph.publication.files`). What cannot be
looked into is told: silence would be taken for "nothing there".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from graph.errors import BadInput
from graph.progress import stage
from graph.publication.files import Block, blocks
from graph.publication.search import Phrases, phrases_of
from graph.publication.words import words
from ontology.text import Text

_SEARCHING = Text("Recherche dans les fichiers", "Searching files")


@dataclass(frozen=True)
class Found:
    """A file that still holds something, or that could not be looked into."""

    path: Path
    readable: bool = True


class Search:
    """Looks for names and numbers in files."""

    def __init__(self, needles: Iterable[str]) -> None:
        said = map(words, set(needles))
        self._sought = Phrases(phrase for one in said if one for phrase in phrases_of(one))

    def files(self, folders: Sequence[Path], skip: Iterable[Path] = ()) -> Iterator[Found]:
        """Yield the files under some folders that hold a needle, and those that stay closed."""
        passed = {path.resolve() for path in skip}
        listed = [path for folder in folders for path in _under(folder, passed)]
        once = list({path.resolve(): path for path in reversed(listed)}.values())[::-1]
        far = list(accumulate(map(_size, once), initial=0))
        with stage(_SEARCHING, far[-1]) as done:
            for path, before in zip(once, far, strict=False):
                done(before)
                found = self.file(path)
                if found is not None:
                    yield found

    def file(self, path: Path) -> Found | None:
        """Return a file that holds a needle or cannot be looked into, else None."""
        closed: list[str] = []
        try:
            if self._is_in([Block("", 1, path.name)]) or self._is_in(blocks(path, closed)):
                return Found(path)
        except (BadInput, OSError):
            return Found(path, readable=False)
        return Found(path, readable=False) if closed else None

    def _is_in(self, text: Iterable[Block]) -> bool:
        return any(hits.phrases for hits in self._sought.through(text))


def _size(path: Path) -> int:
    """Return the bytes of a file; 0 of one that is gone or closed, which reading it tells."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _under(folder: Path, passed: set[Path]) -> Iterator[Path]:
    """Yield the files in a folder and in those in it; a link to a folder is not followed."""
    if folder.is_file():
        yield folder
        return
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.resolve() in passed:
            continue
        if path.is_dir() and not path.is_symlink():
            yield from _under(path, passed)
        elif path.is_file():
            yield path
