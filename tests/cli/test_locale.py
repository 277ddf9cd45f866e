"""The compiled French of click's own words is the one that its source says."""

from __future__ import annotations

from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "cli" / "locale" / "fr" / "LC_MESSAGES"


def _words(message: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return (message,) if isinstance(message, str) else tuple(message)


def test_compiled_messages_are_up_to_date() -> None:
    pofile = pytest.importorskip("babel.messages.pofile")
    mofile = pytest.importorskip("babel.messages.mofile")
    with (FOLDER / "messages.po").open("rb") as file:
        source = pofile.read_po(file, locale="fr")
    with (FOLDER / "messages.mo").open("rb") as file:
        compiled = mofile.read_mo(file)
    told = {_words(message.id): _words(message.string) for message in compiled if message.id}
    assert told == {_words(message.id): _words(message.string) for message in source if message.id}
    assert len(told) == 31
