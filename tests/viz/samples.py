"""Invented territories, shaped like the real one, the same on every run.

About 300 actors: a few funders surrounded by associations that only they support, consortia
of several parties, small separate groups, and many town halls without any known alliance.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from graph.areas.wkt import UNIT
from graph.network import (
    Actor,
    Alliance,
    Need,
    Network,
    PartyLink,
    Source,
    StageEvent,
    Territory,
)
from ontology.text import Text, same
from tests.graph.grounds import square
from viz.model import CatalystEntry, MapData, PotentialLink

if TYPE_CHECKING:
    from graph.areas.borders import Shape

HOSTILE = "</script><img src=x onerror=alert(1)>"
BASE = "https://example.org/id/"
COMMUNES = (
    "Aix-en-Provence",
    "Beaurecueil",
    "Bouc-Bel-Air",
    "Cabriès",
    "Châteauneuf-le-Rouge",
    "Coudoux",
    "Éguilles",
    "Fuveau",
    "Gardanne",
    "Gréasque",
    "Jouques",
    "Lambesc",
    "Les Pennes-Mirabeau",
    "Meyrargues",
    "Meyreuil",
    "Mimet",
    "Pertuis",
    "Peynier",
    "Peyrolles-en-Provence",
    "Le Puy-Sainte-Réparade",
    "Puyloubier",
    "Rognes",
    "La Roque-d’Anthéron",
    "Rousset",
    "Saint-Antonin-sur-Bayon",
    "Saint-Cannat",
    "Saint-Estève-Janson",
    "Saint-Marc-Jaumegarde",
    "Saint-Paul-lès-Durance",
    "Simiane-Collongue",
    "Le Tholonet",
    "Trets",
    "Vauvenargues",
    "Venelles",
    "Ventabren",
    "Vitrolles",
)
FUNDERS = (
    ("Direction régionale des affaires culturelles", "public", ("culture-art",)),
    ("Préfecture des Bouches-du-Rhône, politique de la ville", "public", ("numerique",)),
    ("Conseil départemental des Bouches-du-Rhône", "public", ("silver-economie",)),
    ("Région Provence-Alpes-Côte d’Azur", "public", ("economie-circulaire",)),
    ("Métropole Aix-Marseille-Provence", "public", ("circuits-courts",)),
    ("Fondation du Grand Sainte-Victoire", "fondation", ("culture-art",)),
    ("Fondation Cézanne pour l’enfance", "fondation", ("silver-economie",)),
    ("Député de la 14e circonscription des Bouches-du-Rhône", "elus", ()),
    ("Députée de la 11e circonscription des Bouches-du-Rhône", "elus", ()),
    ("Crédit coopératif du Pays d’Aix", "entreprise", ("economie-circulaire",)),
)
WEIGHTS = (80, 42, 34, 18, 16, 8, 7, 14, 10, 5)
WHAT = (
    "Théâtre",
    "Chorale",
    "Ateliers",
    "Amicale",
    "Compagnie",
    "Club",
    "Les Amis",
    "Maison",
    "Collectif",
    "Orchestre",
    "Foyer rural",
    "Épicerie solidaire",
    "Jardins partagés",
    "Cinéma",
    "École de musique",
    "Le Cœur",
)
OF = (
    "de l’Arc",
    "des Deux Ormes",
    "aeiou",
    "de la Sainte-Victoire",
    "du Pays d’Aix",
    "des Œuvres laïques",
    "de Provence verte",
    "des Aînés",
    "du Val de Durance",
    "des Platanes",
    "de l’Étang",
    "du Bois de l’Aune",
    "Encagnane",
    "de la Torse",
    "du Jas de Bouffan",
    "de la Duranne",
    "sans Frontières",
    "du Luberon",
)
FIRMS = ("Numérica", "Oléa Bio", "Lavandes & Cie", "Soleil Énergie", "Thecamax", "Durance Textile")
SCHOOLS = ("Aix-Marseille Université", "Arts et Métiers, campus d’Aix", "Lycée agricole de Valabre")
NETWORKS = ("Envies d’Alliances", "French Tech Aix-Marseille", "Réseau des clubs d’entreprises")
THEMES = ("culture-art", "economie-circulaire", "circuits-courts", "silver-economie", "numerique")
STAGES = ("contact", "accord-de-principe", "signe", "actif", "acheve", "acheve", "acheve")


def territories() -> dict[str, Territory]:
    """The communes, an intermunicipal body, and project territories around and over communes."""
    epci = Territory(f"{BASE}t/epci", "Pays d’Aix", Text("EPCI", "intermunicipal body"))
    project = Territory(
        f"{BASE}t/projet",
        "Val de Durance",
        Text("territoire de projet", "project territory"),
        is_project=True,
    )
    venelles = Territory(
        f"{BASE}t/projet-venelles",
        "Territoire de projet Venelles",
        Text("territoire de projet", "project territory"),
        covers=tuple(f"{BASE}t/{COMMUNES.index(n)}" for n in ("Venelles", "Meyrargues")),
        is_project=True,
    )
    places = {t.iri: t for t in (epci, project, venelles)}
    for i, name in enumerate(COMMUNES):
        within = (epci.iri, project.iri) if i % 9 == 0 else (epci.iri,)
        place = Territory(f"{BASE}t/{i}", name, Text("commune", "municipality"), within)
        places[place.iri] = place
    return places


@dataclass
class _Sample:
    rng: random.Random
    actors: list[Actor] = field(default_factory=list)
    alliances: list[Alliance] = field(default_factory=list)

    def actor(
        self, name: str, sector: str, kind: Text, themes: tuple[str, ...] = (), **more: object
    ) -> int:
        i = len(self.actors)
        seat = f"{BASE}t/{self.rng.choice((0, 0, 0, *range(len(COMMUNES))))}"
        fields: dict[str, object] = {"seat": seat, "sources": (f"{BASE}s/0",), **more}
        self.actors.append(Actor(f"{BASE}{i}", name, sector, (kind,), themes=themes, **fields))  # type: ignore[arg-type]
        return i

    def ally(self, *parties: int, stage: str | None = None, title: str = "Soutien") -> None:
        rng, j = self.rng, len(self.alliances)
        stage = stage or rng.choice(STAGES)
        stage = "suspendu" if j % 37 == 36 else stage
        theme, commune = rng.choice(THEMES), f"{BASE}t/{rng.randrange(len(COMMUNES))}"
        where = f"{BASE}t/projet-venelles" if j % 23 == 0 else commune
        year = rng.randint(2010, 2017)
        event = StageEvent(stage, date(year, 1, 1), date(year, 12, 31))
        roles = ("financeur", "beneficiaire") if len(parties) == 2 else (None,) * len(parties)
        links = tuple(PartyLink(p, role) for p, role in zip(parties, roles, strict=True))
        self.alliances.append(
            Alliance(
                f"{BASE}a/{j}",
                f"{title} {year}",
                links,
                stage,
                (event,),
                types=("subvention",) if len(parties) == 2 else ("co-construction-territoriale",),
                themes=() if j % 5 == 3 else (theme,),
                territories=() if j % 3 == 1 else (where,),
                amount=f"{rng.randint(1, 90) * 500:,} EUR".replace(",", " "),
                sources=(f"{BASE}s/1",),
                locator=f"ligne {j + 2}",
            )
        )


def _people(s: _Sample, associations: int) -> dict[str, list[int]]:
    """Add the actors, and return their indices by family."""
    rng = s.rng
    kinds = {
        "funders": [s.actor(n, sec, Text("financeur", "funder"), th) for n, sec, th in FUNDERS],
        "towns": [
            s.actor(f"Commune de {n}", "public", Text("collectivité", "local authority"))
            for n in COMMUNES
        ],
        "firms": [s.actor(n, "entreprise", Text("entreprise", "company")) for n in FIRMS * 2],
        "schools": [
            s.actor(n, "enseignement-recherche", Text("université", "university")) for n in SCHOOLS
        ],
        "networks": [s.actor(n, "reseau", Text("réseau", "network")) for n in NETWORKS],
        "posts": [
            s.actor(
                f"Maire de {n}",
                "elus",
                Text("poste d’élu", "elected post"),
                is_post=True,
                holder="Camille Durand",
            )
            for n in COMMUNES[:20]
        ],
    }
    network = kinds["networks"][0]
    kinds["associations"] = [
        s.actor(
            f"{WHAT[i % len(WHAT)]} {OF[(i * 7 + i // 16) % len(OF)]}",
            "association",
            Text("association", "association"),
            tuple(rng.sample(THEMES, k=rng.randint(0, 2))),
            networks=(network,) if i % 11 == 0 else (),
            needs=(Need(("locaux",), "Local de répétition"),) if i % 17 == 0 else (),
            offers=(Need(("temps-benevole", "competences")),) if i % 19 == 0 else (),
        )
        for i in range(associations)
    ]
    return kinds


def _bonds(s: _Sample, kinds: dict[str, list[int]]) -> None:
    """Add the alliances: stars, second supporters, consortia, small groups."""
    rng, funders = s.rng, kinds["funders"]
    supported = kinds["associations"][:-12]
    for k, association in enumerate(supported):
        funder = rng.choices(funders, WEIGHTS)[0]
        s.ally(funder, association, title="Subvention")
        if k % 4 == 0:
            s.ally(rng.choice([f for f in funders if f != funder]), association, title="Aide")
        if k % 7 == 0:
            s.ally(funder, association, title="Subvention complémentaire")
    hub = kinds["networks"][0]
    for town in rng.sample(kinds["towns"], 14):
        s.ally(hub, town, stage=rng.choice(("contact", "accord-de-principe")), title="Convention")
    for _ in range(18):
        size = rng.randint(3, 6)
        pool = kinds["firms"] + kinds["schools"] + kinds["towns"][:8] + supported[:20]
        s.ally(*rng.sample(pool, size), stage="actif", title="Consortium")
    lonely = kinds["associations"][-12:]
    for a, b in zip(lonely[:6:2], lonely[1:6:2], strict=True):
        s.ally(a, b, title="Échange")
    s.ally(*lonely[6:9], title="Festival commun")


def territory(seed: int = 7, associations: int = 205) -> MapData:
    """A whole territory of about 300 actors and 300 to 400 alliances."""
    s = _Sample(random.Random(seed))  # noqa: S311 - a repeatable sample, not a secret
    kinds = _people(s, associations)
    _bonds(s, kinds)
    s.actor(HOSTILE, "association", Text("association", "association"))
    sources = {
        f"{BASE}s/0": Source("Répertoire national", "Ministère", "Licence Ouverte 2.0"),
        f"{BASE}s/1": Source(
            "Subventions 2010", "Data.gouv", "Licence Ouverte 2.0", f"{BASE}fichier"
        ),
    }
    network = Network(
        tuple(s.actors), tuple(s.alliances), territories(), sources, as_of=date(2017, 12, 31)
    )
    return MapData(
        network,
        Text("Alliances du Pays d’Aix", "Alliances of the Pays d’Aix"),
        suggestions(s, kinds),
        catalysts(network),
        None,
        network.as_of,
        "fr",
        Text("Données ouvertes, Licence Ouverte 2.0", "Open data, Licence Ouverte 2.0"),
    )


def outlines() -> dict[str, Shape]:
    """The outlines of the communes: crooked squares, six in a row, that share their borders."""
    import numpy as np

    return {
        f"{BASE}t/{i}": [[np.rint(np.array(square(i % 6, i // 6)[:-1]) * UNIT).astype(np.int64)]]
        for i in range(len(COMMUNES))
    }


def carte(**more: Any) -> MapData:
    """The invented territory on its outlines."""
    return replace(territory(**more), outlines=outlines())


def suggestions(s: _Sample, kinds: dict[str, list[int]], count: int = 40) -> list[PotentialLink]:
    """Pairs of a company or a school and an association that are not allied."""
    met = {frozenset((p.actor, q.actor)) for a in s.alliances for p in a.parties for q in a.parties}
    links: list[PotentialLink] = []
    while len(links) < count:
        a = s.rng.choice(kinds["firms"] + kinds["schools"] + kinds["towns"])
        b = s.rng.choice(kinds["associations"])
        if frozenset((a, b)) not in met:
            met.add(frozenset((a, b)))
            why = Text("thème commun : culture et art", "shared theme: culture and art")
            links.append(PotentialLink(a, b, round(s.rng.random(), 3), (why,)))
    return links


def catalysts(network: Network, top: int = 12) -> list[CatalystEntry]:
    """Rank by number of alliances: enough for a picture."""
    degree = network.incidence.sum(axis=1)
    order = sorted(range(len(network.actors)), key=lambda i: (-degree[i], i))[:top]
    return [
        CatalystEntry(
            actor,
            rank,
            rank + 1 if rank > 2 else None,
            Text(
                f"relie {int(degree[actor])} acteurs de 3 autres secteurs",
                f"links {int(degree[actor])} actors of 3 other sectors",
            ),
        )
        for rank, actor in enumerate(order, start=1)
    ]


def star(leaves: int = 80) -> Network:
    """One funder and the associations that only it supports."""
    s = _Sample(random.Random(1))  # noqa: S311
    centre = s.actor("Financeur", "public", same("public"))
    for i in range(leaves):
        s.ally(centre, s.actor(f"Association {i}", "association", same("association")))
    return Network(tuple(s.actors), tuple(s.alliances), territories())


def empty() -> MapData:
    """A territory of which nothing is known yet."""
    return MapData(Network((), ()))


def crowd(actors: int) -> Network:
    """Actors alone, as many as asked: for the limits."""
    return Network(
        tuple(Actor(f"{BASE}{i}", f"Acteur {i}", "association") for i in range(actors)), ()
    )
