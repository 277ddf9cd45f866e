"""The end of every way out: a file has its name only once nothing that stays was found in it.

So it is with rows on their way to the screen, and with what is sent to a server: the first leaves
once all were searched.
"""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from itertools import islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, NamedTuple, TypeVar

import ontology
from graph.errors import AlliancesError
from graph.export.files import whole, whole_folder
from graph.layers import FACTS, layer_of, source_of
from graph.publication.files import Block, blocks, of_file
from graph.publication.frame import frame
from graph.publication.gate import Gate
from graph.publication.search import Phrase
from graph.publication.secrets import Origin, Secrets, secrets
from graph.publication.shapes import broken
from graph.publication.words import words
from ontology.text import Text, same

if TYPE_CHECKING:
    from graph.validate import Findings

MOST = 1_000  # finds of one file: more tell no more
_NAMED = 3  # in a message
_RUN = 500  # rows searched at once
Row = TypeVar("Row")
WRITTEN, SHOWN = Text("écrit", "written"), Text("montré", "shown")


class Found(NamedTuple):
    """A secret in a file: where it stands there, and where it comes from."""

    member: str  # of an archive or a folder
    line: int
    origin: Origin


class Leak(AlliancesError):  # noqa: N818 - reads as what it is
    """A file that was about to leave holds what may not; it was deleted."""

    exit_code = 1


@dataclass(frozen=True)
class Departure:
    """What may leave on a day, and the search for what may not."""

    gate: Gate

    @cached_property
    def secrets(self) -> Secrets:
        """What no file may hold."""
        return secrets(self.gate, frame())

    @contextmanager
    def files(self, *targets: Path) -> Iterator[tuple[Path, ...]]:
        """Yield a path to write for each target; they are put in place if clean, else deleted.

        Raises Leak.
        """
        with whole(*targets) as drafts:
            yield drafts
            for draft, target in zip(drafts, targets, strict=True):
                self.clear(target.name, blocks(draft))

    @contextmanager
    def folder(self, target: Path) -> Iterator[Path]:
        """Yield a new folder to fill, as :meth:`files` does."""
        with whole_folder(target) as draft:
            yield draft
            self.clear(target.name, blocks(draft))

    def clear_bytes(self, name: str | Text, content: bytes, how: Text = WRITTEN) -> None:
        """Raise Leak unless what is about to be written holds no secret."""
        self.clear(name, of_file(BytesIO(content)), how)

    def rows(
        self, name: str | Text, rows: Iterable[Row], said: Callable[[Row], str]
    ) -> Iterator[Row]:
        """Yield rows, the first once none of them was found to say a secret; raises Leak.

        Until then they wait on disk: memory does not grow with them.
        """
        with TemporaryFile() as file:
            self.clear(name, _laid_down(rows, said, file))
            file.seek(0)
            yield from _taken_up(file)

    def require_shapes(self) -> None:
        """Raise Leak unless what leaves in public keeps the rules of publication."""
        if not self.gate.is_internal and (found := broken(self.gate)):
            raise _refused(found)

    def clear(self, name: str | Text, text: Iterable[Block], how: Text = WRITTEN) -> None:
        """Raise Leak unless the text of a file holds no secret, and its facts keep the rules."""
        self.require_shapes()
        if finds := list(islice(self.finds(text), MOST)):
            raise _leak(name, finds, how)

    def finds(self, text: Iterable[Block]) -> Iterator[Found]:
        """Yield the secrets that stand in the text of a file, each once a line."""
        known = self.secrets
        if not known.origins:
            deque(text, maxlen=0)  # read to its end all the same: whether it can be is told too
            return
        for block, tail, hits in known.phrases.through(text):
            if hits:
                yield from _located(known, block, tail, hits)


def _laid_down(rows: Iterable[Row], said: Callable[[Row], str], file: IO[bytes]) -> Iterator[Block]:
    """Yield what rows say, a line each, as they are written to a file."""
    rows, line = iter(rows), 1
    while run := list(islice(rows, _RUN)):
        pickle.dump(run, file)
        yield Block("", line, "\n".join(map(said, run)))
        line += len(run)


def _taken_up(file: IO[bytes]) -> Iterator[Row]:
    while True:
        try:
            run: list[Row] = pickle.load(file)  # noqa: S301 - we have just written it
        except EOFError:
            return
        yield from run


def _located(known: Secrets, block: Block, tail: str, hits: set[Phrase]) -> Iterator[Found]:
    """Yield each find with its line; one that goes over several has that of the block."""
    for number, line in enumerate(block.text.split("\n"), block.line):
        for phrase in dict.fromkeys(known.phrases.within(words(line))):
            hits.discard(phrase)
            yield Found(block.member, number, known.origins[phrase])
    seen = set(known.phrases.within(words(tail)))  # told with the block before
    yield from (Found(block.member, block.line, known.origins[one]) for one in hits - seen)


def kind(origin: Origin) -> Text:
    """Return what a secret is, in plain words that do not repeat it."""
    if layer_of(origin.subject[1:-1].decode()) == "restricted":
        return Text("le nom d'un graphe restreint", "the name of a restricted graph")
    if origin.is_iri:
        return Text("l'identifiant d'une chose restreinte", "the identifier of a restricted thing")
    name = origin.predicate[1:-1].decode()
    if name == ontology.iri("foaf:name"):
        return Text("le nom d'une personne", "the name of a person")
    return Text("un texte restreint ({label})", "a restricted text ({label})").fill(
        label=label_of(name)
    )


_LABELS = {
    "rdfs:label": Text("nom ou intitulé", "name or title"),
    "skos:altLabel": Text("sigle", "acronym"),
    "dcterms:title": Text("titre", "title"),
    "dcterms:description": Text("description", "description"),
    "foaf:homepage": Text("site web", "website"),
    "ea:locator": Text("endroit dans la source", "place in the source"),
}


def label_of(name: str) -> Text:
    """Return what a property is called, given its IRI."""
    told = {ontology.iri(short): text for short, text in _LABELS.items()}
    try:
        return told.get(name) or ontology.label(name)
    except (LookupError, ValueError):
        return same(name.rpartition("/")[2].rpartition("#")[2])


def place(found: Found) -> Text:
    """Return where a secret stands in a file."""
    line = Text("ligne {n}", "line {n}").fill(n=found.line)
    return (
        Text(f"{found.member}, {line.fr}", f"{found.member}, {line.en}") if found.member else line
    )


def _refused(found: Findings) -> Leak:
    return Leak(
        "Rien ne sort : ce qui sortirait ne respecte pas {n} {n:règle|règles} de publication. La "
        "première : {message} « alliances check » dit quelles lignes sont en cause.",
        "Nothing leaves: what would leave breaks {n} {n:rule|rules} of publication. The first: "
        "{message} 'alliances check' tells which rows are at fault.",
        n=len(found),
        message=found[0].message,
    )


def _source(origin: Origin) -> str:
    """Return the source of a secret; of what no source says, the class of its graph."""
    subject = origin.subject[1:-1].decode()
    graph = subject if layer_of(subject) in FACTS else origin.graph
    return source_of(graph) if layer_of(graph) in FACTS else layer_of(graph)


def _leak(name: str | Text, finds: list[Found], how: Text) -> Leak:
    what = list(dict.fromkeys((kind(one.origin), _source(one.origin)) for one in finds))
    told = [
        Text("{kind}, de la source « {source} »", "{kind}, of the source '{source}'").fill(
            kind=one, source=source
        )
        for one, source in what[:_NAMED]
    ]
    return Leak(
        "{file} n'est pas {how} : il contiendrait ce qui ne sort pas ({many} "
        "{n:endroit|endroits} ; le premier : {place}) — {what}. « alliances check » dit quelles "
        "lignes sont en cause.",
        "{file} is not {how}: it would hold what does not leave ({many} {n:place|places}; the "
        "first: {place}) — {what}. 'alliances check' tells which rows are at fault.",
        file=name,
        how=how,
        n=len(finds),
        many=f"{len(finds)}{'+' * (len(finds) >= MOST)}",
        place=place(finds[0]),
        what=Text("; ".join(t.fr for t in told), "; ".join(t.en for t in told)),
    )
