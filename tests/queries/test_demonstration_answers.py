"""The questions on the demonstration: examples that answer, and the same rules as the network."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from datetime import date

import pytest

from cli.commands.query import Asked, with_from
from graph.extract import extract
from graph.layers import graphs
from graph.network import Network
from graph.questions import Setting, ask_bound, bind
from graph.selection import SUSPENDED, alliances_matching
from graph.store import Rows
from graph.workspace import Workspace
from ontology import concepts
from queries import Question, library
from tests.conftest import Run
from tests.queries.territory import answers

FRENCH_TECH = "PAA et French Tech Aix-Marseille : réflexion partenariale sur l'innovation sociétale"
#: Examples that the demonstration cannot answer, with the reason; each is checked to be so.
NO_ANSWER = {
    ("associations-avec-entreprise", "territoire"): "the one association allied to companies "
    "(Medinsoft) has its seat outside the 36 communes",
    ("entreprises-sans-association", "theme"): "no source gives the companies a theme",
    ("entreprises-sans-association", "territoire"): "no source gives the companies a seat",
    ("entreprises-engagees", "territoire"): "the alliances of companies have no seat there",
}
#: One of each kind, and those that the three project territories cover.
PLACES = (
    "Venelles", "Pertuis", "Territoire de projet Venelles", "Territoire de projet Aix-en-Provence",
    "Pays d'Aix", "Vaucluse", "Métropole d'Aix-Marseille-Provence", "Beaurecueil",
)  # fmt: skip


@pytest.fixture(scope="module")
def network(pays_d_aix: Workspace) -> Network:
    store = pays_d_aix.store()
    return extract(store, graphs(store, "asserted"), as_of=pays_d_aix.as_of)


def examples(question: Question) -> dict[str, str]:
    return {p.name: p.example for p in question.parameters}


@pytest.mark.parametrize("name", sorted(library()))
def test_the_examples_of_a_header_have_an_answer(pays_d_aix: Workspace, name: str) -> None:
    given = examples(library()[name])
    for question, parameter in NO_ANSWER:
        if question == name:
            assert answers(pays_d_aix, name, **given) == []
            del given[parameter]
    for lang in ("fr", "en"):
        rows = answers(pays_d_aix, name, lang, **given)
        assert rows
        assert len(rows) == len(set(rows))
    place = list(library()[name].columns).index("source")
    assert all(row[place] for row in rows)


def test_every_alliance_is_at_the_stage_of_the_network(
    pays_d_aix: Workspace, network: Network
) -> None:
    rows = answers(pays_d_aix, "alliances-par-etape")
    stages = {slug: concept.label.fr for slug, concept in concepts("stage").items()}
    told = Counter((row[0], row[2], row[1]) for row in rows)
    assert told == Counter(
        (a.title, stages[a.stage],
         " ; ".join(sorted({network.actors[party.actor].name for party in a.parties})))
        for a in network.alliances
    )  # fmt: skip
    assert len(network.alliances) > 250


def test_a_territory_and_a_theme_keep_the_alliances_that_the_network_keeps(
    pays_d_aix: Workspace, network: Network
) -> None:
    stopped = {c.label.fr for c in concepts("stage").values() if (c.order or 0) >= SUSPENDED}
    named = {place.name: iri for iri, place in network.territories.items()}
    asked = [("territoire", named[name]) for name in PLACES]
    asked += [("theme", slug) for slug in concepts("theme")]
    kept = 0
    for name, value in asked:
        rows = answers(pays_d_aix, "alliances-par-etape", **{name: value})
        told = sorted(row[0] for row in rows if row[2] not in stopped)
        place, theme = (value, None) if name == "territoire" else (None, value)
        found = alliances_matching(network, theme=theme, territory=place)
        assert told == sorted(network.alliances[j].title for j in found), value
        kept += bool(told)
    assert kept > 20


def test_the_counts_add_up_to_the_alliances_listed(pays_d_aix: Workspace) -> None:
    listed = answers(pays_d_aix, "alliances-par-etape", theme="sport")
    counted = answers(pays_d_aix, "alliances-par-theme-et-etape")
    sport = concepts("theme")["sport"].label.fr
    assert sum(int(n) for theme, _, n, _ in counted if theme == sport) == len(listed) > 0


def test_a_post_has_the_holder_that_the_network_names(
    pays_d_aix: Workspace, network: Network
) -> None:
    holders = {a.name: a.holder for a in network.actors if a.is_post}
    for place in ("Venelles", "Pertuis", "Aix-en-Provence", "Rognes"):
        rows = answers(pays_d_aix, "elus-d-un-territoire", territoire=place)
        assert rows
        assert all(holders[post] == holder for post, holder, *_ in rows)


def test_a_beginner_asks_which_agreements_concern_venelles(run: Run, pays_d_aix: Workspace) -> None:
    ran = run(
        "query", "alliances-par-etape",
        "--param", "territoire=Venelles", "--param", "etape=accord de principe",
        cwd=pays_d_aix.path,
    )  # fmt: skip
    assert ran.code == 0, ran.err
    words = " ".join(ran.out.split())
    assert FRENCH_TECH in words
    assert "étape accord de principe" in words
    assert "French Tech Aix-Marseille ; Pays d'Aix Associations" in words or (
        "Pays d'Aix Associations ; French Tech Aix-Marseille" in words
    )


def test_headings_follow_the_language_and_json_keys_do_not(run: Run, pays_d_aix: Workspace) -> None:
    arguments = (
        "query", "Alliances par étape", "--param", "territoire=venelles",
        "--param", "etape=agreement in principle", "--format",
    )  # fmt: skip
    heads = {}
    for lang in ("fr", "en"):
        ran = run(*arguments, "csv", cwd=pays_d_aix.path, lang=lang)
        assert ran.code == 0, ran.err
        heads[lang], *rows = csv.reader(io.StringIO(ran.out))
        assert [row[0] for row in rows] == [FRENCH_TECH]
    assert heads["fr"] == ["alliance", "parties", "étape", "depuis", "territoires", "source"]
    assert heads["en"] == ["alliance", "parties", "stage", "since", "territories", "source"]
    (row,) = json.loads(run(*arguments, "json", cwd=pays_d_aix.path, lang="en").out)
    assert list(row) == ["alliance", "parties", "stade", "depuis", "lieux", "source"]
    assert row["stade"] == "agreement in principle"


def test_no_answer_is_said_to_prove_nothing(run: Run, pays_d_aix: Workspace) -> None:
    ran = run(
        "query", "alliances-par-etape", "--param", "territoire=Beaurecueil",
        "--param", "etape=suspendu", cwd=pays_d_aix.path, lang="en",
    )  # fmt: skip
    assert ran.code == 0
    assert "That does not prove that there is none." in ran.err


@pytest.mark.parametrize("name", sorted(library()))
def test_a_question_explained_has_the_same_rows(pays_d_aix: Workspace, name: str) -> None:
    """In any order: what sorts them is ours, and no part of the SPARQL."""
    known, store = library()[name], pays_d_aix.store()
    facts = graphs(store, known.layer)  # type: ignore[arg-type]
    setting = Setting(store, facts, "fr", pays_d_aix.as_of or date(2017, 12, 31))
    needed = {p.name: p.example for p in known.parameters if p.required}
    for values in (examples(known), needed):
        bound = bind(known, values, setting)
        text = Asked(known, known.sparql, bound, setting).explained()
        chosen = with_from(text, Setting(store, (), "fr", setting.as_of), None)
        again = store.query(text, graphs=chosen.graphs, named=chosen.named)
        straight = ask_bound(known, bound, setting)
        assert isinstance(again, Rows)
        assert again.variables == straight.variables
        assert sorted(map(_pieces, again.rows)) == sorted(map(_pieces, straight.rows))


def _pieces(row: tuple[object, ...]) -> tuple[str, ...]:
    words = ("" if term is None else str(getattr(term, "value", term)) for term in row)
    return tuple(" ; ".join(sorted(filter(None, word.split(" ; ")))) for word in words)
