"""Each row is accepted, or refused with its place, what was read, why, and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

import ontology
from graph.load import Refused
from graph.sources import workbook
from graph.sources.workbook import Checked
from graph.workspace import Workspace
from tests.graph.conftest import refusal
from tests.spreadsheets import counted, read, small_sheets, write_xlsx
from tests.workbooks import SMALL, write_workbook

AT = "@"


def labels(scheme: str) -> tuple[str, str]:
    both = [concept.label for concept in ontology.concepts(scheme).values()]
    return ", ".join(p.fr for p in both), ", ".join(p.en for p in both)


def kinds(parent: str) -> tuple[str, str]:
    both = [kind.label for kind in ontology.kinds(parent)]
    return ", ".join(p.fr for p in both), ", ".join(p.en for p in both)


THEMES, STAGES, PLACES = labels("theme"), labels("stage"), kinds("ea:Territory")
COMMUNE = ontology.kinds("ea:Territory")[0].label.en
DISCLOSURES = labels("disclosure")
HEAD = "id;nom;type;siren;rna;commune;membre de;site web;diffusion"
DATES = (
    "Écrivez 2017-12-15, 15/12/2017, décembre 2017, début décembre 2017, 2018 ou 2017-01/2018-03.",
    "Write 2017-12-15, 15/12/2017, December 2017, early December 2017, 2018 or 2017-01/2018-03.",
)
INSEE = (
    "Écrivez son nom ou son code INSEE (13001, pas le code postal). Si elle est loin, "
    "ajoutez-la à la feuille « territoires », ou chargez les communes de France (alliances fetch "
    "cog, puis alliances load).",
    "Write its name or its INSEE code (13001, not the postal code). If it is far away, add it to "
    "the sheet 'territories', or load the communes of France (alliances fetch cog, then alliances "
    "load).",
)
# What is changed (sheet, old, new), then the French and English message of the first refusal.
BROKEN: dict[str, tuple[tuple[str, str, str], str, str]] = {
    "unknown theme": (
        ("acteurs", "13001;vie-associative", "13001;vie asociative"),
        "acteurs.csv, ligne 2, colonne « thèmes », valeur « vie asociative » : ce n'est pas dans "
        f"la liste. Vouliez-vous dire « vie associative » ? Possibles : {THEMES[0]}.",
        "acteurs.csv, row 2, column 'thèmes', value 'vie asociative': this is not in the list. "
        f"Did you mean 'vie associative'? Possible: {THEMES[1]}.",
    ),
    "unknown theme, nothing near": (
        ("alliances", "a2;Soutien politique;soutien-public;;", "a2;S;soutien-public;zzz;"),
        "alliances.csv, ligne 3, colonne « thèmes », valeur « zzz » : ce n'est pas dans la liste. "
        f"Écrivez un de : {THEMES[0]}.",
        "alliances.csv, row 3, column 'thèmes', value 'zzz': this is not in the list. "
        f"Write one of: {THEMES[1]}.",
    ),
    "unknown commune": (
        ("acteurs", "entreprise;;;13113", "entreprise;;;13100"),
        "acteurs.csv, ligne 5, colonne « commune », valeur « 13100 » : commune inconnue. "
        f"{INSEE[0]} Vouliez-vous dire « Aix-en-Provence (13001) » ?",
        "acteurs.csv, row 5, column 'commune', value '13100': unknown commune. "
        f"{INSEE[1]} Did you mean 'Aix-en-Provence (13001)'?",
    ),
    "unknown commune, nothing near": (
        ("acteurs", "entreprise;;;13113", "entreprise;;;Marseille"),
        "acteurs.csv, ligne 5, colonne « commune », valeur « Marseille » : commune inconnue. "
        f"{INSEE[0]}",
        "acteurs.csv, row 5, column 'commune', value 'Marseille': unknown commune. "
        f"{INSEE[1]}",
    ),
    "SIREN": (
        ("acteurs", "211300017", "211300018"),
        "acteurs.csv, ligne 3, colonne « siren », valeur « 211300018 » : ce n'est pas un SIREN "
        "valide. Un SIREN a 9 chiffres dont le dernier est une clé de contrôle : recopiez-le, ou "
        "laissez vide.",
        "acteurs.csv, row 3, column 'siren', value '211300018': this is not a valid SIREN. A SIREN "
        "has 9 digits, the last being a check digit: copy it again, or leave it empty.",
    ),
    "SIRET": (
        ("acteurs", "211300017", "211 300 017 00012"),
        "acteurs.csv, ligne 3, colonne « siren », valeur « 211 300 017 00012 » : ce n'est pas un "
        "SIREN valide. Le SIREN a 9 chiffres : vouliez-vous écrire 211300017 ?",
        "acteurs.csv, row 3, column 'siren', value '211 300 017 00012': this is not a valid SIREN. "
        "A SIREN has 9 digits: did you mean 211300017?",
    ),
    "RNA": (
        ("acteurs", "association|réseau;;", "association|réseau;131000000;"),
        "acteurs.csv, ligne 2, colonne « rna », valeur « 131000000 » : ce n'est pas un numéro RNA "
        "valide. Un numéro RNA est un W suivi de 9 chiffres (W131000000) : recopiez-le, ou laissez "
        "vide.",
        "acteurs.csv, row 2, column 'rna', value '131000000': this is not a valid RNA number. An "
        "RNA number is a W followed by 9 digits (W131000000): copy it again, or leave it empty.",
    ),
    "end before start": (
        ("mandats", "2014-04-05;", "2014-04-05;mars 2014"),
        "mandats.csv, ligne 2, colonne « fin », valeur « mars 2014 » : la fin est avant le début "
        "(2014-04-05). Corrigez l'une des deux.",
        "mandats.csv, row 2, column 'fin', value 'mars 2014': the end is before the start "
        "(2014-04-05). Correct one of them.",
    ),
    "one party": (
        ("parties", "\na2;paa;beneficiaire;", ""),
        "alliances.csv, ligne 3, colonne « id », valeur « a2 » : une alliance a au moins deux "
        "parties, celle-ci en a 1 de valable. Complétez la feuille « parties ».",
        "alliances.csv, row 3, column 'id', value 'a2': an alliance has at least two parties, this "
        "one has 1 that is valid. Complete the sheet 'parties'.",
    ),
    "the same party twice": (
        ("parties", "a2;ville-aix;soutien", "a2;paa;soutien"),
        "alliances.csv, ligne 3, colonne « id », valeur « a2 » : une alliance a au moins deux "
        "parties, celle-ci en a 1 de valable. Complétez la feuille « parties ».",
        "alliances.csv, row 3, column 'id', value 'a2': an alliance has at least two parties, this "
        "one has 1 that is valid. Complete the sheet 'parties'.",
    ),
    "no stage": (
        ("etapes", "\na2;actif;2017;notes", ""),
        "alliances.csv, ligne 3, colonne « id », valeur « a2 » : cette alliance n'a aucune étape "
        "valable. Ajoutez une ligne à « étapes » (au moins « contact »).",
        "alliances.csv, row 3, column 'id', value 'a2': this alliance has no valid stage. Add a "
        "row to 'stages' (at least 'contact').",
    ),
    "duplicate id": (
        ("acteurs", "fabrique;La Fabrique", "PAA;La Fabrique"),
        "acteurs.csv, ligne 5, colonne « id », valeur « PAA » : déjà à la ligne 2. Gardez une "
        "seule ligne, ou corrigez l'identifiant.",
        "acteurs.csv, row 5, column 'id', value 'PAA': already in row 2. Keep a single row, or "
        "correct the identifier.",
    ),
    "duplicate SIREN": (
        ("acteurs", "entreprise;;;13113", "entreprise;;211 300 017;13113"),
        "acteurs.csv, ligne 5, colonne « siren », valeur « 211300017 » : déjà à la ligne 3. Gardez "
        "une seule ligne, ou corrigez l'identifiant.",
        "acteurs.csv, row 5, column 'siren', value '211300017': already in row 3. Keep a single "
        "row, or correct the identifier.",
    ),
    "duplicate RNA": (
        ("acteurs", "numérique;;entreprise;;", "numérique;;entreprise;w131000000;"),
        "acteurs.csv, ligne 6, colonne « rna », valeur « W131000000 » : déjà à la ligne 5. Gardez "
        "une seule ligne, ou corrigez l'identifiant.",
        "acteurs.csv, row 6, column 'rna', value 'W131000000': already in row 5. Keep a single "
        "row, or correct the identifier.",
    ),
    "duplicate code": (
        ("territoires", "\n13113;Venelles;commune;13113", "\nvenelles;Venelles;commune;13001"),
        "territoires.csv, ligne 4, colonne « code », valeur « 13001 » : déjà à la ligne 3. Gardez "
        "une seule ligne, ou corrigez l'identifiant.",
        "territoires.csv, row 4, column 'code', value '13001': already in row 3. Keep a single "
        "row, or correct the identifier.",
    ),
    "an id that is an address": (
        ("acteurs", "fabrique;", f"contact{AT}example.org;"),
        f"acteurs.csv, ligne 5, colonne « id », valeur « contact{AT}example.org » : un identifiant "
        "ne peut pas être une adresse ou un numéro de téléphone. Écrivez un mot court et stable.",
        f"acteurs.csv, row 5, column 'id', value 'contact{AT}example.org': an identifier cannot be "
        "an address or a telephone number. Write a short and stable word.",
    ),
    "a name without a letter": (
        ("acteurs", "fabrique;La Fabrique numérique;", ";🎉;"),
        "acteurs.csv, ligne 5, colonne « id » : ce nom n'a ni lettre ni chiffre. Donnez un "
        "identifiant.",
        "acteurs.csv, row 5, column 'id': this name has neither letter nor digit. Give an "
        "identifier.",
    ),
    "required cell": (
        ("acteurs", "fabrique;La Fabrique numérique;", "fabrique; ;"),
        "acteurs.csv, ligne 5, colonne « nom » : cette cellule est obligatoire. Remplissez-la.",
        "acteurs.csv, row 5, column 'nom': this cell is required. Fill it in.",
    ),
    "too many cells": (
        ("acteurs", "notes;§4", "notes;§4;une phrase; coupée"),
        "acteurs.csv, ligne 5 : 2 cellules de trop à droite de la dernière colonne. Mettez entre "
        "guillemets un texte qui contient le séparateur.",
        "acteurs.csv, row 5: 2 cells too many, right of the last column. Put a text that holds "
        "the separator between quotes.",
    ),
    "two legal forms": (
        ("acteurs", "numérique;;entreprise;", "numérique;;entreprise|association;"),
        "acteurs.csv, ligne 5, colonne « type », valeur « entreprise | association » : un acteur "
        "ne peut pas être à la fois entreprise et association. Gardez sa forme juridique ; "
        "« réseau » peut s'y ajouter.",
        "acteurs.csv, row 5, column 'type', value 'entreprise | association': an actor cannot be "
        "both company and association. Keep its legal form; 'network' may be added to it.",
    ),
    "reference with a near name": (
        ("parties", "a1;french-tech;", "a1;French Tek Aix Marseille;"),
        "parties.csv, ligne 3, colonne « acteur », valeur « French Tek Aix Marseille » : inconnu "
        "dans « acteurs ». Vouliez-vous dire « French Tech Aix-Marseille (french-tech) » ?",
        "parties.csv, row 3, column 'acteur', value 'French Tek Aix Marseille': unknown in "
        "'acteurs'. Did you mean 'French Tech Aix-Marseille (french-tech)'?",
    ),
    "reference to nothing": (
        ("parties", "a1;french-tech;", "a1;Zorglub;"),
        "parties.csv, ligne 3, colonne « acteur », valeur « Zorglub » : inconnu dans « acteurs ». "
        "Corrigez-le, ou ajoutez la ligne dans « acteurs ».",
        "parties.csv, row 3, column 'acteur', value 'Zorglub': unknown in 'acteurs'. Correct it, "
        "or add the row to 'acteurs'.",
    ),
    "frame, without that sheet": (
        ("alliances", "thèmes;territoires;source", "thèmes;cadre;source"),
        "alliances.csv, ligne 2, colonne « cadre », valeur « projet-venelles » : inconnu dans "
        "« programmes ». Corrigez-le, ou ajoutez la ligne dans « programmes ».",
        "alliances.csv, row 2, column 'cadre', value 'projet-venelles': unknown in 'programmes'. "
        "Correct it, or add the row to 'programmes'.",
    ),
    "ambiguous name": (
        ("acteurs", "aines;Les Aînés de Venelles;", "aines;la fabrique NUMÉRIQUE;"),
        "parties.csv, ligne 6, colonne « acteur », valeur « La Fabrique numérique » : ce nom "
        "désigne plusieurs lignes. Écrivez l'identifiant : fabrique, aines.",
        "parties.csv, row 6, column 'acteur', value 'La Fabrique numérique': this name stands for "
        "several rows. Write the identifier: fabrique, aines.",
    ),
    "reference to a refused row": (
        ("mandats", "maire;ville-aix;", "mère;ville-aix;"),
        "parties.csv, ligne 7, colonne « acteur », valeur « maire-aix » : ce renvoi vise une ligne "
        "refusée. Corrigez d'abord la ligne 2 de « mandats ».",
        "parties.csv, row 7, column 'acteur', value 'maire-aix': this refers to a refused row. "
        "First correct row 2 of 'mandats'.",
    ),
    "disclosure": (
        ("acteurs", f"{SMALL['acteurs']}", f"{HEAD}\nx;X;association;;;;;;jamai"),
        "acteurs.csv, ligne 2, colonne « diffusion », valeur « jamai » : ce n'est pas dans la "
        f"liste. Vouliez-vous dire « jamais » ? Possibles : {DISCLOSURES[0]}.",
        "acteurs.csv, row 2, column 'diffusion', value 'jamai': this is not in the list. Did you "
        f"mean 'jamais'? Possible: {DISCLOSURES[1]}.",
    ),
    "vague date": (
        ("etapes", "a1;contact;octobre 2017", "a1;contact;un jour d'automne"),
        "etapes.csv, ligne 2, colonne « date », valeur « un jour d'automne » : cette date ne se "
        f"lit pas. {DATES[0]}",
        "etapes.csv, row 2, column 'date', value 'un jour d'automne': this date cannot be read. "
        f"{DATES[1]}",
    ),
    "no such day": (
        ("etapes", "a1;contact;octobre 2017", "a1;contact;30/02/2017"),
        "etapes.csv, ligne 2, colonne « date », valeur « 30/02/2017 » : ce jour n'existe pas "
        f"(février 2017 a 28 jours). {DATES[0]}",
        "etapes.csv, row 2, column 'date', value '30/02/2017': this day does not exist (February "
        f"2017 has 28 days). {DATES[1]}",
    ),
    "stage": (
        ("etapes", "a1;contact;", "a1;oui;"),
        "etapes.csv, ligne 2, colonne « étape », valeur « oui » : ce n'est pas dans la liste. "
        f"Écrivez un de : {STAGES[0]}.",
        "etapes.csv, row 2, column 'étape', value 'oui': this is not in the list. Write one of: "
        f"{STAGES[1]}.",
    ),
    "mandate without a start": (
        ("mandats", "2014-04-05;", ";"),
        "mandats.csv, ligne 2, colonne « début » : un titulaire n'est nommé que pendant son "
        "mandat, dont le début manque. Écrivez au moins l'année.",
        "mandats.csv, row 2, column 'début': a holder is named only during the mandate, whose "
        "start is missing. Write at least the year.",
    ),
    "post named like an actor": (
        ("mandats", "maire-aix;", "Ville-Aix;"),
        "mandats.csv, ligne 2, colonne « poste », valeur « Ville-Aix » : cet identifiant est déjà "
        "celui d'un acteur. Donnez-en un autre au poste.",
        "mandats.csv, row 2, column 'poste', value 'Ville-Aix': this id is already an actor's. "
        "Give the post another one.",
    ),
    "code of a commune": (
        ("territoires", "Venelles;commune;13113", "Venelles;commune;Venelles"),
        "territoires.csv, ligne 4, colonne « code », valeur « Venelles » : ce n'est pas le code "
        "INSEE d'un lieu de type « commune ». Écrivez le code officiel (commune 13001, département "
        "13, région 93).",
        "territoires.csv, row 4, column 'code', value 'Venelles': this is not the INSEE code of a "
        f"place of type '{COMMUNE}'. Write the official code (commune 13001, département 13, "
        "région 93).",
    ),
    "kind of place": (
        ("territoires", "Venelles;commune;13113", "Venelles;village;13113"),
        "territoires.csv, ligne 4, colonne « type », valeur « village » : ce n'est pas dans la "
        f"liste. Écrivez un de : {PLACES[0]}.",
        "territoires.csv, row 4, column 'type', value 'village': this is not in the list. Write "
        f"one of: {PLACES[1]}.",
    ),
    "project territory of nothing": (
        ("territoires", "de projet;;;13113;", "de projet;;;;"),
        "territoires.csv, ligne 5, colonne « couvre » : un territoire de projet couvre au moins un "
        "territoire. Écrivez ses communes, séparées par |.",
        "territoires.csv, row 5, column 'couvre': a project territory covers at least one "
        "territory. Write its communes, separated by |.",
    ),
    "a place inside itself": (
        ("territoires", "département;13;;", "département;13;13001;"),
        "territoires.csv, ligne 2, colonne « fait partie de », valeur « 13001 » : ce territoire "
        "fait partie de lui-même, peut-être par d'autres. Retirez le lien de trop.",
        "territoires.csv, row 2, column 'fait partie de', value '13001': this territory is part of "
        "itself, perhaps through others. Remove the link that is too many.",
    ),
}  # fmt: skip
EXTRA = {  # changes that a case needs besides its own
    "duplicate RNA": ("acteurs", "Venelles;;association;;", "Venelles;;association;W131000000;"),
    "ambiguous name": ("parties", "a3;fabrique;", "a3;La Fabrique numérique;"),
}


def broken(folder: Path, case: str) -> Path:
    changed = dict(SMALL)
    for sheet, old, new in (BROKEN[case][0], *([EXTRA[case]] if case in EXTRA else [])):
        assert changed[sheet].count(old) == 1
        changed[sheet] = changed[sheet].replace(old, new)
    return write_workbook(folder / "carnet", **changed)


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_row_is_explained(tmp_path: Path, case: str) -> None:
    checked = read(broken(tmp_path, case))
    _, french, english = BROKEN[case]
    messages = [problem.message for problem in checked.report.problems]
    assert (french, english) in messages
    if "refused row" not in case:
        assert messages[0] == (french, english)
    assert sum(checked.report.rejected.values()) >= 1
    counted(checked)


@pytest.mark.parametrize("case", BROKEN)
def test_strict_refuses_all_and_changes_nothing(
    finished: Workspace, tmp_path: Path, case: str
) -> None:
    error = refusal(finished, broken(tmp_path, case), strict=True)
    assert isinstance(error, Refused)
    count = len(error.loaded.report.problems)
    them, refusals, pronoun = ("le", "refusal", "it") if count == 1 else ("les", "refusals", "them")
    assert error.text == (
        f"Rien n'a été chargé : {count} refus dans carnet. Corrigez-{them}, ou chargez les bonnes "
        "lignes sans --strict.",
        f"Nothing was loaded: {count} {refusals} in carnet. Correct {pronoun}, or load the good "
        "rows without --strict.",
    )


def test_a_spreadsheet_is_named_with_its_sheet(tmp_path: Path) -> None:
    sheets = small_sheets(etapes=[["alliance", "étape"], ["a1", "contact"], ["a9", "signé"]])
    (problem, *_) = read(write_xlsx(tmp_path / "carnet.xlsx", sheets)).report.problems
    assert problem.message == (
        "carnet.xlsx › etapes, ligne 3, colonne « alliance », valeur « a9 » : inconnu dans "
        "« alliances ». Corrigez-le, ou ajoutez la ligne dans « alliances ».",
        "carnet.xlsx › etapes, row 3, column 'alliance', value 'a9': unknown in 'alliances'. "
        "Correct it, or add the row to 'alliances'.",
    )


def test_a_column_that_the_file_lacks_is_named_in_both_languages(tmp_path: Path) -> None:
    text = "id;nom;type;code;population\n13001;Aix;commune;13001;100"
    (problem, *_) = read(write_workbook(tmp_path / "c", territoires=text)).report.problems
    assert problem.message == (
        "territoires.csv, ligne 2, colonne « année population » : une population vaut pour une "
        "année. Écrivez l'année du recensement.",
        "territoires.csv, row 2, column 'population year': a population is that of a year. Write "
        "the year of the census.",
    )


def test_applications_needs_and_offers(tmp_path: Path) -> None:
    checked = read(write_workbook(
        tmp_path / "c",
        programmes="id;intitulé;type;partie de\nc;Candidature;candidature;\nappel;Appel;appel à "
        "projets;\nd;Autre;candidature;appel",
        **{"besoins-offres": "acteur;nature;description\npaa;besoin;\npaa;peut-être;x"},
    ))  # fmt: skip
    assert [p.message.fr for p in checked.report.problems] == [
        "programmes.csv, ligne 2, colonne « partie de » : une candidature répond à un appel à "
        "projets. Écrivez l'identifiant de l'appel.",
        "besoins-offres.csv, ligne 2, colonne « description » : ce besoin ou cette offre ne dit "
        "pas de quoi. Choisissez une ressource ou décrivez-la.",
        "besoins-offres.csv, ligne 3, colonne « nature », valeur « peut-être » : ce n'est pas dans "
        "la liste. Écrivez un de : besoin, offre.",
    ]
    counted(checked)


def test_commas_separate_where_there_is_no_other_reading(tmp_path: Path) -> None:
    actors = 'id;nom;type;thèmes\na;A;association;"numérique, silver économie"\n'
    actors += "b;B;association;numérique, poterie\n"
    checked = read(write_workbook(tmp_path / "c", acteurs=actors))
    (record,) = checked.records["actors"]
    assert record.values["themes"] == ("numerique", "silver-economie")
    assert checked.report.problems[0].value == "numérique, poterie"


def test_rows_that_only_follow_are_marked(tmp_path: Path) -> None:
    checked = read(broken(tmp_path, "SIREN"))
    follows = [p.follows for p in checked.report.problems]
    assert not follows[0]
    assert any(follows)


def seats(checked: Checked) -> dict[str, str]:
    return {r.key: r.values["commune"].key for r in checked.records["actors"]}


def test_a_commune_may_be_named_by_the_code_of_its_row(tmp_path: Path) -> None:
    places = "id;nom;type;code\n;Gardanne;commune;13041\n"
    actors = "id;nom;type;commune\na;A;association;13041\nb;B;association;gardanne\n"
    checked = read(write_workbook(tmp_path / "c", territoires=places, acteurs=actors))
    assert seats(checked) == {"a": "gardanne", "b": "gardanne"}


def test_a_commune_known_elsewhere_needs_no_row(tmp_path: Path) -> None:
    actors = "id;nom;type;commune\na;A;association;44109\nb;B;association;st-nazaire\n"
    actors += "c;C;association;Saint-Cyr\n"
    known = {"44109": "Nantes", "44184": "Saint-Nazaire", "01001": "St Cyr", "02002": "Saint-Cyr"}
    tables = workbook.read_tables(write_workbook(tmp_path / "c", acteurs=actors))[0]
    checked = workbook.check(tables, lambda: known)
    assert seats(checked) == {"a": "44109", "b": "44184"}
    said = [p.message.en for p in checked.report.problems if p.column == "commune"]
    assert said == [
        "acteurs.csv, row 4, column 'commune', value 'Saint-Cyr': this name stands for several "
        "rows. Write the identifier: 01001, 02002."
    ]
    named = {r.key: r.values["name"] for r in checked.records["territories"] if not r.row}
    assert named == {"44109": "Nantes", "44184": "Saint-Nazaire"}
