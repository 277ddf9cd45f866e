"""What shapes read of a node: its own statements, and those met on the way of their paths."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from graph.shacl.rules import TYPE, Shapes, Target


class Step(NamedTuple):
    """One statement on the way: its predicate, and whether it is followed backwards."""

    predicate: str
    backward: bool = False


#: The steps from a node, each with what is read of the nodes that it leads to.
Needs: TypeAlias = "dict[Step, Needs]"

ANY = Step("")  # every statement of the node
#: Words whose value nodes are looked at no further than the term itself.
_HERE = {
    "datatype", "hasValue", "ignoredProperties", "in", "maxCount", "maxInclusive", "message",
    "minCount", "minInclusive", "nodeKind", "path", "pattern", "qualifiedMaxCount",
    "qualifiedMinCount", "sparql",
    "targetClass", "targetNode", "targetObjectsOf", "targetSubjectsOf",
}  # fmt: skip
#: Words that say something of the types they name and nothing of others, on a path of types.
_OF_SOME_TYPES = {
    "hasValue", "message", "not", "path", "qualifiedMaxCount", "qualifiedMinCount",
    "qualifiedValueShape",
}  # fmt: skip
_NESTED = ("property", "node", "not", "qualifiedValueShape")
_LISTED = ("and", "or", "xone")
_COMPARED = ("equals", "disjoint", "lessThanOrEquals")


def needs_of(shapes: Shapes, targets: list[Target]) -> Needs:
    """Return what the shapes of some targets read of a focus node, its targets included."""
    needs: Needs = {Step(TYPE): {}}
    for target in targets:
        if target.kind == "targetSubjectsOf":
            needs.setdefault(Step(target.of), {})
    for shape in dict.fromkeys(target.shape for target in targets):
        _add(shapes, shape, [needs])
    return needs


def predicates(needs: Needs) -> set[str]:
    """Return every predicate that is read, of whatever node; ``ANY`` is none of them."""
    return {step.predicate for step in needs if step != ANY}.union(*map(predicates, needs.values()))


def kinds_of(shapes: Shapes) -> set[str]:
    """Return everything that the shapes name: they read no other type of a node.

    So it is unless a shape counts the types, or says something of each.
    """
    for shape in shapes.having("path"):
        if TYPE in shapes.path(shapes.one(shape, "path")):
            nested = [child for word in _NESTED for child in shapes.all(shape, word)]
            beyond = set[str]().union(*map(shapes.words, nested)) - {"hasValue", "in"}
            if unknown := beyond | (shapes.words(shape) - _OF_SOME_TYPES):
                raise NotImplementedError(f"{shape} says {sorted(unknown)} of the types of a node")
    return {value for _, _, value in shapes.triples if value.startswith("<")}


def present(needs: Needs, has: Callable[[str], bool]) -> Needs:
    """Return the needs without the steps that the data never take: shorter questions."""
    return {
        step: present(further, has)
        for step, further in needs.items()
        if step == ANY or has(step.predicate)
    }


def _add(shapes: Shapes, shape: str, focus: list[Needs]) -> None:
    """Add what a shape reads, the focus being at the end of each of some ways."""
    words = shapes.words(shape)
    if unknown := words - _HERE - {*_NESTED, *_LISTED, *_COMPARED, "class", "closed"}:
        raise NotImplementedError(f"{shape} uses {sorted(unknown)}: windows would be too narrow")
    for word in _COMPARED:
        for predicate in shapes.all(shape, word):
            for needs in focus:
                needs.setdefault(Step(predicate), {})
    ends = _follow(shapes, shapes.one(shape, "path"), focus)
    if "class" in words or "closed" in words:
        for needs in ends:
            needs.setdefault(ANY if "closed" in words else Step(TYPE), {})
            needs.setdefault(Step(TYPE), {})
    children = [child for word in _NESTED for child in shapes.all(shape, word)]
    for word in _LISTED:
        children += [child for head in shapes.all(shape, word) for child in shapes.items(head)]
    for child in children:
        _add(shapes, child, ends)


def _follow(shapes: Shapes, path: str, ways: list[Needs], *, backward: bool = False) -> list[Needs]:
    """Return the ends of a path from the ends of some ways; no path stays where it is."""
    if not path:
        return ways
    if steps := shapes.items(path):
        for step in reversed(steps) if backward else steps:
            ways = _follow(shapes, step, ways, backward=backward)
        return ways
    if inverse := shapes.one(path, "inversePath"):
        return _follow(shapes, inverse, ways, backward=not backward)
    if choice := shapes.one(path, "alternativePath"):
        return [
            end
            for item in shapes.items(choice)
            for end in _follow(shapes, item, ways, backward=backward)
        ]
    if not path.startswith("<"):
        raise NotImplementedError(f"a path with {sorted(shapes.words(path))}: how far it goes?")
    return [needs.setdefault(Step(path, backward), {}) for needs in ways]
