"""The national register of associations (RNA): the stock files "waldec" and "import"."""

from __future__ import annotations

import re

from graph.identifiers import parse_rna
from graph.sources import fields
from graph.sources.context import Context
from graph.sources.emit import Emit, Ref, concept
from graph.sources.source import Layout, LeaveOut, Reject, Row, Source, columns, row_by_row
from graph.sources.themes import theme_of
from graph.sources.things import commune, sector_of
from ontology.text import Text

_OLD = re.compile(r"[0-9][0-9A-Z]{2,3}[0-9A-Z-]{3,16}", re.IGNORECASE)
_WEB = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[a-z]{2,24}(?:[/?#]\S*)?", re.IGNORECASE)
_MOVED = Text("reprise dans « waldec » sous un numéro W", "taken over in 'waldec' under a W number")
_NETWORKS = frozenset("UF")  # groupement: union, federation
_CLASSES = {
    False: ("ea:Association",),
    True: ("ea:ActorNetwork", "ea:Association"),
}


def _state(row: Row, out: Emit, context: Context) -> None:
    """State an association: its number, name, purpose, seat, themes and life."""
    iri, number = _identify(row, out)
    context.once(row.number, number)
    seat = _seat(row, out, context)
    title = out.words(_apostrophes(row["titre"]))
    if fields.empty(title):
        raise Reject(
            "titre",
            Text("l'association n'a pas de titre", "the association has no title"),
            Text("Complétez-le, ou retirez la ligne.", "Complete it, or take the row out."),
        )
    classes = _CLASSES[row["groupement"] in _NETWORKS]
    out.types(iri, "ea:Stakeholder", "ea:Actor", "org:Organization", "rov:RegisteredOrganization",
              *classes)  # fmt: skip
    out.say(iri, "ea:sector", concept("sector", sector_of(classes)))
    out.say(iri, "rdfs:label", title)
    out.say(iri, "skos:altLabel", _short_title(row, title, out))
    out.say(iri, "ea:rna" if number.startswith("W") else "dcterms:identifier", number)
    out.say(iri, "ea:siren", _siren(row))
    out.say(iri, "dcterms:description", _purpose(row, out))
    out.say(iri, "foaf:homepage", _website(row, out))
    out.say(iri, "ea:seat", seat)
    _themes(row, iri, out)
    _life(row, iri, out)
    out.provenance(iri, row.locator)


def _identify(row: Row, out: Emit) -> tuple[Ref, str]:
    words = row["id"]
    try:
        number = parse_rna(words)
        return out.thing("org", "rna", number), number
    except ValueError:
        pass
    if "objet" in row.values and _OLD.fullmatch(words) and not words.upper().startswith("W"):
        if row["position"] == "R":
            raise LeaveOut(_MOVED)
        return out.thing("org", "rna-import", words.upper()), words.upper()
    raise Reject(
        "id",
        Text("ce n'est pas un numéro RNA", "this is no RNA number"),
        Text("Un numéro est un W suivi de 9 chiffres : recopiez-le.",
             "A number is a W and 9 digits: copy it again."),
    )  # fmt: skip


def _seat(row: Row, out: Emit, context: Context) -> Ref | None:
    """Return the commune of the seat; that of the management address is somebody's home."""
    code = context.commune(fields.insee(row["adrs_codeinsee"]))
    name, postal = row["commune"], row["adrs_codepostal"]
    if code is None and (name or postal):
        code = context.places.commune(name, postal=postal)
        if code is not None:
            row.repairs.append(Text("commune trouvée par son code postal et son nom",
                                    "commune found by postal code and name"))  # fmt: skip
    context.keep_commune(code)
    return commune(out, code, context.places.communes.get(code) or name) if code else None


def _apostrophes(words: str) -> str:
    """Give back the apostrophes that an old export turned into question marks: "L?ESPOIR"."""
    if "?" not in words:
        return words
    return re.sub(
        r"(?<=\b[LDJMNSTCldjmnstc])\?(?=\w)|(?<=\bQU)\?(?=\w)|(?<=\bqu)\?(?=\w)", "'", words
    )


def _short_title(row: Row, title: str, out: Emit) -> str | None:
    short = out.words(_apostrophes(row["titre_court"]))
    cut = short.endswith("...") and title.startswith(short[:-3].strip())
    return None if fields.empty(short) or cut or short == title else short


def _siren(row: Row) -> str | None:
    if fields.empty(row["siret"]):
        return None
    found = fields.siren_of(row["siret"])
    if found is None:
        row.repairs.append(Text("SIRET faux laissé vide", "wrong SIRET left empty"))
    return found


def _purpose(row: Row, out: Emit) -> str | None:
    words = row["objet"]
    return None if len(words) < 3 or fields.empty(words) else out.words(_apostrophes(words))


def _website(row: Row, out: Emit) -> Ref | None:
    words = row["siteweb"]
    if not words or "@" in words or not _WEB.fullmatch(words):
        return None
    address = words if "://" in words else f"https://{words}"
    return Ref(f"<{address}>") if not re.search(r'[\x00-\x20<>"{}|^`\\]', address) else None


def _themes(row: Row, iri: Ref, out: Emit) -> None:
    codes = (row["objet_social1"].zfill(6), row["objet_social2"].zfill(6))
    found = {theme for code in codes if (theme := theme_of("rna", code))}
    if found:
        out.say(iri, "ea:theme", *(concept("theme", theme) for theme in sorted(found)))
        out.say(iri, "ea:themeBasis", concept("theme-basis", "code-registre"))


def _life(row: Row, iri: Ref, out: Emit) -> None:
    created = fields.day_or_repair(row, "date_creat")
    out.say(iri, "ea:startNotBefore", created)
    out.say(iri, "ea:startNotAfter", created or fields.day_or_repair(row, "date_publi"))
    if row["position"] in {"D", "S"}:
        ended = fields.day_or_repair(row, "date_disso")
        declared = fields.day_or_repair(row, "maj_time")
        out.say(iri, "ea:endNotBefore", ended)
        out.say(iri, "ea:endNotAfter", ended or declared)


_COLUMNS = columns(
    "id siret groupement titre objet objet_social1 date_creat position adrs_codeinsee",
    date_publi="date_publi", maj_time="maj_time", objet_social2="objet_social2",
    adrs_codepostal="adrs_codepostal", siteweb="siteweb",
)  # fmt: skip

SOURCE = Source(
    "rna",
    Text("Répertoire national des associations (RNA)", "National register of associations (RNA)"),
    "Ministère de l'Intérieur",
    "Licence Ouverte 2.0",
    "https://www.data.gouv.fr/fr/datasets/repertoire-national-des-associations/",
    layouts=(
        Layout(
            "waldec", Text("RNA, fichier waldec", "RNA, waldec file"),
            (*_COLUMNS, *columns("date_disso titre_court", commune="adrs_libcommune")),
            row_by_row(_state), place="adrs_codeinsee", named="waldec",
        ),
        Layout(
            "import", Text("RNA, fichier import", "RNA, import file"),
            (*_COLUMNS, *columns(commune="libcom")),
            row_by_row(_state), place="adrs_codeinsee", named="rna import",
            missing=("datedisso",),
        ),
    ),
    snapshot=True,
    keyed_by="ea:rna",
    rank=20,
    never={
        "telephone": "contact", "email": "contact", "adrg_declarant": "personne",
        "dir_civilite": "personne",
    },
)  # fmt: skip
