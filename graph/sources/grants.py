"""What the sources of grants share: who is meant, whether it is in the territory asked for."""

from __future__ import annotations

import re
from graph.sources import fields
from graph.sources.context import OUTSIDE, Context
from graph.sources.source import LeaveOut
from ontology.text import Text, fold

NOTHING = Text("montant nul : rien n'a été accordé", "amount of zero: nothing was granted")
TOTAL = Text("ligne de total", "row of a total")

_HOST = re.compile(
    r"[\s,(–-]*\b(?:chez|c/o|s/c)\s+(?:m|mr|mme|mlle|monsieur|madame|mademoiselle)\b\.?\s.*",
    re.IGNORECASE | re.DOTALL,
)
_SOMEONE = re.compile(
    r"personnes? physiques?|particuliers?|anonym\w*|(?:.* )?(?:entrepreneur|entreprise) individuel"
    r"(?:le)?(?: .*)?|(?:auto|micro) ?entrepreneur(?: .*)?"
)
_COMMUNE = re.compile(
    r"\W*(?:la\s+)?(?:commune|mairie|ville|h[ôo]tel\s+de\s+ville)\s*(?::\s*|-\s+)?"
    r"(?:(du|des)\s+|de\s+(?=l[ae]\s|les\s|l['’])|de\s+|d\s?['’]\s*)(\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_TOWN = re.compile(r"(.+?)\s+-\s+([0-9]{2}|2[AB]|97[0-9])(?:\s+(\S.*))?", re.DOTALL)
_TOTAL = re.compile(
    r"(?:sous )?total(?: (?:general|annuel|annee|exercice|des? [a-z]+))*(?: [0-9]{4})?|totaux"
)
_OF = {"du": "Le ", "des": "Les "}


def without_host(name: str) -> str:
    """Return the name of an association without the person who houses it.

    >>> without_host("AMI CHEMIN D AVEZE CHEZ M PIERRE X"), without_host("BIENVENUE CHEZ LES PIT")
    ('AMI CHEMIN D AVEZE', 'BIENVENUE CHEZ LES PIT')
    """
    return _HOST.sub("", name).strip() or name


def is_someone(name: str, nature: str = "") -> bool:
    """Tell whether a beneficiary is a natural person or a sole trader, as far as it is written.

    >>> is_someone("M. Dupont"), is_someone("X", "Personne physique"), is_someone("Le Particulier")
    (True, True, False)
    """
    if fields.is_person(name):
        return True
    return any(_SOMEONE.fullmatch(fold(words)) for words in (name, nature) if words)


def is_total(name: str) -> bool:
    """Tell whether a row sums up others: "TOTAL", "Sous-total 2018", "Total général"."""
    return _TOTAL.fullmatch(fold(name)) is not None


def commune_of(name: str) -> str:
    """Return the name of the commune whose body a name means, or "".

    >>> commune_of("Mairie du Rove"), commune_of("commune d'Éguilles"), commune_of("Commune libre")
    ('Le Rove', 'Éguilles', '')
    """
    found = _COMMUNE.fullmatch(name.strip())
    return f"{_OF.get((found[1] or '').lower(), '')}{found[2].strip()}" if found else ""


def town_of(name: str) -> tuple[str, str, str]:
    """Return a name, and the département and town that stand behind it in registers of the State.

    >>> town_of("ACCORDS EN SCÈNE - 13 AIX-EN-PROVENCE"), town_of("1PARFAIT - 44 "), town_of("AB - CD")
    (('ACCORDS EN SCÈNE', '13', 'AIX-EN-PROVENCE'), ('1PARFAIT', '44', ''), ('AB - CD', '', ''))
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
            part = inside != scope.communes and all(map(scope.holds, inside))
            if places.named[iri].name == scope.name or (inside and part):
                return True
        return False
