"""The registers that we read, and how a file is recognised: by what it holds, not by its name."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from graph.errors import BadInput, Misuse
from graph.near import did_you_mean, near
from graph.sources import geojson, rdf_file, text
from graph.sources import table as tables
from graph.sources.rdf_file import RdfReading
from graph.sources.reading import JsonFile, Reading, TableFile, require_header
from graph.sources.source import JsonLayout, Layout, Source, squeezed
from graph.sources.table import Table
from ontology.text import Text, fold

#: The registers told first, and tried first where a file fits several; others come after by name.
_FIRST = ("rna", "sirene", "decp", "participations", "rne", "cog", "contours", "subventions",
          "reserve", "rdf")  # fmt: skip
_LAYOUTS_SHOWN = 2  # of those that a source asked for is published in
_GEOMETRY = '"coordinates"'
_HALVES = re.compile(r"\\u[dD][89a-fA-F]")
_NOT_READ = Text("De l'archive ne sont pas lus : {names}.", "Of the archive are not read: {names}.")
MAX_JSON = 700_000_000  # bytes: a document is read whole


@cache
def sources() -> Mapping[str, Source]:
    """Return the registers by the key that ``--as`` takes: the ``SOURCE`` of modules here."""
    folder = import_module("graph.sources").__path__
    modules = (import_module(f"graph.sources.{one.name}") for one in iter_modules(folder))
    found = [one for module in modules if isinstance(one := vars(module).get("SOURCE"), Source)]
    places = {key: place for place, key in enumerate(_FIRST)}
    found.sort(key=lambda source: (places.get(source.key, len(places)), source.key))
    return {source.key: source for source in found}


def source(key: str) -> Source:
    """Return a register by its key; raises Misuse, with the near ones, for an unknown one."""
    wanted = fold(key).replace(" ", "-")
    if wanted in sources():
        return sources()[wanted]
    raise Misuse(
        "« {key} » n'est pas une source connue. {near}Sources : {keys}.",
        "'{key}' is no known source. {near}Sources: {keys}.",
        key=key,
        near=did_you_mean(near(key, sources())),
        keys=", ".join(sources()),
    )


def recognise(path: Path, asked: str | None = None) -> Reading | RdfReading:
    """Return how a file is read; raises BadInput when no register is published like this."""
    among = [source(asked)] if asked else list(sources().values())
    text.require_file(path)
    reading = next(_readings(path, among), None)
    if reading is None:
        raise _unknown(path, among if asked else None)
    reading.notices += _misnamed(path, reading)
    return reading


def _readings(path: Path, among: list[Source]) -> Iterator[Reading | RdfReading]:
    if rdf_file.SOURCE in among and (form := rdf_file.detect(path)):
        yield rdf_file.RdfReading(path, form)
        return
    start = text.start(path)
    if tables.is_spreadsheet(path, start):
        yield from _of_sheets(tables.spreadsheet(path), among)
        return
    if start.startswith(b"PAR1"):
        yield from _of_sheets([tables.parquet(path)], among)
        return
    parts = text.parts(path)
    first = text.sample(parts[0])
    words = first.decode(text.encoding_of(first, parts[0].name), "replace")
    if words.lstrip("\ufeff \t\r\n")[:1] in {"{", "["}:
        yield from _of_json(parts, among)
    else:
        yield from _of_texts(parts, among)


def _of_texts(parts: list[text.Part], among: list[Source]) -> Iterator[Reading]:
    found = next((best for part in parts if (best := _best(part, among))), None)
    if found is None:
        return
    chosen, layout, main = found
    files: list[TableFile] = []
    left: list[str] = []
    for part in parts:
        fits = _best(part, [chosen], layout)
        if fits:
            files.append(fits[2])
        elif squeezed(Path(part.member).stem) in layout.beside:
            left.append(Path(part.member).name)
        else:
            raise BadInput(
                "{file} n'est pas de la même forme que {first}. Extrayez l'archive et chargez "
                "ses fichiers un par un.",
                "{file} is not of the same form as {first}. Unpack the archive and load its files "
                "one by one.",
                file=part.name,
                first=main.table.name,
            )
    yield Reading(chosen, layout, files, [_NOT_READ.fill(names=", ".join(left))] if left else [])


def _best(
    part: text.Part, among: list[Source], wanted: Layout | None = None
) -> tuple[Source, Layout, TableFile] | None:
    """Return the layout that a text fits best, among all or a wanted one."""
    found = (
        match
        for table in tables.delimited(part)
        for match in _matches(table, among)
        if wanted in {None, match[1]}
    )
    return max(found, key=lambda match: len(match[2].places), default=None)


def _of_sheets(sheets: list[Table], among: list[Source]) -> Iterator[Reading]:
    found = [match for sheet in sheets for match in _matches(sheet, among)]
    if found:
        chosen, layout, file = max(found, key=lambda match: len(match[2].places))
        yield Reading(chosen, layout, [file])


def _matches(table: Table, among: list[Source]) -> list[tuple[Source, Layout, TableFile]]:
    """Return the layouts that a table fits, with its header, which may stand below a title."""
    found = [
        (one, layout, TableFile(table, layout, header, skip + 1, places))
        for skip, header in enumerate(table.head)
        if len(header) <= tables.MAX_COLUMNS
        for one in among
        for layout in one.layouts
        if (places := layout.match(header))
    ]
    if not found:
        require_header(max(table.head, key=len, default=[]), table.name)
    return found


def _of_json(parts: list[text.Part], among: list[Source]) -> Iterator[Reading]:
    layouts = [(one, layout) for one in among for layout in one.json]
    found: list[tuple[Source, JsonLayout, JsonFile]] = []
    for part in parts:
        document = _document(part)
        fits = [(s, lay) for s, lay in layouts if lay.detect(document)]
        if not fits:
            return
        found.append((*fits[0], JsonFile(part.name, fits[0][1], document, part.size)))
    one, layout, _ = found[0]
    yield Reading(one, layout, [file for s, lay, file in found if s is one and lay is layout])


def _document(part: text.Part) -> Any:
    """Return a JSON document, read whole; raises BadInput with the place where it goes wrong."""
    data = text.whole(part, MAX_JSON)
    encoding = text.encoding_of(data[: text.SAMPLE], part.name)
    try:
        words = data.decode(encoding, "alliances-foreign" if encoding == "utf-8" else "replace")
        words = text.unmark(words) if text.is_marked(words) else words
        if _HALVES.search(words):  # of a sign, escaped: what no encoding can write
            whole = json.dumps(json.loads(words), ensure_ascii=False)
            words = whole.encode("utf-8", "replace").decode()
        return json.loads(words, object_hook=geojson.packed if _GEOMETRY in words else None)
    except json.JSONDecodeError as error:
        raise _malformed(part.name, error) from error
    except RecursionError as error:
        raise BadInput(
            "{file} : le JSON est imbriqué trop profondément : ce n'est pas un registre.",
            "{file}: the JSON is nested too deeply: this is no register.",
            file=part.name,
        ) from error
    except ValueError as error:  # what Python says of an integer of more than 4300 digits
        raise BadInput(
            "{file} : un nombre du JSON a trop de chiffres : ce n'est pas un registre.",
            "{file}: a number of the JSON has too many digits: this is no register.",
            file=part.name,
        ) from error
    except MemoryError as error:
        raise text.too_large(part.name, len(data)) from error


def _malformed(name: str, error: json.JSONDecodeError) -> BadInput:
    if error.msg == "Extra data" and error.doc[error.pos : error.pos + 1] in {"{", "["}:
        return BadInput(
            "{file}, ligne {row}, signe {column} : le fichier contient plusieurs documents JSON à "
            "la suite (JSON Lines). Réunissez-les en une liste : [ …, … ].",
            "{file}, row {row}, sign {column}: the file holds several documents of JSON one after "
            "the other (JSON Lines). Join them into a list: [ …, … ].",
            file=name, row=error.lineno, column=error.colno,
        )  # fmt: skip
    return BadInput(
        "{file}, ligne {row}, signe {column} : le JSON est mal formé ({error}). Le fichier est "
        "sans doute incomplet : téléchargez-le à nouveau.",
        "{file}, row {row}, sign {column}: the JSON is malformed ({error}). The file is "
        "probably incomplete: download it again.",
        file=name, row=error.lineno, column=error.colno, error=error.msg,
    )  # fmt: skip


def _misnamed(path: Path, reading: Reading | RdfReading) -> list[Text]:
    """Tell when the name of a file promises another layout than it holds."""
    said = squeezed(path.stem)
    layouts: tuple[Layout | JsonLayout, ...] = (*reading.source.layouts, *reading.source.json)
    for layout in layouts:
        if layout.named and layout is not reading.layout and squeezed(layout.named) in said:
            if reading.layout.named and squeezed(reading.layout.named) in said:
                return []
            return [
                Text(
                    "Le nom de {file} annonce « {other} », mais son contenu est « {this} » : "
                    "c'est le contenu qui compte.",
                    "The name of {file} promises '{other}', but its content is '{this}': the "
                    "content counts.",
                ).fill(file=path.name, other=layout.title, this=reading.layout.title)
            ]
    return []


def _unknown(path: Path, asked: list[Source] | None) -> BadInput:
    if asked and not asked[0].layouts:
        return BadInput(
            "{file} n'est pas un fichier de « {title} ».",
            "{file} is no file of '{title}'.",
            file=path.name,
            title=asked[0].title,
        )
    if asked:
        layouts = asked[0].layouts
        return BadInput(
            "{file} n'a pas les colonnes de « {title} ». Il faut au moins : {columns}.",
            "{file} has not the columns of '{title}'. At least these are needed: {columns}.",
            file=path.name,
            title=asked[0].title,
            columns=_or(layouts),
        )
    return BadInput(
        "{file} n'est d'aucune forme connue : ni classeur, ni registre ({keys}). Vérifiez que la "
        "première ligne porte les noms des colonnes, ou dites la source avec --as.",
        "{file} is of no known form: neither a workbook nor a register ({keys}). Check that the "
        "first row holds the names of the columns, or name the source with --as.",
        file=path.name,
        keys=", ".join(sources()),
    )


def _or(layouts: tuple[Layout, ...]) -> Text:
    shown = [
        ", ".join(column.names[0] for column in layout.columns if column.required)
        for layout in layouts
    ]
    more = Text(" ; ou…", "; or…") if len(shown) > _LAYOUTS_SHOWN else Text("", "")
    shown = shown[:_LAYOUTS_SHOWN]
    return Text(" ; ou ".join(shown) + more.fr, "; or ".join(shown) + more.en)
