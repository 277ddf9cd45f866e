"""The local store keeps the contract, and lets nothing out to another machine."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph.errors import AlliancesError, Misuse, StoreUnavailable
from graph.store import LocalStore
from tests.contract.store import CLAUSES, PUBLIC, QUADS, check_store, written


@pytest.fixture(scope="module")
def on_disk(tmp_path_factory: pytest.TempPathFactory) -> LocalStore:
    return written(tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="module")
def in_memory() -> LocalStore:
    store = ox.Store()
    store.extend(QUADS)
    return LocalStore(store)


def test_a_store_on_disk_keeps_the_contract(on_disk: LocalStore) -> None:
    check_store(on_disk)


def test_a_store_in_memory_keeps_the_contract(in_memory: LocalStore) -> None:
    check_store(in_memory)
    assert len(CLAUSES) == 10


@pytest.fixture
def elsewhere() -> Iterator[tuple[str, list[str]]]:
    """A real server, and the requests that it was sent."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_GET = do_POST  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/sparql", asked
    server.shutdown()
    server.server_close()


def test_the_engine_alone_would_ask_another_machine(elsewhere: tuple[str, list[str]]) -> None:
    url, asked = elsewhere
    with pytest.raises(OSError, match="404"):
        ox.Store().query(f"ASK {{ SERVICE <{url}> {{ ?s ?p ?o }} }}")
    assert asked == ["/sparql"]


SERVICES = [
    "SELECT * { SERVICE <URL> {?s ?p ?o} }",
    "SELECT * { service silent<URL>{?s ?p ?o} }",
    "SELECT * { SERVICE#c\n SILENT #d\n<URL> #e\n {?s ?p ?o} }",
    "SELECT * { ?s ?p ?o SERVICE<URL>{?a ?b ?c} }",
    "SELECT * { ?s ?p ?o . OPTIONAL { SERVICE <URL> {?a ?b ?c} } }",
    # What looks like a string to one reader of SPARQL is an IRI to the other.
    "SELECT * { ?s ?p ?a FILTER(?a<'x>') SERVICE <URL> {?s ?p 'o'} }",
    'SELECT * { ?s ?p ?a FILTER(?a<"x>") SERVICE <URL> {?s ?p "o"} }',
    "SELECT * { VALUES ?x {<http://x/\\u0041#>} SERVICE <URL> {?s ?p ?o} }",
    # The engine ends these words where the grammar does not.
    "SELECT * { ?s ?p 700.SERVICE <URL> {?a ?b ?c} }",
    "SELECT * { ?s ?p 700SERVICE <URL> {?a ?b ?c} }",
    "SELECT * { OPTIONAL {?s ?p true.SERVICE <URL> {?a ?b ?c}} }",
    "PREFIX u: <URL> SELECT * { SERVICE u: {?s ?p ?o} }",
    "PREFIX : <URL> SELECT * { SERVICE : {?s ?p ?o} }",
    "PREFIX : <URL> SELECT * { SERVICE:x{?s ?p ?o} }",
    "PREFIX é: <URL> SELECT * { SERVICE é:x {?s ?p ?o} }",
    "PREFIX u: <URL> SELECT * { SERVICE u:#two words\n{?s ?p ?o} }",
    "PREFIX : <URL> SELECT * { ?s ?p ?SERVICE SERVICE:x {?a ?b ?c} }",
    "SELECT * { BIND(<URL> AS ?x) SERVICE ?x {?s ?p ?o} }",
    "SELECT * { BIND(<URL> AS ?x) SERVICE?x{?s ?p ?o} }",
    "SELECT * { \\u0053ERVICE <URL> {?s ?p ?o} }",
]


@pytest.mark.parametrize("sparql", SERVICES)
def test_service_is_refused_however_hidden(
    on_disk: LocalStore, elsewhere: tuple[str, list[str]], sparql: str
) -> None:
    url, asked = elsewhere
    with pytest.raises(Misuse) as caught:
        on_disk.query(sparql.replace("URL", url), graphs=[PUBLIC])
    assert caught.value.text == (
        "La requête contient SERVICE, qui interrogerait une autre machine : c'est refusé. "
        "--allow-service MACHINE le permet pour une machine que vous nommez.",
        "The query holds SERVICE, which would ask another machine: this is refused. "
        "--allow-service HOST allows it for a host that you name.",
    )
    assert asked == []


def test_no_made_up_query_gets_out(on_disk: LocalStore, elsewhere: tuple[str, list[str]]) -> None:
    """Queries of random pieces around SERVICE: what passes the guard asks nobody."""
    url, asked = elsewhere
    pieces = [
        "SERVICE", "SERVICE", "service", f"<{url}>", f"<{url}>", ":x", "u:", "?x", "{?a ?b ?c}",
        "{?a ?b ?c}", " ", "\n", "#", "#c\n", ".", "'", '"', "<", ">", "'x>'", "FILTER(?o", ")",
        "700", "true", "SILENT", "\\u0053", "OPTIONAL {", "}", "?s ?p ?o", "a:b", "/*",
    ]  # fmt: skip
    rng = random.Random(5)  # noqa: S311 - a sample, not a secret
    evaluated = 0
    for _ in range(20_000):
        middle = "".join(rng.choices(pieces, k=rng.randint(3, 9)))
        sparql = f"PREFIX : <{url}> PREFIX u: <{url}> SELECT * {{ ?s ?p ?o {middle} }}"
        try:
            list(on_disk.select(sparql, graphs=[PUBLIC]).rows)
        except AlliancesError:
            continue
        evaluated += 1
    assert evaluated > 50
    assert asked == []


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT ?o { ?s <urn:members> ?o } # quel service ? voir urn:x",
        "SELECT ?o { ?s <urn:members> ?o FILTER(STR(?o) != 'service public : sport') }",
        "SELECT (?o AS ?service) { ?s <urn:members> ?o }",
        "PREFIX u: <urn:> SELECT ?o { ?s u:members ?o OPTIONAL { ?s u:service ?service } }",
        "PREFIX u: <urn:> SELECT ?o { ?s u:members ?o OPTIONAL { ?s u:my-service ?x {?s ?p ?o} } }",
    ],
)
def test_the_word_service_is_free_elsewhere(on_disk: LocalStore, sparql: str) -> None:
    assert [row[0] for row in on_disk.select(sparql, graphs=[PUBLIC]).rows] == [ox.Literal(700)]


def test_a_syntax_error_shows_line_and_column(on_disk: LocalStore) -> None:
    with pytest.raises(Misuse) as caught:
        on_disk.query("SELECT ?s\nWHERE { ?s aime ?o }", graphs=[PUBLIC])
    assert caught.value.text == (
        "Erreur de syntaxe SPARQL, ligne 2, colonne 12 : « aime » n'est ni une variable (?aime) ni "
        "un nom avec son préfixe (ea:aime).\n"
        "  WHERE { ?s aime ?o }\n"
        "             ^",
        "SPARQL syntax error, line 2, column 12: 'aime' is neither a variable (?aime) nor a name "
        "with its prefix (ea:aime).\n"
        "  WHERE { ?s aime ?o }\n"
        "             ^",
    )


@pytest.mark.parametrize(
    ("sparql", "line", "column", "words"),
    [
        ("SELECT * {", 1, 11, "il manque une accolade }"),
        # The parser counts bytes where it says columns: accents push them away.
        ("SELECT ?é WHERE {\n ?é ?pé 'éàü' . ?s aime ?o }", 2, 20, "« aime »"),
        ("SELECT ?x { ?x foo:bar ?y }", 1, 16, "le préfixe « foo: » n'est pas déclaré"),
        ("PREFIX b:<urn:b>\nASK { _:a b:c foo:Foundation }", 2, 15, ": PREFIX foo: <…>"),
        ("ASK { ?é ea:x 'foo:x', :Foundation }", 1, 24, "le préfixe « : » n'est pas déclaré"),
        ("PREFIX b:<urn:b> ASK { b:x ?a 1 ; c:y [ d:e 2 ] }", 1, 35, "le préfixe « c: »"),
        ("SELECT ?y (COUNT(?x) AS ?n) { ?x ?p ?y }", 1, 41, "ni dans le GROUP BY"),
        ("SELECT ?x { ?x a <http://a b> }", 1, 30, "mal formée"),
        (f"SELECT * {{ ?s ?p '{'é' * 300}' . ?s aime ?o }}", 1, 326, "…"),
        ("SELEC ?s { }", 1, 1, "« SELEC » n'est pas du SPARQL (vouliez-vous dire SELECT ?)"),
        ("PREFIX e: <urn:e> # SELECT\nFIND ?s { }", 2, 1, "et non par « FIND »"),
        ("SELECT ?s { ?s a ea:Actor }}", 1, 28, "« } » est de trop"),
        ("SELECT ?s { ?s a ea:Actor ) }", 1, 27, "« ) » est de trop"),
        ("SELECT ?s { ?s ?p (1 2 }", 1, 24, "une parenthèse ), ouverte ligne 1, colonne 19"),
        ('SELECT ?s { ?s ?p "abc }', 1, 19, 'il manque " à sa fin'),
        ("SELECT ?s { ?s ?p '', 'l'été' }", 1, 26, "« été » n'est ni une variable"),
        ('SELECT ?s { ?s ?p """abc\n}\n', 1, 19, 'il manque """ à sa fin'),
        ("SELECT ?s { ?s a <http://x }\n", 1, 18, "il manque > à sa fin"),
        ("SELECT ?s {\n\t\t?s é é a b }", 2, 6, "« é »"),
        ("SELECT ?s { ?s ?p ?o FILTER(CONTAIN(?o, 'x')) }", 1, 29, "dire CONTAINS ?"),
        ("SELECT ?s WHERE ?s ?p ?o }", 1, 17, "ne se comprend plus"),
    ],
)
def test_a_syntax_error_is_told_where_it_is(
    on_disk: LocalStore, sparql: str, line: int, column: int, words: str
) -> None:
    with pytest.raises(Misuse) as caught:
        on_disk.query(sparql, graphs=[PUBLIC])
    text = caught.value.text.fr
    assert text.startswith(f"Erreur de syntaxe SPARQL, ligne {line}, colonne {column} : ")
    assert words in text
    _, shown, caret = text.split("\n")
    assert len(shown) < 110
    assert shown[caret.index("^") :][:1] == sparql.split("\n")[line - 1][column - 1 :][:1]


def test_a_parameter_that_the_query_does_not_select(on_disk: LocalStore) -> None:
    with pytest.raises(Misuse) as caught:
        on_disk.query("SELECT ?s { ?s ?p ?o }", graphs=[PUBLIC], parameters={"x": ox.Literal("1")})
    assert "chaque paramètre doit figurer parmi les variables du SELECT" in caught.value.text.fr
    assert "every parameter must be among the variables of the SELECT" in caught.value.text.en


def test_a_select_is_asked_for(on_disk: LocalStore) -> None:
    with pytest.raises(Misuse) as caught:
        on_disk.select("ASK { ?s ?p ?o }", graphs=[PUBLIC])
    assert caught.value.text == (
        "Cette requête n'est pas un SELECT.",
        "This query is not a SELECT.",
    )


def test_what_is_no_store_says_so(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable) as caught:
        LocalStore.open(tmp_path / "none")
    assert caught.value.text.fr.startswith(
        f"La base {tmp_path / 'none'} ne s'ouvre pas : un de ses"
    )
    assert caught.value.text.fr.endswith("alliances doctor --rebuild")
    assert caught.value.text.en.startswith(
        f"The store {tmp_path / 'none'} does not open: one of its"
    )
    assert caught.value.text.en.endswith("alliances doctor --rebuild")
