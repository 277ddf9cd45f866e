"""The sheets and columns of the workbook: the one place where they are named.

A column that is not here is never read, which makes this table the privacy allow-list.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from graph.sources.workbook.cells import (
    Parser,
    choice,
    commune,
    concept,
    key,
    kind,
    many,
    reference,
    text,
)
from graph.sources.workbook.values import number, period, rna, siren, web_address
from ontology.text import Text, fold

UNREAD = frozenset({"aide", "help", "listes", "lists"})  # sheets that the template adds


def alike(words: str) -> str:
    """Fold a header so that accents, case, punctuation and plurals do not matter.

    >>> alike("Thème *") == alike("thèmes")
    True
    """
    return " ".join(word.rstrip("s") for word in fold(words).split())


@dataclass(frozen=True)
class Column:
    """One column: its key in code, its header, how its cells are read, and its help."""

    key: str
    name: Text
    parse: Parser
    help: Text
    required: bool = False
    scheme: str | None = None  # the vocabulary or class tree offered as a drop-down list

    @cached_property
    def words(self) -> frozenset[str]:
        """The folded headers that name this column."""
        return frozenset(map(alike, (self.key, *self.name)))


@dataclass(frozen=True)
class Sheet:
    """One sheet: its columns, the one that identifies a row and the one that names it."""

    key: str
    name: Text
    help: Text
    columns: tuple[Column, ...]
    id: str | None = None
    title: str | None = None  # a row may be referred to by this column too
    required: bool = False

    @cached_property
    def words(self) -> frozenset[str]:
        """The folded titles that name this sheet."""
        return frozenset(map(alike, (self.key, *self.name)))

    def column_named(self, header: str) -> Column | None:
        """Return the column with this header in either language; "siren (9 chiffres)" is siren."""
        wanted = {alike(header), alike(header.partition("(")[0])}
        return next((column for column in self.columns if wanted & column.words), None)


def _column(
    key: str, fr: str, parse: Parser, help_fr: str, help_en: str, *, en: str | None = None,
    required: bool = False, scheme: str | None = None,
) -> Column:  # fmt: skip
    return Column(
        key, Text(fr, en or key.replace("_", " ")), parse, Text(help_fr, help_en), required, scheme
    )


def _concept(key: str, fr: str, scheme: str, help_fr: str, help_en: str, en: str = "") -> Column:
    return _column(key, fr, concept(scheme), help_fr, help_en, en=en or None, scheme=scheme)


_THEMES = _column(
    "themes", "thèmes", many(concept("theme")),
    "un ou plusieurs thèmes, séparés par |", "one or several themes, separated by |",
    scheme="theme",
)  # fmt: skip
_TERRITORIES = _column(
    "territories", "territoires", many(reference("territories")),
    "codes ou noms de la feuille territoires, séparés par |",
    "codes or names of the sheet territories, separated by |",
)  # fmt: skip
_DESCRIPTION = _column(
    "description", "description", text,
    "en une ou deux phrases, sans nom de personne ni contact",
    "in one or two sentences, without any person's name or contact",
)  # fmt: skip
_NOTE = _column("note", "remarque", text, "ce qu'il faut savoir", "what one should know")
_START = _column(
    "start", "début", period,
    "date, mois, année ou mots : début décembre 2017", "day, month, year or words: early May 2018",
)  # fmt: skip
_END = _column(
    "end", "fin", period, "vide si c'est en cours ou inconnu", "empty if ongoing or unknown"
)
_DATE = _column("date", "date", period, _START.help.fr, _START.help.en)
DISCLOSURE = _concept(
    "disclosure", "diffusion", "disclosure",
    "public si vide ; restreint : jamais sur une carte ; jamais : n'est pas chargé",
    "public if empty; restricted: never on a map; never: is not loaded",
)  # fmt: skip
_PROVENANCE = (
    _column(
        "source", "source", text, "identifiant de la feuille sources, ou quelques mots",
        "an id of the sheet sources, or a few words",
    ),
    _column(
        "locator", "localisation", text, "ligne, page ou paragraphe dans la source",
        "row, page or paragraph in the source",
    ),
)  # fmt: skip

_ACTORS = Sheet(
    "actors", Text("acteurs", "actors"),
    Text("Qui est là : une ligne par organisation.", "Who is there: one row an organisation."),
    (
        _column("id", "id", key, "court et stable ; vide : tiré du nom",
                "short and stable; empty: made of the name"),
        _column("name", "nom", text, "le nom public", "the public name", required=True),
        _column("acronym", "sigle", text, "PAA", "PAA"),
        _column("type", "type", many(kind("ea:Actor")), "un ou plusieurs types, séparés par |",
                "one or several types, separated by |", required=True, scheme="ea:Actor"),
        _column("rna", "rna", rna, "W et 9 chiffres", "W and 9 digits"),
        _column("siren", "siren", siren, "9 chiffres", "9 digits"),
        _column("commune", "commune", commune, "code INSEE du siège", "INSEE code of the seat"),
        _THEMES,
        _column("member_of", "membre de", many(reference("actors")), "réseaux dont il est membre",
                "networks it belongs to"),
        _column("unit_of", "rattaché à", many(reference("actors")), "organisme d'un service",
                "the body that a service is part of"),
        _column("carried_by", "porté par", many(reference("actors")),
                "personne morale qui porte ce réseau ou label",
                "the legal person behind this network or label"),
        _column("website", "site web", web_address, "https://…", "https://…"),
        _DESCRIPTION, _START, _END, DISCLOSURE, *_PROVENANCE,
    ),
    id="id", title="name", required=True,
)  # fmt: skip

_ALLIANCES = Sheet(
    "alliances", Text("alliances", "alliances"),
    Text("Ce qui se fait ensemble : une ligne par alliance.",
         "What is done together: one row an alliance."),
    (
        _column("id", "id", key, "court et stable ; vide : tiré de l'intitulé",
                "short and stable; empty: made of the title"),
        _column("title", "intitulé", text, "en quelques mots", "in a few words", required=True),
        _column("type", "type", many(concept("type")), "un ou plusieurs types, séparés par |",
                "one or several types, separated by |", scheme="type"),
        _THEMES, _TERRITORIES,
        _column("frame", "cadre", many(reference("programmes")), "action, programme ou appel",
                "action, programme or call"),
        _START, _END,
        _column("amount", "montant", number(0), "en euros", "in euros"),
        _concept("amount_kind", "nature du montant", "amount-kind", "engagé, versé ou estimé",
                 "committed, paid or estimated"),
        _column("confidence", "confiance", number(0, 1), "de 0 à 1", "from 0 to 1"),
        _concept("confidence_basis", "base de confiance", "confidence-basis", "qui le dit",
                 "who says so"),
        DISCLOSURE, _DESCRIPTION, *_PROVENANCE,
    ),
    id="id", title="title", required=True,
)  # fmt: skip

_ALLIANCE_REF = _column(
    "alliance", "alliance", reference("alliances"), "id de la feuille alliances",
    "an id of the sheet alliances", required=True,
)  # fmt: skip
_STAKEHOLDER_REF = _column(
    "actor", "acteur", reference("actors", "mandates"), "id ou nom d'un acteur, ou id d'un poste",
    "id or name of an actor, or id of a post", required=True,
)  # fmt: skip

_PARTIES = Sheet(
    "parties", Text("parties", "parties"),
    Text("Qui prend part à quoi : au moins deux lignes par alliance.",
         "Who takes part in what: at least two rows an alliance."),
    (
        _ALLIANCE_REF, _STAKEHOLDER_REF,
        _concept("role", "rôle", "party-role", "partenaire si vide", "partner if empty"),
        _column("contribution", "apport", many(concept("contribution")), "ce qu'il apporte",
                "what it brings", scheme="contribution"),
    ),
    required=True,
)  # fmt: skip

_STAGES = Sheet(
    "stages", Text("étapes", "stages"),
    Text("Où en est l'alliance : une ligne par étape franchie, on n'en efface pas.",
         "How far the alliance is: one row a stage reached, none is ever erased."),
    (
        _ALLIANCE_REF,
        _column("stage", "étape", concept("stage"), "de idée à achevé", "from idea to completed",
                required=True, scheme="stage"),
        _DATE, *_PROVENANCE, _NOTE,
    ),
    required=True,
)  # fmt: skip

_TERRITORY_SHEET = Sheet(
    "territories", Text("territoires", "territories"),
    Text("Les lieux : communes, EPCI, départements, territoires de projet.",
         "The places: communes, EPCI, départements, project territories."),
    (
        _column("id", "id", key, "code INSEE pour une commune", "INSEE code for a commune"),
        _column("name", "nom", text, "le nom", "the name", required=True),
        _column("type", "type", kind("ea:Territory"), "commune, EPCI, territoire de projet…",
                "commune, EPCI, project territory…", required=True, scheme="ea:Territory"),
        _column("code", "code", text, "code officiel", "official code"),
        _column("siren", "siren", siren, "de l'EPCI ou de la commune", "of the body"),
        _column("population", "population", number(0, whole=True), "nombre d'habitants",
                "inhabitants"),
        _column("population_year", "année population", number(1800, 2200, whole=True), "2017",
                "2017"),
        _column("part_of", "fait partie de", many(reference("territories")),
                "dans chaque hiérarchie : département et EPCI",
                "in every hierarchy: département and EPCI"),
        _column("covers", "couvre", many(reference("territories")),
                "communes d'un territoire de projet", "communes of a project territory"),
        _THEMES,
        _column("latitude", "latitude", number(-90, 90), "degrés décimaux", "decimal degrees"),
        _column("longitude", "longitude", number(-180, 180), "degrés décimaux", "decimal degrees"),
        _START, _END, *_PROVENANCE,
    ),
    id="id", title="name",
)  # fmt: skip

_MANDATES = Sheet(
    "mandates", Text("mandats", "mandates"),
    Text("Les élus : le poste prend part aux alliances ; le titulaire n'est montré que pendant "
         "son mandat public.",
         "Elected officials: the post takes part in alliances; its holder is shown only while "
         "the public mandate lasts."),
    (
        _column("post", "poste", key, "id du poste, le même pour ses titulaires successifs",
                "id of the post, the same for its successive holders", required=True),
        _column("post_title", "intitulé du poste", text, "Maire de Venelles", "Mayor of Venelles",
                required=True),
        _column("holder", "titulaire", text, "vide si inconnu", "empty if unknown"),
        _column("role", "fonction", concept("mandate-role"), "maire, député…", "mayor, deputy…",
                required=True, scheme="mandate-role"),
        _column("body", "organisme", reference("actors"), "l'institution du poste",
                "the institution of the post", required=True),
        _column("territory", "territoire", reference("territories"), "où il s'exerce",
                "where it is held"),
        _START, _END,
        _column("portfolio", "délégation", many(concept("theme")), "thèmes de la délégation",
                "themes of the portfolio", scheme="theme"),
        *_PROVENANCE,
    ),
    id="post", title="post_title",
)  # fmt: skip

_NEEDS = Sheet(
    "needs_offers", Text("besoins-offres", "needs-offers"),
    Text("Ce que chacun cherche ou propose.", "What everyone looks for or offers."),
    (
        _column("id", "id", key, "facultatif", "optional"),
        _column("actor", "acteur", reference("actors"), "qui", "who", required=True),
        _column("kind", "nature", choice(need=("besoin", "need"), offer=("offre", "offer")),
                "besoin ou offre", "need or offer", required=True, scheme="need-or-offer"),
        _concept("resource", "ressource", "contribution", "argent, locaux, compétences…",
                 "money, premises, skills…"),
        _THEMES, _TERRITORIES, _DESCRIPTION, _START, _END, DISCLOSURE, *_PROVENANCE,
    ),
)  # fmt: skip

_PROGRAMMES = Sheet(
    "programmes", Text("programmes", "programmes"),
    Text("Les cadres : actions, programmes, appels à projets. Ce ne sont pas des acteurs.",
         "The frames: actions, programmes, calls for projects. They are not actors."),
    (
        _column("id", "id", key, "court et stable", "short and stable"),
        _column("title", "intitulé", text, "en quelques mots", "in a few words", required=True),
        _column("type", "type", kind("ea:Frame"), "action, programme, édition, appel à projets…",
                "action, programme, edition, call for projects…", required=True,
                scheme="ea:Frame"),
        _column("part_of", "partie de", many(reference("programmes")),
                "le programme d'une édition, l'appel d'une candidature",
                "the programme of an edition, the call of an application"),
        _column("carried_by", "porté par", many(reference("actors")), "qui le mène", "who leads"),
        _column("supported_by", "soutenu par", many(reference("actors")), "qui l'aide",
                "who supports it"),
        _THEMES, _TERRITORIES, _START, _END, _DESCRIPTION, *_PROVENANCE,
    ),
    id="id", title="title",
)  # fmt: skip

_PARTICIPATIONS = Sheet(
    "participations", Text("participations", "participations"),
    Text("Qui participe à un programme, ou y est désigné catalyseur.",
         "Who takes part in a programme, or is designated a catalyst by it."),
    (
        _column("programme", "programme", reference("programmes"), "id de la feuille programmes",
                "an id of the sheet programmes", required=True),
        _STAKEHOLDER_REF,
        _column("kind", "nature", choice(participation=("participation", "participation"),
                designation=("désignation", "designation")),
                "participation ou désignation (catalyseur)",
                "participation or designation (catalyst)", required=True, scheme="participation"),
        _column("role", "rôle", text, "métier du catalyseur ou rôle", "catalyst trade or role"),
        _concept("status", "statut", "participation-status", "retenu, participe, achevé",
                 "selected, participating, completed"),
        _DATE, *_PROVENANCE,
    ),
)  # fmt: skip

_CLAIMS = Sheet(
    "claims", Text("affirmations", "claims"),
    Text("Ce qu'une source affirme ; des affirmations contraires restent côte à côte.",
         "What a source claims; contradicting claims stay side by side."),
    (
        _column("subject", "sujet", text, "de quoi ou de qui", "of what or whom", required=True),
        _column("property", "propriété", text, "ce qui est affirmé", "what is claimed",
                required=True),
        _column("value", "valeur", text, "la valeur", "the value", required=True),
        _concept("status", "statut", "claim-status", "énoncé, confirmé, prévu…",
                 "stated, confirmed, planned…"),
        _concept("category", "catégorie", "contact-category",
                 "pour un contact avec un ensemble d'acteurs sans nom",
                 "for a contact with a set of unnamed actors"),
        _DATE, *_PROVENANCE,
    ),
)  # fmt: skip

_SOURCES = Sheet(
    "sources", Text("sources", "sources"),
    Text("D'où viennent les faits.", "Where the facts come from."),
    (
        _column("id", "id", key, "court et stable", "short and stable"),
        _column("title", "titre", text, "le titre", "the title", required=True),
        _column("publisher", "éditeur", text, "qui publie", "who publishes"),
        _column("licence", "licence", text, "Licence Ouverte 2.0", "Licence Ouverte 2.0"),
        _column("url", "url", web_address, "https://…", "https://…"),
        _column("retrieved", "consulté le", period, "date", "date"),
        _NOTE,
    ),
    id="id", title="title",
)  # fmt: skip

# In the order in which rows can be checked: a sheet comes after those it refers to.
SHEETS: dict[str, Sheet] = {
    sheet.key: sheet
    for sheet in (
        _SOURCES, _TERRITORY_SHEET, _ACTORS, _MANDATES, _PROGRAMMES, _ALLIANCES, _PARTIES,
        _STAGES, _NEEDS, _PARTICIPATIONS, _CLAIMS,
    )
}  # fmt: skip
