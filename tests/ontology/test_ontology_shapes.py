"""Every constraint lets the example pass, and stops the one breach made for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pyoxigraph
import pyshacl
import pytest
from rdflib import RDF, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import SH
from rdflib.term import Node

import ontology
from tests.ontology.breaches import AT, DATA, PHONE, PUBLICATION, Breaches

HERE = Path(__file__).parent
EXAMPLE = "https://example.org/"
DEF = URIRef(ontology.iri("ea:Actor").partition("#")[0])

#: SHACL parameters, and the component that answers for each.
PARAMETERS = (
    "class", "closed", "datatype", "hasValue", "in", "lessThanOrEquals", "maxCount",
    "maxInclusive", "minCount", "minInclusive", "not", "pattern", "qualifiedMaxCount",
)  # fmt: skip
#: Words that constrain nothing by themselves.
SILENT = {
    "ignoredProperties", "message", "path", "prefixes", "qualifiedValueShape", "select",
    "targetClass", "targetNode", "targetObjectsOf", "targetSubjectsOf",
}  # fmt: skip


class Found(NamedTuple):
    """A result of a validation: the shape and the component that answered."""

    shape: str
    component: str


def shapes(name: str) -> Graph:
    return Graph().parse(next(path for path in ontology.shapes() if path.stem == name))


def local(term: object) -> str:
    return str(term).rpartition("#")[2]


def constraints(graph: Graph) -> Iterator[tuple[Node, Found]]:
    """Yield each named constraint of a file, once for each SHACL component that it uses."""
    for shape in set(graph.subjects(SH.message)):
        said = {local(p) for p in graph.predicates(shape) if str(p).startswith(str(SH))}
        assert said <= {*PARAMETERS, *SILENT} and said & {*PARAMETERS, "select"}, shape
        if (shape, RDF.type, SH.SPARQLConstraint) in graph:
            yield shape, Found(local(shape), "SPARQL")
        for parameter in PARAMETERS:
            if (shape, SH[parameter], None) in graph:
                yield shape, Found(local(shape), parameter[0].upper() + parameter[1:])


def sample(*names: str, home: str = EXAMPLE) -> Graph:
    """Return the example files, with their things moved to a namespace of their own."""
    graph = Graph(bind_namespaces="none")  # rdflib has another "geo" of its own
    for name in names:
        text = (HERE / f"{name}.ttl").read_text(encoding="utf-8").replace(EXAMPLE, home)
        graph.parse(data=text, format="turtle")
    return graph


def broken(graph: Graph, breach: str) -> Graph:
    """Apply a breach to a sample."""
    names = graph.namespace_manager
    added = []
    for line in breach.splitlines():
        if not line.strip().startswith("- "):
            added.append(line)
            continue
        subject, predicate, *rest = (names.expand_curie(c) for c in line.split()[1:])
        gone = (subject, predicate, rest[0] if rest else None)
        assert gone in graph, f"the example has no {line}"
        graph.remove(gone)
    head = "".join(f"@prefix {p}: <{space}> .\n" for p, space in names.namespaces())
    graph.parse(data=head + "\n".join(added), format="turtle")
    return graph


@cache
def meanings() -> Graph:
    graph = Graph()
    for path in ontology.files():
        graph.parse(path)
    return graph


def check(data: Graph, rules: Graph) -> Graph:
    """Validate data, which lack only the words of the ontology; return the report."""
    data += meanings()
    _, report, text = pyshacl.validate(data, shacl_graph=rules, inplace=True)
    assert isinstance(report, Graph), text
    return report


def results(report: Graph) -> Iterator[tuple[Node, Found]]:
    """Yield what each result is about, and the constraint that found it."""
    for result in report.subjects(RDF.type, SH.ValidationResult):
        focus, value = report.value(result, SH.focusNode), report.value(result, SH.value)
        named = report.value(result, SH.sourceConstraint) or report.value(result, SH.sourceShape)
        component = local(report.value(result, SH.sourceConstraintComponent))
        about = value if focus == DEF else focus
        assert about is not None
        yield about, Found(local(named), component.removesuffix("ConstraintComponent"))


def breaches_found(name: str, breaches: Breaches, *files: str) -> dict[int, set[Found]]:
    """Validate one copy of the example for each breach, all at once; return what each set off."""
    data = Graph()
    for number, breach in enumerate(breaches.values()):
        data += broken(sample(*files, home=f"{EXAMPLE}{number}/"), breach)
    found = defaultdict(set)
    for about, result in results(check(data, shapes(name))):
        number = int(str(about).removeprefix(EXAMPLE).partition("/")[0])
        found[number].add(result)
    return found


@pytest.fixture(scope="module")
def data_found() -> dict[int, set[Found]]:
    return breaches_found("data", DATA, "example", "derived")


@pytest.fixture(scope="module")
def publication_found() -> dict[int, set[Found]]:
    return breaches_found("publication", PUBLICATION, "example")


@pytest.mark.parametrize(
    ("name", "files"), [("data", ["example", "derived"]), ("publication", ["example"])]
)
def test_the_example_conforms(name: str, files: list[str]) -> None:
    assert list(results(check(sample(*files), shapes(name)))) == []


@pytest.mark.parametrize("number", range(len(DATA)), ids=map("-".join, DATA))
def test_each_breach_of_the_data_is_found(number: int, data_found: dict[int, set[Found]]) -> None:
    wanted = list(DATA)[number]
    assert data_found[number] == {wanted}


@pytest.mark.parametrize("number", range(len(PUBLICATION)), ids=map("-".join, PUBLICATION))
def test_each_breach_of_a_publication_is_found(
    number: int, publication_found: dict[int, set[Found]]
) -> None:
    wanted = list(PUBLICATION)[number]
    assert publication_found[number] == {wanted}


@pytest.mark.parametrize(
    ("name", "breaches", "count"), [("data", DATA, 158), ("publication", PUBLICATION, 10)]
)
def test_every_constraint_has_a_breach(name: str, breaches: Breaches, count: int) -> None:
    assert {found for _, found in constraints(shapes(name))} == set(breaches)
    assert len(breaches) == count


@pytest.mark.parametrize("name", ["data", "publication"])
def test_every_constraint_speaks_french_and_english(name: str) -> None:
    graph = shapes(name)
    for shape, found in constraints(graph):
        messages = [m for m in graph.objects(shape, SH.message) if isinstance(m, Literal)]
        assert sorted(m.language or "" for m in messages) == ["en", "fr"], found
        assert len(set(map(str, messages))) == 2, found
    reachable = set(graph.objects(None, SH.property)) | set(graph.objects(None, SH.sparql))
    for shape in {shape for shape, _ in constraints(graph)} - reachable:
        assert any("target" in local(p) for p in graph.predicates(shape)), f"{shape}: never run"


def test_the_report_speaks_both_languages() -> None:
    """For SPARQL constraints pySHACL drops the language tag, but not the words."""
    data = broken(sample("example"), DATA["alliance-title", "MinCount"])
    report = check(broken(data, DATA["territory-cycle", "SPARQL"]), shapes("data"))
    said = {str(message) for message in report.objects(None, SH.resultMessage)}
    assert said == {
        "Une alliance doit avoir un intitulé.",
        "An alliance must have a title.",
        "Un territoire ne peut pas faire partie de lui-même, même par d'autres.",
        "A territory cannot be part of itself, even through others.",
    }


def test_the_values_of_each_property_come_from_the_scheme_that_the_ontology_names() -> None:
    rules = shapes("data")
    meanings = Graph().parse(ontology.files()[0])
    checked = {
        (prop, rules.value(shape, SH.hasValue))
        for shape, prop in rules.subject_objects(SH.targetObjectsOf)
    }
    declared = set(meanings.subject_objects(URIRef(ontology.iri("ea:valuesFrom"))))
    roles = (URIRef(ontology.iri("org:role")), URIRef(ontology.iri("voc:mandate-role")))
    assert checked == declared | {roles}
    assert len(checked) == 19


def test_contacts_are_looked_for_wherever_they_are_refused() -> None:
    rules = shapes("publication")
    space = rules.namespace_manager.expand_curie("gate:contact").removesuffix("contact")
    path = rules.value(URIRef(space + "no-contact"), SH.path)
    assert path is not None
    refused = rules.value(path, SH.alternativePath)
    targets = list(rules.objects(URIRef(space + "contact"), SH.targetSubjectsOf))
    assert refused is not None
    assert set(Collection(rules, refused)) == set(targets)
    assert len(targets) == 15


def texts_found(text: str) -> int:
    """Ask the contact question of the gate, as it stands, of a graph with one text."""
    rules = shapes("publication")
    space = rules.namespace_manager.expand_curie("gate:no-contact-in-text")
    query = str(rules.value(URIRef(space), SH.select)).replace("$this", "?this")
    store = pyoxigraph.Store()
    store.add(pyoxigraph.Quad(
        pyoxigraph.NamedNode(EXAMPLE), pyoxigraph.NamedNode(EXAMPLE), pyoxigraph.Literal(text)
    ))  # fmt: skip
    solutions = store.query(query)
    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    return len(list(solutions))


@pytest.mark.parametrize(
    "text",
    [
        f"Écrire à prenom.nom{AT}exemple.fr.",
        f"contact+asso{AT}mail.exemple.org",
        PHONE,
        PHONE.replace(" ", ""),
        PHONE.replace(" ", "."),
        f"tél. {PHONE.replace(' ', '-')}, le matin",
        "+33 " + PHONE[1:],
        "+33(0)" + PHONE[1:],
        "0033" + PHONE[1:].replace(" ", ""),
    ],
)
def test_a_contact_in_a_text_is_found(text: str) -> None:
    assert texts_found(text) == 1


@pytest.mark.parametrize(
    "text",
    [
        "200054807",
        "W131000000",
        "SIRET 20005480700017",
        "2017-12-15",
        "du 01/02/2017 au 03/04/2018",
        "1 234 567 890 EUR",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "f0123456789a",
        "https://www.exemple.fr/data/0412345678/fichier.csv",
        f"réseau social : {AT}exemple",
        "ligne 12, paragraphe 3",
    ],
)
def test_numbers_and_dates_are_no_contacts(text: str) -> None:
    assert texts_found(text) == 0


def named_persons(data: Graph) -> set[str]:
    report = check(data, shapes("publication"))
    return {str(about) for about, found in results(report) if found[0] == "person-current-mandate"}


def mandate(*changes: str, as_of: str | None) -> Graph:
    """Return the example with other dates for the mandate and for the edition."""
    graph = broken(sample("example"), "- ex:edition ea:asOf\n" + "\n".join(changes))
    if as_of:
        broken(graph, f'ex:edition ea:asOf "{as_of}"^^xsd:date .')
    return graph


@pytest.mark.parametrize(
    ("as_of", "changes", "named"),
    [
        ("2014-04-04", [], False),  # may not have begun yet
        ("2014-04-05", [], True),
        ("2020-04-05", [], True),  # last day of the legal term, no end being known
        ("2020-04-06", [], False),
        ("2017-06-30", ['ex:mandate ea:endNotBefore "2017-06-30"^^xsd:date .'], True),
        ("2017-07-01", ['ex:mandate ea:endNotBefore "2017-06-30"^^xsd:date .'], False),
        ("2021-01-01", ['ex:mandate ea:endNotBefore "2021-12-31"^^xsd:date .'], True),
        ("2017-01-01", ["- ex:mandate ea:startNotAfter"], False),
        (None, [], False),  # today, long after the term
    ],
)
def test_a_person_is_named_only_while_the_mandate_runs(
    as_of: str | None, changes: list[str], named: bool
) -> None:
    found = named_persons(mandate(*changes, as_of=as_of))
    assert found == (set() if named else {EXAMPLE + "mayor"})


def test_without_a_date_the_day_is_today() -> None:
    begun = date.today() - timedelta(days=30)
    recent = mandate(
        "- ex:mandate ea:startNotAfter",
        f'ex:mandate ea:startNotAfter "{begun.isoformat()}"^^xsd:date .',
        as_of=None,
    )
    assert named_persons(recent) == set()
