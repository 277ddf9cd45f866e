"""The rooms of the house: imports point one way, and every module stays small."""

from __future__ import annotations

import ast
import re
import statistics
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("ontology", "queries", "graph", "viz", "cli")  # each may import those before it
MODULES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
# Libraries that take long to import: only inside the functions that need them.
HEAVY = {"rdflib", "scipy", "numpy", "networkx", "networkit", "pyvis", "pyshacl", "openpyxl",
         "python_calamine", "rich", "pandas", "matplotlib"}  # fmt: skip
DRAWING = {"pyvis", "viz", "matplotlib", "PIL"}


def room_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0]


def imports(tree: ast.AST) -> Iterator[str]:
    """Yield every module that a piece of code imports, wherever in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "write imports in full"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "import_module":
            yield from (str(a.value) for a in node.args if isinstance(a, ast.Constant))


def at_start(tree: ast.Module) -> Iterator[str]:
    """Yield the modules imported as soon as the module is, not those for the type checker."""
    for node in tree.body:
        for_types = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        if not isinstance(node, ast.FunctionDef | ast.ClassDef) and not for_types:
            yield from imports(node)


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def tops(names: Iterator[str]) -> set[str]:
    return {name.partition(".")[0] for name in names}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_keeps_to_its_room(path: Path) -> None:
    tree, room = parsed(path), room_of(path)
    imported = tops(imports(tree))
    to_the_right = set(ROOMS[ROOMS.index(room) + 1 :])
    assert not imported & to_the_right
    assert "tests" not in imported
    if room != "cli":
        assert "click" not in imported
    if room != "viz":
        assert "pyvis" not in imported
    if room == "graph":
        assert not imported & DRAWING
    assert not tops(at_start(tree)) & HEAVY


def test_the_check_itself_sees_imports_in_functions() -> None:
    code = "def f():\n    import viz.map\n    from cli import main\n"
    tree = ast.parse(f"{code}if TYPE_CHECKING:\n    import rdflib")
    assert tops(imports(tree)) == {"viz", "cli", "rdflib"}
    assert tops(at_start(tree)) == set()
    assert tops(at_start(ast.parse("try:\n    import scipy\nexcept ImportError: pass"))) == {
        "scipy"
    }


def test_every_room_is_there() -> None:
    assert {room_of(path) for path in MODULES} == set(ROOMS)
    assert len(MODULES) > 50


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_over_400_lines_and_no_function_over_50(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400
    long = [name for name, lines in functions(parsed(path)) if lines > 50]
    assert long == []


def test_half_of_the_functions_are_under_ten_lines() -> None:
    lengths = [lines for path in MODULES for _, lines in functions(parsed(path))]
    assert statistics.median(lengths) < 10


# Names that no product code needs, and why they are there.
UNUSED = {
    "ontology.__getattr__": "Python calls it",
    "queries.TYPES": "what a parameter may be: the tests hold the header of every question to it",
    "graph.centrality.betweenness": "published values of networks of one mode (kite, Florence)",
    "graph.centrality.closeness": "published values of networks of one mode (kite, Florence)",
    "graph.store.relay.unanswered": "asked for through sys.modules, where the relay is used",
}


def test_product_code_needs_every_name_it_defines() -> None:
    """A name that only its own definition, a re-export or a test mentions is dead."""
    trees = {module_of(path): parsed(path) for path in MODULES}
    assert unneeded(trees) == set(UNUSED)


def test_the_check_itself_finds_dead_names() -> None:
    code = {
        "a": "from b import again as other, lost\nprint(other())\nimport b\nb.seen",
        "b": "def again(): again()\ndef lost(): lost()\nif 1:\n    seen = 1\ngone: int = 2",
    }
    assert unneeded({name: ast.parse(text) for name, text in code.items()}) == {"b.lost", "b.gone"}


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def unneeded(trees: dict[str, ast.Module]) -> set[str]:
    """Return the names at the top of modules that no code but their own definition reads."""
    read = {known for name, tree in trees.items() for known in _read(name, tree)}
    return {
        f"{module}.{name}"
        for module, tree in trees.items()
        for statement in tree.body
        for name in _defined(statement)
        if name != "__all__" and not read & {f"{module}.{name}", name}
    }


def _read(module: str, tree: ast.Module) -> Iterator[str]:
    """Yield the names that a module reads: its own in full, those of others as they are there."""
    imported = {
        alias.asname or alias.name.partition(".")[0]: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    for statement in tree.body:
        own = set(_defined(statement))
        for node in ast.walk(statement):
            if isinstance(node, ast.Attribute):
                if not isinstance(node.value, ast.Name) or node.value.id in imported:
                    yield node.attr
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                if node.id in imported:
                    yield imported[node.id]
                elif node.id not in own:
                    yield f"{module}.{node.id}"


def _defined(statement: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement at the top of a module defines."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield statement.name
    elif isinstance(statement, ast.Assign | ast.AnnAssign):
        targets = getattr(statement, "targets", None) or [getattr(statement, "target", None)]
        nodes = [node for target in targets if target for node in ast.walk(target)]
        yield from (n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
    elif isinstance(statement, ast.If | ast.Try):
        for inner in ast.iter_child_nodes(statement):
            if isinstance(inner, ast.stmt):
                yield from _defined(inner)


def test_every_public_thing_says_what_it_is() -> None:
    """Modules, and the classes and functions at their top; ruff asks the same, until turned off."""
    silent = []
    for path in MODULES:
        tree = parsed(path)
        shown = [n for n in tree.body if not getattr(n, "name", "_").startswith("_")]
        things: list[ast.AST] = [tree] if tree.body else []
        silent += [
            f"{module_of(path)}:{getattr(thing, 'name', '')}"
            for thing in (*things, *shown)
            if isinstance(thing, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
            and not ast.get_docstring(thing)
        ]
    assert silent == []


def functions(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Yield the functions and how many lines of code each has, without its docstring."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
            said = ast.get_docstring(node, clean=False)
            first = node.body[1] if said and len(node.body) > 1 else node.body[0]
            yield node.name, node.end_lineno - first.lineno + 1


def test_a_plural_is_chosen_not_left_to_the_reader() -> None:
    """``{n:ligne|lignes}`` of a text chooses; "ligne(s)" leaves it to who reads."""
    left = [
        (str(path), node.value)
        for path in MODULES
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.search(r"[a-zé]\((?:s|es|e)\)", node.value)
        and "http(s)" not in node.value
    ]
    assert not left


def test_files_are_always_opened_as_utf_8() -> None:
    """Windows would read and write another encoding."""
    forgotten = []
    for path in MODULES:
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                name, given = node.func.attr, {k.arg for k in node.keywords}
                of_help = ast.unparse(node.func.value) == "formatter"  # click's, no file
                if name in {"read_text", "write_text"} and "encoding" not in given and not of_help:
                    forgotten.append(f"{path.name}:{node.lineno}")
    assert forgotten == []
