"""Every page agrees with the code and with the other pages."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.docs.reading import ROOT, anchors, links, pages
from tests.reference.pages import DOCS, PAGES

ALL = pages()
_NAMES = [str(page.relative_to(ROOT)) for page in ALL]


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_what_the_code_says(name: str) -> None:
    kept = (DOCS / name).read_text(encoding="utf-8")
    assert kept == PAGES[name](), f"docs/{name} is not up to date: run 'make docs'"


@pytest.mark.parametrize("page", ALL, ids=_NAMES)
def test_every_link_leads_somewhere(page: Path) -> None:
    assert [link for link in links(page.read_text("utf-8")) if not leads(page, link)] == []


def leads(page: Path, link: str) -> bool:
    """Tell whether a link is well formed (an address) or leads to a file and a heading of it."""
    parts = urlsplit(link)
    if parts.scheme:
        return (
            parts.scheme == "https" and re.fullmatch(r"[\w.-]+\.\w{2,}", parts.netloc) is not None
        )
    target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if not target.is_relative_to(ROOT) or not target.exists():
        return False
    return not parts.fragment or unquote(parts.fragment) in anchors(target.read_text("utf-8"))


def test_a_dead_link_is_seen(tmp_path: Path) -> None:
    page = ROOT / "README.md"
    dead = ["none.md", "docs/none.md", "README.fr.md#nulle-part", "http://example.org", "../x.md"]
    assert [link for link in dead if leads(page, link)] == []
    live = ["docs/serve.md", "README.fr.md#les-registres-de-l%C3%A9tat", "https://example.org/a"]
    assert [link for link in live if not leads(page, link)] == []


def test_pages_and_links_are_found() -> None:
    assert len(ALL) > 25
    assert sum(len(list(links(page.read_text("utf-8")))) for page in ALL) > 150


_IN_HOUSE = re.compile(r"`((?:ontology|queries|graph|viz|cli|tests|docs)/[\w./-]*)`")
_INVENTED = {"tiers_lieux", "acteurs-sans-alliance", "NAME"}  # what "How to add" adds


def test_every_file_that_a_page_names_is_there() -> None:
    named = {
        (page.name, path)
        for page in ALL
        if page.name != "CHANGELOG.md"
        for path in _IN_HOUSE.findall(page.read_text("utf-8"))
        if not any(word in path for word in _INVENTED)
    }
    assert sorted(one for one in named if not (ROOT / one[1]).exists()) == []
    assert len(named) > 60


def test_every_page_of_docs_is_in_its_index() -> None:
    listed = set(links((DOCS / "README.md").read_text("utf-8")))
    assert sorted({p.name for p in DOCS.glob("*.md")} - listed - {"README.md"}) == []
