"""Outlines of communes in GeoJSON: whose they are, what is wrong with them, what is stated."""

from __future__ import annotations

import gzip
import json
import math
from pathlib import Path
from typing import Any

import pytest

from graph.areas.wkt import shape_of
from graph.errors import BadInput
from graph.sources.places import Places
from tests.graph.grounds import feature, square, write
from tests.graph.one_source import PAYS, Read, read

AIX, VENELLES, PERTUIS = "13001", "13113", "84089"
SOUND = feature(AIX, [square(0, 0)])
WKT = "http://www.opengis.net/ont/geosparql#wktLiteral"


def texts(done: Read) -> dict[str, str]:
    """Return the text of the outline of each commune, by code."""
    of = {s: o for s, p, o in done.facts() if p == "geosparql:hasGeometry"}
    said = {s: o for s, p, o in done.facts() if p == "geosparql:asWKT"}
    return {place.rpartition("/")[2]: said[outline] for place, outline in of.items()}


def test_an_outline_is_stated_as_geosparql_says(tmp_path: Path) -> None:
    done = read(write(tmp_path / "communes.geojson", SOUND))

    assert done.counts == (1, 1, 0, 0, 0)
    assert done.of("geo/commune/13001", "rdf:type", "rdfs:label", "geosparql:hasGeometry") == {
        "rdf:type": ["ea:Territory", "igeo:Commune"], "rdfs:label": ["Commune 13001"],
        "geosparql:hasGeometry": ["geo/commune/13001/outline/essai"],
    }  # fmt: skip
    outline = done.of("geo/commune/13001/outline/essai", "rdf:type", "geosparql:asWKT")
    assert outline["rdf:type"] == ["geosparql:Geometry"]
    assert outline["geosparql:asWKT"][0].startswith("POLYGON((5.4")
    assert f"^^<{WKT}>" in done.data.decode()
    assert done.findings() == []


@pytest.mark.parametrize(
    "properties",
    [{"INSEE_COM": AIX, "NOM_COM": "Aix"}, {"insee": AIX, "nom": "Aix"},
     {"CODGEO": AIX, "LIBGEO": "Aix", "DEP": "13"}, {"code_insee": AIX, "nom_officiel": "Aix"},
     {"com_code": [AIX], "com_name": ["Aix"]}, {"code": "13", "insee_com": 13001, "nom": "Aix"}],
    ids="-".join,
)  # fmt: skip
def test_codes_and_names_are_known_by_their_usual_names(
    tmp_path: Path, properties: dict[str, Any]
) -> None:
    done = read(write(tmp_path / "a.geojson", feature("", [square(0, 0)], **properties)))

    assert done.counts == (1, 1, 0, 0, 0)
    assert done.of("geo/commune/13001", "rdfs:label") == {"rdfs:label": ["Aix"]}


def test_a_leading_zero_that_was_eaten_is_given_back(tmp_path: Path) -> None:
    done = read(write(tmp_path / "a.geojson", feature("", [square(0, 0)], code=1001, nom="A")))
    assert list(texts(done)) == ["01001"]


def test_what_passes_is_listed_and_the_rest_is_told(tmp_path: Path) -> None:
    told = feature("", [square(0, 0)], code=AIX, nom="Aix", population=145_000, maire="A. B.")
    done = read(write(tmp_path / "a.geojson", told))

    assert dict(done.report.dropped) == {"population": 1, "maire": 1}
    assert b"145000" not in done.data


@pytest.mark.parametrize(
    ("rings", "kind", "reason"),
    [
        ([], "Polygon", "le contour est vide"),
        ([[]], "Polygon", "un anneau du contour n'est pas une suite de points"),
        ([], "MultiPolygon", "le contour est vide"),
        ([[]], "MultiPolygon", "le contour est vide"),
        ("5.4 43.5", "Polygon", "un anneau du contour n'est pas une suite de points"),
        (None, "Polygon", "un anneau du contour n'est pas une suite de points"),
        ({"a": 1}, "MultiPolygon", "un anneau du contour n'est pas une suite de points"),
        ([[5.4, 43.5], [5.5, 43.5]], "Polygon", "n'est pas une suite de points"),
        ([[["5.4", "43.5"]] * 4], "Polygon", "n'est pas une suite de points"),
        ([[[True, False]] * 4], "Polygon", "n'est pas une suite de points"),
        ([[[5.4, 43.5], [5.5]]], "Polygon", "n'est pas une suite de points"),
        ([[[10**400, 43.5]] * 4], "Polygon", "n'est pas une suite de points"),
        ([[[5.4, 43.5], [5.5, 43.5], [5.4, 43.5]]], "Polygon", "moins de trois points distincts"),
        ([[[5.4, 43.5]] * 4], "Polygon", "moins de trois points distincts"),
        ([[[5.4, 43.5], [5.5, 43.5], [5.6, 43.5], [5.4, 43.5]]], "Polygon", "moins de trois"),
        ([[[math.nan, 43.5], *square(0, 0)]], "Polygon", "une coordonnée n'est pas un nombre"),
        ([[[math.inf, 43.5], *square(0, 0)]], "Polygon", "une coordonnée n'est pas un nombre"),
        ([[[897_000.5, 6_270_000.2], [898_000, 6_270_000], [898_000, 6_271_000]]], "Polygon",
         "les coordonnées ne sont pas des degrés (Lambert-93 ?)"),
        ([[[y, x] for x, y in square(0, 0)]], "Polygon", "le contour n'est pas en France"),
        ([[[x - 90, y] for x, y in square(0, 0)]], "Polygon", "le contour n'est pas en France"),
        ([5.4, 43.5], "Point", "c'est un Point, pas une surface"),
        (square(0, 0), "LineString", "c'est un LineString, pas une surface"),
        ([], "GeometryCollection", "c'est un GeometryCollection, pas une surface"),
    ],
)  # fmt: skip
def test_what_is_no_outline_is_refused(
    tmp_path: Path, rings: object, kind: str, reason: str
) -> None:
    path = write(tmp_path / "a.geojson", feature(VENELLES, rings, kind=kind), SOUND)
    done = read(path)

    assert done.counts == (2, 1, 0, 1, 0)
    assert reason in done.problems[0]
    assert list(texts(done)) == [AIX]


@pytest.mark.parametrize("geometry", [None, 5, [], "POLYGON((1 2))", {}])
def test_a_geometry_that_is_none_is_refused(tmp_path: Path, geometry: object) -> None:
    done = read(write(tmp_path / "a.geojson", SOUND, SOUND | {"geometry": geometry}))
    assert done.counts == (2, 1, 0, 1, 0)


@pytest.mark.parametrize("wrong", [None, 5, [], "x", {"properties": None}, {"properties": 5}])
def test_a_feature_that_is_none_is_refused(tmp_path: Path, wrong: object) -> None:
    done = read(write(tmp_path / "a.geojson", wrong, SOUND))

    assert done.counts == (2, 1, 0, 1, 0)
    assert "code de commune inconnu" in done.problems[0]


def test_latitudes_before_longitudes_are_told_so(tmp_path: Path) -> None:
    swapped = feature(VENELLES, [[[y, x] for x, y in square(0, 0)]])
    problem = read(write(tmp_path / "a.geojson", swapped, SOUND)).report.problems[0]
    assert problem.advice.fr == "Les latitudes précèdent les longitudes : échangez-les."


def test_a_commune_overseas_may_lie_anywhere(tmp_path: Path) -> None:
    ring = [[x - 66, y - 27.5] for x, y in square(0, 0)]
    done = read(write(tmp_path / "a.geojson", feature("97209", [ring])))
    assert done.counts == (1, 1, 0, 0, 0)


@pytest.mark.parametrize("code", ["99123", "13A01", "", "130010", "aix"])
def test_an_unknown_code_is_refused(tmp_path: Path, code: str) -> None:
    done = read(write(tmp_path / "a.geojson", feature(code, [square(1, 0)]), SOUND))

    assert done.counts == (2, 1, 0, 1, 0)
    assert "code de commune inconnu" in done.problems[0]


def test_where_all_communes_are_known_another_one_is_refused(tmp_path: Path) -> None:
    places = Places()
    for n in range(31_000):
        places.add(f"https://a.test/id/geo/commune/{n:05}", f"C{n}", f"{n:05}")
    done = read(
        write(tmp_path / "a.geojson", SOUND, feature(PERTUIS, [square(1, 0)])), places=places
    )

    assert done.counts == (2, 1, 0, 1, 0)
    assert "code de commune inconnu" in done.problems[0]


def test_a_ring_left_open_is_closed_and_told(tmp_path: Path) -> None:
    done = read(write(tmp_path / "a.geojson", feature(AIX, [square(0, 0)[:-1]])))

    assert done.counts == (1, 0, 1, 0, 0)
    assert done.reasons == {"outline closed": 1}
    assert texts(done) == texts(read(write(tmp_path / "b.geojson", SOUND)))


def test_heights_are_left_out(tmp_path: Path) -> None:
    high = feature(AIX, [[[x, y, 211.5] for x, y in square(0, 0)]])
    assert texts(read(write(tmp_path / "a.geojson", high))) == texts(
        read(write(tmp_path / "b.geojson", SOUND))
    )


def test_another_reference_than_degrees_is_refused(tmp_path: Path) -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}}
    with pytest.raises(BadInput) as caught:
        read(write(tmp_path / "a.geojson", SOUND, crs=crs))
    assert caught.value.text.fr == (
        "Les coordonnées de ce fichier sont en « urn:ogc:def:crs:EPSG::2154 ». Projetez le fichier "
        "en WGS 84 (EPSG:4326) : c'est la seule référence du GeoJSON."
    )


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", ""])
def test_degrees_may_be_named(tmp_path: Path, name: str) -> None:
    crs = {"type": "name", "properties": {"name": name}}
    assert read(write(tmp_path / "a.geojson", SOUND, crs=crs)).counts == (1, 1, 0, 0, 0)


@pytest.mark.parametrize(
    "document",
    [{"type": "FeatureCollection"}, {"type": "FeatureCollection", "features": 5},
     {"type": "FeatureCollection", "features": []}, {"type": "Topology", "objects": {}},
     {"type": "FeatureCollection", "features": [feature("13", [square(0, 0)])]},
     {"type": "FeatureCollection", "features": [feature(AIX, [5.4, 43.5], kind="Point")]}],
)  # fmt: skip
def test_a_collection_of_other_things_is_not_taken_for_outlines(
    tmp_path: Path, document: object
) -> None:
    (tmp_path / "a.geojson").write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        read(tmp_path / "a.geojson")
    assert "n'est d'aucune forme connue" in caught.value.text.fr


def test_a_packed_file_is_read(tmp_path: Path) -> None:
    plain = write(tmp_path / "a.geojson", SOUND).read_bytes()
    (tmp_path / "a.geojson.gz").write_bytes(gzip.compress(plain))
    assert read(tmp_path / "a.geojson.gz").counts == (1, 1, 0, 0, 0)


def test_a_name_of_half_signs_and_outlines_together_are_read(tmp_path: Path) -> None:
    path = write(tmp_path / "a.geojson", SOUND)
    path.write_text(path.read_text(encoding="utf-8").replace("Commune", "\\ud83c"), "utf-8")
    assert read(path).counts == (1, 1, 0, 0, 0)


# -- parts and wholes ------------------------------------------------------------------------------


def test_only_the_territory_asked_for_is_kept(tmp_path: Path) -> None:
    path = write(tmp_path / "a.geojson", SOUND, feature("13055", [square(1, 0)]))
    done = read(path, scope=PAYS)

    assert done.counts == (2, 1, 0, 0, 1)
    assert list(texts(done)) == [AIX]


def test_the_same_feature_twice_counts_once(tmp_path: Path) -> None:
    done = read(write(tmp_path / "a.geojson", SOUND, SOUND))
    assert done.counts == (2, 1, 0, 0, 1)
    assert done.reasons == {"duplicate row": 1}


def test_the_parts_of_a_commune_become_one_outline(tmp_path: Path) -> None:
    parts = [feature(AIX, [square(column, 0)]) for column in (0, 1)]
    island = feature(AIX, [square(5, 5)])
    done = read(write(tmp_path / "a.geojson", *parts, island))

    assert done.counts == (3, 3, 0, 0, 0)
    shape = shape_of(texts(done)[AIX])
    assert shape is not None
    assert [len(polygon) for polygon in shape] == [1, 1]  # two parts, one of them two squares


def test_arrondissements_make_their_commune_where_it_is_not_given_itself(tmp_path: Path) -> None:
    districts = [feature(f"1320{n}", [square(n, 0)], code=f"1320{n}", nom=f"Marseille {n}e")
                 for n in (1, 2, 3)]  # fmt: skip
    done = read(write(tmp_path / "a.geojson", *districts))
    assert done.counts == (3, 3, 0, 0, 0)
    assert list(texts(done)) == ["13055"]
    assert done.of("geo/commune/13055", "rdfs:label") == {"rdfs:label": ["13055"]}

    whole = feature("13055", [square(0, 3)], code="13055", nom="Marseille")
    done = read(write(tmp_path / "b.geojson", *districts, whole))
    assert done.counts == (4, 1, 0, 0, 3)
    assert texts(done) == texts(read(write(tmp_path / "c.geojson", whole)))
    assert done.of("geo/commune/13055", "rdfs:label") == {"rdfs:label": ["Marseille"]}


def test_a_commune_that_was_merged_is_left_out(tmp_path: Path) -> None:
    places = Places(former={"13999": AIX})
    path = write(tmp_path / "a.geojson", SOUND, feature("13999", [square(1, 0)]))
    done = read(path, places=places)

    assert done.counts == (2, 1, 0, 0, 1)
    assert list(texts(done)) == [AIX]


def test_neighbours_are_simplified_together(tmp_path: Path) -> None:
    codes = enumerate([AIX, VENELLES, PERTUIS])
    rows = [feature(code, [square(n, 0, levels=7)]) for n, code in codes]
    done = read(write(tmp_path / "a.geojson", *rows))
    rings = {code: _points(text) for code, text in texts(done).items()}

    assert all(len(points) < 300 for points in rings.values())
    for one, other in ((AIX, VENELLES), (VENELLES, PERTUIS)):
        assert len(rings[one] & rings[other]) > 3
    assert rings[AIX] & rings[PERTUIS] == set()


def _points(text: str) -> set[tuple[int, int]]:
    shape = shape_of(text)
    assert shape is not None
    return {(x, y) for polygon in shape for ring in polygon for x, y in ring.tolist()}
