"""What a shell offers while a command is typed: names, properties, views, values of parameters.

A shell asks at every key: words of the vocabularies are offered by their short names without
opening the store, names of actors and territories from its public facts, a few at a time. No
person is offered, to ``forget`` neither: whoever looks on would read names nobody asked for.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from cli.session import Session

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ontology.text import Text
    from queries import Parameter

MOST = 30  # names offered: more is no help


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
    name, equals, value = incomplete.partition("=")
    if equals:
        asked = [parameter for parameter in known.parameters if parameter.name == name]
        values = (pair for parameter in asked for pair in _values(parameter))
        offered = [(f"{name}={slug}", help_.to(lang)) for slug, help_ in values]
        named = [word for parameter in asked for word in _names(ctx, parameter, value)]
        return [
            *(CompletionItem(v, help=words) for v, words in offered if v.startswith(incomplete)),
            *(CompletionItem(f"{name}={word}") for word in named),
        ]
    offered = [(f"{p.name}=", p.help.to(lang)) for p in known.parameters]
    return [CompletionItem(v, help=words) for v, words in offered if v.startswith(incomplete)]


def endpoints(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the profiles of servers that the workspace has."""
    from graph.errors import AlliancesError

    try:
        known = ctx.ensure_object(Session).workspace_if_any()
    except AlliancesError:
        return []
    profiles = known.endpoints if known else {}
    return [
        CompletionItem(name, help=profile.url)
        for name, profile in sorted(profiles.items())
        if name.startswith(incomplete)
    ]


def actors(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the actors and posts of the public facts whose name begins like this."""
    return [CompletionItem(name) for name in _named(ctx, "ea:Stakeholder", incomplete)]


def territories(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the territories whose name begins like this."""
    return [CompletionItem(name) for name in _named(ctx, "ea:Territory", incomplete)]


def properties(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the properties that can be rectified, in the language of the session."""
    from graph.rights.rectified import PROPERTIES

    lang = ctx.ensure_object(Session).lang
    return _begun((known.label.to(lang) for known in PROPERTIES.values()), incomplete)


def views(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the views of a map, in the language of the session."""
    from viz.model import VIEWS
    from viz.words import WORDS

    lang = ctx.ensure_object(Session).lang
    return _begun((WORDS[f"view-{view}"].to(lang).lower() for view in VIEWS), incomplete)


def sources(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return what names each source that is loaded."""
    from graph.editions import reference
    from graph.errors import AlliancesError
    from graph.kept import held

    try:
        entries = held(ctx.ensure_object(Session).workspace()).entries
    except (AlliancesError, OSError):
        return []
    return _begun((reference(entry, entries) for entry in entries), incomplete)


def _begun(words: Iterable[str], incomplete: str) -> list[CompletionItem]:
    """Return those of some words that begin like this, accents and case aside."""
    from ontology.text import fold

    wanted = fold(incomplete)
    return [CompletionItem(word) for word in words if fold(word).startswith(wanted)]


def _names(ctx: click.Context, parameter: Parameter, begun: str) -> list[str]:
    """Return the names that a parameter may have as its value."""
    kind = {"actor": "ea:Stakeholder", "territory": "ea:Territory", "side": "ea:Territory"}
    return _named(ctx, kind[parameter.type], begun) if parameter.type in kind else []


def _named(ctx: click.Context, kind: str, begun: str) -> list[str]:
    """Return the names of the public facts that begin like this, accents and case aside."""
    from graph import layers, resolve
    from graph.errors import AlliancesError
    from ontology.text import fold

    wanted = fold(begun)
    try:
        store = ctx.ensure_object(Session).workspace().store()
        graphs = layers.graphs(store, "asserted")
        found = resolve.names(store, graphs, kind)
        return sorted(islice((n for n in found if fold(n).startswith(wanted)), MOST), key=fold)
    except AlliancesError:
        return []


def _values(parameter: Parameter) -> list[tuple[str, Text]]:
    import ontology

    kind, _, scheme = parameter.type.partition(":")
    schemes = {"concept": (scheme,), "side": ("sector", "theme")}.get(kind, ())
    return [(slug, c.label) for name in schemes for slug, c in ontology.concepts(name).items()]
