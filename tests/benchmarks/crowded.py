"""The workbook of a drawn territory that has something of everything a question asks of.

Sizes follow the number of actors: a hundredth are networks, every commune has a mayor and four
deputies, a quarter of the alliances are grants, one alliance in three has no theme or territory
of its own, one in ten was given up, and one actor in twenty looks for or offers something.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import islice
from random import Random

import ontology
from tests.workbooks import SMALL

AS_OF = date(2017, 12, 31)
LINKS = 3  # of an actor, on average
COMMUNES = 119
PROJECTS = 3
TYPES = ("association",) * 16 + ("entreprise",) * 6 + (
    "collectivité", "fondation", "établissement d'enseignement ou de recherche",
)  # fmt: skip
STAGES = ("contact", "proposition", "accord-de-principe", "signe", "actif", "acheve")
Row = tuple[object, ...]


def sheets(actors: int, seed: int = 1) -> dict[str, str | None]:
    """Return the sheets of a territory of so many actors; the same seed, the same text."""
    random = Random(seed)  # noqa: S311 - a drawing, no secret
    alliances = list(islice(_alliances(random, actors), LINKS * actors // 3))
    return dict.fromkeys(SMALL) | {
        "sources": _sheet("id;titre;éditeur;licence", (
            (f"s{k}", f"Document {k}", "Éditeur", "Licence Ouverte 2.0") for k in range(50))),
        "territoires": _sheet("id;nom;type;code;fait partie de;couvre", _places()),
        "acteurs": _sheet("id;nom;type;commune;thèmes;membre de;source", _actors(random, actors)),
        "mandats": _sheet(
            "poste;intitulé du poste;titulaire;fonction;organisme;territoire;début;source",
            _mandates()),
        "programmes": _sheet("id;intitulé;type;porté par;partie de;thèmes;territoires;début;source",
                             _frames(random, actors)),
        "alliances": _sheet("id;intitulé;type;thèmes;territoires;cadre;montant;source",
                            (each[0] for each in alliances)),
        "parties": _sheet("alliance;acteur;rôle;apport", (p for each in alliances
                                                          for p in each[1])),
        "etapes": _sheet("alliance;étape;date;source", (e for each in alliances for e in each[2])),
        "besoins-offres": _sheet("id;acteur;nature;ressource;thèmes;description;source",
                                 _needs(random, actors)),
        "affirmations": _sheet("sujet;propriété;valeur;source", (
            (f"a{k // 2}", "effectif", str(k), f"s{k % 50}") for k in range(actors // 40))),
    }  # fmt: skip


def _places() -> Iterable[Row]:
    yield "reg-93", "Provence", "région", "93", "", ""
    yield "dep-13", "Bouches-du-Rhône", "département", "13", "reg-93", ""
    for k in range(1, COMMUNES + 1):
        yield f"13{k:03}", f"Commune {k}", "commune", f"13{k:03}", "dep-13", ""
    for k in range(PROJECTS):
        covered = "|".join(f"13{n:03}" for n in range(1 + 10 * k, 11 + 10 * k))
        yield f"projet-{k}", f"Projet {k}", "territoire de projet", "", "", covered


def _actors(random: Random, actors: int) -> Iterable[Row]:
    themes, networks = list(ontology.concepts("theme")), max(actors // 100, 1)
    for k in range(actors):
        kind = "association|réseau" if k < networks else random.choice(TYPES)
        member = f"a{random.randrange(networks)}" if k >= networks and random.random() < 0.3 else ""
        about = "|".join(random.sample(themes, random.randrange(3)))
        yield f"a{k}", f"Acteur {k}", kind, _commune(random), about, member, f"s{k % 50}"


def _commune(random: Random) -> str:
    """Draw a commune: a third of the actors are in the first one."""
    return f"13{1 if random.random() < 0.33 else random.randint(1, COMMUNES):03}"


def _mandates() -> Iterable[Row]:
    for k in range(1, COMMUNES + 1):
        for n, office in enumerate(["maire", *["adjoint"] * 4]):
            post = f"{office}-{k}-{n}"
            yield (post, f"Poste {n} de la commune {k}", f"Titulaire {k} {n}", office, "a0",
                   f"13{k:03}", "2014-04-05", "s0")  # fmt: skip


def _frames(random: Random, actors: int) -> Iterable[Row]:
    themes = list(ontology.concepts("theme"))
    for k in range(actors // 100):
        yield (f"f{k}", f"Appel {k}", "appel à projets", f"a{random.randrange(actors)}", "",
               random.choice(themes), f"13{random.randint(1, COMMUNES):03}",
               f"{random.randint(2012, 2017)}-03-01", f"s{k % 50}")  # fmt: skip
    for k in range(actors // 100):
        yield (f"c{k}", f"Candidature {k}", "candidature", f"a{random.randrange(actors)}",
               f"f{random.randrange(actors // 100)}", "", "", "2017-04-01", "s1")  # fmt: skip


def _alliances(random: Random, actors: int) -> Iterable[tuple[Row, list[Row], list[Row]]]:
    """Draw alliances of two to eight parties: a few actors are in hundreds of them."""
    themes, types = list(ontology.concepts("theme")), list(ontology.concepts("type"))
    pull = [(1 + k) ** -0.6 for k in range(actors)]
    number = 0
    while True:
        drawn = random.choices(range(actors), pull, k=random.choice((2, 2, 2, 3, 3, 5, 8)))
        who, is_grant = list(dict.fromkeys(drawn)), random.random() < 0.25
        if len(who) < 2:
            continue
        iri, own = f"x{number}", random.random() < 0.67
        theme = random.choice(themes) if own else ""
        place = f"13{random.randint(1, COMMUNES):03}" if own else ""
        frame = f"f{random.randrange(max(actors // 100, 1))}" if random.random() < 0.05 else ""
        row = (iri, f"Alliance {number}", "subvention" if is_grant else random.choice(types),
               theme, place, frame, 1000 * random.randint(1, 99) if is_grant else "",
               f"s{number % 50}")  # fmt: skip
        parties: list[Row] = [
            (iri, f"a{one}", "financeur" if is_grant and not k else "beneficiaire" if is_grant
             else "partenaire", "argent" if is_grant and not k else "")
            for k, one in enumerate(who)
        ]  # fmt: skip
        yield row, parties, list(_stages(random, iri, number))
        number += 1


def _stages(random: Random, iri: str, number: int) -> Iterable[Row]:
    """Draw one to three stages, in their order, the last of one in ten being given up."""
    day = date(2012, 1, 1) + timedelta(random.randrange(5 * 365))
    reached = sorted(random.sample(range(len(STAGES)), random.choice((1, 1, 2, 3))))
    for k in reached:
        yield iri, STAGES[k], day.isoformat(), f"s{number % 50}"
        day += timedelta(random.randint(20, 200))
    if random.random() < 0.1:
        yield iri, random.choice(("suspendu", "abandonne")), day.isoformat(), f"s{number % 50}"


def _needs(random: Random, actors: int) -> Iterable[Row]:
    themes, kinds = list(ontology.concepts("theme")), list(ontology.concepts("contribution"))
    for k in range(actors // 20):
        yield (f"b{k}", f"a{random.randrange(actors)}", random.choice(("besoin", "offre")),
               random.choice(kinds), random.choice(themes), f"Ressource {k}", "s2")  # fmt: skip


def _sheet(head: str, rows: Iterable[Row]) -> str:
    return "\n".join([head, *(";".join(map(str, row)) for row in rows)])
