"""The outlines of the demonstration are those of the public file, simplified by our own code."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from graph.areas.borders import area, simplified
from graph.areas.wkt import UNIT
from tests.graph.one_source import DATA, read, with_raw_data

if TYPE_CHECKING:
    from graph.areas.borders import Shape

DEMO = Path(__file__).resolve().parents[2] / "graph" / "demo"
RAW = DATA / "territories" / "pays_aix_36_communes.geojson"
DETAIL = 1_000  # coarser than what is loaded: a file of 36 communes, for everybody


def shapes(path: Path) -> dict[str, Shape]:
    """Return the outlines of a file by code, in hundred-thousandths of a degree."""
    import numpy as np

    document = json.loads(path.read_text(encoding="utf-8"))
    return {
        feature["properties"]["code"]: [
            [np.rint(np.array(ring[:-1]) * UNIT).astype(np.int64)
             for ring in feature["geometry"]["coordinates"]]
        ]
        for feature in document["features"]
    }  # fmt: skip


def derived() -> str:
    """Return the file of the demonstration, made from the public one."""
    with (DEMO / "territoires.csv").open(encoding="utf-8", newline="") as file:
        names = {row["code"]: row["nom"] for row in csv.DictReader(file, delimiter=";")}
    full = shapes(RAW)
    lines = [
        json.dumps({
            "type": "Feature", "properties": {"code": code, "nom": names[code]},
            "geometry": {"type": "Polygon", "coordinates": [
                [[x / UNIT, y / UNIT] for x, y in [*ring.tolist(), ring[0].tolist()]]
                for ring in polygon
            ]},
        }, ensure_ascii=False, separators=(",", ":"))
        for code, [polygon] in zip(full, simplified(list(full.values()), DETAIL), strict=True)
    ]  # fmt: skip
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"


@with_raw_data
def test_the_file_is_the_public_one_simplified() -> None:
    assert (DEMO / "communes.geojson").read_text(encoding="utf-8") == derived()


@with_raw_data
def test_no_area_changes_by_more_than_one_per_cent() -> None:
    full, demo = shapes(RAW), shapes(DEMO / "communes.geojson")
    assert full.keys() == demo.keys()
    for code, [polygon] in demo.items():
        assert area(polygon[0]) == pytest.approx(area(full[code][0][0]), rel=0.01)
    assert sum(len(p[0]) for [p] in demo.values()) < 0.6 * sum(len(p[0]) for [p] in full.values())


def test_it_is_read_whole() -> None:
    done = read(DEMO / "communes.geojson")
    assert done.counts == (36, 36, 0, 0, 0)
    assert done.things("geosparql:Geometry") == [
        f"{c}/outline/essai" for c in done.things("igeo:Commune")
    ]
    assert done.findings() == []
