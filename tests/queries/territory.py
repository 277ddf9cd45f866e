"""A small invented territory on which every question of the library has a known answer."""

# ruff: noqa: E501 - a row of a sheet is a line

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import cast

import pyoxigraph as ox

from graph import layers, workspace
from graph.load import load_workbook
from graph.questions import Setting, ask
from graph.store import LocalStore
from graph.workspace import Workspace
from ontology.text import Lang
from queries import library
from tests.workbooks import write_workbook

DAY = date(2018, 6, 30)

SHEETS = {
    "sources": """id;titre;éditeur;licence
notes;Notes;Pays d'Aix Associations;Licence Ouverte 2.0
registre;Registre;État;Licence Ouverte 2.0""",
    "territoires": """id;nom;type;code;fait partie de;couvre
reg-93;Provence;région;93;;
dep-13;Bouches-du-Rhône;département;13;reg-93;
dep-84;Vaucluse;département;84;reg-93;
13001;Aix-en-Provence;commune;13001;dep-13;
13113;Venelles;commune;13113;dep-13;
84089;Pertuis;commune;84089;dep-84;
projet-venelles;Projet Venelles;territoire de projet;;;13113
projet-pertuis;Projet Pertuis;territoire de projet;;;84089""",
    "acteurs": """id;nom;sigle;type;siren;commune;thèmes;membre de;rattaché à;source;localisation
paa;Maison des associations;PAA;association|réseau;;13001;vie-associative;;;notes;p. 1
ville-aix;Ville d'Aix;;collectivité;211300017;13001;;;;registre;r. 1
ville-venelles;Ville de Venelles;;collectivité;;13113;;;;registre;r. 2
label;Label Tech;;réseau;;;numerique;;;notes;p. 2
fabrique;La Fabrique;;entreprise;;13113;numerique;label;;notes;p. 3
ferme;La Ferme;;entreprise;;84089;circuits-courts;;;notes;p. 4
aines;Les Aînés;;association;;13113;silver-economie;paa;;notes;p. 5
atelier;L'Atelier;;association;;13001;numerique;paa;;notes;p. 6
chorale;La Chorale;;association;;13001;culture-art;;;notes;p. 7
theatre;Le Théâtre;;association;;13001;culture-art;;;notes;p. 8
faculte;La Faculté;;enseignement ou recherche;;13001;numerique|culture-art;;;notes;p. 9""",
    "mandats": """poste;intitulé du poste;titulaire;fonction;organisme;territoire;début;fin;délégation;source;localisation
maire-venelles;Maire de Venelles;Alix Avant;maire;ville-venelles;13113;2008-03-21;2014-03-29;;registre;m. 1
maire-venelles;Maire de Venelles;Camille Courant;maire;ville-venelles;13113;2014-03-30;;;registre;m. 2
adjoint-venelles;Adjoint de Venelles;Dominique Durant;adjoint;ville-venelles;13113;2014-04-05;;;registre;m. 3
adjoint-venelles;Adjoint de Venelles;Eden Ensuite;adjoint;ville-venelles;13113;2016-01-10;;numerique;registre;m. 4
maire-aix;Maire d'Aix;Francis Fini;maire;ville-aix;13001;2008-03-21;;;registre;m. 5
depute-13;Député du 13;Gaël Général;depute;ville-aix;dep-13;2017-06-18;;;registre;m. 6
conseiller-aix;Conseiller d'Aix;Hoël Hier;conseiller-municipal;ville-aix;13001;2014-04-05;avant 2016;;registre;m. 7""",
    "programmes": """id;intitulé;type;partie de;porté par;thèmes;territoires;début;fin;source;localisation
appel-numerique;Appel numérique;appel à projets;;ville-aix;numerique;13001;2018-05-01;2018-09-30;notes;c. 1
appel-libre;Appel libre;appel à projets;;;;;2018-06-01;;notes;c. 2
appel-clos;Appel clos;appel à projets;;ville-aix;;;2017-01-01;2017-12-31;notes;c. 3
appel-futur;Appel futur;appel à projets;;ville-aix;;;2018-07-01;;notes;c. 4
candidature;Candidature commune;candidature;appel-numerique;paa|atelier;;;2018-06;;notes;c. 5
parcours;Parcours pilote;programme;;;;;2018;;notes;c. 6""",
    "participations": """programme;acteur;nature;rôle;statut;date;source;localisation
parcours;paa;désignation;;retenu;2018;notes;c. 7""",
    "alliances": """id;intitulé;type;thèmes;territoires;montant;nature du montant;source;localisation
seniors;Seniors et numérique;innovation-societale;silver-economie|numerique;projet-venelles;;;notes;a. 1
soutien;Soutien politique;soutien-public;;;;;notes;a. 2
ateliers;Ateliers tablettes;mecenat-competences;numerique;13113;;;notes;a. 3
paniers;Paniers solidaires;non-renseigne;circuits-courts;projet-pertuis;;;notes;a. 4
concert;Concert d'été;subvention;culture-art;13001;5000;verse;registre;a. 5
tournee;Tournée à la ferme;cooperation-economique;;13001;;;notes;a. 6
these;Thèse commune;non-renseigne;;;;;notes;a. 7
tournoi;Tournoi futur;non-renseigne;;13001;;;notes;a. 8
bourse;Bourse d'artiste;subvention;culture-art;13001;1000;engage;registre;a. 9
reunion;Réunion sans suite;non-renseigne;;projet-pertuis;;;notes;a. 10
aide;Aide à la création;subvention;;13001;;;registre;a. 11
livraison;Livraison de tablettes;non-renseigne;;84089;;;notes;a. 12""",
    "parties": """alliance;acteur;rôle;apport
seniors;paa;porteur;
seniors;label;partenaire;
soutien;ville-aix;soutien;
soutien;paa;beneficiaire;
ateliers;fabrique;partenaire;competences
ateliers;aines;beneficiaire;
ateliers;ville-venelles;soutien;
paniers;ferme;partenaire;
paniers;paa;partenaire;
concert;ville-aix;financeur;argent
concert;chorale;beneficiaire;
tournee;theatre;partenaire;
tournee;ferme;partenaire;
these;label;partenaire;
these;faculte;partenaire;
these;atelier;partenaire;
tournoi;chorale;partenaire;
tournoi;fabrique;partenaire;
bourse;ville-aix;financeur;argent
bourse;theatre;beneficiaire;
reunion;label;partenaire;
reunion;theatre;partenaire;
aide;ville-aix;financeur;argent
aide;atelier;beneficiaire;
aide;faculte;beneficiaire;
livraison;fabrique;partenaire;
livraison;ville-venelles;partenaire;""",
    "etapes": """alliance;étape;date;source;localisation
seniors;contact;octobre 2017;notes;e. 1
seniors;accord de principe;début décembre 2017;notes;e. 2
soutien;actif;2017;notes;e. 3
ateliers;contact;mars 2017;notes;e. 4
ateliers;signe;2018-01-15;registre;e. 5
paniers;contact;2018-01-20;notes;e. 6
concert;acheve;2016;registre;e. 7
tournee;contact;2016-05-01;notes;e. 8
tournee;abandonne;2017-05-01;notes;e. 9
these;idee;;notes;e. 10
tournoi;contact;février 2019;notes;e. 11
bourse;signe;2017-03-01;registre;e. 12
bourse;suspendu;2018-03-01;registre;e. 13
reunion;contact;2017-01-10;notes;e. 14
reunion;abandonne;2017-02-10;notes;e. 15
aide;signe;2016-06-01;registre;e. 16
concert;evalue;avant 2018;registre;e. 17
livraison;contact;2018-02-01;notes;e. 18""",
    "besoins-offres": """id;acteur;nature;ressource;thèmes;territoires;description;début;fin;source;localisation
b1;aines;besoin;competences;numerique;;Aide aux tablettes;;;notes;b. 1
b2;chorale;besoin;locaux;culture-art;;Une salle;;;notes;b. 2
b3;atelier;besoin;competences;;;Besoin clos;2016;2017-01-31;notes;b. 3
o1;fabrique;offre;competences;numerique;13113;Temps d'ingénieur;;;notes;b. 4
o2;ferme;offre;competences;;;Conseil agricole;;;notes;b. 5
o3;aines;offre;competences;numerique;;Mémoire des lieux;;;notes;b. 6
o4;fabrique;offre;competences;numerique;;Offre close;2016;2017-01-31;notes;b. 7
b4;paa;besoin;competences;;projet-pertuis;Conseil aux maraîchers;;;notes;b. 8
o5;fabrique;offre;locaux;numerique;13001;Salle informatique;;;notes;b. 9""",
    "affirmations": """sujet;propriété;valeur;statut;catégorie;date;source;localisation
parcours;nombre de pilotes;12;enonce;;2018;notes;f. 1
parcours;nombre de pilotes;11;enonce;;2018;registre;f. 2
parcours;durée;9 mois;enonce;;;notes;f. 3
paa;contact pris avec;élus;contact;elus;2017;notes;f. 4
paa;contact pris avec;institutions;contact;institutions;2017;notes;f. 5
paa;adhérents;plus de 700;enonce;;2017;notes;f. 6""",
}


def build(folder: Path) -> Workspace:
    """Load the territory into a workspace of its own."""
    made = workspace.create(folder / "ws", name="Essai", as_of=DAY)
    loaded = load_workbook(made, write_workbook(folder / "carnet", **SHEETS))
    assert not loaded.report.problems, loaded.report.problems
    return made


def answers(
    made: Workspace, question: str, lang: str = "fr", layer: str = "", **values: str
) -> list[tuple[str, ...]]:
    """Return the rows of a question as text; the members of a list of names are sorted."""
    setting = Setting(made.store(), (), cast(Lang, lang), made.as_of or DAY)
    return answered(setting, question, values, layer)


def answered(
    setting: Setting, question: str, values: Mapping[str, str], layer: str = ""
) -> list[tuple[str, ...]]:
    """Return the rows as any store gives them; the graphs are those of the layer."""
    asked = library()[question]
    graphs = layers.graphs(setting.store, cast(layers.Layer, layer or asked.layer))
    rows = ask(asked, values, replace(setting, graphs=graphs)).rows
    return [tuple(map(_text, row)) for row in rows]


def in_memory(made: Workspace) -> LocalStore:
    """Return the store of a workspace as a graph in memory."""
    store, memory = made.store(), ox.Store()
    for graph in store.graphs():
        found = store.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", graphs=[graph])
        name = ox.NamedNode(graph)
        memory.extend(ox.Quad(t.subject, t.predicate, t.object, name) for t in found)  # type: ignore[union-attr]
    return LocalStore(memory)


def _text(term: object) -> str:
    value = "" if term is None else str(getattr(term, "value", term))
    return " ; ".join(sorted(value.split(" ; ")))
