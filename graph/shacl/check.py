"""One check from end to end: what is asked of the store, what of an engine, window by window."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from graph.shacl import questions as asked
from graph.shacl.engines import Broken, Name, engine
from graph.shacl.needs import ANY, Needs, needs_of, predicates, present
from graph.shacl.reader import Reader, with_meanings
from graph.shacl.rules import SUBCLASS, Shapes, Triple, meanings, plain, sh
from graph.shacl.sample import take
from graph.shacl.windows import surroundings

if TYPE_CHECKING:
    import pyoxigraph as ox

#: Focus nodes of a window: some megabytes of text, so that reading the shapes counts for nothing.
WINDOW = 4_000
_OWN = ("targetClass", "targetSubjectsOf")  # a node is a focus for what it says itself
_POINTED = ("targetObjectsOf", "targetNode")  # or for what others say

Job = Callable[[], set[Broken]]
T = TypeVar("T")


class _Part(NamedTuple):
    """Some of the shapes, what they read, and what the ontology has of that."""

    rules: Shapes
    needs: Needs
    words: list[Triple]


class Check:
    """The check of some graphs against some shapes.

    Nodes that are a focus for what they say themselves are checked in windows; nodes that others
    point at are given to their shapes by name. What an engine cannot know from a window, or gets
    wrong, is asked of the store.
    """

    def __init__(
        self, store: ox.Store, graphs: Sequence[str], shapes: Shapes, name: Name | None, window: int
    ) -> None:
        self.checked = self.total = 0
        self._reader = Reader(store, graphs)
        self._engine = engine(name)
        self._window = window
        self._shapes = shapes
        self._words = (*meanings(), *self._reader.triples(SUBCLASS))
        self._classes = asked.Subclasses(self._words)
        self._foci = asked.branches(shapes.targets(*_OWN), self._classes)
        rules = shapes.without(*asked.answered(shapes))
        self._own = self._part(rules, _OWN, without=_POINTED)
        self._pointed = self._part(rules, _POINTED, without=(*_OWN, *_POINTED))

    def _part(self, rules: Shapes, kinds: Sequence[str], without: Sequence[str]) -> _Part:
        needs = needs_of(rules, rules.targets(*kinds))
        read = predicates(needs) | {SUBCLASS}
        words = [t for t in self._words if t[1] in read or ANY in needs]
        gone = [(target.shape, sh(target.kind), "") for target in rules.targets(*without)]
        return _Part(rules.without(*gone), present(needs, self._reader.has), words)

    def run(self, sample: int | None) -> set[Broken]:
        """Return everything that is broken; with a sample, by so many focus nodes at most."""
        some = None
        if sample is not None:
            self.total = self._reader.count(self._foci)
            some = take(self._reader, self._foci, sample) if sample < self.total else None
        found = _together(self._jobs(some))
        self.total = self.total if some else self.checked
        return found

    def _jobs(self, some: list[str] | None) -> Iterator[Job]:
        """Yield the work to do, the longest first; ``some`` are the only focus nodes to check."""
        for whole in asked.whole_questions(self._shapes):
            yield partial(self._answer_whole, whole)
        for question in asked.questions(self._shapes, self._classes):
            if all(map(self._reader.has, question.needs)):
                yield partial(self._answer, question, _among("?focus", some))
        for pairs in _groups(self._pairs(_among("?any", some)), self._window):
            yield partial(self._look_at_pointed, pairs)
        for nodes in _groups(some or self._reader.nodes(self._foci), self._window):
            self.checked += len(nodes)
            yield partial(self._look_at, nodes)
        if some is None:  # data may say of a word of the ontology what makes it a broken focus
            yield partial(self._look_at, list({subject for subject, _, _ in self._own.words}))

    def _answer(self, question: asked.Question, among: str) -> set[Broken]:
        query = f"SELECT DISTINCT ?focus ?value WHERE {{ {among} {question.pattern} }}"
        rows = self._reader.select(query)
        return {Broken(plain(focus), plain(value), question.shape) for focus, value in rows}

    def _answer_whole(self, question: asked.WholeQuestion) -> set[Broken]:
        reader = with_meanings(self._reader, question.mentioned())
        values = reader.values(question.select, question.prefixes)
        return {Broken(plain(question.focus), plain(value), question.shape) for value in values}

    def _look_at(self, nodes: list[str]) -> set[Broken]:
        """Check nodes in a window; what else is in it is there to be looked at only."""
        rules, needs, words = self._own
        data = surroundings(self._reader, nodes, needs) + _lines(words)
        wanted = set(map(plain, nodes))
        return {broken for broken in self._engine(data, rules.text()) if broken.focus in wanted}

    def _pairs(self, among: str) -> Iterator[tuple[str, str]]:
        """Yield each shape with each node that it must look at because of what others say."""
        for shape, kind, of in self._shapes.targets(*_POINTED):
            if kind == "targetNode":
                yield shape, of
            else:
                query = f"SELECT DISTINCT ?node WHERE {{ {among} ?any {of} ?node }}"
                yield from ((shape, node) for (node,) in self._reader.select(query))

    def _look_at_pointed(self, pairs: list[tuple[str, str]]) -> set[Broken]:
        rules, needs, words = self._pointed
        nodes = {node for _, node in pairs if not node.startswith('"')}
        data = surroundings(self._reader, nodes, needs) + _lines(words)
        return self._engine(data, rules.text(*((s, sh("targetNode"), n) for s, n in pairs)))


def _among(variable: str, nodes: list[str] | None) -> str:
    """Return the pattern that keeps to some nodes; blank ones have no name in a question."""
    named = [node for node in nodes or () if node.startswith("<")]
    return "" if nodes is None else f"VALUES {variable} {{ {' '.join(named)} }}"


def _lines(triples: Iterable[Triple]) -> bytes:
    return "".join(f"{s} {p} {o} .\n" for s, p, o in triples).encode()


def _groups(items: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(items)
    while group := list(islice(rest, size)):
        yield group


def _together(jobs: Iterable[Job]) -> set[Broken]:
    """Do the jobs, one a core; no more of them are prepared than are being done."""
    cores = os.cpu_count() or 1
    found: set[Broken] = set()
    running: set[Future[set[Broken]]] = set()
    with ThreadPoolExecutor(cores) as pool:
        for job in jobs:
            running.add(pool.submit(job))
            if len(running) > cores:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                found.update(*(future.result() for future in done))
        return found.union(*(future.result() for future in running))
