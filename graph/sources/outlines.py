"""Outlines of communes, as Etalab and IGN publish them in GeoJSON: what the carte is drawn on.

They are simplified on the way in, neighbours together, so that what they share stays shared
(``graph.coverage``). Only outlines of one file are neighbours: a département a file leaves slivers
of some ten metres between départements.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from graph.rdf import literal
from graph.sources import fields
from graph.sources.context import DUPLICATE, Context
from graph.sources.electorates import unknown
from graph.sources.emit import Emit, Ref, term
from graph.sources.geojson import features, require_degrees, shape_of
from graph.sources.records import JsonRow
from graph.sources.source import JsonLayout, LeaveOut, Reject, Source, squeezed
from graph.sources.things import commune
from graph.wkt import UNIT, wkt
from ontology.text import Text

if TYPE_CHECKING:
    from graph.coverage import Shape

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
_SEVERAL = Text("commune en plusieurs contours", "commune in several outlines")


class _Outlines:
    """The outlines of a file: all are needed to simplify one."""

    def __init__(self, out: Emit, context: Context) -> None:
        self._out, self._context = out, context
        self._shapes: dict[str, Shape] = {}
        self._rows: dict[str, JsonRow] = {}
        self._torn: set[str] = set()

    def row(self, row: Any) -> None:
        """Keep the outline of a commune."""
        code = self._code(row)
        self._context.keep_commune(code)
        shape = shape_of(row.get("geometry"), row.repairs)
        _require_place(code, shape)
        if code in self._rows:
            self._refuse_another(code, shape)
        self._shapes[code], self._rows[code] = shape, row

    def _code(self, row: JsonRow) -> str:
        """Return the code of a commune of today; raises Reject or LeaveOut for any other."""
        written = row["code"].upper().removesuffix(".0")
        code = fields.insee(written)
        if code is None:
            raise unknown("commune", "code")
        if code.lstrip("0") != written.lstrip("0"):
            raise LeaveOut(_DISTRICT)
        if self._context.commune(code) != code:
            raise LeaveOut(_MERGED)
        if not self._context.places.may_hold(code):
            raise unknown("commune", "code")
        return code

    def _refuse_another(self, code: str, shape: Shape) -> None:
        if _points(self._shapes[code]) == _points(shape):
            raise LeaveOut(DUPLICATE)
        self._torn.add(code)
        raise Reject(
            "code",
            _SEVERAL,
            Text("Prenez un fichier qui a une seule entité par commune.",
                 "Take a file that has one feature only for each commune."),
        )  # fmt: skip

    def end(self) -> None:
        """State the outlines, simplified together."""
        from graph.coverage import simplified

        for code in self._torn:  # none of its outlines is that of the whole
            del self._shapes[code]
            self._context.leave_out_later(_SEVERAL, self._rows[code].repairs)
        thin = simplified(list(self._shapes.values()))
        for code, shape in zip(self._shapes, thin, strict=True):
            self._state(self._rows[code], code, shape)
            self._out.keep()

    def _state(self, row: JsonRow, code: str, shape: Shape) -> None:
        out = self._out
        where = commune(out, code, row["nom"] or self._context.places.communes.get(code, ""))
        outline = out.under(where, "outline", out.source)
        out.say(where, "geosparql:hasGeometry", outline)
        out.types(outline, "geosparql:Geometry")
        text = f"{literal(wkt(shape))}^^{term('geosparql:wktLiteral')}"
        out.say(outline, "geosparql:asWKT", Ref(text))
        out.provenance(where, row.locator)


def _points(shape: Shape) -> list[list[object]]:
    return [[ring.tolist() for ring in polygon] for polygon in shape]


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
        if record and not _is_of_parts(record)
    )


def _is_area(geometry: Any) -> bool:
    return isinstance(geometry, dict) and str(geometry.get("type")).endswith("Polygon")


def _is_of_parts(record: Mapping[str, Any]) -> bool:
    """Tell the features of statistical quarters, whose communes are named too."""
    return any(squeezed(key) in {"codeiris", "iris", "dcomiris"} for key in record)


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
