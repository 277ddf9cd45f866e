"""SERVICE sends parts of the graph to another machine: refused, unless to a host allowed.

Strings and comments are searched too. Which part of a query is a string depends on its grammar
(``?a<'x>'`` holds an IRI or a string), and a guess that is wrong lets SERVICE in; so does a guess
at where a word ends, as the engine reads ``3.SERVICE`` as two.

A query never reaches even an allowed host by itself: the engine would follow its redirects to any
other. It asks a relay on this computer, which asks the host and follows none.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_left
from collections.abc import Collection
from urllib.parse import urlsplit

from graph.errors import Misuse

_SERVICE = re.compile("SERVICE", re.IGNORECASE)
_IN_NAME = re.compile(r"[?$]\w*|:(?:[\w%:][\w.:%-]*)?")  # of ?service, of ex:my-service
_SIGNS = {  # what is looked for ahead
    "word": re.compile(r"\S"),
    "line": re.compile(r"[\r\n]"),
    "bracket": re.compile(r"[<>]"),
    "colon": re.compile(r":"),
    "end": re.compile(r'[ \t\r\n{}<>"]|(?<!\\)\#'),  # of a variable, of a name with a prefix
}
_CODE_POINT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_HOST = re.compile(r"(?P<name>[a-z0-9.-]+|\[[0-9a-f:]+\])(?::(?P<port>\d{1,5}))?", re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}


class ServiceRefused(Misuse):
    """A query would ask a host that it may not."""


Host = tuple[str, int | None]  # name, port (None: the usual one of http or https)


def host(words: str) -> Host:
    """Return the host that a user allows: a name, or a name and a port."""
    known = _HOST.fullmatch(words.strip())
    if known is None:
        raise Misuse(
            "--allow-service {words} : donnez un nom de machine seul, comme "
            "query.wikidata.org ou localhost:7878.",
            "--allow-service {words}: give the name of a host alone, such as "
            "query.wikidata.org or localhost:7878.",
            words=words,
        )
    return known["name"].strip("[]").lower(), int(known["port"]) if known["port"] else None


def allowed(sparql: str, hosts: Collection[Host]) -> str:
    """Return a query whose SERVICE clauses ask the relay; raises ServiceRefused for others."""
    found = _services(sparql)
    if len(_services(_CODE_POINT.sub(_character, sparql))) != len(found):
        raise _refusal()
    for start, end in reversed(found):
        address = sparql[start + 1 : end - 1]
        if sparql[start] != "<" or not _is_allowed(address, hosts):
            raise _refusal(sparql[start:end] if hosts else "")
        from graph.store.relay import relayed  # a web server: seldom needed, slow to import

        sparql = f"{sparql[:start]}<{relayed(address)}>{sparql[end:]}"
    return sparql


def _services(sparql: str) -> list[tuple[int, int]]:
    """Return where the name of each host stands that a query asks."""
    ahead, found = _Ahead(sparql), []
    names = [match.span() for match in _IN_NAME.finditer(sparql)]
    starts = [start for start, _ in names]
    for match in _SERVICE.finditer(sparql):
        before = bisect_left(starts, match.start()) - 1
        if before >= 0 and match.start() <= names[before][1]:
            continue
        if clause := ahead.host(match.end()):
            found.append(clause)
    return found


class _Ahead:
    """A query, read ahead of any of its places, in a time that grows with its length alone.

    What was found from a place on is found from every place in between.
    """

    def __init__(self, sparql: str) -> None:
        self.text = sparql
        self.seen: dict[str, tuple[int, int]] = {}  # sign → looked for from here, found there
        self.known: dict[tuple[str, int], int] = {}

    def host(self, at: int) -> tuple[int, int] | None:
        """Return where the name stands that follows SERVICE and stands before a group."""
        at = self.gap(at)
        silent = self.text[at : at + 6].upper() == "SILENT"
        for start in ([self.gap(at + 6)] if silent else []) + [at]:
            end = self.name(start)
            if end > start and self.text.startswith("{", self.gap(end)):
                return start, end
        return None

    def name(self, at: int) -> int:
        """Return where an IRI, a variable or a name with a prefix ends; the place itself if none.

        >>> _Ahead("ex:a {").name(0), _Ahead("<urn:a>{").name(0), _Ahead("?a {").name(0)
        (4, 7, 2)
        """
        if self.text.startswith("<", at):
            end = self.next("bracket", at + 1)
            return end + 1 if self.text.startswith(">", end) else at
        if self.text.startswith(("?", "$"), at):
            return self.next("end", at + 1)  # "?x€" is one too: no list of letters is sure here
        colon, end = self.next("colon", at), self.next("end", at)
        return end if colon < end else at

    def gap(self, at: int) -> int:
        """Return where white space and comments end."""
        passed = []
        while ("gap", at) not in self.known:
            passed.append(at)
            word = self.next("word", at)
            if not self.text.startswith("#", word):
                self.known["gap", at] = word
            else:
                at = min(self.next("line", word) + 1, len(self.text))
        end = self.known["gap", at]
        self.known.update((("gap", place), end) for place in passed)
        return end

    def next(self, sign: str, at: int) -> int:
        """Return where a sign stands next, the end of the query if nowhere."""
        since, found = self.seen.get(sign, (0, -1))
        if since <= at <= found:
            return found
        if (sign, at) not in self.known:
            match = _SIGNS[sign].search(self.text, at)
            self.known[sign, at] = match.start() if match else len(self.text)
        self.seen[sign] = at, self.known[sign, at]
        return self.known[sign, at]


def _character(match: re.Match[str]) -> str:
    number = int(match[1] or match[2], 16)
    return chr(number) if number <= sys.maxunicode else match[0]


def _is_allowed(address: str, hosts: Collection[Host]) -> bool:
    """Tell whether an address is one of the hosts allowed, on the port allowed, as nobody."""
    if not address.isascii() or re.search(r"[\s\\\x00-\x20]", address):
        return False
    try:
        parts = urlsplit(address)
        name, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return False
    if parts.scheme not in _PORTS or not name or "@" in parts.netloc or "%" in parts.netloc:
        return False
    usual = _PORTS[parts.scheme]
    return (name, port or usual) in hosts or (port in (None, usual) and (name, None) in hosts)


def _refusal(address: str = "") -> ServiceRefused:
    if address:
        return ServiceRefused(
            "La requête interrogerait {address}, une machine qui n'est pas permise : c'est refusé. "
            "Permettez-la par son nom : --allow-service MACHINE[:PORT].",
            "The query would ask {address}, a host that is not allowed: this is refused. Allow it "
            "by its name: --allow-service HOST[:PORT].",
            address=address,
        )
    return ServiceRefused(
        "La requête contient SERVICE, qui interrogerait une autre machine : c'est refusé. "
        "--allow-service MACHINE le permet pour une machine que vous nommez.",
        "The query holds SERVICE, which would ask another machine: this is refused. "
        "--allow-service HOST allows it for a host that you name.",
    )
