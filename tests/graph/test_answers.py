"""Answers to suggestions are text that nothing loses, and that suggestions honour."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from graph import answers, workspace
from graph.answers import ACCEPTED, KNOWN, REFUSED, acceptance, answered, wilson
from graph.derive import potential_alliances
from graph.errors import BadInput
from graph.extract import extract
from graph.layers import graphs
from graph.load import load_workbook, rebuild
from graph.network import Network
from graph.rights import optout
from graph.suggestions import suggest
from graph.workspace import Workspace
from tests.oracles.small import actor
from tests.workbooks import write_workbook

BASE = "https://essai.test/id/org/local/"
HEADER = "a;b;answer;name_a;name_b;why;by;date"


def answer(a: str, b: str, said: str, why: str = "") -> answers.Answer:
    return answered(BASE + a, BASE + b, said, (a.upper(), b.upper()), why=why)


def written(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = answers.path(folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return folder


@pytest.fixture
def loaded(tmp_path: Path) -> Workspace:
    book = write_workbook(tmp_path / "carnet")
    made = workspace.create(tmp_path / "ws", name="Essai", collector="paa", language="fr")
    load_workbook(made, book)
    return made


def network_of(made: Workspace) -> Network:
    store = made.store()
    return extract(store, graphs(store, "asserted"))


def proposed(made: Workspace) -> set[frozenset[str]]:
    """The pairs of the derived graph, as any SPARQL question sees them."""
    store = made.store()
    asked = "SELECT ?a ?b WHERE { ?p ea:candidate ?a, ?b FILTER (STR(?a) < STR(?b)) }"
    rows = store.select(asked, graphs=graphs(store, "derived")).rows
    return {frozenset(str(getattr(term, "value", "")) for term in row) for row in rows}


def test_one_sorted_line_a_pair_whatever_the_order(tmp_path: Path) -> None:
    first, second = answer("d", "c", ACCEPTED, "Oui,\n à  l'automne"), answer("b", "a", KNOWN)
    answers.record(tmp_path / "one", [first])
    answers.record(tmp_path / "one", [second])
    answers.record(tmp_path / "all", [second, first])
    data = answers.path(tmp_path / "one").read_bytes()
    assert data == answers.path(tmp_path / "all").read_bytes()
    assert b"\r" not in data
    assert data.decode("utf-8").splitlines() == [
        HEADER,
        f"{BASE}a;{BASE}b;known;A;B;;;{first.date}",
        f"{BASE}c;{BASE}d;accepted;C;D;Oui, à l'automne;;{first.date}",
    ]
    assert answers.read(tmp_path / "one") == [second, first]


def test_an_answer_replaces_the_one_before_and_is_taken_back_alone(tmp_path: Path) -> None:
    answers.record(tmp_path, [answer("a", "b", KNOWN), answer("c", "d", REFUSED)])
    answers.record(tmp_path, [answer("b", "a", ACCEPTED)])
    assert [one.answer for one in answers.read(tmp_path)] == [ACCEPTED, REFUSED]
    gone = answers.undo(tmp_path, BASE + "b", BASE + "a")
    assert gone is not None
    assert gone.answer == ACCEPTED
    assert answers.undo(tmp_path, BASE + "b", BASE + "a") is None
    assert [one.names for one in answers.read(tmp_path)] == [("C", "D")]


def test_contacts_do_not_pass_the_door_even_by_hand(tmp_path: Path) -> None:
    kept = answer("a", "b", REFUSED, "Demander à x@example.org ou 06 12 34 56 78, le 05/12/2017")
    assert kept.why == "Demander à [contact masqué] ou [contact masqué], le 05/12/2017"
    written(tmp_path, f"{BASE}a;{BASE}b;refusé;A;B;x@example.org;;2026-01-01")
    assert answers.read(tmp_path)[0].why == "[contact masqué]"


@pytest.mark.parametrize(
    ("words", "said"),
    [("accepté", ACCEPTED), ("Acceptée", ACCEPTED), ("ACCEPTED", ACCEPTED), ("refusé", REFUSED),
     ("refusée", REFUSED), ("refused", REFUSED), ("connu", KNOWN), ("déjà connue", KNOWN),
     ("known", KNOWN), ("", None), ("peut-être", None)],
)  # fmt: skip
def test_words_of_both_languages(words: str, said: str | None) -> None:
    assert answers.answer_of(words) == said


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (f"{BASE}a;{BASE}b;bof;;;;;", "row 2, column 'answer': 'bof' is no answer"),
        (f"{BASE}a;voisin;known;;;;;", "row 2, column 'b': 'voisin' is no IRI"),
        (f"{BASE}a;{BASE}a;known;;;;;", "row 2, column 'b': this is twice the same IRI"),
        (
            f"{BASE}a;{BASE}b;known;;;;;\n{BASE}b;{BASE}a;refused;;;;;",
            "row 3, column 'b': this pair is in row 2 already",
        ),
    ],
)
def test_a_mistake_made_by_hand_is_told_with_its_row(tmp_path: Path, row: str, told: str) -> None:
    with pytest.raises(BadInput) as refused:
        answers.read(written(tmp_path, row))
    assert refused.value.text.en.startswith(f"decisions/suggestions.csv, {told}")


def test_the_rate_and_its_interval() -> None:
    """The interval is that of scipy.stats.binomtest(5, 14).proportion_ci(0.9, "wilson")."""
    said = [answer("a", str(k), ACCEPTED if k < 5 else REFUSED) for k in range(13)]
    found = acceptance([*said, answer("a", "z", KNOWN)])
    assert (found.decided, found.rate) == (14, 5 / 14)
    assert (found.low, found.high) == pytest.approx((0.1860659762662592, 0.5744925466580946))
    assert found.text.en == (
        "Of 14 decided: 5 accepted (36 %; Wilson 90 % interval: 19 to 57 %), 8 refused, 1 already "
        "known."
    )
    assert wilson(0, 3) == pytest.approx((0.0, 0.4741955741575128))
    assert wilson(3, 3) == pytest.approx((0.5258044258424872, 1.0))
    assert acceptance([]).rate is None
    assert acceptance([]).text.fr == "Aucune proposition décidée."


def test_a_decided_pair_leaves_the_suggestions_and_no_load_brings_it_back(
    loaded: Workspace, tmp_path: Path
) -> None:
    before = proposed(loaded)
    gone = min(before, key=sorted)
    first, second = gone
    answers.record(loaded.path, [answered(first, second, REFUSED)])
    done = load_workbook(loaded, tmp_path / "carnet")  # the same file: only the answer is new
    assert not done.unchanged
    assert proposed(loaded) == before - {gone}
    rebuild(loaded)
    assert proposed(loaded) == before - {gone}
    answers.undo(loaded.path, first, second)
    rebuild(loaded)
    assert proposed(loaded) == before


def test_an_answer_follows_an_actor_to_its_new_iri(loaded: Workspace, tmp_path: Path) -> None:
    """A register gives the association a number, and with it another IRI."""
    network = network_of(loaded)
    ends = ("Les Aînés de Venelles", "La Fabrique numérique")
    first, second = (actor.iri for actor in network.actors if actor.name in ends)
    answers.record(loaded.path, [answered(first, second, KNOWN)])
    book = write_workbook(tmp_path / "carnet")
    text = (book / "acteurs.csv").read_text(encoding="utf-8")
    numbered = text.replace("aines;Les Aînés de Venelles;;association;;", "aines;Les Aînés de "
                            "Venelles;;association;W131000001;")  # fmt: skip
    (book / "acteurs.csv").write_text(numbered, encoding="utf-8")
    load_workbook(loaded, book)
    store = loaded.store()
    asserted = graphs(store, "asserted")
    named = {actor.name: actor.iri for actor in extract(store, asserted).actors}
    memory = answers.memory(loaded.path, store, asserted)
    assert named[ends[0]].endswith("/rna/W131000001")
    assert memory.answered == {frozenset(named[name] for name in ends)}


def test_an_actor_that_opted_out_is_never_proposed(loaded: Workspace) -> None:
    network = network_of(loaded)
    fabrique = next(a.iri for a in network.actors if a.name == "La Fabrique numérique")
    assert any(fabrique in pair for pair in proposed(loaded))
    optout.path(loaded.path).parent.mkdir()
    optout.path(loaded.path).write_text(
        f"actor;name;date;why\n{fabrique};La Fabrique numérique;2026-01-01;demande écrite\n",
        encoding="utf-8",
    )
    rebuild(loaded)
    assert not any(fabrique in pair for pair in proposed(loaded))
    store = loaded.store()
    memory = answers.memory(loaded.path, store, graphs(store, "asserted"))
    assert memory == answers.Memory(opted_out=frozenset({fabrique}))
    assert suggest(network, for_actor=network.index[fabrique], exclude=memory.excluded) == []


def test_what_is_derived_honours_the_memory_it_is_given() -> None:
    network = Network(
        (actor("A", themes=("sport",)), actor("B", "entreprise", themes=("sport",))), ()
    )
    minter = Workspace(Path(), "Essai", "https://essai.test/").minter
    now = datetime(2026, 1, 1)

    def count(memory: answers.Memory) -> int:
        run = {"minter": minter, "run": "r", "asserted": (), "now": now}
        said = potential_alliances(network, **run, memory=memory)  # type: ignore[arg-type]
        return sum("score" in str(statement) for statement in said)

    pair = frozenset({"urn:x:A", "urn:x:B"})
    assert count(answers.NOTHING) == 1
    assert count(answers.Memory(frozenset({pair}))) == 0
    assert count(answers.Memory(opted_out=frozenset({"urn:x:A"}))) == 0
