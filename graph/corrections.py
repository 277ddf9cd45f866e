"""Rows that a person corrected, beside the register that refused them: what still counts of them.

A corrected row is needed until its register tells the same thing. From then on the register's word
counts, whatever the correction said; what no register tells yet stays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from graph.editions import by_strength, reference
from graph.identity.once import Said
from graph.kept import Entry
from graph.wording import shell
from ontology.text import Text

_SHOWN = 5


def put_aside(path: Path) -> list[Text]:
    """Put aside a file of refused rows, and those that follow it: no row is refused any more."""
    source = re.sub("-refus(?:-[0-9]+)?$", "", path.stem)
    form = re.compile(rf"{re.escape(source)}-refus(?:-([0-9]+))?\.(?:csv|json)")
    first = _number(form, path)
    found = sorted(path.parent.glob("*-refus*")) if path.parent.is_dir() else []
    told = []
    for old in found:
        if form.fullmatch(old.name) and _number(form, old) >= first:
            aside = old.with_suffix(f".avant{old.suffix}")  # what it was before this load
            old.replace(aside)
            told.append(_ASIDE_TOLD.fill(file=f"{old.parent.name}/{old.name}", aside=aside.name))
    return told


def _number(form: re.Pattern[str], path: Path) -> int:
    found = form.fullmatch(path.name)
    return int(found[1] or 1) if found else 0


_ASIDE_TOLD = Text(
    "Aucune ligne n'est plus refusée : {file} est mis de côté sous le nom {aside}.",
    "No row is refused any more: {file} is put aside as {aside}.",
)


def told_of(said: Sequence[Said], entries: Sequence[Entry]) -> list[Text]:
    """Tell what the last source loaded made of corrected rows, its own or those of its register."""
    new, by_source = entries[-1], {entry.source: entry for entry in entries}
    concerned = {e.source for group in by_strength(entries) if new in group for e in group}
    return [
        _one(one, by_source[one.source], entries)
        for one in said
        if one.gone and one.source in concerned and by_source[one.source].origin
    ]


def _one(said: Said, entry: Entry, entries: Sequence[Entry]) -> Text:
    if not said.stays:
        return Text(
            "Tout ce que {file} corrigeait est maintenant dans le registre, dont la version "
            "compte. Vous pouvez le retirer : alliances sources --remove {name}",
            "All that {file} corrected is in the register now, whose version counts. You may take "
            "it out: alliances sources --remove {name}",
        ).fill(file=entry.file, name=shell(reference(entry, entries)))
    shown = ", ".join(said.names[:_SHOWN])
    return Text(
        "{n} {n:élément|éléments} de {file} {n:est|sont} maintenant dans le registre, dont la "
        "version compte ; {m} {m:reste|restent} : {names}.",
        "{n} {n:thing|things} of {file} {n:is|are} in the register now, whose version counts; {m} "
        "{m:stays|stay}: {names}.",
    ).fill(n=said.gone, m=said.stays, file=entry.file, names=shown)
