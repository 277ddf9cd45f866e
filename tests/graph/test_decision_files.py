"""Every file of decisions is read, refused and written the same way, whatever its key is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from graph import answers, decisions
from graph.errors import BadInput
from graph.rights import forgotten, optout, rectified

A, B = "https://essai.test/id/org/local/a", "https://essai.test/id/org/local/b"
DIGEST = "ab" * 32
FILES: dict[str, tuple[Callable[[Path], list[Any]], str, str, str]] = {
    "identity.csv": (decisions.read, "a;b;verdict;name_a;name_b;why;date",
                     f"{A};{B};same", f"{B};{A};non"),
    "suggestions.csv": (answers.read, "a;b;answer;name_a;name_b;why;by;date",
                        f"{A};{B};connu", f"{B};{A};oui"),
    "optout.csv": (optout.read, "actor;name;date;why", f"{A};Nom", f"{A};Autre"),
    "rectified.csv": (rectified.read, "actor;field;value;name;why;date",
                      f"{A};nom;Un", f"{A};name;Autre"),
    "forgotten.csv": (forgotten.read, "thing;of;digest;reason;date",
                      f"abababab;iri;{DIGEST};erreur", f"cdcdcdcd;iri;{DIGEST};autre"),
}  # fmt: skip
TWICE = {
    "identity.csv": "colonne « b » : cette paire", "suggestions.csv": "colonne « b » : cette paire",
    "optout.csv": "colonne « actor » : cet acteur",
    "rectified.csv": "colonne « field » : cette propriété de l'acteur",
}  # fmt: skip


def written(folder: Path, name: str, *lines: str) -> Path:
    (folder / "decisions").mkdir(exist_ok=True)
    (folder / "decisions" / name).write_text("\n".join((*lines, "")), encoding="utf-8")
    return folder


def refusal(folder: Path, name: str, *lines: str) -> str:
    with pytest.raises(BadInput) as caught:
        FILES[name][0](written(folder, name, *lines))
    return caught.value.text.fr


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_read_and_what_is_no_text_or_no_table_is_told(tmp_path: Path, name: str) -> None:
    read, header, row, _ = FILES[name]
    assert read(tmp_path) == []
    assert len(read(written(tmp_path, name, header, "", row))) == 1
    first = header.partition(";")[0]
    assert refusal(tmp_path, name, "x;y;z", "1;2;3") == (
        f"decisions/{name}, ligne 1, colonne « {first} » : la colonne manque. Remettez la ligne "
        f"d'en-tête : {header}."
    )
    assert refusal(tmp_path, name, " ") == (
        f"decisions/{name}, ligne 1 : le fichier est vide. Remettez-le d'une sauvegarde, ou "
        "supprimez-le s'il n'y a rien à retenir."
    )
    assert refusal(tmp_path, name, header, "=======").startswith(
        f"decisions/{name}, ligne 2 : git n'a pas su réunir deux versions. Gardez les lignes"
    )
    assert refusal(tmp_path, name, header, f'"{A}').endswith("Vérifiez les guillemets.")


@pytest.mark.parametrize("name", TWICE)
def test_a_second_row_of_one_key_is_told_with_the_first(tmp_path: Path, name: str) -> None:
    _, header, first, second = FILES[name]
    assert refusal(tmp_path, name, header, first, second) == (
        f"decisions/{name}, ligne 3, {TWICE[name]} est déjà ligne 2. Gardez la ligne qui compte, "
        "et supprimez l'autre."
    )


def test_of_one_digest_forgotten_on_two_branches_the_first_row_counts(tmp_path: Path) -> None:
    read, header, first, second = FILES["forgotten.csv"]
    (line,) = read(written(tmp_path, "forgotten.csv", header, first, second))
    assert (line.thing, line.reason) == ("abababab", "error")


def test_nobody_is_told_to_delete_a_digest_that_cannot_be_read(tmp_path: Path) -> None:
    """The thing that was erased would come back with the next load."""
    _, header, first, _ = FILES["forgotten.csv"]
    told = refusal(tmp_path, "forgotten.csv", header, first.replace(DIGEST, "x"))
    assert told == (
        "decisions/forgotten.csv, ligne 2, colonne « digest » : ce n'est pas une empreinte. "
        "Remettez-la d'une sauvegarde : sans elle, ce qu'elle fait oublier reviendrait."
    )


def test_what_is_kept_first_stays_or_gives_way_as_the_file_means(tmp_path: Path) -> None:
    for why in ("un", "deux"):
        optout.record(tmp_path, A, "Nom", why)
        rectified.record(tmp_path, A, "name", why, "Nom", "")
    assert [one.why for one in optout.read(tmp_path)] == ["un"]
    assert [one.value for one in rectified.read(tmp_path)] == ["deux"]


def test_a_name_that_two_lines_have_takes_none_of_them_back(tmp_path: Path) -> None:
    for iri in (A, B):
        optout.record(tmp_path, iri, "Même nom", "")
    assert optout.undo(tmp_path, "meme nom") is None
    gone = optout.undo(tmp_path, A)
    assert gone is not None
    assert [one.actor for one in optout.read(tmp_path)] == [B]
    assert optout.undo(tmp_path, "MEME NOM") is not None
