"""Areas as Well-known Text (OGC Simple Features), as GeoSPARQL 1.1 keeps them in a graph.

Longitude before latitude, WGS 84: what GeoSPARQL takes for granted where no reference is named.
In the program they are shapes of ``graph.areas.borders``, in hundred-thousandths of a degree:
about a metre.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.areas.borders import Ints, Shape

UNIT = 100_000  # a degree has so many
_FORM = re.compile(
    r"\s*(?:<[^<>]*>\s*)?(MULTI)?POLYGON\s*Z?\s*\((.*)\)\s*", re.IGNORECASE | re.DOTALL
)
_RING = re.compile(r"\(([^()]+)\)")
_BETWEEN = re.compile(r"\)\s*\)\s*,\s*\(\s*\(")  # two polygons


def wkt(shape: Shape) -> str:
    """Return a shape as text; outer rings turn left, holes right.

    >>> import numpy as np
    >>> wkt([[np.array([[500_000, 4_300_000], [500_001, 4_300_000], [500_000, 4_300_001]])]])
    'POLYGON((5.00000 43.00000,5.00001 43.00000,5.00000 43.00001,5.00000 43.00000))'
    """
    from graph.areas.borders import turned

    polygons = [
        f"({','.join(_words(turned(ring, left=not k)) for k, ring in enumerate(polygon))})"
        for polygon in shape
    ]
    return f"POLYGON{polygons[0]}" if len(polygons) == 1 else f"MULTIPOLYGON({','.join(polygons)})"


def _words(ring: Ints) -> str:
    points = [f"{x / UNIT:.5f} {y / UNIT:.5f}" for x, y in ring.tolist()]
    return f"({','.join([*points, points[0]])})"


def shape_of(text: str) -> Shape | None:
    """Return the shape that a text writes, or None where it is no area or cannot be read.

    >>> shape_of("POINT(5 43)") is None
    True
    """
    found = _FORM.fullmatch(text)
    if not found:
        return None
    polygons = _BETWEEN.split(found[2]) if found[1] else [found[2]]
    try:
        shape = [[_ring(words) for words in _RING.findall(f"({p})")] for p in polygons]
    except ValueError:
        return None
    return shape if all(shape) else None


def _ring(words: str) -> Ints:
    import numpy as np

    points = np.array([point.split()[:2] for point in words.split(",")], dtype=np.float64)
    if len(points) < 4 or not (np.abs(points) <= 360).all():
        raise ValueError
    return np.rint(points[:-1] * UNIT).astype(np.int64)
