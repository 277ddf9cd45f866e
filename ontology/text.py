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

        A value that is itself a :class:`Text` is filled in its own language. Of two words, a whole
        number chooses the one that goes with it, as the language has it: none is a singular in
        French, a plural in English.

        >>> Text("{n} {n:ligne lue|lignes lues}", "{n} {n:row|rows} read").fill(n=0)
        Text(fr='0 ligne lue', en='0 rows read')
        """
        return Text(self._filled("fr", values), self._filled("en", values))

    def _filled(self, lang: Lang, values: dict[str, object]) -> str:
        words = self.to(lang)
        plain = {k: v.to(lang) if isinstance(v, Text) else v for k, v in values.items()}
        if "|" in words:
            of = _Counted if lang == "fr" else _CountedInEnglish
            plain = {k: of(v) if isinstance(v, int) else v for k, v in plain.items()}
        return words.format_map(plain)


class _Counted(int):
    """A number that chooses a word: ``{n:ligne|lignes}``."""

    def __format__(self, spec: str) -> str:
        one, bar, many = spec.partition("|")
        return (one if self._is_one else many) if bar else super().__format__(spec)

    @property
    def _is_one(self) -> bool:
        return abs(self) < 2


class _CountedInEnglish(_Counted):
    @property
    def _is_one(self) -> bool:
        return self == 1


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
