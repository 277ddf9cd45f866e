"""The site as one ASGI application: who may ask, what each address means, how mistakes are told."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping
from math import inf
from time import monotonic
from urllib.parse import urlsplit

from cli.site import actors, editor, endpoint, home, maps, questions, things
from cli.site.context import Site
from cli.site.http import METHODS, Receive, Refused, Request, Response, Scope, Send, problem, read
from cli.site.media import HTML, preferred
from cli.site.pages import error_page, static
from graph.errors import AlliancesError, StoreUnavailable
from graph.publication.departure import Leak
from graph.rights.acted import Waiting
from ontology.text import Lang, Text

_OURS = Text("Erreur inattendue. Merci de la signaler.", "Unexpected error. Please report it.")
_AGAIN = 60.0  # seconds after which the terminal is told the same again
_LEAK = Text(
    "Cette page n'est pas montrée : elle contiendrait ce qui ne sort pas. La fenêtre où vous avez "
    "lancé « alliances serve » dit quoi ; « alliances check » aussi.",
    "This page is not shown: it would hold what does not leave. The window where you started "
    "'alliances serve' says what; so does 'alliances check'.",
)
Handler = Callable[[Site, Request, Lang], Awaitable[Response]]


async def _sparql(site: Site, request: Request, _: Lang) -> Response:
    return await endpoint.answer(request, site.data, site.pool, site.limits)


#: The first step of a path → what answers, and which other methods than GET it takes.
_HANDLERS: Mapping[str, tuple[Handler, tuple[str, ...]]] = {
    "": (home.page, ()),
    "sparql": (_sparql, ("POST",)),
    "editor": (editor.page, ("POST",)),
    "question": (questions.page, ()),
    "graphs": (home.graphs, ()),
    "actors": (actors.listing, ()),
    "map": (maps.drawn, ()),
    "maps": (maps.kept, ()),
    "id": (things.resolve, ()),
    "voc": (things.resolve, ()),
    "def": (things.resolve, ()),
    "page": (things.page, ()),
    "data": (things.data, ()),
    "static": (static, ()),
}


class App:
    """The application that the server runs."""

    def __init__(self, site: Site) -> None:
        self.site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; when its client hangs up, stop the work for it."""
        if scope["type"] != "http":
            return
        try:
            request = await read(scope, receive)
        except ConnectionError:
            return
        except Refused as error:
            await problem(error, self.site.default).send(send)
            return
        work = asyncio.ensure_future(self._work(request, send))
        gone = asyncio.ensure_future(_hung_up(receive))
        try:
            await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            gone.cancel()
            work.cancel()  # without effect on what is done
            await asyncio.wait({work, gone})
        if not work.cancelled() and (mistake := work.exception()):
            raise mistake

    async def _work(self, request: Request, send: Send) -> None:
        response = await self.respond(request)
        await response.send(send, head_only=request.method == "HEAD")

    async def respond(self, request: Request) -> Response:
        """Return the response to a request, whatever happens."""
        lang = self.site.default
        try:
            lang = self.site.language(request)
            return await self._routed(request, lang)
        except Refused as error:
            return self._told(request, error, lang)
        except Leak as error:
            self._warn(request, error)
            return self._told(request, Refused(503, _LEAK), lang, name="Alliances")
        except StoreUnavailable as error:
            if isinstance(error, Waiting):
                self._warn(request, error)
            return self._told(request, Refused(503, error.text, Retry_After="5"), lang)
        except AlliancesError as error:
            return self._told(request, Refused(400, error.text), lang)
        except Exception as error:  # a mistake of ours: told, and the site lives on
            print(f"{request.path}: {type(error).__name__}: {error}", file=sys.stderr)  # noqa: T201
            return self._told(request, Refused(500, _OURS), lang)

    async def _routed(self, request: Request, lang: Lang) -> Response:
        self._admit(request)
        first = request.path.strip("/").partition("/")[0]
        if first not in _HANDLERS:
            raise not_found()
        handler, more = _HANDLERS[first]
        if handler is not static:
            await self.site.data.ready()
        allowed = ", ".join((*METHODS, *more))
        if request.method not in (*METHODS, *more):
            raise Refused(405, Text("Méthode refusée ici : {allowed} seulement.",
                                    "Method refused here: {allowed} only."
                                    ).fill(allowed=allowed), Allow=allowed)  # fmt: skip
        if request.method == "OPTIONS":  # no header of CORS: other sites may not read us
            return Response(b"", "text/plain; charset=utf-8", 204, {"Allow": allowed})
        return await handler(self.site, request, lang)

    def _admit(self, request: Request) -> None:
        """Refuse what a page of another site, or a name that points here, would send.

        A name under somebody's hand can be made to mean 127.0.0.1 (DNS rebinding): its pages
        would then read ours. Only our own names are answered.
        """
        if request.headers.get("host", "").lower() not in self.site.hosts:
            raise Refused(421, Text(
                "Ce site ne répond qu'à {origin}.", "This site answers at {origin} only."
            ).fill(origin=self.site.data.origin))  # fmt: skip
        origin = request.headers.get("origin")
        foreign = origin is not None and _host_of(origin) not in self.site.hosts
        fetched = request.headers.get("sec-fetch-site", "none") not in {"none", "same-origin"}
        visited = (
            request.method == "GET"
            and request.headers.get("sec-fetch-mode") == "navigate"
            and request.headers.get("sec-fetch-dest", "document") == "document"  # no frame
        )
        if foreign or (fetched and not visited):
            raise Refused(403, Text("Requête venue d'un autre site : refusée.",
                                    "Request from another site: refused."))  # fmt: skip

    def _warn(self, request: Request, error: AlliancesError) -> None:
        """Tell in the terminal why nothing is shown, and not for every request again."""
        text, now = error.text.to(self.site.default), monotonic()
        if now - self.site.warned.get(text, -inf) > _AGAIN:
            self.site.warned[text] = now
            print(f"{request.path}: {text}", file=sys.stderr, flush=True)  # noqa: T201

    def _told(self, request: Request, error: Refused, lang: Lang, **values: str) -> Response:
        """Tell a mistake as a page to a browser, in a line to a program."""
        accept = request.headers.get("accept", "")
        wants_page = "html" in accept and not request.path.startswith(("/sparql", "/data"))
        if wants_page and preferred((HTML,), accept):
            return error_page(self.site, request, error, lang, **values)
        return problem(error, lang)


def _host_of(origin: str) -> str:
    """Return the host and the port of an origin; "" where it is none ("http://[")."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


def not_found() -> Refused:
    """Return the refusal of an address that means nothing."""
    return Refused(404, Text("Il n'y a rien à cette adresse.", "There is nothing here."))


async def _hung_up(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
