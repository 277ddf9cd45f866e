"""A store asked from a process of its own, which can be stopped: the engine knows no time limit.

The parent sends one question as JSON and reads the answer as it comes: a line of JSON that says
what it is, then rows (SPARQL results in TSV) or triples (N-Triples). Nothing here needs signals,
so that it is the same on Windows.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import IO, Any, cast

import pyoxigraph as ox

from graph.errors import AlliancesError, Misuse, StoreUnavailable
from graph.store.local import LocalStore, failed
from graph.store.paced import timed_out
from graph.store.protocol import Answer, Rows, Store
from graph.store.service import Host

_HOME = Path(__file__).parents[2]
#: Without the current folder among the places to import from: anything may lie there.
_CHILD = [
    sys.executable, "-P", "-c",
    "import sys; sys.path.insert(0, sys.argv[1]); from graph.store.apart import answer; answer()",
    str(_HOME),
]  # fmt: skip
_SAID = 1 << 16  # bytes of what the other process says of its end
_BLOCK = 1 << 16  # bytes taken from the pipe at a time
_ERRORS = {cls.exit_code: cls for cls in (Misuse, StoreUnavailable)}


class ApartStore(Store):
    """A finished version of the graph on disk, each question in a process that can be stopped."""

    def __init__(
        self, store: LocalStore, *, seconds: float | None = None, hosts: Collection[Host] = ()
    ) -> None:
        if store.folder is None:
            raise ValueError("a store in memory has no other process")
        self.store, self.folder = store, store.folder
        self.seconds = seconds  # that a question may take; None: any time
        self.hosts = hosts  # that SERVICE may ask

    def graphs(self) -> list[str]:
        """Return the IRIs of the named graphs, sorted."""
        return self.store.graphs()

    def query(
        self,
        sparql: str,
        *,
        graphs: Sequence[str],
        named: Sequence[str] | None = None,
        parameters: Mapping[str, ox.NamedNode | ox.Literal] | None = None,
    ) -> Answer:
        """Answer a read-only query over the merge of the graphs listed.

        Raises TimedOut, also while the rows are read, once it took longer than it may.
        """
        request = {
            "folder": str(self.folder), "sparql": sparql, "graphs": list(graphs),
            "named": None if named is None else list(named),
            "hosts": [list(host) for host in self.hosts],
            "parameters": {name: _plain(value) for name, value in (parameters or {}).items()},
        }  # fmt: skip
        return _Question(request, self.seconds).answer()


class _Question:
    """One question under way in a process of its own, and how long it may still take.

    Only the time in which we wait for it counts: a reader who turns pages stops no question.
    """

    def __init__(self, request: dict[str, Any], seconds: float | None) -> None:
        self.seconds = self.left = seconds
        self.is_over_time = False
        self._held = BytesIO()
        self.process = subprocess.Popen(  # noqa: S603 - this program itself
            _CHILD, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        sent, self.stream, self.said = cast(
            "tuple[IO[bytes], IO[bytes], IO[bytes]]",
            (self.process.stdin, self.process.stdout, self.process.stderr),
        )
        with sent:
            sent.write(json.dumps(request).encode())

    def answer(self) -> Answer:
        """Return the answer, of which the head has come; raises what the other process did."""
        try:
            head = self._head()
        except BaseException:
            self.stop()
            raise
        if head["kind"] == "ask":
            self.stop()
            return bool(head["answer"])
        if head["kind"] == "triples":
            quads = ox.parse(cast("IO[bytes]", self), format=ox.RdfFormat.N_TRIPLES)
            return self._all(quad.triple for quad in quads)
        rows = ox.parse_query_results(cast("IO[bytes]", self), format=ox.QueryResultsFormat.TSV)
        return Rows(tuple(head["variables"]), self._all(map(tuple, rows)))  # type: ignore[arg-type]

    def read(self, size: int = -1) -> bytes:
        """Return what has come, waiting for some; called by the parsers, for a row or two each.

        More is taken from the pipe at a time: each time costs the thread that watches the clock.
        """
        if data := self._held.read(size):
            return data
        self._held = BytesIO(self._timed(lambda: self.stream.read1(_BLOCK)))  # type: ignore[attr-defined]
        return self._held.read(size)

    def stop(self) -> None:
        """End the other process."""
        self.process.kill()
        self.process.wait()
        self.stream.close()
        self.said.close()

    def __del__(self) -> None:
        """End the process of an answer that nobody began to read."""
        self.stop()

    def _head(self) -> dict[str, Any]:
        line = self._timed(self.stream.readline)
        if not line:
            raise self._broken()
        head: dict[str, Any] = json.loads(line)
        if head["kind"] == "error":
            raise _told(head)
        return head

    def _all(self, items: Iterator[Any]) -> Iterator[Any]:
        try:
            yield from items
            if self.process.wait() != 0:
                raise self._broken()
        except (SyntaxError, ValueError, OSError) as error:  # cut short in the middle of a line
            raise self._broken() from error
        finally:
            self.stop()

    def _timed(self, read: Any) -> bytes:
        """Read, and stop the other process when the time is up."""
        if self.left is None:
            return cast("bytes", read())
        start = time.monotonic()
        timer = threading.Timer(max(self.left, 0), self._over)
        timer.daemon = True
        timer.start()
        try:
            data = cast("bytes", read())
        finally:
            timer.cancel()
            self.left -= time.monotonic() - start
        if self.is_over_time:
            raise self._broken()
        return data

    def _over(self) -> None:
        self.is_over_time = True
        self.process.kill()

    def _broken(self) -> AlliancesError:
        if self.is_over_time:
            return timed_out(self.seconds or 0)
        return self._last_word() or StoreUnavailable(
            "La question s'est arrêtée d'elle-même (mémoire épuisée, ou base abîmée). Demandez "
            "moins, ou rechargez vos sources avec « alliances load ».",
            "The question ended by itself (out of memory, or the store is damaged). Ask for less, "
            "or load your sources again with 'alliances load'.",
        )

    def _last_word(self) -> AlliancesError | None:
        """Return what the other process said of its end: whatever else it says is not for us."""
        if self.said.closed:
            return None
        for line in reversed(self.said.read(_SAID).splitlines()):
            with suppress(ValueError, KeyError, TypeError):
                return _told(json.loads(line))
        return None


def _told(error: dict[str, Any]) -> AlliancesError:
    return _ERRORS.get(error["code"], StoreUnavailable)(error["fr"], error["en"])


# -- in the other process --------------------------------------------------------------------------


def answer() -> None:
    """Read one question from the standard input and write its answer, until the reader goes."""
    request = json.load(sys.stdin.buffer)
    try:
        _answer(request, sys.stdout.buffer)
    except OSError as error:  # in the middle of an answer
        _say(sys.stderr.buffer, **_error(failed(error)))
        raise SystemExit(1) from None


def _answer(request: dict[str, Any], out: IO[bytes]) -> None:
    try:
        hosts = [(name, port) for name, port in request["hosts"]]
        store = LocalStore.open(Path(request["folder"]), hosts)
        given = {name: _term(value) for name, value in request["parameters"].items()}
        graphs, named = request["graphs"], request["named"]
        found = store.answer(request["sparql"], graphs=graphs, named=named, parameters=given)
    except AlliancesError as error:
        _say(out, **_error(error))
        return
    if isinstance(found, ox.QueryBoolean):
        _say(out, kind="ask", answer=bool(found))
    elif isinstance(found, ox.QueryTriples):
        _say(out, kind="triples")
        ox.serialize(found, out, ox.RdfFormat.N_TRIPLES)
    else:
        _say(out, kind="rows", variables=[variable.value for variable in found.variables])
        found.serialize(out, ox.QueryResultsFormat.TSV)
    out.flush()


def _error(error: AlliancesError) -> dict[str, str | int]:
    text = error.text
    return {"kind": "error", "code": type(error).exit_code, "fr": text.fr, "en": text.en}


def _say(out: IO[bytes], **head: Any) -> None:
    out.write(json.dumps(head).encode() + b"\n")
    out.flush()


def _plain(value: ox.NamedNode | ox.Literal) -> list[str | None]:
    if isinstance(value, ox.NamedNode):
        return [value.value]
    return [value.value, value.language or "", "" if value.language else value.datatype.value]


def _term(plain: list[str]) -> ox.NamedNode | ox.Literal:
    if len(plain) == 1:
        return ox.NamedNode(plain[0])
    value, language, kind = plain
    if language:
        return ox.Literal(value, language=language)
    return ox.Literal(value, datatype=ox.NamedNode(kind))
