"""The official addresses of the registers, and the way to take their files from there.

The addresses are those of ``addresses.csv``, quoted in public code and documents. Until somebody
has taken a file from one and loaded it, it says ``verified=no`` and the command says so.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from pathlib import Path, PurePosixPath

from graph.errors import BadInput, Misuse
from graph.fetching import web
from graph.fetching.download import Downloaded, Progress, download
from graph.fetching.web import Gone, Patience
from graph.near import did_you_mean, near
from ontology.text import Text, fold

MOST_UNPACKED = 10_000_000_000  # bytes of a member of an archive


@dataclass(frozen=True)
class Address:
    """Where a file of a register is published."""

    source: str
    name: str  # what the file is called here
    url: str
    newest: str  # what the addresses listed at ``url`` look like, when it is a list of editions
    inside: str  # which member of the archive is the file, when it is one of several
    always: bool  # whether it is fetched with its source, or only by its name
    verified: bool
    title: Text
    seen: str  # where the address was found


@cache
def addresses() -> Mapping[str, tuple[Address, ...]]:
    """Return the addresses by register, as ``addresses.csv`` lists them."""
    words = (files("graph") / "fetching" / "addresses.csv").read_text(encoding="utf-8")
    found: dict[str, tuple[Address, ...]] = {}
    for row in csv.DictReader(io.StringIO(words), delimiter=";"):
        address = Address(
            row["source"], row["name"], row["url"], row["newest"], row["inside"],
            row["get"] == "always", row["verified"] == "yes", Text(row["fr"], row["en"]),
            row["seen"],
        )  # fmt: skip
        found[address.source] = (*found.get(address.source, ()), address)
    return found


def chosen(words: str) -> list[Address]:
    """Return the files meant by "rne", or by "rne/maires"; raises Misuse for unknown ones."""
    source, _, name = words.partition("/")
    known = addresses().get(fold(source).replace(" ", ""))
    if known is None:
        raise _unknown(source, list(addresses()))
    if not name:
        return [address for address in known if address.always]
    wanted = [a for a in known if name.lower() == a.name.lower()] or [
        a for a in known if fold(name) in fold(a.name)
    ]
    if not wanted:
        raise _unknown(name, [address.name for address in known])
    return wanted


def fetch(
    address: Address,
    folder: Path,
    *,
    sha256: str | None = None,
    patience: Patience | None = None,
    progress: Progress = lambda *_: None,
) -> Downloaded:
    """Take a file from its address into a folder; raises Unreachable or BadInput."""
    waiting = patience or Patience()
    url = _newest(address, waiting) if address.newest else address.url
    packed = folder / (f"{address.name}.zip" if address.inside else address.name)
    done = download(url, packed, sha256=sha256, patience=waiting, progress=progress)
    if not address.inside:
        return done
    return replace(done, path=_unpacked(done, folder / address.name, address.inside))


def at(address: Address, url: str) -> Address:
    """Return an address with a web address that the user answers for."""
    return replace(address, url=url, newest="", verified=True)


def _newest(address: Address, patience: Patience) -> str:
    """Return the newest edition of a list; their names end with the date."""
    listed = web.text(web.require_web(address.url), patience).replace("\\/", "/")
    found = re.findall(address.newest, listed)
    if not found:
        raise Gone(
            "{url} n'annonce plus de fichier {name}. Cherchez son adresse et donnez-la avec --url.",
            "{url} lists no file {name} any more. Look for its address and give it with --url.",
            url=address.url,
            name=address.name,
        )
    return str(max(found))


def _unpacked(archive: Downloaded, path: Path, inside: str) -> Path:
    """Write the member of an archive that is the file, whole or not at all; return its path."""
    if archive.unchanged and path.exists():
        return path
    part = path.with_name(f"{path.name}.part")
    try:
        with zipfile.ZipFile(archive.path) as packed:
            wanted = [m for m in packed.infolist() if fnmatchcase(_base(m.filename), inside)]
            if len(wanted) != 1 or wanted[0].file_size > MOST_UNPACKED:
                raise _not_inside(archive.path, inside)
            with packed.open(wanted[0]) as member, part.open("wb") as file:
                shutil.copyfileobj(member, file, 1 << 20)
        part.replace(path)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise _not_inside(archive.path, inside) from error
    finally:
        part.unlink(missing_ok=True)
    return path


def _base(member: str) -> str:
    return PurePosixPath(member.replace("\\", "/")).name.lower()


def _unknown(words: str, known: list[str]) -> Misuse:
    return Misuse(
        "« {words} » n'est pas dans la table des adresses. {near}Connus : {known}.",
        "'{words}' is not in the table of addresses. {near}Known: {known}.",
        words=words,
        near=did_you_mean(near(words, known)),
        known=", ".join(known),
    )


def _not_inside(archive: Path, inside: str) -> BadInput:
    return BadInput(
        "{file} a été téléchargé, mais ne contient pas un seul fichier {inside}. Ouvrez l'archive "
        "et chargez vous-même le fichier voulu.",
        "{file} was downloaded, but does not hold a single file {inside}. Open the archive and "
        "load the file wanted yourself.",
        file=archive,
        inside=inside,
    )
