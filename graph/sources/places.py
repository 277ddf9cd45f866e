"""Where things are: communes by code, postal code or name, and the territory asked for.

What is known comes from the workspace (COG and EPCI once they are loaded, the facilitator's own
territories), from the départements and regions of ``territories.csv``, and, so that the first
command of a new workspace can say "Pays d'Aix", from the demonstration.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files

from graph.errors import Misuse, NotFound
from graph.resolve import Ambiguous, Named, choose
from graph.store import Store
from ontology.text import fold

_MOST = 30_000  # communes: fewer are not all of them


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
    former: dict[str, str] = field(default_factory=dict)  # code of a merged commune → of today's

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

    def may_hold(self, code: str) -> bool:
        """Tell whether a commune may exist: where all are known, whether it is one of them."""
        if len(self.communes) > _MOST:
            return code in self.communes
        return ("departement", departement_of(code)) in areas()

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

    for iri, said in things(store, graphs, "ea:Territory", "places").items():
        names = said.get("rdfs:label", []) + said.get("skos:altLabel", [])
        code = next(iter(said.get("igeo:codeINSEE", []) or said.get("ea:siren", [])), "")
        places.add(iri, names[0] if names else code or iri, code, *names)
        for whole in said.get("dcterms:isPartOf", ()):
            places.parts[whole].add(iri)
        places.parts[iri].update(said.get("ea:covers", ()))
        for postal in said.get("ea:postalCode", ()):
            places.postal[postal].add(code)
        places.former.update(dict.fromkeys(said.get("ea:formerCode", ()), code))


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
    key_of: str = ""  # which of the territories of this name it is: "region:01"

    @property
    def title(self) -> str:
        """Return the name, and which of those of this name it is."""
        return f"{self.name} [{self.key_of}]" if self.key_of else self.name

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
    asked = words.strip()
    if not asked:
        raise Misuse("--territory est vide : dites quel territoire.",
                     "--territory is empty: say which territory.")  # fmt: skip
    if re.fullmatch(r"(?:[0-9]{2}|2[AB])[0-9]{3}", asked.upper()):
        return _of_commune(places, asked.upper())
    if re.fullmatch(r"[0-9]{1,3}|2[AB]", asked.upper()):
        step = f"/geo/departement/{asked.upper()}"
        found = next((iri for iri in places.named if iri.endswith(step)), None)
        if found is None:
            raise _no_such_code(asked)
        return _of_area(places, found)
    return _of_area(places, _named(places, asked))


def _of_commune(places: Places, words: str) -> Scope:
    code = canonical(words)
    code = places.former.get(code, code)
    if not places.may_hold(code):
        raise _no_such_code(words)
    return Scope(
        places.communes.get(code, code), _with_former(places, {code}), key_of=f"commune:{code}"
    )


def _with_former(places: Places, communes: Iterable[str]) -> frozenset[str]:
    """Return communes with the codes of those merged into them: registers still write them."""
    wanted = frozenset(communes)
    return wanted | {old for old, code in places.former.items() if code in wanted}


def _named(places: Places, words: str) -> str:
    try:
        return choose(places.named, "ea:Territory", words)
    except Ambiguous:
        raise
    except NotFound as error:
        if len(places.communes) > _MOST:
            raise
        raise NotFound(
            "{said} Les communes et les EPCI de toute la France sont connus une fois le COG "
            "chargé (alliances fetch cog) ; sinon, donnez le code Insee de la commune.",
            "{said} The communes and EPCI of all of France are known once the COG is loaded "
            "(alliances fetch cog); otherwise give the INSEE code of the commune.",
            said=error.text,
        ) from error


def _no_such_code(words: str) -> NotFound:
    return NotFound(
        "Aucun territoire n'a le code « {words} » : une commune a cinq signes, un département deux "
        "ou trois, un EPCI neuf ; une région s'écrit « region:93 ».",
        "No territory has the code '{words}': a commune has five signs, a département two or "
        "three, an EPCI nine; a region is written 'region:93'.",
        words=words,
    )


def _of_area(places: Places, iri: str) -> Scope:
    """Return the scope of a known territory; raises NotFound where none of its parts is."""
    departements = frozenset(_departements(places, iri))
    communes = frozenset(c for c in places.within(iri) if departement_of(c) not in departements)
    known = places.named[iri]
    if not communes and not departements:
        raise NotFound(
            "« {name} » est connu, mais aucune de ses communes ne l'est. Chargez d'abord les "
            "communes et les EPCI (COG) : alliances load communes.json epci.json",
            "'{name}' is known, but none of its communes is. Load the communes and EPCI (COG) "
            "first: alliances load communes.json epci.json",
            name=known.name,
        )
    return Scope(known.name, _with_former(places, communes), departements, known.full_key)


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


def label_of(kind: str, code: str) -> str | None:
    """Return the name of a département or region, or None for an unknown code."""
    area = areas().get((kind, code))
    return area.name if area else None
