"""The errors that a user may meet: each says what failed and what to do, in both languages.

::

    AlliancesError          exit code
    ├── NotFound            1   the answer is "no": no such actor, nothing to show
    ├── Misuse              2   the request itself does not make sense
    ├── BadInput            3   a file cannot be read, or its rows were refused
    ├── StoreUnavailable    4   no workspace here, its store is busy or damaged; a SPARQL server
    │   │                       that does not answer or refuses
    │   └── TimedOut        4   a question took longer than it may
    └── Unreachable         4   an address on the web does not answer, or refuses
"""

from __future__ import annotations

from typing import Any, ClassVar

from ontology.text import Text


class AlliancesError(Exception):
    """Base of all errors shown to a user; never a traceback."""

    exit_code: ClassVar[int] = 1

    def __init__(self, fr: str, en: str, **values: object) -> None:
        self.values = values
        self.text = Text(fr, en).fill(**values) if values else Text(fr, en)
        super().__init__(self.text.en)

    def __reduce__(self) -> tuple[Any, ...]:
        """Go from one process to another with what is told."""
        return _again, (type(self), self.text)


def _again(kind: type[AlliancesError], text: Text) -> AlliancesError:
    error = kind.__new__(kind, text.en)
    error.values, error.text = {}, text
    return error


class NotFound(AlliancesError):  # noqa: N818 - reads as the answer it is
    """The thing asked for does not exist here."""

    exit_code = 1


class Misuse(AlliancesError):  # noqa: N818
    """The request does not make sense as typed."""

    exit_code = 2


class BadInput(AlliancesError):  # noqa: N818
    """A file or a row cannot be used as it is."""

    exit_code = 3


class StoreUnavailable(AlliancesError):  # noqa: N818
    """There is no store to work with, or somebody else is writing to it."""

    exit_code = 4


class TimedOut(StoreUnavailable):
    """A question took longer than it may, and was stopped."""


class Unreachable(AlliancesError):  # noqa: N818
    """An address on the web does not answer, or refuses."""

    exit_code = 4
