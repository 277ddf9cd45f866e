"""Two engines, whole or in windows: the same findings, those of pySHACL where it is right."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import Literal

import pyoxigraph as ox
import pytest
import shacl_rust
from rdflib import Graph

import ontology
from graph.shacl import engines
from graph.shacl.check import Check
from graph.shacl.questions import answered, whole_questions
from graph.shacl.rules import Shapes, plain, read, triples
from graph.validate import Finding, Findings, validate
from tests.actors import ASSERTED, RESTRICTED, line, quads, ref
from tests.graph.shacl_samples import FAULTS, GRAPHS, reference, spoiled, store_of, turtle
from tests.ontology.breaches import DATA, PUBLICATION
from tests.ontology.test_ontology_shapes import EXAMPLE, broken, sample

Engine = Literal["pyshacl", "shacl-rust"]
BREACHES = {"data": DATA, "publication": PUBLICATION}
FILES = {"data": ("example", "derived"), "publication": ("example",)}
WHOLE = 10**9
FAST: list[tuple[Engine, int]] = [("shacl-rust", WHOLE), ("shacl-rust", 311), ("shacl-rust", 41)]
CUTS: list[tuple[Engine, int]] = [*FAST, ("pyshacl", 1_999)]


# -- every constraint, and faults among many actors ----------------------------------------


@cache
def breached(name: str) -> ox.Store:
    """Return one copy of the example for each constraint, with that constraint broken."""
    data = Graph()
    for number, breach in enumerate(BREACHES[name].values()):
        data += broken(sample(*FILES[name], home=f"{EXAMPLE}{number}/"), breach)
    store = ox.Store()
    text = data.serialize(format="nt", encoding="utf-8")
    store.load(text, format=ox.RdfFormat.N_TRIPLES, to_graph=ox.NamedNode(ASSERTED))
    return store


@cache
def breaches_by_pyshacl(name: str) -> list[Finding]:
    return reference(breached(name), [ASSERTED], name)


@pytest.mark.parametrize(("engine", "window"), CUTS)
@pytest.mark.parametrize("name", ["data", "publication"])
def test_the_engines_agree_on_every_constraint(name: str, engine: Engine, window: int) -> None:
    found = validate(breached(name), [ASSERTED], name, engine=engine, window=window)
    assert found == breaches_by_pyshacl(name)


@pytest.mark.parametrize("name", ["data", "publication"])
def test_each_breach_is_told_in_the_words_of_its_constraint(name: str) -> None:
    space = next(s for s in read(name).having("message")).rpartition("#")[0]
    told = defaultdict(set)
    for finding in validate(breached(name), [ASSERTED], name):
        for about in (finding.focus, finding.value):
            if about.startswith(EXAMPLE):
                told[int(about.removeprefix(EXAMPLE).split("/")[0])].add(finding.message)
                break
    for number, (shape, _) in enumerate(BREACHES[name]):
        assert told[number] == {read(name).message(f"{space}#{shape}>")}, shape


@cache
def spoiled_actors() -> ox.Store:
    return spoiled(seed=7, times=2)


@cache
def spoiled_by_pyshacl(name: str) -> list[Finding]:
    return reference(spoiled_actors(), GRAPHS, name)


@pytest.mark.parametrize(("engine", "window"), CUTS)
@pytest.mark.parametrize("name", ["data", "publication"])
def test_the_engines_agree_on_faults_among_many_actors(
    name: str, engine: Engine, window: int
) -> None:
    found = validate(spoiled_actors(), GRAPHS, name, engine=engine, window=window)
    assert found == spoiled_by_pyshacl(name)
    assert len(found) >= 2 * len(FAULTS)


@pytest.mark.parametrize("window", [1, 2, 3])
def test_no_border_of_a_window_changes_what_is_found(window: int) -> None:
    lines = list(quads(6, alliances=4, mandates=3))
    parties = [ref(f"alliance/grant/{number}/party/1") for number in (1, 2, 3)]
    lines += [line("alliance/grant/0", "ea:hasParty", party) for party in parties]
    lines = [x for x in lines if f"/party/2> <{ontology.iri('ea:actor')}>" not in x]
    store = store_of(lines)
    expected = reference(store, [ASSERTED, RESTRICTED], "data")
    assert len(expected) == 10
    assert validate(store, [ASSERTED, RESTRICTED], "data", window=window) == expected


def test_many_sound_actors_conform() -> None:
    store = store_of(quads(300, alliances=30, mandates=30))
    found = validate(store, [ASSERTED, RESTRICTED], "data", window=97)
    assert found == []
    assert found.checked == found.total == 300 + 30 * 5 + 30 * 4 + (5 + 2) + 1


# -- what stands in the way of cutting and asking ------------------------------------------

BLANK = """
[] a ea:Alliance ; rdfs:label "Sans étape" ; ea:partnershipType <urn:x> ; dcterms:source <a:s> ;
    ea:hasParty [ a ea:Party ; ea:actor <a:one>, [ a ea:Actor ; rdfs:label "Sans secteur" ] ] ;
    ea:amount [ a schema:MonetaryAmount ; schema:value "12" ; schema:currency "EUR" ] .
<a:one> a ea:Actor ; rdfs:label "Une" ; ea:sector sector:association .
<a:s> a ea:Source ; dcterms:title "Essai" .
"""


@pytest.mark.parametrize(("engine", "window"), [*CUTS, ("shacl-rust", 1)])
def test_things_without_a_name_are_checked(engine: Engine, window: int) -> None:
    found = validate(turtle(BLANK), [ASSERTED], "data", engine=engine, window=window)
    named = [(f.focus if ":" in f.focus[2:] else "_:", f.message.en) for f in found]
    assert sorted(named) == [
        ("_:", "A party must name exactly one actor or post that is described."),
        ("_:", "An actor or post must have one sector, and one only."),
        ("_:", "An alliance must have at least one stage event."),
        ("_:", "An amount must have one value, which is not negative."),
        ("urn:x", "This value is not a partnership type of the vocabulary."),
    ]


@pytest.mark.parametrize("engine", ["shacl-rust", "pyshacl"])
def test_a_doubtful_iri_does_not_stop_the_check(engine: Engine) -> None:
    """Data are loaded leniently; shacl-rust and SPARQL refuse such an IRI, pySHACL reads it."""
    doubtful = "<https://territoire.test/id/geo/%zz>"
    store = store_of([*quads(3), line("org/rna/W000000001", "ea:seat", doubtful)])
    found = validate(store, [ASSERTED], "data", engine=engine)
    told = "The seat of an actor must be a territory that is described."
    assert [(f.focus[-10:], f.value, f.message.en) for f in found] == [
        ("W000000001", doubtful[1:-1], told)
    ]


@pytest.mark.parametrize("engine", ["shacl-rust", "pyshacl"])
def test_a_class_of_the_data_below_one_of_the_ontology_counts(engine: Engine) -> None:
    store = turtle("""
        <a:Club> rdfs:subClassOf <a:Group> . <a:Group> rdfs:subClassOf ea:Association .
        <a:chess> a <a:Club> ; ea:sector sector:association .""")
    found = validate(store, [ASSERTED], "data", engine=engine, window=1)
    assert [(f.focus, f.message.en) for f in found] == [
        ("a:chess", "An actor or post must have a name.")
    ]


def test_without_the_fast_engine_the_other_one_works(monkeypatch: pytest.MonkeyPatch) -> None:
    assert engines.engine() is engines.engine("shacl-rust")
    monkeypatch.setattr(engines, "_fast", lambda: False)
    assert engines.engine() is engines.engine("pyshacl")
    found = validate(turtle("<a:x> a ea:Source ."), [ASSERTED], "data")
    assert [f.message.en for f in found] == ["A source must have a title."]


@pytest.mark.parametrize("name", ["data", "publication"])
def test_the_fast_engine_reads_the_shapes_left_to_it(name: str) -> None:
    """Otherwise it would give way to the slow one at each window, and nobody would know."""
    rules = read(name).without(*answered(read(name)))
    assert shacl_rust.conforms("", rules.text(), data_format="nt", shapes_format="nt")


# -- what the engines get wrong, so that it is asked in SPARQL -----------------------------

DAY = '"{}"^^<http://www.w3.org/2001/XMLSchema#date>'.format
CASES = {
    # constraint on <a:p>, statements of <a:x>, values at fault: shacl-rust, pySHACL, the standard
    "a text is no number": ("sh:minInclusive 0", '<a:p> "5"', [], ["5"], ["5"]),
    "a day is no number": (
        "sh:maxInclusive 90", f"<a:p> {DAY('2018-01-01')}", ["2018-01-01"], [], ["2018-01-01"],
    ),
    "a text is no day": (
        "sh:lessThanOrEquals <a:q>", f'<a:p> {DAY("2018-01-01")} ; <a:q> "2018-01-01"',
        [], ["2018-01-01"], ["2018-01-01"],
    ),
    "a day that does not exist": (
        "sh:lessThanOrEquals <a:q>",
        f"<a:p> {DAY('2019-01-01')} ; <a:q> {DAY('2018-13-45')}",
        ["2019-01-01"], ["TypeError"], ["2019-01-01"],
    ),
    "a day without a time zone, and one with": (
        "sh:lessThanOrEquals <a:q>",
        f"<a:p> {DAY('2018-01-01')} ; <a:q> {DAY('2018-01-01Z')}",
        [], [], ["2018-01-01"],
    ),
    "a sequence inside a choice": (
        "sh:path [ sh:alternativePath ( <a:q> ( <a:r> <a:s> ) ) ] ; sh:minCount 1",
        '<a:p> "1"', ["ValueError"], [""], [""],
    ),
}  # fmt: skip


def shapes_of(constraint: str) -> Shapes:
    path = "" if "sh:path" in constraint else "sh:path <a:p> ;"
    return Shapes(triples(f"""
        @prefix sh: <http://www.w3.org/ns/shacl#> .
        <a:S> a sh:NodeShape ; sh:targetClass <a:C> ; sh:property <a:P> .
        <a:P> a sh:PropertyShape ; {path} {constraint} .
    """.encode(), ox.RdfFormat.TURTLE))  # fmt: skip


def alone(engine: Engine, data: bytes, rules: str) -> list[str]:
    """Return the values that a library finds at fault, or the error that it stops with."""
    try:
        if engine == "pyshacl":
            return sorted(b.value for b in engines.engine("pyshacl")(data, rules))
        report = shacl_rust.validate(data.decode(), rules, data_format="nt", shapes_format="nt")
        return sorted(plain(result.get("value", "")) for result in report["results"])
    except (TypeError, ValueError) as error:
        return [type(error).__name__]


@pytest.mark.parametrize("case", CASES)
def test_what_an_engine_gets_wrong_is_answered_right(case: str) -> None:
    constraint, said, fast, slow, right = CASES[case]
    store, rules = turtle(f"<a:x> a <a:C> ; {said} ."), shapes_of(constraint)
    data = store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.NamedNode(ASSERTED))
    assert data is not None
    assert alone("shacl-rust", data, rules.text()) == fast
    assert alone("pyshacl", data, rules.text()) == slow
    for engine in ("shacl-rust", "pyshacl"):
        assert [b.value for b in Check(store, [ASSERTED], rules, engine, 10).run(None)] == right


@pytest.mark.parametrize(
    ("constraint", "said"),
    [
        ("sh:languageIn ( 'fr' )", "<a:P> uses ['languageIn']: windows would be too narrow"),
        (
            "sh:path [ sh:zeroOrMorePath <a:q> ] ; sh:minCount 1",
            "a path with ['zeroOrMorePath']",
        ),
        (
            "sh:not [ sh:path <a:q> ; sh:minInclusive 0 ]",
            "sh:minInclusive inside a shape without a target",
        ),
        (
            "sh:path <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> ; sh:in ( <a:C> )",
            "<a:P> says ['in'] of the types of a node",
        ),
        (
            "sh:path [ sh:alternativePath ( <a:q> ( <a:r> <a:s> ) ) ] ; sh:maxCount 1",
            "<a:P>: only sh:minCount 1 is asked of such a path",
        ),
    ],
)
def test_shapes_that_windows_would_get_wrong_are_refused(constraint: str, said: str) -> None:
    """A new shape that needs more must not pass in silence."""
    with pytest.raises(NotImplementedError) as caught:
        Check(turtle(""), [ASSERTED], shapes_of(constraint), None, 10)
    assert str(caught.value).endswith(said)


def test_a_question_asked_of_each_thing_is_refused() -> None:
    rules = shapes_of("sh:minCount 0 . <a:S> sh:sparql [ sh:select 'SELECT $this {}' ]")
    with pytest.raises(NotImplementedError, match="is asked of each targetClass, not of the whole"):
        list(whole_questions(rules))


# -- a sample --------------------------------------------------------------------------------


def test_a_sample_is_spread_and_always_the_same() -> None:
    store = spoiled_actors()
    full = validate(store, GRAPHS, "data")
    some = validate(store, GRAPHS, "data", sample=900)
    assert (full.checked, full.total) == (3_116, 3_116)
    assert (some.checked, some.total) == (900, 3_116)
    assert 0 < len(some) < len(full)
    assert set(some) < set(full)
    kinds = {f.focus.split("/id/")[-1].split("/")[0] for f in some}
    assert {"org", "alliance", "mandate", "geo"} <= kinds
    again: Findings = validate(spoiled(seed=7, times=2), GRAPHS, "data", sample=900, window=50)
    assert (again, again.checked) == (some, 900)


@pytest.mark.parametrize("sample", [3_116, 10_000])
def test_a_sample_as_large_as_the_graph_is_the_graph(sample: int) -> None:
    found = validate(spoiled_actors(), GRAPHS, "data", sample=sample)
    assert found == validate(spoiled_actors(), GRAPHS, "data")
    assert found.checked == found.total == 3_116


def test_a_sample_takes_all_of_what_is_rare() -> None:
    """One alliance among many actors is looked at, however small the sample."""
    lines = [x for x in quads(1_000, alliances=1) if "/stage/1> <" not in x]
    found = validate(store_of(lines), [ASSERTED], "data", sample=60)
    assert [f.message.en for f in found] == ["An alliance must have at least one stage event."]
