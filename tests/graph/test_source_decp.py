"""Public procurement (DECP): contracts and concessions in JSON of every form, and in tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from graph.errors import BadInput
from graph.sources.places import known_places
from tests.graph.one_source import BASE, DATA, PAYS, Read, checked, read, table, with_raw_data

BUYER = checked(f"{checked('21130001')}0001")
FIRST, SECOND, THIRD = (checked(f"{checked(d)}0001") for d in ("31000001", "31000002", "05000003"))
FAKE = "12345678900022"
CONTRACT: dict[str, Any] = {
    "id": "2019-01",
    "acheteur": {"id": BUYER, "nom": "Ville d'Aix"},
    "nature": "Marché",
    "objet": "Entretien des jardins",
    "dateNotification": "2019-03-01",
    "montant": 127000.5,
    "lieuExecution": {"code": "13001", "typeCode": "Code commune"},
    "titulaires": [{"typeIdentifiant": "SIRET", "id": FIRST, "denominationSociale": "SARL Flore"}],
}
WIDE = (
    "id,acheteur_id,acheteur_nom,objet,codeCPV,lieuExecution_code,lieuExecution_typeCode,"
    "dateNotification,montant,titulaire_id_1,titulaire_typeIdentifiant_1,"
    "titulaire_denominationSociale_1,titulaire_id_2,titulaire_typeIdentifiant_2"
)
LONG = (
    "uid,id,acheteur_id,acheteur_nom,objet,dateNotification,montant,titulaire_id,"
    "titulaire_typeIdentifiant,titulaire_nom,modification_id,donneesActuelles"
)


def _written(path: Path, document: Any) -> Path:
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path


def _one(folder: Path, **changed: Any) -> Read:
    """Read one contract, some fields of it changed."""
    return read(_written(folder / "marches.json", {"marches": [CONTRACT | changed]}))


def _parties(done: Read) -> dict[str, list[str]]:
    """Return role → actors of the alliances read."""
    found = done.facts()
    actors = {s: o for s, p, o in found if p == "ea:actor"}
    roles = {s: o for s, p, o in found if p == "ea:partyRole"}
    return {
        role.partition("/")[2]: sorted(
            actors[party].rpartition("/")[2] for party in actors if roles[party] == role
        )
        for role in set(roles.values())
    }


# -- real files ------------------------------------------------------------------------------------


@with_raw_data
def test_contracts_of_2019_with_fake_numbers_are_refused() -> None:
    done = read(DATA / "decp/decp_test_2019.json")
    assert (done.reading.source.key, done.reading.layout.key) == ("decp", "json")
    assert done.counts == (2, 0, 0, 2, 0)
    assert [problem.reason.fr for problem in done.report.problems] == [
        "le numéro 12345678900022 d'un titulaire n'est pas un SIRET valide",
        "le numéro 12345678900023 d'un titulaire n'est pas un SIRET valide",
    ]
    assert done.data == b""


@with_raw_data
def test_contracts_of_2022() -> None:
    done = read(DATA / "decp/decp_test_2022.json")
    assert done.counts == (5, 3, 1, 1, 0)
    assert done.reasons == {"impossible amount left empty": 1}
    assert sorted(o for _, p, o in done.facts() if p == "schema:value") == [
        "1105000", "127835.12", "44996.25",
    ]  # fmt: skip
    assert _parties(done) == {
        "porteur": ["210300422", "215002221", "216901231", "221300015"],
        "partenaire": ["392100319", "392108734", "398308197", "487946071", "834157513",
                       "918246257"],
    }  # fmt: skip
    assert sorted(o for _, p, o in done.facts() if p == "ea:territory") == ["geo/commune/69123"]
    assert done.findings() == []


@with_raw_data
def test_a_schema_of_contracts_holds_none() -> None:
    with pytest.raises(BadInput, match="is of no known form"):
        read(DATA / "decp/schema_base.json")


# -- what is stated --------------------------------------------------------------------------------


def test_a_contract_is_an_alliance_led_by_its_buyer(tmp_path: Path) -> None:
    done = _one(tmp_path)
    assert done.counts == (1, 1, 0, 0, 0)
    (alliance,) = done.things("ea:ConcludedAlliance")
    assert done.of(alliance, "rdfs:label", "ea:partnershipType", "ea:territory",
                   "ea:confidenceBasis", "ea:locator") == {
        "rdfs:label": ["Entretien des jardins"],
        "ea:partnershipType": ["type/commande-publique"],
        "ea:territory": ["geo/commune/13001"],
        "ea:confidenceBasis": ["confidence-basis/registre"],
        "ea:locator": ["marché 1"],
    }  # fmt: skip
    assert done.of(f"{alliance}/stage/1", "ea:stage", "ea:notBefore", "ea:notAfter") == {
        "ea:stage": ["stage/signe"],
        "ea:notBefore": ["2019-03-01"],
        "ea:notAfter": ["2019-03-01"],
    }
    assert done.of(f"{alliance}/amount", "schema:value", "ea:amountKind") == {
        "schema:value": ["127000.5"],
        "ea:amountKind": ["amount-kind/engage"],
    }
    assert _parties(done) == {"porteur": [BUYER[:9]], "partenaire": [FIRST[:9]]}
    assert done.of(f"org/siren/{BUYER[:9]}", "rdfs:label", "ea:sector") == {
        "rdfs:label": ["Ville d'Aix"],
        "ea:sector": ["sector/public"],
    }
    assert done.of(f"org/siren/{FIRST[:9]}", "rdfs:label", "ea:sector") == {
        "rdfs:label": ["SARL Flore"],
        "ea:sector": ["sector/entreprise"],
    }
    assert done.findings() == []


def test_a_body_without_a_name_is_called_by_its_number(tmp_path: Path) -> None:
    done = _one(tmp_path, acheteur={"id": BUYER})
    label = done.of(f"org/siren/{BUYER[:9]}", "rdfs:label")
    assert label == {"rdfs:label": [f"SIREN {BUYER[:9]}"]}


def test_a_concession_is_dated_by_its_signature_and_worth_its_global_value(tmp_path: Path) -> None:
    concession = {
        "id": "CC1",
        "autoriteConcedante": {"id": BUYER},
        "objet": "Piscine",
        "dateSignature": "2024-06-06",
        "valeurGlobale": 300000,
        "concessionnaires": [{"concessionnaire": {"typeIdentifiant": "SIRET", "id": FIRST}}],
    }
    document = {"marches": {"contrat-concession": concession, "marche": [CONTRACT]}}
    done = read(_written(tmp_path / "m.json", document))
    assert done.counts == (2, 2, 0, 0, 0)
    assert sorted(o for _, p, o in done.facts() if p == "ea:notBefore") == [
        "2019-03-01", "2024-06-06",
    ]  # fmt: skip
    assert sorted(o for _, p, o in done.facts() if p == "schema:value") == ["127000.5", "300000"]
    assert done.findings() == []


@pytest.mark.parametrize(
    "document",
    [
        {"marches": [CONTRACT]},
        {"marches": {"marche": [CONTRACT], "contrat-concession": []}},
        {"marches": {"marche": CONTRACT}},
        [CONTRACT],
        CONTRACT,
        {"marches": [{**CONTRACT, "acheteur": None, "acheteur.id": BUYER,
                      "acheteur.nom": "Ville d'Aix"}]},
        {"marches": [{**CONTRACT, "acheteur": {"id": int(BUYER), "nom": "Ville d'Aix"}}]},
        [{
            "id": "2019-01", "acheteur_id": BUYER, "acheteur_nom": "Ville d'Aix",
            "objet": "Entretien des jardins", "dateNotification": "2019-03-01T00:00:00",
            "montant": "127000.5", "titulaire_id_1": FIRST, "titulaire_typeIdentifiant_1": "SIRET",
            "titulaire_nom_1": "SARL Flore", "titulaire_id_2": "CDL",
            "titulaire_typeIdentifiant_2": "CDL",
            "lieuExecution_code": "13001", "lieuExecution_typeCode": "Code commune",
        }],
    ],
)  # fmt: skip
def test_every_form_of_document_says_the_same(tmp_path: Path, document: Any) -> None:
    expected = _one(tmp_path)
    done = read(_written(tmp_path / "forme.json", document))
    assert done.counts == (1, 1, 0, 0, 0)
    assert done.facts() == expected.facts()


def _holder(number: str, scheme: str = "SIRET", **more: str) -> dict[str, str]:
    return {"typeIdentifiant": scheme, "id": number, **more}


@pytest.mark.parametrize(
    ("holders", "found"),
    [
        ([_holder(FIRST), _holder(SECOND)], [FIRST, SECOND]),
        ([{"titulaire": _holder(FIRST)}, {"titulaire": _holder(SECOND)}], [FIRST, SECOND]),
        ({"titulaire": [_holder(FIRST), _holder(SECOND)]}, [FIRST, SECOND]),
        ([[[_holder(FIRST)], [[_holder(SECOND)]]]], [FIRST, SECOND]),
        ([_holder(FIRST), {"titulaire": "typeIdentifiant"}, "id", None], [FIRST]),
        ([_holder(FIRST, "Siret"), _holder("DE814864138", "TVA")], [FIRST]),
        ([_holder(FIRST[:9], "SIREN"), _holder("1234", "HORS-UE")], [FIRST]),
        ([_holder(FIRST), _holder(FIRST), _holder(BUYER)], [FIRST]),
        ([_holder(FIRST), _holder(SECOND, denominationSociale="M. DUPONT Jean")], [FIRST]),
    ],
)
def test_holders_in_nested_shapes(tmp_path: Path, holders: Any, found: list[str]) -> None:
    done = _one(tmp_path, titulaires=holders)
    assert done.counts == (1, 1, 0, 0, 0)
    assert _parties(done)["partenaire"] == [number[:9] for number in found]
    assert b"DUPONT" not in done.data


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"titulaires": [_holder("DE814864138", "TVA")]}, "no holder designated by a SIRET"),
        ({"titulaires": []}, "no holder designated by a SIRET"),
        ({"titulaires": None}, "no holder designated by a SIRET"),
        ({"titulaires": [_holder(FIRST, denominationSociale="Mme Anne Dupont")]},
         "natural person or sole trader"),
        ({"titulaires": [_holder(BUYER)]}, "the buyer is the only holder"),
    ],
)  # fmt: skip
def test_contracts_left_out(tmp_path: Path, changed: dict[str, Any], reason: str) -> None:
    done = _one(tmp_path, **changed)
    assert done.counts == (1, 0, 0, 0, 1)
    assert done.reasons == {reason: 1}
    assert done.data == b""


def test_a_wrong_number_among_good_ones_is_set_aside(tmp_path: Path) -> None:
    done = _one(tmp_path, titulaires=[_holder(FAKE), _holder(FIRST), _holder(THIRD.lstrip("0"))])
    assert done.counts == (1, 0, 1, 0, 0)
    assert done.reasons == {
        "holder with a wrong number set aside": 1,
        "leading zeros given back to a SIREN": 1,
    }
    assert _parties(done)["partenaire"] == sorted([FIRST[:9], THIRD[:9]])


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"titulaires": [_holder(FAKE)]},
         "le numéro 12345678900022 d'un titulaire n'est pas un SIRET valide. Retrouvez-le dans "
         "l'annuaire des entreprises, ou retirez le marché."),
        ({"acheteur": {"id": ""}},
         "marches.json, ligne 1, colonne « acheteur » : l'acheteur manque. "
         "Ajoutez son SIRET, ou retirez le marché."),
        ({"acheteur": {"id": FAKE}},
         "ce n'est ni un SIREN ni un SIRET valide. Un tableur l'a peut-être arrondi : recopiez "
         "les 9 ou 14 chiffres, colonne au format texte."),
    ],
)  # fmt: skip
def test_contracts_refused(tmp_path: Path, changed: dict[str, Any], message: str) -> None:
    done = _one(tmp_path, **changed)
    assert done.counts == (1, 0, 0, 1, 0)
    (problem,) = done.problems
    assert problem.endswith(message)


@pytest.mark.parametrize(
    ("changed", "values", "dates", "reasons"),
    [
        ({"montant": 1e17}, [], ["2019-03-01"], {"impossible amount left empty": 1}),
        ({"montant": -5}, [], ["2019-03-01"], {"impossible amount left empty": 1}),
        ({"montant": "NC"}, [], ["2019-03-01"], {}),
        ({"montant": float("nan")}, [], ["2019-03-01"], {}),
        ({"montant": 1.5e6}, ["1500000"], ["2019-03-01"], {}),
        ({"montant": "77 899,10 €"}, ["77899.1"], ["2019-03-01"], {}),
        ({"dateNotification": "2019-02-30"}, ["127000.5"], [], {"impossible date left empty": 1}),
        ({"dateNotification": "2019-03-01+01:00"}, ["127000.5"], ["2019-03-01"], {}),
        ({"dateNotification": ""}, ["127000.5"], [], {}),
    ],
)
def test_amounts_and_dates(
    tmp_path: Path,
    changed: dict[str, Any],
    values: list[str],
    dates: list[str],
    reasons: dict[str, int],
) -> None:
    done = _one(tmp_path, **changed)
    assert done.counts == (1, 1 - len(reasons), len(reasons), 0, 0)
    assert [o for _, p, o in done.facts() if p == "schema:value"] == values
    assert [o for _, p, o in done.facts() if p == "ea:notBefore"] == dates
    assert done.reasons == reasons


@pytest.mark.parametrize(
    ("code", "kind", "found"),
    [
        ("13001", "Code commune", ["geo/commune/13001"]),
        ("13201", "CODE COMMUNE", ["geo/commune/13055"]),
        ("13", "Code département", ["geo/departement/13"]),
        ("93", "Code région", ["geo/region/93"]),
        ("13100", "Code postal", []),  # one that no commune known is alone to have
        ("999", "Code région", []),
        ("FR", "Code pays", []),
        ("13", "", []),
    ],
)
def test_the_place_of_execution_is_a_territory_when_it_is_sure(
    tmp_path: Path, code: str, kind: str, found: list[str]
) -> None:
    done = _one(tmp_path, lieuExecution={"code": code, "typeCode": kind})
    assert [o for _, p, o in done.facts() if p == "ea:territory"] == found


def test_a_postal_code_of_one_commune_alone_is_a_place(tmp_path: Path) -> None:
    places = known_places(BASE, None, [])
    places.postal |= {"84120": {"84089", "84065"}, "13770": {"13113"}}
    one, two = (
        CONTRACT | {"id": code, "lieuExecution": {"code": code, "typeCode": "Code postal"}}
        for code in ("13770", "84120")
    )
    done = read(_written(tmp_path / "m.json", {"marches": [one, two]}), places=places)
    assert done.counts == (2, 2, 0, 0, 0)
    assert [o for _, p, o in done.facts() if p == "ea:territory"] == ["geo/commune/13113"]
    assert done.findings() == []


def test_later_modifications_do_not_enter(tmp_path: Path) -> None:
    plain = _one(tmp_path)
    modified = _one(tmp_path, modifications=[{"modification": {
        "id": 1, "montant": 5, "titulaires": [{"titulaire": _holder(SECOND)}],
    }}])  # fmt: skip
    assert modified.facts() == plain.facts()


def test_the_same_contract_twice_is_one_and_another_lot_is_another(tmp_path: Path) -> None:
    lot = CONTRACT | {"titulaires": [_holder(SECOND)]}
    document = {"marches": [CONTRACT, CONTRACT | {"montant": 9}, lot]}
    done = read(_written(tmp_path / "m.json", document))
    assert done.counts == (3, 2, 0, 0, 1)
    assert done.reasons == {"duplicate row": 1}
    assert len(done.things("ea:Alliance")) == 2


def test_a_territory_keeps_what_is_done_there_or_by_its_actors(tmp_path: Path) -> None:
    def elsewhere(number: str, **changed: Any) -> dict[str, Any]:
        place = {"code": "69123", "typeCode": "Code commune"}
        return CONTRACT | {"id": number, "lieuExecution": place} | changed

    document = {"marches": [
        CONTRACT,
        elsewhere("2"),
        elsewhere("3", titulaires=[_holder(SECOND)]),
        elsewhere("4", lieuExecution={"code": "13", "typeCode": "Code département"}),
        elsewhere("5", lieuExecution=None),
    ]}  # fmt: skip
    done = read(_written(tmp_path / "m.json", document), scope=PAYS, seated=[SECOND[:9]])
    assert done.counts == (5, 2, 0, 0, 3)
    assert done.reasons == {"outside the territory asked for": 3}
    assert _parties(done)["partenaire"] == sorted([FIRST[:9], SECOND[:9]])


def test_a_record_that_is_no_contract_is_refused_and_breaks_nothing(tmp_path: Path) -> None:
    done = read(_written(tmp_path / "m.json", {"marches": [CONTRACT, "marché", None, []]}))
    assert done.counts == (4, 1, 0, 3, 0)


# -- tables ----------------------------------------------------------------------------------------


def _wide(number: str = "2019-01", **changed: str) -> str:
    values = {
        "id": number, "acheteur_id": BUYER, "acheteur_nom": "Ville d'Aix",
        "objet": "Entretien des jardins", "dateNotification": "2019-03-01", "montant": "127000.5",
        "lieuExecution_code": "13001", "lieuExecution_typeCode": "Code commune",
        "titulaire_id_1": FIRST, "titulaire_typeIdentifiant_1": "SIRET",
        "titulaire_denominationSociale_1": "SARL Flore",
    } | changed  # fmt: skip
    return "|".join(f"{key}={value}" for key, value in values.items())


def test_a_table_of_contracts_says_what_the_json_says(tmp_path: Path) -> None:
    expected = {fact for fact in _one(tmp_path).facts() if fact[1] != "ea:locator"}
    done = read(table(tmp_path / "d.csv", WIDE, _wide()))
    assert done.reading.layout.key == "table"
    assert done.counts == (1, 1, 0, 0, 0)
    assert {fact for fact in done.facts() if fact[1] != "ea:locator"} == expected


def test_columns_of_further_holders_are_read(tmp_path: Path) -> None:
    more = {"titulaire_id_2": SECOND, "titulaire_typeIdentifiant_2": "SIRET"}
    done = read(table(tmp_path / "d.csv", WIDE, _wide(**more), _wide("2", titulaire_id_1=FAKE)))
    assert done.counts == (2, 1, 0, 1, 0)
    assert _parties(done)["partenaire"] == sorted([FIRST[:9], SECOND[:9]])
    assert done.problems == [
        "d.csv, ligne 3, colonne « titulaire_id_1 », valeur « 12345678900022 » : le numéro "
        "12345678900022 d'un titulaire n'est pas un SIRET valide. Retrouvez-le dans l'annuaire "
        "des entreprises, ou retirez le marché."
    ]


def _long(holder: str, **changed: str) -> str:
    values = {
        "uid": f"{BUYER}2019-01", "id": "2019-01", "acheteur_id": BUYER, "objet": "Jardins",
        "acheteur_nom": "Ville d'Aix", "dateNotification": "2019-03-01", "montant": "5",
        "titulaire_id": holder, "titulaire_typeIdentifiant": "SIRET", "modification_id": "0",
    } | changed  # fmt: skip
    return "|".join(f"{key}={value}" for key, value in values.items())


def test_rows_of_one_contract_add_its_holders(tmp_path: Path) -> None:
    rows = [
        _long(FAKE), _long(FIRST), _long(SECOND), _long(FIRST),
        _long(THIRD, modification_id="1", donneesActuelles="true"),
    ]  # fmt: skip
    done = read(table(tmp_path / "d.csv", LONG, *rows))
    assert done.reading.layout.key == "titulaires"
    assert done.counts == (5, 2, 0, 1, 2)
    assert done.reasons == {"duplicate row": 1, "modification of a contract": 1}
    assert len(done.things("ea:Alliance")) == 1
    assert _parties(done) == {
        "porteur": [BUYER[:9]], "partenaire": sorted([FIRST[:9], SECOND[:9]])
    }  # fmt: skip
    assert done.findings() == []


def test_the_headers_of_the_common_base_of_local_data_are_known(tmp_path: Path) -> None:
    header = (
        "MARCHE_ID,ACHETEURS_ID,ACHETEURS_NOM,NATURE_MARCHE,MARCHE_OBJET,LIEU_EXEC_CODE,"
        "LIEU_EXEC_TYPE,NOTIFICATION_DATE,MONTANT,TITULAIRES_ID,TITULAIRES_ID_TYPE,"
        "TITULAIRES_DENOMINATION"
    )
    row = (
        f"MARCHE_ID=1|ACHETEURS_ID={BUYER}|ACHETEURS_NOM=Ville|MARCHE_OBJET=Jardins|MONTANT=5"
        f"|LIEU_EXEC_CODE=13113|LIEU_EXEC_TYPE=Code commune|NOTIFICATION_DATE=01/03/2019"
        f"|TITULAIRES_ID={FIRST}|TITULAIRES_ID_TYPE=SIRET|TITULAIRES_DENOMINATION=SARL Flore"
    )
    done = read(table(tmp_path / "d.csv", header, row))
    assert done.counts == (1, 1, 0, 0, 0)
    (alliance,) = done.things("ea:Alliance")
    assert done.of(alliance, "rdfs:label", "ea:territory") == {
        "rdfs:label": ["Jardins"],
        "ea:territory": ["geo/commune/13113"],
    }
