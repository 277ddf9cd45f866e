"""What leaves is the same by every way out, and names nobody whose mandate is not current."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pyoxigraph as ox
import pytest

from cli.site import data, public
from cli.site.public import PublicStore, copy_to_disk, place
from graph import layers, workspace
from graph.load import load_workbook
from graph.store import Store
from graph.store.remote import RemoteStore
from graph.workspace import Workspace
from tests import loops
from tests.conftest import Run
from tests.remote.conftest import emptied, reading
from tests.restricted import guarded, secrets
from tests.servers import Served
from tests.serving import serving
from tests.workbooks import write_workbook

DAY = date(2019, 6, 1)
CURRENT = "Maryse Joissains Masini"
PAST = {
    "Robert Ancien": "2008-03-15;2014-03-30",
    "Paul Terminé": "2012-04-01;",  # its legal term is over
    "Aya Future": "2020-07-01;",
    "Léa Incertaine": "2014-04-05;avant 2019-05-30",
}
POSTS = "\n".join(
    f"adj{n};Adjoint {n};{name};adjoint;ville-aix;13001;{days}"
    for n, (name, days) in enumerate(PAST.items())
)
MANDATES = f"""poste;intitulé du poste;titulaire;fonction;organisme;territoire;début;fin
maire-aix;Maire d'Aix-en-Provence;{CURRENT};maire;ville-aix;13001;2014-04-05;
{POSTS}"""
EVERYTHING = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
MAY_BE_SAID = {"http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "http://purl.org/dc/terms/source"}
Triples = set[tuple[str, str, str]]


@pytest.fixture(scope="module")
def elected(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace with a mandate that is current, and others that are not or not surely so."""
    folder = tmp_path_factory.mktemp("elected")
    made = workspace.create(folder / "ws", name="Essai", as_of=DAY)
    load_workbook(made, write_workbook(folder / "carnet", mandats=MANDATES))
    return made


def said(triples: object) -> Triples:
    """Return statements as text; those with a blank node are left out, as its name may change."""
    found = ((str(t.subject), t.predicate.value, str(t.object)) for t in triples)  # type: ignore[attr-defined]
    return {words for words in found if not any(word.startswith("_:") for word in words)}


def told_by(store: Store, layer: layers.Layer = "asserted") -> Triples:
    facts = [graph for graph in layers.graphs(store, layer) if layers.layer_of(graph) == "asserted"]
    return said(store.query(EVERYTHING, graphs=facts))


def people(made: Workspace) -> dict[str, str]:
    """Return the persons of the store itself, by name."""
    store = made.store()
    asked = "SELECT ?name ?who { ?who a person:Person ; foaf:name ?name }"
    rows = store.select(asked, graphs=layers.graphs(store, "asserted")).rows
    return {str(name.value): str(who) for name, who in rows}  # type: ignore[union-attr]


def exported(run: Run, made: Workspace) -> Triples:
    ran = run("export", "-", "--format", "nquads", cwd=made.path)
    assert ran.code == 0, ran.err
    quads = ox.parse(ran.out.encode(), ox.RdfFormat.N_QUADS)
    return said(quad.triple for quad in quads if layers.layer_of_quad(quad) == "asserted")


@pytest.fixture
def server(oxigraph_server: Served) -> Iterator[Served]:
    yield oxigraph_server
    emptied(oxigraph_server)


def shown(made: Workspace, most: int) -> PublicStore:
    """Return what a worker of the site reads, of a store that counts as large above ``most``."""
    return public.opened(data.opened(made)[1], most)


def test_every_way_out_says_the_same(run: Run, elected: Workspace, server: Served) -> None:
    pushed = run("push", server.query, cwd=elected.path)
    assert pushed.code == 0, pushed.err
    ways = {"export": exported(run, elected), "push": told_by(RemoteStore(reading(server)))}
    with serving(elected.path) as site:
        graphs = (
            "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } FILTER (CONTAINS(STR(?g), '/asserted/')) }"
        )
        (row,) = site.ask(graphs).rows()
        got = site.ask(
            EVERYTHING, "application/n-triples", **{"default-graph-uri": row["g"]["value"]}
        )
        ways["sparql"] = said(quad.triple for quad in ox.parse(got.body, ox.RdfFormat.N_TRIPLES))
        drawn = site.get("/map").text
    ways["large"] = told_by(shown(elected, 0))
    copy_to_disk(data.opened(elected)[1], 0)
    ways["copy"] = told_by(shown(elected, 0))
    assert shown(elected, 0).is_merged
    whole, known = told_by(elected.store()), people(elected)
    assert known.keys() == {CURRENT, *PAST}  # they are there to be told by mistake
    for way, found in ways.items():
        words = {word for words in found for word in words}
        assert f'"{CURRENT}"' in words, way
        assert not {f'"{name}"' for name in PAST} & words, way
        told = {(who, p) for who, p, _ in found if who in {known[name] for name in PAST}}
        assert {p for _, p in told} <= MAY_BE_SAID, way
        assert found == ways["export"], way
        assert len(whole - found) >= len(PAST), way
    assert CURRENT in drawn
    assert not [name for name in PAST if name in drawn]


def test_a_new_day_takes_a_name_away(elected: Workspace) -> None:
    """The mayor's legal term ends six years after 2014-04-05."""
    graphs = data.opened(elected)[1]
    for most in (public.COPIED, 0):
        before = told_by(public.opened(graphs, most))
        after = told_by(public.opened(graphs._replace(day=DAY + timedelta(365)), most))
        assert {value for *_, value in before - after} == {f'"{CURRENT}"'}


def test_the_site_looks_at_the_day(elected: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    site = data.Data(workspace.Workspace(elected.path, "Essai", elected.base), "http://127.0.0.1")
    monkeypatch.setattr(data, "date", Today)
    first = site.current()
    assert (first, first.day) == (site.current(), DAY)
    monkeypatch.setattr(Today, "now", DAY + timedelta(1))
    loops.run(site.ready)
    assert site.current() == first._replace(day=DAY + timedelta(1))
    site.end()


class Today(date):
    """A calendar that a test turns."""

    now = DAY

    @classmethod
    def today(cls) -> date:  # type: ignore[override]
        return cls.now


def test_nothing_restricted_is_on_the_server(run: Run, tmp_path: Path, server: Served) -> None:
    made = guarded(tmp_path)
    hidden = secrets(made)
    assert len(hidden) > 10
    assert run("push", server.query, cwd=made.path).code == 0
    there = RemoteStore(reading(server))
    held = {
        word for words in said(there.query(EVERYTHING, graphs=there.graphs())) for word in words
    }
    told = {secret for secret in hidden if any(secret in word for word in held)}
    assert not told
    assert not [graph for graph in there.graphs() if "/restricted/" in graph]
    assert not [word for word in held if "/graph/restricted/" in word]
    copied = shown(made, 0)
    assert not {w for ws in said(copied.query(EVERYTHING, graphs=copied.graphs())) for w in ws
                if "/graph/restricted/" in w}  # fmt: skip


def test_old_copies_go(elected: Workspace) -> None:
    graphs = data.opened(elected)[1]
    for days in range(4):
        public.opened(graphs._replace(day=DAY + timedelta(days)), 0)
    left = [path for path in Path(graphs.folder).glob("guarded-*") if path.is_dir()]
    assert len(left) == 2
    assert not place(graphs._replace(day=DAY + timedelta(3))).exists()
