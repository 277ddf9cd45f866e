"""Any RDF file: what is said in the words of our ontology passes, the rest is counted and dropped.

RDF is not read row by row. Every statement goes to the one graph of the load: who says what is
told by the file, not by the graphs in it. Nothing of a person passes but the name and its source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import ontology
from graph import layers
from graph.errors import BadInput, Misuse
from graph.privacy import holds_email, withhold_contacts
from graph.rdf import XSD, literal
from graph.sources import text
from graph.sources.context import PERSON, Context
from graph.sources.emit import Emit, Ref, joined
from graph.sources.rdf_survey import NAME, PERSONS, REIFIES, TYPE, Keys, Survey, known, normal
from graph.sources.rdf_text import FORMS, Document, detect
from graph.sources.reading import Progress, Refuse
from graph.sources.report import Report
from graph.sources.source import Layout, LeaveOut, Source, row_by_row
from ontology.text import Text

if TYPE_CHECKING:
    import pyoxigraph as ox

__all__ = ["SOURCE", "RdfReading", "detect"]

SOURCE = Source(
    "rdf",
    Text("Fichier RDF", "RDF file"),
    "", "", "https://www.w3.org/TR/rdf11-primer/",
    snapshot=True,
    rank=40,
)  # fmt: skip
BATCH = 5_000  # statements passed on at once

CONTACT = Text("contact (adresse électronique, téléphone)", "contact (e-mail address, telephone)")
UNKNOWN = Text("propriété que notre ontologie ne connaît pas", "property unknown to our ontology")
MEANING = Text("sens d'un mot : les nôtres viennent avec le programme",
               "meaning of a word: ours come with the program")  # fmt: skip
DERIVED = Text("calculé par un programme (alliance potentielle, score, raison), pas un fait",
               "worked out by a program (potential alliance, score, reason), no fact")  # fmt: skip
OTHER_LOAD = Text("histoire d'un autre chargement", "history of another load")
QUOTED = Text("affirmation sur une affirmation (RDF 1.2)", "statement about a statement (RDF 1.2)")
NEVER = Text("diffusion « jamais »", "disclosure 'never'")
ILL_TYPED = Text("valeur qui n'est pas de son type", "value that is not of its type")
EMPTY = Text("texte vide", "empty text")

_CONTACTS = re.compile(
    r"e-?mail|mbox|phone|fax|^(?:has)?tel|jabber|skype|msnchatid|icqchatid|aimchatid|yahoochatid",
    re.IGNORECASE,
)
_REACHES = re.compile(r"(?:mailto|tel|sms|callto|xmpp|sips?|acct|skype):", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_NUMBER = r"[+-]?(?:0|[1-9][0-9]*)"
_FORMS = {
    f"{XSD}{name}": re.compile(form)
    for name, form in {
        "integer": _NUMBER, "int": _NUMBER, "long": _NUMBER, "nonNegativeInteger": _NUMBER,
        "decimal": rf"{_NUMBER}(?:\.[0-9]*)?|[+-]?\.[0-9]+",
        "double": rf"(?:{_NUMBER}(?:\.[0-9]*)?|[+-]?\.[0-9]+)(?:[eE][+-]?[0-9]+)?|-?INF|NaN",
        "float": rf"(?:{_NUMBER}(?:\.[0-9]*)?|[+-]?\.[0-9]+)(?:[eE][+-]?[0-9]+)?|-?INF|NaN",
        "boolean": r"true|false|1|0", "gYear": r"-?[0-9]{4,}(?:Z|[+-][0-9]{2}:[0-9]{2})?",
        "date": r"-?[0-9]{4,}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
                r"(?:Z|[+-][0-9]{2}:[0-9]{2})?",
        "dateTime": r"-?[0-9]{4,}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T[0-9:.]{8,}"
                    r"(?:Z|[+-][0-9]{2}:[0-9]{2})?",
    }.items()
}  # fmt: skip
_LAYOUTS = {
    key: Layout(key, form.title, (), row_by_row(lambda *_: None)) for key, form in FORMS.items()
}


@dataclass
class RdfReading:
    """An RDF file recognised, and how its statements are read."""

    path: Path
    form: str
    notices: list[Text] = field(default_factory=list)
    source: Source = SOURCE

    @property
    def layout(self) -> Layout:
        """Return the form of RDF as a layout without columns."""
        return _LAYOUTS[self.form]

    def blocks(
        self,
        out: Emit,
        context: Context,
        report: Report,
        *,
        refuse: Refuse = lambda *_: None,
        progress: Progress = lambda *_: None,
    ) -> Iterator[bytes]:
        """Yield the statements that pass as blocks of N-Quads; fill the report, in statements."""
        if context.scope is not None:
            raise _no_territory(self.path.name)
        part = text.parts(self.path)[0]
        document = Document(part, self.form, out.thing("node", out.source, "")[1:-1])
        document.check()
        survey = Survey().note(document.statements())
        progress(part.size, 2 * part.size)
        _require_data(self.path.name, survey)
        report.notices += [*self.notices, *_graphs(self.path.name, survey)]
        door = _Door(out, report, survey)
        for number, quad in enumerate(document.statements(), 1):
            door.take(quad)
            if number % BATCH == 0:
                progress(part.size + part.done(), 2 * part.size)
                yield joined(out.drain())
        door.end()
        yield joined(out.drain())
        report.withheld += out.withheld
        if not report.kept:
            raise _nothing(self.path.name, survey.count)


class _Door:
    """Lets statements pass, one after the other, or counts why they do not."""

    def __init__(self, out: Emit, report: Report, survey: Survey) -> None:
        import pyoxigraph as ox

        self._out, self._report, self._survey = out, report, survey
        self._key, self._literals, self._triples = Keys(), ox.Literal, ox.Triple
        self._public = ox.DefaultGraph()
        self._about = ""  # the subject of the statements under way
        self._refused: Text | None = None  # why nothing is taken of it
        self._hidden = False
        self._said: list[str] = []
        self._named: set[str] = set()
        self._histories = tuple(f"{out.base}{part}" for part in ("graph/", "id/run/"))

    def take(self, quad: ox.Quad) -> None:
        """Pass a statement on, or count it as left out."""
        self._report.read["rdf"] += 1
        subject = self._key(quad.subject)
        if subject != self._about:
            self._begin(subject)
        try:
            if self._refused:
                raise LeaveOut(self._refused)
            hidden = quad.graph_name != self._public and _layer(str(quad.graph_name))
            predicate = self._predicate(subject, normal(quad.predicate.value))
            written, hides = self._object(subject, predicate, quad.object)
        except LeaveOut as left:
            self._report.filtered["rdf"] += 1
            self._report.reasons[left.reason] += 1
            return
        hidden = hidden or hides or self._hidden
        self._out.say(self._ref(subject), predicate, written, restricted=hidden)
        self._said.append(f"{predicate} {written}")
        self._report.loaded["rdf"] += 1

    def _begin(self, subject: str) -> None:
        self.end()
        self._about = subject
        self._refused, survey = self._why_not(subject), self._survey
        private = subject in survey.people and subject not in survey.holders
        self._hidden = private or subject in survey.hidden

    def end(self) -> None:
        """Accept what was said of a subject; what has a name is compared between editions."""
        if any(said.startswith("rdfs:label ") for said in self._said):
            self._out.recorder.add(self._ref(self._about), "\n".join(sorted(self._said)))
        self._said.clear()
        self._out.keep()

    def _why_not(self, subject: str) -> Text | None:
        """Return why nothing that is said of a subject is taken, or None."""
        survey = self._survey
        reasons = (
            (DERIVED, subject in survey.derived),
            (QUOTED, subject in survey.quoting),
            (NEVER, subject in survey.never),
            (OTHER_LOAD, subject.startswith(self._histories)),
            (MEANING, known(subject) is not None),
            (CONTACT, _reaches_somebody(subject)),
        )
        return next((reason for reason, holds in reasons if holds), None)

    def _predicate(self, subject: str, said: str) -> str:
        """Return the prefixed name of a property that passes."""
        name, reason = _property(said)
        if subject in self._survey.people and not (
            said in _OF_A_PERSON and subject in self._survey.named
        ):
            reason = PERSON
        if reason is None:
            return name
        if reason is not QUOTED and reason is not DERIVED:
            self._report.dropped[_short(said)] += 1
        raise LeaveOut(reason)

    def _object(self, subject: str, predicate: str, value: Any) -> tuple[Ref, bool]:
        """Return a value as N-Quads writes it, and whether it may not be public."""
        if isinstance(value, self._literals):
            return self._literal(subject, predicate, value), False
        if isinstance(value, self._triples):
            raise LeaveOut(QUOTED)
        key, survey = self._key(value), self._survey
        if key in survey.derived or key in survey.never:
            raise LeaveOut(DERIVED if key in survey.derived else NEVER)
        if _reaches_somebody(key):
            raise LeaveOut(CONTACT)
        if subject in survey.people and predicate == "rdf:type":
            if key not in PERSONS:
                raise LeaveOut(PERSON)
            return Ref(f"<{ontology.iri('person:Person')}>"), False
        if key in survey.people and not (predicate == "org:member" and subject in survey.mandates):
            raise LeaveOut(PERSON)
        return self._ref(key), key in survey.hidden

    def _literal(self, subject: str, predicate: str, value: ox.Literal) -> Ref:
        """Return a text without the contacts in it, with its language or its type."""
        kind, language = value.datatype.value, value.language
        if form := _FORMS.get(kind):
            return _typed(value.value, kind, form)
        words = self._out.words(_CONTROL.sub(" ", value.value))
        if not words:
            raise LeaveOut(EMPTY)
        if subject in self._survey.people:
            if subject in self._named:  # one name says who holds a mandate
                raise LeaveOut(PERSON)
            self._named.add(subject)
        elif predicate == "dcterms:creator":  # in words, it is somebody's name
            raise LeaveOut(PERSON)
        if language:
            return Ref(f"{literal(words)}@{language}")
        plain = kind == f"{XSD}string"
        return Ref(literal(words) if plain else f"{literal(words)}^^<{kind}>")

    def _ref(self, key: str) -> Ref:
        """Return a term as N-Quads writes it; blank nodes and persons get an IRI of this source."""
        own = f"{self._out.base}id/person/"
        if key in self._survey.people and not key.startswith(own):
            return self._out.thing("person", self._out.source, str(self._survey.people[key]))
        if key.startswith("_:"):
            return self._out.thing("node", self._out.source, key[2:])
        return Ref(f"<{key}>")


_OF_A_PERSON = frozenset({TYPE, NAME, "http://purl.org/dc/terms/source"})


@lru_cache(maxsize=1000)
def _property(iri: str) -> tuple[str, Text | None]:
    """Return the prefixed name of a property, or why it does not pass."""
    if iri == REIFIES:
        return "", QUOTED
    if _CONTACTS.search(re.split(r"[#/:]", iri)[-1]):
        return "", CONTACT
    name = known(iri) or ""
    prefix, _, local = name.partition(":")
    if name == "ea:alliedWith":
        return "", DERIVED
    is_one = local[:1].islower() and not iri.startswith(f"{ontology.BASE}voc/")
    return (name, None) if is_one and prefix in ontology.prefixes() else ("", UNKNOWN)


def _layer(graph: str) -> bool:
    """Tell whether a graph of ours is restricted; of the others only facts are taken."""
    layer = layers.layer_of(graph.strip("<>"))
    not_facts = {
        "derived": DERIVED, "shortcuts": DERIVED, "ontology": MEANING, "vocab": MEANING,
        "prov": OTHER_LOAD,
    }  # fmt: skip
    if layer in not_facts:
        raise LeaveOut(not_facts[layer])
    return layer == "restricted"


def _typed(words: str, kind: str, form: re.Pattern[str]) -> Ref:
    """Return a number or a date; what is neither may be a telephone that pretends."""
    words = words.strip()
    if not form.fullmatch(words):
        raise LeaveOut(CONTACT if withhold_contacts(words)[1] else ILL_TYPED)
    return Ref(f'"{words}"^^<{kind}>')


def _reaches_somebody(key: str) -> bool:
    """Tell whether an IRI is an address or a number of somebody."""
    if _REACHES.match(key):
        return True
    return ("@" in key or "%40" in key) and holds_email(unquote(key))


def _short(iri: str) -> str:
    for prefix, space in ontology.prefixes().items():
        if iri.startswith(space):
            return f"{prefix}:{iri.removeprefix(space)}"
    return iri


def _graphs(name: str, survey: Survey) -> list[Text]:
    if not survey.graphs:
        return []
    return [
        Text(
            "{file} a {n} {n:graphe nommé, dont le nom n'est pas gardé|graphes nommés, dont les "
            "noms ne sont pas gardés} : tout va dans le graphe de ce chargement.",
            "{file} has {n} named {n:graph, whose name is|graphs, whose names are} not kept: all "
            "goes to the graph of this load.",
        ).fill(file=name, n=len(survey.graphs))
    ]


def _require_data(name: str, survey: Survey) -> None:
    if survey.is_vocabulary:
        raise BadInput(
            "{file} est un vocabulaire ({n} mots définis), pas des données. Il n'y a rien à "
            "charger : notre ontologie vient avec le programme.",
            "{file} is a vocabulary ({n} words defined), not data. There is nothing to load: our "
            "ontology comes with the program.",
            file=name,
            n=survey.words,
        )


def _no_territory(name: str) -> Misuse:
    return Misuse(
        "--territory ne s'applique pas à un fichier RDF : {file} n'a pas de lignes à filtrer. "
        "Chargez-le en entier, sans --territory.",
        "--territory does not apply to an RDF file: {file} has no rows to filter. Load all of it, "
        "without --territory.",
        file=name,
    )


def _nothing(name: str, count: int) -> BadInput:
    return BadInput(
        "Rien n'a été chargé : aucune des {n} affirmations de {file} n'emploie les mots de notre "
        "ontologie, ou ne peut être montrée.",
        "Nothing was loaded: none of the {n} statements of {file} uses the words of our ontology, "
        "or may be shown.",
        n=count,
        file=name,
    )
