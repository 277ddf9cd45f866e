"""The page before a meeting, as one printable HTML file or as Markdown.

No script, no request: the policy of the page allows its own style sheet alone. What the data say
is escaped in both forms, so that a name that tries to be code stays a name.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from graph.wording import spoken_day
from ontology.text import Lang, Text
from viz.page import TEMPLATES, digest, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graph.brief import Brief, Card, Line
    from graph.network import Source

WORDS: dict[str, Text] = {
    "title": Text("Avant la rencontre", "Before the meeting"),
    "as-of": Text("situation au {day}", "as of {day}"),
    "latest-of": Text("Dernières alliances de {name}", "Latest alliances of {name}"),
    "links": Text("Ce qui les lie", "What links them"),
    "no-direct": Text(
        "Aucun lien direct connu. Cela ne prouve pas qu'il n'y en ait pas.",
        "No known direct link. That does not prove there is none.",
    ),
    "through": Text("Par qui passer", "Through whom"),
    "way": Text("par {names}", "through {names}"),
    "no-way": Text("Aucun intermédiaire connu.", "No known go-between."),
    "common": Text("En commun", "In common"),
    "no-common": Text("Rien de commun n'est connu.", "Nothing in common is known."),
    "latest": Text("Dernières alliances", "Latest alliances"),
    "of": Text("{n} sur {total}", "{n} of {total}"),
    "none": Text("Aucune connue.", "None known."),
    "questions": Text("À demander, à vérifier", "To ask, to check"),
    "no-question": Text("Rien de particulier.", "Nothing in particular."),
    "sources": Text("Sources", "Sources"),
    "more": Text("… et {n} {n:autre|autres}", "… and {n} more"),
    "footer": Text(
        "Données publiques seulement, telles que les sources les donnent ; une source peut se "
        "tromper. Ce qui est « en commun » est une suggestion calculée, pas un fait. Une personne "
        "n'est nommée que pour un mandat public en cours. Fait le {day} avec Alliances.",
        "Public data only, as the sources give them; a source may be wrong. What is 'in common' "
        "is a computed suggestion, no fact. A person is named only for a current public mandate. "
        "Made on {day} with Alliances.",
    ),
    "licence": Text("Licences des sources : {names}.", "Licences of the sources: {names}."),
    "undated": Text("sans date", "undated"),
}
MOST_SOURCES = 8  # a page is short; the others are counted


# -- HTML ----------------------------------------------------------------------------------------


@cache
def style() -> str:
    """Return the style sheet of the page."""
    return read(TEMPLATES / "brief.css")


def html(brief: Brief, lang: Lang) -> str:
    """Return the page as one HTML file."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    made = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip

    def say(words: Text, **values: object) -> str:
        return (words.fill(**values) if values else words).to(lang)

    made.filters |= {"say": say, "link": link, "day": spoken_day}
    shown, more = _cited(brief)
    return made.get_template("brief.html").render(
        brief=brief,
        lang=lang,
        words=WORDS,
        shown=shown,
        more=more,
        licences=_licences(brief.sources),
        policy=f"default-src 'none'; style-src {digest(style())}; base-uri 'none'; "
        "form-action 'none'",
        style=Markup(style()),  # noqa: S704 - our own file, never data
    )


def link(address: str | None) -> str | None:
    """Return an address that may become a link, none for any other scheme than the web's."""
    return address if address and re.match(r"https?://[^\s\"'<>]+\Z", address) else None


def _cited(brief: Brief) -> tuple[list[tuple[int, Source]], int]:
    """Return the first sources with their numbers, and how many more there are."""
    numbered = list(enumerate(brief.sources, 1))
    return numbered[:MOST_SOURCES], max(0, len(numbered) - MOST_SOURCES)


def _licences(sources: Iterable[Source]) -> str:
    return ", ".join(sorted({source.licence for source in sources if source.licence}))


# -- Markdown ------------------------------------------------------------------------------------

_SPECIAL = re.compile(r"([\\`*_\[\]#|~!>()])")


def escaped(words: str) -> str:
    r"""Return words that Markdown shows as they are: no link, no mark-up, no HTML, one line.

    >>> escaped("[Club](http://x) <b>*1*</b>")
    '\\[Club\\]\\(http://x\\) &lt;b\\>\\*1\\*&lt;/b\\>'
    """
    line = " ".join("".join(c if c.isprintable() else " " for c in words).split())
    return _SPECIAL.sub(r"\\\1", line.replace("&", "&amp;").replace("<", "&lt;"))


def markdown(brief: Brief, lang: Lang) -> str:
    """Return the page as Markdown."""
    return "\n".join(_markdown(brief, lang)) + "\n"


def _markdown(brief: Brief, lang: Lang) -> Iterator[str]:
    say = _Said(lang)
    first, second = brief.cards
    colon = " : " if lang == "fr" else ": "
    yield f"# {say('title')}{colon}{escaped(first.name)} – {escaped(second.name)}"
    if brief.as_of:
        yield f"\n*{say('as-of', day=spoken_day(brief.as_of))}*"
    for card in brief.cards:
        yield from _card(card, say)
    yield f"\n## {say('links')}\n"
    yield from _lines(brief.direct, say) if brief.direct else [say("no-direct")]
    yield f"\n## {say('through')}\n"
    for number, way in enumerate(brief.ways, 1):
        names = escaped(way.through.to(lang)) if way.through else ""
        yield f"{number}. **{say('way', names=names)}**"
        yield from (f"   {line}" for line in _lines(way.links, say))
    if not brief.ways:
        yield say("no-way")
    yield f"\n## {say('common')}\n"
    yield from [f"- {escaped(text.to(lang))}" for text in brief.common] or [say("no-common")]
    yield f"\n## {say('questions')}\n"
    yield from [f"- {escaped(text.to(lang))}" for text in brief.questions] or [say("no-question")]
    yield from _end(brief, say)


class _Said:
    """The words of the page in one language."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang

    def __call__(self, key: str, **values: object) -> str:
        return (WORDS[key].fill(**values) if values else WORDS[key]).to(self.lang)


def _card(card: Card, say: _Said) -> Iterator[str]:
    colon = " : " if say.lang == "fr" else ": "
    yield f"\n## {escaped(card.name)}\n"
    yield f"*{escaped(card.kind.to(say.lang))}*{_marks(card.sources)}\n"
    for fact in card.facts:
        yield f"- {fact.about.to(say.lang)}{colon}{escaped(fact.value.to(say.lang))}"
    of = say("of", n=len(card.latest), total=card.alliances)
    yield f"\n**{say('latest')}**" + (f" ({of})\n" if card.latest else "\n")
    yield from _lines(card.latest, say) if card.latest else [say("none")]


def _lines(lines: Iterable[Line], say: _Said) -> Iterator[str]:
    for line in lines:
        facts = [line.stage and line.stage.to(say.lang)]
        facts.append(line.when.to(say.lang) if line.when else say("undated") * bool(line.title))
        facts.append(line.amount)
        told = ", ".join(fact for fact in facts if fact)
        words = " — ".join(escaped(part) for part in (line.who, line.title, told) if part)
        yield f"- {words}{_marks(line.sources)}"


def _marks(numbers: Iterable[int]) -> str:
    return "".join(f" \\[{number}\\]" for number in numbers)


def _end(brief: Brief, say: _Said) -> Iterator[str]:
    """Yield the sources, the licences and what the page is."""
    shown, more = _cited(brief)
    yield f"\n## {say('sources')}\n"
    for number, source in shown:
        parts = (source.title, source.publisher, source.licence, link(source.url))
        yield f"{number}. " + ", ".join(escaped(part) for part in parts if part)
    if more:
        yield say("more", n=more)
    yield f"\n---\n\n{say('footer', day=spoken_day(brief.made))}"
    if licences := _licences(brief.sources):
        yield say("licence", names=escaped(licences))
