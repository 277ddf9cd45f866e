"""One check from end to end: what is asked of the store, what of an engine, window by window."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import partial
from itertools import islice
from typing import NamedTuple, TypeVar

import pyoxigraph as ox

from graph.shacl import questions as asked
from graph.shacl.engines import Broken, Name, engine
from graph.shacl.needs import ANY, Needs, kinds_of, needs_of, predicates, present
from graph.shacl.reader import Reader, in_memory, with_meanings
from graph.shacl.rules import SUBCLASS, Shapes, Triple, lines, meanings, plain, sh
from graph.shacl.sample import take
from graph.shacl.windows import only, surroundings

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
        self._reader = Reader(store, [ox.NamedNode(graph) for graph in graphs])
        self._engine = engine(name)
        self._window = window
        self._shapes = shapes
        self._words = (*meanings(), *self._reader.triples(SUBCLASS))
        self._classes = asked.Subclasses(self._words)
        self._foci = asked.branches(shapes.targets(*_OWN), self._classes)
        self._reader.read_types(k for name in kinds_of(shapes) for k in self._classes.of(name))
        self._questions = list(asked.questions(shapes, self._classes))
        self._own = self._part(_OWN, without=_POINTED)
        self._pointed = self._part(_POINTED, without=(*_OWN, *_POINTED))

    def _part(self, kinds: Sequence[str], without: Sequence[str]) -> _Part:
        needs = needs_of(self._shapes, self._shapes.targets(*kinds))
        read = predicates(needs) | {SUBCLASS}
        words = [t for t in self._words if t[1] in read or ANY in needs]
        gone = [(target.shape, sh(target.kind), "") for target in self._shapes.targets(*without)]
        rules = self._shapes.without(*asked.answered(self._shapes), *gone)
        return _Part(rules, present(needs, self._reader.has), words)

    def run(self, sample: int | None) -> set[Broken]:
        """Return everything that is broken; with a sample, by so many focus nodes at most."""
        some = None
        if sample is not None:
            self.total = self._reader.count(self._foci)
            some = take(self._reader, self._foci, sample) if sample < self.total else None
        found = _together(self._jobs(some))
        if some is None:
            self.total = self.checked
        return found

    def _jobs(self, some: list[str] | None) -> Iterator[Job]:
        """Yield the work to do; ``some`` are the only focus nodes to check."""
        for question in asked.whole_questions(self._shapes):
            yield partial(self._answer, question)
        for pairs in _groups(self._pairs(some), self._window):
            yield partial(self._look_at_pointed, pairs)
        foci = self._reader.nodes(self._foci) if some is None else some
        for nodes in _groups(foci, self._window):
            self.checked += len(nodes)
            yield partial(self._look_at, nodes)
        if some is None:  # data may say of a word of the ontology what makes it a broken focus
            yield partial(self._look_at, list({subject for subject, _, _ in self._own.words}))

    def _answer(self, question: asked.WholeQuestion) -> set[Broken]:
        """Ask a question over the whole graph."""
        reader = with_meanings(self._reader, question.mentioned())
        values = reader.values(question.select, question.prefixes)
        return {Broken(plain(question.focus), plain(value), question.shape) for value in values}

    def _look_at(self, nodes: list[str]) -> set[Broken]:
        """Check nodes in a window; what else is in it is there to be looked at only."""
        rules, needs, words = self._own
        data = surroundings(self._reader, nodes, needs) + lines(words)
        wanted = set(map(plain, nodes))
        found = self._engine(data, rules.text()) | self._asked(data)
        return {broken for broken in found if broken.focus in wanted}

    def _asked(self, data: bytes) -> set[Broken]:
        """Ask the questions of a window: first of the little they read, as most find nothing."""
        little = in_memory(only(data, {name for q in self._questions for name in q.reads}))
        suspect = [q for q in self._questions if any(True for _ in little.select(q.suspects()))]
        reader = in_memory(data) if suspect else little
        return {
            Broken(plain(focus), plain(value), question.shape)
            for question in suspect
            for focus, value in reader.select(question.query())
        }

    def _pairs(self, some: list[str] | None) -> Iterator[tuple[str, str]]:
        """Yield each shape with each node that it must look at because of what others say."""
        for target in self._shapes.targets("targetNode"):
            yield target.shape, target.of
        shapes = defaultdict(set)
        for target in self._shapes.targets("targetObjectsOf"):
            if self._reader.has(target.of):
                shapes[target.of].add(target.shape)
        for predicate, node in self._reader.objects(list(shapes), some):
            yield from ((shape, node) for shape in shapes[predicate])

    def _look_at_pointed(self, pairs: list[tuple[str, str]]) -> set[Broken]:
        rules, needs, words = self._pointed
        nodes = {node for _, node in pairs if not node.startswith('"')}
        data = surroundings(self._reader, nodes, needs) + lines(words)
        return self._engine(data, rules.text(*((s, sh("targetNode"), n) for s, n in pairs)))


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
