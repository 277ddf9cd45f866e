"""What a reader says of a source: every row counted, every refusal with its place and cure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from ontology.text import Text


@dataclass(frozen=True, slots=True)
class Problem:
    """One refusal: where it is, what was read, why it is refused and what to do."""

    file: str
    sheet: str
    row: int
    column: str
    value: str
    reason: Text
    advice: Text

    @property
    def message(self) -> Text:
        """The whole refusal in one sentence."""
        place = f"{self.file} › {self.sheet}" if self.sheet else self.file
        fr = f"{place}, ligne {self.row}"
        en = f"{place}, row {self.row}"
        if self.column:
            fr, en = f"{fr}, colonne « {self.column} »", f"{en}, column '{self.column}'"
        if self.value:
            fr, en = f"{fr}, valeur « {self.value} »", f"{en}, value '{self.value}'"
        return Text(
            f"{fr} : {self.reason.fr}. {self.advice.fr}",
            f"{en}: {self.reason.en}. {self.advice.en}",
        )


@dataclass
class Report:
    """Counts by sheet (read = loaded + rejected + filtered), problems and notices."""

    read: Counter[str] = field(default_factory=Counter)
    loaded: Counter[str] = field(default_factory=Counter)
    rejected: Counter[str] = field(default_factory=Counter)
    filtered: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    notices: list[Text] = field(default_factory=list)
    withheld: int = 0  # contacts replaced in free text

    def counts(self) -> dict[str, dict[str, int]]:
        """Return the counts by sheet, as kept with the load."""
        return {
            sheet: {
                "read": self.read[sheet],
                "loaded": self.loaded[sheet],
                "rejected": self.rejected[sheet],
                "filtered": self.filtered[sheet],
            }
            for sheet in self.read
        }
