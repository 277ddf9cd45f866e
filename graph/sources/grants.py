"""What the sources of grants share: who is meant, whether it is in the territory asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from graph.dates import Period
from graph.identifiers import parse_rna
from graph.sources import fields
from graph.sources.context import OUTSIDE, PERSON, Context
from graph.sources.emit import Emit, Ref, concept
from graph.sources.persons import is_nir
from graph.sources.places import Places
from graph.sources.source import LeaveOut, Reject, Row
from graph.sources.things import alliance, classes_of, local, organisation
from ontology.text import Text, fold

NOTHING = Text("montant nul : rien n'a été accordé", "amount of zero: nothing was granted")
TOTAL = Text("ligne de total", "row of a total")
_LONGEST = 250  # signs of a title
_ALL = 30_000  # communes: fewer are those of some territory
_WRONG_RNA = Text("numéro RNA faux laissé vide", "wrong RNA number left empty")

_HOST = re.compile(
    r"[\s,(–-]*\b(?:chez|c/o|s/c|pr[ée]sidente?\s*:?)\s+"
    r"(?:m|mr|mme|mlle|monsieur|madame|mademoiselle)\b\.?\s.*",
    re.IGNORECASE | re.DOTALL,
)
_GUEST = re.compile(  # "BASKET CLUB M MARTIN ALEX", not "Les Amis de Madame Bovary"
    r"(\S+\s+(?!(?:de|du|des|la|le|les|et|pour|avec|à)\b)\S*\w{2})\s+"
    r"(?:(?:mr|mme|mlle|monsieur|madame)\b\.?\s+(?!de\b|madame)[\w'-]+(?:\s+[\w'-]+)?"
    r"|m\.?\s+(?!sports?\b)[^\W\d_]{3,}\s+[^\W\d_]{3,})\s*$",
    re.IGNORECASE,
)
_COMMUNE = re.compile(
    r"\W*(?:la\s+)?(?:commune|mairie|ville|h[ôo]tel\s+de\s+ville)\s*(?::\s*|-\s+)?"
    r"(?:(du|des)\s+|de\s+(?=l[ae]\s|les\s|l['’])|de\s+|d\s?['’]\s*)(\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_TOWN = re.compile(r"(.+)\s+-\s+([0-9]{2}|2[AB]|97[0-9])(?:\s+(\S.*))?", re.DOTALL)
_TOTAL = re.compile(
    r"(?:sous )?total(?: (?:general|annuel|annee|exercice|des? [a-z]+))*(?: [0-9]{4})?|totaux"
)
_OF = {"du": "Le ", "des": "Les "}


def without_host(name: str) -> str:
    """Return the name of an association without the person who houses it.

    >>> without_host("AMI CHEMIN D AVEZE CHEZ M PIERRE X"), without_host("BIENVENUE CHEZ LES PIT")
    ('AMI CHEMIN D AVEZE', 'BIENVENUE CHEZ LES PIT')
    """
    return _GUEST.sub(r"\1", _HOST.sub("", name)).strip() or name


def is_total(name: str) -> bool:
    """Tell whether a row sums up others: "TOTAL", "Sous-total 2018", "Total général"."""
    return name[:1] in "tTsS" and _TOTAL.fullmatch(fold(name)) is not None


def commune_of(name: str) -> str:
    """Return the name of the commune whose body a name means, or "".

    >>> commune_of("Mairie du Rove"), commune_of("commune d'Éguilles"), commune_of("Commune libre")
    ('Le Rove', 'Éguilles', '')
    """
    found = _COMMUNE.fullmatch(name.strip())
    return f"{_OF.get((found[1] or '').lower(), '')}{found[2].strip()}" if found else ""


def commune_at(places: Places, town: str, postal: str, area: str = "") -> str | None:
    """Return the code of the commune of an address, when it is sure.

    A name that is no commune's is a hamlet's: the postal code then tells, if it has one commune;
    but only where all communes are known, for "13410 MIRAMAS" has the code of another.
    """
    found = places.commune(town, postal=postal, departement=area) if town else None
    if found is None and (not town or len(places.communes) > _ALL):
        return places.commune("", postal=postal)
    return found


def town_of(name: str) -> tuple[str, str, str]:
    """Return a name, and the département and town that stand behind it in registers of the State.

    >>> town_of("ACCORDS - 13 AIX-EN-PROVENCE"), town_of("1PARFAIT - 44 "), town_of("AB - CD")
    (('ACCORDS', '13', 'AIX-EN-PROVENCE'), ('1PARFAIT', '44', ''), ('AB - CD', '', ''))
    """
    found = _TOWN.fullmatch(name.strip())
    return (found[1], found[2], found[3] or "") if found else (name.strip(), "", "")


def body_number(file: str) -> str:
    """Return the SIREN of the public body that the name of a file begins with, or "".

    Local bodies publish "224400028_subventions.csv": the schema of grants asks for it.
    """
    for digits in re.findall(r"(?<![0-9])(?:[0-9]{14}|[0-9]{9})(?![0-9])", file):
        if digits[0] in "12" and (siren := fields.siren_of(digits)):
            return siren
    return ""


def number(row: Row, key: str) -> str:
    """Return the SIREN of a column; words without a digit ("en cours", "NR CHORUS") are none."""
    words = row[key]
    if found := _sound(words):
        return found
    if not re.search("[0-9]", words):
        return ""
    try:
        return fields.require_siren(row, key)
    except Reject:
        if is_nir(words):
            raise LeaveOut(PERSON) from None
        raise


@lru_cache(maxsize=20_000)
def _sound(words: str) -> str | None:
    return fields.siren_of(words)


def rna(row: Row, key: str) -> str:
    """Return the RNA number of a column, which the row can do without."""
    if fields.empty(row[key]):
        return ""
    try:
        return parse_rna(row[key])
    except ValueError:
        if re.search("[0-9]", row[key]):
            row.repairs.append(_WRONG_RNA)
        return ""


class Taker(NamedTuple):
    """Who receives a grant, as a row tells."""

    name: str
    siren: str
    rna: str


@dataclass(frozen=True, slots=True)
class Grant:
    """A grant as a row tells it."""

    title: str
    funder: Ref
    receiver: Ref
    when: Period | None
    place: str
    value: Decimal | None
    purpose: str = ""  # where the title does not tell it
    kind: str = "engage"  # of the sum: promised, paid, or what a gift in kind is worth
    done: bool = False  # of a budget that is closed
    territory: Ref | None = None


def state(out: Emit, iri: Ref, grant: Grant) -> None:
    """State a grant as an alliance of who gives and who receives."""
    if not fields.empty(grant.purpose):
        out.say(iri, "dcterms:description", f"Objet déclaré : « {grant.purpose} ».")
    alliance(
        out, iri, shortened(grant.title),
        ((grant.funder, "financeur"), (grant.receiver, "beneficiaire")),
        kind="subvention", stage="acheve" if grant.done else "signe", when=grant.when,
        place=grant.place, value=grant.value, value_kind=grant.kind,
        territory=grant.territory,
    )  # fmt: skip
    if grant.value is not None and grant.kind != "estime":
        out.say(out.under(iri, "party", 1), "ea:contribution", concept("contribution", "argent"))


def receiver(
    out: Emit, taker: Taker, place: str, *, where: str, seat: Ref | None = None,
    associations: bool = False,
) -> Ref:  # fmt: skip
    """Describe who receives, the first time, and return its IRI.

    ``where`` tells apart those of one name that have no number; ``associations`` says that a list
    is of associations, whatever their names are like.
    """
    if taker.rna:
        iri = out.thing("org", "rna", taker.rna)
    elif taker.siren:
        iri = out.thing("org", "siren", taker.siren)
    else:
        iri = local(out, out.words(taker.name)[:90], where)
    if out.met(iri):
        return iri
    classes = classes_of("" if associations else taker.name, taker.siren)
    if taker.rna or (associations and not classes):
        classes = ("ea:Association",)
    return organisation(out, iri, out.words(taker.name), classes, place=place, siren=taker.siren,
                        rna=taker.rna, seat=seat)  # fmt: skip


def shortened(title: str) -> str:
    """Return a title that fits a list: the words of some purposes fill a page."""
    return title if len(title) <= _LONGEST else f"{title[: _LONGEST - 1].rstrip()}…"


def of_year(year: int | None) -> Period | None:
    """Return the bounds of a year."""
    return Period(date(year, 1, 1), date(year, 12, 31), str(year)) if year else None


class Reach:
    """Whether a grant concerns the territory asked for, from what its row tells of the parties."""

    def __init__(self, context: Context) -> None:
        self._context, self._known = context, dict[str, bool]()

    def keep(self, *numbers: str, places: tuple[tuple[str, str], ...] = (), code: str = "") -> None:
        """Leave the row out unless a party, or a place (département, name), lies in the territory.

        ``code`` is the INSEE code of a commune, where the row gives a sure one.
        """
        scope = self._context.scope
        if scope is None or (code and scope.holds(code)):
            return
        if not any(map(self._holds, filter(None, numbers))) and not any(
            self._is_in(area, name) for area, name in places
        ):
            raise LeaveOut(OUTSIDE)

    def _is_in(self, area: str, name: str) -> bool:
        scope = self._context.scope
        if scope is None or not area:
            return False
        found = self._context.places.commune(name, departement=area) if name else None
        return area in scope.departements or (found is not None and scope.holds(found))

    def _holds(self, number: str) -> bool:
        """Tell whether an actor is seated in the territory, or is the body of a part of it."""
        if number not in self._known:
            self._known[number] = self._context.keep_actor(number) or self._governs(number)
        return self._known[number]

    def _governs(self, siren: str) -> bool:
        """Tell whether a number is that of a département, an EPCI or a commune of the territory."""
        scope, places = self._context.scope, self._context.places
        if scope is None:
            return True
        if siren[:2] in {"21", "22"}:  # the département follows, whatever the commune is
            return siren[2:4] in scope.departements
        for iri in (i for i, code in places.codes.items() if code == siren and "/geo/epci/" in i):
            inside = places.within(iri)
            part = inside != scope.communes - places.former.keys() and all(map(scope.holds, inside))
            if places.named[iri].name == scope.name or (inside and part):
                return True
        return False
