"""The page before a meeting as HTML and as Markdown: a hostile name stays a name."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from graph.brief import Brief, brief
from graph.network import Network, Source
from ontology.text import Lang
from tests.oracles.small import actor, alliance
from viz.brief import MOST_SOURCES, WORDS, escaped, html, link, markdown

NASTY = (
    "</style><script>alert(1)</script><img src=x onerror=alert(1)> [x](javascript:alert(1)) **g**"
)


def hostile() -> Brief:
    """Everything that comes from outside tries to be code."""
    about = {"description": NASTY, "website": "javascript:alert(1)", "sources": ("s",)}
    people = (actor(NASTY, **about), actor("B", "entreprise"), actor(f"M {NASTY}", "public"))
    made = tuple(
        replace(alliance(pair), title=f"{NASTY}\n# titre", amount=NASTY, sources=("s",))
        for pair in ([0, 2], [2, 1], [0, 1])
    )
    sources = {"s": Source(NASTY, NASTY, NASTY, "javascript:alert(1)")}
    return brief(Network(people, made, {}, sources), 0, 1)


class Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_html_holds_no_script_no_request_and_no_tag_of_the_data(lang: Lang) -> None:
    page = html(hostile(), lang)
    found = Tags(page)
    assert not {"script", "img", "link", "iframe", "object", "form"} & set(found.tags)
    assert "b" in found.tags
    assert "a" not in found.tags, "no address but of the web becomes a link"
    names = {name for name, _ in found.attributes}
    assert not {name for name in names if name.startswith("on")} | ({"src", "style"} & names)
    policy = dict(found.attributes)["content"] if "content" in names else ""
    assert any((value or "").startswith("default-src 'none'; style-src 'sha256-")
               for name, value in found.attributes if name == "content"), policy  # fmt: skip
    assert page.count("<style>") == 1


def test_markdown_holds_no_tag_link_or_heading_of_the_data() -> None:
    text = markdown(hostile(), "en")
    assert "<" not in text
    assert not re.search(r"(?<!\\)\]\(|(?<!\\)\[", text)
    headings = [line for line in text.splitlines() if line.startswith("#")]
    assert len(headings) == 8
    assert not any(line.startswith("# titre") for line in text.splitlines())


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_both_forms_say_the_same(lang: Lang) -> None:
    people = (actor("Club", themes=("sport",)), actor("Usine", "entreprise", themes=("sport",)))
    page = brief(Network(people, ()), 0, 1)
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html(page, lang)))
    text = markdown(page, lang).replace("\\", "")
    for words in (*page.common, *page.questions, WORDS["no-direct"], WORDS["no-way"]):
        assert words.to(lang) in text
        assert words.to(lang).replace("'", "&#39;") in plain


def test_sources_beyond_a_few_are_counted() -> None:
    names = [f"s{k}" for k in range(MOST_SOURCES + 3)]
    people = (actor("A", sources=tuple(names)), actor("B", "entreprise"))
    page = brief(
        Network(people, (), {}, {n: Source(n, url="https://example.org/") for n in names}), 0, 1
    )
    assert "… and 3 more" in html(page, "en")
    assert html(page, "en").count('<a href="https://example.org/"') == MOST_SOURCES
    assert "… et 3 autres" in markdown(page, "fr")


def test_addresses_of_the_web_only() -> None:
    assert link("https://example.org/a?b=c") == "https://example.org/a?b=c"
    for address in (None, "", "javascript:alert(1)", "data:text/html,x", 'https://x/"onclick="y'):
        assert link(address) is None


def test_escaping_of_one_word() -> None:
    assert escaped("a*b\n# c\u202e &lt;") == r"a\*b \# c &amp;lt;"
