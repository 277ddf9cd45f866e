"""Click in two languages: help texts are pairs, told in the session's language.

Every command also takes the global options, so that ``alliances catalysts --lang en`` and
``alliances --lang en catalysts`` mean the same.
"""

from __future__ import annotations

import gettext
import os
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

import click

from cli.progress import shown
from cli.session import Session
from ontology.text import Text

F = TypeVar("F", bound=Callable[..., Any])
#: What the system gives for a byte that is no text, or for half of a sign.
_HALF = re.compile("[\ud800-\udfff]")


def option(*names: str, fr: str, en: str, **attributes: Any) -> Callable[[F], F]:
    """Declare an option whose help is in French and English."""
    return click.option(*names, cls=Option, text=Text(fr, en), **attributes)


class Option(click.Option):
    """An option whose help is told in the session's language."""

    def __init__(self, names: Sequence[str], *, text: Text, **attributes: Any) -> None:
        super().__init__(names, help=text.en, **attributes)
        self.text = text
        if type(self.type) is click.Choice:
            self.type = Choice(self.type.choices, self.type.case_sensitive)

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return the names and the help, in the language of the session."""
        self.help = self.text.to(ctx.ensure_object(Session).lang)
        return super().get_help_record(ctx)


class Choice(click.Choice[Any]):
    """Words to choose from: a slip is answered with the nearest of them."""

    def get_invalid_choice_message(self, value: Any, ctx: click.Context | None) -> str:
        """Return click's message, and the question that helps."""
        told = super().get_invalid_choice_message(value, ctx)
        return f"{told} {_meant(str(value), map(str, self.choices))}".rstrip()


def _meant(words: str, known: Iterable[str]) -> str:
    """Return the question whether one of some names was meant, in the language of the session."""
    from graph.near import did_you_mean, near

    ctx = click.get_current_context(silent=True)
    lang = (ctx.ensure_object(Session) if ctx else Session()).lang
    return did_you_mean(near(words, known), after="").to(lang)


#: What the commands do, as a French speaker may type it.
_FRENCH = {
    "démonstration": "demo", "créer": "init", "état": "status", "charger": "load",
    "télécharger": "fetch", "rapprocher": "reconcile", "questions": "queries",
    "question": "query", "catalyseurs": "catalysts", "proposer": "suggest", "carte": "map",
    "chemin": "path", "décider": "decide", "comparer": "diff", "manques": "gaps",
    "fiche": "brief", "exporter": "export", "publier": "push", "servir": "serve", "site": "serve",
    "aide": "--help", "stats": "status",
}  # fmt: skip


class _Helped(click.Command):
    """A command whose ``--help`` follows ``--lang``, which is read after it was made."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return the help option, told in the language chosen by now."""
        found = super().get_help_option(ctx)
        if found is not None:
            found.help = gettext.gettext("Show this message and exit.")
        return found


class Command(_Helped):
    """A command whose help is told in the session's language, with an example."""

    def __init__(self, *arguments: Any, text: Text, examples: tuple[str, ...] = (), **rest: Any):
        super().__init__(*arguments, **rest)
        self.text = text
        self.examples = examples
        self.params += _globals(hidden=True)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read what was typed; a name that begins with a dash is taken for an option: told so."""
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            takes_names = any(isinstance(one, click.Argument) for one in self.params)
            if takes_names and not error.possibilities:
                told = _DASHED.to(ctx.ensure_object(Session).lang)
                words = f"{error.message} {told}"
                raise click.NoSuchOption(error.option_name, words, ctx=error.ctx) from None
            raise

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a reader that goes away, as ``head`` does, is no error."""
        _require_text(self, ctx)
        try:
            with shown(ctx.ensure_object(Session)):
                done = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123
            return None
        return done

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the command does."""
        formatter.write_paragraph()
        with formatter.indentation():
            for paragraph in self.text.to(ctx.ensure_object(Session).lang).split("\n\n"):
                formatter.write_text(paragraph)
                formatter.write_paragraph()

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples."""
        if self.examples:
            title = Text("Exemples\u00a0", "Examples").to(ctx.ensure_object(Session).lang)
            with formatter.section(title):
                for example in self.examples:
                    formatter.write(f"{'':>{formatter.current_indent}}alliances {example}\n")

    def short(self, session: Session) -> str:
        """Return the first sentence, for the list of commands."""
        return self.text.to(session.lang).split("\n\n")[0].rstrip(".")


_DASHED = Text(
    "Si c'est un nom qui commence par un tiret : après les options, écrivez -- avant les noms.",
    "If it is a name that begins with a dash: after the options, write -- before the names.",
)


def _require_text(command: click.Command, ctx: click.Context) -> None:
    """Refuse an argument that is no text, but where a file is named: its name may be any bytes."""
    from graph.errors import Misuse

    for parameter in command.params:
        value = ctx.params.get(parameter.name or "")
        if isinstance(parameter.type, click.Path) or not value:
            continue
        for words in value if isinstance(value, tuple) else (value,):
            if isinstance(words, str) and _HALF.search(words):
                raise Misuse(
                    "« {words} » n'est pas du texte en UTF-8 : tapez-le à nouveau.",
                    "'{words}' is no text in UTF-8: type it again.",
                    words=words,
                )


def command(name: str, *examples: str, fr: str, en: str) -> Callable[[Callable[..., Any]], Command]:
    """Declare a command whose help is in French and English, with examples."""

    def wrap(function: Callable[..., Any]) -> Command:
        declare = click.command(name, cls=Command, text=Text(fr, en), examples=examples)
        return declare(function)

    return wrap


class Group(_Helped, click.Group):
    """The program: its commands are imported when they are needed."""

    def __init__(self, *arguments: Any, commands: dict[str, str], text: Text, **rest: Any) -> None:
        super().__init__(*arguments, **rest)
        self.lazy = commands
        self.text = text
        self.params += _globals(hidden=False)

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Return the options; that of the version is told in the language chosen by now."""
        found = super().get_params(ctx)
        for one in found:
            if isinstance(one, click.Option) and one.name == "version":
                one.help = gettext.gettext("Show the version and exit.")
        return found

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands in the order of a first day's work."""
        return list(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command by its name."""
        module = self.lazy.get(cmd_name)
        if module is None:
            return None
        found: click.Command = import_module(module).command_
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; one that is not known is answered with the nearest."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            known = {**{name: name for name in self.lazy}, **_FRENCH}
            from graph.near import did_you_mean, near

            meant = list(dict.fromkeys(known[name] for name in near(args[0], known)))
            lang = ctx.ensure_object(Session).lang
            told = did_you_mean(meant, after="").to(lang)
            raise click.UsageError(f"{error.message} {told}".rstrip(), ctx) from None

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the program is."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(self.text.to(ctx.ensure_object(Session).lang))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands, each with its first sentence."""
        session = ctx.ensure_object(Session)
        rows = []
        for name in self.list_commands(ctx):
            found = self.get_command(ctx, name)
            if isinstance(found, Command):
                rows.append((name, found.short(session)))
        with formatter.section(Text("Commandes\u00a0", "Commands").to(session.lang)):
            formatter.write_dl(rows)


def _globals(*, hidden: bool) -> list[click.Parameter]:
    """Return the global options, shown by the group and accepted by every command."""

    def keep(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
        def callback(ctx: click.Context, _: click.Parameter, value: Any) -> None:
            if value not in {None, False}:
                setattr(ctx.ensure_object(Session), name, value)
                if name == "chosen":
                    speak(value)

        return callback

    def one(*names: str, to: str, text: Text, **rest: Any) -> Option:
        return Option(
            names, text=text, expose_value=False, callback=keep(to), hidden=hidden, **rest
        )

    return [
        one("--lang", to="chosen", type=click.Choice(["fr", "en"]), is_eager=True,
            text=Text("Langue des messages (sinon : celle du système).",
                      "Language of the messages (otherwise the system's).")),
        one("--workspace", to="folder", type=click.Path(path_type=Path), metavar="DIR",
            text=Text("Dossier de l'espace de travail (sinon : le plus proche).",
                      "Folder of the workspace (otherwise the nearest one).")),
        one("--quiet", "-q", to="quiet", is_flag=True,
            text=Text("Ne dire que les résultats et les erreurs.",
                      "Say only results and errors.")),
    ]  # fmt: skip


def speak(lang: str) -> None:
    """Make click's own words follow: they are translated by gettext, from ``cli/locale``."""
    os.environ["LANGUAGE"] = lang
    gettext.bindtextdomain("messages", str(Path(__file__).parent / "locale"))
