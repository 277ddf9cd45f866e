"""Which source a file is an edition of, what it takes the place of, and what stays beside it.

A source is what its file is read as (register and layout), the name of the file without suffixes
and dates, and the territory kept to. A register's whole state is the same in whichever folder it
lies; of grants, projects and RDF files, of which there are many, the folder tells two of one name
apart. Rows that a person corrected (``refus/``) are a source of their own beside their register,
and say nothing once the register says it itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from graph.errors import BadInput, Misuse, NotFound
from graph.identifiers import slug
from graph.kept import Entry, edition_of, source_name
from graph.near import did_you_mean, near
from graph.rejects import FOLDER
from graph.sources.catalogue import sources as registers
from graph.sources.source import JsonLayout, Layout
from graph.wording import shell
from ontology.text import Text

_SUFFIX = re.compile(
    r"(?i)csv|tsv|txt|(?:geo)?jsonl?|xls[xmb]?|f?ods|parquet|gz|zip|ttl|trig|n[tq3]|jsonld|rdf|owl"
    r"|xml"
)
_CORRECTED = re.compile(r"(.+)-refus(?:-[0-9]+)?")
_NUMBERS = re.compile("[0-9]{4,}")


def stem(file: str) -> str:
    """Return the name of a file without its suffixes; what else stands after a dot stays.

    >>> stem("subventions.2018.csv"), stem("rna_waldec_20240601.csv.gz"), stem("carnet v1.2")
    ('subventions.2018', 'rna_waldec_20240601', 'carnet v1.2')
    """
    words, dot, suffix = file.rpartition(".")
    return stem(words) if words and dot and _SUFFIX.fullmatch(suffix) else file


def placed(
    loaded: Sequence[Entry], new: Entry, folder: Path, instead_of: str | None = None
) -> Entry:
    """Return a new entry with the name and the source that it has beside those loaded.

    What replaces a file of another name goes on with its name, so that IRIs stay. ``folder`` is
    the one that the file is in.
    """
    new = replace(new, edition=edition_of(new.file) if _is_state(new) else "")
    new = replace(new, origin=_origin(loaded, new, here=folder.name == FOLDER))
    kin = [old for old in loaded if is_same(old, new)]
    others = [old for old in loaded if old not in kin]
    name = base(new)
    asked = [old for old in _matches(loaded, instead_of or "") if old.kind == new.kind]
    known = next((old.name for old in (*kin, *asked)), "")
    if new.origin:
        known = next((old.name for old in loaded if old.source == new.origin), new.origin)
    taken = {word for old in others for word in (old.name, old.source)}
    elsewhere = [(old.kind, old.layout, base(old)) for old in others]
    names = [name, f"{name}-{new.kind}", f"{name}-{new.kind}-{new.layout}"]
    if new.folder and (new.kind, new.layout, name) in elsewhere:
        names.insert(1, f"{slug(new.folder)[:40]}-{name}")
    chosen = known or _free(names, taken)
    whole = name if new.origin else (known if kin else _free(names, taken))
    scoped = f"{whole}-{slug(new.scope)[:40]}" if new.scope else whole
    source = next((old.source for old in kin if old.place == new.place), "")
    taken |= {old.source for old in kin}
    return replace(new, name=chosen, source=source or _free([scoped], taken))


def _free(names: Iterable[str], taken: set[str]) -> str:
    """Return the first name that is not taken, if need be with a number."""
    tried = list(names)
    more = (f"{tried[-1]}-{number}" for number in range(2, len(taken) + 3))
    return next(name for name in (*tried, *more) if name not in taken)


def base(entry: Entry) -> str:
    """Return the name that a file gives its source; of corrected rows, as it is written."""
    words = stem(entry.file)
    return slug(words) if entry.origin else source_name(words, undated=_is_state(entry))


def _origin(loaded: Sequence[Entry], new: Entry, *, here: bool) -> str:
    """Return the source that refused the rows of a file, or "" for any other file."""
    found = None if new.is_workbook else _CORRECTED.fullmatch(slug(stem(new.file)))
    if found is None:
        return ""
    known = any((o.source, o.kind, o.layout) == (found[1], new.kind, new.layout) for o in loaded)
    return found[1] if here or known else ""


def _is_state(entry: Entry) -> bool:
    """Tell whether an edition of the source tells the whole state of a register."""
    return entry.kind in registers() and registers()[entry.kind].snapshot


def is_same(a: Entry, b: Entry) -> bool:
    """Tell whether two files are editions of one source, for whichever territory."""
    if (a.kind, a.layout, a.origin, base(a)) != (b.kind, b.layout, b.origin, base(b)):
        return False
    anywhere = a.is_workbook or a.origin or (_is_state(a) and a.kind != "rdf")
    return bool(anywhere) or a.folder == b.folder or not (a.folder and b.folder)


def twin(loaded: Iterable[Entry], new: Entry) -> Entry | None:
    """Return the source that holds the very same file under another name.

    Numbers in a name may be the year or the funder of its rows: they must be the same too.
    """
    return next((old for old in loaded if not is_same(old, new) and _alike(old, new)), None)


def _alike(a: Entry, b: Entry) -> bool:
    said = [
        (one.sha256, one.kind, one.layout, one.place, _NUMBERS.findall(stem(one.file)))
        for one in (a, b)
    ]
    return said[0] == said[1]


def is_twin(old: Entry, new: Entry) -> Text:
    """Tell that a file is loaded already under another name."""
    return Text(
        "{file} a le même contenu que {old} : rien n'est chargé deux fois. Pour le renommer, "
        "rechargez avec --replace {typed}",
        "{file} has the same content as {old}: nothing is loaded twice. To rename it, load again "
        "with --replace {typed}",
    ).fill(file=new.file, old=old.file, typed=shell(old.file))


# -- what a file takes the place of --------------------------------------------------------------


def replaced(loaded: Sequence[Entry], new: Entry, instead_of: str | None) -> list[Entry]:
    """Return the sources that a new one takes the place of: its older edition, the one asked for.

    A file read whole takes the place of its territories. Raises BadInput for an older edition
    after a newer one, Misuse when two sources have nothing in common, NotFound for an unknown one.
    """
    asked = None
    if instead_of is not None and (instead_of != new.file or _matches(loaded, instead_of)):
        asked = named(loaded, instead_of, new)
        _require_alike(asked, new)
    gone = [old for old in loaded if is_same(old, new) and new.place in {old.place, ""}]
    for old in gone:
        if old is not asked and _is_older(new.edition, old.edition):
            raise _older(old, new)
    return gone if asked is None or asked in gone else [*gone, asked]


def _is_older(a: str, b: str) -> bool:
    known = min(len(a), len(b))  # a month is not before its days
    return a[:known] < b[:known]


def _older(old: Entry, new: Entry) -> BadInput:
    return BadInput(
        "{new} est plus ancien que {old}, déjà chargé : rien n'a été chargé. Pour revenir à "
        "l'édition ancienne, rechargez avec --replace {typed}",
        "{new} is older than {old}, which is loaded: nothing was loaded. To go back to the older "
        "edition, load again with --replace {typed}",
        new=new.file,
        old=old.file,
        typed=shell(old.file),
    )


def _require_alike(old: Entry, new: Entry) -> None:
    """Refuse to replace what is something else, or a register by its corrected rows."""
    if old.kind != new.kind:
        raise Misuse(
            "{new} ({kind}) ne peut pas remplacer {old} ({before}). Chargez-le sans --replace : "
            "les deux restent. Pour retirer l'autre : alliances sources --remove {typed}",
            "{new} ({kind}) cannot replace {old} ({before}). Load it without --replace: both "
            "stay. To take the other out: alliances sources --remove {typed}",
            new=new.file, kind=title(new), old=old.file, before=title(old), typed=shell(old.file),
        )  # fmt: skip
    if new.origin and not old.origin:
        raise Misuse(
            "{new} ne contient que des lignes corrigées : il ne peut pas remplacer {old}. "
            "Chargez-le sans --replace : il s'y ajoute.",
            "{new} holds corrected rows only: it cannot replace {old}. Load it without --replace: "
            "it adds to it.",
            new=new.file, old=old.file,
        )  # fmt: skip


def title(entry: Entry) -> Text:
    """Return what a file was taken for."""
    if entry.kind not in registers():
        return Text("classeur", "workbook")
    source = registers()[entry.kind]
    layouts: list[Layout | JsonLayout] = [*source.layouts, *source.json]
    return next((one.title for one in layouts if one.key == entry.layout), source.title)


def _matches(loaded: Iterable[Entry], words: str) -> list[Entry]:
    return [
        entry
        for entry in loaded
        if words in {entry.file, entry.source, f"{entry.folder}/{entry.file}"}
    ]


def named(loaded: Sequence[Entry], words: str, new: Entry | None = None) -> Entry:
    """Return a loaded source by the name of its file; of several, the one that ``new`` is like.

    Raises NotFound with the names there are, Misuse when several have this name.
    """
    found = _matches(loaded, words)
    if len(found) > 1:
        exact = [entry for entry in found if entry.source == words]
        like = [e for e in found if new and is_same(e, new) and e.place == new.place]
        found = exact or like or found
    if len(found) == 1:
        return found[0]
    if found:
        raise Misuse(
            "Plusieurs sources viennent d'un fichier « {name} ». Donnez l'une de celles-ci : "
            "{sources}.",
            "Several sources come from a file '{name}'. Give one of these: {sources}.",
            name=words,
            sources=", ".join(entry.source for entry in found),
        )
    raise NotFound(
        "« {name} » n'est pas chargé ici. {near}Fichiers chargés : {files}.",
        "'{name}' is not loaded here. {near}Files loaded: {files}.",
        name=words,
        near=did_you_mean(near(words, (entry.file for entry in loaded))),
        files=", ".join(entry.file for entry in loaded) or "0",
    )


# -- what stays beside it ------------------------------------------------------------------------


def beside(loaded: Sequence[Entry], new: Entry) -> list[Text]:
    """Tell which other sources a reader may take for the one just loaded, and what to do."""
    if new.origin:
        return []
    others = [old for old in loaded if old.source != new.source and not old.origin]
    kin = [old for old in others if is_same(old, new)]
    namesakes = [old for old in others if old not in kin and base(old) == base(new)]
    editions = [
        old
        for old in others
        if (old.kind, old.layout) == (new.kind, new.layout)
        and old not in (*kin, *namesakes)
        and _is_state(new)
        and new.kind != "rdf"
    ]
    told = [_territories(kin, new)] if kin else []
    told += [_namesake(old, new, loaded) for old in namesakes]
    return told + ([_editions(editions, new)] if editions else [])


def _territories(kin: Sequence[Entry], new: Entry) -> Text:
    where = [Text(old.scope or "toute la France", old.scope or "all of France") for old in kin]
    return Text(
        "{file} est aussi chargé pour {fr} : les deux restent, et ce qu'ils ont en commun compte "
        "une fois.",
        "{file} is loaded for {en} too: both stay, and what they share counts once.",
    ).fill(file=new.file, fr=", ".join(w.fr for w in where), en=", ".join(w.en for w in where))


def _namesake(old: Entry, new: Entry, loaded: Sequence[Entry]) -> Text:
    if old.kind != new.kind:
        return Text(
            "{old} ({kind}) porte le même nom : c'est une autre source, les deux restent.",
            "{old} ({kind}) has the same name: it is another source, both stay.",
        ).fill(old=old.file, kind=title(old))
    return Text(
        "{old} (dossier {folder}, {kind}) porte le même nom et reste chargé. Si {file} en est une "
        "nouvelle version, rechargez avec --replace {name}",
        "{old} (folder {folder}, {kind}) has the same name and stays loaded. If {file} is a newer "
        "version of it, load again with --replace {name}",
    ).fill(
        old=old.file, folder=old.folder, kind=title(old), file=new.file,
        name=shell(reference(old, loaded)),
    )  # fmt: skip


def reference(entry: Entry, loaded: Sequence[Entry]) -> str:
    """Return what names a loaded source on the command line: its file, where no other has it."""
    return entry.file if len(_matches(loaded, entry.file)) == 1 else entry.source


def _editions(others: Sequence[Entry], new: Entry) -> Text:
    return Text(
        "{others} vient du même registre et reste chargé. Si {file} en est une nouvelle "
        "édition, rechargez avec --replace {first}",
        "{others} comes from the same register and stays loaded. If {file} is a newer edition "
        "of it, load again with --replace {first}",
    ).fill(others=", ".join(o.file for o in others), first=shell(others[0].file), file=new.file)


# -- one thing, said once ------------------------------------------------------------------------


def by_strength(loaded: Sequence[Entry]) -> list[list[Entry]]:
    """Return the sources that share a name, each time the one whose word counts first.

    A register comes before corrected rows of it, a newer edition before an older one, and what
    was loaded last before the rest.
    """
    groups: dict[str, list[Entry]] = {}
    for entry in reversed(loaded):
        groups.setdefault(entry.name, []).append(entry)
    shared = [group for group in groups.values() if len(group) > 1]
    for group in shared:
        group.sort(key=lambda entry: entry.edition, reverse=True)
        group.sort(key=lambda entry: bool(entry.origin))
    return shared
