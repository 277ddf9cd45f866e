r"""Words of a text, the same however a file writes it.

A file holds a name as UTF-8, with HTML or XML entities (``&eacute;``, ``&#xE9;``), the escapes of
JSON, of N-Triples or of JavaScript (``\u00e9``, ``\xe9``), percent signs (``%C3%A9``), those of
spreadsheets (``_x000D_``), in capitals, as a slug of an IRI (``ville-d-aix``), or broken over
lines. All of these have the same words once they are unescaped, several times where one lies in
another, and folded: no accent, no case, no punctuation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from unicodedata import normalize

from ontology.text import fold

_ESCAPE = re.compile(
    r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
    r"|\\+(?:u[dD][89abAB][0-9a-fA-F]{2}\\+u[dD][c-fC-F][0-9a-fA-F]{2}"
    r"|u[0-9a-fA-F]{4}|u\{[0-9a-fA-F]{1,6}\}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{2}|[tbnrf])"
    r"|_x[0-9a-fA-F]{4}_"
    r"|(?:%[0-9a-fA-F]{2})+"
)
_LOWER = (chr(code).lower() for code in range(128))
_FOLDED = bytes(ord(c) if c.isalnum() else 32 for c in _LOWER) + bytes(range(128, 256))
_MARKS = re.compile(rb"\xcc[\x80-\xbf]|\xcd[\x80-\x84\x86-\xaf]")  # the usual accents
_SIGNS = re.compile(rb"\xe2\x80[\x80-\xbf]|\xe2\x81[\x80-\xaf]|\xc2[\x80-\xbf]")  # punctuation
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")  # signs without a width, in words
_TAG = re.compile(r"<[^<>]{1,2000}>")
_PAGE = re.compile(r"</|/>|<[bB][rR]\b")
# A SIREN as it is written in France: in threes, or at the start of a SIRET, or in a VAT number.
_NUMBER = re.compile(
    r"(?<![0-9])(?:FR[ .]?[0-9]{2}[ .]?)?([0-9]{3})[ .\u00a0\u202f]?([0-9]{3})[ .\u00a0\u202f]?"
    r"([0-9]{3})(?:[ .\u00a0\u202f]?([0-9]{5}))?(?![0-9])",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"[0-9a-fA-F]{2,}|\{")
_DEPTH = 4  # escapes within escapes
_LAST = 0x10FFFF


def words(text: str) -> list[bytes]:
    r"""Return the words of a text, unescaped and folded, in UTF-8.

    They are those of :func:`ontology.text.fold`, but most signs need no look-up of their own.

    >>> words('"Caf\\u00e9 de l&#39;%C3%89cole"')
    [b'cafe', b'de', b'l', b'ecole']
    """
    text = plain(text)
    if text.isascii():
        return text.encode().translate(_FOLDED).split()
    text = _INVISIBLE.sub("", text)
    raw = normalize("NFKD", text).encode("utf-8", "replace").translate(_FOLDED)
    raw = _SIGNS.sub(b" ", _MARKS.sub(b"", raw))
    if raw.isascii():
        return raw.split()
    return [part for one in raw.split() for part in ((one,) if one.isascii() else _folded(one))]


def numbers(text: str) -> Iterator[bytes]:
    """Yield the SIREN and SIRET of a text, however their digits are set apart.

    >>> list(numbers("732 829 320 00074, FR44732829320"))
    [b'732829320', b'73282932000074', b'732829320']
    """
    for first, second, third, place in _NUMBER.findall(text):
        siren = f"{first}{second}{third}"
        yield siren.encode()
        if place:
            yield f"{siren}{place}".encode()


@lru_cache(maxsize=20_000)
def _folded(word: bytes) -> list[bytes]:
    return fold(word.decode()).encode().split()


def without_tags(text: str) -> Iterator[str]:
    """Yield a page as it is read: tags end a word in a table, and not within a word in bold.

    >>> list(without_tags("<b>Ca</b>fé"))
    [' Ca fé', 'Café']
    """
    if _PAGE.search(text):
        yield _TAG.sub(" ", text)
        yield _TAG.sub("", text)


def plain(text: str) -> str:
    """Return a text without escapes, whatever file they are of."""
    for _ in range(_DEPTH):
        if not any(sign in text for sign in "&\\%_"):
            break
        text, count = _ESCAPE.subn(_unescaped, text)
        if not count:
            break
    return text


def _unescaped(match: re.Match[str]) -> str:
    found = match[0]
    if found.startswith("&#"):  # as XML reads it: HTML takes 128 to 159 for signs of Windows
        digits = found[2:-1]
        return _char(int(digits[1:], 16) if digits[0] in "xX" else int(digits))
    if found[0] == "&":
        return unescape(found)
    if found[0] == "%":
        return _decoded(bytes.fromhex(found.replace("%", "")))
    if found[0] == "\\" and not _DIGITS.search(found):
        return " "  # a line end or a tabulator
    return _sign(found)


def _decoded(signs: bytes) -> str:
    try:
        return signs.decode("utf-8")
    except UnicodeDecodeError:
        return signs.decode("cp1252", "replace")


def _sign(escape: str) -> str:
    """Return the sign of an escape that gives its number, or both halves of it."""
    codes = [int(digits, 16) for digits in re.findall(r"(?<=[uUx{])[0-9a-fA-F]{1,8}", escape)]
    if len(codes) == 2:
        high, low = codes
        return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
    return _char(codes[0])


def _char(number: int) -> str:
    return chr(number) if number <= _LAST else " "
