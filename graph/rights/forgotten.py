"""``decisions/forgotten.csv``: keyed digests of what was erased, the day, and for what reason.

One line a digest; those of one thing share the column ``thing``. No name, no number, no IRI.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from graph.decision_file import KeyedFile
from graph.decision_rows import Row, spoken
from graph.errors import StoreUnavailable
from graph.rights import keys
from graph.sources.report import short
from ontology.text import Text, fold

if TYPE_CHECKING:
    from graph.workspace import Workspace

REASONS: Mapping[str, Text] = {
    "request": Text("demande d'effacement", "request to erase"),
    "objection": Text("opposition", "objection"),
    "error": Text("donnée erronée", "wrong data"),
    "retention": Text("durée de conservation passée", "retention time over"),
    "other": Text("autre", "other"),
}
_SPOKEN = spoken({
    "request": "request|demande|effacement", "objection": "objection|opposition",
    "error": "error|erreur", "retention": "retention|duree|conservation", "other": "other|autre",
})  # fmt: skip
_HEX = re.compile("[0-9a-f]{8,64}")
_CACHED = 100_000  # things: statements of one thing follow each other


@dataclass(frozen=True, slots=True)
class Line:
    """One digest of something forgotten."""

    thing: str  # the first digits of the digest that tells it from the others
    of: str  # what the digest is made of: graph.rights.keys.OF
    digest: str
    reason: str
    date: str  # ISO


def reason_of(words: str) -> str | None:
    """Return the category that words mean in French or English; None for any others.

    >>> reason_of("Opposition"), reason_of("erreur"), reason_of("?")
    ('objection', 'error', None)
    """
    return _SPOKEN.get(fold(words))


def _parsed(row: Row) -> Line:
    for column in ("thing", "digest"):
        if not _HEX.fullmatch(row[column]):
            raise row.wrong(column, _NO_DIGEST)
    if row["of"] not in keys.OF:
        raise row.wrong("of", _NO_KIND.fill(value=short(row["of"])))
    reason = reason_of(row["reason"]) or "other"
    return Line(row["thing"], row["of"], row["digest"], reason, row["date"])


_NO_DIGEST = Text("ce n'est pas une empreinte", "this is no digest")
_NO_KIND = Text("« {value} » n'est pas une sorte d'empreinte", "'{value}' is no kind of digest")


def _place(line: Line) -> tuple[str, int, str]:
    return line.thing, keys.OF.index(line.of), line.digest


FILE = KeyedFile(  # merged by git, one digest may come twice
    "forgotten.csv",
    ("thing", "of", "digest", "reason", "date"),
    _parsed,
    lambda line: line.digest,
    order=_place,
    remedy=Text(
        "Remettez-la d'une sauvegarde : sans elle, ce qu'elle fait oublier reviendrait.",
        "Put it back from a backup: without it, what it keeps forgotten would come back.",
    ),
)
path, read, record = FILE.path, FILE.read, FILE.add


def allow(workspace: Path, things: Iterable[str]) -> list[Line]:
    """Delete the digests of some things; return those that were there."""
    wanted = set(things)
    return FILE.remove(workspace, lambda line: line.thing in wanted)


def _other_key() -> StoreUnavailable:
    return StoreUnavailable(
        "decisions/forgotten.csv a été écrit avec une autre clé que sources/key : ce qui est "
        "oublié ne peut pas être reconnu, et reviendrait. Remettez sources/key d'une sauvegarde. "
        "Sans elle : supprimez ces lignes, et effacez de nouveau (alliances forget) avant tout "
        "partage.",
        "decisions/forgotten.csv was written with another key than sources/key: what is forgotten "
        "cannot be recognised, and would come back. Put sources/key back from a backup. Without "
        "it: delete these lines, and erase again (alliances forget) before you share anything.",
    )


class Forgotten:
    """What is forgotten, asked of IRIs, numbers and names; each answer is the thing, or ""."""

    def __init__(self, lines: Sequence[Line], made: keys.Keys) -> None:
        self._made = made
        self._things = {(line.of, line.digest): line.thing for line in lines}
        self.kinds = frozenset(line.of for line in lines)
        self.iri = lru_cache(_CACHED)(self._iri)

    @classmethod
    def of(cls, workspace: Workspace) -> Forgotten:
        """Return what a workspace forgot; the secret is read only where there is something.

        Raises StoreUnavailable for another secret than it was written with: what is forgotten
        could not be recognised, and would come back without a word.
        """
        from graph.kept import secret

        lines = read(workspace.path)
        made = keys.Keys(secret(workspace, dry_run=True) if lines else b"", workspace.base)
        if any(
            made.digest(keys.KEY, one.thing) != one.digest for one in lines if one.of == keys.KEY
        ):
            raise _other_key()
        return cls(lines, made)

    def __bool__(self) -> bool:
        return bool(self._things)

    @cached_property
    def digest(self) -> str:
        """What tells one list of things from another; "" of an empty one."""
        if not self._things:
            return ""
        return sha256("\n".join(sorted(d for _, d in self._things)).encode()).hexdigest()[:16]

    @property
    def things(self) -> frozenset[str]:
        """The things forgotten."""
        return frozenset(self._things.values())

    def _iri(self, iri: str) -> str:
        return self._things.get(self._made.iri(iri), "")

    def number(self, number: str) -> str:
        """Return the thing that has an official number."""
        if keys.NUMBER not in self.kinds:
            return ""
        return self._things.get((keys.NUMBER, self._made.number(number)), "")

    def name(self, name: str) -> str:
        """Return the thing that had a name, whatever the order of its words."""
        return self.normal(keys.normal(name))

    def normal(self, words: str) -> str:
        """Return the thing that had a name given in its normal form."""
        return self._things.get((keys.NAME, self._made.digest(keys.NAME, words)), "")

    def holder(self, name: str, post: str) -> str:
        """Return the person who held a post under a name."""
        return self._things.get((keys.HOLDER, self._made.holder(name, post)), "")

    def opaque(self, iri: str) -> str:
        """Return what the last step of an IRI that tells a name is replaced by."""
        return f"x{self._made.digest('renamed', iri)[:16]}"
