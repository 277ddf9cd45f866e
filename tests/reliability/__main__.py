"""``python -m tests.reliability [kill|disk|damage|leaks|fuzz|all]``: accidents, in numbers.

Prints how many situations were tried and what went wrong in them; exits 1 on any loss. Each kind
is a module beside this one with ``run``; one that is not there is told, and is an error.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import random
import sys
from typing import Any

from tests.reliability.state import Found

KINDS = ("kill", "disk", "damage", "leaks", "fuzz")
COLUMNS = ("tried", "lost", "half", "unclear")
HEADS = ("situation", "tried", "lost", "half-loaded", "unclear message")


def main(arguments: list[str] | None = None) -> int:
    """Run the kinds asked for; return the exit code."""
    asked = _parser().parse_args(arguments)
    print(f"seed {asked.seed}")
    bad = sum(_run(kind, asked) for kind in (KINDS if asked.kind == "all" else (asked.kind,)))
    return 1 if bad else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.reliability")
    parser.add_argument("kind", choices=[*KINDS, "all"], nargs="?", default="all")
    parser.add_argument("--count", type=int, default=100, help="moments of each operation")
    parser.add_argument("--seconds", type=float, default=60.0, help="for kinds that run for a time")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6), help="of all draws")  # noqa: S311
    parser.add_argument("--only", action="append", default=[], help="these operations alone")
    return parser


def _run(kind: str, asked: argparse.Namespace) -> int:
    """Run one kind with what its ``run`` takes, print its table, return how much went wrong."""
    print(f"\n{kind}")
    name = f"tests.reliability.{kind}"
    try:
        module = importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        print(f"  there is no {name.replace('.', '/')}.py: not tried", file=sys.stderr)
        return 1
    given = {"count": asked.count, "seconds": asked.seconds, "seed": asked.seed,
             "names": tuple(asked.only)}  # fmt: skip
    takes = inspect.signature(module.run).parameters
    return _told(module.run(**{key: value for key, value in given.items() if key in takes}))


def _told(results: dict[str, Any]) -> int:
    """Print a table of what was found, and each thing that went wrong."""
    found = {name: one for name, one in results.items() if isinstance(one, Found)}
    for name, value in results.items():
        if name not in found:
            print(f"  {name}: {value}")
    rows = [HEADS, *((name, *map(str, _figures(one))) for name, one in found.items())]
    for row in rows if found else ():
        print(f"  {row[0]:44}" + "".join(f"{cell:>16}" for cell in row[1:]))
    for name, one in found.items():
        for words in (*one.notes, *one.lost, *one.half, *one.unclear):
            print(f"  {name}: {words}")
    failures = results.get("failures", 0)
    return sum(one.bad for one in found.values()) + (failures if isinstance(failures, int) else 0)


def _figures(one: Found) -> list[int]:
    return [one.tried, len(one.lost), len(one.half), len(one.unclear)]


if __name__ == "__main__":
    sys.exit(main())
