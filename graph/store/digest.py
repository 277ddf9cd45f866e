"""Digest credentials (RFC 7616): the standard library writes them for ASCII passwords alone."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.request import parse_http_list, parse_keqv_list

from graph.store.endpoints import Secret

_HASHES = {"MD5": "md5", "SHA-256": "sha256"}


@dataclass
class Challenge:
    """What a server wants to be answered; every answer to it has a number of its own."""

    values: Mapping[str, str]
    count: int = 0

    @property
    def can_be_met(self) -> bool:
        """Tell whether we know its hash and its quality of protection."""
        ways = self.values.get("qop", "auth").split(",")
        known = self.values.get("algorithm", "MD5").upper() in _HASHES
        return known and "auth" in map(str.strip, ways) and {"realm", "nonce"} <= self.values.keys()

    def answer(self, user: str, password: Secret, method: str, path: str) -> str:
        """Return the value of the header for one request."""
        self.count += 1
        algorithm = self.values.get("algorithm", "MD5").upper()

        def hashed(*words: str) -> str:
            made = hashlib.new(_HASHES[algorithm], usedforsecurity=False)
            made.update(":".join(words).encode())
            return made.hexdigest()

        realm, nonce = self.values["realm"], self.values["nonce"]
        number, own = f"{self.count:08x}", secrets.token_hex(8)
        who, what = hashed(user, realm, password.reveal()), hashed(method, path)
        told = {"username": user, "realm": realm, "nonce": nonce, "uri": path}
        if "qop" in self.values:
            told["response"] = hashed(who, nonce, number, own, "auth", what)
            told["cnonce"] = own
            end = f", qop=auth, nc={number}, algorithm={algorithm}"
        else:
            told["response"] = hashed(who, nonce, what)
            end = f", algorithm={algorithm}"
        if "opaque" in self.values:
            told["opaque"] = self.values["opaque"]
        return (
            "Digest " + ", ".join(f'{key}="{_quoted(value)}"' for key, value in told.items()) + end
        )


def challenge(header: str) -> Challenge | None:
    """Return what a header WWW-Authenticate asks, when it asks for Digest and can be met."""
    scheme, _, rest = header.partition(" ")
    if scheme.lower() != "digest":
        return None
    try:
        found = Challenge(parse_keqv_list(parse_http_list(rest)))
    except (ValueError, IndexError):  # "Digest =" stops the library itself
        return None
    return found if found.can_be_met else None


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')
