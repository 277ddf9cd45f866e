"""Names in free text and in the IRIs made of it: what others say of something forgotten.

A name of several words is found whatever its case, accents and signs; one of a single word only
as it is written, or in capitals: "Harmonie" the orchestra, never harmony.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from graph.identifiers import slug
from graph.rights.keys import normal, windows
from ontology.text import fold

ERASED = "[effacé]"
_WORD = re.compile(r"[^\W_]+")
_SHORTEST = 3  # letters of a name of one word


class Mask:
    """Takes names out of texts; ``known`` also tells names in their normal form by digest."""

    def __init__(self, names: Iterable[str], known: Callable[[str], str] | None = None) -> None:
        self.names = frozenset(names)
        self._known = known
        self._several = {normal(n) for n in self.names if " " in fold(n)}
        ones = {n.strip() for n in self.names if n and " " not in fold(n)}
        self._one = {form for n in ones if len(n) >= _SHORTEST for form in (n, n.upper())}
        self._longest = max([8, *(len(one.split()) for one in self._several)])
        self._seldom = [max(one.split(), key=len) for one in self._several]
        slugs = sorted({slug(n) for n in self.names if len(slug(n)) >= _SHORTEST})
        step = "|".join(map(re.escape, slugs))
        self._slug = re.compile(rf"(?<![a-z0-9])(?:{step})(?![a-z0-9])") if slugs else None
        squeezed = {s.replace("-", "") for s in slugs if len(s) > 5}
        self._address = [*slugs, *squeezed]

    def __bool__(self) -> bool:
        return bool(self.names or self._known)

    def text(self, text: str, instead: str = ERASED) -> str:
        """Return a text without the names in it."""
        if not self._may_hold(text):
            return text
        found = list(_WORD.finditer(text))
        folded = [fold(match[0]) for match in found]
        after, clean = 0, []
        for start, end, words in windows(folded, self._longest):
            if found[start].start() < after or not self._is_name(words, found[start:end]):
                continue
            clean += [text[after : found[start].start()], instead]
            after = found[end - 1].end()
        return "".join([*clean, text[after:]]) if clean else text

    def _may_hold(self, text: str) -> bool:
        if self._known is not None or any(one in text for one in self._one):
            return True
        if not self._seldom:
            return False
        plain = fold(text)
        return any(word in plain for word in self._seldom)

    def _is_name(self, words: str, found: list[re.Match[str]]) -> bool:
        if len(found) > 1:
            return words in self._several or self._tells(words)
        word = found[0][0]
        return word in self._one or (
            len(word) >= _SHORTEST and word[0].isupper() and self._tells(words)
        )

    def _tells(self, words: str) -> bool:
        return self._known is not None and bool(_asked(self._known, words))

    def is_in_key(self, key: str) -> bool:
        """Tell whether the key of an IRI is made of a name."""
        return self._slug is not None and self._slug.search(key) is not None

    def is_in_address(self, address: str) -> bool:
        """Tell whether a web address spells a name."""
        plain = address.casefold()
        return any(word in plain for word in self._address)


@lru_cache(50_000)
def _asked(known: Callable[[str], str], words: str) -> str:
    return known(words)
