"""Small workbooks for tests: a folder of CSV files from a few words."""

from __future__ import annotations

from pathlib import Path

SMALL = {
    "sources": """id;titre;éditeur;licence
notes;Notes de réunion;Pays d'Aix Associations;Licence Ouverte 2.0""",
    "territoires": """id;nom;type;code;fait partie de;couvre;thèmes
dep-13;Bouches-du-Rhône;département;13;;;
13001;Aix-en-Provence;commune;13001;dep-13;;
13113;Venelles;commune;13113;dep-13;;
projet-venelles;Territoire de projet Venelles;territoire de projet;;;13113;silver-economie|numerique""",
    "acteurs": """id;nom;sigle;type;rna;siren;commune;thèmes;source;localisation
paa;Pays d'Aix Associations;PAA;association|réseau;;;13001;vie-associative;notes;§1
ville-aix;Ville d'Aix-en-Provence;;collectivité;;211300017;13001;;notes;§2
french-tech;French Tech Aix-Marseille;;réseau;;;13001;numerique;notes;§3
fabrique;La Fabrique numérique;;entreprise;;;13113;numerique;notes;§4
aines;Les Aînés de Venelles;;association;;;13113;silver-economie;notes;§5""",
    "mandats": """poste;intitulé du poste;titulaire;fonction;organisme;territoire;début;fin
maire-aix;Maire d'Aix-en-Provence;Maryse Joissains Masini;maire;ville-aix;13001;2014-04-05;""",
    "alliances": """id;intitulé;type;thèmes;territoires;source;localisation
a1;Économie des seniors et numérique;innovation-societale;silver-economie|numerique;projet-venelles;notes;§6
a2;Soutien politique;soutien-public;;13001;notes;§7
a3;Ateliers numériques;mecenat-competences;numerique;13113;notes;§8""",
    "parties": """alliance;acteur;rôle;apport
a1;paa;porteur;
a1;french-tech;partenaire;competences
a2;ville-aix;soutien;
a2;paa;beneficiaire;
a3;fabrique;partenaire;
a3;maire-aix;soutien;""",
    "etapes": """alliance;étape;date;source
a1;contact;octobre 2017;notes
a1;accord de principe;début décembre 2017;notes
a2;actif;2017;notes
a3;contact;2018;notes""",
}


def write_workbook(folder: Path, **changes: str | None) -> Path:
    """Write the small workbook with some sheets replaced, or left out when None."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (SMALL | changes).items():
        if text is not None:
            (folder / f"{name}.csv").write_text(text + "\n", encoding="utf-8", newline="\n")
    return folder
