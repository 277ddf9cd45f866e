"""Each row is accepted, or refused with its place, what was read, why, and what to do."""

from __future__ import annotations

import random
import re
from datetime import date
from pathlib import Path

import pytest

import ontology
from graph.load import Refused
from graph.sources import workbook
from graph.sources.workbook.cells import CellError, Context
from graph.sources.workbook.check import Checked
from graph.sources.workbook.values import number, period, web_address
from graph.workspace import Workspace
from tests.graph.conftest import refusal
from tests.spreadsheets import small_sheets, write_xlsx
from tests.workbooks import SMALL, write_workbook

AT = "@"


def read(path: Path) -> Checked:
    return workbook.check(workbook.read_tables(path)[0])


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
    "Écrivez le code INSEE (13001, pas le code postal) d'une commune de la feuille "
    "« territoires ». ",
    "Write the INSEE code (13001, not the postal code) of a commune of the sheet 'territories'. ",
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
        f"{INSEE[0]}Vouliez-vous dire « 13001 » ?",
        "acteurs.csv, row 5, column 'commune', value '13100': unknown commune. "
        f"{INSEE[1]}Did you mean '13001'?",
    ),
    "unknown commune, nothing near": (
        ("acteurs", "entreprise;;;13113", "entreprise;;;Marseille"),
        "acteurs.csv, ligne 5, colonne « commune », valeur « Marseille » : commune inconnue. "
        f"{INSEE[0]}Corrigez-le, ou ajoutez la ligne dans « territoires ».",
        "acteurs.csv, row 5, column 'commune', value 'Marseille': unknown commune. "
        f"{INSEE[1]}Correct it, or add the row to 'territoires'.",
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
        "acteurs.csv, ligne 5 : 2 cellule(s) de trop à droite de la dernière colonne. Mettez entre "
        "guillemets un texte qui contient le séparateur.",
        "acteurs.csv, row 5: 2 cell(s) too many, right of the last column. Put a text that holds "
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
        "dans « acteurs ». Vouliez-vous dire « french-tech » ?",
        "parties.csv, row 3, column 'acteur', value 'French Tek Aix Marseille': unknown in "
        "'acteurs'. Did you mean 'french-tech'?",
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
    "ambiguous name": ("parties", "a3;fabrique;", "a3;La Fabrique numérique;"),
}


def broken(folder: Path, case: str) -> Path:
    changed = dict(SMALL)
    for sheet, old, new in (BROKEN[case][0], *([EXTRA[case]] if case in EXTRA else [])):
        assert changed[sheet].count(old) == 1
        changed[sheet] = changed[sheet].replace(old, new)
    return write_workbook(folder / "carnet", **changed)


def counted(checked: Checked) -> None:
    for n in checked.report.counts().values():
        assert n["read"] == n["loaded"] + n["rejected"] + n["filtered"]
        assert min(n.values()) >= 0
    for sheet, records in checked.records.items():
        assert checked.report.loaded[sheet] == len(records)


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
    assert error.text == (
        f"Rien n'a été chargé : {count} refus dans carnet. Corrigez-les, ou chargez les bonnes "
        "lignes sans --strict.",
        f"Nothing was loaded: {count} refusals in carnet. Correct them, or load the good rows "
        "without --strict.",
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


# ---- Links inside a sheet -------------------------------------------------------------------


@pytest.mark.parametrize("order", [("bad", "good"), ("good", "bad")])
def test_a_refused_row_takes_no_row_of_its_sheet_with_it(
    tmp_path: Path, order: tuple[str, str]
) -> None:
    """Whichever comes first in the sheet, the link is dropped and the row stays."""
    rows = {"bad": "bad;Réseau;réseau;1;;", "good": "good;Bonne;association;;;bad|paa"}
    text = "\n".join(["id;nom;type;siren;commune;membre de", *(rows[name] for name in order),
                      "paa;PAA;association;;;"])  # fmt: skip
    checked = read(write_workbook(tmp_path / "c", acteurs=text))
    good = next(r for r in checked.records["actors"] if r.key == "good")
    assert [ref.key for ref in good.all("member_of")] == ["paa"]
    place = order.index("bad") + 2
    assert (
        f"acteurs.csv, ligne {good.row}, colonne « membre de », valeur « bad » : ce lien vise une "
        f"ligne refusée ; la ligne est chargée sans lui. Corrigez la ligne {place}."
    ) in [p.message.fr for p in checked.report.problems]
    assert checked.report.rejected["actors"] == 1
    counted(checked)


def test_refusals_run_through_a_sheet_to_the_end(tmp_path: Path) -> None:
    """A project territory that covers only one that covers only a refused commune."""
    text = (
        "id;nom;type;code;couvre\np1;P1;territoire de projet;;p2\np2;P2;territoire de projet;;x\n"
        "x;X;commune;xx;"
    )
    checked = read(write_workbook(tmp_path / "c", territoires=text))
    assert checked.report.rejected["territories"] == 3
    counted(checked)


def test_a_post_keeps_the_state_of_its_good_row(tmp_path: Path) -> None:
    more = "\nmaire-aix;Maire d'Aix-en-Provence;Suivante;mère;ville-aix;13001;2020;"
    checked = read(write_workbook(tmp_path / "c", mandats=SMALL["mandats"] + more))
    assert [p.column for p in checked.report.problems] == ["fonction"]
    assert checked.report.loaded["parties"] == 6


# ---- Example rows ---------------------------------------------------------------------------


@pytest.mark.parametrize("mark", ["exemple:", "example: ", "Exemple :", "EXEMPLE\u00a0: "])
def test_example_rows_are_left_out(tmp_path: Path, mark: str) -> None:
    more = f"\n{mark}x;Un exemple;n'importe quoi;;123;;;;;"
    checked = read(write_workbook(tmp_path / "c", acteurs=SMALL["acteurs"] + more))
    assert checked.report.problems == []
    assert checked.report.read["actors"] == 5


def test_a_row_that_only_speaks_of_an_example_is_kept(tmp_path: Path) -> None:
    text = "id;nom;type;description\nx;X;association;Exemple: un jardin partagé"
    assert read(write_workbook(tmp_path / "c", acteurs=text)).report.loaded["actors"] == 1


# ---- Values ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("7000", "7000"), ("7 000,50 €", "7000.50"), ("7\u202f000", "7000"), ("7000.5", "7000.5"),
        ("1.234.567", "1234567"), ("1.234,56", "1234.56"), ("1,234.56", "1234.56"), ("0", "0"),
        ("7000 EUR", "7000"), ("12,5", "12.5"),
    ],
)  # fmt: skip
def test_amounts_as_people_write_them(words: str, value: str) -> None:
    assert str(number(0)(words, Context())) == value


@pytest.mark.parametrize(
    "words", ["", "sept", "7 k€", "-1", "1e400", "NaN", "Infinity", "1_000", "12.34.56", "7 000 $",
              "9" * 16, "٧", "5 %%"]
)  # fmt: skip
def test_what_is_no_amount(words: str) -> None:
    with pytest.raises(CellError) as caught:
        number(0)(words, Context())
    assert caught.value.reason.en == "this is not a possible number here"
    assert caught.value.advice == (
        "Écrivez un nombre d'au moins 0, sans lettres.",
        "Write a number of at least 0, without letters.",
    )


@pytest.mark.parametrize("words", ["7.000", "7,000", "142.482"])
def test_a_number_that_can_be_read_in_two_ways_is_asked_about(words: str) -> None:
    small, large = words.replace(",", ".").rstrip("0").rstrip("."), re.sub("[.,]", "", words)
    for whole in (True, False):
        with pytest.raises(CellError) as caught:
            number(0, whole=whole)(words, Context())
        assert caught.value.reason.fr == (
            f"est-ce {small} ou {large} ? Le signe « {words[-4]} » peut se lire des deux façons"
        )


def test_bounds_and_whole_numbers() -> None:
    assert str(number(0, 1)("80 %", Context())) == "0.8"
    assert str(number(-90, 90)("43.536", Context())) == "43.536"
    for parse, words in (
        (number(0, 1), "80"), (number(-90, 90), "91"), (number(0, whole=True), "12,5"),
        (number(1800, 2200, whole=True), "17"),
    ):  # fmt: skip
        with pytest.raises(CellError):
            parse(words, Context())


def test_a_year_that_a_spreadsheet_took_for_a_day() -> None:
    with pytest.raises(CellError) as caught:
        period(date(1905, 7, 10), Context())
    assert caught.value.reason.fr == "le tableur a pris l'année 2018 pour le 2018e jour depuis 1900"
    assert caught.value.advice.en == "Give the cell the format 'text', then write 2018."
    assert period("1905-07-10", Context()).day == date(1905, 7, 10)
    assert period(date(1899, 7, 10), Context()).day == date(1899, 7, 10)


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("example.org", "https://example.org"), ("http://example.org/a?b=c#d",) * 2,
        ("https://www.youtube.com/@PaysdAix",) * 2, ("https://é.example.org/à",) * 2,
        ("https://example.org/12-0612345678.html",) * 2,
    ],
)  # fmt: skip
def test_web_addresses(words: str, address: str) -> None:
    assert web_address(words, Context()) == address


@pytest.mark.parametrize(
    "words",
    [
        "javascript:alert(1)", "https://", "exemple", "ftp://example.org", "https://a b.org",
        "https://user:pass@example.org/", "https://example.org/%zz", "https://example.org/<x>",
        "https://[::1", "https://example.org:port/", 'https://example.org/"onload=', "//x.org",
        "data:text/html,x", f"https://example.org/?to=x{AT}example.org", f"mailto:x{AT}example.org",
        "https://example.org/a|b", "tel:0612345678",
    ],
)  # fmt: skip
def test_what_is_no_web_address(words: str) -> None:
    with pytest.raises(CellError):
        web_address(words, Context())


# ---- Notices --------------------------------------------------------------------------------


def test_a_stage_that_goes_back_is_worth_a_look(tmp_path: Path) -> None:
    more = "\na2;contact;2019;notes"
    checked = read(write_workbook(tmp_path / "c", etapes=SMALL["etapes"] + more))
    assert checked.report.problems == []
    assert checked.report.notices == [
        (
            "etapes.csv, ligne 6 : « a2 » revient de « actif » à « contact ».",
            "etapes.csv, row 6: 'a2' goes back from 'active' to 'contact'.",
        )
    ]


def test_a_hostile_value_is_shown_as_one_plain_line(tmp_path: Path) -> None:
    value = "\x1b[2J</script>\u202e🎉" + "x" * 500
    changed = SMALL["acteurs"].replace("association|réseau", f'"{value}\nfin"')
    (problem, *_) = read(write_workbook(tmp_path / "c", acteurs=changed)).report.problems
    for message in problem.message:
        assert message.isprintable()
        assert "x" * 80 not in message


def test_thousands_of_wrong_names_do_not_take_for_ever(tmp_path: Path) -> None:
    import time

    actors = "\n".join(["id;nom;type", *(f"acteur-{i};Acteur numéro {i};association"
                                         for i in range(3000))])  # fmt: skip
    parties = "\n".join(["alliance;acteur", *(f"a1;acteur inconnu {i}" for i in range(3000))])
    path = write_workbook(tmp_path / "c", acteurs=actors, parties=parties)
    start = time.perf_counter()
    checked = read(path)
    assert checked.report.rejected["parties"] == 3000
    assert time.perf_counter() - start < 30


# ---- Whatever is broken, every row is counted once ------------------------------------------


def test_every_row_is_counted_whatever_is_broken(tmp_path: Path) -> None:
    """Random cells of the small workbook are changed; what was read is always accounted for."""
    rng = random.Random(11)  # noqa: S311 - a sample, not a secret
    junk = ["", "zzz", "paa", "a1", "13001", "jamais", "restreint", "2017", "2016/2015", "🎉",
            "association|entreprise", "211300017", "x|y", '"', "exemple:", "-", "#N/A"]  # fmt: skip
    refused = withheld = 0
    for turn in range(120):
        changed = {}
        for name, text in SMALL.items():
            head, *rows = [line.split(";") for line in text.splitlines()]
            head, rows = [*head, "diffusion"], [[*row, ""] for row in rows]
            for _ in range(rng.randint(0, 2)):
                row = rng.choice(rows)
                row[rng.randrange(len(row))] = rng.choice(junk)
            if rng.random() < 0.2:
                rows.append(list(rng.choice(rows)))
            if rng.random() < 0.1:
                rows[0].append("de trop")
            lines = [";".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row)
                     for row in (head, *rows)]  # fmt: skip
            changed[name] = "\n".join(lines)
        checked = read(write_workbook(tmp_path / f"c{turn}", **changed))
        counted(checked)
        refused += sum(checked.report.rejected.values())
        withheld += sum(checked.report.filtered.values())
    assert refused > 100
    assert withheld > 10
