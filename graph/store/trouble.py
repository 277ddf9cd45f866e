"""What may go wrong with a server, in words: each with what to do about it."""

from __future__ import annotations

import socket
import ssl
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from graph.errors import StoreUnavailable
from ontology.text import Text

if TYPE_CHECKING:
    from urllib.error import HTTPError

    from graph.store.endpoints import Endpoint

_LONGEST = 200  # signs of what a server says


class RemoteError(StoreUnavailable):
    """A server does not answer as it should."""


class Unreached(RemoteError):  # noqa: N818 - reads as what happened
    """The server is not there, or hung up."""


class TooSlow(RemoteError):  # noqa: N818 - reads as what happened
    """The answer took longer than was agreed."""


class NotAllowed(RemoteError):  # noqa: N818 - reads as what happened
    """The server wants other credentials."""


class Refused(RemoteError):  # noqa: N818 - reads as what happened
    """The server does not take the request."""


class Incomplete(RemoteError):  # noqa: N818 - reads as what happened
    """The server gave a part of the answer."""


class NoSparql(RemoteError):  # noqa: N818 - reads as what happened
    """What answers is no SPARQL server."""


class Passing(Exception):  # noqa: N818 - no error yet
    """A failure that the next try may not have."""

    def __init__(self, error: RemoteError, wait: float = 0.0) -> None:
        super().__init__(error.text.en)
        self.error, self.wait = error, wait


def shown(said: str) -> str:
    """Return the first words of what a server said, on one line and harmless for a terminal."""
    line = " ".join(said.partition("\n\nSPARQL query:")[0].split())
    line = "".join(sign if sign.isprintable() else "?" for sign in line)
    return line if len(line) <= _LONGEST else line[:_LONGEST] + " …"


def plain(url: str) -> str:
    """Return an address without what follows its path."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def too_slow(url: str) -> TooSlow:
    """Return the error of an answer that takes too long."""
    return TooSlow(
        "{url} : pas de réponse entière dans le temps imparti (« timeout » du profil). Précisez la "
        "question, ou donnez plus de temps.",
        "{url}: no whole answer in the time allowed ('timeout' of the profile). Narrow the "
        "question, or allow more time.",
        url=plain(url),
    )


def cut(url: str) -> Incomplete:
    """Return the error of an answer that broke off."""
    return Incomplete(
        "{url} : la réponse s'est coupée en route ; elle n'est pas entière. Recommencez.",
        "{url}: the answer broke off on its way; it is not whole. Try again.",
        url=plain(url),
    )


def unreachable(url: str, reason: object) -> Passing | Unreached:
    """Return what a connection that failed means."""
    if isinstance(reason, ssl.SSLCertVerificationError):
        return Unreached(
            "{url} : le certificat du serveur n'est pas reconnu ({why}). Rien n'a été envoyé.",
            "{url}: the certificate of the server is not recognised ({why}). Nothing was sent.",
            url=plain(url),
            why=reason.verify_message,
        )
    host = urlsplit(url).hostname
    if isinstance(reason, socket.gaierror):
        why = Text("le serveur {host} est introuvable", "the server {host} is not found")
    elif isinstance(reason, ConnectionRefusedError):
        why = Text("la connexion est refusée", "the connection is refused")
    else:
        why = Text("la connexion s'est coupée", "the connection broke off")
    return Passing(
        Unreached(
            "{url} : {why}. Vérifiez l'adresse, et que le serveur tourne.",
            "{url}: {why}. Check the address, and that the server runs.",
            url=plain(url),
            why=why.fill(host=host),
        )
    )


def refused(endpoint: Endpoint, url: str, error: HTTPError, said: str) -> RemoteError:
    """Return what a status other than 200 means."""
    if 300 <= error.code < 400:
        return _moved(url, error.headers.get("Location") or "")
    if error.code in {401, 403}:
        return _not_allowed(endpoint, url, error.code)
    if error.code == 404:
        return Unreached(
            "{url} n'existe pas (404). Vérifiez l'adresse : celle d'un serveur SPARQL finit "
            "souvent par /sparql ou /query.",
            "{url} does not exist (404). Check the address: that of a SPARQL server often ends "
            "in /sparql or /query.",
            url=plain(url),
        )
    if error.code == 429 or error.code >= 502:
        return Unreached(
            "{url} est occupé ({code}). Recommencez plus tard. {said}",
            "{url} is busy ({code}). Try again later. {said}",
            url=plain(url),
            code=error.code,
            said=shown(said),
        )
    return Refused(
        "{url} refuse la demande ({code}) : {said}",
        "{url} refuses the request ({code}): {said}",
        url=plain(url),
        code=error.code,
        said=shown(said) or "—",
    )


def _moved(url: str, target: str) -> Refused:
    """Return the error of a redirect: followed, a POST would lose its body, or carry secrets on."""
    return Refused(
        "{url} renvoie vers {target} : rien n'y a été envoyé. Si c'est bien ce serveur, donnez "
        "cette adresse.",
        "{url} redirects to {target}: nothing was sent there. If that is the right server, give "
        "this address.",
        url=plain(url),
        target=plain(urljoin(url, target)),
    )


def _not_allowed(endpoint: Endpoint, url: str, code: int) -> NotAllowed:
    if endpoint.auth == "none":
        return NotAllowed(
            "{url} demande un mot de passe ({code}) : écrivez un profil [endpoints.NOM] avec auth "
            "et user dans alliances.toml.",
            "{url} asks for a password ({code}): write a profile [endpoints.NAME] with auth and "
            "user into alliances.toml.",
            url=plain(url),
            code=code,
        )
    return NotAllowed(
        "{url} n'accepte pas {user} ({code}) : vérifiez auth et user du profil {name}, le mot de "
        "passe, et les droits sur le serveur.",
        "{url} does not accept {user} ({code}): check auth and user of the profile {name}, the "
        "password, and the rights on the server.",
        url=plain(url),
        code=code,
        user=endpoint.user,
        name=endpoint.name,
    )


def truncated(url: str, rows: object) -> Incomplete:
    """Return the error of a server that cut its answer at a number of rows."""
    return Incomplete(
        "{url} ne donne que {rows} lignes : la réponse serait tronquée. Précisez la question, ou "
        "ajoutez LIMIT et OFFSET.",
        "{url} gives no more than {rows} rows: the answer would be truncated. Narrow the question, "
        "or add LIMIT and OFFSET.",
        url=plain(url),
        rows=rows,
    )


def too_many_graphs(url: str, most: int) -> NoSparql:
    """Return the error of a server whose list of graphs does not end, or is no list of graphs."""
    return NoSparql(
        "{url} énumère plus de {most} graphes : ce n'est pas un serveur qu'« alliances » sait "
        "interroger.",
        "{url} lists more than {most} graphs: this is no server that 'alliances' can ask.",
        url=plain(url),
        most=most,
    )


def partial(url: str) -> Incomplete:
    """Return the error of a server that stopped its work and answers with what it had."""
    return Incomplete(
        "{url} s'est arrêté en chemin (limite de temps du serveur) : sa réponse est partielle. "
        "Précisez la question.",
        "{url} stopped on the way (time limit of the server): its answer is partial. Narrow the "
        "question.",
        url=plain(url),
    )


def spoilt(url: str, said: str) -> Incomplete:
    """Return the error of an answer that does not follow its format, as when a server gives up."""
    return Incomplete(
        "{url} : la réponse n'est pas entière ou ne se lit pas. Sa fin : {said}",
        "{url}: the answer is not whole or cannot be read. Its end: {said}",
        url=plain(url),
        said=shown(said) or "—",
    )


def no_sparql(url: str, kind: str, said: str) -> NoSparql:
    """Return the error of an answer in another format than was asked for."""
    return NoSparql(
        "{url} ne répond pas comme un serveur SPARQL (« {kind} ») : {said}",
        "{url} does not answer as a SPARQL server does ('{kind}'): {said}",
        url=plain(url),
        kind=shown(kind) or "—",
        said=shown(said) or "—",
    )
