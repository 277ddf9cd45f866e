"""A workspace: the folder that a facilitator owns.

::

    alliances.toml   name, base IRI, collecting organisation, language, date of the picture, how
                     many years the holders of past mandates are kept (mandates_kept),
                     servers (graph.store.endpoints), and an identifier that tells it from other
                     workspaces on a server that several publish on
    sources/         what was loaded, by hash, after the door (no dropped column, no contact)
    decisions/       what people decided: who is the same, which suggestions were accepted, what
                     is put right, who is left out of what is public, what is forgotten
    store/           the graph, rebuildable from sources/ and decisions/
    maps/            the maps drawn
"""

from __future__ import annotations

import os
import re
import tomllib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import ontology
from graph.durable import write_text
from graph.errors import BadInput, Misuse, StoreUnavailable
from graph.identifiers import Minter
from graph.near import beside, did_you_mean
from graph.store import LocalStore, Versions, endpoints
from graph.store.endpoints import Endpoint
from graph.wording import shell
from ontology.text import Lang, writable

SETTINGS = "alliances.toml"
_KEYS = {"id", "name", "base", "collector", "language", "as_of", "endpoints", "mandates_kept"}
_ID = re.compile(r"[A-Za-z0-9-]{1,64}")


@dataclass(frozen=True)
class Workspace:
    """The settings of a workspace folder, and the way to its store."""

    path: Path
    name: str
    base: str
    collector: str | None = None  # name or key of the organisation that collects the data
    language: Lang | None = None
    as_of: date | None = None
    endpoints: Mapping[str, Endpoint] = field(default_factory=dict)  # servers, by name
    id: str = ""  # of its publications; empty until the first of a workspace of an older release
    mandates_kept: int = 10  # years after its end that a mandate's holder stays in the store

    @property
    def minter(self) -> Minter:
        """Return the maker of IRIs under this workspace's base."""
        return Minter(self.base)

    @property
    def versions(self) -> Versions:
        """Return the versions of this workspace's store."""
        return Versions(self.path / "store")

    @property
    def draft(self) -> Path:
        """Return where settings are written before they take the place of the old ones."""
        return self.path / f"{SETTINGS}.part"

    @property
    def sources(self) -> Path:
        """Return the folder of the loaded sources."""
        return self.path / "sources"

    def store(self) -> LocalStore:
        """Open the finished store; raises StoreUnavailable when nothing was loaded yet."""
        current = self.versions.current()
        if current is None and self.is_lost():
            raise StoreUnavailable(
                "La base de l'espace de travail {path} manque, mais ses sources sont là. Refaites-"
                "la depuis vos sources et vos décisions : alliances doctor --rebuild",
                "The store of the workspace {path} is missing, but its sources are there. Build it "
                "again from your sources and decisions: alliances doctor --rebuild",
                path=self.path,
            )
        if current is None:
            raise StoreUnavailable(
                "L'espace de travail {path} est vide : chargez un classeur avec "
                "« alliances load FICHIER ».",
                "The workspace {path} is empty: load a workbook with 'alliances load FILE'.",
                path=self.path,
            )
        return LocalStore.open(current)

    def is_lost(self) -> bool:
        """Tell whether there is no store, and sources were kept to make it again."""
        from graph.kept import remembered

        if self.versions.folder.joinpath("CURRENT").exists():
            return False
        return bool((remembered(self) or {}).get("sources"))


def create(
    path: Path,
    *,
    name: str,
    collector: str | None = None,
    language: Lang | None = None,
    as_of: date | None = None,
) -> Workspace:
    """Write the settings of a new workspace; raises Misuse when one is already there."""
    settings = path / SETTINGS
    name = writable(name)  # that of a folder
    if settings.exists():
        raise Misuse(
            "{path} est déjà un espace de travail (il contient alliances.toml).",
            "{path} is already a workspace (it holds alliances.toml).",
            path=path,
        )
    values = {"id": _new_id(), "name": name, "base": ontology.BASE, "collector": collector,
              "language": language}  # fmt: skip
    lines = [f"{key} = {_toml(value)}" for key, value in values.items() if value]
    if as_of:
        lines.append(f"as_of = {as_of.isoformat()}")
    write_text(settings, "\n".join(lines) + "\n")
    return load(path)


def load(path: Path) -> Workspace:
    """Read the workspace in a folder; raises StoreUnavailable when it is not one."""
    settings = path / SETTINGS
    try:
        values = tomllib.loads(settings.read_text(encoding="utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError):
        raise StoreUnavailable(
            "{path} n'est pas un espace de travail : il n'y a pas d'alliances.toml. "
            "{near}Créez-en un avec « alliances init DOSSIER ».",
            "{path} is no workspace: there is no alliances.toml. "
            "{near}Make one with 'alliances init FOLDER'.",
            path=path,
            near=did_you_mean(beside(path)) if not path.is_dir() else "",
        ) from None
    except (tomllib.TOMLDecodeError, OSError, UnicodeDecodeError) as error:
        raise BadInput(
            "{file} ne se lit pas : {error}. Corrigez la ligne indiquée.",
            "{file} cannot be read: {error}. Correct the line named.",
            file=settings,
            error=error,
        ) from error
    return _from_values(path, values)


def identified(known: Workspace) -> Workspace:
    """Return a workspace with its identifier, which its settings get where they have none."""
    if known.id:
        return known
    settings, new = known.path / SETTINGS, _new_id()
    words = settings.read_text(encoding="utf-8-sig")
    write_text(settings, f'id = "{new}"\n{words}')
    return replace(known, id=new)


def _new_id() -> str:
    return uuid.uuid4().hex[:12]


def find(start: Path | None = None) -> Workspace:
    """Return the nearest workspace: ``$ALLIANCES_WORKSPACE``, the folder, or one above it."""
    if named := os.environ.get("ALLIANCES_WORKSPACE"):
        return load(Path(named))
    here = (start or Path.cwd()).absolute()
    for folder in (here, *here.parents):
        if (folder / SETTINGS).is_file():
            return load(folder)
    for found in sorted(here.glob(f"*/{SETTINGS}")):
        raise StoreUnavailable(
            "{here} n'est pas un espace de travail, mais {name} en est un : entrez-y d'abord "
            "(cd {name}), ou écrivez alliances --workspace {name} …",
            "{here} is no workspace, but {name} is one: go there first (cd {name}), or write "
            "alliances --workspace {name} …",
            here=here,
            name=shell(found.parent.name),
        )
    return load(here)


def _from_values(path: Path, values: dict[str, Any]) -> Workspace:
    unknown = sorted(values.keys() - _KEYS)
    language, as_of = values.get("language"), values.get("as_of")
    base = values.get("base", ontology.BASE)
    wrong = (
        unknown[:1]
        or [key for key in ("name", "collector") if not isinstance(values.get(key, ""), str)]
        or ["language"] * (language not in (None, "fr", "en"))
        or ["as_of"] * (as_of is not None and type(as_of) is not date)
        or ["base"] * (not _is_base(base))
        or ["id"] * (not _is_id(values.get("id", "")))
        or ["mandates_kept"] * (not _is_count(values.get("mandates_kept", 0)))
    )
    if wrong:
        raise BadInput(
            "{file} : la valeur « {key} » n'est pas comprise. Clés possibles : {keys}.",
            "{file}: the value '{key}' is not understood. Possible keys: {keys}.",
            file=path / SETTINGS,
            key=wrong[0],
            keys=", ".join(sorted(_KEYS)),
        )
    name = values.get("name") or path.absolute().name
    servers = endpoints.read(values.get("endpoints", {}), path / SETTINGS)
    return Workspace(
        path, name, base, values.get("collector"), language, as_of, servers, values.get("id", ""),
        values.get("mandates_kept", Workspace.mandates_kept),
    )  # fmt: skip


def _is_count(value: object) -> bool:
    return type(value) is int and 0 <= value <= 1000


def _is_id(value: object) -> bool:
    return isinstance(value, str) and (not value or _ID.fullmatch(value) is not None)


def _is_base(value: object) -> bool:
    """Tell whether IRIs can be made by writing a path after a value."""
    if not isinstance(value, str) or not re.fullmatch(r"https?://[^/?#]+/([^?#]*/)?", value):
        return False
    from pyoxigraph import NamedNode

    try:
        NamedNode(value)
    except ValueError:
        return False
    return True


def _toml(value: str) -> str:
    """Return a TOML basic string; JSON's escapes are a subset of TOML's."""
    import json

    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
