"""What is counted by hand for the questions about links that are missing, made or lost."""

from __future__ import annotations

from tests.queries.expected_more import Rows

RUN = "catalyst-standings"
WORKSHOPS = ("La Fabrique", "Ateliers tablettes", "Les Aînés ; Ville de Venelles",
             "mécénat de compétences", "compétences", "signé", "2018-01-15",
             "Registre (e. 5)")  # fmt: skip
DELIVERY = ("La Fabrique", "Livraison de tablettes", "Ville de Venelles", "non renseigné", "",
            "contact", "2018-02-01", "Notes (e. 18)")  # fmt: skip
BASKETS = ("La Ferme", "Paniers solidaires", "Maison des associations", "non renseigné", "",
           "contact", "2018-01-20", "Notes (e. 6)")  # fmt: skip
FARM = ("La Ferme", "Pertuis", "circuits courts", "Paniers solidaires ; Tournée à la ferme",
        "Notes (p. 4)")  # fmt: skip
HALL = ("Une salle", "La Chorale", "associations", "locaux", "11 ; 4 ; 8", "", "Notes (b. 2)")
TABLETS = ("Aide aux tablettes", "Les Aînés", "associations", "compétences", "9", "",
           "Notes (b. 1)")  # fmt: skip

LATER: list[tuple[str, dict[str, str], Rows]] = [
    # By June 2018 both companies have met an association; in January 2016 neither had.
    ("entreprises-sans-association", {}, []),
    (
        "entreprises-sans-association",
        {"date": "2016-01-01"},
        [
            ("La Fabrique", "Venelles", "numérique",
             "Ateliers tablettes ; Livraison de tablettes ; Tournoi futur", "Notes (p. 3)"),
            FARM,
        ],
    ),
    (
        "entreprises-sans-association",
        {"date": "2016-01-01", "theme": "économie circulaire", "territoire": "Projet Pertuis"},
        [FARM],
    ),
    ("entreprises-sans-association", {"date": "2016-01-01", "territoire": "Aix-en-Provence"}, []),
    (
        "qui-peut-presenter",
        {"acteur": "La Ferme", "nous": "Ville d'Aix"},
        [("Maison des associations", "Paniers solidaires", "Soutien politique", "Notes (a. 4)")],
    ),
    # The abandoned Tournée makes Le Théâtre known to nobody.
    (
        "qui-peut-presenter",
        {"acteur": "La Ferme", "nous": "La Chorale"},
        [("Maison des associations", "Paniers solidaires", "", "Notes (a. 4)")],
    ),
    (
        "qui-peut-presenter",
        {"acteur": "Label Tech", "nous": "Les Aînés"},
        [
            ("La Fabrique", "adhésion", "Ateliers tablettes", "Notes (p. 2)"),
            ("Maison des associations", "Seniors et numérique", "adhésion", "Notes (a. 1)"),
        ],
    ),
    # Its own posts know a body; of the two answers to its call, one comes from who asks.
    (
        "qui-peut-presenter",
        {"acteur": "Ville d'Aix", "nous": "PAA"},
        [
            ("Conseiller d'Aix", "poste d'élu de son organisme", "", "Registre (m. 7)"),
            ("Député du 13", "poste d'élu de son organisme", "", "Registre (m. 6)"),
            ("L'Atelier", "Aide à la création ; répond à son appel", "adhésion",
             "Notes (c. 5) ; Registre (a. 11)"),
            ("La Chorale", "Concert d'été", "", "Registre (a. 5)"),
            ("La Faculté", "Aide à la création", "", "Registre (a. 11)"),
            ("Le Théâtre", "Bourse d'artiste", "", "Registre (a. 9)"),
            ("Maire d'Aix", "poste d'élu de son organisme", "", "Registre (m. 5)"),
        ],
    ),
    # Without PAA two are cut off from the Ville and hers, without the Ville three from PAA and its
    # own; La Fabrique's two partners stay together.
    (
        "acteurs-coupes",
        {},
        [
            ("Ville d'Aix", "3", "L'Atelier ; La Chorale ; La Faculté", "2018-06-30", RUN),
            ("Maison des associations", "2", "La Ferme ; Label Tech", "2018-06-30", RUN),
        ],
    ),
    ("acteurs-coupes", {"acteur": "La Fabrique"}, []),
    (
        "acteurs-coupes",
        {"acteur": "PAA"},
        [("Maison des associations", "2", "La Ferme ; Label Tech", "2018-06-30", RUN)],
    ),
    (
        "projets-qui-cherchent",
        {},
        [
            HALL,
            TABLETS,
            ("Conseil aux maraîchers", "Maison des associations", "réseaux", "compétences",
             "16 ; 17", "Projet Pertuis", "Notes (b. 8)"),
        ],
    ),
    ("projets-qui-cherchent", {"territoire": "Venelles", "ressource": "compétences"}, [TABLETS]),
    ("projets-qui-cherchent", {"odd": "11"}, [(*HALL[:4], "11", *HALL[5:])]),
    ("projets-qui-cherchent", {"odd": "1"}, []),
    (
        "situation-d-une-association",
        {"acteur": "PAA"},
        [
            ("nature", "association", "Notes (p. 1)"),
            ("nature", "réseau d'acteurs", "Notes (p. 1)"),
            ("déclarée : numéro RNA", "non connu", "Notes (p. 1)"),
            ("fin", "aucune fin connue", "Notes (p. 1)"),
            ("reconnue d'utilité publique", "non connu", "Notes (p. 1)"),
        ],
    ),
    (
        "situation-d-une-association",
        {"acteur": "Ville d'Aix"},
        [
            ("nature", "collectivité territoriale", "Registre (r. 1)"),
            ("déclarée : numéro RNA", "non connu", "Registre (r. 1)"),
            ("immatriculée : numéro SIREN", "211300017", "Registre (r. 1)"),
            ("fin", "aucune fin connue", "Registre (r. 1)"),
            ("reconnue d'utilité publique", "non connu", "Registre (r. 1)"),
        ],
    ),
    ("entreprises-engagees", {}, [WORKSHOPS, DELIVERY, BASKETS]),
    ("entreprises-engagees", {"territoire": "Venelles", "theme": "numérique"}, [WORKSHOPS]),
    ("entreprises-engagees", {"territoire": "Pertuis"}, [DELIVERY, BASKETS]),
    # Of the alliance: it has no theme of its own, and takes that of the company.
    ("entreprises-engagees", {"territoire": "Pertuis", "theme": "numérique"}, [DELIVERY]),
    ("entreprises-engagees", {"date": "2016-01-01"}, []),
    (
        "qui-relie",
        {"cote": "numérique", "autre": "vie associative"},
        [
            # The abandoned Réunion and the mere idea of a Thèse count, as on the map.
            ("Label Tech", "5",
             "L'Atelier ; La Faculté ; Le Théâtre ; Maison des associations ; lui-même", "1",
             "Maison des associations", "Notes"),
            ("Ville d'Aix", "2", "L'Atelier ; La Faculté", "1", "Maison des associations",
             "Notes ; Registre"),
            ("Maison des associations", "1", "Label Tech", "2", "Ville d'Aix ; lui-même", "Notes"),
        ],
    ),
    (
        "qui-relie",
        {"cote": "Venelles", "autre": "Pertuis"},
        [
            ("La Fabrique", "3", "Les Aînés ; Ville de Venelles ; lui-même", "1",
             "Ville de Venelles", "Notes"),
            ("Label Tech", "1", "Maison des associations", "1", "Le Théâtre", "Notes"),
            ("Maison des associations", "1", "Label Tech", "1", "La Ferme", "Notes"),
            ("Ville de Venelles", "3", "La Fabrique ; Les Aînés ; lui-même", "1", "La Fabrique",
             "Notes"),
        ],
    ),
    # The same pair, of the alliances on one territory alone: those between two others are out.
    (
        "qui-relie",
        {"cote": "associations", "autre": "pouvoirs publics", "territoire": "Venelles"},
        [
            ("La Fabrique", "1", "Les Aînés", "1", "Ville de Venelles", "Notes"),
            ("Les Aînés", "1", "lui-même", "1", "Ville de Venelles", "Notes"),
            ("Ville de Venelles", "1", "Les Aînés", "1", "lui-même", "Notes"),
        ],
    ),
    (
        "intermediaires",
        {},
        [
            ("agent de liaison, par secteur", "1", "Ville d'Aix", "8", "", RUN),
            ("agent de liaison, par secteur", "2", "Maison des associations", "2", "", RUN),
            ("coordinateur, par territoire", "1", "Ville d'Aix", "10", "", RUN),
            ("intermédiaire itinérant, par secteur", "1", "Ville d'Aix", "2", "", RUN),
            ("portier ou représentant, par secteur", "1", "Maison des associations", "2", "", RUN),
            ("portier ou représentant, par territoire", "1", "Maison des associations", "1", "",
             RUN),
        ],
    ),
    (
        "intermediaires",
        {"rang": "1", "acteur": "PAA"},
        [
            ("portier ou représentant, par secteur", "1", "Maison des associations", "2", "", RUN),
            ("portier ou représentant, par territoire", "1", "Maison des associations", "1", "",
             RUN),
        ],
    ),
]  # fmt: skip
