"""A paper of headings, paragraphs, lists and tables, written as Markdown or as a page of HTML."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ontology.text import Lang, Text

TO_FILL = Text("à compléter", "to be completed")
_MARKED = re.compile(r"([\\`*_\[\]<>|#~])")


@dataclass(frozen=True)
class Table:
    """Rows under their headers."""

    headers: Sequence[Text]
    rows: Sequence[Sequence[Text | str]]


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it; a list of texts is a list of points."""

    title: Text
    parts: Sequence[Text | Sequence[Text] | Table] = ()


@dataclass(frozen=True)
class Paper:
    """A title, a line under it, and sections."""

    title: Text
    under: Text
    sections: Sequence[Section] = field(default_factory=tuple)

    def markdown(self, lang: Lang) -> str:
        """Return the paper as Markdown."""
        lines = [f"# {_marked(self.title.to(lang))}", "", _marked(self.under.to(lang)), ""]
        for section in self.sections:
            lines += [f"## {_marked(section.title.to(lang))}", ""]
            for part in section.parts:
                lines += [*_markdown(part, lang), ""]
        return "\n".join(lines).rstrip() + "\n"

    def page(self, lang: Lang) -> str:
        """Return the paper as a page that needs nothing else."""
        title = html.escape(self.title.to(lang))
        body = "".join(
            f"<h2>{html.escape(section.title.to(lang))}</h2>\n"
            + "".join(_page(part, lang) for part in section.parts)
            for section in self.sections
        )
        return (
            f'<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
            f"<h1>{title}</h1>\n<p>{html.escape(self.under.to(lang))}</p>\n{body}</main>\n"
            "</body>\n</html>\n"
        )


_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;color:#1a1a1a;background:#fff;margin:0}"
    "main{max-width:60rem;margin:0 auto;padding:1.5rem}"
    "table{border-collapse:collapse;width:100%;font-size:.9rem}"
    "th,td{border:1px solid #767676;padding:.3rem .5rem;text-align:left;vertical-align:top}"
    "@media print{main{max-width:none;padding:0}}"
)


def _words(value: Text | str, lang: Lang) -> str:
    words = value.to(lang) if isinstance(value, Text) else value
    return " ".join(words.split())


def _marked(words: str) -> str:
    """Return words in which nothing is taken for a sign of Markdown."""
    return _MARKED.sub(r"\\\1", " ".join(words.split()))


def _markdown(part: Text | Sequence[Text] | Table, lang: Lang) -> Iterator[str]:
    if isinstance(part, Text):
        yield _marked(part.to(lang))
    elif isinstance(part, Table):
        yield _row([header.to(lang) for header in part.headers])
        yield _row(["---"] * len(part.headers), plain=True)
        for row in part.rows:
            yield _row([_words(cell, lang) for cell in row])
    else:
        yield from (f"- {_marked(point.to(lang))}" for point in part)


def _row(cells: Sequence[str], *, plain: bool = False) -> str:
    return f"| {' | '.join(cells if plain else map(_marked, cells))} |"


def _page(part: Text | Sequence[Text] | Table, lang: Lang) -> str:
    if isinstance(part, Text):
        return f"<p>{html.escape(part.to(lang))}</p>\n"
    if isinstance(part, Table):
        head = "".join(f'<th scope="col">{html.escape(h.to(lang))}</th>' for h in part.headers)
        rows = (
            "".join(f"<td>{html.escape(_words(cell, lang))}</td>" for cell in row)
            for row in part.rows
        )
        body = "".join(f"<tr>{row}</tr>\n" for row in rows)
        return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>\n"
    points = "".join(f"<li>{html.escape(point.to(lang))}</li>\n" for point in part)
    return f"<ul>\n{points}</ul>\n"
