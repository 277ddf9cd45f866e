"""Random workbooks with rows that stay, and every public output searched for what they say.

The search here knows nothing of the program's own: what stays bears letters drawn for it alone,
and each text is also looked for as each format may escape it. What must be found where it may be
told (in the internal edition, and public names in public outputs) is counted too, so that a search
that finds nothing ever would fail.
"""

from __future__ import annotations

import csv
import html
import io
import json
import shutil
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from urllib.parse import quote
from xml.sax.saxutils import escape

import pyoxigraph as ox

import queries
from cli.answer import plain
from cli.commands.map import SUGGESTIONS, data
from cli.session import Session
from cli.site import data as site
from cli.site import public
from graph import layers, workspace
from graph.brief import brief
from graph.errors import AlliancesError
from graph.export import lake, rdf
from graph.export.edition import Edition, edition
from graph.export.formats import FORMATS
from graph.load import load_workbook
from graph.push import Publication
from graph.questions import Setting, ask
from graph.workspace import Workspace
from tests.workbooks import SMALL, write_workbook
from viz import brief as pages
from viz.map import render_map

DAY = date(2019, 6, 1)
_MARK = "bcdfghjkmnpqrstvwxz"  # without a vowel no word is met by chance
_AROUND = ("", "Œuvre d’", "<b>", "L'& ", "=1+1;", "é\\n", '"', "%41 ", "\u202f", "Ça ", "☂ ", "Ж ")
_KINDS = ("association", "entreprise", "réseau", "fondation")


@dataclass
class Case:
    """A random workbook: its sheets, what must stay, and what may be told."""

    random: Random
    hidden: dict[str, str] = field(default_factory=dict)  # mark → text
    shown: set[str] = field(default_factory=set)

    def text(self, *, hidden: bool) -> str:
        """Draw a text with a mark of its own, and note whether it must stay."""
        mark = "".join(self.random.choices(_MARK, k=10))
        ends = self.random.choice(_AROUND), self.random.choice(_AROUND)
        text = f"{ends[0]}{mark}é{ends[1]} n°{self.random.randint(1, 9)}"
        if hidden:
            self.hidden[mark] = text
        else:
            self.shown.add(mark)
        return text

    def contact(self) -> str:
        """Draw an e-mail address, which the door takes out of any text."""
        mark = "".join(self.random.choices(_MARK, k=10))
        self.hidden[mark] = f"{mark}@exemple.org"
        return self.hidden[mark]

    def sheets(self) -> dict[str, str]:
        """Draw the sheets of a workbook."""
        actors, closed = self._actors()
        return {
            "acteurs": actors,
            "alliances": self._alliances(),
            "parties": self._parties(len(closed)),
            "besoins-offres": self._needs(closed),
            "mandats": self._mandates(closed),
            "etapes": _table(
                "alliance;étape;date;source;remarque",
                *((f"a{n}", "contact", "2018", "notes", "") for n in range(4)),
            ),
        }

    def _closed(self) -> bool:
        return self.random.random() < 0.4

    def _actors(self) -> tuple[str, list[bool]]:
        closed = [False, False, False, True, *(self._closed() for _ in range(5))]
        rows = []
        for n, hidden in enumerate(closed):
            words = self.text(hidden=hidden)
            if self.random.random() < 0.3:
                words += f" écrire à {self.contact()}"
            rows.append((f"x{n}", self.text(hidden=hidden), self.random.choice(_KINDS), "13001",
                         words, "restreint" if hidden else "", "notes"))  # fmt: skip
        return _table("id;nom;type;commune;description;diffusion;source", *rows), closed

    def _alliances(self) -> str:
        rows = []
        for n in range(4):
            hidden = n == 3
            rows.append((f"a{n}", self.text(hidden=hidden), "mecenat-competences", "numerique",
                         "restreint" if hidden else "", "notes"))  # fmt: skip
        return _table("id;intitulé;type;thèmes;diffusion;source", *rows)

    def _parties(self, actors: int) -> str:
        some = [(f"a{n}", f"x{p}") for n in range(4)
                for p in {0, 1, self.random.randrange(actors)}]  # fmt: skip
        return _table("alliance;acteur;rôle;apport", *((*pair, "", "") for pair in some))

    def _needs(self, closed: Sequence[bool]) -> str:
        rows = []
        for _ in range(6):
            actor, own = self.random.randrange(len(closed)), self._closed()
            words = self.text(hidden=own or closed[actor])
            rows.append((f"x{actor}", "besoin", words, "restreint" if own else ""))
        return _table("acteur;nature;description;diffusion", *rows)

    def _mandates(self, closed: Sequence[bool]) -> str:
        rows = []
        for n in range(5):
            body = self.random.randrange(len(closed))
            start = DAY - timedelta(self.random.randrange(-400, 4_000))
            end = start + timedelta(self.random.randrange(100, 2_000))
            current = start <= DAY <= end and start.replace(year=start.year + 6, day=1) > DAY
            hidden = closed[body]
            rows.append((f"p{n}", self.text(hidden=hidden),
                         self.text(hidden=hidden or not current), "maire", f"x{body}", "13001",
                         start.isoformat(), end.isoformat()))  # fmt: skip
        header = "poste;intitulé du poste;titulaire;fonction;organisme;territoire;début;fin"
        return _table(header, *rows)


def _table(header: str, *rows: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\n").writerows([header.split(";"), *rows])
    return out.getvalue()


def written(case: Case, folder: Path) -> Workspace:
    """Load a random workbook into a new workspace."""
    made = workspace.create(folder / "ws", name="Essai", as_of=DAY)
    kept = {name: SMALL[name] for name in ("sources", "territoires")}
    load_workbook(made, write_workbook(folder / "carnet", **(kept | case.sheets())))
    return made


def outputs(made: Workspace, folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every public output of a workspace, by name."""
    everything = edition(made, made.store(), "fr", layer="all", as_of=DAY)
    yield from exported(edition(made, made.store(), "fr", as_of=DAY))
    for form in ("trig", "nquads", "jsonld"):
        out = io.BytesIO()
        rdf.write(everything, out, form)
        yield f"{form} all", out.getvalue()
    out = io.BytesIO()
    rdf.write_description(everything, out, "turtle")
    yield "description", out.getvalue()
    lake.write(everything, folder / "lake")
    yield "lake", b"".join(_columns(folder / "lake"))
    yield from _pages(Session(chosen="fr", folder=made.path, quiet=True))
    yield from _streams(made)


def exported(of: Edition) -> Iterator[tuple[str, bytes]]:
    """Yield an edition in every format, archives unpacked."""
    for form in FORMATS:
        out = io.BytesIO()
        form.write(of, out)
        yield form.name, _unpacked(out)


def _unpacked(out: io.BytesIO) -> bytes:
    if not zipfile.is_zipfile(out):
        return out.getvalue()
    with zipfile.ZipFile(out) as archive:
        return b"\n".join(archive.read(name) for name in archive.namelist())


def _columns(folder: Path) -> Iterator[bytes]:
    from pyarrow import parquet

    for path in sorted(folder.rglob("*")):
        yield f"{path.relative_to(folder)}\n".encode()
        if path.suffix == ".parquet":
            yield json.dumps(parquet.ParquetFile(path).read().to_pylist(), default=str).encode()
        elif path.is_file():
            yield path.read_bytes()


def _pages(here: Session) -> Iterator[tuple[str, bytes]]:
    network = here.network()
    yield "map", render_map(data(here, network, SUGGESTIONS)).encode("utf-8", "replace")
    for a, b in ((0, 1), (1, len(network.actors) - 1)):
        page = brief(network, a, b)
        for name, write in (("html", pages.html), ("markdown", pages.markdown)):
            yield f"brief {name}", write(page, "fr").encode("utf-8", "replace")


def _streams(made: Workspace) -> Iterator[tuple[str, bytes]]:
    """Yield what is pushed, what the site reads, and the answers of the library."""
    publication = Publication(made, made.store())
    sent = (triple for name in publication.names.values() for triple in publication.triples(name))
    yield "push", ox.serialize(sent, format=ox.RdfFormat.N_TRIPLES) or b""
    shown = site.opened(made)[1]
    served = public.opened(shown)
    told = served.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", graphs=served.graphs())
    yield "site", ox.serialize(told, format=ox.RdfFormat.N_TRIPLES) or b""  # type: ignore[arg-type]
    for name, answer in answers(served):
        yield f"query {name}", answer


def answers(served: public.PublicStore) -> Iterator[tuple[str, bytes]]:
    """Yield the rows of every question that needs no value, or only that of an actor."""
    for name, question in queries.library().items():
        setting = Setting(served, layers.graphs(served, question.layer), "fr", DAY)  # type: ignore[arg-type]
        needed = {p.name: "x0" for p in question.parameters if p.required}
        try:
            rows = [[plain(term) for term in row] for row in ask(question, needed, setting).rows]
        except AlliancesError:
            continue  # it asks for something else than an actor
        yield name, json.dumps(rows, ensure_ascii=False, default=str).encode()


def forms(text: str) -> set[bytes]:
    """Return a text as each format may write it."""
    ways = (
        text, html.escape(text), escape(text), json.dumps(text)[1:-1], quote(text),
        json.dumps(text, ensure_ascii=False)[1:-1], str(ox.Literal(text))[1:-1],
        "".join(f"&#{ord(c)};" if ord(c) > 127 else c for c in text),
    )  # fmt: skip
    return {way.encode("utf-8", "replace") for way in ways}


def leaks(case: Case, content: bytes) -> list[str]:
    """Return the marks and texts that stay and yet stand in an output."""
    low = content.lower()
    return [
        mark for mark, text in case.hidden.items()
        if mark.encode() in low or any(form in content for form in forms(text))
    ]  # fmt: skip


def attempt(seed: int) -> Counter[str]:
    """Make a workspace, write all it can, and count what was searched and what was found."""
    case, count = Case(Random(seed)), Counter[str]()  # noqa: S311 - a test
    folder = Path(tempfile.mkdtemp(prefix="alliances-leaks-"))
    try:
        made = written(case, folder)
        for name, content in outputs(made, folder):
            count["outputs"] += 1
            count["searches"] += len(case.hidden)
            count["public texts found"] += sum(mark.encode() in content for mark in case.shown)
            for mark in leaks(case, content):
                count["leaks"] += 1
                count[f"leak: seed {seed}, {name}, {case.hidden[mark]!r}"] += 1
        inside = edition(made, made.store(), "fr", internal=True, as_of=DAY)
        told = [leaks(case, content) for name, content in exported(inside) if name == "trig"]
        count["restricted texts in the internal edition"] += sum(map(len, told))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return count


def run(seconds: float) -> dict[str, int]:
    """Try one random workbook after the other for some seconds; return the figures."""
    total, seed, until = Counter[str](), 0, time.monotonic() + seconds
    while not seed or time.monotonic() < until:
        total += attempt(seed)
        seed += 1
    return {"workbooks": seed, "leaks": 0} | dict(total)
