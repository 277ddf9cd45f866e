"""The program ``alliances``: the group, its commands, and the one place where errors end."""

from __future__ import annotations

import errno
import os
import sys

import click

from cli.bilingual import Group, speak
from cli.session import Session, early_language, printable, speak_utf8, system_language
from graph.errors import AlliancesError
from ontology.text import Text

_COMMANDS = {
    name: f"cli.commands.{name}"
    for name in (
        "demo", "init", "status", "load", "fetch", "sources", "reconcile", "queries", "query",
        "catalysts", "suggest", "map", "path", "decide", "diff", "gaps", "brief", "backtest",
        "check", "export", "push", "serve", "forget", "rectify", "optout", "register", "doctor",
        "completion",
    )
}  # fmt: skip
UNEXPECTED = 5  # exit code of a mistake of ours


@click.group(
    cls=Group,
    commands=_COMMANDS,
    text=Text(
        "Le graphe des alliances d'un territoire : qui est là, ce qui se fait ensemble, ce qui "
        "pourrait se faire, et qui relie.",
        "The graph of a territory's alliances: who is there, what is done together, what could "
        "be, and who connects.",
    ),
    context_settings={"help_option_names": ["-h", "--help"]},
    invoke_without_command=True,
)
@click.version_option(package_name="alliances-territoriales", message="%(package)s %(version)s")
@click.pass_context
def program(ctx: click.Context) -> None:
    """Tell what the workspace holds when no command is given; the words of the help are above."""
    if ctx.invoked_subcommand is None:
        from cli.commands.status import start

        start(ctx.ensure_object(Session))


def main(arguments: list[str] | None = None) -> None:
    """Run the program and leave with its exit code; no traceback reaches a user."""
    speak_utf8()
    early = early_language(sys.argv[1:] if arguments is None else arguments)
    speak(early or system_language())
    session = Session(early=early)
    if os.environ.get("_ALLIANCES_COMPLETE"):
        import cli.shells  # noqa: F401 - it adds what click lacks
    try:
        code = program.main(arguments, prog_name="alliances", standalone_mode=False, obj=session)
    except AlliancesError as error:
        code = _fail(session, error.text, error.exit_code)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        code = _fail(session, Text("Interrompu.", "Interrupted."), 130)
    except MemoryError:
        text = Text(
            "La mémoire manque. Fermez d'autres programmes, ou donnez un fichier plus petit.",
            "There is not enough memory. Close other programs, or give a smaller file.",
        )
        code = _fail(session, text, 3)
    except OSError as error:
        full = _is_full(error)
        code = _fail(session, _FULL if full else _refused_by_system(error), 4 if full else 3)
    except Exception as error:
        if os.environ.get("ALLIANCES_DEBUG"):
            raise
        text = Text(
            "Erreur inattendue : {error}. Merci de la signaler ; ALLIANCES_DEBUG=1 montre le "
            "détail.",
            "Unexpected error: {error}. Please report it; ALLIANCES_DEBUG=1 shows the details.",
        )
        code = _fail(session, text.fill(error=f"{type(error).__name__}: {error}"), UNEXPECTED)
    sys.exit(code or 0)


_FULL = Text(
    "Le disque est plein. Ce qui était achevé est intact : faites de la place, puis relancez la "
    "même commande.",
    "The disk is full. What was finished is untouched: make room, then give the same command "
    "again.",
)


def _is_full(error: OSError) -> bool:
    """Tell whether the disk is full; the database says so in words alone."""
    return error.errno in {errno.ENOSPC, getattr(errno, "EDQUOT", None)} or any(
        words in str(error) for words in ("No space left", "not enough space", "quota exceeded")
    )


def _refused_by_system(error: OSError) -> Text:
    """Tell what the system refused: no right, no room, no such folder."""
    reason = error.strerror or str(error)
    if isinstance(error, PermissionError):
        return Text(
            "{file} : {reason}. Fermez-le s'il est ouvert dans un autre programme. Vérifiez le "
            "chemin, les droits et la place sur le disque.",
            "{file}: {reason}. Close it if another program has it open. Check the path, the "
            "rights and the room on the disk.",
        ).fill(file=error.filename or "alliances", reason=reason)
    return Text(
        "{file} : {reason}. Vérifiez le chemin, les droits et la place sur le disque.",
        "{file}: {reason}. Check the path, the rights and the room on the disk.",
    ).fill(file=error.filename or "alliances", reason=reason)


def _fail(session: Session, text: Text, code: int) -> int:
    prefix = Text("Erreur : ", "Error: ").to(session.lang)
    click.echo(prefix + printable(text.to(session.lang)), err=True)
    return code


if __name__ == "__main__":
    main()
