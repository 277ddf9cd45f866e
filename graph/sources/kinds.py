"""Files that are no tables, known by their first bytes: a message names what they are."""

from __future__ import annotations

import re
from html import unescape

from graph.errors import BadInput
from graph.sources.report import short
from ontology.text import Text

_CONVERT = Text(
    "Cherchez sa version CSV, JSON, Excel ou Parquet.",
    "Look for its CSV, JSON, Excel or Parquet version.",
)
_UNPACK = Text(
    "Extrayez-la, puis chargez le fichier qu'elle contient.",
    "Unpack it, then load the file that it holds.",
)
_PICTURE = Text("une image", "a picture")
_SIGNATURES = (
    (b"%PDF", Text("un PDF", "a PDF"), _CONVERT),
    (b"\x89PNG", _PICTURE, _CONVERT),
    (b"\xff\xd8\xff", _PICTURE, _CONVERT),
    (b"GIF8", _PICTURE, _CONVERT),
    (b"\x7fELF", Text("un programme", "a program"), _CONVERT),
    (b"SQLite format 3\0", Text("une base SQLite", "an SQLite database"), _CONVERT),
    (b"{\\rtf", Text("un texte mis en forme (RTF)", "a formatted text (RTF)"), _CONVERT),
    (b"ARROW1", Text("un fichier Arrow", "an Arrow file"), _CONVERT),
    (b"7z\xbc\xaf\x27\x1c", Text("une archive 7z", "a 7z archive"), _UNPACK),
    (b"Rar!\x1a\x07", Text("une archive RAR", "a RAR archive"), _UNPACK),
    (b"BZh", Text("une archive bzip2", "a bzip2 archive"), _UNPACK),
    (b"\x28\xb5\x2f\xfd", Text("une archive Zstandard", "a Zstandard archive"), _UNPACK),
)
_TAR = Text("une archive tar", "a tar archive")
_PAGE = re.compile(
    rb"(?:\s|<!--.*?-->|<\?xml[^>]*>)*<(?:!doctype\s+html|html|head|body|meta|script)\b",
    re.IGNORECASE | re.DOTALL,
)
_TITLE = re.compile(rb"<title[^>]*>(.{1,500}?)</title", re.IGNORECASE | re.DOTALL)


def require_text(start: bytes, name: str) -> None:
    """Refuse what is known to be no table; raises BadInput that says what it is."""
    start = start.removeprefix(b"\xef\xbb\xbf")
    if _PAGE.match(start):
        raise _web_page(start, name)
    if start.lstrip()[:5] == b"<?xml":
        raise _other(name, Text("du XML", "XML"), _CONVERT)
    if start[257:262] == b"ustar":
        raise _other(name, _TAR, _UNPACK)
    if start[:2] == b"MZ" and b"\0" in start[:64]:
        raise _other(name, Text("un programme", "a program"), _CONVERT)
    for signature, kind, cure in _SIGNATURES:
        if start.startswith(signature):
            raise _other(name, kind, cure)


def _web_page(start: bytes, name: str) -> BadInput:
    found = _TITLE.search(start)
    title = short(unescape(found[1].decode("utf-8", "replace"))) if found else ""
    return BadInput(
        "{file} est une page web{title}, pas des données : le téléchargement a sans doute échoué "
        "(adresse périmée, page de connexion). Ouvrez-la dans un navigateur, puis téléchargez le "
        "fichier à nouveau.",
        "{file} is a web page{title}, not data: the download has probably failed (outdated "
        "address, login page). Open it in a browser, then download the file again.",
        file=name,
        title=Text(f" (« {title} »)", f" ('{title}')") if title else "",
    )


def _other(name: str, kind: Text, cure: Text) -> BadInput:
    return BadInput(
        "{file} est {kind}, pas un tableau. {cure}",
        "{file} is {kind}, not a table. {cure}",
        file=name,
        kind=kind,
        cure=cure,
    )
