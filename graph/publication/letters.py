r"""Texts that a program wrote in a disguise: saved mails and Rich Text, told as they are read.

``Hélène`` is ``H=C3=A9l=C3=A8ne`` or base64 in a mail (RFC 2045) and ``H\'e9l\'e8ne`` in Rich Text
(RTF 1.9.1). What cannot be told, an embedded object or a mail under a key, is noted as closed.
Files come from anywhere: a letter is of bounded size, its parts are of bounded number.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from contextlib import suppress
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from io import StringIO
from pathlib import PurePosixPath
from typing import NamedTuple

LARGEST = 1 << 25  # bytes of a letter that is read
MOST_LOOKS = 10_000_000  # at the lines of a mail: one a line for each part within another
DEEPEST = 1_000  # groups within groups of Rich Text
_MAILS = frozenset({".eml", ".mht", ".mhtml", ".mbox", ".emlx"})
_FIRST_LINE = re.compile(rb"\s*(?:From \S.*\r?\n)?[A-Za-z][A-Za-z0-9-]*:")
_HEADER = re.compile(
    rb"^(?:mime-version|content-type|content-transfer-encoding|received|message-id|return-path):",
    re.IGNORECASE | re.MULTILINE,
)
_FROM = re.compile(rb"^From (?=\S)", re.MULTILINE)  # a message of a box begins
_UNDER_KEY = re.compile(rb"-----BEGIN PGP MESSAGE|application/(?:x-)?pkcs7-mime", re.IGNORECASE)
_NO_BASE64 = re.compile(rb"[^A-Za-z0-9+/=\r\n]")
_PICTURE = re.compile(rb"\\(?:pict|objdata)\b")
_RICH = re.compile(
    r"\\'([0-9a-fA-F]{2})|\\u(-?[0-9]{1,6}) ?|\\([a-zA-Z]{1,32})(-?[0-9]{1,10})? ?"
    r"|\\(.)|([{}])|[\r\n]+|([^\\{}\r\n]+)",
    re.DOTALL,
)
_BREAKS = frozenset({
    "par", "pard", "line", "tab", "cell", "row", "sect", "page", "nestcell", "nestrow",
})  # fmt: skip
_ASIDE = frozenset({
    "fonttbl", "colortbl", "stylesheet", "info", "header", "footer", "footnote", "annotation",
    "fldinst", "pict", "object",
})  # fmt: skip # what such a group says is no part of the words around it
_SIGNS = {"~": " ", "_": "-", "\n": "\n", "\r": "\n", "{": "{", "}": "}", "\\": "\\"}


class Part(NamedTuple):
    """Some content of a letter: its name, and its bytes, in UTF-8 where they are a text."""

    name: str
    content: bytes
    is_closed: bool = False  # it is there, and cannot be told
    is_told: bool = False  # a text that was told already, and is no file


def kind(name: str, start: bytes) -> str | None:
    """Return "rich" or "mail", told by the first bytes of a file or by its name, else None."""
    if start.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"{\\rtf"):
        return "rich"
    is_mail = PurePosixPath(name).suffix.lower() in _MAILS or (
        _FIRST_LINE.match(start) and _HEADER.search(start)
    )
    return "mail" if is_mail else None


def parts(sort: str, content: bytes) -> Iterator[Part]:
    """Yield what a letter of a kind holds."""
    return _rich_parts(content) if sort == "rich" else _mail_parts(content)


def _mail_parts(content: bytes) -> Iterator[Part]:
    starts = [found.start() for found in _FROM.finditer(content)] or [0]
    if content[: starts[0]].strip():
        starts = [0]  # no box: a line of the text begins so
    for start, end in zip(starts, [*starts[1:], len(content)], strict=True):
        yield from _of_mail(content[start:end])


def _of_mail(content: bytes) -> Iterator[Part]:
    """Yield the headers, the texts and the attached files of one mail."""
    if content.lower().count(b"boundary") * content.count(b"\n") > MOST_LOOKS:
        yield Part("mail", b"", is_closed=True)
        return
    for part in message_from_bytes(content).walk():
        yield Part("", _bytes("\n".join(_headers(part))), is_told=True)
        name = _file_name(part)
        if not part.is_multipart():
            yield from _leaf(part, name)
        elif part.get_content_maintype() == "message":
            yield from _packed_mail(part)
    if _UNDER_KEY.search(content):
        yield Part("mail", b"", is_closed=True)


def _leaf(part: Message, name: str) -> Iterator[Part]:
    found = part.get_payload(decode=True)
    if isinstance(found, bytes):
        yield Part(name, _in_utf8(found, part))
    if _way(part) == "base64":
        del part["content-transfer-encoding"]
        raw = part.get_payload(decode=True)
        if isinstance(raw, bytes) and _NO_BASE64.search(raw):
            yield Part("", raw)  # the mail says that this is packed, and it is not


def _way(part: Message) -> str:
    return str(part.get("content-transfer-encoding", "")).strip().lower()


def _packed_mail(part: Message) -> Iterator[Part]:
    """Yield a mail in a mail that is packed as a file is, which the parser leaves packed."""
    way, inner = _way(part), part.get_payload(0)
    if way in {"base64", "quoted-printable"} and isinstance(inner, Message):
        whole = Message()
        whole["content-transfer-encoding"] = way
        whole.set_payload(inner.as_string())
        found = whole.get_payload(decode=True)
        yield Part("mail.eml", found if isinstance(found, bytes) else b"")


def _headers(part: Message) -> Iterator[str]:
    for name, value in part.raw_items():
        yield f"{name}: {_told(_decoded(_bytes(str(value)), None))}"
    yield _file_name(part)
    yield from filter(None, (part.get_unixfrom(), part.preamble, part.epilogue))


def _bytes(text: str) -> bytes:
    """Return a text of a mail in bytes: those that its parser could not tell, as they were."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


def _told(value: str) -> str:
    """Return a header as it is read: ``=?utf-8?q?H=C3=A9l=C3=A8ne?=`` is a name."""
    with suppress(MessageError, ValueError):
        return "".join(
            text if isinstance(text, str) else _decoded(text, charset)
            for text, charset in decode_header(value)
        )
    return value


def _file_name(part: Message) -> str:
    with suppress(MessageError, ValueError, LookupError, TypeError):
        return _bytes(_told(part.get_filename() or "")).decode("utf-8", "replace")
    return ""


def _in_utf8(content: bytes, part: Message) -> bytes:
    """Return the bytes of a part: a text in UTF-8, another as it is."""
    charset = part.get_content_charset() if part.get_content_maintype() == "text" else None
    return _decoded(content, charset).encode("utf-8", "replace") if charset else content


def _decoded(content: bytes, charset: str | None) -> str:
    with suppress(LookupError, ValueError):
        if codecs.lookup(charset or "").name not in {"utf-8", "ascii"}:
            return content.decode(charset or "", "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _rich_parts(content: bytes) -> Iterator[Part]:
    yield Part("", _Rich(content.decode("latin-1")).text().encode(), is_told=True)
    if found := _PICTURE.search(content):
        yield Part(found[0][1:].decode(), b"", is_closed=True)


class _Rich:
    """Rich Text on its way to a plain one."""

    def __init__(self, text: str) -> None:
        self._source = text
        self._charset = _charset(text)
        self._outs = [StringIO()]  # of each open group: one for all that stand in one line
        self._done = StringIO()  # of the groups that stand aside
        self._bytes = bytearray()  # of a character in an older alphabet, which may need several
        self._widths = [1]  # of what stands for a character in programs that know none, by group
        self._skip = 0

    def text(self) -> str:
        """Return what a reader sees, then what stands aside: notes, and what the header says."""
        for found in _RICH.finditer(self._source):
            self._token(found)
        while len(self._outs) > 1:  # the file ends too early
            self._brace("}")
        self._flush()
        whole = f"{self._outs[0].getvalue()}\n{self._done.getvalue()}"
        return whole.encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    def _token(self, found: re.Match[str]) -> None:
        byte, point, word, number, sign, brace, plain = found.groups()
        if byte:
            if not self._skipped(1):
                self._bytes.append(int(byte, 16))
        elif plain:
            self._add(plain[self._skipped(len(plain)) :])
        elif point:
            self._add(chr(int(point) % 0x10000))
            self._skip = self._widths[-1]
        elif word:
            self._word(word, number)
        elif brace:
            self._brace(brace)
        elif sign == "*":
            self._aside()
        elif sign:
            self._add(_SIGNS.get(sign, ""))

    def _word(self, word: str, number: str | None) -> None:
        if word == "uc" and number:
            self._widths[-1] = min(max(int(number), 0), 8)
        elif word in _ASIDE:
            self._aside()
        elif word in _BREAKS:
            self._add("\n")

    def _brace(self, brace: str) -> None:
        self._skip = 0
        self._flush()
        if len(self._widths) > DEEPEST:
            raise ValueError("too many groups within groups")
        if brace == "{":
            self._widths.append(self._widths[-1])
            self._outs.append(self._outs[-1])
        elif len(self._widths) > 1:
            self._widths.pop()
            out = self._outs.pop()
            if out is not self._outs[-1]:
                self._done.write(out.getvalue() + "\n")

    def _aside(self) -> None:
        """Let this group say what it says elsewhere."""
        self._flush()
        if len(self._outs) > 1 and self._outs[-1] is self._outs[-2]:
            self._outs[-1] = StringIO()

    def _skipped(self, most: int) -> int:
        """Return how many of the next characters only stand for one that was told."""
        n = min(self._skip, most)
        self._skip -= n
        return n

    def _add(self, text: str) -> None:
        self._flush()
        self._outs[-1].write(text)

    def _flush(self) -> None:
        if self._bytes:
            self._outs[-1].write(bytes(self._bytes).decode(self._charset, "replace"))
            self._bytes.clear()


def _charset(text: str) -> str:
    """Return the alphabet that the header of Rich Text names; the usual one of Windows if none."""
    found = re.search(r"\\ansicpg([0-9]{1,5})|\\(mac|pca?)\b", text[:4_000])
    if found is None:
        return "cp1252"
    name = f"cp{found[1]}" if found[1] else {"mac": "mac_roman", "pc": "cp437"}.get(found[2])
    with suppress(LookupError):
        return codecs.lookup(name or "cp850").name
    return "cp1252"
