"""Outlines in GeoJSON: in another reference, nested too deep, of millions of points."""

from __future__ import annotations

import json
from pathlib import Path

from tests.graph.grounds import feature, square, write
from tests.graph.hostile.cases import loads, put, refused

SOUND = feature("13001", [square(0, 0)])
UNKNOWN, UNKNOWN_EN = "{file} n'est d'aucune forme connue", "{file} is of no known form"


@loads(3, 1, 0, 2, 0, fr="{file}…les coordonnées ne sont pas des degrés",
       en="{file}…the coordinates are no degrees")  # fmt: skip
def outlines_in_lambert_93_beside_a_sound_one(folder: Path) -> Path:
    far = [[[x * 150_000, y * 140_000] for x, y in square(1, 0)]]
    hole = [square(2, 0), [[1e308, 1e308], [-1e308, 0], [0, 1], [1e308, 1e308]]]
    return write(folder / "communes.geojson", SOUND, feature("13113", far), feature("84089", hole))


@refused("Les coordonnées de ce fichier sont en « EPSG:2154", "The coordinates of this file are in")
def outlines_that_name_another_reference(folder: Path) -> Path:
    crs = {"type": "name", "properties": {"name": "EPSG:2154" + "9" * 5000}}
    return write(folder / "communes.geojson", SOUND, crs=crs)


@refused("{file} : le JSON est imbriqué trop profondément", "{file}: the JSON is nested too deeply",
         alone=True)  # fmt: skip
def outlines_nested_too_deeply(folder: Path) -> Path:
    text = json.dumps({"type": "FeatureCollection", "features": [SOUND]})
    deep = "[" * 100_000 + "]" * 100_000
    return put(folder, text.replace('"coordinates": [', f'"coordinates": [{deep},'), "a.geojson")


@loads(2, 2, 0, 0, 0, alone=True)
def an_outline_of_a_million_points(folder: Path) -> Path:
    high = [[5.4 + k / 1e8, 43.6 + (k % 2) / 1e5] for k in range(1_000_000)]
    ring = [[5.4, 43.5], *high, [5.41, 43.5], [5.4, 43.5]]
    return write(folder / "communes.geojson", SOUND, feature("13113", [ring]))


@refused(UNKNOWN, UNKNOWN_EN)
def a_collection_of_points(folder: Path) -> Path:
    points = [feature(f"130{n}", [5.4, 43.5], kind="Point") for n in range(10, 60)]
    return write(folder / "mairies.geojson", *points)
