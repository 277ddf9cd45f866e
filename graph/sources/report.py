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
    column: Text | str
    value: str
    reason: Text
    advice: Text
    follows: bool = False  # only from the refusal of another row

    @property
    def message(self) -> Text:
        """The whole refusal in one sentence, safe to show on a terminal."""
        place = f"{self.file} › {self.sheet}" if self.sheet else self.file
        said = Text(f"{place}, ligne {self.row}", f"{place}, row {self.row}")
        if self.column:
            said = _more(said, Text(", colonne « {x} »", ", column '{x}'").fill(x=self.column))
        if self.value:
            said = _more(said, Text(", valeur « {x} »", ", value '{x}'").fill(x=short(self.value)))
        return Text(
            short(f"{said.fr} : {self.reason.fr}. {self.advice.fr}", 2000),
            short(f"{said.en}: {self.reason.en}. {self.advice.en}", 2000),
        )


def _more(said: Text, more: Text) -> Text:
    return Text(said.fr + more.fr, said.en + more.en)


def short(words: str, most: int = 80) -> str:
    """Return words as one line of printable signs, cut when they are long.

    A cell of a workbook may hold anything, and the refusal of it is shown on a terminal.
    """
    clean = " ".join("".join(c if c.isprintable() else " " for c in words).split())
    return clean if len(clean) <= most else clean[: most - 1] + "…"


@dataclass
class Report:
    """Counts by sheet (read = loaded + repaired + rejected + filtered), problems and notices.

    A sheet is one of a workbook, or the register that a file comes from.
    """

    read: Counter[str] = field(default_factory=Counter)
    loaded: Counter[str] = field(default_factory=Counter)
    repaired: Counter[str] = field(default_factory=Counter)  # loaded, after a repair
    rejected: Counter[str] = field(default_factory=Counter)
    filtered: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    notices: list[Text] = field(default_factory=list)
    withheld: int = 0  # contacts replaced in free text
    noted: int = 0  # rows left out of which something is kept: that they may not be shown
    reasons: Counter[Text] = field(default_factory=Counter)  # why rows were repaired or left out
    dropped: Counter[str] = field(default_factory=Counter)  # cells left at the door, by column

    @property
    def kept(self) -> int:
        """How many rows are in the graph, as they were or repaired."""
        return sum(self.loaded.values()) + sum(self.repaired.values())

    @property
    def refused(self) -> int:
        """How many rows were refused; ``problems`` may hold only the first of them."""
        return sum(self.rejected.values())

    def counts(self) -> dict[str, dict[str, int]]:
        """Return the counts by sheet, as kept with the load."""
        return {
            sheet: {
                "read": self.read[sheet],
                "loaded": self.loaded[sheet],
                "repaired": self.repaired[sheet],
                "rejected": self.rejected[sheet],
                "filtered": self.filtered[sheet],
            }
            for sheet in self.read
        }
