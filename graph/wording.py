"""Small words that every sentence needs: plurals, lists, labels inside a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ontology import concepts
from ontology.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence


def count(n: int, one: Text, many: Text) -> Text:
    """Choose the singular or the plural, and fill its ``{n}``."""
    return (one if n == 1 else many).fill(n=n)


def listing(items: Sequence[Text]) -> Text:
    """Join as people write: "a, b et c", "a, b and c"."""

    def join(words: list[str], last: str) -> str:
        return f" {last} ".join([", ".join(words[:-1]), words[-1]]) if words[1:] else words[0]

    return Text(join([t.fr for t in items], "et"), join([t.en for t in items], "and"))


def label(scheme: str, slug: str) -> Text:
    """Return a concept's label as it reads inside a sentence; a free word stays as it is."""
    concept = concepts(scheme).get(slug)
    if concept is None:
        return Text(slug, slug)
    return Text(_lower_first(concept.label.fr), _lower_first(concept.label.en))


def _lower_first(word: str) -> str:
    """Write the first letter small, except in an abbreviation such as "ESS"."""
    return word if word[:2].isupper() else word[:1].lower() + word[1:]


def shell(words: object) -> str:
    r"""Return words to copy into a command, quoted where a blank would cut them in two.

    >>> shell("Aix"), shell("Pays d'Aix")
    ('Aix', '"Pays d\'Aix"')
    """
    return f'"{words}"' if " " in str(words) else str(words)
