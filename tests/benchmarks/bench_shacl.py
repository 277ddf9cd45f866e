"""SHACL over many actors: whole or in windows, fast engine or reference.

``python -m tests.benchmarks.bench_shacl [ACTORS…] [--pyshacl-up-to N]``; by default 20,000 and
200,000 actors, pySHACL up to 20,000 only (at 200,000 it takes minutes and several GB). Every line
is a process of its own, which opens a finished store; some actors have a fault. It shows the time
that passed, the time that cores worked, and the most memory that the process held, as the
operating system says (0: it does not).

The engine alone reads all statements from a file of N-Triples: it is what the others are compared
with, although it neither reads the store nor answers what it gets wrong.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pyoxigraph as ox

from graph.shacl.check import WINDOW
from graph.shacl.questions import answered
from graph.shacl.rules import lines, meanings, read
from graph.store.bulk import bulk_load
from graph.validate import validate
from tests.actors import ASSERTED, RESTRICTED, quads
from tests.graph.shacl_samples import reference

SIZES = (20_000, 200_000)
PYSHACL_UP_TO = 20_000
GRAPHS = [ASSERTED, RESTRICTED]
ALL_AT_ONCE = 10**9
_ALONE = "shacl-rust alone, from a file"
_WHOLE = "shacl-rust, whole, from the store"
_WINDOWS = "shacl-rust, in windows"


def main(sizes: tuple[int, ...] = SIZES, pyshacl_up_to: int = PYSHACL_UP_TO) -> None:
    """Print, for each size, time, memory and findings of each way, side by side."""
    for actors in sizes:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            count = _written(Path(folder), actors)
            print(f"{actors:,} actors, {count:,} statements; windows of {WINDOW:,} focus nodes")
            done = {}
            for way in WAYS:
                if "pySHACL" not in way or actors <= pyshacl_up_to:
                    done[way] = _process(way, Path(folder))
                    _show(way, *done[way], alone=done[_ALONE][0])
            whole, alone = (done[_WINDOWS][0] / done[way][0] for way in (_WHOLE, _ALONE))
            print(f"  in windows takes {whole:.2f} times as long as whole, {alone:.2f} times as "
                  "the engine alone")  # fmt: skip


def _show(
    way: str, seconds: float, working: float, memory: float, found: int, *, alone: float
) -> None:
    print(f"  {way:34}{seconds:8.1f} s {working:8.1f} s {memory:7.0f} MB {found:6,} findings   "
          f"{seconds / alone:6.2f} times", flush=True)  # fmt: skip


def _written(folder: Path, actors: int) -> int:
    """Write a store, and all that it says as N-Triples; return how many statements."""
    store = ox.Store(str(folder / "store"))
    some = quads(actors, alliances=actors // 20, mandates=actors // 20)
    bulk_load(store, (line.encode() for line in _faulty(some)))
    store.optimize()
    store.flush()
    with (folder / "all.nt").open("wb") as file:
        for graph in map(ox.NamedNode, GRAPHS):
            store.dump(file, format=ox.RdfFormat.N_TRIPLES, from_graph=graph)
        file.write(lines(meanings()))
    return len(store)


def _faulty(some: Iterator[str]) -> Iterator[str]:
    """Write a part of the RNA numbers wrong: the statement that is every 1009th, when it is one."""
    for number, line in enumerate(some):
        wrong = number % 1009 == 0 and "#rna>" in line
        yield line.replace('"W', '"w') if wrong else line


def _alone(folder: Path) -> int:
    import shacl_rust

    rules = read("data").without(*answered(read("data"))).text().encode()
    with (folder / "all.nt").open("rb") as file:
        report = shacl_rust.validate_file(
            file, BytesIO(rules), data_format="nt", shapes_format="nt", experimental_index=True
        )
    return len(report["results"])


def _whole(folder: Path) -> int:
    return len(validate(_open(folder), GRAPHS, "data", engine="shacl-rust", window=ALL_AT_ONCE))


def _windows(folder: Path) -> int:
    return len(validate(_open(folder), GRAPHS, "data", engine="shacl-rust"))


def _sample(folder: Path) -> int:
    return len(validate(_open(folder), GRAPHS, "data", engine="shacl-rust", sample=20_000))


def _slow_whole(folder: Path) -> int:
    return len(reference(_open(folder), GRAPHS, "data"))


def _slow_windows(folder: Path) -> int:
    return len(validate(_open(folder), GRAPHS, "data", engine="pyshacl"))


def _open(folder: Path) -> ox.Store:
    return ox.Store.read_only(str(folder / "store"))


WAYS: dict[str, Callable[[Path], int]] = {
    _ALONE: _alone,
    _WHOLE: _whole,
    _WINDOWS: _windows,
    "shacl-rust, a sample of 20,000": _sample,
    "pySHACL, whole, from the store": _slow_whole,
    "pySHACL, in windows": _slow_windows,
}


def _process(way: str, folder: Path) -> tuple[float, float, float, int]:
    """Go one way in a process of its own: seconds, those of all cores, memory and findings."""
    command = [sys.executable, "-m", "tests.benchmarks.bench_shacl", "--way", way, str(folder)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8")
    seconds, working, memory, found = json.loads(done.stdout)
    return seconds, working, memory, found


def _measured(way: str, folder: Path) -> None:
    start, working = time.perf_counter(), time.process_time()
    found = WAYS[way](folder)
    spent = [time.perf_counter() - start, time.process_time() - working]
    print(json.dumps([*spent, _peak(), found]))


def _peak() -> float:
    """Return the most memory that this process has held, in MB; 0 where it cannot be told."""
    try:
        from resource import RUSAGE_SELF, getrusage
    except ImportError:  # Windows
        return 0.0
    return getrusage(RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("actors", nargs="*", type=int, default=SIZES)
    parser.add_argument("--pyshacl-up-to", type=int, default=PYSHACL_UP_TO)
    parser.add_argument("--way", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.way:
        _measured(asked.way[0], Path(asked.way[1]))
    else:
        main(tuple(asked.actors), asked.pyshacl_up_to)
