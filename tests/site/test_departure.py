"""What a site shows is searched before it is, and is shown no longer once somebody asks.

Within one process: the application with its store, its network and its maps, without workers.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cli.session import Session
from cli.site import data, maps, public, server
from cli.site.app import App
from cli.site.context import Site
from cli.site.data import Data, searched
from cli.site.guarded import guarded
from cli.site.http import Request, Response
from cli.site.public import cleared
from cli.site.serialise import Limits
from graph import layers, network_file
from graph.export.text import parsed
from graph.extract import extract
from graph.publication.departure import Departure, Leak
from graph.publication.gate import Gate
from graph.rebuild import rebuild
from graph.rights import optout
from graph.store import LocalStore
from graph.workspace import Workspace
from tests import loops, restricted
from tests.inside import inside

if TYPE_CHECKING:
    from graph.network import Network

DAY = date(2019, 6, 1)
KEPT = "La Fabrique numérique"
HOST = "127.0.0.1:8765"
NOT_SHOWN = "Cette page n'est pas montrée : elle contiendrait ce qui ne sort pas."


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace of which an actor is restricted; each test shows it on a day of its own."""
    return restricted.guarded(tmp_path_factory.mktemp("departure"), DAY)


@pytest.fixture
def app(made: Workspace) -> Iterator[App]:
    shown = Data(made, f"http://{HOST}")
    yield App(Site(shown, None, None, Limits(), frozenset({HOST}), "fr"))  # type: ignore[arg-type]
    shown.end()


def get(app: App, path: str, accept: str = "text/html") -> Response:
    """Send a request."""
    address, _, query = path.partition("?")
    asked = Request("GET", address, query, {"host": HOST, "accept": accept})
    return loops.run(lambda: app.respond(asked))


def body(got: Response) -> str:
    assert isinstance(got.body, bytes)
    return got.body.decode()


def on(made: Workspace, days: int) -> Workspace:
    """The same, looked at on another day: nothing was searched for it yet."""
    return replace(made, as_of=DAY + timedelta(days))


# -- before it opens -----------------------------------------------------------------------------


def test_a_site_whose_pages_would_tell_does_not_open(
    made: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name of the workspace is on every page, and in no statement."""
    monkeypatch.setattr(server, "serve", lambda *_: pytest.fail("it has opened"))
    settings = made.path / "alliances.toml"
    words = settings.read_text(encoding="utf-8")
    settings.write_text(
        words.replace('"Essai"', '"Amis de la Fabrique Numérique"'), encoding="utf-8"
    )
    try:
        ran = inside("--workspace", made.path, "serve", "--port", "0", "--no-open")
    finally:
        settings.write_text(words, encoding="utf-8")
    assert (ran.code, ran.out) == (1, "")
    assert "Le site n'est pas montré : il contiendrait ce qui ne sort pas" in ran.err
    assert "le premier : alliances.toml, ligne 1" in ran.err
    assert "fabrique" not in ran.err.casefold()


@pytest.mark.parametrize("most", [0, public.COPIED], ids=["on disk", "in memory"])
def test_what_workers_read_is_searched(
    made: Workspace, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """Here the gate of statements is left open: the copy holds what it should not."""
    seen = on(made, 1 + bool(most))
    store, shown = data.opened(seen)
    monkeypatch.setattr(Gate, "quads", lambda gate, graph: parsed(gate._all(graph)))
    monkeypatch.setattr(Gate, "withheld", lambda *_: iter(()))
    for _ in range(2):  # nothing is noted of what was not clean
        with pytest.raises(Leak, match="The site is not shown: it would hold what does not leave"):
            cleared(Departure(Gate(store, shown.day)), shown, seen.name, most)
    monkeypatch.undo()
    if most:
        cleared(Departure(Gate(store, shown.day)), shown, seen.name, most)


def test_the_copy_holds_no_restricted_graph(made: Workspace) -> None:
    store, shown = data.opened(made)
    copy = LocalStore.open(guarded(shown))
    assert layers.restricted(store)
    assert set(store.graphs()) - set(copy.graphs()) == set(layers.restricted(store))


def test_what_was_found_clean_is_not_searched_again(made: Workspace) -> None:
    first, _ = searched(made, DAY + timedelta(10))
    again, _ = searched(made, DAY + timedelta(10))
    other, _ = searched(replace(made, name="Autre"), DAY + timedelta(10))
    assert ["secrets" in vars(one) for one in (first, again, other)] == [True, False, True]


# -- pages ---------------------------------------------------------------------------------------


def test_pages_of_a_network_that_would_tell_are_not_shown(
    app: App, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Here the public network is the internal one."""

    def inner(store: LocalStore, graphs: tuple[str, ...], *, as_of: date) -> Network:
        return extract(store, [*graphs, *layers.restricted(store)], as_of=as_of)

    monkeypatch.setattr(network_file, "network", inner)
    for path in ("/", "/actors", "/page/id/org/local/fabrique", "/actors?q=a"):
        got = get(app, path)
        assert got.status == 503
        assert NOT_SHOWN in body(got).replace("&#39;", "'")
        assert "abrique" not in body(got)
    told = capsys.readouterr().err
    assert told.count("Le réseau n'est pas montré") == 1
    assert "carnet-garde" in told
    assert "abrique num" not in told
    monkeypatch.undo()
    app.site.data._known = None
    assert get(app, "/actors").status == 200


def test_a_map_that_tells_is_not_shown(
    app: App, made: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    """It was drawn before its actor asked to stay out, or came from elsewhere."""
    folder = made.path / "maps"
    folder.mkdir(exist_ok=True)
    page = '<script>{"isInternal":false}</script><p>%s</p>'
    (folder / "ancienne.html").write_text(page % "La <b>Fabrique</b> num&eacute;rique", "utf-8")
    (folder / "saine.html").write_text(page % "Un car", "utf-8")
    assert get(app, "/maps").status == get(app, "/maps/saine.html").status == 200
    for accept in ("text/html", "*/*"):
        got = get(app, "/maps/ancienne.html", accept)
        assert got.status == 503
        assert "abrique" not in body(got)
        assert "elle contiendrait ce qui ne sort pas" in body(got)
    told = capsys.readouterr().err
    assert "ancienne.html n'est pas montré : il contiendrait ce qui ne sort pas" in told
    assert "abrique" not in told
    (folder / "ancienne.html").rename(folder / "la-fabrique-numerique.html")
    got = get(app, "/maps")
    assert got.status == 503
    assert "abrique" not in body(got)
    (folder / "la-fabrique-numerique.html").unlink()
    assert "saine" in body(get(app, "/maps"))


def test_a_map_that_would_tell_is_not_drawn(
    made: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert b"isInternal" in maps.draw(made.path, "fr")
    monkeypatch.setattr(Session, "network", Session.internal_network)
    with pytest.raises(Leak, match=r"carte\.html is not shown") as told:
        maps.draw(made.path, "fr")
    there = pickle.loads(pickle.dumps(told.value))  # noqa: S301 - a map is drawn by another process
    assert (type(there), there.text) == (Leak, told.value.text)


def test_a_new_version_that_would_tell_is_not_shown(app: App, made: Workspace) -> None:
    site = app.site.data
    assert get(app, "/actors").status == 200
    site.workspace = replace(made, name=KEPT)
    _touch(made)
    for _ in range(2):
        got = get(app, "/actors")
        assert got.status == 503
        assert "abrique" not in body(got)
    site.workspace = made
    _touch(made)
    assert get(app, "/actors").status == 200


def _touch(made: Workspace) -> None:
    """Let the pointer to the finished version look as if a load had just ended."""
    pointer = made.path / "store" / "CURRENT"
    later = pointer.stat().st_mtime_ns + 1_000_000_000
    os.utime(pointer, ns=(later, later))


# -- requests that git brings --------------------------------------------------------------------


def test_a_request_that_git_brings_stops_the_site_until_it_acts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = restricted.guarded(tmp_path, DAY)
    app = App(Site(Data(made, f"http://{HOST}"), None, None, Limits(), frozenset({HOST}), "fr"))  # type: ignore[arg-type]
    page, away = "/page/id/org/local/aines", "Les Aînés de Venelles"
    assert away in body(get(app, page))
    asked = optout.path(made.path)
    asked.parent.mkdir(exist_ok=True)
    line = f"actor;name;date;why\n{made.base}id/org/local/aines;{away};2019-01-01;\n"
    asked.write_text(line, encoding="utf-8")
    for path in (page, "/", "/actors", "/sparql?query=ASK%7B%7D", "/map", "/graphs", "/editor"):
        got = get(app, path)
        assert got.status == 503
        assert "decisions/optout.csv" in body(got)
        assert "alliances doctor --rebuild" in body(got)
        assert away not in body(got)
    assert "lines have changed since the store was made" in body(get(app, "/actors?lang=en"))
    assert get(app, "/static/site.css").status == 200
    assert capsys.readouterr().err.count("alliances doctor --rebuild") == 1
    asked.unlink()  # taken back before anything was built
    assert get(app, page).status == 200
    asked.write_text(line, encoding="utf-8")
    assert get(app, page).status == 503
    rebuild(made)
    listed = get(app, "/actors")
    assert listed.status == 200
    assert away not in body(listed)
    assert get(app, page).status == 503 or away not in body(get(app, page))
    app.site.data.end()
