"""JSON, Parquet and RDF: cut, nested too deep, of another kind than a register's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.graph.hostile.cases import AIX, CLUB, COLUMNS, cells, loads, put, refused

MALFORMED = "le JSON est mal formé"
MALFORMED_EN = "the JSON is malformed"
UNKNOWN, UNKNOWN_EN = "{file} n'est d'aucune forme connue", "{file} is of no known form"


def _commune(number: int, **changes: Any) -> dict[str, Any]:
    code = f"13{number:03}"
    return {"code": code, "nom": f"Commune {number}", "type": "commune-actuelle",
            "departement": "13", "region": "93", "codesPostaux": [code]} | changes  # fmt: skip


def _communes(*records: dict[str, Any]) -> str:
    return json.dumps(records or tuple(_commune(n) for n in (1, 2, 3)), indent=1)


def _put(folder: Path, text: str) -> Path:
    return put(folder, text, "communes.json")


@loads(3, 3, 0, 0, 0)
def json_that_is_sound(folder: Path) -> Path:
    return _put(folder, _communes())


@refused("{file}, ligne 4, signe 3 : " + MALFORMED, "{file}, row 4, sign 3: " + MALFORMED_EN)
def json_cut_short(folder: Path) -> Path:
    return _put(folder, _communes()[:30])


@refused("{file}, ligne…" + MALFORMED, "{file}, row…" + MALFORMED_EN)
def json_with_a_comma_too_many(folder: Path) -> Path:
    return _put(folder, _communes()[:-2] + ",\n]")


@refused("{file}, ligne 2, signe 1…plusieurs documents", "{file}, row 2, sign 1…several documents")
def json_lines(folder: Path) -> Path:
    return _put(folder, "\n".join(json.dumps(_commune(n)) for n in range(3)))


@refused("{file} : le JSON est imbriqué trop profondément", "{file}: the JSON is nested too deeply",
         alone=True)  # fmt: skip
def json_nested_too_deeply(folder: Path) -> Path:
    return _put(folder, "[" * 100_000 + "]" * 100_000)


@refused("{file} : le JSON est imbriqué trop profondément", "{file}: the JSON is nested too deeply",
         alone=True)  # fmt: skip
def json_of_objects_nested_too_deeply(folder: Path) -> Path:
    return _put(folder, '{"a":' * 100_000 + "1" + "}" * 100_000)


@refused(UNKNOWN, UNKNOWN_EN)
def an_empty_array(folder: Path) -> Path:
    return _put(folder, "[]")


@refused(UNKNOWN, UNKNOWN_EN)
def an_empty_object(folder: Path) -> Path:
    return _put(folder, "{}")


@refused(UNKNOWN, UNKNOWN_EN)
def json_of_a_single_number(folder: Path) -> Path:
    return _put(folder, "42")


@refused(UNKNOWN, UNKNOWN_EN)
def an_array_of_arrays(folder: Path) -> Path:
    return _put(folder, json.dumps([["code", "nom"], ["13001", "Aix"]]))


@refused(UNKNOWN, UNKNOWN_EN)
def an_array_of_odds_and_ends(folder: Path) -> Path:
    return _put(folder, json.dumps([1, None, "code", {"code": None}, [[]], True]))


@refused(UNKNOWN, UNKNOWN_EN)
def a_contract_that_is_no_object(folder: Path) -> Path:
    return _put(folder, json.dumps({"marches": {"marche": [1, None, "x", []]}}))


@refused("{file}…un nombre…trop de chiffres", "{file}…a number…too many digits")
def json_with_a_number_of_ten_thousand_digits(folder: Path) -> Path:
    return _put(folder, _communes(_commune(1)).replace('"93"', "9" * 10_000))


@loads(4, 1, 1, 2, 0)
def json_whose_values_are_of_other_types(folder: Path) -> Path:
    odd = (
        _commune(2, code=13002, nom=["Aix"]), _commune(3, nom=None),
        _commune(4, codesPostaux={"a": [1, {"b": None}]}, siren=1e308),
    )  # fmt: skip
    return _put(folder, _communes(_commune(1), *odd))


@loads(3, 2, 0, 1, 0, fr="{file}, ligne 3", en="{file}, row 3")
def json_with_odd_records_behind_sound_ones(folder: Path) -> Path:
    sound = [_commune(1), _commune(2)]
    return _put(folder, json.dumps([*sound, "13003"]))


@loads(3, 3, 0, 0, 0)
def json_that_gives_a_key_twice(folder: Path) -> Path:
    return _put(folder, _communes().replace('"nom": "Commune 2"', '"nom": "X", "nom": "Y"'))


@loads(3, 2, 0, 1, 0, fr="{file}, ligne 3", en="{file}, row 3")
def json_with_halves_of_signs(folder: Path) -> Path:
    half = json.dumps("\ud800 Aix")
    odd = _communes(_commune(1), _commune(2, nom="X"), _commune(3, code="1300\ud800"))
    return _put(folder, odd.replace('"X"', half))


@refused("{file} est trop grand pour être lu d'un bloc", "{file} is too large to be read at once",
         alone=True)  # fmt: skip
def json_of_twenty_million_arrays(folder: Path) -> Path:
    path = _put(folder, "[")
    with path.open("ab") as file:
        for _ in range(20):
            file.write(b"[]," * 1_000_000)
        file.write(b"[]]")
    return path


def _contract(**changes: Any) -> dict[str, Any]:
    return {"id": "2019-1", "acheteur": {"id": AIX, "nom": "Ville d'Aix"},
            "objet": "Travaux", "montant": 1000, "dateNotification": "2019-02-03",
            "titulaires": [{"typeIdentifiant": "SIRET", "id": CLUB,
                            "denominationSociale": "Club"}]} | changes  # fmt: skip


@loads(4, 2, 2, 0, 0)
def contracts_whose_sums_are_none(folder: Path) -> Path:
    sums = (1000, float("nan"), float("inf"), 1e308)
    records = [_contract(id=f"2019-{i}", montant=sum_) for i, sum_ in enumerate(sums)]
    return put(folder, json.dumps({"marches": records}), "decp.json")


@loads(3, 1, 0, 1, 1, fr="{file}, ligne 1, colonne « acheteur », valeur « Ville d'Aix »",
       en="{file}, row 1, column 'acheteur', value 'Ville d'Aix'")  # fmt: skip
def contracts_whose_parts_are_of_other_types(folder: Path) -> Path:
    odd = (_contract(acheteur="Ville d'Aix"), _contract(titulaires=None), _contract())
    return put(folder, json.dumps({"marches": odd}), "decp.json")


# -- Parquet ---------------------------------------------------------------------------------------

PARQUET = "{file} n'est pas un fichier Parquet lisible (…). Téléchargez-le à nouveau."
PARQUET_EN = "{file} is no readable Parquet file (…). Download it again."


def _parquet(folder: Path, extra: list[Any] | None = None) -> Path:
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns: dict[str, list[Any]] = {
        name: list(values)
        for name, values in zip(COLUMNS, zip(*map(cells, range(3)), strict=True), strict=True)
    }
    if extra is not None:
        columns["extra"] = extra
    path = folder / "rna.parquet"
    pq.write_table(pa.table(columns), path)
    return path


@loads(3, 3, 0, 0, 0)
def parquet_with_nested_columns(folder: Path) -> Path:
    return _parquet(folder, [{"a": [1, 2]}, None, {"a": []}])


@loads(3, 3, 0, 0, 0)
def parquet_under_the_name_of_a_table(folder: Path) -> Path:
    return _parquet(folder).replace(folder / "rna.csv")


@refused(PARQUET, PARQUET_EN)
def parquet_cut_short(folder: Path) -> Path:
    path = _parquet(folder)
    return put(folder, path.read_bytes()[:-100], path.name)


@refused(PARQUET, PARQUET_EN)
def parquet_of_its_first_letters_only(folder: Path) -> Path:
    return put(folder, b"PAR1", "rna.parquet")


@refused(PARQUET, PARQUET_EN)
def parquet_whose_end_says_to_be_endless(folder: Path) -> Path:
    data = _parquet(folder).read_bytes()
    return put(folder, data[:-8] + b"\xff\xff\xff\x7fPAR1", "rna.parquet")


@refused("{file} est abîmé (…). Téléchargez-le à nouveau.",
         "{file} is damaged (…). Download it again.")  # fmt: skip
def parquet_whose_pages_are_damaged(folder: Path) -> Path:
    data = bytearray(_parquet(folder).read_bytes())
    data[4:40] = b"\xff" * 36
    return put(folder, bytes(data), "rna.parquet")


@refused("{file}, ligne 1 : ce n'est pas du texte", "{file}, row 1: this is no text")
def parquet_whose_start_is_damaged(folder: Path) -> Path:
    return put(folder, b"XXXX" + _parquet(folder).read_bytes()[4:], "rna.parquet")
