"""``alliances reconcile`` as it is typed: propose, ask, read verdicts, take them back."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest

from graph import decisions, workspace
from graph.load import load_file, load_workbook
from graph.reconciliation.proposals import THRESHOLD
from graph.workspace import Workspace
from tests.conftest import Ran, Run, start
from tests.graph.loading import names
from tests.graph.registers import grants, rna, rna_row
from tests.inside import inside
from tests.workbooks import write_workbook

PAA, OTHER_PAA = "Pays d'Aix Associations", "PAYS D AIX ASSOCIATIONS"
FABRIQUE, SARL = "La Fabrique numérique", "La Fabrique Numérique SARL"
AINES, ASSO_AINES = "Les Aînés de Venelles", "Association Les aînés de Venelles"
ACTORS = f"""id;nom;sigle;type;siren;rna;commune
pays-aix;{OTHER_PAA};;association;;W131000000;13001
fab;{SARL};;entreprise;356000000;;
aines-venelles;{ASSO_AINES};;association;;;13113"""
HINT = (
    "Ce sont des propositions : décidez avec --ask, ou remplissez la colonne « verdict » de "
    "--format csv et redonnez le fichier avec --verdicts.\n"
)


@pytest.fixture(scope="module")
def run() -> Run:
    """Run ``alliances`` in this process: most of a run is the start of another."""
    return inside


@pytest.fixture(scope="session")
def _twice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("twice")
    made = workspace.create(folder / "ws", name="Essai")
    load_workbook(made, write_workbook(folder / "carnet"))
    load_workbook(made, other_workbook(folder / "annuaire"))
    return made.path


def other_workbook(folder: Path, **changes: str | None) -> Path:
    """The notebook of somebody else, who knows three of the same actors."""
    return write_workbook(folder, **{
        "sources": None, "mandats": None, "acteurs": ACTORS,
        "alliances": "id;intitulé\nz1;Autre alliance",
        "parties": "alliance;acteur\nz1;pays-aix\nz1;aines-venelles",
        "etapes": "alliance;étape\nz1;contact",
    } | changes)  # fmt: skip


@pytest.fixture
def twice(_twice: Path, tmp_path: Path) -> Workspace:
    """A workspace of one's own that holds three actors under two names each."""
    return workspace.load(Path(shutil.copytree(_twice, tmp_path / "ws")))


def proposals(run: Run, made: Workspace, *options: str) -> list[dict[str, object]]:
    ran = run("--workspace", made.path, "-q", "reconcile", "--format", "json", *options)
    assert ran == Ran(0, ran.out, "")
    found: list[dict[str, object]] = json.loads(ran.out)
    return found


def pairs(run: Run, made: Workspace, *options: str) -> set[tuple[object, object]]:
    return {(one["name_a"], one["name_b"]) for one in proposals(run, made, *options)}


def filled(run: Run, made: Workspace, *verdicts: str) -> list[dict[str, str]]:
    """The rows of the table of proposals, with verdicts written in, in order of the names."""
    ran = run("--workspace", made.path, "-q", "reconcile", "--format", "csv")
    rows = sorted(csv.DictReader(io.StringIO(ran.out)), key=lambda row: row["nom a"].lower())
    assert [row["nom a"] for row in rows] == [FABRIQUE, AINES, PAA]
    return [{**row, "verdict": said} for row, said in zip(rows, verdicts, strict=True)]


def save(
    path: Path, rows: list[dict[str, str]], delimiter: str = ",", encoding: str = "utf-8"
) -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return path


def kept(made: Workspace) -> dict[str, str]:
    """The verdicts recorded, by the name of one of the two."""
    return {v.name_a: v.verdict for v in decisions.read(made.path)}


# -- proposals -----------------------------------------------------------------------------------


def test_pairs_are_listed_with_their_places_and_why(run: Run, twice: Workspace) -> None:
    ran = run("--workspace", twice.path, "reconcile")
    assert ran.code == 0
    assert ran.err == HINT
    blocks = [
        [line.rstrip() for line in block.splitlines()] for block in ran.out.strip().split("\n\n")
    ]
    assert len(blocks) == 3
    (seniors,) = (block for block in blocks if f"nom a     {AINES}" in block)
    assert seniors == [
        seniors[0],
        f"nom a     {AINES}",
        "lieu a    Venelles",
        f"nom b     {ASSO_AINES}",
        "lieu b    Venelles",
        "pourquoi  même nom ; même commune",
    ]
    assert THRESHOLD <= float(seniors[0].removeprefix("score")) < 1
    told = [block[-1] for block in blocks]
    assert "pourquoi  même nom ; même commune ; un seul a un RNA" in told
    assert "pourquoi  même nom ; lieu inconnu ; un seul a un SIREN" in told


def test_json_has_keys_that_do_not_change_with_the_language(run: Run, twice: Workspace) -> None:
    (first, *_) = proposals(run, twice)
    assert list(first) == [
        "verdict", "score", "name_a", "place_a", "name_b", "place_b", "why", "sources_a",
        "sources_b", "a", "b",
    ]  # fmt: skip
    by_name = {one["name_a"]: one for one in proposals(run, twice)}
    assert by_name[AINES] | {"score": 0} == {
        "verdict": "",
        "score": 0,
        "name_a": AINES,
        "place_a": "Venelles",
        "name_b": ASSO_AINES,
        "place_b": "Venelles",
        "why": "même nom ; même commune",
        "sources_a": "Notes de réunion",
        "sources_b": "annuaire",
        "a": f"{twice.base}id/org/local/aines",
        "b": f"{twice.base}id/org/local/aines-venelles",
    }
    assert set(by_name) == {PAA, FABRIQUE, AINES}
    assert all(float(str(one["score"])) >= THRESHOLD for one in by_name.values())


def test_nothing_to_propose_is_said_and_is_no_failure(run: Run, small: Workspace) -> None:
    ran = run("--workspace", small.path, "reconcile", lang="en")
    assert ran == Ran(
        0,
        "",
        "No pair to propose: no actor is like enough to another, or all is decided. --threshold "
        "0.7 proposes more of them, less sure.\n",
    )


def test_a_limit_says_what_it_leaves_out(run: Run, twice: Workspace) -> None:
    ran = run("--workspace", twice.path, "reconcile", "--limit", "1", "--format", "csv")
    assert len(ran.out.splitlines()) == 2
    assert ran.err == "… et 2 autres paires (--limit).\n" + HINT
    assert len(proposals(run, twice, "--limit", "2")) == 2


def test_a_threshold_proposes_more_or_fewer(run: Run, twice: Workspace) -> None:
    few, more = (pairs(run, twice, "--threshold", words) for words in ("0.95", "0.3"))
    assert few < pairs(run, twice) <= more
    assert run("reconcile", "--threshold", "1").code == 2
    said = run("reconcile", "--help").out
    assert f"{THRESHOLD:g}".replace(".", ",") + " par" in " ".join(said.split())


def test_options_that_exclude_each_other(run: Run, twice: Workspace) -> None:
    ran = run("--workspace", twice.path, "reconcile", "--ask", "--undo", "a", "b")
    assert ran == Ran(2, "", "Erreur : Choisissez entre --ask, --verdicts et --undo.\n")


def test_an_empty_workspace_says_what_to_do(run: Run, tmp_path: Path) -> None:
    workspace.create(tmp_path / "ws", name="Essai")
    assert run("--workspace", tmp_path / "ws", "reconcile").code == 4


# -- asking --------------------------------------------------------------------------------------


def test_answers_are_recorded_and_the_store_follows(run: Run, twice: Workspace) -> None:
    before = names(twice)
    assert {PAA, OTHER_PAA, AINES, ASSO_AINES} <= set(before)
    asked = ("--lang", "fr", "--workspace", twice.path, "reconcile", "--ask")
    ran = start(*asked, stdin="o\no\no\n")  # through a pipe, as another program would
    assert ran.code == 0
    assert "3 verdicts enregistrés dans " in ran.err
    assert "Reconstruction de la base…" in ran.err
    assert len(names(twice)) == len(before) - 3
    assert set(kept(twice).values()) == {decisions.SAME}
    assert proposals(run, twice) == []


def test_every_answer_has_its_meaning(run: Run, twice: Workspace) -> None:
    order = [str(one["name_a"]) for one in proposals(run, twice)]
    before = names(twice)
    ran = run("--workspace", twice.path, "reconcile", "--ask", lang="en", stdin="what\nn\n?\n\n")
    assert ran.code == 0
    assert ran.err.count("The same actor? [y]es, [n]o, [?] unsure, [Enter] later, [q] stop: ") == 4
    assert "2 verdicts recorded in " in ran.err
    assert kept(twice) == {order[0]: decisions.NOT_SAME, order[1]: decisions.UNSURE}
    assert names(twice) == before
    assert [one["name_a"] for one in proposals(run, twice)] == order[2:]
    assert [one["name_a"] for one in proposals(run, twice, "--unsure")] == order[1:]


@pytest.mark.parametrize("end", ["q\n", "", "quitter\nn\nn\n"])
def test_stopping_keeps_what_was_answered(run: Run, twice: Workspace, end: str) -> None:
    ran = run("--workspace", twice.path, "reconcile", "--ask", stdin=f"o\n{end}")
    assert ran.code == 0
    assert list(kept(twice).values()) == [decisions.SAME]
    assert len(proposals(run, twice)) == 2


def test_what_was_left_unsure_is_asked_again(run: Run, twice: Workspace) -> None:
    run("--workspace", twice.path, "reconcile", "--ask", stdin="?\n?\n?\n")
    assert proposals(run, twice) == []
    ran = run("--workspace", twice.path, "reconcile", "--ask", "--unsure", stdin="n\nn\nn\n")
    assert ran.code == 0
    assert set(kept(twice).values()) == {decisions.NOT_SAME}


# -- a table of verdicts -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("delimiter", "encoding"), [(",", "utf-8"), (";", "cp1252"), ("\t", "utf-16")]
)
def test_the_table_comes_back_from_a_spreadsheet(
    run: Run, twice: Workspace, tmp_path: Path, delimiter: str, encoding: str
) -> None:
    rows = filled(run, twice, "même", "Pas le même", "")
    file = save(tmp_path / "paires.csv", rows, delimiter, encoding)
    ran = run("--workspace", twice.path, "reconcile", "--verdicts", file)
    assert ran == Ran(
        0,
        "",
        "Enregistré : 1 « même », 1 « pas le même », 0 « je ne sais pas » ; 1 ligne sans "
        "verdict.\nReconstruction de la base…\n",
    )
    assert kept(twice) == {FABRIQUE: decisions.SAME, AINES: decisions.NOT_SAME}
    assert pairs(run, twice) == {(PAA, OTHER_PAA)}
    again = run("--workspace", twice.path, "-q", "reconcile", "--verdicts", file)
    assert again == Ran(0, "", "")


def test_the_table_comes_back_as_a_workbook(run: Run, twice: Workspace, tmp_path: Path) -> None:
    import openpyxl

    rows = filled(run, twice, "?", "", "same")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(list(rows[0]))
    for row in rows:
        sheet.append(list(row.values()))
    book.save(tmp_path / "paires.xlsx")
    ran = run("--workspace", twice.path, "reconcile", "--verdicts", tmp_path / "paires.xlsx")
    assert ran.code == 0, ran.err
    assert kept(twice) == {FABRIQUE: decisions.UNSURE, PAA: decisions.SAME}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"verdict": "peut-être bien"},
         "colonne « verdict », valeur « peut-être bien » : écrivez même, pas le même ou je ne "
         "sais pas, ou laissez vide"),
        ({"a": "paa"},
         "colonne « a », valeur « paa » : ce n'est pas l'IRI d'un acteur ; laissez les colonnes "
         "a et b comme elles sont écrites"),
        ({"b": "https://w3id.org/envies-alliances/id/org/local/inconnu"},
         "colonne « b », valeur « https://w3id.org/envies-alliances/id/org/local/inconnu » : "
         "aucun acteur de cet espace de travail n'a cet IRI"),
    ],
)  # fmt: skip
def test_a_malformed_row_is_named_and_nothing_is_recorded(
    run: Run, twice: Workspace, tmp_path: Path, changes: dict[str, str], message: str
) -> None:
    rows = filled(run, twice, "même", "même", "même")
    rows[1] |= changes
    file = save(tmp_path / "paires.csv", rows)
    ran = run("--workspace", twice.path, "reconcile", "--verdicts", file)
    assert ran == Ran(3, "", f"Erreur : paires.csv, ligne 3, {message}. Rien n'a été enregistré.\n")
    assert kept(twice) == {}


def test_a_file_that_is_no_such_table_is_refused(
    run: Run, twice: Workspace, tmp_path: Path
) -> None:
    (tmp_path / "autre.csv").write_text("nom,ville\nA,B\n", encoding="utf-8")
    ran = run("--workspace", twice.path, "reconcile", "--verdicts", tmp_path / "autre.csv")
    assert ran.code == 3
    assert ran.err.startswith(
        "Erreur : autre.csv n'est pas un tableau de propositions : il faut les colonnes verdict, "
        "a et b."
    )
    missing = run("--workspace", twice.path, "reconcile", "--verdicts", tmp_path / "absent.csv")
    assert missing.code == 3


def test_two_rows_of_one_pair_must_agree(run: Run, twice: Workspace, tmp_path: Path) -> None:
    rows = filled(run, twice, "même", "", "")
    other = {**rows[0], "verdict": "pas le même", "a": rows[0]["b"], "b": rows[0]["a"]}
    ran = run("--workspace", twice.path, "reconcile", "--verdicts",
              save(tmp_path / "p.csv", [*rows, other]), lang="en")  # fmt: skip
    assert ran.code == 3
    assert "p.csv, row 5, column 'verdict', value 'pas le même': row 2 says otherwise" in ran.err


def test_verdicts_that_contradict_each_other_are_refused(
    run: Run, twice: Workspace, tmp_path: Path
) -> None:
    paa, fabrique = f"{twice.base}id/org/local/paa", f"{twice.base}id/org/local/fabrique"
    aines = f"{twice.base}id/org/local/aines"
    file = tmp_path / "v.csv"
    file.write_text(
        f"a;b;verdict\n{paa};{fabrique};même\n{fabrique};{aines};même\n{paa};{aines};non\n",
        encoding="utf-8",
    )
    ran = run("--workspace", twice.path, "reconcile", "--verdicts", file)
    assert ran.code == 3
    assert ran.err == (
        f"Erreur : v.csv n'est pas enregistré : « {AINES} » et « {PAA} » ne sont pas le même, mais "
        f"« {AINES} » = « {FABRIQUE} », « {FABRIQUE} » = « {PAA} ». Reprenez l'un de ces verdicts "
        "(--undo).\n"
    )
    assert kept(twice) == {}


def test_two_official_numbers_are_never_made_one(
    run: Run, twice: Workspace, tmp_path: Path
) -> None:
    town, sarl = f"{twice.base}id/org/siren/211300017", f"{twice.base}id/org/siren/356000000"
    (tmp_path / "v.csv").write_text(f"a;b;verdict\n{town};{sarl};same\n", encoding="utf-8")
    ran = run("--workspace", twice.path, "reconcile", "--verdicts", tmp_path / "v.csv", lang="en")
    assert ran == Ran(
        3,
        "",
        f"Error: v.csv is not recorded: 'Ville d'Aix-en-Provence / {SARL}': they have several "
        "SIREN numbers (211300017, 356000000), so they are different actors.\n",
    )


# -- taking back, and reloading ------------------------------------------------------------------


def test_a_verdict_taken_back_separates_the_actors_again(run: Run, twice: Workspace) -> None:
    before = names(twice)
    run("--workspace", twice.path, "-q", "reconcile", "--ask", stdin="o\no\no\n")
    assert len(names(twice)) == len(before) - 3
    ran = run("--workspace", twice.path, "reconcile", "--undo", "les aines de venelles",
              f"{twice.base}id/org/local/aines-venelles")  # fmt: skip
    assert ran == Ran(
        0,
        "",
        f"Verdict repris : « {AINES} », « {ASSO_AINES} » (même).\nReconstruction de la base…\n",
    )
    assert {AINES, ASSO_AINES} <= set(names(twice))
    assert pairs(run, twice) == {(AINES, ASSO_AINES)}
    run("--workspace", twice.path, "-q", "reconcile", "--undo", PAA, OTHER_PAA)
    run("--workspace", twice.path, "-q", "reconcile", "--undo", SARL, FABRIQUE)
    assert sorted(names(twice)) == sorted(before)
    assert kept(twice) == {}


def test_two_that_a_number_united_are_held_apart_and_united_again(run: Run, tmp_path: Path) -> None:
    made = workspace.create(tmp_path / "ws", name="Essai")
    load_file(made, rna(tmp_path / "rna.csv", rna_row("W131000001", siret="35600000000048")))
    load_file(made, grants(tmp_path / "dons.csv", ("ADL", "35600000000048", "500")))
    a, b = f"{made.base}id/org/rna/W131000001", f"{made.base}id/org/siren/356000000"
    assert "ADL" not in names(made)
    table = tmp_path / "paires.csv"
    table.write_text(f"verdict;a;b\nnot same;{a};{b}\n", encoding="utf-8")
    ran = run("--workspace", made.path, "reconcile", "--verdicts", table, lang="en")
    assert (ran.code, ran.err) == (
        0,
        "Recorded: 0 'same', 1 'not the same', 0 'unsure'; 0 rows without a verdict.\n"
        "Building the store again…\n",
    )
    assert "ADL" in names(made)
    load_file(made, rna(tmp_path / "rna.csv", rna_row("W131000001", siret="35600000000048",
                                                      titre="LE LIVRE")))  # fmt: skip
    assert {"ADL", "LE LIVRE"} <= set(names(made))
    ran = run("--workspace", made.path, "reconcile", "--undo", a, b, lang="en")
    assert ran.err.endswith("(not the same).\nBuilding the store again…\n")
    assert "ADL" not in names(made)


def test_taking_back_what_was_not_said(run: Run, twice: Workspace) -> None:
    ran = run(
        "--workspace", twice.path, "reconcile", "--undo", "French Tech Aix-Marseille", "aines"
    )
    assert ran == Ran(1, "", "Erreur : Il n'y a pas de verdict sur « French Tech Aix-Marseille » "
                             "et « aines ». Le fichier decisions/identity.csv les liste, avec les "
                             "IRI.\n")  # fmt: skip
    unknown = run("--workspace", twice.path, "reconcile", "--undo", "paa", "Personne", lang="en")
    assert unknown.code == 1
    assert unknown.err.startswith("Error: No actor is called 'Personne'.")


def test_a_reload_loses_no_verdict(run: Run, twice: Workspace, tmp_path: Path) -> None:
    run("--workspace", twice.path, "-q", "reconcile", "--ask", stdin="o\no\nn\n")
    said, united = kept(twice), len(names(twice))
    book = other_workbook(
        tmp_path / "annuaire", acteurs=ACTORS + "\nnouvelle;Une toute autre asso;;association;;;"
    )
    ran = run("--workspace", twice.path, "load", book)
    assert ran.code == 0, ran.err
    assert kept(twice) == said
    assert len(names(twice)) == united + 1
    assert proposals(run, twice) == []


def test_a_damaged_file_of_verdicts_stops_before_anything_is_lost(
    run: Run, twice: Workspace
) -> None:
    path = decisions.path(twice.path)
    path.parent.mkdir()
    path.write_text("a;b;verdict\n<<<<<<< HEAD\n", encoding="utf-8")
    ran = run("--workspace", twice.path, "reconcile", "--ask", stdin="o\n")
    assert ran.code == 3
    assert ran.err.startswith("Erreur : decisions/identity.csv, ligne 2 : git n'a pas su réunir")
    assert path.read_text(encoding="utf-8") == "a;b;verdict\n<<<<<<< HEAD\n"


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_help_has_examples(run: Run, lang: str) -> None:
    ran = run("reconcile", "--help", lang=lang)
    assert ran.code == 0
    assert "  alliances reconcile --verdicts paires.csv" in ran.out
    assert "decisions/identity.csv" in ran.out
