"""Words in French and English: the one type every message and label is made of."""

from __future__ import annotations

from typing import Literal, NamedTuple

Lang = Literal["fr", "en"]


class Text(NamedTuple):
    """A text in the two languages of the project."""

    fr: str
    en: str

    def to(self, lang: Lang) -> str:
        """Return the text in the language asked."""
        return self.fr if lang == "fr" else self.en

    def fill(self, **values: object) -> Text:
        """Fill the ``{named}`` places of both languages.

        A value that is itself a :class:`Text` is filled in its own language.
        """

        def one(lang: Lang) -> str:
            plain = {k: v.to(lang) if isinstance(v, Text) else v for k, v in values.items()}
            return self.to(lang).format_map(plain)

        return Text(one("fr"), one("en"))


def same(word: str) -> Text:
    """Return a text that reads the same in both languages, such as a proper name."""
    return Text(word, word)


def writable(words: str) -> str:
    r"""Return words as UTF-8 holds them: the name of a file may be any bytes.

    >>> writable("carnet\udce9.csv")
    'carnet?.csv'
    """
    return words.encode("utf-8", "replace").decode()


def fold(text: str) -> str:
    """Fold a name for comparison: no accents, ligatures, case or punctuation.

    >>> fold("L'Œuvre  d’Été")
    'l oeuvre d ete'
    """
    return " ".join(text.translate(_LETTERS).split())


class _Letters(dict[int, str]):
    """What each character is folded to, worked out when it is first met: names repeat them."""

    def __missing__(self, code: int) -> str:
        import unicodedata

        letter = {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE"}.get(chr(code), chr(code))
        plain = unicodedata.normalize("NFKD", letter).casefold()
        kept = (c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
        self[code] = found = "".join(kept)
        return found


_LETTERS = _Letters()
