"""What is counted by hand for the questions about calls, networks, grants, mandates and claims."""

from __future__ import annotations

Rows = list[tuple[str, ...]]

MORE: list[tuple[str, dict[str, str], Rows]] = [
    (
        "appels-ouverts",
        {"theme": "numérique", "territoire": "Aix-en-Provence", "acteur": "PAA"},
        [
            ("Appel libre", "", "2018-06-01", "", "", "L'Atelier", "Notes (c. 2)"),
            ("Appel numérique", "Ville d'Aix", "2018-05-01", "2018-09-30",
             "L'Atelier ; Maison des associations", "L'Atelier", "Notes (c. 1)"),
        ],
    ),
    (
        "appels-ouverts",
        {"theme": "culture et art"},
        [("Appel libre", "", "2018-06-01", "", "", "", "Notes (c. 2)")],
    ),
    (
        "appels-ouverts",
        {"territoire": "Pertuis"},
        [("Appel libre", "", "2018-06-01", "", "", "", "Notes (c. 2)")],
    ),
    (
        "appels-ouverts",
        {"date": "2017-06-01"},
        [("Appel clos", "Ville d'Aix", "2017-01-01", "2017-12-31", "", "", "Notes (c. 3)")],
    ),
    (
        "reseaux-d-un-acteur",
        {"acteur": "PAA"},
        [
            ("Label Tech", "allié", "La Fabrique", "adhésion", "Notes (p. 3)"),
            ("Label Tech", "allié", "La Faculté", "Thèse commune", "Notes (a. 7)"),
        ],
    ),
    # Already allied to La Fabrique, member of PAA: neither is reached anew.
    (
        "reseaux-d-un-acteur",
        {"acteur": "Les Aînés"},
        [
            ("Maison des associations", "membre", "L'Atelier", "adhésion", "Notes (p. 6)"),
            ("Maison des associations", "membre", "La Ferme", "Paniers solidaires",
             "Notes (a. 4)"),
            ("Maison des associations", "membre", "Label Tech", "Seniors et numérique",
             "Notes (a. 1)"),
            ("Maison des associations", "membre", "Ville d'Aix", "Soutien politique",
             "Notes (a. 2)"),
        ],
    ),
    (
        "reseaux-d-un-acteur",
        {"acteur": "La Faculté"},
        [
            ("Label Tech", "allié", "La Fabrique", "adhésion", "Notes (p. 3)"),
            ("Label Tech", "allié", "Maison des associations", "Seniors et numérique",
             "Notes (a. 1)"),
        ],
    ),
    # The Réunion with the Label came to nothing in February 2017.
    ("reseaux-d-un-acteur", {"acteur": "Le Théâtre"}, []),
    (
        "reseaux-d-un-acteur",
        {"acteur": "Le Théâtre", "date": "2017-01-31"},
        [
            ("Label Tech", "allié", "L'Atelier", "Thèse commune", "Notes (a. 7)"),
            ("Label Tech", "allié", "La Fabrique", "adhésion", "Notes (p. 3)"),
            ("Label Tech", "allié", "La Faculté", "Thèse commune", "Notes (a. 7)"),
        ],
    ),
    # In June 2017 PAA had met neither the Label nor La Ferme; the Ville knows L'Atelier.
    (
        "reseaux-d-un-acteur",
        {"acteur": "Ville d'Aix", "date": "2017-06-30"},
        [
            ("Maison des associations", "allié", "Les Aînés", "adhésion", "Notes (p. 5)"),
        ],
    ),
    (
        "subventions-semblables",
        {"acteur": "Le Théâtre"},
        [
            ("La Chorale", "Ville d'Aix", "Concert d'été", "5000", "EUR", "versé", "avant 2018",
             "Registre (a. 5)"),
        ],
    ),
    ("subventions-semblables", {"acteur": "La Chorale"}, []),
    (
        "subventions-semblables",
        {"acteur": "La Chorale", "date": "2017-12-31"},
        [
            ("Le Théâtre", "Ville d'Aix", "Bourse d'artiste", "1000", "EUR", "engagé",
             "2017-03-01", "Registre (a. 9)"),
        ],
    ),
    (
        "themes-sans-entreprise",
        {"territoire": "Aix-en-Provence"},
        [
            ("culture et art", "2", "La Chorale ; Le Théâtre", "Notes"),
            ("numérique", "1", "L'Atelier", "Notes"),
        ],
    ),
    (
        "themes-sans-entreprise",
        {"territoire": "Bouches-du-Rhône"},
        [
            ("culture et art", "2", "La Chorale ; Le Théâtre", "Notes"),
            ("numérique", "1", "L'Atelier", "Notes"),
        ],
    ),
    ("themes-sans-entreprise", {"territoire": "Venelles"}, []),
    (
        "themes-sans-entreprise",
        {"territoire": "Projet Venelles", "date": "2017-01-31"},
        [("silver économie", "1", "Les Aînés", "Notes")],
    ),
    (
        "elus-d-un-territoire",
        {"territoire": "Venelles"},
        [
            ("Adjoint de Venelles", "Eden Ensuite", "adjoint au maire", "Venelles", "2016-01-10",
             "numérique", "Registre (m. 4)"),
            ("Député du 13", "Gaël Général", "député", "Bouches-du-Rhône", "2017-06-18", "",
             "Registre (m. 6)"),
            ("Maire de Venelles", "Camille Courant", "maire", "Venelles", "2014-03-30", "",
             "Registre (m. 2)"),
        ],
    ),
    # The day one mandate ends, and the day the next one starts.
    (
        "elus-d-un-territoire",
        {"territoire": "Venelles", "date": "2014-03-29"},
        [
            ("Maire de Venelles", "Alix Avant", "maire", "Venelles", "2008-03-21", "",
             "Registre (m. 1)"),
        ],
    ),
    (
        "elus-d-un-territoire",
        {"territoire": "Venelles", "date": "2014-03-30"},
        [
            ("Maire de Venelles", "Camille Courant", "maire", "Venelles", "2014-03-30", "",
             "Registre (m. 2)"),
        ],
    ),
    # An end known only as "before 2016".
    (
        "elus-d-un-territoire",
        {"territoire": "Aix-en-Provence", "date": "2015-06-01"},
        [
            ("Conseiller d'Aix", "Hoël Hier", "conseiller municipal", "Aix-en-Provence",
             "2014-04-05", "", "Registre (m. 7)"),
        ],
    ),
    ("elus-d-un-territoire", {"territoire": "Aix-en-Provence", "date": "2016-01-15"}, []),
    # A project territory is covered by the mandates of its communes, and of all around them.
    (
        "elus-d-un-territoire",
        {"territoire": "Projet Venelles", "date": "2014-04-01"},
        [
            ("Maire de Venelles", "Camille Courant", "maire", "Venelles", "2014-03-30", "",
             "Registre (m. 2)"),
        ],
    ),
    (
        "elus-d-un-territoire",
        {"territoire": "Venelles", "date": "2013-01-01"},
        [
            ("Maire de Venelles", "Alix Avant", "maire", "Venelles", "2008-03-21", "",
             "Registre (m. 1)"),
        ],
    ),
    # Six years after the start of a mandate that the register never closed.
    (
        "elus-d-un-territoire",
        {"territoire": "Aix-en-Provence", "date": "2014-03-21"},
        [
            ("Maire d'Aix", "Francis Fini", "maire", "Aix-en-Provence", "2008-03-21", "",
             "Registre (m. 5)"),
        ],
    ),
    ("elus-d-un-territoire", {"territoire": "Aix-en-Provence", "date": "2014-03-22"}, []),
    (
        "croissance-du-reseau",
        {"debut": "2017-01-01", "fin": "2018-06-30"},
        [
            ("acteurs : associations", "3", "4", "1", "Notes ; Registre"),
            ("acteurs : enseignement et recherche", "1", "1", "0", "Notes ; Registre"),
            ("acteurs : entreprises", "1", "2", "1", "Notes ; Registre"),
            ("acteurs : pouvoirs publics", "1", "2", "1", "Notes ; Registre"),
            ("acteurs : réseaux", "2", "2", "0", "Notes"),
            ("alliances", "5", "11", "6", "Notes ; Registre"),
            ("alliances signées", "3", "5", "2", "Notes ; Registre"),
        ],
    ),
    (
        "affirmations-divergentes",
        {},
        [
            ("Parcours pilote", "nombre de pilotes", "11", "énoncé", "2018", "Registre (f. 2)"),
            ("Parcours pilote", "nombre de pilotes", "12", "énoncé", "2018", "Notes (f. 1)"),
        ],
    ),
    (
        "qui-est",
        {"acteur": "PAA"},
        [
            ("adhérents", "plus de 700", "Notes (f. 6)"),
            ("autre nom", "PAA", "Notes (p. 1)"),
            ("catalyseur désigné par", "Parcours pilote", "Notes (c. 7)"),
            ("contact pris avec", "institutions", "Notes (f. 5)"),
            ("contact pris avec", "élus", "Notes (f. 4)"),
            ("nature", "association", "Notes (p. 1)"),
            ("nature", "réseau d'acteurs", "Notes (p. 1)"),
            ("nom", "Maison des associations", "Notes (p. 1)"),
            ("secteur", "réseaux", "Notes (p. 1)"),
            ("siège", "Aix-en-Provence", "Notes (p. 1)"),
            ("thème", "vie associative", "Notes (p. 1)"),
        ],
    ),
]  # fmt: skip
