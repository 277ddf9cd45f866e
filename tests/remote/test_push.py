"""What is published: all of the public edition, counted on the server, and nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener, urlopen

import pyoxigraph as ox
import pytest

from graph import layers, push, workspace
from graph.errors import Misuse
from graph.load import load_workbook
from graph.publication.departure import Leak
from graph.store import LocalStore
from graph.store.endpoints import Endpoint, variable
from graph.store.graph_store import GraphStore
from graph.store.remote import RemoteStore
from graph.workspace import Workspace
from tests.conftest import Run
from tests.graph.loading import with_column
from tests.inside import inside
from tests.remote.conftest import emptied, reading, writing
from tests.servers import Served
from tests.webserver import Asked, Server, serving
from tests.workbooks import write_workbook

HIDDEN = "Zinzolin Confidentiel"
ACTORS = with_column("acteurs", "diffusion", aines="restreint").replace(
    "Les Aînés de Venelles", HIDDEN
)


@pytest.fixture
def guarded(tmp_path: Path) -> Workspace:
    """A workspace with a restricted actor."""
    made = workspace.create(tmp_path / "ws", name="Essai")
    report = load_workbook(made, write_workbook(tmp_path / "carnet", acteurs=ACTORS)).report
    assert not report.problems, report.problems
    assert any(layers.layer_of(graph) == "restricted" for graph in made.store().graphs())
    return made


@pytest.fixture
def empty(served: Served) -> Iterator[Served]:
    """A server that holds nothing."""
    yield served
    emptied(served)


def published(made: Workspace, endpoint: Endpoint, *, prune: bool = False) -> list[push.Step]:
    publication = push.Publication(made, made.store())
    steps = push.plan(publication, RemoteStore(endpoint), prune=prune)
    return push.push(publication, endpoint, steps)


def test_every_public_graph_is_there_afterwards(guarded: Workspace, empty: Served) -> None:
    steps = published(guarded, writing(empty))
    server, store = RemoteStore(reading(empty)), guarded.store()
    public = push.Publication(guarded, store).names
    assert {graph for graph in store.graphs() if layers.layer_of(graph) != "restricted"} == {
        *public
    }
    assert server.graphs() == sorted(public.values()) == sorted(step.graph for step in steps)
    assert all(step.state == "complete" and step.after == step.here > 0 for step in steps)
    for graph, name in public.items():
        everything = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
        (row,) = store.select(everything, graphs=[graph]).rows
        said = sum(1 for _ in push.Publication(guarded, store).triples(name))
        signed = 2 + len(public) - 2 if layers.layer_of(graph) == "prov" else 0
        assert server.count(name) == said <= int(row[0].value) + signed  # type: ignore[union-attr]


def test_graphs_bear_the_same_names_in_what_is_said_of_them(
    guarded: Workspace, empty: Served
) -> None:
    published(guarded, writing(empty))
    server = RemoteStore(reading(empty))
    asked = """SELECT DISTINCT ?g WHERE { { ?g ?p ?o } UNION { ?s ?p ?g }
FILTER (CONTAINS(STR(?g), "/graph/")) }"""
    rows = server.select(asked, graphs=server.graphs()).rows
    named = {row[0].value for row in rows}  # type: ignore[union-attr]
    assert named
    assert named <= set(server.graphs())


def test_what_was_published_before_is_deleted_and_a_stranger_stays(
    guarded: Workspace, empty: Served
) -> None:
    writer, one = GraphStore(writing(empty)), ox.NamedNode("urn:a")
    old, other, nearly = (
        f"{guarded.base}graph/asserted/{name}"
        for name in (f"carnet/000000/{guarded.id}", "carnet/1/0a0a", f"carnet/2/x{guarded.id}")
    )
    for graph in (old, other, nearly, "urn:graph:stranger"):
        writer.replace(graph, [ox.Triple(one, one, one)])
    steps = published(guarded, writing(empty))
    assert [step.graph for step in steps if step.state == "deleted"] == [old]
    left = RemoteStore(reading(empty)).graphs()
    assert old not in left
    assert {other, nearly, "urn:graph:stranger"} <= set(left)
    publication = push.Publication(guarded, guarded.store())
    pruned = push.plan(publication, RemoteStore(writing(empty)), prune=True)
    own = set(publication.names.values())
    assert [step.graph for step in pruned if step.graph not in own] == [other, nearly]


def test_two_workspaces_share_a_server(
    run: Run, guarded: Workspace, empty: Served, tmp_path: Path
) -> None:
    """Both have a source of one name, and the base that every new workspace has."""
    other = workspace.create(tmp_path / "autre", name="Autre association")
    load_workbook(other, write_workbook(tmp_path / "ailleurs" / "carnet"))
    assert other.base == guarded.base
    assert other.id != guarded.id
    endpoint, server = writing(empty), RemoteStore(reading(empty))
    first = {step.graph: step.after for step in published(other, endpoint)}
    steps = published(guarded, endpoint)
    assert [step.state for step in steps] == ["complete"] * len(steps)
    own = {g: n for g, n in first.items() if layers.layer_of(g) not in {"ontology", "vocab"}}
    assert len(own) >= 3
    assert {graph: server.count(graph) for graph in own} == own
    assert {g: name for g, name in push.publishers(server).items() if g in own} == dict.fromkeys(
        own, "Autre association"
    )
    assert published(other, endpoint)
    assert RemoteStore(reading(empty)).graphs() == sorted({*first, *(s.graph for s in steps)})


def test_a_copy_of_a_workspace_does_not_take_its_place(
    run: Run, guarded: Workspace, oxigraph_server: Served, tmp_path: Path
) -> None:
    url = oxigraph_server.query
    assert run("push", url, cwd=guarded.path).code == 0
    before = RemoteStore(reading(oxigraph_server)).graphs()
    copy = shutil.copytree(guarded.path, tmp_path / "copie")
    settings = copy / "alliances.toml"
    words = settings.read_text(encoding="utf-8").replace('"Essai"', '"Copie"')
    settings.write_text(words, encoding="utf-8")
    for more in ((), ("--dry-run",)):
        ran = run("push", url, *more, cwd=copy)
        assert ran.code == 2
        assert "ce qu'a publié « Essai » : rien n'est envoyé." in ran.err
    settings.write_text(words.partition("\n")[2], encoding="utf-8")
    assert run("push", url, cwd=copy).code == 0
    both = RemoteStore(reading(oxigraph_server)).graphs()
    assert set(before) < set(both)
    settings.write_text(words, encoding="utf-8")
    assert run("push", url, "--take-over", cwd=copy).code == 0
    writer = GraphStore(writing(oxigraph_server))
    for graph in both:
        writer.delete(graph)


def test_a_source_taken_out_is_taken_off_the_server(
    run: Run, guarded: Workspace, empty: Served, tmp_path: Path
) -> None:
    load_workbook(guarded, write_workbook(tmp_path / "second", sources="id;titre\ns9;Second"))
    before = {step.graph for step in published(guarded, writing(empty))}
    removed = run("sources", "--remove", "second", cwd=guarded.path)
    assert removed.code == 0, removed.err
    published(guarded, writing(empty))
    gone = before - set(RemoteStore(reading(empty)).graphs())
    assert any("/asserted/second/" in graph for graph in gone)


def test_a_workspace_of_an_older_release_gets_its_identifier_once(
    run: Run, guarded: Workspace, oxigraph_server: Served
) -> None:
    settings = guarded.path / "alliances.toml"
    head, rest = settings.read_text(encoding="utf-8").split("\n", 1)
    assert head == f'id = "{guarded.id}"'
    settings.write_text(rest, encoding="utf-8")
    lines = []
    for _ in range(2):
        ran = run("push", oxigraph_server.query, "--dry-run", "--format", "csv", cwd=guarded.path)
        assert ran.code == 0, ran.err
        lines.append(ran.out)
    assert lines[0] == lines[1]
    made = workspace.load(guarded.path)
    assert f"/{made.id}," in lines[0]
    assert settings.read_text(encoding="utf-8") == f'id = "{made.id}"\n{rest}'
    assert made.id != guarded.id


def test_a_second_push_replaces_and_does_not_add(guarded: Workspace, empty: Served) -> None:
    first = published(guarded, writing(empty))
    second = published(guarded, writing(empty))
    assert [(s.graph, s.after) for s in first] == [(s.graph, s.after) for s in second]
    assert all(step.before == step.here for step in second)


def test_a_graph_in_parts_is_whole_with_its_blank_nodes(served: Served) -> None:
    p, graph = ox.NamedNode("urn:p"), "urn:graph:parts"
    nodes = [ox.BlankNode(f"b{n}") for n in range(3)]
    triples = [ox.Triple(p, p, ox.Literal(n)) for n in range(10)]
    triples += [ox.Triple(a, p, b) for a, b in pairwise(nodes)]
    writer = GraphStore(writing(served))
    writer.endpoint = Endpoint(**{**vars(writer.endpoint), "batch_size": 4})
    assert writer.replace(graph, triples) == 12
    server = RemoteStore(reading(served))
    assert server.count(graph) == 12
    joined = "SELECT (COUNT(*) AS ?n) { ?a <urn:p> ?b . ?b <urn:p> ?c FILTER (ISBLANK(?b)) }"
    assert [row[0] for row in server.select(joined, graphs=[graph]).rows] == [ox.Literal(1)]
    writer.delete(graph)


def test_a_push_counts_what_it_sends(guarded: Workspace, empty: Served) -> None:
    publication, endpoint = push.Publication(guarded, guarded.store()), writing(empty)
    steps = push.plan(publication, RemoteStore(endpoint))
    with push.drafted(publication, endpoint, steps) as drafts:
        counted = [draft.step for draft in drafts]
    assert RemoteStore(endpoint).graphs() == []
    done = push.push(publication, endpoint, steps)
    assert [(s.graph, s.here) for s in done] == [(s.graph, s.here) for s in counted]
    assert all(step.after == step.here > 0 for step in done)


# -- nothing restricted leaves, whatever the server ----------------------------------------------


def forward(target: Served, most: int) -> Callable[[Asked], None]:
    """Hand requests on to a server; after a number of graphs it has no room left."""
    written = [0]
    opener = build_opener(ProxyHandler({}))

    def answer(asked: Asked) -> None:
        body = asked.server.bodies[-1]
        written[0] += asked.command == "PUT"
        if written[0] > most:
            asked.answer(507, b"no room left")
            return
        address = target.query.removesuffix("/query") + asked.path
        headers = {k: v for k, v in asked.headers.items() if k in {"Content-Type", "Accept"}}
        request = Request(address, body, headers, method=asked.command)  # noqa: S310
        try:
            with opener.open(request) as found:
                kind = found.headers.get("Content-Type") or "text/plain"
                asked.answer(found.status, found.read(), Content_Type=kind)
        except HTTPError as error:
            asked.answer(error.code, error.read())

    return answer


@pytest.fixture
def between() -> Iterator[Server]:
    with serving() as made:
        yield made


def test_no_byte_of_what_is_restricted_is_sent(
    guarded: Workspace, oxigraph_server: Served, between: Server
) -> None:
    said = ox.serialize(
        guarded.store().query(  # type: ignore[arg-type]
            "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", graphs=layers.restricted(guarded.store())
        ),
        format=ox.RdfFormat.N_TRIPLES,
    )
    assert HIDDEN.encode() in (said or b"")  # it is there to be sent by mistake
    handed = forward(oxigraph_server, 99)
    url = between.at("/query", handed)
    between.at("/store", handed)
    steps = published(guarded, Endpoint(url))
    sent = b"".join(between.bodies)
    assert len(sent) > 10_000
    assert (
        b"/graph/asserted/carnet/"
        in "".join(path for path, _ in between.asked).replace("%2F", "/").encode()
    )
    assert HIDDEN.encode() not in sent
    assert b"restricted/" not in sent
    held = urlopen(Request(oxigraph_server.store, headers={"Accept": "application/n-quads"})).read()  # noqa: S310
    assert HIDDEN.encode() not in held
    writer = GraphStore(writing(oxigraph_server))
    for step in steps:
        writer.delete(step.graph)


def test_nothing_is_sent_where_one_graph_would_tell(
    guarded: Workspace, oxigraph_server: Served
) -> None:
    """The gate of statements knows nothing of the workspace's name, which is in the last graph."""
    _refuse_an_address(guarded, writing(oxigraph_server))
    settings = guarded.path / "alliances.toml"
    words = settings.read_text(encoding="utf-8").replace('"Essai"', f'"Amis de {HIDDEN}"')
    settings.write_text(words, encoding="utf-8")
    for more in ((), ("--dry-run",)):
        ran = inside("push", oxigraph_server.query, *more, cwd=guarded.path)
        assert (ran.code, ran.out) == (1, "")
        assert "n'est pas écrit : il contiendrait ce qui ne sort pas (1 endroit" in ran.err
        assert "un texte restreint (nom ou intitulé), de la source « carnet »" in ran.err
        assert HIDDEN not in ran.err
    assert RemoteStore(reading(oxigraph_server)).graphs() == []


def _refuse_an_address(guarded: Workspace, endpoint: Endpoint) -> None:
    """Push a workspace into which one came past the door: it breaks a rule of publication."""
    memory = ox.Store()
    memory.bulk_extend(guarded.store().engine.quads_for_pattern(None, None, None, None))
    graph = next(g for g in memory.named_graphs() if "/asserted/" in str(g))
    actor = ox.NamedNode(f"{guarded.base}id/org/local/paa")
    note = ox.NamedNode("http://purl.org/dc/terms/description")
    memory.add(ox.Quad(actor, note, ox.Literal("Écrire à a@example.org"), graph))
    publication = push.Publication(guarded, LocalStore(memory))
    with pytest.raises(Leak, match="rule of publication"):
        push.push(publication, endpoint, push.plan(publication, RemoteStore(endpoint)))
    assert RemoteStore(endpoint).graphs() == []


def test_a_push_that_stops_tells_how_far_it_came(
    run: Run, guarded: Workspace, oxigraph_server: Served, between: Server
) -> None:
    handed = forward(oxigraph_server, 2)
    url = between.at("/query", handed)
    between.at("/store", handed)
    ran = run("push", url, cwd=guarded.path)
    assert ran.code == 4
    graphs = list(push.Publication(guarded, guarded.store()).names.values())
    assert "refuse la demande (507)" not in ran.err  # more than 502: busy
    assert "est occupé (507). Recommencez plus tard. no room left" in ran.err
    assert f"Graphes complets sur le serveur : {', '.join(graphs[:2])}." in ran.err
    assert f"À refaire : {', '.join(graphs[2:])}." in ran.err
    assert "Traceback" not in ran.err
    assert run("push", oxigraph_server.query, cwd=guarded.path).code == 0
    writer = GraphStore(writing(oxigraph_server))
    for graph in RemoteStore(reading(oxigraph_server)).graphs():
        writer.delete(graph)


def test_a_push_that_is_stopped_by_hand_tells_how_far_it_came(
    guarded: Workspace, empty: Served
) -> None:
    publication, endpoint = push.Publication(guarded, guarded.store()), writing(empty)
    steps = push.plan(publication, RemoteStore(endpoint))
    done: list[str] = []

    def told(step: push.Step) -> None:
        done.append(step.graph)
        if len(done) == 2:
            raise KeyboardInterrupt

    with pytest.raises(push.PushInterrupted) as caught:
        push.push(publication, endpoint, steps, told)
    left = [step.graph for step in steps if step.graph not in done]
    assert caught.value.exit_code == 130
    assert caught.value.text.fr == (
        f"Interrompu.\nGraphes complets sur le serveur : {', '.join(done)}.\nÀ refaire : "
        f"{', '.join(left)}. Relancez la même commande : elle remplace tout."
    )
    assert RemoteStore(reading(empty)).graphs() == sorted(done)


# -- as typed ------------------------------------------------------------------------------------


def test_a_profile_publishes_on_virtuoso_and_is_asked_again(
    run: Run, guarded: Workspace, virtuoso_server: Served
) -> None:
    settings = guarded.path / "alliances.toml"
    profile = f"""
[endpoints.region]
url = "{virtuoso_server.query}"
auth = "digest"
user = "dba"
"""
    settings.write_text(settings.read_text(encoding="utf-8") + profile, encoding="utf-8")
    without = run("push", "region", cwd=guarded.path)
    assert without.code == 2
    assert "mettez-le dans ALLIANCES_PASSWORD_REGION" in without.err
    env = {variable("region"): virtuoso_server.password}
    planned = run("push", "region", "--dry-run", "--format", "csv", cwd=guarded.path, env=env)
    assert planned.code == 0, planned.err
    assert "Rien n'est envoyé" in planned.err
    assert RemoteStore(reading(virtuoso_server)).graphs() == []
    ran = run("push", "region", "--format", "csv", cwd=guarded.path, env=env)
    assert ran.code == 0, ran.err
    head, *lines = ran.out.splitlines()
    assert head == "graphe,ici,avant,après,état"
    assert all(line.endswith(",complet") for line in lines)
    assert "graphes publiés et comptés" in ran.err
    asked = ("query", "qui-est", "--param", "acteur=PAA", "--format", "csv")
    there = run(*asked, "--endpoint", "region", cwd=guarded.path, env=env)
    assert there.code == 0, there.err
    assert sorted(there.out.splitlines()) == sorted(run(*asked, cwd=guarded.path).out.splitlines())
    assert virtuoso_server.password not in ran.out + ran.err + there.out + there.err
    writer = GraphStore(writing(virtuoso_server))
    for graph in RemoteStore(reading(virtuoso_server)).graphs():
        writer.delete(graph)


@pytest.mark.parametrize(
    ("server", "code", "words"),
    [
        ("http://paa:secret@example.org/sparql", 2, "Pas de mot de passe dans une adresse"),
        ("ftp://example.org/sparql", 2, "n'est pas l'adresse d'un serveur SPARQL"),
        ("inconnu", 2, "n'est ni une adresse ni un profil d'alliances.toml"),
        ("http://127.0.0.1:1/ailleurs", 2, "où écrire ?"),
        ("http://127.0.0.1:1/query", 4, "la connexion est refusée"),
    ],
)
def test_what_cannot_be_a_server_is_told(
    run: Run, guarded: Workspace, server: str, code: int, words: str
) -> None:
    ran = run("push", server, cwd=guarded.path)
    assert (ran.code, "Traceback" in ran.err) == (code, False), ran.err
    assert words in ran.err
    assert "secret" not in ran.err


def test_credentials_do_not_leave_in_clear(guarded: Workspace) -> None:
    far = Endpoint("http://sparql.example.org/sparql", name="x", auth="basic", user="paa")
    with pytest.raises(Misuse, match="would send the password in clear"):
        published(guarded, far)
