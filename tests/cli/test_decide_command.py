"""``alliances decide`` as a facilitator types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from graph import answers
from graph.extract import extract
from graph.layers import graphs
from graph.rebuild import rebuild, suggestions_hold
from graph.workspace import Workspace
from tests.conftest import Run
from tests.inside import inside

PAIR = ("La Fabrique numérique", "French Tech Aix-Marseille")


@pytest.fixture(scope="module")
def run() -> Run:
    """Run ``alliances`` in this process: most of a run is the start of another."""
    return inside


@pytest.fixture
def own(small: Workspace) -> Workspace:
    return small


def test_a_decision_is_kept_told_and_taken_back(run: Run, own: Workspace) -> None:
    base = ("--workspace", own.path)

    def pairs() -> list[set[str]]:
        ran = run(*base, "suggest", "--format", "json")
        return [{row["a"], row["b"]} for row in json.loads(ran.out)]

    assert set(PAIR) in pairs()
    ran = run(*base, "decide", *PAIR, "refusé", "--why", "Trop tôt, voir x@example.org",
              "--by", "PAA")  # fmt: skip
    assert (ran.code, ran.out) == (0, "")
    assert "Un courriel ou un téléphone est retiré du motif." in ran.err
    assert "Sur 1 proposition décidée : 0 acceptée (0 %" in ran.err
    assert "Reconstruction de la base…" in ran.err
    assert set(PAIR) not in pairs()
    listed = json.loads(run(*base, "decide", "--format", "json", lang="en").out)
    assert [(row["answer"], row["why"], row["by"]) for row in listed] == [
        ("refused", "Trop tôt, voir [contact masqué]", "Pays d'Aix Associations")
    ]
    undone = run(*base, "decide", *reversed(PAIR), "--undo", lang="en")
    assert (
        "Decision taken back: 'La Fabrique numérique', 'French Tech Aix-Marseille' (refused)"
        in (undone.err)
    )
    assert set(PAIR) in pairs()
    again = run(*base, "decide", *PAIR, "--undo")
    assert (again.code, again.out) == (1, "")
    assert "Il n'y a pas de décision sur « La Fabrique numérique »" in again.err


def test_names_that_several_decisions_have_are_told_with_the_iris(run: Run, own: Workspace) -> None:
    pairs = [("urn:x:a", "urn:x:b"), ("urn:x:c", "urn:x:d")]
    answers.record(own.path, [answers.answered(*pair, answers.KNOWN, PAIR) for pair in pairs])
    ran = run("--workspace", own.path, "decide", *PAIR, "--undo", lang="en")
    assert (ran.code, ran.out) == (1, "")
    assert " ".join(ran.err.split()) == (
        f"Error: Several decisions are about '{PAIR[0]}' and '{PAIR[1]}'. Give the IRIs of one of "
        "the pairs: urn:x:a urn:x:b ; urn:x:c urn:x:d."
    )
    assert len(answers.read(own.path)) == 2


def test_an_answer_that_replaces_another_says_so(run: Run, own: Workspace) -> None:
    base = ("--workspace", own.path, "decide")
    assert "Remplace" not in run(*base, *PAIR, "accepté", "--why", "Rendez-vous pris").err
    err = run(*base, *reversed(PAIR), "refusé").err
    assert "Remplace la réponse du " in err
    assert " : proposition acceptée (Rendez-vous pris)." in err
    assert len(json.loads(run(*base, "--format", "json").out)) == 1


@pytest.mark.parametrize(
    "arguments",
    [("PAA",), ("PAA", "fabrique"), ("PAA", "fabrique", "bof"), ("--undo",), ("--why", "x"),
     ("PAA", "fabrique", "connu", "--undo"), ("PAA", "fabrique", "--undo", "--why", "x")],
)  # fmt: skip
def test_what_makes_no_sense_is_answered_with_the_form(
    run: Run, own: Workspace, arguments: tuple[str, ...]
) -> None:
    ran = run("--workspace", own.path, "decide", *arguments)
    assert ran.code == 2
    assert ran.err.startswith("Erreur : Écrivez : alliances decide A B accepté")
    assert not (own.path / "decisions").exists()


def test_suggestions_speak_of_balance_and_of_what_was_decided(run: Run, own: Workspace) -> None:
    base = ("--workspace", own.path, "suggest")
    said = run(*base).err
    assert "% des paires entre secteurs différents." in said
    assert "Équilibre : au plus 3 propositions par acteur ; " in said
    assert "décidée(s)" not in said
    run("--workspace", own.path, "decide", *PAIR, "accepté")
    assert "Sur 1 proposition décidée : 1 acceptée (100 %" in run(*base).err


def test_reasons_are_data_in_json_and_a_sentence_elsewhere(run: Run, own: Workspace) -> None:
    base = ("--workspace", own.path, "suggest", "--for", PAIR[0])
    found = json.loads(run(*base, "--format", "json", lang="en").out)
    row = next(row for row in found if row["b"] == PAIR[1])
    assert row["a"] == PAIR[0], "the one asked about comes first"
    assert row["reasons"][0] == {
        "kind": "theme",
        "about": "https://w3id.org/envies-alliances/voc/theme/numerique",
        "label": "digital",
    }
    assert row["sentence"].startswith("shared theme: digital")
    table = run(*base, "--format", "csv").out.splitlines()
    assert table[0].startswith("acteur,avec,score,raisons,par,force,")
    assert any("thème commun : numérique" in line for line in table)


def test_an_actor_without_any_tie_is_told_what_it_is_proposed_by(run: Run, own: Workspace) -> None:
    ran = run("--workspace", own.path, "suggest", "--for", "Les Aînés de Venelles")
    assert ran.code == 0
    assert "La Fabrique numérique" in ran.out
    assert (
        "Les Aînés de Venelles n'a aucune alliance connue : les propositions viennent de ce qu'on "
        "sait d'autre (thème et siège)." in ran.err
    )


def test_one_that_opted_out_is_neither_proposed_nor_asked_for(run: Run, own: Workspace) -> None:
    listed = json.loads(run("--workspace", own.path, "suggest", "--format", "json").out)
    iri = next(row["iri_a"] for row in listed if row["a"] == PAIR[0])
    (own.path / "decisions").mkdir()
    (own.path / "decisions" / "optout.csv").write_text(f"actor\n{iri}\n", encoding="utf-8")
    ran = run("--workspace", own.path, "suggest", "--for", PAIR[0])
    assert (ran.code, ran.out) == (1, "")
    assert "decisions/optout.csv" in ran.err.splitlines()[0]  # it does not act in the store yet
    assert ran.err.endswith(
        "Erreur : « La Fabrique numérique » a demandé à ne pas être proposé "
        "(decisions/optout.csv).\n"
    )
    assert PAIR[0] not in run("--workspace", own.path, "suggest", "--format", "csv").out


def test_a_broad_reason_is_told_as_such(run: Run, demo: Path) -> None:
    ran = run("--workspace", demo, "suggest", "--for", "PAA", "--sector", "public", lang="en")
    told = " ".join(ran.out.split())
    assert "Métropole Aix-Marseille-Provence common partner: French Tech" in told
    assert "shared theme: culture and art — nothing more telling" in told
    assert ran.out.index("Ville de Marseille") < ran.out.index("Ministère de la Culture")


def test_former_partners_are_marked_with_the_year(run: Run, demo: Path) -> None:
    base = ("--workspace", demo, "suggest")
    rows = json.loads(run(*base, "--renew", "--format", "json").out)
    assert rows
    assert all(row["last_together"] + 5 < 2017 for row in rows)
    table = run(*base, "--renouer", lang="en")
    assert f"[allied until {rows[0]['last_together']}]" in " ".join(table.out.split())
    usual = json.loads(run(*base, "--format", "json").out)
    assert {row["last_together"] for row in usual} == {None}
    pairs = [{frozenset((row["a"], row["b"])) for row in found} for found in (rows, usual)]
    assert not pairs[0] & pairs[1]
    none = run(*base, "--renew", "--for", "PAA")
    assert none.code == 0
    assert none.err.startswith("Aucun ancien partenaire d'un autre secteur")


def test_the_store_is_built_again_only_where_its_suggestions_change(
    run: Run, own: Workspace
) -> None:
    base = ("--workspace", own.path, "decide")
    partners = ("PAA", "French Tech Aix-Marseille")  # allied: never proposed
    told = "Reconstruction de la base"
    for pair, changes in ((partners, False), (PAIR, True)):
        before = own.versions.current()
        decided, undone = run(*base, *pair, "connu"), run(*base, *pair, "--undo")
        assert [told in decided.err, told in undone.err] == [changes, changes]
        assert (own.versions.current() != before) is changes
        assert suggestions_hold(own)


def test_what_was_worked_out_for_other_decisions_does_not_hold(own: Workspace) -> None:
    assert suggestions_hold(own)
    store = own.store()
    named = {a.name: a.iri for a in extract(store, graphs(store, "asserted")).actors}
    a, b = (named[name] for name in PAIR)
    answers.record(own.path, [answers.answered(a, b, answers.REFUSED, PAIR)])
    assert not suggestions_hold(own)
    rebuild(own)
    assert suggestions_hold(own)
    answers.undo(own.path, *sorted((a, b)))
    assert not suggestions_hold(own)
