"""Records of JSON documents: how a source reads one, and what is kept of one that is refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graph.privacy import withhold_contacts
from ontology.text import Text


def kept_of(value: Any, within: frozenset[str]) -> Any:
    """Return a value of a refused record without what may not pass, nor contacts."""
    if isinstance(value, dict):
        return {key: kept_of(inner, within) for key, inner in value.items() if key in within}
    if isinstance(value, list):
        return [kept_of(inner, within) for inner in value]
    return withhold_contacts(value)[0] if isinstance(value, str) else value


def words_of(value: Any) -> Iterator[str]:
    """Yield every simple value inside a record, as text."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from words_of(inner)
    elif value is not None:
        yield str(value)


class JsonRow:
    """One record of a JSON document, behind the door."""

    __slots__ = ("fields", "number", "repairs")

    def __init__(self, number: int, fields: dict[str, Any]) -> None:
        self.number = number
        self.fields = fields
        self.repairs: list[Text] = []

    @property
    def locator(self) -> str:
        """Where in the document the record stands."""
        return f"enregistrement {self.number}"

    def get(self, key: str) -> Any:
        """Return a field as the document has it, or None."""
        return self.fields.get(key)

    def __getitem__(self, key: str) -> str:
        """Return a field as text; empty when it is absent or no simple value."""
        value = self.fields.get(key)
        return "" if value is None or isinstance(value, dict | list) else str(value).strip()
