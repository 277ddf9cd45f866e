"""Areas of GeoJSON (RFC 7946): kept small in memory, checked, and in whole numbers.

A geometry becomes an array as soon as it is read: as lists, a country takes ten times the room.
What is wrong with one is said when its row is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from graph.areas.wkt import UNIT
from graph.errors import BadInput
from graph.sources.source import Reject
from ontology.text import Text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from graph.areas.borders import Ints, Shape

    Floats = NDArray[np.float64]

AREAS = ("Polygon", "MultiPolygon")
CLOSED = Text("contour refermé", "outline closed")
_IN_DEGREES = re.compile(r"CRS:?84\b|\b(?:4326|4258|4171)\b", re.IGNORECASE)
_REFERENCE = Text(
    "Projetez le fichier en WGS 84 (EPSG:4326) : c'est la seule référence du GeoJSON.",
    "Project the file to WGS 84 (EPSG:4326): it is the only reference of GeoJSON.",
)
_AGAIN = Text("Téléchargez le fichier à nouveau, ou retirez cette entité.",
              "Download the file again, or take this feature out.")  # fmt: skip


def packed(record: dict[str, Any]) -> dict[str, Any]:
    """Return a geometry with arrays for rings, anything else as it is: a hook of ``json.loads``."""
    if record.get("type") in AREAS and isinstance(record.get("coordinates"), list):
        rings = record["coordinates"]
        try:
            if record["type"] == "Polygon":
                record["coordinates"] = [[_array(ring) for ring in rings]]
            else:
                record["coordinates"] = [[_array(ring) for ring in polygon] for polygon in rings]
        except (TypeError, ValueError, OverflowError):
            record["coordinates"] = None  # told when the row is read
    return record


def _array(ring: Any) -> Floats:
    """Return the points of a ring, without heights; raises ValueError when they are none."""
    import numpy as np

    points = np.array(ring)
    if points.ndim != 2 or points.shape[1] < 2 or points.dtype.kind not in "fiu":
        raise ValueError
    return points[:, :2].astype(np.float64)


def features(document: Any) -> list[Any]:
    """Return the features of a collection, or of a list of them; empty for another document."""
    if isinstance(document, dict) and document.get("type") == "FeatureCollection":
        document = document.get("features")
    return document if isinstance(document, list) else []


def require_degrees(document: Any) -> None:
    """Refuse a file that names another reference than degrees of WGS 84."""
    crs = document.get("crs") if isinstance(document, dict) else None
    said = crs.get("properties") if isinstance(crs, dict) else None
    words = str(said.get("name", "")) if isinstance(said, dict) else ""
    if words and not _IN_DEGREES.search(words):
        raise BadInput(
            "Les coordonnées de ce fichier sont en « {crs} ». {advice}",
            "The coordinates of this file are in '{crs}'. {advice}",
            crs=words[:60],
            advice=_REFERENCE,
        )


def shape_of(geometry: Any, repairs: list[Text]) -> Shape:
    """Return the shape of a geometry; raises Reject and says what is wrong with it."""
    polygons = _polygons(geometry)
    shape = []
    for polygon in polygons:
        outer, *holes = [list(_sound(ring, repairs)) for ring in polygon]
        if not outer:
            raise _refused(Text("un anneau du contour a moins de trois points distincts",
                                "a ring of the outline has fewer than three distinct points"),
                           _AGAIN)  # fmt: skip
        shape.append([*outer, *(ring for hole in holes for ring in hole)])
    return shape


def _polygons(geometry: Any) -> list[list[Floats]]:
    """Return the rings of a geometry by polygon."""
    if not isinstance(geometry, Mapping):
        raise _refused(Text("il n'y a pas de contour", "there is no outline"), _AGAIN)
    kind = str(geometry.get("type"))[:40]
    if kind not in AREAS:
        raise _refused(
            Text("c'est un {kind}, pas une surface", "this is a {kind}, not an area").fill(
                kind=kind
            ),
            Text("Donnez les contours des communes (Polygon ou MultiPolygon).",
                 "Give the outlines of the communes (Polygon or MultiPolygon)."),
        )  # fmt: skip
    found = geometry.get("coordinates")
    if not isinstance(found, list) or any(not hasattr(r, "dtype") for p in found for r in p):
        raise _refused(Text("un anneau du contour n'est pas une suite de points",
                            "a ring of the outline is no list of points"), _AGAIN)  # fmt: skip
    if not found or not all(found):
        raise _refused(Text("le contour est vide", "the outline is empty"), _AGAIN)
    return list(found)


def _sound(ring: Floats, repairs: list[Text]) -> Iterator[Ints]:
    """Yield a ring in whole numbers, without its last point; nothing when it holds no area."""
    import numpy as np

    from graph.areas.borders import area

    if not np.isfinite(ring).all():
        raise _refused(Text("une coordonnée n'est pas un nombre", "a coordinate is no number"),
                       _AGAIN)  # fmt: skip
    if np.abs(ring[:, 0]).max() > 180 or np.abs(ring[:, 1]).max() > 90:
        raise _refused(
            Text("les coordonnées ne sont pas des degrés (Lambert-93 ?)",
                 "the coordinates are no degrees (Lambert-93?)"),
            _REFERENCE,
        )  # fmt: skip
    points = np.rint(ring * UNIT).astype(np.int64)
    if len(points) > 1 and (ring[0] != ring[-1]).any() and CLOSED not in repairs:
        repairs.append(CLOSED)
    points = points[np.r_[True, (points[1:] != points[:-1]).any(axis=1)]]
    if (points[0] == points[-1]).all():
        points = points[:-1]
    if len(points) >= 3 and area(points):
        yield points


def _refused(reason: Text, advice: Text) -> Reject:
    return Reject("geometry", reason, advice)
