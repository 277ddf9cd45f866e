"""A million rows through ``alliances serve``: seconds, bytes, and memory of all its processes.

``python -m tests.benchmarks.bench_stream [ACTORS]``: 20,000 actors are 1,042,269 statements. Each
form is read once in blocks, as a client that keeps nothing; memory is looked at ten times a second
(Linux only) and shown before, at its peak and after.
"""

from __future__ import annotations

import http.client
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

from cli.site.media import ROWS
from graph import workspace
from graph.load import load_workbook
from tests.benchmarks import crowded
from tests.benchmarks.bench_serve import await_copy
from tests.serving import Served, serving
from tests.workbooks import write_workbook

ACTORS = 20_000
SPARQL = "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 1000000"
BLOCK = 1 << 16


def main(actors: int = ACTORS) -> None:
    """Print a line a form."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        made = workspace.create(folder / "ws", name="x", as_of=crowded.AS_OF)
        load_workbook(made, write_workbook(folder / "book", **crowded.sheets(actors)))
        with serving(made.path, "--timeout", "600") as site:
            await_copy(made)
        with serving(made.path, "--timeout", "600") as site:
            for form in ROWS:
                _read(site, form.name, form.media)


def _read(site: Served, name: str, media: str) -> None:
    before, peak, over = _memory(site.process.pid), [0.0], threading.Event()

    def watch() -> None:
        while not over.wait(0.1):
            peak[0] = max(peak[0], _memory(site.process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    start, size, first = time.perf_counter(), 0, 0.0
    connection = site.connect(600)
    connection.request("GET", "/sparql?" + urlencode({"query": SPARQL}), headers={"Accept": media})
    answer: http.client.HTTPResponse = connection.getresponse()
    while data := answer.read(BLOCK):  # raises IncompleteRead where the answer is broken off
        first = first or time.perf_counter() - start
        size += len(data)
    seconds = time.perf_counter() - start
    over.set()
    watcher.join()
    print(f"{name:5} {size / 1e6:5.0f} MB in {seconds:5.1f} s, the first {first * 1000:.0f} ms; "
          f"memory before {before:.0f} MB, at most {peak[0]:.0f} MB, "
          f"after {_memory(site.process.pid):.0f} MB", flush=True)  # fmt: skip


def _memory(pid: int) -> float:
    """Return the megabytes in memory of a process and those it started."""
    found = 0.0
    for one in (pid, *_children(pid)):
        try:
            lines = Path(f"/proc/{one}/status").read_text(encoding="ascii").splitlines()
        except OSError:
            continue
        found += sum(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))
    return found


def _children(pid: int) -> list[int]:
    try:
        words = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return []
    return list(map(int, words))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
