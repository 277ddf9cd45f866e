"""The real files of the register of elected officials: every row, every code, nothing personal."""

from __future__ import annotations

import json
from functools import cache

import pytest

from graph.identifiers import Minter
from graph.sources.catalogue import recognise
from graph.sources.context import Context
from graph.sources.electorates import commune_code
from graph.sources.emit import Emit
from graph.sources.places import Scope, known_places
from graph.sources.report import Report
from tests.graph.mandates import findings, offices, roles
from tests.graph.one_source import BASE, DATA, read, with_raw_data

RNE = DATA / "rne"
MAYORS = RNE / "maires_2019-01-09.txt"


@cache
def pays() -> Scope:
    """The 36 communes of the demonstration."""
    known = known_places(BASE, None, [])
    iri = next(iri for iri, one in known.named.items() if one.name == "Pays d'Aix")
    return Scope("Pays d'Aix", known.within(iri))


@with_raw_data
@pytest.mark.parametrize(
    ("name", "layout", "counts", "reasons", "held"),
    [
        ("conseillers_departementaux_2023-12-04.csv", "departementaux", (4055, 4048, 0, 0, 7),
         {"another function of an official already read, no post of its own": 7},
         {"conseiller-departemental": 4048, "president-departement": 94}),
        ("conseillers_municipaux_2025-02_sample_44_32.csv", "municipaux", (9733, 9732, 0, 0, 1),
         {"another function of an official already read, no post of its own": 1},
         {"conseiller-municipal": 9720, "adjoint": 2371, "maire": 657}),
        ("conseillers_regionaux_2019-01-09.txt", "regionaux", (1753, 1742, 0, 0, 11),
         {"another function of an official already read, no post of its own": 11},
         {"conseiller-regional": 1742, "president-region": 14}),
        ("deputes_2019-10-03.txt", "deputes", (576, 576, 0, 0, 0), {}, {"depute": 576}),
    ],
)  # fmt: skip
def test_every_row_of_a_real_file_is_accounted_for(
    name: str,
    layout: str,
    counts: tuple[int, ...],
    reasons: dict[str, int],
    held: dict[str, int],
) -> None:
    done = read(RNE / name)
    assert (done.reading.source.key, done.reading.layout.key) == ("rne", layout)
    assert done.counts == counts
    assert (done.reasons, roles(done), done.report.notices) == (reasons, held, [])


@with_raw_data
def test_of_the_mayors_of_2019_one_has_an_impossible_date() -> None:
    report = Report()
    out, context = (
        Emit(Minter(BASE), "essai", "v1"),
        Context("maires", known_places(BASE, None, [])),
    )
    said = b"".join(recognise(MAYORS).blocks(out, context, report))
    assert report.counts() == {
        "rne": {"read": 35297, "loaded": 35296, "repaired": 0, "rejected": 1, "filtered": 0}
    }
    assert [problem.message.fr for problem in report.problems] == [
        "maires_2019-01-09.txt, ligne 9354, colonne « Date de début de la fonction », valeur "
        "« 8/1/0018 » : cette date n'existe pas ou ne se lit pas. Écrivez-la 2017-12-15 ou "
        "15/12/2017."
    ]
    assert said.count(b"def#Mandate> ") == 35296
    assert said.count(b"def#PublicPost> ") == 35295  # Sainte-Marie had two mayors in a year
    assert said.count(b"geo#Commune> ") == 35295
    assert '"Maire du Pouzin" ' in said.decode()  # the file writes "Pouzin (Le)"


@with_raw_data
def test_all_mayors_sit_in_a_commune_of_2022_or_one_that_merged_since() -> None:
    known = json.loads((DATA / "territories/communes-2022.json").read_text(encoding="utf-8"))
    codes = {one["code"] for one in known if one["type"] == "commune-actuelle"}
    former = {one["code"] for one in known if one["type"] != "commune-actuelle"}
    former |= {code for one in known for code in one.get("anciensCodes", ())}
    lines = MAYORS.read_text(encoding="cp1252").splitlines()[2:]
    found = [commune_code(*line.split("\t")[0:3:2]) for line in lines]
    assert len(found) == 35297
    assert sum(code in codes for code in found) == 34897
    assert sum(code not in codes and code in former for code in found) == 400


@with_raw_data
def test_the_mayors_of_the_pays_d_aix_are_read_alone() -> None:
    done = read(MAYORS, scope=pays())
    assert done.counts == (35297, 36, 0, 0, 35261)
    assert done.reasons == {"outside the territory asked for": 35261}
    titles = [title for title, *_ in offices(done)]
    assert {"Maire d'Aix-en-Provence", "Maire des Pennes-Mirabeau", "Maire du Tholonet",
            "Maire d'Éguilles", "Maire de La Roque-d'Anthéron"} < set(titles)  # fmt: skip
    assert ("Maire de Pertuis", "Roger PELLENC", "2014-03-30", "geo/commune/84089") in offices(done)
    assert findings(done) == []


@with_raw_data
@pytest.mark.parametrize(
    ("name", "count"),
    [("deputes_2019-10-03.txt", 21), ("conseillers_regionaux_2019-01-09.txt", 46 + 13),
     ("conseillers_departementaux_2023-12-04.csv", 92)],
)  # fmt: skip
def test_wider_mandates_are_kept_where_they_touch_the_territory(name: str, count: int) -> None:
    done = read(RNE / name, scope=pays())
    assert done.counts[1] == count
    assert findings(done) == []


@with_raw_data
def test_overseas_corsica_and_paris_conform_to_the_shapes() -> None:
    codes = ["971", "972", "973", "974", "975", "976", "987", "988", "2A", "2B", "75"]
    far = Scope("loin", frozenset(), frozenset(codes))
    done = read(MAYORS, scope=far)
    assert done.counts[1] == 569
    assert findings(done) == []
    assert findings(read(RNE / "deputes_2019-10-03.txt")) == []


@with_raw_data
def test_nothing_of_a_person_but_the_name_passes_the_door() -> None:
    done = read(RNE / "deputes_2019-10-03.txt")
    said = done.data.decode()
    lines = (RNE / "deputes_2019-10-03.txt").read_text(encoding="cp1252").splitlines()[2:]
    for line in lines:
        _, _, _, _, _, _, _, birth, _, job, _ = line.split("\t")
        day, month, year = birth.split("/")
        assert f"{year}-{month:0>2}-{day:0>2}" not in said
        assert f'"{job}"' not in said
    assert set(done.report.dropped) == {
        "Libellé de la cir.législative", "Code sexe", "Date de naissance", "Code profession",
        "Libellé de la profession",
    }  # fmt: skip
