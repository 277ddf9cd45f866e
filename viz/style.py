"""How things look: colour and shape by sector, line by stage.

Colours are Okabe & Ito's, which colour-blind readers tell apart; the shape says the same a
second time, so that the map also reads in black and white.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin

from ontology.text import Text

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Mark:
    """Colour and outline of an actor; no points means a disc.

    A colour too dark for a dark ground has another one there.
    """

    colour: str
    points: tuple[Point, ...] = ()
    dark: str | None = None


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line: width, dash pattern, colour on a light and on a dark ground, words for it."""

    label: Text
    width: float
    light: str
    dark: str
    dashes: tuple[int, ...] = ()


def _polygon(sides: int, size: float, turn: float = 0.0) -> tuple[Point, ...]:
    """Draw a regular polygon with a corner at the top, turned by a part of a full turn."""
    angles = [2 * pi * (k / sides + turn) for k in range(sides)]
    return tuple((round(size * sin(a), 3), round(-size * cos(a), 3)) for a in angles)


def _star(points: int, size: float, inner: float) -> tuple[Point, ...]:
    """Draw a star: corners far and near in turn."""
    angles = [pi * k / points for k in range(2 * points)]
    lengths = [size if k % 2 == 0 else inner for k in range(2 * points)]
    pairs = zip(angles, lengths, strict=True)
    return tuple((round(r * sin(a), 3), round(-r * cos(a), 3)) for a, r in pairs)


def _saltire(reach: float, half: float) -> tuple[Point, ...]:
    """Draw a slanting cross, from how far and how thick its arms are."""
    arm = ((-half, -half), (-half, -reach), (half, -reach))  # the upper one, before slanting
    turns = [pi / 4 + pi / 2 * k for k in range(4)]
    return tuple(
        (round(x * cos(t) - y * sin(t), 3), round(x * sin(t) + y * cos(t), 3))
        for t in turns
        for x, y in arm
    )


# Each outline covers about the same area as the unit disc: no sector looks bigger than it is.
MARKS: dict[str, Mark] = {
    "elus": Mark("#D55E00", _star(5, 1.34, 0.72)),
    "enseignement-recherche": Mark("#56B4E9", _polygon(6, 1.1)),
    "fondation": Mark("#CC79A7", _polygon(4, 1.25)),
    "reseau": Mark("#F0E442", _polygon(5, 1.15)),
    "public": Mark("#0072B2", _polygon(4, 1.25, 1 / 8)),
    "association": Mark("#009E73"),
    "entreprise": Mark("#E69F00", _polygon(3, 1.5)),
    "inconnu": Mark("#4D4D4D", _saltire(1.1, 0.45), "#9A9A9A"),
}
OTHER = Mark("#8A8A8A", _polygon(8, 1.05, 1 / 16))

STROKES: dict[str, Stroke] = {
    "signed": Stroke(Text("Signée, active", "Signed, active"), 2.6, "#1F3F57", "#C9DCEB"),
    "agreement": Stroke(
        Text("Accord de principe", "Agreement in principle"), 1.6, "#3F6784", "#94B4CC"
    ),
    "contact": Stroke(
        Text("Idée, contact, proposition", "Idea, contact, proposal"), 0.8, "#4F7C9C", "#7FA6C2"
    ),
    "completed": Stroke(Text("Achevée", "Completed"), 1.5, "#8C8C8C", "#6E6E6E"),
    "stopped": Stroke(
        Text("Suspendue ou abandonnée", "Suspended or abandoned"), 0.7, "#8C8C8C", "#6E6E6E"
    ),
    "potential": Stroke(
        Text("Possible (suggestion)", "Potential (suggestion)"), 1.3, "#8E3BA8", "#D79BEA", (6, 5)
    ),
}

# What became of alliances between two dates, by ``viz.timeline.Change``.
CHANGES: dict[str, Stroke] = {
    "new": Stroke(Text("Nouvelle", "New"), 2.6, "#007F5F", "#3FD0A4"),
    "moved": Stroke(
        Text("À une autre étape", "At another stage"), 2.2, "#B35900", "#F0A050", (9, 4)
    ),
    "ended": Stroke(
        Text("Terminée ou suspendue", "Ended or suspended"), 2.0, "#A8326E", "#F08CB8", (2, 4)
    ),
    "same": Stroke(Text("Inchangée", "Unchanged"), 1.1, "#6F8496", "#8197AA"),
    "past": Stroke(Text("Déjà terminée avant", "Already over before"), 0.6, "#8C8C8C", "#6E6E6E"),
}


def mark(sector: str) -> Mark:
    """Find the mark of a sector; grey octagon for one that has none yet."""
    return MARKS.get(sector, OTHER)


def stroke_of(layers: tuple[str, ...], order: int | None) -> str:
    """Find the stroke of a stage from the layers of analysis it counts in and its order."""
    if order is None or (not layers and order < 20):
        return "contact"
    if not layers:
        return "stopped"
    if order >= 80:
        return "completed"
    if "S" in layers:
        return "signed"
    return "agreement" if "A" in layers else "contact"


def bends(count: int) -> list[float]:
    """How much each of several lines between the same two points curves away (0: straight)."""
    if count == 1:
        return [0.0]
    reach = min(0.12 * (count - 1), 0.45)
    return [round(reach * (2 * k / (count - 1) - 1), 3) for k in range(count)]
