"""Verdicts are text that nothing loses: kept, merged, taken back, checked for contradictions."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from graph import decisions
from graph.decision_file import about
from graph.decisions import NOT_SAME, SAME, UNSURE, Groups, Verdict, contradictions, decide
from graph.errors import BadInput

BASE = "https://essai.test/id/org/local/"
HEADER = "a;b;verdict;name_a;name_b;why;date"


def iri(key: str) -> str:
    return BASE + key


def verdict(a: str, b: str, said: str) -> Verdict:
    return decide(iri(a), iri(b), said, (a.upper(), b.upper()))


def written(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = decisions.path(folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return folder


def test_a_workspace_without_verdicts_has_none(tmp_path: Path) -> None:
    assert decisions.read(tmp_path) == []
    assert decisions.pairs(tmp_path, SAME) == []
    assert decisions.undo(tmp_path, iri("a"), iri("b")) is None
    assert list(tmp_path.iterdir()) == []


def test_the_file_is_sorted_text_with_one_verdict_a_line(tmp_path: Path) -> None:
    decisions.record(tmp_path, [verdict("d", "c", NOT_SAME), verdict("b", "a", SAME)])
    data = decisions.path(tmp_path).read_bytes()
    assert b"\r" not in data
    lines = data.decode("utf-8").splitlines()
    day = decisions.read(tmp_path)[0].date
    assert lines == [
        HEADER,
        f"{BASE}a;{BASE}b;same;A;B;;{day}",
        f"{BASE}c;{BASE}d;not-same;C;D;;{day}",
    ]
    assert sorted(path.name for path in (tmp_path / "decisions").iterdir()) == [
        ".gitattributes",
        "identity.csv",
    ]


def test_the_order_in_which_verdicts_come_does_not_show(tmp_path: Path) -> None:
    said = [verdict("a", "b", SAME), verdict("c", "d", UNSURE), verdict("e", "f", NOT_SAME)]
    for one in said:
        decisions.record(tmp_path / "one", [one])
    decisions.record(tmp_path / "all", reversed(said))
    step_by_step, at_once = (
        decisions.path(tmp_path / name).read_bytes() for name in ("one", "all")
    )
    assert step_by_step == at_once


def test_a_new_verdict_replaces_the_old_one_of_its_pair_alone(tmp_path: Path) -> None:
    decisions.record(tmp_path, [verdict("a", "b", UNSURE), verdict("c", "d", SAME)])
    decisions.record(tmp_path, [verdict("b", "a", SAME)])
    assert [(v.pair, v.verdict) for v in decisions.read(tmp_path)] == [
        ((iri("a"), iri("b")), SAME),
        ((iri("c"), iri("d")), SAME),
    ]
    assert decisions.pairs(tmp_path, SAME) == [(iri("a"), iri("b")), (iri("c"), iri("d"))]


def test_a_verdict_taken_back_leaves_the_others(tmp_path: Path) -> None:
    decisions.record(tmp_path, [verdict("a", "b", SAME), verdict("c", "d", NOT_SAME)])
    gone = decisions.undo(tmp_path, iri("b"), iri("a"))
    assert gone is not None
    assert (gone.name_a, gone.verdict) == ("A", SAME)
    assert [v.name_a for v in decisions.read(tmp_path)] == ["C"]
    assert decisions.undo(tmp_path, iri("a"), iri("b")) is None


def test_names_go_with_their_actor_and_stay_on_one_line(tmp_path: Path) -> None:
    said = decide(iri("z"), iri("a"), SAME, ("Les\nZouaves", "Amis; « Venelles »"), "même\tnom")
    decisions.record(tmp_path, [said])
    (kept,) = decisions.read(tmp_path)
    assert (kept.name_a, kept.name_b, kept.why) == ("Amis; « Venelles »", "Les Zouaves", "même nom")


def test_a_contact_in_the_reason_does_not_pass_the_door_even_by_hand(tmp_path: Path) -> None:
    assert decide(iri("a"), iri("b"), SAME, why="vu avec x@example.org").why == (
        "vu avec [contact masqué]"
    )
    written(tmp_path, f"{BASE}a;{BASE}b;même;A;B;06 12 34 56 78;")
    assert decisions.read(tmp_path)[0].why == "[contact masqué]"


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+33", "-5", "@somme"])
def test_a_name_is_no_formula_for_a_spreadsheet(tmp_path: Path, name: str) -> None:
    decisions.record(tmp_path, [decide(iri("a"), iri("b"), SAME, (name, "B"))])
    text = decisions.path(tmp_path).read_text(encoding="utf-8")
    assert next(csv.DictReader(text.splitlines(), delimiter=";"))["name_a"] == f"'{name}"
    assert decisions.read(tmp_path)[0].name_a == name


def test_a_file_edited_by_hand_is_read(tmp_path: Path) -> None:
    written(
        tmp_path,
        "",
        f"{BASE}b;{BASE}a;Pas le même",
        f"{BASE}c;{BASE}d;je ne sais pas",
        header="\ufeffa;b;verdict",
    )
    assert [(v.a, v.b, v.verdict, v.date) for v in decisions.read(tmp_path)] == [
        (iri("a"), iri("b"), NOT_SAME, ""),
        (iri("c"), iri("d"), UNSURE, ""),
    ]


@pytest.mark.parametrize(
    ("row", "place", "reason"),
    [
        ("amis;B;same", ", colonne « a »", "« amis » n'est pas l'IRI d'un acteur"),
        (
            "A;<B>;same",
            ", colonne « b »",
            "« <https://essai.test/id/org/local/b> » n'est pas l'IRI",
        ),
        ("A;A;same", ", colonne « b »", "c'est deux fois le même IRI"),
        ("A;B;peut-être bien", ", colonne « verdict »", "n'est pas un verdict : écrivez même"),
        ("A;B", ", colonne « verdict »", "«  » n'est pas un verdict"),
        ('A;B;"same', "", "unexpected end of data"),
        ("<<<<<<< HEAD", "", "git n'a pas su réunir deux versions"),
    ],
)
def test_a_malformed_row_is_named(tmp_path: Path, row: str, place: str, reason: str) -> None:
    row = row.replace("A", iri("a")).replace("B", iri("b"))
    written(tmp_path, f"{BASE}x;{BASE}y;same", row if "HEAD" not in row else "<<<<<<< HEAD")
    before = decisions.path(tmp_path).read_bytes()
    with pytest.raises(BadInput) as caught:
        decisions.record(tmp_path, [verdict("p", "q", SAME)])
    assert caught.value.text.fr.startswith(f"decisions/identity.csv, ligne 3{place} : ")
    assert reason in caught.value.text.fr
    assert decisions.path(tmp_path).read_bytes() == before


def test_a_pair_decided_twice_is_refused_with_both_rows(tmp_path: Path) -> None:
    written(tmp_path, f"{BASE}a;{BASE}b;same", f"{BASE}b;{BASE}a;not-same")
    with pytest.raises(BadInput) as caught:
        decisions.read(tmp_path)
    assert caught.value.text.en == (
        "decisions/identity.csv, row 3, column 'b': this pair is in row 2 already. Keep the row "
        "that counts, and delete the other."
    )


def test_a_missing_column_and_another_encoding_are_told(tmp_path: Path) -> None:
    written(tmp_path, header="a;b;avis")
    with pytest.raises(BadInput) as caught:
        decisions.read(tmp_path)
    assert caught.value.text.en == (
        "decisions/identity.csv, row 1, column 'verdict': the column is missing. Put the header "
        f"back: {HEADER}."
    )
    decisions.path(tmp_path).write_bytes(b"a;b;verdict\n\xe9;b;same\n")
    with pytest.raises(BadInput) as caught:
        decisions.read(tmp_path)
    assert caught.value.text.fr == (
        "decisions/identity.csv n'est pas en UTF-8. Enregistrez-le en UTF-8."
    )


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("même", SAME), ("MEME", SAME), ("same", SAME), ("o", SAME), ("Oui", SAME), ("y", SAME),
        ("pas le même", NOT_SAME), ("not-same", NOT_SAME), ("Not the same", NOT_SAME),
        ("non", NOT_SAME), ("n", NOT_SAME), ("différents", NOT_SAME),
        ("je ne sais pas", UNSURE), ("unsure", UNSURE), ("?", UNSURE), ("peut-être", UNSURE),
        ("", None), ("pas", None), ("même pas", None),
    ],
)  # fmt: skip
def test_a_verdict_is_understood_in_both_languages(words: str, meant: str | None) -> None:
    assert decisions.verdict_of(words) == meant


def test_a_chain_of_same_contradicts_a_not_same() -> None:
    said = [
        verdict("a", "b", SAME), verdict("b", "c", SAME), verdict("c", "d", SAME),
        verdict("a", "d", NOT_SAME), verdict("a", "x", NOT_SAME), verdict("x", "y", UNSURE),
    ]  # fmt: skip
    (found,) = contradictions(said)
    assert found.apart == said[3]
    assert found.chain == tuple(said[:3])
    assert found.text.fr == (
        "« A » et « D » ne sont pas le même, mais « A » = « B », « B » = « C », « C » = « D ». "
        "Reprenez l'un de ces verdicts (--undo)."
    )
    assert found.text.en == (
        "'A' and 'D' are not the same, but 'A' = 'B', 'B' = 'C', 'C' = 'D'. Take one of these "
        "verdicts back (--undo)."
    )
    assert contradictions(said[:1] + said[2:]) == []


def test_a_pair_is_decided_by_what_other_verdicts_say() -> None:
    groups = Groups([verdict("a", "b", SAME), verdict("b", "c", SAME), verdict("c", "x", NOT_SAME)])
    assert groups.of(iri("c")) == groups.of(iri("a")) == iri("a")
    assert groups.is_decided(iri("a"), iri("c"))
    assert groups.is_decided(iri("x"), iri("a"))
    assert not groups.is_decided(iri("a"), iri("y"))
    assert not groups.is_decided(iri("x"), iri("y"))


def test_verdicts_are_found_by_what_people_call_the_actors() -> None:
    first = decide(iri("fabrique"), iri("z9"), SAME, ("La Fabrique", "LA FABRIQUE"))
    other = decide(iri("fabrique"), iri("aines"), NOT_SAME, ("La Fabrique", "Les Aînés"))
    said = [first, other]
    assert about(said, "la fabrique", "LA FABRIQUE") == [first]
    assert about(said, "z9", "fabrique") == [first]
    assert about(said, iri("fabrique"), "les aines") == [other]
    assert about(said, "z9", "les aines") == []
    assert about(said, "", "") == []
