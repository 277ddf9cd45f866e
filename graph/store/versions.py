"""All or nothing: a new version of the store is built beside the old one, then switched to.

::

    store/
        CURRENT         the name of the finished version ("v000002"), replaced atomically
        LOCK            held by the one writer
        v000002/        an Oxigraph database and manifest.json: which sources it holds;
                        network-*.json.gz: what commands read out of it (graph.network_file);
                        public-*: what the site shows of a large store (cli.site.public)

A crash leaves at worst a version that CURRENT does not name; the next writer sweeps it. A store
that was damaged from outside is no obstacle to a writer: it builds the next version all the same.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from graph.durable import sync_tree, write_text
from graph.errors import StoreUnavailable

_VERSION = re.compile(r"v(\d{6,})")


class Versions:
    """The finished versions of a store in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._pointer = folder / "CURRENT"

    def current(self) -> Path | None:
        """Return the folder of the finished version, or None when nothing was loaded yet."""
        try:
            name = self._pointer.read_text(encoding="utf-8", errors="replace").strip()
        except OSError as error:
            if self._in_the_way():
                raise self._blocked() from error
            if isinstance(error, FileNotFoundError):
                return None
            raise
        path = self.folder / name
        if not _VERSION.fullmatch(name) or not path.is_dir():
            raise StoreUnavailable(
                "La base {folder} est abîmée : CURRENT désigne « {name} », qui n'existe pas. "
                "Refaites-la depuis vos sources et vos décisions : alliances doctor --rebuild",
                "The store {folder} is damaged: CURRENT names '{name}', which does not exist. "
                "Build it again from your sources and decisions: alliances doctor --rebuild",
                folder=self.folder,
                name="".join(c if c.isprintable() else "?" for c in name[:40]),
            )
        return path

    def _in_the_way(self) -> Path | None:
        """Return the file that stands where the folder should, or the folder where the pointer."""
        if os.path.lexists(self.folder) and not self.folder.is_dir():
            return self.folder
        return self._pointer if self._pointer.is_dir() else None

    def _blocked(self) -> StoreUnavailable:
        return StoreUnavailable(
            "{path} n'est pas ce que ce programme y met : autre chose a pris la place de la base. "
            "« alliances doctor --rebuild » le met de côté et refait la base.",
            "{path} is not what this program puts there: something else took the place of the "
            "store. 'alliances doctor --rebuild' puts it aside and builds the store again.",
            path=self._in_the_way(),
        )

    def put_aside(self) -> list[Path]:
        """Give what is in the way another name beside it; return the new names."""
        aside = []
        while path := self._in_the_way():
            names = (path.with_name(f"{path.name}.aside{n or ''}") for n in count())
            aside.append(path.rename(next(one for one in names if not os.path.lexists(one))))
        return aside

    def stamp(self) -> tuple[int, int] | None:
        """Return what changes with every switch: cheaper to look at than :meth:`current`."""
        try:
            found = self._pointer.stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns

    def manifest(self) -> dict[str, Any]:
        """Return what the finished version holds; empty when nothing was loaded yet."""
        current = self.current()
        if current is None:
            return {}
        try:
            manifest = json.loads((current / "manifest.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise self.unreadable() from error
        if not isinstance(manifest, dict):
            raise self.unreadable()
        return manifest

    def unreadable(self) -> StoreUnavailable:
        """Return the error of a finished version whose manifest is damaged."""
        current = self.current()
        return StoreUnavailable(
            "La base {folder} est abîmée : {file} ne se lit pas. Refaites-la depuis vos sources "
            "et vos décisions : alliances doctor --rebuild",
            "The store {folder} is damaged: {file} cannot be read. Build it again from your "
            "sources and decisions: alliances doctor --rebuild",
            folder=self.folder,
            file=f"{current.name if current else ''}/manifest.json",
        )

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Be the only writer; raises StoreUnavailable when somebody else already is."""
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.folder / "LOCK")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise StoreUnavailable(
                "Un autre chargement est en cours dans {folder}. Attendez qu'il finisse, puis "
                "recommencez.",
                "Another load is running in {folder}. Wait until it is done, then try again.",
                folder=self.folder,
            ) from None
        try:
            self._sweep()
            yield
        finally:
            lock.release()

    def is_busy(self) -> bool:
        """Tell whether somebody writes; raises OSError where nobody may write."""
        if not self.folder.is_dir():
            return False
        lock = FileLock(self.folder / "LOCK")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return True
        lock.release()
        return False

    def unfinished(self) -> list[Path]:
        """Return the versions after the finished one: what a writer that was broken off left."""
        current = self.current()
        newest = current.name if current else ""
        return [
            path
            for path in sorted(self.folder.glob("v*"))
            if _VERSION.fullmatch(path.name) and path.name > newest
        ]

    @contextmanager
    def build(self) -> Iterator[Path]:
        """Yield the folder of a new version; switch to it if the block ends well.

        Call it under :meth:`lock`. If the block raises, nothing has changed.
        """
        path = self.folder / f"v{self._last() + 1:06d}"
        path.mkdir()
        try:
            yield path
            self._switch(path.name)
        except BaseException:
            shutil.rmtree(path, ignore_errors=True)
            raise
        self._sweep()

    def _last(self) -> int:
        matches = (_VERSION.fullmatch(path.name) for path in self.folder.iterdir())
        return max((int(match[1]) for match in matches if match), default=0)

    def _switch(self, name: str) -> None:
        """Point to a version; all of it is on the disk before, or a power cut would lose it."""
        sync_tree(self.folder / name)
        write_text(self._pointer, f"{name}\n")

    def _sweep(self) -> None:
        """Delete what no reader needs: all but the finished version and the one before it.

        The one before is kept for readers that opened it just before the switch.
        """
        try:
            current = self.current()
        except StoreUnavailable:
            return  # damaged: the load under way rebuilds it, and nothing is lost before
        older = self.others(current)
        before = [path for path in older if current is not None and path.name < current.name]
        for path in older:
            if path not in before[-1:]:
                shutil.rmtree(path, ignore_errors=True)

    def others(self, current: Path | None) -> list[Path]:
        """Return the folders of versions but one, the oldest first."""
        found = (p for p in self.folder.iterdir() if _VERSION.fullmatch(p.name) and p != current)
        return sorted(found, key=lambda path: path.name)

    @staticmethod
    def drop(version: Path) -> None:
        """Delete a version at once, though a reader may have it open."""
        shutil.rmtree(version, ignore_errors=True)
