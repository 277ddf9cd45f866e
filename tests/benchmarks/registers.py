"""Rows as registers write them, drawn at random: associations, mayors, subsidies.

Nothing in them is real but the codes of départements, large towns and the Pays d'Aix: numbers are
made up (and pass the Luhn check), names are put together, contacts are dummies.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from importlib.resources import files
from itertools import product
from random import Random
from typing import TypeVar

from graph.sources.places import areas, departement_of

Cells = list[str]
Commune = tuple[str, str]  # code and name
T = TypeVar("T")

AIX_SHARE = 0.006  # of the rows, in the 36 communes of the Pays d'Aix
BODIES = 100_000  # that receive subsidies, over and over

HEADERS = {
    "rna": "id;id_ex;siret;rup_mi;gestion;date_creat;date_decla;date_publi;date_disso;nature;"
    "groupement;titre;titre_court;objet;objet_social1;objet_social2;adrs_complement;adrs_numvoie;"
    "adrs_repetition;adrs_typevoie;adrs_libvoie;adrs_distrib;adrs_codeinsee;adrs_codepostal;"
    "adrs_libcommune;adrg_declarant;adrg_complemid;adrg_complemgeo;adrg_libvoie;adrg_distrib;"
    "adrg_codepostal;adrg_achemine;adrg_pays;dir_civilite;telephone;siteweb;email;publiweb;"
    "observation;position;maj_time",
    "rne": "Code du département;Libellé du département;"
    "Code de la collectivité à statut particulier;Libellé de la collectivité à statut particulier;"
    "Code de la commune;Libellé de la commune;Nom de l'élu;Prénom de l'élu;Code sexe;"
    "Date de naissance;Code de la catégorie socio-professionnelle;"
    "Libellé de la catégorie socio-professionnelle;Date de début du mandat;"
    "Date de début de la fonction",
    "scdl": "nomAttribuant,idAttribuant,dateConvention,referenceDecision,nomBeneficiaire,"
    "idBeneficiaire,rnaBeneficiaire,objet,montant,nature,conditionsVersement,"
    "datesPeriodeVersement,idRAE,notificationUE,pourcentageSubvention,dispositifAide",
}

# Code of the RNA, end of a title, what it is for.
_TOPICS = [line.split("|") for line in """
005020|NUMÉRIQUE|l'accès de tous à internet et aux outils numériques
006010|DES LETTRES|l'écriture et la lecture sous toutes leurs formes
006030|MUSICAL|la pratique de la musique et du chant choral
006040|DE DANSE|l'enseignement de la danse à tous les âges
006070|THÉÂTRAL|la création de spectacles vivants et leur diffusion
006100|DES ARTS VISUELS|la promotion de l'art et des artistes
007070|DES JARDINS|la culture de jardins partagés
007080|DE LOISIRS|l'organisation de loisirs, de sorties et de rencontres
009030|DES FÊTES|l'organisation de fêtes et d'animations locales
009040|DES AÎNÉS|les rencontres et les loisirs des personnes âgées
010022|DU PATRIMOINE|la sauvegarde du patrimoine bâti et de la mémoire locale
011035|BOULISTE|la pratique de la pétanque et du jeu provençal
011075|DE FOOTBALL|la pratique du football en compétition et en loisir
011105|DE GYMNASTIQUE|la gymnastique d'entretien et le yoga
011115|DE RANDONNÉE|la randonnée pédestre et la découverte des sentiers
011165|DE TENNIS|la pratique du tennis et de disciplines associées
013005|DE CHASSE|la gestion d'un territoire de chasse
014035|D'ENTRAIDE|l'entraide et la solidarité entre habitants
015005|DES PARENTS D'ÉLÈVES|la représentation des parents et le soutien à l'école
015045|DE FORMATION|la formation professionnelle continue
016030|DES SCIENCES|la recherche et la diffusion des savoirs
017130|DES MALADES|l'écoute et l'accompagnement de personnes malades
018005|DE LA PETITE ENFANCE|l'accueil de jeunes enfants et leur éveil
019010|SOCIAL|l'animation d'un centre social ouvert à tous
020010|DE SECOURS|la distribution de nourriture et de vêtements
021010|D'AIDE À DOMICILE|le maintien à domicile des personnes dépendantes
023020|DES AGRICULTEURS|la défense de l'agriculture de proximité
024050|DE LA NATURE|l'éducation à l'environnement ; la protection de la biodiversité
030010|D'INSERTION|l'insertion de personnes éloignées de l'emploi
030050|POUR LA TRANSITION|des initiatives de développement durable, dites ""locales""
032510|DU LOGEMENT|l'accès au logement de personnes défavorisées
034240|DE TOURISME|la promotion touristique de la région
036520|DE SAUVETAGE|le secourisme et la protection civile
038105|DES ANCIENS COMBATTANTS|le souvenir et la solidarité entre combattants
""".strip().splitlines()]  # fmt: skip
_KINDS = """ASSOCIATION|AMICALE|CLUB|COMITÉ|UNION|COLLECTIF|LES AMIS|FOYER|CERCLE|GROUPE|ATELIER
ENSEMBLE|GROUPEMENT|MAISON|RÉSEAU|ESPACE|ÉCOLE|COMPAGNIE|CENTRE|SOCIÉTÉ""".replace("\n", "|")
# Each with an accent, so that no row is the same in Windows-1252 as in UTF-8.
_VERBS = ("développer", "démocratiser", "améliorer", "défendre")
_MORE = ("", ", par tous les moyens légaux")
# Two rows in a hundred hold a line break, as in the real RNA: a third of those of two topics.
_LINES = ", auprès des habitants du territoire\nà l'année"
_IN_LINES = {"006010", "024050"}
_SAINTS = ("Saint-Aubin", "Saint-Cyr", "Saint-Félix", "Saint-Léger", "Saint-Rémy", "Sainte-Cécile")
_STEMS = (
    "Bellevue",
    "Chamblay",
    "Fontanes",
    "Grandval",
    "Lormont",
    "Mirecour",
    "Neuville",
    "Roquefeuil",
    "Vaubrun",
)
_ENDS = ("en-Forêt", "la-Garde", "le-Château", "les-Bains", "sur-Orbe", "sous-Bois", "")
_STREETS = ("de la Mairie", "des Écoles", "du Moulin", "Jean Jaurès", "de l'Église", "Pasteur")
_SURNAMES = (
    "Aubertin",
    "Bastide",
    "Carlier",
    "Delmas",
    "Esnault",
    "Ferrand",
    "Guichard",
    "Hubert",
    "Lemoine",
)
_TAILS = ("", "-Roux", "eau", "-Blanc", "ier", "-Petit", "-Rivière")
_FIRST = {"F": "Anaïs Camille Élise Hélène Irène Zoé", "M": "André Benoît Gaël Jérôme René Théo"}
_WORKS = [
    ("34", "Professeur, profession scientifique"), ("37", "Cadre administratif"),
    ("11", "Agriculteur sur petite exploitation"), ("74", "Ancien cadre"),
    ("75", "Ancienne profession intermédiaire"),
]  # fmt: skip
_STARTS = [
    ("18/05/2020", "23/05/2020"), ("28/06/2020", "03/07/2020"), ("12/03/2023", "17/03/2023"),
]  # fmt: skip
_TOWNS = """13055 Marseille|31555 Toulouse|06088 Nice|44109 Nantes|34172 Montpellier|59350 Lille
67482 Strasbourg|33063 Bordeaux|35238 Rennes|51454 Reims|83137 Toulon|38185 Grenoble|69123 Lyon
97411 Saint-Denis|97209 Fort-de-France|2A004 Ajaccio|2B033 Bastia""".replace("\n", "|")
# Communes of a département, where they are few.
_FEW = {"75": 0, "90": 99, "92": 78, "93": 78, "94": 81, "971": 29, "972": 29, "973": 12,
        "974": 18, "976": 17}  # fmt: skip
_OVERSEAS = {"971": "9G", "972": "9M", "973": "9C", "974": "9R", "976": "9T"}
_DOUBLED = str.maketrans("0123456789", "0246813579")  # of which the Luhn check sums the digits


def siret(number: int) -> str:
    """Return the SIRET of the seat of a made-up body, the same for the same number.

    >>> siret(1)
    '40000001400011'
    """
    return checked(f"{checked(f'{40_000_000 + number:08}')}0001")


def checked(digits: str) -> str:
    """Return digits with the one that makes them pass the Luhn check."""
    doubled, plain = digits[::-2].translate(_DOUBLED), digits[-2::-2]
    return f"{digits}{-sum(map(int, doubled + plain)) % 10}"


def associations(random: Random) -> Iterator[Cells]:
    """Yield rows of the RNA without end, each with a number of its own."""
    aix, france = (_addresses(c, n, random) for c, n in zip(_communes(), (512, 8192), strict=True))
    days, subjects = _days(date(1960, 1, 1), date(2022, 4, 30)), _subjects()
    times = [f"{h:02}:{m:02}:{s:02}" for h, m, s in product(range(7, 20), range(0, 60, 7), (3, 41))]
    last, numbers = len(days) - 400, Counter[str]()
    draw, count, bodies = random.random, 0, 0
    while True:
        count += 1
        pool = aix if draw() < AIX_SHARE else france
        area, town, address = pool[int(draw() * len(pool))]
        numbers[area] += 1
        code, subject, purpose = subjects[int(draw() * len(subjects))]
        title = f"{subject} {town} {1 + int(draw() * 99)}"
        day, chance, number = int(draw() ** 0.6 * last), draw(), ""
        if draw() < 0.03:
            bodies += 1
            number = siret(bodies)
        state = "A" if chance < 0.85 else "D" if chance < 0.99 else "S"
        yield [
            f"W{area}{1_000_000 + numbers[area]}", f"0{count:09}" if chance < 0.4 else "", number,
            "", f"{area}1P", days[day], days[day + int(chance * 30)], days[day + 30],
            days[day + 390] if state == "D" else "", "D", "S", title,
            title if len(title) <= 38 else f"{title[:35]}...", purpose, code,
            subjects[int(draw() * len(subjects))][0] if chance < 0.2 else "000000", *address,
            "0100000000" if chance < 0.1 else "",
            f"https://asso-{count}.example.org" if 0.3 < chance < 0.35 else "",
            "contact@example.org" if chance < 0.2 else "", "1" if chance < 0.1 else "0", "", state,
            f"{days[day + 395]} {times[int(draw() * len(times))]}",
        ]  # fmt: skip


def mayors(random: Random) -> Iterator[Cells]:
    """Yield rows of the register of elected officials, as those of mayors in 2024."""
    aix, france = _communes()
    names = {code: area.name for (kind, code), area in areas().items() if kind == "departement"}
    born = [f"{d[8:]}/{d[5:7]}/{d[:4]}" for d in _days(date(1940, 1, 1), date(1995, 12, 31))]
    surnames = [f"{a}{b}".upper() for a, b in product(_SURNAMES, _TAILS)]
    first = [(sex, name) for sex, words in _FIRST.items() for name in words.split()]
    while True:
        code, name = _pick(random, aix if random.random() < AIX_SHARE else france)
        area = departement_of(code)
        sex, called = _pick(random, first)
        yield [
            area, names[area], "", "", code, name, _pick(random, surnames), called, sex,
            _pick(random, born), *_pick(random, _WORKS), *_pick(random, _STARTS),
        ]  # fmt: skip


def subsidies(random: Random) -> Iterator[Cells]:
    """Yield subsidies in the SCDL model; those of the RNA that have a SIRET are among the bodies.

    A body with an RNA number is none of them: a made-up number would contradict the register.
    """
    names = [area.name for (kind, _), area in areas().items() if kind == "departement"]
    givers = [
        (f"Conseil départemental {name}", checked(f"{checked(f'22{number:06}')}0001"))
        for number, name in enumerate(names)
    ]
    days, subjects = _days(date(2017, 1, 1), date(2024, 12, 1)), _subjects(",")
    towns = [name.upper() for _, name in _communes()[1]]
    draw, count = random.random, 0
    while True:
        count += 1
        giver, number = _pick(random, givers)
        _, subject, purpose = _pick(random, subjects)
        day, body = _pick(random, days), 1 + int(draw() * BODIES)
        known = draw() < 0.3
        yield [
            giver, number, day, f"{day[:4]}-CP-{count:06}", f"{subject} {_pick(random, towns)}",
            siret(BODIES + body if known else body), f"W131{899_999 + body}" if known else "",
            purpose, f"{int(draw() ** 3 * 4000) * 25 + 100}.00", "aide en numéraire", "unique", day,
            "", "non", "1", "",
        ]  # fmt: skip


def _pick(random: Random, pool: Sequence[T]) -> T:
    return pool[int(random.random() * len(pool))]


def _communes() -> tuple[list[Commune], list[Commune]]:
    """Return the communes of the Pays d'Aix, and others in all France, large towns more often."""
    text = (files("graph") / "demo" / "territoires.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter=";")
    aix = [(row["code"], row["nom"]) for row in rows if row["type"] == "commune"]
    names = [f"{a}-{b}".strip("-") for a, b in product([*_SAINTS, *_STEMS], _ENDS)]
    codes = [
        f"{code}{number:0{5 - len(code)}}"
        for kind, code in areas()
        if kind == "departement" and (len(code) == 2 or code in _FEW)
        for number in range(1, _FEW.get(code, 320) + 1)
    ]
    near = {code for code, _ in aix}
    france = [(code, names[i % len(names)]) for i, code in enumerate(codes) if code not in near]
    large = [(f"751{number:02}", "Paris") for number in range(1, 21)]
    large += [(words[:5], words[6:]) for words in _TOWNS.split("|")]
    return aix, france + large * (len(france) // 4 // len(large))


def _addresses(communes: list[Commune], count: int, random: Random) -> list[tuple[str, str, Cells]]:
    """Return département, town in capitals, and the cells ``adrs_complement``…``dir_civilite``."""
    found = []
    for _ in range(count):
        code, name = _pick(random, communes)
        area = departement_of(code)
        number, street = 1 + int(random.random() * 90), _pick(random, _STREETS)
        postal = f"{'20' if code[:2] in {'2A', '2B'} else code[:2]}{int(code[3:]):02}0"
        found.append((_OVERSEAS.get(area, area), name.upper(), [
            "Mairie" if random.random() < 0.1 else "", f"{number}", "", "RUE", street, "_", code,
            postal, name, "DÉCLARANT FICTIF" if random.random() < 0.03 else "", "", "",
            f"{number}  rue {street}", "", postal, name.upper(), "FRANCE",
            "PM" if random.random() < 0.6 else "PF",
        ]))  # fmt: skip
    return found


def _subjects(separator: str = ";") -> list[tuple[str, str, str]]:
    """Return code, start of a title and purpose, quoted where a sign in it asks for it."""
    texts = {
        code: [
            f"{verb} {words}{more}"
            for verb, more in product(_VERBS, (*_MORE, _LINES) if code in _IN_LINES else _MORE)
        ]
        for code, _, words in _TOPICS
    }
    return [
        (code, f"{kind} {topic}", f'"{text}"' if {separator, '"', "\n"} & set(text) else text)
        for kind, (code, topic, _) in product(_KINDS.split("|"), _TOPICS)
        for text in texts[code]
    ]


def _days(first: date, last: date) -> list[str]:
    count = (last - first).days + 1
    return [(first + timedelta(days)).isoformat() for days in range(count)]
