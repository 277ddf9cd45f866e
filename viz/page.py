"""One closed HTML file: inlined library, script and style, each allowed by its hash.

The policy forbids every request and every script but ours: a name that tries to be code
stays a name.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ontology.text import Lang, Text
from viz.words import WORDS

if TYPE_CHECKING:
    from jinja2 import Environment

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
LIBRARY = HERE / "assets" / "vis-network.min.js"
PARTS = (
    *("text", "dom", "days", "view_catalysts", "view_carte", "view_compare", "view_around"),
    *("view_path", "crowd", "view_communities", "views", "sizes", "state", "select", "labels"),
    *("draw", "search", "legend", "timeline", "panel", "csv", "columns", "table", "ways", "pen"),
    *("sheet", "export", "main"),
)
# What turns the text around it (Unicode, UAX 9, explicit formatting): no name needs it.
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
# Of our script, what only its readers need: indentation, empty lines, lines of comment alone.
FOR_READERS = re.compile(r"^\s*(//.*|/\*\*.*\*/)?\n|^[ \t]+", re.MULTILINE)
UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def embed(value: object) -> str:
    """JSON that cannot end the element it stands in, be taken for HTML, nor turn other text."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    text = re.sub("[<>&\u2028\u2029]", lambda found: UNSAFE[found[0]], TURNING.sub("", text))
    return text.encode("utf-8", "replace").decode("utf-8")


def read(path: Path) -> str:
    """Return the text of one of our own files."""
    return path.read_text(encoding="utf-8")


@cache
def script() -> str:
    """Our own script: its parts, in one scope of their own, without what is for readers."""
    parts = (FOR_READERS.sub("", read(TEMPLATES / f"{name}.js")) for name in PARTS)
    return "(() => {\n'use strict';\n" + "\n".join(parts) + "})();\n"


@cache
def style() -> str:
    """Our own style sheet."""
    return read(TEMPLATES / "map.css")


@cache
def library() -> str:
    """Read the vendored drawing library."""
    return read(LIBRARY)


@cache
def library_styles() -> tuple[str, ...]:
    """Style sheets that the library adds when it starts: the policy must know them.

    The empty one too: the library adds each element to the page before its text.
    """
    calls = re.findall(r"""(?<![\w$.])A\((["'])((?:(?!\1)[^\\])+)\1\)""", library()[:240_000])
    return ("", *(sheet for _, sheet in calls if "{" in sheet))


def digest(text: str) -> str:
    """Return a script or a style sheet as a policy names it."""
    return f"'sha256-{b64encode(sha256(text.encode('utf-8')).digest()).decode('ascii')}'"


@cache
def policy() -> str:
    """Content-Security-Policy: nothing from anywhere, except these scripts and styles."""
    scripts = " ".join(digest(text) for text in (library(), script()))
    styles = " ".join(digest(text) for text in (style(), *library_styles()))
    return (
        f"default-src 'none'; script-src {scripts}; style-src {styles}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def environment(page: Mapping[str, Any], lang: Lang) -> Environment:
    """Make a template environment that escapes, and knows what the page says."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    made = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined
    )

    def say(words: Text) -> str:
        return TURNING.sub("", words.to(lang))

    made.filters |= {"embed": lambda value: Markup(embed(value)), "say": say}  # noqa: S704
    made.globals |= {
        "lang": lang,
        "words": WORDS,
        "page": page,
        "policy": policy(),
        "library": Markup(library()),  # noqa: S704 - our own files, never data
        "script": Markup(script()),  # noqa: S704
        "style": Markup(style()),  # noqa: S704
    }
    return made
