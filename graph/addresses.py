"""Addresses of the web, as they are sent: hosts and paths hold letters of any language."""

from __future__ import annotations

import string
from urllib.parse import quote, urlsplit


def sent(url: str) -> str:
    """Return an address in ASCII, its host by IDNA; raises ValueError where it is none of the web.

    >>> sent("https://été.invalid:8080/à b")
    'https://xn--t-9fab.invalid:8080/%C3%A0%20b'
    """
    parts = urlsplit(url.strip())
    host = parts.hostname
    if parts.scheme not in {"http", "https"} or not host or parts.port == 0:
        raise ValueError(url)
    plain = host.encode("idna").decode()  # raises for "a..b", and for a name that is too long
    if not parts.netloc.isascii():
        who, at, _ = parts.netloc.rpartition("@")
        port = "" if parts.port is None else f":{parts.port}"
        parts = parts._replace(netloc=f"{who}{at}{plain}{port}")
    return quote(parts.geturl(), safe=string.punctuation)
