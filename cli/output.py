"""Results on the standard output, in the format asked for: the same on every listing."""

from __future__ import annotations

import csv
import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from cli.bilingual import option

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from ontology.text import Lang, Text

READABLE = 24  # characters that a long cell of a table needs to stay readable
SHORT = 12  # characters of a number or a word; beside many such, two names may be folded
GAP = 3  # characters between two columns
FORMATS = ("table", "csv", "tsv", "json", "jsonl")
F = TypeVar("F", bound=Callable[..., Any])
Row = Sequence[object]


def format_option(*more: str) -> Callable[[F], F]:
    """Add ``--format`` to a command that lists things."""
    import click

    return option(
        "--format", "form", type=click.Choice([*FORMATS, *more]), default="table",
        show_default=True, fr="Format des résultats.", en="Format of the results.",
    )  # fmt: skip


def write(headers: Sequence[str], rows: Iterable[Row], form: str, keys: Sequence[str] = ()) -> int:
    """Write rows in a format; return how many. JSON objects use ``keys`` (else the headers)."""
    writer = {"csv": _csv, "tsv": _tsv, "json": _json, "jsonl": _jsonl}.get(form, _table)
    if writer is not _table and sys.stdout.isatty():  # a file and a pipe get what is there
        rows = ([_shown(value) for value in row] for row in rows)
    return writer(headers, rows, keys or headers)


def _shown(value: object) -> object:
    """Return a value of data on its way to a person's terminal, which obeys some signs."""
    if not isinstance(value, str) or value.isprintable():
        return value
    return "".join(c if c.isprintable() or c in "\n\u00a0\u202f" else "\ufffd" for c in value)


def listing(
    columns: Mapping[str, Text],
    rows: Iterable[Row],
    form: str,
    lang: Lang,
    *,
    table: str,
    folded: bool = False,
) -> int:
    """Write rows of named columns; a table shows only those named in ``table``, to fit.

    Every other format holds all columns, and JSON objects have their keys. ``folded`` keeps a
    table where its cells must be folded, instead of a block a row.
    """
    kept = [i for i, key in enumerate(columns) if form != "table" or key in table.split()]
    keys = [list(columns)[i] for i in kept]
    headers = [columns[key].to(lang) for key in keys]
    cells = ([row[i] for i in kept] for row in rows)
    if folded and form == "table":
        return _table(headers, cells, keys, folded=True)
    return write(headers, cells, form, keys)


def paragraphs(blocks: Iterable[tuple[str, Sequence[str]]]) -> None:
    """Write a heading and a list of sentences for each block, folded to the terminal."""
    from rich.padding import Padding
    from rich.text import Text

    console = terminal()
    for heading, lines in blocks:
        console.print(Text(clean(heading), style="bold"))
        for line in lines:
            bullet = Text(f"• {clean(line)}")
            for i, part in enumerate(bullet.wrap(console, max(console.width - 4, 20))):
                console.print(Padding(part, (0, 0, 0, 2 if i == 0 else 4)))
        console.print()


def clean(value: object) -> str:
    """Return a value as one line of text without control characters, for a terminal."""
    text = "" if value is None else str(value)
    return "".join(c if c.isprintable() else " " for c in text)


def paragraph(text: str, *, hang: str = "") -> str:
    """Fold a line of text to the width of the terminal; its first indent is its own."""
    import shutil
    import textwrap

    indent = " " * (len(text) - len(text.lstrip()))  # a sign that commands may count as blank
    shown = "".join(c if c.isprintable() or c in "\u00a0\u202f" else " " for c in text)
    return textwrap.fill(
        shown.strip(), width=shutil.get_terminal_size().columns, initial_indent=indent,
        subsequent_indent=hang, break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def _table(
    headers: Sequence[str], rows: Iterable[Row], keys: Sequence[str], *, folded: bool = False
) -> int:
    """Write a table, or one block a row where a table would be too narrow to read."""
    from rich.text import Text

    cells = [[clean(value) for value in row] for row in rows]
    console = terminal()
    cells, notes = _notes(keys, cells)
    widths = [max(map(len, column)) for column in zip(headers, *cells, strict=True)]
    few = sum(width > SHORT for width in widths) <= 2
    needed = sum(min(width, SHORT + 4 if few else READABLE) + 2 for width in widths)
    if folded or needed <= console.width or len(headers) < 4 or not cells:
        console.print(_grid(headers, cells, console.width))
    else:
        for row in cells:
            console.print(_block(headers, row))
            console.print()
    for line in notes:
        console.print(Text(line), soft_wrap=False)
    return len(cells)


def _notes(keys: Sequence[str], cells: list[list[str]]) -> tuple[list[list[str]], list[str]]:
    """Tell a source that several rows repeat once, under the table, by its number."""
    columns = [i for i, key in enumerate(keys) if key in ("source", "sources")]
    told = [row[i] for row in cells for i in columns if len(row[i]) > READABLE]
    if len(set(told)) == len(told):
        return cells, []
    number = {words: f"[{n}]" for n, words in enumerate(dict.fromkeys(told), 1)}
    short = [
        [number.get(cell, cell) if i in columns else cell for i, cell in enumerate(row)]
        for row in cells
    ]
    return short, ["", *(f"{mark} {words}" for words, mark in number.items())]


def terminal(*, stderr: bool = False) -> Console:
    """Return a console that lets a closed pipe be handled where all are (see ``bilingual``).

    It writes no escape but on a terminal, and none of style where ``NO_COLOR`` is set.
    """
    from rich.console import Console

    class Plain(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    return Plain(stderr=stderr, color_system=None if os.environ.get("NO_COLOR") else "auto")


def _grid(headers: Sequence[str], rows: Sequence[Sequence[str]], room: int) -> RenderableType:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE, pad_edge=False, show_edge=False, header_style="bold")
    for header, width in zip(headers, _widths(headers, rows, room), strict=True):
        table.add_column(Text(header), overflow="fold", width=width)
    for row in rows:
        table.add_row(*map(Text, row))
    return table


def _widths(headers: Sequence[str], rows: Sequence[Sequence[str]], room: int) -> list[int]:
    """Share the width of the terminal: the widest columns give way, long words stay whole."""
    from rich.cells import cell_len

    columns = [(header, *cells) for header, *cells in zip(headers, *rows, strict=True)]
    widths = [max(map(cell_len, column)) for column in columns]
    least = [
        max(min(width, SHORT), *(cell_len(word) for text in column for word in text.split()), 0)
        for column, width in zip(columns, widths, strict=True)
    ]
    room -= GAP * (len(columns) - 1)
    for limits in (least, [1] * len(columns)):
        while sum(widths) > room and any(w > low for w, low in zip(widths, limits, strict=True)):
            spare = [w if w > low else 0 for w, low in zip(widths, limits, strict=True)]
            widths[spare.index(max(spare))] -= 1
    return widths


def _block(headers: Sequence[str], row: Sequence[str]) -> RenderableType:
    """Lay out one row as "header  value" lines; empty cells are left out."""
    from rich.table import Table
    from rich.text import Text

    block = Table.grid(padding=(0, 2))
    block.add_column(style="bold", width=max(map(len, headers)))
    block.add_column(overflow="fold")
    for header, value in zip(headers, row, strict=True):
        if value:
            block.add_row(Text(header), Text(value))
    return block


def _csv(headers: Sequence[str], rows: Iterable[Row], _: Sequence[str]) -> int:
    return _delimited(headers, rows, ",")


def _tsv(headers: Sequence[str], rows: Iterable[Row], _: Sequence[str]) -> int:
    return _delimited(headers, ([clean(value) for value in row] for row in rows), "\t")


def _delimited(headers: Sequence[str], rows: Iterable[Row], delimiter: str) -> int:
    writer = csv.writer(sys.stdout, delimiter=delimiter, lineterminator="\n")
    writer.writerow(headers)
    count = 0
    for row in rows:
        writer.writerow(["" if value is None else value for value in row])
        count += 1
    return count


def _json(_: Sequence[str], rows: Iterable[Row], keys: Sequence[str]) -> int:
    """Write a list of objects one by one: an answer may be larger than the memory."""
    count = 0
    for row in rows:
        text = json.dumps([dict(zip(keys, row, strict=True))], ensure_ascii=False, indent=1,
                          default=str)  # fmt: skip
        sys.stdout.write(("," if count else "[") + text[1:-2])
        count += 1
    sys.stdout.write("\n]\n" if count else "[]\n")
    return count


def _jsonl(_: Sequence[str], rows: Iterable[Row], keys: Sequence[str]) -> int:
    count = 0
    for row in rows:
        line = dict(zip(keys, row, strict=True))
        print(json.dumps(line, ensure_ascii=False, default=str))  # noqa: T201
        count += 1
    return count
