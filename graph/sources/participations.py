"""Participations in European research projects: CORDIS (FP7, H2020, Horizon), and files from it.

A project is one alliance of its participants, signed; its rows may stand anywhere in a file, so
it is stated once the file is read. Its type stays "non renseigné": the register does not say
which of the types of partnership a project is. Only CORDIS lists every participant, so only
there is the sum of the contributions the amount of the alliance.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from graph.identifiers import slug
from graph.sources import fields
from graph.sources.context import DUPLICATE, OUTSIDE, PERSON, Context
from graph.sources.emit import Emit, Ref
from graph.sources.source import Layout, LeaveOut, Maker, Reject, Row, Source, columns, needed
from graph.sources.things import alliance, bounds, commune, local, organisation, party
from ontology.text import Text, fold

ALONE = Text("seul participant connu du projet", "only known participant of the project")
UNKNOWN = Text("participant que le registre ne connaît pas",
               "participant that the register does not know")  # fmt: skip
_NOBODY = frozenset({"", "ukjent", "unknown"})
_FRANCE = frozenset({"FR", "GP", "MQ", "GF", "RE", "YT"})
_VAT = re.compile(r"FR[0-9A-Z]{2}([0-9]{9})")
_EDUCATION, _COMPANY, _PUBLIC = "ea:EducationResearchBody", "ea:Company", "ea:PublicBody"
_CLASSES = {
    "HES": (_EDUCATION,),  # CORDIS: higher education, research, business, public
    "REC": (_EDUCATION,),
    "PRC": (_COMPANY,),
    "PUB": (_PUBLIC,),
    "UOH": (_EDUCATION,),  # Norway: universities, institutes, business, hospitals, its council
    "INS": (_EDUCATION,),
    "NÆR": (_COMPANY,),
    "HEL": (_PUBLIC,),
    "NFR": (_PUBLIC,),
}


@dataclass(slots=True)
class Member:
    """An organisation, as the rows of a file describe it together."""

    scheme: str  # of its number: "pic", "orgnr"; or "local"
    number: str
    name: str
    kind: str
    row: int
    siren: str = ""
    commune: str | None = None
    stated: bool = False

    @property
    def key(self) -> str:
        """Return what tells it from others in the file."""
        return f"{self.scheme}-{self.number}"


@dataclass(slots=True)
class Project:
    """A project: its rows, who takes part with which repairs of the row, and who leads."""

    title: str
    signed: date | None
    start: date | None
    end: date | None
    rows: list[int] = field(default_factory=list)
    members: dict[str, Sequence[Text]] = field(default_factory=dict)
    leads: set[str] = field(default_factory=set)
    total: Decimal = Decimal(0)


class Participations:
    """Gathers the rows of projects, and states those of which two participants are known."""

    def __init__(self, out: Emit, context: Context, projects: str, numbers: str) -> None:
        self._out, self._context = out, context
        self._scheme, self._numbers = projects, numbers
        self._projects: dict[str, Project] = {}
        self._members: dict[str, Member] = {}

    def row(self, row: Row) -> None:
        """Note a participation."""
        number = row["project"].removesuffix(".0")
        if fields.empty(number):
            raise Reject(
                "project",
                Text("le numéro du projet manque", "the number of the project is missing"),
                Text("Ajoutez-le, ou retirez la ligne.", "Add it, or take the row out."),
            )
        member = self._member(row)
        start, end = _days(row)
        project = self._projects.get(number)
        if project is None:
            signed = fields.day_or_repair(row, "signed") or start
            project = Project(self._title(row, number), signed, start, end)
        if fold(row["role"]) == "coordinator":
            project.leads.add(member.key)
        if member.key in project.members:
            raise LeaveOut(DUPLICATE)
        project.total += fields.amount_or_repair(row, "share") or 0
        project.rows.append(row.number)
        project.members[member.key] = tuple(row.repairs)
        self._projects[number] = project

    def end(self) -> None:
        """State the projects, or leave their rows out after all."""
        for number, project in self._projects.items():
            actors = {key: self._iri(self._members[key]) for key in project.members}
            reason = self._reason(project, set(actors.values()))
            if reason is None:
                self._state(number, project, actors)
                self._out.keep()
                continue
            for repairs in project.members.values():
                self._context.leave_out_later(reason, repairs)

    def _member(self, row: Row) -> Member:
        """Return who takes part, with what earlier rows said of it."""
        name = self._out.words(row["name"])
        if fold(name) in _NOBODY or fields.empty(name):
            name = ""
        if fields.is_person(name):
            raise LeaveOut(PERSON)
        number = row["member"].removesuffix(".0")
        scheme = self._numbers
        if fields.empty(number):
            if not name:
                raise LeaveOut(UNKNOWN)
            scheme, number = "local", slug(f"{name} {row['country']}")
        elif not re.fullmatch(r"[0-9]{5,10}", number):
            raise Reject(
                "member",
                Text("ce n'est pas un numéro de participant", "this is no number of a participant"),
                Text("Recopiez ses chiffres.", "Copy its digits again."),
            )
        new = Member(scheme, number, name, row["kind"].upper(), row.number)
        known = self._members.setdefault(new.key, new)
        known.name = known.name or name
        known.siren = known.siren or _siren(row["vat"])
        known.commune = known.commune or self._commune(row)
        return known

    def _commune(self, row: Row) -> str | None:
        if row["country"].upper() not in _FRANCE:
            return None
        return self._context.places.commune(row["town"], postal=row["postal"])

    def _title(self, row: Row, number: str) -> str:
        title = self._out.words(row["title"])
        if not fields.empty(title):
            return title
        rcn = "RCN " if self._scheme == "cordis-rcn" else ""
        return f"Projet européen {rcn}{number}"

    def _iri(self, member: Member) -> Ref:
        if member.siren:
            return self._out.thing("org", "siren", member.siren)
        if member.scheme == "local":
            return local(self._out, member.number)
        return self._out.thing("org", member.scheme, member.number)

    def _reason(self, project: Project, actors: set[Ref]) -> Text | None:
        """Return why a project is left out: one actor tells of no alliance."""
        if len(actors) < 2:
            return ALONE
        scope, keep = self._context.scope, self._context.keep_actor
        members = [self._members[key] for key in project.members]
        if scope is None or any(
            (one.siren and keep(one.siren)) or (one.commune and scope.holds(one.commune))
            for one in members
        ):
            return None
        return OUTSIDE

    def _state(self, number: str, project: Project, actors: dict[str, Ref]) -> None:
        out = self._out
        for key, actor in actors.items():
            self._describe(self._members[key], actor)
        iri = out.thing("alliance", self._scheme, number)
        rows = ", ".join(map(str, project.rows))
        alliance(
            out, iri, project.title, (), kind="non-renseigne", stage="signe", when=project.signed,
            place=f"lignes {rows}", value=project.total or None,
        )  # fmt: skip
        bounds(out, iri, "start", project.start)
        bounds(out, iri, "end", project.end)
        for key, actor in actors.items():
            party(out, iri, key, actor, "porteur" if key in project.leads else "partenaire")

    def _describe(self, member: Member, iri: Ref) -> None:
        """Describe an organisation the first time that a project names it."""
        if member.stated:
            return
        member.stated = True
        out, code = self._out, member.commune
        named = f"{_PREFIX.get(member.scheme, '')} {member.number}".strip()
        seat = commune(out, code, self._context.places.communes.get(code, "")) if code else None
        organisation(
            out, iri, member.name or named, _CLASSES.get(member.kind, ()),
            place=f"ligne {member.row}", siren=member.siren, seat=seat,
        )  # fmt: skip
        if member.scheme != "local":
            out.say(iri, "dcterms:identifier", named)


_PREFIX = {"pic": "PIC", "orgnr": "NO"}


def _siren(vat: str) -> str:
    """Return the SIREN in a French VAT number, or nothing."""
    match = _VAT.fullmatch(re.sub(r"[\s.-]", "", vat).upper())
    return (fields.siren_of(match[1]) or "") if match else ""


def _days(row: Row) -> tuple[date | None, date | None]:
    start, end = fields.require_day(row, "start"), fields.require_day(row, "end")
    if start and end and end < start:
        raise Reject(
            "end",
            Text("le projet finit avant de commencer", "the project ends before it starts"),
            Text("Corrigez l'une des deux dates.", "Put one of the two dates right."),
        )
    return start, end


def _maker(projects: str, numbers: str) -> Maker:
    return lambda out, context: Participations(out, context, projects, numbers)


_BESIDE = frozenset(
    {"project", "topics", "euroscivoc", "legalbasis", "policypriorities", "webitem", "weblink",
     "information", "readme"}
)  # fmt: skip

SOURCE = Source(
    "participations",
    Text("Participations aux projets européens (CORDIS)",
         "Participations in European projects (CORDIS)"),
    "Office des publications de l'Union européenne",
    "CC BY 4.0",
    "https://cordis.europa.eu/",
    layouts=(
        Layout(
            "cordis", Text("CORDIS, organisations", "CORDIS, organisations"),
            (*needed(project="projectID|projectReference", member="organisationID|id",
                     name="name", role="role", kind="activityType", country="country"),
             *columns(title="projectAcronym", vat="vatNumber", postal="postCode", town="city",
                      share="ecContribution")),
            _maker("cordis", "pic"), named="organization", beside=_BESIDE,
        ),
        Layout(
            "rcn", Text("CORDIS, participations par RCN", "CORDIS, participations by RCN"),
            needed(project="rcn", member="pic", role="role", kind="type", start="start_date",
                   end="end_date"),
            _maker("cordis-rcn", "pic"),
        ),
        Layout(
            "norvege", Text("CORDIS, participations norvégiennes",
                            "CORDIS, Norwegian participations"),
            (*needed(project="Prosjektnr", member="Organisasjonsnummer", name="Organisasjonsnavn",
                     role="Organisasjon rolle"),
             *columns(title="Prosjektnavn", kind="FoU sektorkode",
                      signed="Kontrakt signeringsdato", start="Kontrakt startdato",
                      end="Kontrakt sluttdato")),
            _maker("cordis", "orgnr"),
        ),
    ),
    never={
        "contactTitle": "personne", "contactFirstNames": "personne",
        "contactLastNames": "personne", "contactTelephoneNumber": "contact",
        "contactFaxNumber": "contact", "contactForm": "contact", "contactFunction": "personne",
        "street": "adresse",
    },
)  # fmt: skip
