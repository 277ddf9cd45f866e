"""What each question answers on the small territory, counted by hand, on 30 June 2018."""

from __future__ import annotations

from tests.queries.expected_later import LATER
from tests.queries.expected_more import MORE, Rows

SENIORS = (
    "Seniors et numérique",
    "Label Tech ; Maison des associations",
    "accord de principe",
    "début décembre 2017",
    "Projet Venelles",
    "Notes (e. 2)",
)
ATELIERS = (
    "Ateliers tablettes",
    "La Fabrique ; Les Aînés ; Ville de Venelles",
    "signé",
    "2018-01-15",
    "Venelles",
    "Registre (e. 5)",
)
PANIERS = (
    "Paniers solidaires",
    "La Ferme ; Maison des associations",
    "contact",
    "2018-01-20",
    "Projet Pertuis",
    "Notes (e. 6)",
)
AIDE = (
    "Aide à la création",
    "L'Atelier ; La Faculté ; Ville d'Aix",
    "signé",
    "2016-06-01",
    "Aix-en-Provence",
    "Registre (e. 16)",
)
#: The Fabrique and the Ville through communes, PAA through project territories.
LINKS: Rows = [
    (name, "Projet Pertuis ; Projet Venelles", "2", "Notes")
    for name in ("La Fabrique", "Maison des associations", "Ville de Venelles")
]
CASES: list[tuple[str, dict[str, str], Rows]] = [
    ("alliances-par-etape", {"territoire": "Venelles", "etape": "accord de principe"}, [SENIORS]),
    ("alliances-par-etape", {"territoire": "Venelles"}, [SENIORS, ATELIERS]),
    ("alliances-par-etape", {"territoire": "Projet Venelles"}, [SENIORS, ATELIERS]),
    # Both were still at the contact in November 2017.
    (
        "alliances-par-etape",
        {"territoire": "Venelles", "date": "2017-11-30"},
        [
            (*ATELIERS[:2], "contact", "mars 2017", "Venelles", "Notes (e. 4)"),
            (*SENIORS[:2], "contact", "octobre 2017", "Projet Venelles", "Notes (e. 1)"),
        ],
    ),
    # Reached on the very day.
    (
        "alliances-par-etape",
        {"territoire": "Venelles", "etape": "signé", "date": "2018-01-15"},
        [ATELIERS],
    ),
    # The Aide has no theme of its own: it takes those of its parties.
    ("alliances-par-etape", {"etape": "signé", "theme": "numérique"}, [ATELIERS, AIDE]),
    # The Seniors have their own themes: that of PAA says nothing.
    ("alliances-par-etape", {"etape": "accord de principe", "theme": "vie associative"}, []),
    ("alliances-par-etape", {"etape": "contact", "theme": "économie circulaire"}, [PANIERS]),
    ("alliances-par-etape", {"etape": "signé", "territoire": "Bouches-du-Rhône"}, [ATELIERS, AIDE]),
    # PAA has its seat in Aix, but the Paniers have a territory of their own.
    ("alliances-par-etape", {"etape": "contact", "territoire": "Aix-en-Provence"}, []),
    # No theme of its own: that of a party, and circuits courts is an économie circulaire.
    (
        "alliances-par-etape",
        {"theme": "économie circulaire", "etape": "abandonné"},
        [
            (
                "Tournée à la ferme",
                "La Ferme ; Le Théâtre",
                "abandonné",
                "2017-05-01",
                "Aix-en-Provence",
                "Notes (e. 9)",
            )
        ],
    ),
    # No territory and no date: placed by the seat of a party, and reached since ever.
    (
        "alliances-par-etape",
        {"territoire": "Bouches-du-Rhône", "etape": "idée"},
        [("Thèse commune", "L'Atelier ; La Faculté ; Label Tech", "idée", "", "", "Notes (e. 10)")],
    ),
    (
        "alliances-par-theme-et-etape",
        {"territoire": "Venelles"},
        [
            ("numérique", "accord de principe", "1", "Notes"),
            ("numérique", "signé", "1", "Notes"),
            ("silver économie", "accord de principe", "1", "Notes"),
        ],
    ),
    (
        "alliances-par-theme-et-etape",
        {},
        [
            ("circuits courts", "abandonné", "1", "Notes"),
            ("circuits courts", "contact", "1", "Notes"),
            ("culture et art", "abandonné", "2", "Notes"),
            # Evaluated before 2018: that bound comes after the completion of 2016.
            ("culture et art", "évalué", "1", "Registre"),
            ("culture et art", "idée", "1", "Notes"),
            ("culture et art", "signé", "1", "Registre"),
            ("culture et art", "suspendu", "1", "Registre"),
            ("numérique", "abandonné", "1", "Notes"),
            ("numérique", "accord de principe", "1", "Notes"),
            ("numérique", "contact", "1", "Notes"),
            ("numérique", "idée", "1", "Notes"),
            ("numérique", "signé", "2", "Notes ; Registre"),
            ("silver économie", "accord de principe", "1", "Notes"),
            ("vie associative", "actif", "1", "Notes"),
        ],
    ),
    (
        "alliances-d-un-acteur",
        {"acteur": "PAA"},
        [
            ("Paniers solidaires", "La Ferme", "non renseigné", "contact", "2018-01-20",
             "Notes (e. 6)"),
            ("Seniors et numérique", "Label Tech", "innovation sociétale", "accord de principe",
             "début décembre 2017", "Notes (e. 2)"),
            ("Soutien politique", "Ville d'Aix", "soutien public ou politique", "actif", "2017",
             "Notes (e. 3)"),
        ],
    ),
    (
        "tiers-entre-deux-acteurs",
        {"acteur": "Ville d'Aix", "autre": "La Ferme"},
        [
            ("Maison des associations", "Soutien politique", "actif", "Paniers solidaires",
             "contact", "Notes (e. 3) ; Notes (e. 6)"),
        ],
    ),
    # Allied with each other and with nobody in common: neither is a third party.
    ("tiers-entre-deux-acteurs", {"acteur": "PAA", "autre": "La Ferme"}, []),
    # Abandoned with La Ferme and the Label, suspended with the Ville since March 2018.
    ("tiers-entre-deux-acteurs", {"acteur": "PAA", "autre": "Le Théâtre"}, []),
    (
        "tiers-entre-deux-acteurs",
        {"acteur": "PAA", "autre": "Le Théâtre", "date": "2017-12-31"},
        [
            ("Ville d'Aix", "Soutien politique", "actif", "Bourse d'artiste", "signé",
             "Notes (e. 3) ; Registre (e. 12)"),
        ],
    ),
    (
        "alliances-dormantes",
        {},
        [(*SENIORS[:4], "6", "Notes (e. 2)")],
    ),
    (
        "alliances-dormantes",
        {"mois": "5", "territoire": "Pertuis"},
        [
            ("Paniers solidaires", "La Ferme ; Maison des associations", "contact", "2018-01-20",
             "5", "Notes (e. 6)"),
        ],
    ),
    ("alliances-dormantes", {"mois": "7"}, []),
    ("alliances-dormantes", {"mois": "5", "territoire": "Aix-en-Provence"}, []),
    # Abandoned in February, the Réunion was a contact in January.
    (
        "alliances-dormantes",
        {"mois": "0", "territoire": "Pertuis", "date": "2017-01-31"},
        [
            ("Réunion sans suite", "Label Tech ; Le Théâtre", "contact", "2017-01-10", "0",
             "Notes (e. 14)"),
        ],
    ),
    (
        "liens-entre-territoires",
        {},
        LINKS,
    ),
    (
        "liens-entre-territoires",
        {"territoire": "Pertuis", "autre": "Projet Venelles"},
        LINKS,
    ),
    ("liens-entre-territoires", {"territoire": "Aix-en-Provence"}, []),
    # Before the contacts of early 2018 nothing links them.
    ("liens-entre-territoires", {"date": "2017-12-31"}, []),
    (
        "besoins-et-offres",
        {},
        [
            ("La Chorale", "Une salle", "locaux", "", "", "Notes (b. 2)"),
            ("Les Aînés", "Aide aux tablettes", "compétences", "La Fabrique",
             "Temps d'ingénieur", "Notes (b. 1) ; Notes (b. 4)"),
            ("Maison des associations", "Conseil aux maraîchers", "compétences", "La Ferme",
             "Conseil agricole", "Notes (b. 5) ; Notes (b. 8)"),
        ],
    ),
    (
        "besoins-et-offres",
        {"territoire": "Pertuis"},
        [
            ("Maison des associations", "Conseil aux maraîchers", "compétences", "La Ferme",
             "Conseil agricole", "Notes (b. 5) ; Notes (b. 8)"),
        ],
    ),
    (
        "besoins-et-offres",
        {"territoire": "Bouches-du-Rhône", "ressource": "compétences"},
        [
            ("Les Aînés", "Aide aux tablettes", "compétences", "La Fabrique",
             "Temps d'ingénieur", "Notes (b. 1) ; Notes (b. 4)"),
        ],
    ),
    (
        "besoins-et-offres",
        {"territoire": "Aix-en-Provence"},
        [("La Chorale", "Une salle", "locaux", "", "", "Notes (b. 2)")],
    ),
    (
        "besoins-et-offres",
        {"territoire": "Projet Venelles", "ressource": "compétences"},
        [
            ("Les Aînés", "Aide aux tablettes", "compétences", "La Fabrique",
             "Temps d'ingénieur", "Notes (b. 1) ; Notes (b. 4)"),
        ],
    ),
    (
        "associations-avec-entreprise",
        {"theme": "silver économie", "territoire": "Venelles"},
        [
            ("Les Aînés", "La Fabrique", "Ateliers tablettes", "mécénat de compétences", "signé",
             "2018-01-15", "Registre (e. 5)"),
        ],
    ),
    (
        "associations-avec-entreprise",
        {"territoire": "Projet Venelles"},
        [
            ("Les Aînés", "La Fabrique", "Ateliers tablettes", "mécénat de compétences", "signé",
             "2018-01-15", "Registre (e. 5)"),
        ],
    ),
    (
        "associations-avec-entreprise",
        {"theme": "vie associative", "territoire": "Bouches-du-Rhône"},
        [
            ("Maison des associations", "La Ferme", "Paniers solidaires", "non renseigné",
             "contact", "2018-01-20", "Notes (e. 6)"),
        ],
    ),
    (
        "associations-avec-entreprise",
        {"territoire": "Aix-en-Provence"},
        [
            ("Maison des associations", "La Ferme", "Paniers solidaires", "non renseigné",
             "contact", "2018-01-20", "Notes (e. 6)"),
        ],
    ),
    *MORE,
    *LATER,
]  # fmt: skip
