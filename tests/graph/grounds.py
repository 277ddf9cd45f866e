"""Outlines for tests: squares that share borders, as GeoJSON and as shapes."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

SIDE = 0.02  # degrees
CORNER = (5.4, 43.5)
Point = tuple[float, float]


def border(a: Point, b: Point, levels: int = 4) -> list[Point]:
    """Return a crooked line between two points, the same whichever way it is asked for."""
    if b < a:
        return border(b, a, levels)[::-1]
    return [*_bent(a, b, levels), b]


def _bent(a: Point, b: Point, levels: int) -> list[Point]:
    if not levels:
        return [a]
    sway = 0.12 * (-1) ** levels
    middle = (
        (a[0] + b[0]) / 2 + sway * (b[1] - a[1]),
        (a[1] + b[1]) / 2 - sway * (b[0] - a[0]),
    )
    return _bent(a, middle, levels - 1) + _bent(middle, b, levels - 1)


def square(column: int, row: int, levels: int = 4) -> list[list[float]]:
    """Return the closed ring of a crooked square of a grid, turned left."""
    x, y = CORNER[0] + column * SIDE, CORNER[1] + row * SIDE
    corners = [(x, y), (x + SIDE, y), (x + SIDE, y + SIDE), (x, y + SIDE), (x, y)]
    points = [p for a, b in pairwise(corners) for p in border(a, b, levels)[:-1]]
    return [[round(x, 5), round(y, 5)] for x, y in [*points, points[0]]]


def feature(code: object, rings: Any, /, *, kind: str = "Polygon", **properties: object) -> Any:
    """Return a feature of GeoJSON; the properties replace ``code`` and ``nom``."""
    said = properties or {"code": code, "nom": f"Commune {code}"}
    return {"type": "Feature", "properties": said, "geometry": {"type": kind, "coordinates": rings}}


def write(path: Path, *features: object, **more: object) -> Path:
    """Write a collection of features."""
    document = {"type": "FeatureCollection", "features": features, **more}
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path
