"""Texts that are read often are in memory once."""

from __future__ import annotations

_MOST = 10_000  # texts that are looked for: those met often are among the first


def shared(text: str, known: dict[str, str]) -> str:
    """Return a text as it was read first, of those in ``known``, which grows to a bound.

    >>> known = {}
    >>> first = shared("Aix-en-Provence", known)
    >>> shared("-".join(["Aix", "en", "Provence"]), known) is first
    True
    """
    return known.setdefault(text, text) if len(known) < _MOST else known.get(text, text)
