"""Grants of the State to associations: the "jaune", an annex to the budget bill, of any year.

The annex to the bill for a year lists what was paid two years before. It gives a total for each
association and a line for each programme (2010), or lines of programmes only (from 2011 on).

The town behind a name is no seat: for the Ministry of Culture it is that of the office that pays.
It serves to tell the territory, nothing else.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from graph.identifiers import slug
from graph.sources import fields, grants
from graph.sources.context import PERSON, Context
from graph.sources.emit import Emit, Ref
from graph.sources.persons import is_someone
from graph.sources.source import Layout, LeaveOut, Reject, Row, columns, needed
from graph.sources.things import organisation
from ontology.text import Text, fold

TOTAL = Text("total, les lignes de détail sont chargées", "total, the detailed rows are loaded")
_STATE = ("etat", "État")
_YEARS = range(2005, 2036)
_PROGRAMME = re.compile(r"(?:(.*?)\s*:\s*)?([0-9]{3})\b\s*(?:[-–—:]\s*)?(.*)", re.DOTALL)
# How the annex of 2012 names the ministries, and how the demonstration keys them.
_MINISTRIES = {
    "culture et communication": ("culture", "Ministère de la Culture et de la Communication"),
    "ecologie energie developpement durable et mer": (
        "ecologie",
        "Ministère de l'Écologie, de l'Énergie, du Développement durable et de la Mer",
    ),
    "economie industrie et emploi": (
        "economie",
        "Ministère de l'Économie, de l'Industrie et de l'Emploi",
    ),
    "justice et libertes": ("justice", "Ministère de la Justice et des Libertés"),
    "sante et sports": ("sante-sports", "Ministère de la Santé et des Sports"),
    "travail relations sociales famille solidarite et ville": (
        "travail",
        "Ministère du Travail, des Relations sociales, de la Famille, de la Solidarité "
        "et de la Ville",
    ),
}


class Named(NamedTuple):
    """The association of a line, and where it may be."""

    who: grants.Taker
    area: str  # code of a département
    town: str


class Lines:
    """States grants of programmes, each line by itself."""

    def __init__(self, out: Emit, context: Context) -> None:
        self._out, self._context = out, context
        self._reach = grants.Reach(context)
        self._year = paid_in(context.file)

    def row(self, row: Row) -> None:
        """State the grant of one line."""
        if grants.is_total(row["association"] or row["programme"]):
            raise LeaveOut(grants.TOTAL)
        year, key = self._paid(row)
        taker = self._taker(row, row["ville"], row["departement"])
        self._state(row, taker, row["ministere"], row["programme"], fields.amount(row, key), year)

    def end(self) -> None:
        """Every grant was stated by itself."""

    def _paid(self, row: Row) -> tuple[int | None, str]:
        """Return the year of the payment and the column of the sum, whose header may tell it."""
        if found := re.search(r"subventions?\s+(20[0-9]{2})", row["annee"], re.IGNORECASE):
            return int(found[1]), next(iter(_sums(row)), "montant")
        if "montant" in row.values:
            return self._year, "montant"
        key = next(iter(_sums(row)), "montant")
        return (int(key), key) if key != "montant" else (self._year, key)

    def _taker(self, row: Row, town: str, area: str) -> Named:
        """Return who receives, once it is known to be in the territory and no person."""
        name, behind, place = grants.town_of(row["association"])
        if is_someone(name):
            raise LeaveOut(PERSON)
        rna, siren = grants.rna(row, "rna"), grants.number(row, "siren")
        if fields.empty(name):
            raise Reject(
                "association",
                Text("l'association n'a pas de nom", "the association has no name"),
                Text("Complétez-le, ou retirez la ligne.", "Complete it, or take the row out."),
            )
        commune = fields.insee(area) or ""
        known = fields.departement_code(area, area) or commune[:2] or behind
        self._reach.keep(siren, rna, places=((known, town or place),), code=commune)
        who = grants.Taker(grants.without_host(name), siren, rna)
        return Named(who, known, town or place)

    def _state(
        self, row: Row, taker: Named, ministry: str, programme: str,
        value: Decimal | None, year: int | None,
    ) -> None:  # fmt: skip
        if value == 0:
            raise LeaveOut(grants.NOTHING)
        out, place = self._out, row.locator
        found = _PROGRAMME.fullmatch(programme.strip())
        before, code, label = found.groups("") if found else ("", "", programme)
        funder = self._ministry(ministry or before, year, place)
        where = f"{taker.area} {taker.town}".strip()
        receiver = grants.receiver(out, taker.who, place, where=where, associations=True)
        purpose = out.words(row["objet"])
        iri = out.hashed("alliance", funder, receiver, year, code, label, purpose, value)
        self._context.once(row.number, iri)
        what = out.words(label) or (f"programme {code}" if code else "")
        title = f"Subvention de l'État{f' {year}' if year else ''} : {out.words(taker.who.name)}"
        grants.state(
            out, iri,
            grants.Grant(
                f"{title} ({what})" if what else title, funder, receiver, grants.of_year(year),
                place, value, purpose, kind="verse", done=True,
            ),
        )  # fmt: skip

    def _ministry(self, name: str, year: int | None, place: str) -> Ref:
        """Describe the ministry that paid, as it was called that year, or the State."""
        key, label = _STATE
        if folded := fold(name):
            known = _MINISTRIES.get(folded) if year == 2010 else None
            key, label = known or (slug(name), f"Ministère : {name}")
            key = f"ministere-{key}{f'-{year}' if year else ''}"
        if folded == "services du premier ministre":
            key, label = "services-premier-ministre", "Services du Premier ministre"
        iri = self._out.thing("org", "local", key)
        return organisation(self._out, iri, label, ("ea:PublicBody",), place=place)


class Totals(Lines):
    """States the lines of programmes; a total counts only where no line details it."""

    def __init__(self, out: Emit, context: Context) -> None:
        super().__init__(out, context)
        self._totals: dict[str, tuple[Row, Named]] = {}
        self._detailed: set[str] = set()

    def row(self, row: Row) -> None:
        """State a line of detail, or keep a total until the whole file is read."""
        if grants.is_total(row["association"]):
            raise LeaveOut(grants.TOTAL)
        taker = self._taker(row, "", "")
        key = taker.who.siren or f"{taker.who.name} {taker.area} {taker.town}"
        if fields.empty(row["imputation"]) and not fields.empty(row["total"]):
            self._context.once(row.number, "total", key, row["total"])
            fields.amount(row, "total")
            self._totals[key] = (row, taker)
            return
        value = fields.amount(row, "total" if fields.empty(row["detail"]) else "detail")
        self._state(row, taker, "", row["imputation"], value, self._year)
        self._detailed.add(key)

    def end(self) -> None:
        """State the totals that nothing details; leave the others out."""
        for key, (row, taker) in self._totals.items():
            if key in self._detailed:
                self._context.leave_out_later(TOTAL, row.repairs)
                continue
            try:
                self._state(row, taker, "", "", fields.amount(row, "total"), self._year)
            except LeaveOut as left:
                self._out.discard()
                self._context.leave_out_later(left.reason, row.repairs)
            else:
                self._out.keep()


def _sums(row: Row) -> list[str]:
    return [key for key in row.values if key.isdigit()]


def paid_in(file: str) -> int | None:
    """Return the year of the payments, from the name of a file; None when it does not say it.

    >>> [paid_in(name) for name in ("plf-2012-jaune-en-2010.csv", "plf25.csv", "credits_2018.csv")]
    [2010, 2023, 2018]
    """
    words = fold(file)
    if bill := re.search(r"(?:plf|jaune|finances pour) ?(20[0-9]{2}|[0-9]{2})(?![0-9])", words):
        return int(bill[1]) % 100 + 1998
    years = set(re.findall(r"(?<![0-9])20[0-9]{2}(?![0-9])", words))
    return int(years.pop()) if len(years) == 1 else None


def _yearly(names: str, *forms: str) -> str:
    """Return headers, and those that a year is part of: "Programme en 2011", "Objet 2023"."""
    return "|".join((*names.split("|"), *(form.format(y) for form in forms for y in _YEARS)))


_NAME = "ASSOCIATION|Dénomination|Nom de l'association"
LAYOUTS = (
    Layout(
        "jaune-totaux",
        Text("Subventions de l'État aux associations, totaux et détail (jaune 2012)",
             "Grants of the State to associations, totals and details (annex of 2012)"),
        needed(siren="SIREN", association=_NAME, imputation="IMPUTATION",
               total="Total des subventions", detail="Détail des subventions"),
        Totals, named="jaune",
    ),
    Layout(
        "jaune",
        Text("Subventions de l'État aux associations, par programme (jaune)",
             "Grants of the State to associations, by programme (annex of the budget)"),
        (
            *needed(siren="SIREN|N° SIREN|Numéro SIREN", association=_NAME,
                    programme=_yearly("Programme|Code programme", "Programme {}",
                                      "Programme en {}")),
            *columns(
                montant="Montant|Montant de la subvention|Montant en euros",
                ministere=_yearly("Ministère", "Ministère {}", "Ministère en {}"),
                objet=_yearly("Objet|Objet de la subvention", "Objet {}"),
                rna="RNA", annee="Millésime|Exercice",
                departement="Département|COG : code|COG : code département"
                "|COG : code département ou pays",
                ville="Ville|COG : ville ou pays|COG : libellé|COG : ville",
                **{str(y): f"Subvention {y}|Subvention {y} en euros|Subventions {y}|Montant {y}|{y}"
                   for y in _YEARS},
            ),
        ),
        Lines, named="jaune",
    ),
)  # fmt: skip
