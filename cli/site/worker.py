"""The process that asks the store: it can be ended at any moment, and nothing is lost.

It takes one job at a time from its pipe and answers with messages, each a tag and a value:

* ``ready``: it has started;
* ``long``: the job has used the time of a quick one;
* ``refused``: the request makes no sense (:class:`Refusal`);
* ``head``: the form of an answer of several blocks, before the first of them;
* ``block``: bytes of the answer;
* ``done``: form, last bytes, and how it ended; alone, it is the whole answer.
"""

from __future__ import annotations

import faulthandler
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.site.serialise import Limits, Out, boolean, for_people, write_rows, write_triples
from cli.site.teller import Teller
from ontology.text import Lang, Text

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from cli.site.public import Graphs, PublicStore
    from graph.store import Answer

_NO_SERVICE = Text(
    "La requête contient SERVICE : ce site n'interroge aucune autre machine. Retirez cette partie "
    "et posez-la à l'autre machine, puis rapprochez les deux réponses.",
    "The query holds SERVICE: this site asks no other machine. Take that part out and ask it of "
    "the other machine, then bring the two answers together.",
)
_ERRORS = 2  # the error stream, which leads nowhere in a worker
GRACE = 5.0  # seconds after which a worker that nobody ended ends by itself
ROOM = 2 << 30  # bytes of memory that one answer may take, where the system can hold to it


@dataclass(frozen=True)
class Job:
    """What to ask, of which graphs of which version of the store, and in which form."""

    shown: Graphs
    graphs: tuple[str, ...]  # merged to the default graph
    named: tuple[str, ...] = ()  # reached by GRAPH
    sparql: str = ""
    iris: dict[str, str] = field(default_factory=dict)  # variable → IRI it is bound to
    question: str | None = None  # of the library, instead of a text
    values: dict[str, str] = field(default_factory=dict)
    spoken: bool = False  # bind ?lang and ?date where a text projects them, as the library does
    lang: Lang = "fr"
    as_of: date | None = None
    headings: dict[str, str] = field(default_factory=dict)  # of columns in a file for people
    rows: str | None = "json"  # form of SELECT and ASK; None: such an answer is not accepted
    triples: str | None = "ttl"  # form of CONSTRUCT and DESCRIBE
    limits: Limits = field(default_factory=Limits)

    @property
    def text(self) -> int:
        """What tells this from other jobs by the time that it takes."""
        given = (*sorted(self.values.items()), *sorted(self.iris.items()))
        return hash((self.question, self.sparql, given, self.graphs, self.named))


@dataclass(frozen=True)
class Refusal:
    """Why a request is not answered, and where in its text."""

    kind: str  # "syntax", "form", "missing", "store"
    text: Text
    line: int | None = None
    column: int | None = None


def run(pipe: Connection, shown: Graphs) -> None:
    """Answer jobs until the pipe closes; a version of the store is opened beforehand."""
    _keep_small()
    _keep_quiet()
    tell = Teller(pipe)
    asker = _Asker(tell)
    asker.warm(shown)
    tell.send("ready")
    while True:
        try:
            job = pipe.recv()
        except (EOFError, OSError, KeyboardInterrupt):
            return
        try:
            with _end_by_itself(job.limits.seconds + GRACE):
                asker.answer(job)
        except (BrokenPipeError, ConnectionError, KeyboardInterrupt):
            return


@contextmanager
def _end_by_itself(seconds: float) -> Iterator[None]:
    """End this process when its parent, killed, is no longer there to end it.

    The watchdog of ``faulthandler`` is a thread of the system: the engine cannot hold it up.
    """
    faulthandler.dump_traceback_later(seconds, exit=True, file=_ERRORS)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()


def _keep_small() -> None:
    """Bound the memory, so that a hostile query ends this process and not the computer."""
    with suppress(ImportError, OSError, ValueError, IndexError):
        import resource  # not on Windows: there the time limit alone ends such a query

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        most = pages * resource.getpagesize() + ROOM
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _keep_quiet() -> None:
    """Say nothing on the error stream: an engine out of memory would write pages there."""
    with suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        os.close(nowhere)


class _Asker:
    """Holds the store open between jobs."""

    def __init__(self, tell: Teller) -> None:
        self._tell = tell
        self._shown: Graphs | None = None
        self._store: Any = None

    def warm(self, shown: Graphs) -> None:
        """Load what the first job would wait for, so that its time is its own."""
        from graph import questions  # noqa: F401
        from graph.errors import AlliancesError

        with suppress(AlliancesError):
            self._open(shown).query("ASK { ?s ?p ?o }", graphs=shown.facts)

    def answer(self, job: Job) -> None:
        """Answer one job; every mistake of the request becomes a message."""
        from graph.errors import AlliancesError, NotFound, StoreUnavailable
        from graph.store.service import ServiceRefused

        try:
            answer = self._ask(job)
            self._write(answer, job)
        except NotFound as error:
            self._refuse(Refusal("missing", error.text))
        except StoreUnavailable as error:
            self._refuse(Refusal("store", error.text))
        except ServiceRefused:
            self._refuse(Refusal("syntax", _NO_SERVICE))
        except AlliancesError as error:
            self._refuse(_refusal(error.text))
        except (BrokenPipeError, ConnectionError):
            raise
        except Exception as error:  # whatever the engine says is told, never shown raw
            told = f"{type(error).__name__}: {error}"[:300]
            self._refuse(
                Refusal(
                    "engine",
                    Text("Le moteur a échoué ({error}).", "The engine failed ({error}).").fill(
                        error=told
                    ),
                )
            )

    def _refuse(self, refusal: Refusal) -> None:
        self._tell.send("refused", refusal)

    def _ask(self, job: Job) -> Answer:
        store = self._open(job.shown)
        self._tell.begin()  # to open a new version is no work of the job that comes first
        if job.question is None:
            return store.query(
                job.sparql, graphs=job.graphs, named=job.named, parameters=_bound(job)
            )
        import queries
        from graph.questions import Setting, ask

        known = queries.library()[job.question]
        setting = Setting(store, job.graphs, job.lang, job.as_of or date.today())
        return ask(known, job.values, setting)

    def _open(self, shown: Graphs) -> PublicStore:
        from cli.site.public import opened, place

        is_known = self._shown == shown
        if not is_known or (not self._store.is_merged and place(shown).is_dir()):
            self._store = opened(shown)
            self._shown = shown
        found: PublicStore = self._store
        return found

    def _write(self, answer: Answer, job: Job) -> None:
        from graph.store import Rows

        form = job.rows if isinstance(answer, bool | Rows) else job.triples
        if form is None:
            return self._refuse(_unacceptable(is_rows=isinstance(answer, bool | Rows)))
        if isinstance(answer, bool):
            return self._tell.send("done", (form, boolean(answer, form), 1, None))
        out = Out(self._block(form), job.limits.size)
        if isinstance(answer, Rows):
            shown = for_people(answer, job.headings) if job.headings else answer
            done = write_rows(shown, form, out, job.limits)
        else:
            done = write_triples(answer, form, out, job.limits)
        return self._tell.send("done", (form, out.rest(), *done))

    def _block(self, form: str) -> Any:
        """Return what sends a block of an answer, and its form before the first."""
        begun: list[bool] = []

        def send(data: bytes) -> None:
            if not begun:
                begun.append(True)
                self._tell.send("head", form)
            self._tell.send("block", data)

        return send


def _bound(job: Job) -> dict[str, Any]:
    """Return the values of variables of a text."""
    from pyoxigraph import NamedNode

    bound: dict[str, Any] = {name: NamedNode(iri) for name, iri in job.iris.items()}
    return bound | _spoken(job) if job.spoken else bound


def _spoken(job: Job) -> dict[str, Any]:
    from pyoxigraph import Literal, NamedNode

    import queries
    from graph.rdf import XSD

    day = (job.as_of or date.today()).isoformat()
    values = {"lang": Literal(job.lang), "date": Literal(day, datatype=NamedNode(XSD + "date"))}
    return {name: values[name] for name in queries.automatic(job.sparql)}


_PLACE = re.compile(r"line (\d+), column (\d+)")


def _refusal(text: Text) -> Refusal:
    """Return a refusal with the place that its words name, if they do."""
    place = _PLACE.search(text.en)
    line, column = map(int, place.groups()) if place else (None, None)
    return Refusal("syntax", text, line, column)


def _unacceptable(*, is_rows: bool) -> Refusal:
    from cli.site.media import ROWS, TRIPLES

    offered = ", ".join(form.media for form in (ROWS if is_rows else TRIPLES))
    return Refusal("form", Text(
        "La réponse à cette requête n'existe pas dans la forme demandée (Accept). Formes : {list}.",
        "The answer to this query does not come in the form asked for (Accept). Forms: {list}.",
    ).fill(list=offered))  # fmt: skip
