"""How pages are made: templates that escape everything, links that keep the language, our files."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from cli.site.http import Refused, Request, Response
from cli.site.words import WORDS
from ontology.text import Lang, Text

if TYPE_CHECKING:
    from jinja2 import Environment

    from cli.site.context import Site

_MEDIA = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8",
          "svg": "image/svg+xml"}  # fmt: skip
FILES = ("site.css", "site.js", "icon.svg")
Url = Callable[..., str]


def render(
    site: Site, request: Request, lang: Lang, template: str, *, status: int = 200, **values: Any
) -> Response:
    """Return a page in a language; what it shows comes from outside and is escaped."""
    url = links(request)
    text = (
        _environment()
        .get_template(template)
        .render(
            lang=lang,
            say=_sayer(lang),
            url=url,
            other=_other(request, lang),
            here="/" + request.path.strip("/").partition("/")[0],
            **{"name": site.data.workspace.name} | values,
        )
    )
    body = text.encode("utf-8", "replace")
    return Response(body, status=status, headers={"Vary": "Accept, Accept-Language"})


def links(request: Request) -> Url:
    """Return what makes an address of this site; a language that was chosen stays chosen."""
    chosen = request.value("lang")
    kept = {"lang": chosen} if chosen in {"fr", "en"} else {}

    def url(path: str, **parameters: str) -> str:
        pairs = {name: value for name, value in parameters.items() if value} | kept
        if not pairs:
            return path
        address, mark, fragment = path.partition("#")
        return f"{address}{'&' if '?' in address else '?'}{urlencode(pairs)}{mark}{fragment}"

    return url


def _other(request: Request, lang: Lang) -> str:
    """Return the address of the same page in the other language."""
    pairs = [(name, value) for name, value in request.parameters if name != "lang"]
    return "?" + urlencode([*pairs, ("lang", "en" if lang == "fr" else "fr")])


def _sayer(lang: Lang) -> Callable[..., str]:
    def say(words: str | Text, **values: object) -> str:
        text = WORDS[words] if isinstance(words, str) else words
        return (text.fill(**values) if values else text).to(lang)

    return say


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("cli.site"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip


def error_page(site: Site, request: Request, error: Refused, lang: Lang, **values: str) -> Response:
    """Return the page that tells why there is none."""
    told: dict[str, Any] = {"status": error.status, "error": error, **values}
    try:
        page = render(site, request, lang, "error.html", **told)
    except Refused:  # an address that is no UTF-8: without what it says
        request = Request(request.method, request.path, "", request.headers)
        page = render(site, request, lang, "error.html", **told)
    page.headers |= error.headers
    return page


async def static(_: Site, request: Request, lang: Lang) -> Response:
    """Return one of our own files."""
    name = request.path.removeprefix("/static/")
    if name not in FILES:
        raise Refused(404, WORDS["nothing-here"])
    body = (files("cli.site") / "templates" / name).read_bytes()
    media = _MEDIA[name.rpartition(".")[2]]
    return Response(body, media, headers={"Cache-Control": "no-cache"})
