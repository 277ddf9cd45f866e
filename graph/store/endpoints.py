"""Which servers a workspace knows, what each can do, and who asks.

In ``alliances.toml``::

    [endpoints.region]
    url = "https://sparql.example.org/sparql"       where to ask
    store = "https://sparql.example.org/rdf-graph"  where "alliances push" writes graphs
    auth = "digest"                                 none | basic | digest
    user = "paa"
    row_cap = 10000        rows after which the server cuts its answers without a word
    batch_size = 50000     triples that "alliances push" sends at a time
    needs_from = true      the graphs are said in the query, not beside it
    property_paths = false the server has no property paths
    timeout = 60           seconds in all for one answer
    engine = "virtuoso"    only where a relay hides the name of the server

The password is in no file: it is read from ``ALLIANCES_PASSWORD_REGION``, or from the keyring of
the system (package "keyring", service "alliances:region").
"""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal
from urllib.parse import urlsplit

from graph.addresses import sent
from graph.errors import BadInput, Misuse
from graph.near import did_you_mean, near

Auth = Literal["none", "basic", "digest"]
_TYPES: Mapping[str, type] = {
    "url": str, "store": str, "auth": str, "user": str, "row_cap": int, "batch_size": int,
    "needs_from": bool, "property_paths": bool, "timeout": int, "engine": str,
}  # fmt: skip
#: Where servers take whole graphs, by the end of the address that they are asked at.
_STORES = {"/query": "/store", "/sparql": "/sparql-graph-crud-auth",
           "/sparql-auth": "/sparql-graph-crud-auth"}  # fmt: skip
TIMEOUT = 60.0  # seconds
BATCH = 100_000  # triples


class Secret:
    """A password that no log, message or traceback shows."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the password, for the line that sends it."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__

    def __reduce__(self) -> str:
        raise TypeError("a secret is not copied")


@dataclass(frozen=True)
class Endpoint:
    """A server, as the workspace describes it."""

    url: str
    name: str = ""
    store: str = ""
    auth: Auth = "none"
    user: str = ""
    row_cap: int = 0  # 0: none is known
    batch_size: int = BATCH
    needs_from: bool = False
    property_paths: bool = True
    timeout: float = TIMEOUT
    engine: str = ""  # "virtuoso", or as the server says
    secret: Secret | None = field(default=None, repr=False, compare=False)

    @property
    def in_clear(self) -> list[str]:
        """Return the addresses that what is sent to can be read on its way."""
        return [url for url in (self.url, self.store) if url and is_in_clear(url)]

    @property
    def graph_store(self) -> str:
        """Return where the server takes whole graphs, said or guessed from its other address."""
        if self.store:
            return self.store
        for end, other in _STORES.items():
            if self.url.endswith(end):
                return self.url.removesuffix(end) + other
        raise Misuse(
            "{url} : où écrire ? Donnez « store » dans [endpoints.…] d'alliances.toml : l'adresse "
            "du protocole Graph Store de ce serveur.",
            "{url}: where to write? Give 'store' in [endpoints.…] of alliances.toml: the address "
            "of the Graph Store protocol of this server.",
            url=self.url,
        )

    def password(self) -> Secret:
        """Return the password from the environment or the keyring; raises Misuse without one."""
        found = self.secret or _from_environment(self.name) or _from_keyring(self.name, self.user)
        if found is None:
            raise Misuse(
                "Il manque le mot de passe de {user} pour {name} : mettez-le dans {variable}, ou "
                "dans le trousseau du système (keyring set {service} {user}).",
                "The password of {user} for {name} is missing: put it into {variable}, or into "
                "the keyring of the system (keyring set {service} {user}).",
                user=self.user,
                name=self.name,
                variable=variable(self.name),
                service=_service(self.name),
            )
        return found


def is_loopback(url: str) -> bool:
    """Tell whether an address is on this computer."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_in_clear(url: str) -> bool:
    """Tell whether what is sent to an address can be read on its way."""
    return urlsplit(url).scheme != "https" and not is_loopback(url)


def variable(name: str) -> str:
    """Return the variable of the environment that holds the password of an endpoint."""
    return "ALLIANCES_PASSWORD_" + re.sub(r"\W", "_", name, flags=re.ASCII).upper()


def _service(name: str) -> str:
    return f"alliances:{name}"


def _from_environment(name: str) -> Secret | None:
    value = os.environ.get(variable(name))
    return Secret(value) if value else None


def _from_keyring(name: str, user: str) -> Secret | None:
    """Ask the keyring of the system, where the package is installed and there is a keyring."""
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return None
    try:
        value = keyring.get_password(_service(name), user)
    except (KeyringError, OSError):
        return None
    return Secret(value) if value else None


def require_plain(url: str) -> str:
    """Return an address; raises Misuse for one that is none or holds a password."""
    try:
        address = sent(url)
    except ValueError:
        address = ""
    if "@" in re.split("[/?#]", url.partition("://")[2], maxsplit=1)[0]:
        raise Misuse(
            "Pas de mot de passe dans une adresse : il finirait dans l'historique et les journaux. "
            "Écrivez un profil [endpoints.NOM] dans alliances.toml (auth, user) et mettez le mot "
            "de passe dans ALLIANCES_PASSWORD_NOM.",
            "No password inside an address: it would end in the history and the logs. Write a "
            "profile [endpoints.NAME] in alliances.toml (auth, user) and put the password into "
            "ALLIANCES_PASSWORD_NAME.",
        )
    if not address or "#" in url or any(sign.isspace() for sign in url.strip()):
        raise Misuse(
            "« {url} » n'est pas l'adresse d'un serveur SPARQL : elle doit commencer par https:// "
            "ou http://.",
            "'{url}' is no address of a SPARQL server: it must begin with https:// or http://.",
            url=url,
        )
    return address


def find(words: str, known: Mapping[str, Endpoint]) -> Endpoint:
    """Return the endpoint that a user names: a profile, or an address."""
    if words in known:
        return known[words]
    if "://" not in words:
        raise Misuse(
            "« {name} » n'est ni une adresse ni un profil d'alliances.toml. "
            "{near}Profils : {names}.",
            "'{name}' is neither an address nor a profile of alliances.toml. "
            "{near}Profiles: {names}.",
            name=words,
            near=did_you_mean(near(words, known)),
            names=", ".join(sorted(known)) or "—",
        )
    url = require_plain(words)
    fitting = [one for one in known.values() if one.url == url]
    if len(fitting) > 1 and not _are_same(fitting):
        raise Misuse(
            "Plusieurs profils d'alliances.toml ont l'adresse {url} : {names}. Donnez le nom de "
            "celui à prendre.",
            "Several profiles of alliances.toml have the address {url}: {names}. Give the name of "
            "the one to take.",
            url=url,
            names=", ".join(one.name for one in fitting),
        )
    return next(iter(fitting), Endpoint(url))


def _are_same(some: list[Endpoint]) -> bool:
    """Tell whether it does not matter which of some profiles is taken.

    Where a password is sent it does, as each name has its own.
    """
    nameless = [replace(one, name="") for one in some]
    return nameless[0].auth == "none" and all(one == nameless[0] for one in nameless)


def read(values: Any, file: object) -> dict[str, Endpoint]:
    """Return the endpoints of ``[endpoints]``; raises BadInput for what is not understood."""
    if not isinstance(values, dict):
        raise _not_understood(file, "endpoints")
    return {name: _read_one(name, one, file) for name, one in values.items()}


def _read_one(name: str, values: Any, file: object) -> Endpoint:
    where = f"endpoints.{name}"
    if not isinstance(values, dict) or not values.get("url"):
        raise _not_understood(file, f"{where}.url")
    for key, value in values.items():
        least = 0 if key == "row_cap" or isinstance(value, bool) else 1
        small = isinstance(value, int) and value < least
        if type(value) is not _TYPES.get(key) or small:
            raise _not_understood(file, f"{where}.{key}")
    plain = {key: require_plain(values[key]) for key in values.keys() & {"url", "store"}}
    auth, user = values.get("auth", "none"), values.get("user", "")
    if auth not in {"none", "basic", "digest"}:
        raise _not_understood(file, f"{where}.auth")
    if auth != "none" and not user:
        raise _not_understood(file, f"{where}.user")
    return Endpoint(name=name, **values | plain)


def _not_understood(file: object, key: str) -> BadInput:
    return BadInput(
        "{file} : la valeur « {key} » n'est pas comprise. Un profil a « url » et au besoin {keys} "
        "(auth : none, basic ou digest, avec user).",
        "{file}: the value '{key}' is not understood. A profile has 'url' and if need be {keys} "
        "(auth: none, basic or digest, with user).",
        file=file,
        key=key,
        keys=", ".join(key for key in _TYPES if key != "url"),
    )
