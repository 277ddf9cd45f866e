"""Text in XML: every name is somebody's, and holds anything."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.sax.saxutils import escape

# What XML 1.0 has no way to write, not even escaped.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BREAKS = {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;", '"': "&quot;"}


def text(value: object) -> str:
    r"""Return a value as the text of an element or an attribute.

    >>> text('a & "b" ]]>\x01')
    'a &amp; &quot;b&quot; ]]&gt;\ufffd'
    """
    return escape(writable(str(value)), _BREAKS)


def writable(words: str) -> str:
    """Return words with a sign for what XML cannot hold: else nobody could read the rest."""
    return _FORBIDDEN.sub("\ufffd", words)


def attributes(values: Mapping[str, object]) -> str:
    """Return attributes as they stand in a tag, those without a value left out."""
    return "".join(f' {name}="{text(v)}"' for name, v in values.items() if v is not None)
