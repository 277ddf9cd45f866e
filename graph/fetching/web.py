"""Ask the web for something, patiently and without trust: http and https, nothing else.

Proxies are those of the environment (``HTTPS_PROXY``, ``NO_PROXY``). A redirect may not leave the
web for a file, nor https for http.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.error import HTTPError, URLError
from urllib.parse import urljoin, urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    UnknownHandler,
)

from graph.addresses import sent
from graph.errors import Misuse, Unreachable
from ontology.text import Text

AGENT = "alliances-territoriales"
MOST_TEXT = 50_000_000  # bytes of a page that lists files
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})  # statuses that the next try may not have
T = TypeVar("T")


@dataclass(frozen=True)
class Patience:
    """How long to wait: for each read, and between tries that brought nothing."""

    read: float = 60.0  # seconds
    tries: int = 4
    pause: float = 1.0
    most: float = 60.0

    def wait(self, failed: int, asked: float) -> float:
        """Return how many seconds to wait after a number of failures; a server may ask for more."""
        return min(max(asked, self.pause * 2.0 ** (failed - 1)), self.most)


class Passing(Exception):  # noqa: N818 - no error yet
    """A failure that the next try may not have, with what arrived all the same."""

    def __init__(self, why: Text, wait: float = 0, partial: bytes = b"") -> None:
        super().__init__(why.en)
        self.why, self.wait, self.partial = why, wait, partial


class Gone(Unreachable):
    """The server answers that it has no such thing, or does not give it."""


def require_web(url: str) -> str:
    """Return an address ready to be asked; raises Misuse when it is none of the web's."""
    try:
        return sent(url)
    except ValueError:
        raise Misuse(
            "« {url} » n'est pas une adresse du web : elle doit commencer par https:// ou http://.",
            "'{url}' is no address of the web: it must begin with https:// or http://.",
            url=url,
        ) from None


def ask(url: str, headers: Mapping[str, str], patience: Patience) -> Any:
    """Return an answer to read from; "not modified" and "no such part" are answers too.

    Raises Passing when another try may help, Unreachable when none will.
    """
    opener = OpenerDirector()
    for handler in (
        ProxyHandler(), UnknownHandler(), HTTPHandler(), HTTPSHandler(), HTTPErrorProcessor(),
        HTTPDefaultErrorHandler(), _Redirects(),
    ):  # fmt: skip
        opener.add_handler(handler)
    request = Request(url, headers={"User-Agent": AGENT, "Accept": "*/*", **headers})  # noqa: S310
    try:
        return opener.open(request, timeout=patience.read)
    except HTTPError as error:
        if error.code in {304, 416}:
            return error
        with error:
            raise _refused(url, error) from error
    except (URLError, http.client.HTTPException, OSError) as error:
        raise _broken(url, error) from error


def read(url: str, answer: Any, size: int) -> bytes:
    """Return the next bytes of an answer, none at its end; raises Passing when it breaks off."""
    try:
        found: bytes = answer.read1(size)  # what is there: a silence would lose it
    except http.client.IncompleteRead as error:
        raise Passing(_CUT, partial=error.partial) from error
    except (http.client.HTTPException, OSError) as error:
        raise _broken(url, error) from error
    return found


def patiently(
    url: str,
    patience: Patience,
    attempt: Callable[[], T],
    *,
    advanced: Callable[[], bool] = lambda: False,
    left: Callable[[], Text | str] = str,
) -> T:
    """Try until it works, or until too many tries in a row brought nothing.

    ``advanced`` tells whether the last try brought something; ``left`` says what is left of it.
    """
    failed = 0
    while True:
        try:
            return attempt()
        except Passing as passing:
            failed = 1 if advanced() else failed + 1
            if failed >= patience.tries:
                raise _gave_up(url, passing.why, failed, left()) from passing
            time.sleep(patience.wait(failed, passing.wait))


def text(url: str, patience: Patience) -> str:
    """Return a page as text."""

    def attempt() -> str:
        found = b""
        with ask(url, {}, patience) as answer:
            while chunk := read(url, answer, 1 << 16):
                found += chunk
                if len(found) > MOST_TEXT:
                    break
        return found.decode("utf-8", "replace")

    return patiently(url, patience, attempt)


class _Redirects(HTTPRedirectHandler):
    """Follows redirects that stay on the web and do not lose their encryption."""

    def http_error_302(self, req: Request, fp: Any, code: int, msg: str, headers: Any) -> Any:
        said = headers.get("location") or headers.get("uri") or ""
        try:
            target = sent(urljoin(req.full_url, said))
        except ValueError:  # no address of the web, or none at all: "http://a..b", "http://["
            target = ""
        if not target or (req.type == "https" and urlsplit(target).scheme == "http"):
            fp.close()
            raise Gone(
                "{url} renvoie vers {target}, ce qui n'est pas sûr : rien n'a été téléchargé. "
                "Cherchez la bonne adresse et donnez-la avec --url.",
                "{url} redirects to {target}, which is not safe: nothing was downloaded. Look for "
                "the right address and give it with --url.",
                url=req.full_url,
                target=said,
            )
        return super().http_error_302(req, fp, code, msg, headers)

    http_error_301 = http_error_303 = http_error_307 = http_error_308 = http_error_302


_CUT = Text("la connexion s'est coupée", "the connection broke off")


def _broken(url: str, error: Exception) -> Passing | Unreachable:
    """Return what a connection that failed means."""
    reason = error.reason if isinstance(error, URLError) else error
    if isinstance(reason, ssl.SSLCertVerificationError):
        return Unreachable(
            "{url} : le certificat du serveur n'est pas reconnu ({error}). Vérifiez l'heure de "
            "l'ordinateur et son relais ; rien n'a été téléchargé.",
            "{url}: the certificate of the server is not recognised ({error}). Check the clock of "
            "the computer and its proxy; nothing was downloaded.",
            url=url,
            error=reason.verify_message,
        )
    host = urlsplit(url).hostname
    if isinstance(reason, socket.gaierror):
        return Passing(
            Text("le serveur {host} est introuvable", "the server {host} is not found").fill(
                host=host
            )
        )
    if isinstance(reason, ConnectionRefusedError):
        return Passing(Text("la connexion est refusée", "the connection is refused"))
    if isinstance(reason, TimeoutError):
        return Passing(Text("le serveur ne répond plus", "the server does not answer any more"))
    if isinstance(reason, ConnectionError | http.client.HTTPException):
        return Passing(_CUT)
    return Passing(Text("{error}", "{error}").fill(error=getattr(reason, "strerror", 0) or reason))


def _refused(url: str, error: HTTPError) -> Passing | Unreachable:
    """Return what an answer that is no file means."""
    if error.code in _PASSING:
        asked = error.headers.get("Retry-After") or ""
        told = Text("le serveur répond {code}", "the server answers {code}").fill(code=error.code)
        return Passing(told, float(asked) if asked.isascii() and asked.isdigit() else 0)
    if 300 <= error.code < 400:
        return Gone(
            "{url} tourne en rond : une redirection mène à une autre sans fin. Cherchez la bonne "
            "adresse et donnez-la avec --url.",
            "{url} goes in circles: one redirect leads to another without end. Look for the right "
            "address and give it with --url.",
            url=url,
        )
    if error.code in {404, 410}:
        return Gone(
            "{url} n'existe pas ou plus ({code}). Cherchez la nouvelle adresse chez le producteur "
            "et donnez-la avec --url.",
            "{url} does not exist, or not any more ({code}). Look for the new address at the "
            "publisher's and give it with --url.",
            url=url,
            code=error.code,
        )
    return Gone(
        "{url} : le serveur refuse ({code}). Ouvrez l'adresse dans un navigateur, ou donnez-en une "
        "autre avec --url.",
        "{url}: the server refuses ({code}). Open the address in a browser, or give another one "
        "with --url.",
        url=url,
        code=error.code,
    )


def _gave_up(url: str, why: Text, tries: int, left: Text | str) -> Unreachable:
    return Unreachable(
        "{url} : {why}, après {n} essais. Vérifiez la connexion (et HTTPS_PROXY s'il y a un "
        "relais), puis relancez la même commande.{left}",
        "{url}: {why}, after {n} tries. Check the connection (and HTTPS_PROXY where there is a "
        "proxy), then give the same command again.{left}",
        url=url,
        why=why,
        n=tries,
        left=left,
    )
