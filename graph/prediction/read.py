"""Read a two-mode table: one row a participation, with a column of actors and one of alliances."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import normalize

from graph.dates import parse_period
from graph.errors import BadInput, Misuse
from graph.near import did_you_mean, near
from graph.prediction.sample import Event, Sample, linked
from graph.sources import table, text
from ontology.text import Text, fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from scipy.sparse import csr_array

    from graph.sources.table import Table

#: How tables write "no value".
EMPTY = frozenset({"", "na", "n/a", "nan", "null", "none", "nil", "-", "?"})
_TIME = re.compile(r"[ T][0-9]{1,2}:[0-9]{2}.*")
_COMPACT = re.compile(r"^([12][0-9]{3})(0[1-9]|1[0-2])([0-3][0-9])$")  # 20181231
_DECIMAL = re.compile(r"^([12][0-9]{3})\.0+$")  # a year, where a column of numbers has gaps
_SEVERAL = re.compile(r"[;|]")  # themes of one alliance in one cell

NO_ACTOR = Text("lignes sans acteur", "rows without an actor")
NO_ALLIANCE = Text("lignes sans alliance", "rows without an alliance")
NO_DATE = Text(
    "lignes d'une alliance sans date lisible (comme 2018-12-31, 31/12/2018 ou 2018)",
    "rows of an alliance without a readable date (such as 2018-12-31, 31/12/2018 or 2018)",
)
SHORT = Text("lignes plus courtes que l'en-tête", "rows shorter than the header")


@dataclass(frozen=True)
class Columns:
    """The columns to read, by name as typed."""

    actor: str
    alliance: str
    date: str | None = None
    theme: str | None = None
    territory: str | None = None
    sector: str | None = None


class _Row(NamedTuple):
    actor: str
    alliance: str
    day: date | None
    themes: tuple[str, ...]
    territory: str
    sector: str


def read(path: Path, columns: Columns) -> Sample:
    """Read a file; raises Misuse for a column that it has not, BadInput for an unusable file."""
    found, places = _located(path, columns)
    skipped: Counter[Text] = Counter()
    rows = list(_rows(found, places, skipped))
    if columns.date:
        rows = _dated(rows, skipped)
    if not rows:
        raise _nothing(path.name, skipped)
    return _sample(
        rows, skipped, attributes=any((columns.theme, columns.territory, columns.sector))
    )


def _located(path: Path, columns: Columns) -> tuple[Table, dict[str, int]]:
    """Return the table that has the columns, and where they stand in it."""
    first: Misuse | None = None
    for found in _tables(path):
        header = [cell.strip().lstrip("\ufeff") for cell in found.head[0]] if found.head else []
        try:
            return found, _places(header, columns)
        except Misuse as error:
            first = first or error
    raise first or BadInput(
        "{file} n'a qu'une colonne : il en faut deux, les acteurs et les alliances, séparées par "
        "un point-virgule, une virgule ou une tabulation.",
        "{file} has one column only: it takes two, actors and alliances, separated by a semicolon, "
        "a comma or a tab.",
        file=path.name,
    )


def _tables(path: Path) -> Iterator[Table]:
    text.require_file(path)
    if table.is_spreadsheet(path, text.start(path)):
        yield from table.spreadsheet(path)
        return
    for part in text.parts(path):
        yield from table.delimited(part)


def _places(header: Sequence[str], columns: Columns) -> dict[str, int]:
    wanted = {option: name for option, name in vars(columns).items() if name is not None}
    places = {option: _place(header, name, option) for option, name in wanted.items()}
    if places["actor"] == places["alliance"]:
        raise Misuse(
            "--actor et --alliance nomment la même colonne : il en faut deux.",
            "--actor and --alliance name the same column: it takes two.",
        )
    return places


def _place(header: Sequence[str], name: str, option: str) -> int:
    """Return where a column stands: by its exact name, else by one that differs in case only."""
    if header.count(name) == 1:
        return header.index(name)
    if name in header:
        raise Misuse(
            "--{option} : la colonne « {name} » est là {n} fois. Renommez-en une.",
            "--{option}: column '{name}' is there {n} times. Give one another name.",
            option=option,
            name=name,
            n=header.count(name),
        )
    alike = [i for i, other in enumerate(header) if fold(other) == fold(name)]
    if len(alike) == 1:
        return alike[0]
    raise Misuse(
        "--{option} : pas de colonne « {name} ». {hint}Colonnes : {all}.",
        "--{option}: no column '{name}'. {hint}Columns: {all}.",
        option=option,
        name=name,
        hint=did_you_mean(near(name, filter(None, header))),
        all=", ".join(h for h in header if h),
    )


def _rows(found: Table, places: dict[str, int], skipped: Counter[Text]) -> Iterator[_Row]:
    """Yield the rows that name an actor and an alliance."""
    for cells in islice(found.rows(), 1, None):
        if any(cell.strip() for cell in cells):
            row = _row(cells, places)
            why = _useless(row)
            if why:
                skipped[why] += 1
            elif row:
                yield row


def _row(cells: Sequence[str], places: dict[str, int]) -> _Row | None:
    if max(places.values()) >= len(cells):
        return None
    values = {option: _value(cells[place]) for option, place in places.items()}
    themes = (_value(theme) for theme in _SEVERAL.split(values.get("theme", "")))
    return _Row(
        values["actor"],
        values["alliance"],
        day_of(values.get("date", "")),
        tuple(theme for theme in themes if theme),
        values.get("territory", ""),
        values.get("sector", ""),
    )


def _useless(row: _Row | None) -> Text | None:
    if row is None:
        return SHORT
    return NO_ACTOR if not row.actor else NO_ALLIANCE if not row.alliance else None


def _value(cell: str) -> str:
    plain = " ".join(normalize("NFC", cell).split())  # é in one character or in two is one name
    return "" if plain.casefold() in EMPTY else plain


@lru_cache(maxsize=100_000)
def day_of(words: str) -> date | None:
    """Return the day by which what a cell dates had begun; None when it cannot be read."""
    plain = _COMPACT.sub(r"\1-\2-\3", _DECIMAL.sub(r"\1", _TIME.sub("", words)))
    try:
        period = parse_period(plain)
    except ValueError:
        return None
    return period.not_after or period.not_before


def _dated(rows: Sequence[_Row], skipped: Counter[Text]) -> list[_Row]:
    """Keep the rows of alliances with a date: the first day that any of their rows says."""
    days: dict[str, date] = {}
    for row in rows:
        if row.day:
            days[row.alliance] = min(row.day, days.get(row.alliance, row.day))
    kept = [row._replace(day=days[row.alliance]) for row in rows if row.alliance in days]
    if len(kept) < len(rows):
        skipped[NO_DATE] += len(rows) - len(kept)
    return kept


def _sample(rows: Sequence[_Row], skipped: Counter[Text], *, attributes: bool) -> Sample:
    actors = tuple(sorted({row.actor for row in rows}))
    index = {name: i for i, name in enumerate(actors)}
    by_alliance: defaultdict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        by_alliance[row.alliance].append(row)
    grouped = [by_alliance[key] for key in sorted(by_alliance)]
    events = tuple(
        Event(of[0].alliance, of[0].day, tuple(sorted({index[row.actor] for row in of})))
        for of in grouped
    )

    def graph(chosen: Sequence[int]) -> csr_array:
        return linked(
            len(actors), (link for j in chosen for row in grouped[j] for link in _links(row, index))
        )

    return Sample(actors, events, graph, tuple(sorted(skipped.items())), attributes)


def _links(row: _Row, index: dict[str, int]) -> Iterator[tuple[object, object]]:
    """Enumerate what a row links: as the knowledge graph of a workspace does."""
    actor, alliance = index[row.actor], ("alliance", row.alliance)
    yield actor, alliance
    yield from ((alliance, ("theme", theme)) for theme in row.themes)
    if row.territory:
        yield actor, ("territory", row.territory)
    if row.sector:
        yield actor, ("sector", row.sector)


def _nothing(name: str, skipped: Counter[Text]) -> BadInput:
    reasons = list(skipped.items())
    return BadInput(
        "{file} : aucune ligne utilisable ({why}).",
        "{file}: no usable row ({why}).",
        file=name,
        why=Text(
            "; ".join(f"{why.fr} : {n}" for why, n in reasons) or "le tableau est vide",
            "; ".join(f"{why.en}: {n}" for why, n in reasons) or "the table is empty",
        ),
    )
