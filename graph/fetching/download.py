"""Take a file from the web: resumed when it breaks off, whole or not at all under its name.

::

    NAME.part        what arrived so far, and
    NAME.part.json   of which edition it is: only the same one is continued
    NAME             the whole file, once it is
    NAME.json        its edition: it is not fetched again while the server has no other
    NAME.sha256      its hash, as ``sha256sum --check`` reads it
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from graph.errors import BadInput
from graph.fetching import web
from graph.fetching.web import Passing, Patience
from graph.sources.report import short
from ontology.text import Text

CHUNK = 1 << 18
WORTH = 1_000_000  # bytes: a try that brought as much is not counted against the next
_RANGE = re.compile(r"bytes ([0-9]+)-([0-9]+)/([0-9]+|\*)")
_STARTS = {".zip": b"PK", ".xlsx": b"PK", ".ods": b"PK", ".parquet": b"PAR1", ".gz": b"\x1f\x8b"}
_TEXTS = {".csv", ".txt", ".json"}
_PACKED = (b"\x1f\x8b", b"PK\x03\x04", b"\xfd7zXZ", b"BZh", b"\x28\xb5\x2f\xfd")
_MESSAGE = re.compile(rb'\s*\{\s*"(?:error|errors|message|detail|status)"', re.IGNORECASE)
_UNASKED = Text("une réponse sans contenu (304)", "an answer without content (304)")
_PAGE = (b"<!doctype html", b"<html")

Progress = Callable[[int, int | None], None]  # bytes that are here, of how many if it is known


@dataclass(frozen=True)
class Edition:
    """Which edition of a file an address gives: what the server says of it."""

    url: str
    etag: str = ""
    modified: str = ""
    size: int | None = None
    sha256: str = ""

    @classmethod
    def read(cls, path: Path) -> Edition | None:
        """Return an edition noted in a file, or None."""
        try:
            return cls(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def write(self, path: Path) -> None:
        """Note the edition in a file."""
        words = json.dumps(asdict(self), indent=1)
        path.write_text(f"{words}\n", encoding="utf-8", newline="\n")

    @property
    def strong(self) -> str:
        """What tells this edition from any other, byte by byte; empty when nothing does."""
        return self.etag if self.etag and not self.etag.startswith("W/") else self.modified

    def is_told_by(self, other: Edition) -> bool:
        """Tell whether an answer is of this edition, as far as its server says."""
        told = (other.etag, other.modified)
        return any(told) and told == (self.etag, self.modified)


def is_note(path: Path) -> bool:
    """Tell whether a file is one that a download left beside another: no data to load."""
    if path.name.endswith((".part", ".part.json")):
        return True
    beside = path.with_name(path.name.rpartition(".")[0])
    if path.suffix not in {".sha256", ".json"} or not beside.is_file():
        return False
    return path.suffix == ".sha256" or Edition.read(path) is not None


@dataclass(frozen=True)
class Downloaded:
    """A file that is here, whole."""

    path: Path
    sha256: str
    size: int
    unchanged: bool = False


def download(
    url: str,
    path: Path,
    *,
    sha256: str | None = None,
    patience: Patience | None = None,
    progress: Progress = lambda *_: None,
) -> Downloaded:
    """Take a file to a path; raises Unreachable, or BadInput when it is not what it should be.

    What arrived of a broken download stays beside the path and is continued the next time.
    """
    asked = sha256.strip().lower() if sha256 else None
    file = _File(web.require_web(url), path, asked, patience or Patience(), progress)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return file.fetch()
    except OSError as error:  # the web's own are told before
        raise _not_written(path, error) from error


class _File:
    """One file on its way."""

    def __init__(
        self, url: str, path: Path, asked: str | None, patience: Patience, progress: Progress
    ) -> None:
        self.url, self.path, self.asked = url, path, asked
        self.patience, self.progress = patience, progress
        self.part, self.note = (path.with_name(path.name + end) for end in (".part", ".part.json"))
        self.before = 0  # bytes that were here before the last try

    def fetch(self) -> Downloaded:
        """Try until the file is whole, or until too many tries brought nothing."""
        kept = self._kept()
        edition = web.patiently(
            self.url,
            self.patience,
            lambda: self._try(kept),
            advanced=lambda: self._here() - self.before >= WORTH,
            left=self._left,
        )
        if edition is None and kept is not None:
            return Downloaded(self.path, kept.sha256, kept.size or 0, unchanged=True)
        return self._finish(edition or Edition(self.url))

    def _kept(self) -> Edition | None:
        """Return the edition that is here already, when it is whole and the one asked for."""
        kept = Edition.read(self.path.with_name(f"{self.path.name}.json"))
        if kept is None or kept.url != self.url or not kept.sha256:
            return None
        if self.asked not in {None, kept.sha256} or not self.path.is_file():
            return None
        whole = self.path.stat().st_size == kept.size and hash_of(self.path) == kept.sha256
        return kept if whole else None

    def _here(self) -> int:
        return self.part.stat().st_size if self.part.exists() else 0

    def _left(self) -> Text | str:
        if not self._here():
            return ""
        return Text(
            " Ce qui est arrivé ({n} octets) est gardé dans {part} : elle reprendra là.",
            " What arrived ({n} bytes) is kept in {part}: it resumes there.",
        ).fill(n=self._here(), part=self.part)

    def _forget(self) -> None:
        for path in (self.part, self.note):
            path.unlink(missing_ok=True)

    def _try(self, kept: Edition | None) -> Edition | None:
        """Ask once; return the edition that is now whole, or None when there is no other."""
        half, self.before = Edition.read(self.note), self._here()
        if half is None or half.url != self.url or not half.strong or not self.before:
            half = None
        headers = {}
        if half is not None:
            headers = {"Range": f"bytes={self.before}-", "If-Range": half.strong}
        elif kept is not None:
            asked = {"If-None-Match": kept.etag, "If-Modified-Since": kept.modified}
            headers = {name: value for name, value in asked.items() if value}
        with web.ask(self.url, headers, self.patience) as answer:
            if answer.status == 304:
                if kept is None:  # it answers so to whoever asks
                    raise _not_a_file(self.url, _UNASKED)
                return None
            if answer.status == 416:
                raise self._another_part()
            return self._take(answer, half, kept)

    def _take(self, answer: Any, half: Edition | None, kept: Edition | None) -> Edition | None:
        """Write what an answer brings, behind what is here when it continues that."""
        told = answer.headers
        etag, modified = told.get("ETag", ""), told.get("Last-Modified", "")
        if answer.status == 206:
            edition = self._continued(told.get("Content-Range", ""), etag, modified, half)
            start = self.before
        else:
            edition, start = Edition(self.url, etag, modified, answer.length), 0
            if kept is not None and kept.is_told_by(edition):
                return None
            edition.write(self.note)
        if answer.will_close:
            answer.length = None  # to read to the true end, and see what was not promised
        self._write(answer, start, edition.size)
        if edition.size is not None and self._here() < edition.size:
            raise Passing(Text("la connexion s'est coupée", "the connection broke off"))
        if edition.size is not None and self._here() > edition.size:
            self._forget()
            raise _too_long(self.url, edition.size)
        return edition

    def _continued(self, part: str, etag: str, modified: str, half: Edition | None) -> Edition:
        """Return the edition that a part is of, which must be the part asked for."""
        found = _RANGE.fullmatch(part.strip())
        if half is None or not found or int(found[1]) != self.before:
            raise self._another_part()
        total = half.size if found[3] == "*" else int(found[3])
        told = ((total, half.size), (etag, half.etag), (modified, half.modified))
        if any(now and then and now != then for now, then in told):
            raise self._another_part()
        return replace(half, size=total)

    def _another_part(self) -> Passing:
        self._forget()
        return Passing(
            Text("le serveur n'a pas donné la suite demandée",
                 "the server did not give the continuation asked for")
        )  # fmt: skip

    def _write(self, answer: Any, start: int, whole: int | None) -> None:
        """Write what arrives; it stays when the connection breaks off."""
        with self.part.open("r+b" if start else "wb") as file:
            here = file.seek(start)
            file.truncate()
            self.progress(here, whole)
            while True:
                try:
                    chunk = web.read(self.url, answer, CHUNK)
                except Passing as broken:
                    file.write(broken.partial)
                    if here == whole and not broken.partial:
                        return  # all is here: the server only kept the line open
                    raise
                if not chunk:
                    return
                here += file.write(chunk)
                self.progress(here, whole)
                if whole is not None and here > whole:
                    return

    def _finish(self, edition: Edition) -> Downloaded:
        """Check the whole file and give it its name."""
        size, digest = self._here(), hash_of(self.part)
        if wrong := _no_such_file(self.part, self.path.suffix.lower()):
            self._forget()
            raise _not_a_file(self.url, wrong)
        if self.asked not in {None, digest}:
            self._forget()
            raise _other_hash(self.url, self.asked or "", digest)
        self.part.replace(self.path)
        self.note.unlink(missing_ok=True)
        hashes = self.path.with_name(f"{self.path.name}.sha256")
        hashes.write_text(f"{digest}  {self.path.name}\n", encoding="utf-8", newline="\n")
        noted = replace(edition, size=size, sha256=digest)
        noted.write(self.path.with_name(f"{self.path.name}.json"))
        return Downloaded(self.path, digest, size)


def hash_of(path: Path) -> str:
    """Return the SHA-256 hash of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _no_such_file(path: Path, suffix: str) -> Text | None:
    """Return what was given instead of a file of this kind, or None when it is one."""
    with path.open("rb") as file:
        start = file.read(1000)
    if not start:
        return Text("un fichier vide", "an empty file")
    if start.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_PAGE):
        return Text("une page web", "a web page")
    if suffix in _TEXTS and start.startswith(_PACKED):
        return Text("des octets compressés", "compressed bytes")
    if _MESSAGE.match(start) or (suffix in {".csv", ".txt"} and start.lstrip().startswith(b"{")):
        return Text("un message du serveur : {start}", "a message of the server: {start}").fill(
            start=short(start.decode("utf-8", "replace"))
        )
    if not start.startswith(_STARTS.get(suffix, b"")):
        return Text(
            "autre chose qu'un fichier {suffix}", "something else than a {suffix} file"
        ).fill(suffix=suffix)
    return None


def _not_a_file(url: str, what: Text) -> BadInput:
    return BadInput(
        "{url} a donné {what}. Rien n'a été gardé : ouvrez l'adresse dans un navigateur, et donnez "
        "la bonne avec --url.",
        "{url} gave {what}. Nothing was kept: open the address in a browser, and give the right "
        "one with --url.",
        url=url,
        what=what,
    )


def _too_long(url: str, size: int) -> BadInput:
    return BadInput(
        "{url} a envoyé plus que les {n} octets annoncés. Rien n'a été gardé : relancez plus tard.",
        "{url} sent more than the {n} bytes announced. Nothing was kept: try again later.",
        url=url,
        n=size,
    )


def _other_hash(url: str, asked: str, found: str) -> BadInput:
    return BadInput(
        "{url} n'a pas l'empreinte SHA-256 attendue ({asked}), mais {found}. Le fichier a été "
        "retiré : vérifiez l'empreinte auprès du producteur, ou relancez.",
        "{url} has not the SHA-256 hash expected ({asked}), but {found}. The file was removed: "
        "check the hash with the publisher, or try again.",
        url=url,
        asked=asked,
        found=found,
    )


def _not_written(path: Path, error: OSError) -> BadInput:
    return BadInput(
        "{path} ne s'écrit pas ({error}). Vérifiez la place sur le disque et vos droits, ou donnez "
        "un autre dossier avec --dir ; ce qui est arrivé est gardé.",
        "{path} cannot be written ({error}). Check the room on the disk and your rights, or give "
        "another folder with --dir; what arrived is kept.",
        path=path,
        error=error.strerror or error,
    )
