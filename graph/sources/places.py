"""Where things are: communes by code, postal code or name, and the territory asked for.

What is known comes from the workspace (COG and EPCI once they are loaded, the facilitator's own
territories), from the départements and regions of ``territories.csv``, and, so that the first
command of a new workspace can say "Pays d'Aix", from the demonstration.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files

from graph.errors import NotFound
from graph.resolve import Named, choose
from graph.store import Store
from ontology.text import fold

_KINDS = {"commune": "igeo:Commune", "departement": "igeo:Departement", "region": "igeo:Region"}


def canonical(code: str) -> str:
    """Return the code of the commune of a municipal arrondissement of Paris, Lyon, Marseille.

    >>> canonical("13201"), canonical("75108"), canonical("13001")
    ('13055', '75056', '13001')
    """
    if code[:3] == "751" and "75101" <= code <= "75120":
        return "75056"
    if code[:3] == "132" and "13201" <= code <= "13216":
        return "13055"
    if code[:4] == "6938" and "69381" <= code <= "69389":
        return "69123"
    return code


def departement_of(commune: str) -> str:
    """Return the code of the département of a commune.

    >>> departement_of("2A004"), departement_of("97411"), departement_of("84089")
    ('2A', '974', '84')
    """
    return commune[:3] if commune[:2] in {"97", "98"} else commune[:2]


@dataclass(frozen=True, slots=True)
class Area:
    """A département or a region, which exist whatever was loaded."""

    kind: str  # "departement" or "region"
    code: str
    name: str
    region: str  # of a département; empty overseas where there is none


@cache
def areas() -> Mapping[tuple[str, str], Area]:
    """Return départements and regions by kind and code."""
    text = (files("graph") / "sources" / "territories.csv").read_text(encoding="utf-8")
    found = [Area(*row) for row in csv.reader(text.splitlines()[1:], delimiter=";")]
    return {(area.kind, area.code): area for area in found}


@cache
def _area_names() -> Mapping[tuple[str, str], str]:
    return {(area.kind, fold(area.name)): area.code for area in areas().values()}


def area_code(kind: str, name: str) -> str | None:
    """Return the code of a département or region by its name, accents and case aside.

    >>> area_code("departement", "BOUCHES DU RHONE")
    '13'
    """
    return _area_names().get((kind, fold(name)))


@dataclass
class Places:
    """The territories known: what each is called and which communes it is made of."""

    named: dict[str, Named] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)  # IRI → INSEE code or SIREN
    parts: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    postal: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    @cached_property
    def communes(self) -> dict[str, str]:
        """Return the name of each known commune by code."""
        return {
            code: self.named[iri].name
            for iri, code in self.codes.items()
            if "/geo/commune/" in iri and iri in self.named
        }

    @cached_property
    def _by_name(self) -> dict[tuple[str, str], set[str]]:
        """Return département and folded name → codes of communes."""
        found: dict[tuple[str, str], set[str]] = defaultdict(set)
        for code, name in self.communes.items():
            found[departement_of(code), town(name)].add(code)
        return found

    def commune(self, name: str, *, postal: str = "", departement: str = "") -> str | None:
        """Return the code of a commune from its name and where it is; None unless it is sure.

        A town's name alone says nothing: there are ten Saint-Sauveur.
        """
        area = departement or (departement_of(postal) if postal else "")
        found = self._by_name.get((area, town(name)), set()) if area else set()
        if len(found) > 1 and postal in self.postal:
            found &= self.postal[postal]
        if not found and postal and not name:
            found = self.postal.get(postal, set())
        return next(iter(found)) if len(found) == 1 else None

    def within(self, iri: str) -> frozenset[str]:
        """Return the codes of the communes that a territory is made of."""
        found, ahead, seen = set(), {iri}, set()
        while ahead:
            seen |= ahead
            found |= {self.codes[i] for i in ahead if "/geo/commune/" in i and i in self.codes}
            ahead = {part for i in ahead for part in self.parts.get(i, ())} - seen
        return frozenset(found)

    def add(self, iri: str, name: str, code: str = "", *words: str) -> None:
        """Note a territory and the words that name it."""
        known = self.named.setdefault(iri, Named(iri, name))
        known.words.update(fold(word) for word in (name, *words, code) if word)
        if code:
            self.codes[iri] = code


def town(name: str) -> str:
    """Return the folded name of a town, as towns are written: "ST CANNAT CEDEX 2", "Éguilles".

    >>> town("AIX EN PROVENCE CEDEX 1"), town("Sainte-Anne"), town("PARIS 13E")
    ('aix en provence', 'ste anne', 'paris')
    """
    words = re.sub(r"\bcedex\b.*", "", fold(name))
    words = re.sub(r"\b(?:\d{1,2}(?:e|er|eme)?(?: arrondissement)?)$", "", words)
    words = re.sub(r"\bsaint\b", "st", words)
    return " ".join(re.sub(r"\bsainte\b", "ste", words).split())


def known_places(base: str, store: Store | None, graphs: list[str]) -> Places:
    """Return the territories of the workspace, of the demonstration, and what always exists."""
    places = Places()
    if store is not None:
        _from_store(places, store, graphs)
    _from_demonstration(places, base)
    for area in areas().values():
        iri = f"{base}id/geo/{area.kind}/{area.code}"
        places.add(iri, area.name, area.code)
        if area.region:
            places.parts[f"{base}id/geo/region/{area.region}"].add(iri)
    for iri, code in list(places.codes.items()):
        if "/geo/commune/" in iri:
            places.parts[f"{base}id/geo/departement/{departement_of(code)}"].add(iri)
    return places


def _from_store(places: Places, store: Store, graphs: list[str]) -> None:
    from graph.extract import things

    for iri, said in things(store, graphs, "ea:Territory").items():
        names = said.get("rdfs:label", []) + said.get("skos:altLabel", [])
        code = next(iter(said.get("igeo:codeINSEE", []) or said.get("ea:siren", [])), "")
        places.add(iri, names[0] if names else code or iri, code, *names)
        for whole in said.get("dcterms:isPartOf", ()):
            places.parts[whole].add(iri)
        places.parts[iri].update(said.get("ea:covers", ()))
        for postal in said.get("ea:postalCode", ()):
            places.postal[postal].add(code)


def _from_demonstration(places: Places, base: str) -> None:
    text = (files("graph") / "demo" / "territoires.csv").read_text(encoding="utf-8")
    kinds = {"commune": "commune", "département": "departement", "epci": "epci",
             "région": "region", "territoire de projet": "projet"}  # fmt: skip
    rows = list(csv.DictReader(text.splitlines(), delimiter=";"))
    iris = {
        row["id"]: f"{base}id/geo/{kinds.get(row['type'], 'local')}/{row['code'] or row['id']}"
        for row in rows
    }
    for row in rows:
        places.add(iris[row["id"]], row["nom"], row["code"], row["id"])
        for whole in filter(None, row["fait partie de"].split("|")):
            places.parts[iris[whole]].add(iris[row["id"]])
        for part in filter(None, row["couvre"].split("|")):
            places.parts[iris[row["id"]]].add(iris[part])


@dataclass(frozen=True)
class Scope:
    """The territory that a load keeps to: its communes, and whole départements.

    A département or a region is known by its code alone, before the list of communes is loaded.
    """

    name: str
    communes: frozenset[str]
    departements: frozenset[str] = frozenset()

    def holds(self, commune: str) -> bool:
        """Tell whether a commune, given by its INSEE code, lies in the territory."""
        return commune in self.communes or departement_of(commune) in self.departements

    def touches(self, departement: str) -> bool:
        """Tell whether a part of a département lies in the territory."""
        return departement in self.departements or any(
            departement_of(code) == departement for code in self.communes
        )

    @property
    def key(self) -> str:
        """Return what the scope is made of, to tell whether two loads keep to the same."""
        return "|".join((*sorted(self.departements), *sorted(self.communes)))


def scope_of(places: Places, words: str) -> Scope:
    """Return the territory that words name; raises NotFound, with near names, when none fits."""
    if re.fullmatch(r"(?:[0-9]{2}|2[ABab]|97[0-9]|98[0-9])", words.strip()):
        step = f"/geo/departement/{words.strip().upper()}"
        iri = next(iri for iri in places.named if iri.endswith(step))
    elif re.fullmatch(r"(?:[0-9]{2}|2[ABab])[0-9]{3}", words.strip()):
        code = canonical(words.strip().upper())
        return Scope(places.communes.get(code, code), frozenset({code}))
    else:
        iri = choose(places.named, "ea:Territory", words)
    departements = frozenset(_departements(places, iri))
    communes = frozenset(c for c in places.within(iri) if departement_of(c) not in departements)
    if not communes and not departements:
        raise NotFound(
            "« {name} » est connu, mais aucune de ses communes ne l'est. Chargez d'abord les "
            "communes et les EPCI (COG) : alliances load communes.json epci.json",
            "'{name}' is known, but none of its communes is. Load the communes and EPCI (COG) "
            "first: alliances load communes.json epci.json",
            name=places.named[iri].name,
        )
    return Scope(places.named[iri].name, communes, departements)


def _departements(places: Places, iri: str) -> Iterator[str]:
    """Yield the codes of the whole départements that a territory is made of."""
    ahead, seen = {iri}, set()
    while ahead:
        seen |= ahead
        for one in ahead:
            if "/geo/departement/" in one:
                yield one.rpartition("/")[2]
        inner = {i for i in ahead if "/geo/departement/" not in i}
        ahead = {part for i in inner for part in places.parts.get(i, ())} - seen


def kind_of(scheme: str) -> str:
    """Return the class of a territory by the step of its IRI, as a prefixed name."""
    return _KINDS[scheme]


def label_of(kind: str, code: str) -> str | None:
    """Return the name of a département or region, or None for an unknown code."""
    area = areas().get((kind, code))
    return area.name if area else None
