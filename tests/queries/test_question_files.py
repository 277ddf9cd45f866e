"""Each question is one file that any SPARQL engine reads, with a header that is complete."""

from __future__ import annotations

import re
from importlib.resources import files

import pyoxigraph as ox
import pytest

import ontology
import queries
from queries import Question, library

NAMES = sorted(
    path.name.removesuffix(".rq")
    for path in files("queries").iterdir()
    if path.name.endswith(".rq")
)
#: The competency questions answered: all 25. 14 has a list and a count, 6 two kinds of sides. A
#: question that came later has no number.
NUMBERS = sorted([*range(1, 26), 6, 14])


def question(name: str) -> Question:
    return library()[name]


def body(sparql: str) -> str:
    """Return a query without its comments, IRIs and strings."""
    return re.sub(r'(?m)^\s*#.*$|  #.*$|<[^>\s]*>|"[^"\n]*"', " ", sparql)


def selected(sparql: str) -> list[str]:
    """Return the variables of the answer, in their order, as the parser of rdflib sees them."""
    from rdflib.plugins.sparql import prepareQuery

    return [str(variable) for variable in prepareQuery(sparql).algebra["PV"]]


def test_the_library_answers_these_questions() -> None:
    assert list(library()) == NAMES
    assert len(NAMES) >= len(NUMBERS) == 27
    assert sorted(q.number for q in library().values() if "#+ question:" in q.sparql) == NUMBERS


@pytest.mark.parametrize("name", NAMES)
def test_names_are_french_words_in_lower_case(name: str) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", name)
    assert queries.find(name.upper().replace("-", "_")) is question(name)


@pytest.mark.parametrize("name", NAMES)
def test_both_engines_parse_every_file(name: str) -> None:
    asked = question(name)
    answer = ox.Store().query(asked.sparql)  # its own prefixes, none of ours
    assert isinstance(answer, ox.QuerySolutions)
    assert [variable.value for variable in answer.variables] == selected(asked.sparql)


@pytest.mark.parametrize("name", NAMES)
def test_headers_are_complete(name: str) -> None:
    asked = question(name)
    assert asked.layer in {"asserted", "derived", "all"}
    for text in (asked.title, asked.description):
        assert text.fr and text.en and text.fr != text.en
    assert asked.title.fr.endswith(" ?")
    assert asked.title.en.endswith("?")
    assert all(line.startswith(("#+ ", "PREFIX")) for line in _head(asked.sparql))
    assert asked.sources
    assert set(asked.sources) <= set(queries.SOURCES)


@pytest.mark.parametrize("name", NAMES)
def test_parameters_are_typed_explained_and_projected(name: str) -> None:
    asked = question(name)
    shown = selected(asked.sparql)
    for parameter in asked.parameters:
        kind, _, scheme = parameter.type.partition(":")
        assert kind in queries.TYPES or ontology.concepts(scheme)
        assert parameter.help.fr and parameter.help.en and parameter.example
        assert parameter.name in shown
    days = [parameter for parameter in asked.parameters if parameter.type == "date"]
    assert [parameter.begun_by for parameter in days] == ["", *(p.name for p in days[:-1])][
        : len(days)
    ]
    names = {parameter.name for parameter in asked.parameters}
    assert ("date" in names) == ("date" in shown), "who asks of a day may choose it"


@pytest.mark.parametrize("name", NAMES)
def test_every_column_has_a_heading_in_both_languages(name: str) -> None:
    asked = question(name)
    hidden = {"lang", "date", *(parameter.name for parameter in asked.parameters)}
    shown = [variable for variable in selected(asked.sparql) if variable not in hidden]
    assert list(asked.columns) == shown
    assert all(text.fr and text.en for text in asked.columns.values())
    assert len({text.fr for text in asked.columns.values()}) == len(shown)
    assert "source" in shown


@pytest.mark.parametrize("name", NAMES)
def test_every_term_exists_in_the_ontology(name: str) -> None:
    used = set(re.findall(r"(?<![?\w-])[a-z-]+:[A-Za-z][\w-]*", body(question(name).sparql)))
    assert used
    for term in used:
        assert ontology.iri(term)


@pytest.mark.parametrize("name", NAMES)
def test_prefixes_are_those_of_the_ontology_and_all_used(name: str) -> None:
    sparql = question(name).sparql
    declared = dict(re.findall(r"(?m)^PREFIX ([\w-]+): <(.*)>$", sparql))
    assert declared.items() <= ontology.prefixes().items()
    assert set(declared) == set(re.findall(r"(?<![?\w-])([a-z-]+):[A-Za-z]", body(sparql)))


#: Questions whose way to say it is their own, on purpose.
_OTHERWISE = {"qui-peut-presenter", "themes-sans-entreprise"}


@pytest.mark.parametrize(
    ("start", "end", "least"),
    [
        ("SELECT ?node ?territoire WHERE {", "LIMIT 1000000", 5),
        ("SELECT ?need ?territoire WHERE {", "LIMIT 1000000", 2),
        ("FILTER (?start <= ?date)", ", false))", 2),
        ("?node ea:hasStageEvent ?event .", "?event ea:stage ?stage .", 10),
        ("?event ea:presentFrom ?since FILTER", "FILTER (?date <= ?until)", 8),
    ],
    ids=["territory", "need", "mandate", "stage", "stage of all"],
)
def test_a_rule_is_written_the_same_in_every_question(start: str, end: str, least: int) -> None:
    """SPARQL has no way to share a rule: what is written twice must not drift apart."""
    apart = {"qui-peut-presenter"} if "presentFrom" in start else _OTHERWISE
    texts = {name: question(name).sparql for name in NAMES if name not in apart}
    found = {
        name: _passage(text, start, end) for name, text in texts.items() if start in _one_line(text)
    }
    assert len(set(found.values())) == 1, found
    assert len(found) >= least


def test_what_is_bound_for_a_question_does_not_depend_on_its_comments() -> None:
    assert queries.automatic("# where?\nSELECT ?x ?lang ?date WHERE { ?x ?y ?z }") == (
        "lang",
        "date",
    )
    assert queries.automatic("SELECT ?x { ?x ?lang ?date }") == ()


@pytest.mark.parametrize("name", ["names", "things", "identities", "replaced", "proposed"])
def test_the_program_asks_its_own_questions_from_files_too(name: str) -> None:
    assert isinstance(
        ox.Store().query(queries.internal(name), prefixes=ontology.prefixes()), ox.QuerySolutions
    )


def _passage(sparql: str, start: str, end: str) -> str:
    """Return what stands from some words to others, on one line."""
    line = _one_line(sparql)
    first = line.index(start)
    return line[first : line.index(end, first) + len(end)]


def _one_line(sparql: str) -> str:
    return " ".join(sparql.split())


def _head(sparql: str) -> list[str]:
    return sparql[: re.search(r"(?m)^SELECT", sparql).start()].splitlines()  # type: ignore[union-attr]


@pytest.mark.parametrize("line", ["#+ question: twelve", "#+ param x", "#+ param x: text; fr=a",
                                  "#+ column x: one", "#+ title@fr:"])  # fmt: skip
def test_a_header_that_does_not_say_enough_names_its_file(line: str) -> None:
    with pytest.raises(queries.BadHeader, match=r"mine\.rq: "):
        queries._parse("mine", f"{line}\nSELECT ?x {{}}")
