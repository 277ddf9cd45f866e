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
from collections.abc import Collection
from urllib.parse import urlsplit

from graph.errors import Misuse
from graph.store.syntax import GAP

_NAME = r"(?:<[^<>]*>|[?$]\w+|[^\s{}<>\"]*?:[^\s{}<>\"]*?)"
_SERVICE = re.compile(rf"SERVICE(?={GAP}(?:SILENT{GAP})?(?P<name>{_NAME}){GAP}\{{)", re.IGNORECASE)
_IN_NAME = re.compile(r"(?:[?$]\w*|:(?:[\w%:][\w.:%-]*)?)\Z")  # of ?service, of ex:my-service
_CODE_POINT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_HOST = re.compile(r"(?P<name>[a-z0-9.-]+|\[[0-9a-f:]+\])(?::(?P<port>\d{1,5}))?", re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}

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
    """Return a query whose SERVICE clauses ask the relay; raises Misuse for any other host."""
    found = _services(sparql)
    if len(_services(_CODE_POINT.sub(_character, sparql))) != len(found):
        raise _refusal()
    for clause in reversed(found):
        start, end = clause.span("name")
        address = sparql[start + 1 : end - 1]
        if sparql[start] != "<" or not _is_allowed(address, hosts):
            raise _refusal(sparql[start:end] if hosts else "")
        from graph.store.relay import relayed  # a web server: seldom needed, slow to import

        sparql = f"{sparql[:start]}<{relayed(address)}>{sparql[end:]}"
    return sparql


def _services(sparql: str) -> list[re.Match[str]]:
    return [m for m in _SERVICE.finditer(sparql) if not _IN_NAME.search(sparql, 0, m.start())]


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


def _refusal(address: str = "") -> Misuse:
    if address:
        return Misuse(
            "La requête interrogerait {address}, une machine qui n'est pas permise : c'est refusé. "
            "Permettez-la par son nom : --allow-service MACHINE[:PORT].",
            "The query would ask {address}, a host that is not allowed: this is refused. Allow it "
            "by its name: --allow-service HOST[:PORT].",
            address=address,
        )
    return Misuse(
        "La requête contient SERVICE, qui interrogerait une autre machine : c'est refusé. "
        "--allow-service MACHINE le permet pour une machine que vous nommez.",
        "The query holds SERVICE, which would ask another machine: this is refused. "
        "--allow-service HOST allows it for a host that you name.",
    )
