"""What every command shares: the language, the workspace, and where words go."""

from __future__ import annotations

import gc
import locale
import os
import shutil
import sys
import textwrap
import tomllib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ontology.text import Lang, Text

if TYPE_CHECKING:
    from graph.answers import Memory
    from graph.catalysts.designations import Designation
    from graph.layers import Layer
    from graph.network import Network
    from graph.publication.departure import Departure
    from graph.questions import Setting
    from graph.store import LocalStore, Store
    from graph.store.endpoints import Endpoint
    from graph.store.paced import PacedStore
    from graph.workspace import Workspace


def system_language() -> Lang:
    """Return French where the system speaks French, English elsewhere."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "fr" if value.lower().startswith("fr") else "en"
    spoken = locale.getlocale()[0] or ""
    return "fr" if spoken.lower().startswith(("fr", "french")) else "en"


def early_language(typed: Sequence[str]) -> Lang | None:
    """Return the language of what is told before the words typed are understood.

    It is the one they ask for, else the one of the workspace that they are about; nothing fails.
    """
    asked = _given(typed, "--lang")
    if asked in {"fr", "en"}:
        return "fr" if asked == "fr" else "en"
    folder = _given(typed, "--workspace") or os.environ.get("ALLIANCES_WORKSPACE")
    with suppress(OSError, ValueError):  # settings that cannot be read are told later
        here = Path.cwd()
        places = [Path(folder)] if folder else [here, *here.parents]
        for file in (place / "alliances.toml" for place in places):
            if file.is_file():
                found = tomllib.loads(file.read_text(encoding="utf-8-sig")).get("language")
                return found if found in {"fr", "en"} else None
    return None


def _given(typed: Sequence[str], name: str) -> str | None:
    """Return the value of a global option, before it is parsed."""
    for place, word in enumerate(typed):
        if word == name:
            return next(iter(typed[place + 1 :]), None)
        if word.startswith(f"{name}="):
            return word.partition("=")[2]
    return None


MANY = 20_000  # actors: above, reading them all is slow


@dataclass
class Session:
    """The global options of one run of the program."""

    chosen: Lang | None = None
    early: Lang | None = None  # what is told before options are read: see early_language
    folder: Path | None = None
    quiet: bool = False
    public: bool = False  # questions see what a public edition would hold
    endpoint: str | None = None  # the server to ask in place of the workspace
    seconds: float | None = None  # that all that is asked of it may take
    _workspace: Workspace | None = field(default=None, repr=False)
    _store: LocalStore | None = field(default=None, repr=False)
    _shown: LocalStore | None = field(default=None, repr=False)
    _remote: PacedStore | None = field(default=None, repr=False)

    @property
    def lang(self) -> Lang:
        """The language asked for, or the workspace's once it is known, or the system's."""
        if self.chosen:
            return self.chosen
        known = self._workspace and self._workspace.language
        return known or self.early or system_language()

    def say(self, fr: str, en: str, **values: object) -> None:
        """Tell the user something, on the error stream; results alone go to the output."""
        if not self.quiet:
            self.warn(fr, en, **values)

    def warn(self, fr: str, en: str, **values: object) -> None:
        """Tell the user something that ``--quiet`` does not silence."""
        text = Text(fr, en).fill(**values) if values else Text(fr, en)
        click.echo(_wrapped(printable(text.to(self.lang))), err=True)

    def workspace(self) -> Workspace:
        """Return the workspace asked for, or the nearest one."""
        from graph import workspace

        if self._workspace is None:
            self._workspace = workspace.load(self.folder) if self.folder else workspace.find()
        return self._workspace

    def tell_cut(self) -> None:
        """Tell, before a write sweeps it, that an earlier one was broken off."""
        from graph.errors import StoreUnavailable
        from graph.kept import held
        from graph.leftovers import leftovers

        workspace = self.workspace()
        try:
            found = leftovers(workspace, held(workspace))
        except (StoreUnavailable, OSError):
            return  # what is about to be done tells it
        if found:
            self.say("Une opération précédente a été coupée ({n} {n:reste|restes}) : rien d'achevé "
                     "n'est perdu.",
                     "An earlier operation was cut off ({n} {n:leftover|leftovers}): nothing that "
                     "was finished is lost.", n=len(found))  # fmt: skip

    def setting(self, layer: Layer) -> Setting:
        """Return what a question is asked in: the workspace's store, or the server named."""
        from graph import layers
        from graph.questions import Setting

        store: Store = self.limited() if self.endpoint else self.read_store()
        known = self.workspace_if_any() if self.endpoint else self.workspace()
        as_of = (known and known.as_of) or date.today()
        return Setting(store, layers.graphs(store, layer), self.lang, as_of)

    def workspace_if_any(self) -> Workspace | None:
        """Return the workspace, or nothing where there is none: a server needs none."""
        from graph.errors import StoreUnavailable

        try:
            return self.workspace()
        except StoreUnavailable:
            if self.folder is not None:
                raise
            return None

    def server(self, words: str) -> Endpoint:
        """Return the server that words name: a profile of the workspace, or an address."""
        from graph.store import endpoints

        known = self.workspace_if_any()
        return endpoints.find(words, known.endpoints if known else {})

    def limited(self) -> PacedStore:
        """Return the store on the server that was named: all that is asked of it has one limit."""
        from graph.store.paced import PacedStore
        from graph.store.remote import RemoteStore

        if self._remote is None:
            found = self.server(self.endpoint or "")
            seconds = self.seconds or found.timeout
            # The server's own limit is a little longer: ours tells what to do about it.
            remote = RemoteStore(replace(found, timeout=seconds + 1))
            self._remote = PacedStore(remote, seconds)
        return self._remote

    def store(self) -> LocalStore:
        """Return the finished store of the workspace, opened once."""
        if self._store is None:
            self._store = self.workspace().store()
            self._tell_waiting(self._store)
        return self._store

    def _tell_waiting(self, store: LocalStore) -> None:
        """Tell that requests do not act yet in what is about to be read."""
        from graph.rights import acted

        if files := acted.waiting(self.workspace().path, store.folder):
            self.warn(
                "{files} : des lignes ont changé depuis que la base a été faite ; elles ne "
                "comptent pas encore ici. Pour qu'elles comptent : alliances doctor --rebuild.",
                "{files}: lines have changed since the store was made; they do not count here yet. "
                "To let them count: alliances doctor --rebuild.",
                files=", ".join(f"decisions/{name}" for name in files),
            )
        for text in acted.told(acted.gone(self.workspace().path)):
            self.warn(*text)

    def leaving(self) -> None:
        """Refuse, before anything is read, what is to leave while a request does not act yet."""
        from graph.rights import acted

        workspace = self.workspace()
        acted.require(workspace.path, workspace.versions.current())

    def read_store(self) -> LocalStore:
        """Return the store that questions are asked of: without what stays, if they are public."""
        if not self.public:
            return self.store()
        from cli.site.data import opened
        from cli.site.guarded import guarded
        from graph.store import LocalStore

        if self._shown is None:
            self._shown = LocalStore.open(guarded(opened(self.workspace())[1]))
        return self._shown

    def network(self, as_of: date | None = None, *, related: bool = False) -> Network:
        """Return the public network of the workspace at a date.

        With ``related``, actors without any alliance may be left out where there are many.
        """
        from graph import network_file
        from graph.extract import count

        asked = self.store(), self.setting("asserted").graphs
        day = as_of or self.workspace().as_of
        known = count(*asked, "ea:Stakeholder")
        few = related and known > MANY
        if known > MANY and not few and not network_file.is_kept(*asked):
            self.say("{n} acteurs à lire : cela peut prendre plusieurs minutes la première fois.",
                     "{n} actors to read: this may take several minutes the first time.",
                     n=known)  # fmt: skip
        found = network_file.network(*asked, as_of=day, related=few)
        gc.freeze()  # it stays to the end: looking for garbage in it costs as much as all the rest
        return found

    def internal_network(self, as_of: date | None = None) -> Network:
        """Return the network with what is restricted: never for what leaves the house."""
        from graph import layers
        from graph.extract import extract

        setting = self.setting("asserted")
        graphs = [*setting.graphs, *layers.restricted(setting.store)]
        return extract(setting.store, graphs, as_of=as_of or self.workspace().as_of)

    def departure(self, as_of: date | None = None, *, internal: bool = False) -> Departure:
        """Return what lets a file about a date have its name: nothing that stays is in it."""
        from graph.publication.departure import Departure
        from graph.publication.gate import Gate

        self.leaving()
        day = as_of or self.workspace().as_of or date.today()
        return Departure(Gate(self.store(), day, is_internal=internal))

    def memory(self) -> Memory:
        """Return what people decided, which suggestions honour."""
        from graph.answers import memory

        setting = self.setting("asserted")
        return memory(self.workspace().path, setting.store, setting.graphs)

    def designations(self) -> dict[str, list[Designation]]:
        """Return whom programmes designated as catalyst, by IRI, at the workspace's date."""
        from graph.catalysts.designations import designations

        setting = self.setting("asserted")
        return designations(setting.store, setting.graphs, self.workspace().as_of)

    def territory(self, words: str | None) -> str | None:
        """Return the IRI of a territory named on the command line."""
        return self._find("ea:Territory", words)

    def actor(self, words: str | None) -> str | None:
        """Return the IRI of an actor or a post named on the command line."""
        return self._find("ea:Stakeholder", words)

    def whoever(self, words: str) -> tuple[str, str]:
        """Return the IRI and the name of an actor, restricted or not: each has its rights."""
        from graph import layers
        from graph.resolve import find, named

        store = self.store()
        graphs = [g for g in store.graphs() if layers.layer_of(g) in layers.FACTS]
        iri = find(store, graphs, "ea:Stakeholder", words)
        return iri, named(store, graphs, iri)

    def _find(self, kind: str, words: str | None) -> str | None:
        from graph.resolve import find

        if words is None:
            return None
        setting = self.setting("asserted")
        return find(setting.store, setting.graphs, kind, words)

    def collector(self) -> str | None:
        """Return the IRI of the collecting organisation, if the workspace names a known one."""
        from graph.errors import NotFound

        try:
            return self.actor(self.workspace().collector)
        except NotFound as error:
            self.warn(
                "Organisation qui collecte (« collector » de alliances.toml) : {why} Les rangs "
                "sont donnés sans la retirer.",
                "Collecting organisation ('collector' of alliances.toml): {why} Ranks are given "
                "without taking it out.",
                why=error.text,
            )
            return None


def printable(words: str) -> str:
    """Return words without signs that command a terminal: files and their names hold anything."""
    return "".join(c if c.isprintable() or c in "\n\u00a0\u202f" else "\ufffd" for c in words)


def _wrapped(words: str) -> str:
    """Fold long lines for a person at a terminal; a file or a pipe gets them whole."""
    if not sys.stderr.isatty():
        return words
    width = shutil.get_terminal_size().columns
    fold = partial(textwrap.fill, width=width, break_long_words=False, break_on_hyphens=False)
    return "\n".join(map(fold, words.split("\n")))


def session() -> Session:
    """Return the session of the running command."""
    return click.get_current_context().ensure_object(Session)


def speak_utf8() -> None:
    """Write UTF-8 everywhere: a Windows console would fail on the first accent."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(
                encoding="utf-8", errors="surrogateescape" if stream is sys.stdin else "replace"
            )
