"""What a shell offers while a question is typed: its name, its parameters and their values.

Nothing here opens a store: a shell asks at every key. Values are those of the vocabularies, by
their short names, which hold no space.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from cli.session import Session

if TYPE_CHECKING:
    from ontology.text import Text
    from queries import Parameter


def questions(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the questions of the library, then the files of the folder."""
    import queries
    from ontology.text import fold

    lang = ctx.ensure_object(Session).lang
    found = [
        CompletionItem(name, help=question.title.to(lang))
        for name, question in queries.library().items()
        if fold(name).startswith(fold(incomplete))
    ]
    return found or [CompletionItem(incomplete, type="file")]


def parameters(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the parameters of the question typed before, or the values of the one begun."""
    import queries

    # While the last option lacks its value, what stands before is not yet given to arguments.
    typed = ctx.params.get("question") or next(iter(ctx.args), "")
    known = queries.find(typed)
    if known is None:
        return []
    lang = ctx.ensure_object(Session).lang
    name, equals, _value = incomplete.partition("=")
    if equals:
        values = (pair for p in known.parameters if p.name == name for pair in _values(p))
        offered = [(f"{name}={value}", help_.to(lang)) for value, help_ in values]
    else:
        offered = [(f"{p.name}=", p.help.to(lang)) for p in known.parameters]
    return [CompletionItem(v, help=words) for v, words in offered if v.startswith(incomplete)]


def _values(parameter: Parameter) -> list[tuple[str, Text]]:
    import ontology

    kind, _, scheme = parameter.type.partition(":")
    schemes = {"concept": (scheme,), "side": ("sector", "theme")}.get(kind, ())
    return [(slug, c.label) for name in schemes for slug, c in ontology.concepts(name).items()]
