"""A question that can be stopped: the same answers, whole or not at all, and in time."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

import graph
from graph.errors import Misuse, StoreUnavailable, TimedOut
from graph.store import LocalStore, Rows, Store
from graph.store.apart import ApartStore
from graph.store.paced import PacedStore
from tests.contract.store import PUBLIC, check_store, written

#: Steps of the engine that no computer finishes: 7 facts, 20 times over.
ENDLESS = "SELECT (COUNT(*) AS ?n) { " + " . ".join(f"?s{k} ?p{k} ?o{k}" for k in range(20)) + " }"
WAYS: dict[str, Callable[[LocalStore, float], Store]] = {
    "apart": lambda store, seconds: ApartStore(store, seconds=seconds),
    "paced": PacedStore,
}


@pytest.fixture(scope="module")
def on_disk(tmp_path_factory: pytest.TempPathFactory) -> LocalStore:
    return written(tmp_path_factory.mktemp("store"))


@pytest.fixture(params=WAYS)
def limited(request: pytest.FixtureRequest, on_disk: LocalStore) -> Callable[[float], Store]:
    return lambda seconds: WAYS[request.param](on_disk, seconds)


def test_a_question_with_a_limit_keeps_the_contract(limited: Callable[[float], Store]) -> None:
    check_store(limited(60))


def test_a_question_that_takes_too_long_is_stopped(limited: Callable[[float], Store]) -> None:
    start = time.monotonic()
    with pytest.raises(TimedOut) as caught:
        list(limited(1).select(ENDLESS, graphs=[PUBLIC]).rows)
    assert time.monotonic() - start < 20
    assert caught.value.exit_code == 4
    assert caught.value.text.fr == (
        "La question a été arrêtée : elle a pris plus de 1 s. Demandez moins (un territoire, un "
        "thème, LIMIT), ou donnez plus de temps : --timeout SECONDES."
    )


def test_a_reader_who_takes_time_stops_no_question(limited: Callable[[float], Store]) -> None:
    asked = "SELECT ?a ?b { ?a ?p ?q . ?b ?r ?s . ?c ?t ?u . ?d ?v ?w . ?e ?x ?y }"
    rows = limited(3).select(asked, graphs=[PUBLIC]).rows
    next(rows)
    time.sleep(3.5)
    assert sum(1 for _ in rows) == 5**5 - 1


def test_no_process_stays_when_nobody_reads_on(on_disk: LocalStore) -> None:
    asked = "SELECT * { ?a ?p ?q . ?b ?r ?s . ?c ?t ?u . ?d ?v ?w . ?e ?x ?y . ?f ?z ?g }"
    rows = ApartStore(on_disk).select(asked, graphs=[PUBLIC]).rows
    next(rows)
    process = rows.gi_frame.f_locals["self"].process  # type: ignore[attr-defined]
    assert process.poll() is None
    rows.close()  # type: ignore[attr-defined]
    assert process.poll() is not None


def test_an_answer_cut_short_is_an_error_and_no_answer(on_disk: LocalStore) -> None:
    asked = "SELECT * { ?a ?p ?q . ?b ?r ?s . ?c ?t ?u . ?d ?v ?w . ?e ?x ?y . ?f ?z ?g }"
    rows = ApartStore(on_disk).select(asked, graphs=[PUBLIC]).rows
    next(rows)
    rows.gi_frame.f_locals["self"].process.kill()  # type: ignore[attr-defined]
    with pytest.raises(StoreUnavailable):
        list(rows)


def test_every_kind_of_term_comes_back_as_it_was(on_disk: LocalStore) -> None:
    asked = """SELECT ?a ?b ?c ?d ?e ?f {
      VALUES (?a ?b ?c ?d ?e ?f) { (1 1.50 "é\\t\\n\\"x\\""@fr true <urn:é> UNDEF) ("" "1"^^<urn:t>
        "2017-01-01"^^<http://www.w3.org/2001/XMLSchema#date> 1e0 UNDEF "a\\\\b") } }"""
    apart = list(ApartStore(on_disk).select(asked, graphs=[PUBLIC]).rows)
    assert apart == list(on_disk.select(asked, graphs=[PUBLIC]).rows)
    assert len(apart) == 2


def test_what_the_other_process_refuses_is_told_as_here(on_disk: LocalStore) -> None:
    with pytest.raises(Misuse) as here:
        on_disk.query("SELECT ?x WHERE { ?x ?p }", graphs=[PUBLIC])
    with pytest.raises(Misuse) as there:
        ApartStore(on_disk).query("SELECT ?x WHERE { ?x ?p }", graphs=[PUBLIC])
    assert there.value.text == here.value.text


def test_a_store_that_went_away_is_told(on_disk: LocalStore, tmp_path: Path) -> None:
    gone = LocalStore(ox.Store(), tmp_path / "none")
    with pytest.raises(StoreUnavailable):
        ApartStore(gone).query("ASK {}", graphs=[])


def test_nothing_is_imported_from_the_folder_one_stands_in(
    on_disk: LocalStore, tmp_path: Path
) -> None:
    (tmp_path / "pyoxigraph.py").write_text("raise SystemExit(99)\n", encoding="utf-8")
    words = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path\n"
        "from graph.store import LocalStore\n"
        "from graph.store.apart import ApartStore\n"
        "store = LocalStore.open(Path(sys.argv[2]))\n"
        "print(ApartStore(store).query('ASK {}', graphs=[]))\n"
    )
    home = str(Path(graph.__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-P", "-c", words, home, str(on_disk.folder)],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout == "True\n", done.stderr


def test_a_paced_question_leaves_the_program_free_to_end(on_disk: LocalStore) -> None:
    before = threading.active_count()
    with pytest.raises(TimedOut):
        PacedStore(on_disk, 0.2).select(ENDLESS, graphs=[PUBLIC])
    late = [thread for thread in threading.enumerate() if not thread.daemon]
    assert len(late) <= before


def test_rows_are_of_the_type_that_every_store_gives(limited: Callable[[float], Store]) -> None:
    assert isinstance(limited(60).select("SELECT ?s { ?s ?p ?o }", graphs=[PUBLIC]), Rows)
