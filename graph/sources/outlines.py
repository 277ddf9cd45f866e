"""Outlines of communes, as Etalab and IGN publish them in GeoJSON: what the carte is drawn on.

They are simplified on the way in, neighbours together, so that what they share stays shared
(``graph.areas.borders``). Only outlines of one file are neighbours: a département a file leaves
slivers of some ten metres between départements.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from graph.areas.wkt import UNIT, wkt
from graph.rdf import literal
from graph.sources import fields
from graph.sources.context import Context
from graph.sources.electorates import unknown
from graph.sources.emit import Emit, Ref, term
from graph.sources.geojson import features, require_degrees, shape_of
from graph.sources.records import JsonRow
from graph.sources.source import JsonLayout, LeaveOut, Reject, Source, squeezed
from graph.sources.things import commune
from ontology.text import Text

if TYPE_CHECKING:
    from graph.areas.borders import Shape

_CODES = ("code", "insee_com", "code_insee", "insee", "codgeo", "com_code", "code_commune", "com",
          "code_com", "depcom")  # fmt: skip
_NAMES = ("nom", "nom_com", "nom_commune", "nom_officiel", "libgeo", "libelle", "com_name", "name",
          "nom_m")  # fmt: skip
_KEYS = {"code": tuple(map(squeezed, _CODES)), "nom": tuple(map(squeezed, _NAMES))}
_LOOKED_AT = 1_000  # features, to tell what a collection is about
_FRANCE = (-6 * UNIT, 40 * UNIT), (11 * UNIT, 52 * UNIT)  # in Europe; longitude, latitude
_DISTRICT = Text("arrondissement municipal : le contour de sa commune compte seul",
                 "municipal arrondissement: only the outline of its commune counts")  # fmt: skip
_MERGED = Text("commune fusionnée depuis : le contour de la commune d'aujourd'hui compte seul",
               "commune merged since: only the outline of today's commune counts")  # fmt: skip


class _Part(NamedTuple):
    row: JsonRow
    shape: Shape


class _Outlines:
    """The outlines of a file: all are needed to simplify one."""

    def __init__(self, out: Emit, context: Context) -> None:
        self._out, self._context = out, context
        self._wholes: dict[str, list[_Part]] = {}
        self._districts: dict[str, list[_Part]] = {}  # by the code of their commune

    def row(self, row: Any) -> None:
        """Keep the outline of a commune, or a part of it."""
        code, is_whole = self._code(row)
        self._context.keep_commune(code)
        shape = shape_of(row.get("geometry"), row.repairs)
        _require_place(code, shape)
        self._context.once(row.number, code, _bytes(shape))
        parts = self._wholes if is_whole else self._districts
        parts.setdefault(code, []).append(_Part(row, shape))

    def _code(self, row: JsonRow) -> tuple[str, bool]:
        """Return the code of a commune of today, and whether it is the one written.

        Otherwise it is a municipal arrondissement; raises Reject or LeaveOut for any other.
        """
        written = row["code"].upper().removesuffix(".0")
        code = fields.insee(written)
        if code is None:
            raise unknown("commune", "code")
        if self._context.commune(code) != code:
            raise LeaveOut(_MERGED)
        if not self._context.places.may_hold(code):
            raise unknown("commune", "code")
        return code, code.lstrip("0") == written.lstrip("0")

    def end(self) -> None:
        """State the outlines, simplified together."""
        from graph.areas.borders import simplified, united

        for code in self._districts.keys() & self._wholes.keys():
            for part in self._districts.pop(code):
                self._context.leave_out_later(_DISTRICT, part.row.repairs)
        found = self._wholes | self._districts
        shapes = [[polygon for part in parts for polygon in part.shape] for parts in found.values()]
        shapes = [
            united(shape) if len(parts) > 1 else shape
            for shape, parts in zip(shapes, found.values(), strict=True)
        ]
        for code, shape in zip(found, simplified(shapes), strict=True):
            self._state(found[code][0].row, code, shape)
            self._out.keep()

    def _state(self, row: JsonRow, code: str, shape: Shape) -> None:
        out, known = self._out, self._context.places.communes
        name = row["nom"] if code in self._wholes else ""  # not that of an arrondissement
        where = commune(out, code, name or known.get(code, ""))
        outline = out.under(where, "outline", out.source)
        out.say(where, "geosparql:hasGeometry", outline)
        out.types(outline, "geosparql:Geometry")
        text = f"{literal(wkt(shape))}^^{term('geosparql:wktLiteral')}"
        out.say(outline, "geosparql:asWKT", Ref(text))
        out.provenance(where, row.locator)


def _bytes(shape: Shape) -> bytes:
    return b"".join(ring.tobytes() for polygon in shape for ring in polygon)


def _require_place(code: str, shape: Shape) -> None:
    """Refuse an outline in Europe that lies elsewhere: its longitudes may come after latitudes."""
    import numpy as np

    low, high = _FRANCE
    points = np.concatenate([polygon[0] for polygon in shape])
    if code[:2] in {"97", "98"} or ((points > low) & (points < high)).all():
        return
    swapped = ((points[:, ::-1] > low) & (points[:, ::-1] < high)).all()
    raise Reject(
        "geometry",
        Text("le contour n'est pas en France", "the outline is not in France"),
        Text("Les latitudes précèdent les longitudes : échangez-les.",
             "The latitudes come before the longitudes: swap them.") if swapped
        else Text("Vérifiez les coordonnées : longitude, puis latitude, en degrés.",
                  "Check the coordinates: longitude, then latitude, in degrees."),
    )  # fmt: skip


# -- the file --------------------------------------------------------------------------------------


def _records(document: Any) -> Iterator[Mapping[str, Any]]:
    require_degrees(document)
    for feature in features(document):
        yield _record(feature)


def _record(feature: Any) -> dict[str, Any]:
    """Return the properties of a feature, code and name by our keys, and its geometry."""
    if not isinstance(feature, dict):
        return {}
    properties = feature.get("properties")
    record = dict(properties) if isinstance(properties, dict) else {}
    by_name = {squeezed(name): name for name in reversed(record)}
    found = {}
    for key, names in _KEYS.items():
        there = [by_name[name] for name in names if name in by_name]
        values = {name: _plain(record[name]) for name in there}
        sound = (name for name in there if key == "nom" or fields.insee(values[name]))
        if name := next(sound, next(iter(there), None)):
            found[key] = values[name]
            del record[name]
    geometry = feature.get("geometry", {"coordinates": None})
    return {**record, **found, "geometry": geometry}


def _plain(value: Any) -> str:
    """Return a value as text; some portals write each of them as a list of one."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return "" if value is None or isinstance(value, dict | list) else str(value).strip()


def _are_outlines(document: Any) -> bool:
    """Tell areas of communes, if only one of them is sound: the others may be refused."""
    return any(
        fields.insee(record.get("code", "")) and _is_area(record["geometry"])
        for record in map(_record, features(document)[:_LOOKED_AT])
        if record
    )


def _is_area(geometry: Any) -> bool:
    return isinstance(geometry, dict) and str(geometry.get("type")).endswith("Polygon")


SOURCE = Source(
    "contours",
    Text("Contours des communes", "Outlines of communes"),
    "IGN, Etalab",
    "Licence Ouverte 2.0",
    "https://www.data.gouv.fr/datasets/contours-administratifs",
    json=(
        JsonLayout(
            "communes", Text("contours des communes (GeoJSON)", "outlines of communes (GeoJSON)"),
            _are_outlines, _records, _Outlines,
            frozenset({"code", "nom", "geometry"}),
        ),
    ),
    snapshot=True,
    rank=80,
)  # fmt: skip
