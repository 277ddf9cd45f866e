"""``/map``: the public map as ``alliances map`` draws it; ``/maps/…``: those drawn before.

A map is drawn in a process of its own, as it takes seconds, and kept until the next load. A map
of the internal edition is never served, whatever its name; nor is one that holds what does not
leave, or no longer.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from cli.site.http import Refused, Request, Response
from cli.site.pages import render
from cli.site.words import WORDS
from graph.wording import spoken_day
from ontology.text import Lang

if TYPE_CHECKING:
    from cli.site.context import Site

#: A map carries its own policy, which names its scripts; it may send nothing anywhere.
_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "img-src data: blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_PUBLIC, _INTERNAL = b'"isInternal":false', b'"isInternal":true'
_LARGEST = 64 << 20  # bytes of a map that is looked at
_drawing = asyncio.Lock()


async def drawn(site: Site, request: Request, lang: Lang) -> Response:
    """Return the map of the finished version, drawn when it is first asked for."""
    graphs = site.data.current()
    version = f"{graphs.folder} {graphs.day}"
    async with _drawing:
        if (version, lang) not in site.drawn:
            found = await _draw(site.data.workspace.path, lang)
            kept = {key: page for key, page in site.drawn.items() if key[0] == version}
            site.drawn.clear()
            site.drawn.update(kept | {(version, lang): found})
    return _map(site.drawn[version, lang])


async def _draw(folder: Path, lang: Lang) -> bytes:
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return await loop.run_in_executor(pool, draw, folder, lang)


def draw(folder: Path, lang: Lang) -> bytes:
    """Draw the public map of a workspace; raises Leak where it holds what stays."""
    from cli.commands.map import SUGGESTIONS, data
    from cli.session import Session
    from graph.publication.departure import SHOWN
    from viz.map import render_map

    here = Session(chosen=lang, folder=folder, quiet=True)
    made = data(here, here.network(), SUGGESTIONS)
    page = render_map(made).encode("utf-8")
    here.departure(made.as_of).clear_bytes("carte.html", page, SHOWN)
    return page


def _map(page: bytes) -> Response:
    return Response(page, headers={"Content-Security-Policy": _POLICY, "Vary": "Accept-Language"})


async def kept(site: Site, request: Request, lang: Lang) -> Response:
    """List the public maps of the workspace, or return one."""
    name = unquote(request.path.removeprefix("/maps").strip("/"))
    found = await asyncio.to_thread(_public, site.data.maps())
    if not name:
        await site.data.clear("maps", "\n".join(found).encode("utf-8", "replace"))
        rows = [
            (path.stem, f"/maps/{quote(path.name)}",
             spoken_day(date.fromtimestamp(path.stat().st_mtime)))
            for path in found.values()
        ]  # fmt: skip
        return render(site, request, lang, "maps.html", rows=rows)
    if name not in found:
        raise Refused(404, WORDS["no-map"])
    page = await asyncio.to_thread(found[name].read_bytes)
    await site.data.clear(name, page)
    return _map(page)


def _public(folder: Path) -> dict[str, Path]:
    """Return the maps of the public edition by file name; nothing else is served."""
    paths = sorted(folder.glob("*.html")) if folder.is_dir() else []
    return {path.name: path for path in paths if _is_public(path)}


def _is_public(path: Path) -> bool:
    if path.is_symlink() or not path.is_file() or path.stat().st_size > _LARGEST:
        return False
    text = path.read_bytes()
    return _PUBLIC in text and _INTERNAL not in text
