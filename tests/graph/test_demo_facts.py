"""The demonstration territory: complete, consistent, and equal to the raw files it restates."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

import pytest

import ontology
from graph.sources.workbook.check import check
from graph.sources.workbook.read import read_tables
from ontology.text import fold

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "graph" / "demo"
SHARED = ROOT.parent / "shared"
JAUNE = SHARED / "data/subsidies/pays_aix_jaune_plf2012_subventions_etat_2010.csv"
Row = dict[str, str]

with_raw_data = pytest.mark.skipif(
    not (SHARED / "data").is_dir(),
    reason="raw open data not beside the repository (../shared/data)",
)

SHEETS = sorted(path.stem for path in DEMO.glob("*.csv"))
UNSOURCED = {"parties", "sources"}
REFERENCES = """
    acteurs: commune>territoires, membre de>acteurs, rattaché à>acteurs, porté par>acteurs
    alliances: territoires>territoires, cadre>programmes
    parties: alliance>alliances, acteur>acteurs+mandats
    etapes: alliance>alliances
    territoires: fait partie de>territoires, couvre>territoires
    mandats: organisme>acteurs, territoire>territoires
    besoins-offres: acteur>acteurs, territoires>territoires
    programmes: partie de>programmes, porté par>acteurs, soutenu par>acteurs
    programmes: territoires>territoires
    participations: programme>programmes, acteur>acteurs+mandats
"""
# Other spellings and hamlets under which the raw files write a commune.
ALIASES = {
    "13001": ("aix", "milles", "puyricard", "luynes", "arbois"),
    "13046": ("greaque",),
    "13071": ("pennes mirabeau",),
    "13074": ("peyrolles",),
    "13080": ("puy ste reparade",),
    "13084": ("roque d antheron",),
    "13090": ("st antonin sur bayon",),
    "13095": ("st marc jaumegarde",),
    "13107": ("simiane",),
    "13109": ("tholonet",),
}
# Records that look like the territory and are not: another town, street, department or code.
FALSE_FRIENDS = {
    2013: {2326, 2828, 4845, 6465},
    2014: {5709, 6457, 8024, 9327, 9333, 9782, 10784, 11819},
    2015: {445, 446, 2141, 2876, 3824, 3885, 4868, 8918, 9406, 10813, 14032, 14697, 15013},
}
ELSEWHERE = "marseille cannes avignon arles salon gap apt var lure lambert parfumerie chateauvallon"


@cache
def sheet(name: str) -> list[Row]:
    with (DEMO / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";", strict=True))


@cache
def ids(name: str) -> frozenset[str]:
    key = "poste" if name == "mandats" else "id"
    return frozenset(row[key] for row in sheet(name))


def by_id(name: str) -> dict[str, Row]:
    return {row["id"]: row for row in sheet(name)}


def cells() -> list[tuple[str, str, str]]:
    return [(n, c, v) for n in SHEETS for row in sheet(n) for c, v in row.items()]


def values(cell: str) -> list[str]:
    return cell.split("|") if cell else []


def parties() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for row in sheet("parties"):
        found[row["alliance"]][row["rôle"]] = row["acteur"]
    return found


def luhn(digits: str) -> bool:
    doubled = [int(d) * (1 + i % 2) for i, d in enumerate(reversed(digits))]
    return sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0


def numbers(locator: str) -> list[int]:
    """Return the row numbers of a locator: "lignes 2, 4 — note" is 2 and 4."""
    return [int(n) for n in re.findall(r"\d+", locator.partition(" — ")[0])]


# --- without the raw files -------------------------------------------------------------------


def test_it_is_as_large_as_promised() -> None:
    actors = check(read_tables(DEMO)[0]).records["actors"]
    sectors = {ontology.sector_of(record.values["type"]) for record in actors}
    assert len(sheet("acteurs")) >= 250
    assert len(sheet("alliances")) >= 300
    assert len(sectors) >= 5
    assert Counter(row["type"] for row in sheet("territoires"))["commune"] == 36


def test_the_workbook_is_read_whole_and_has_no_other_column() -> None:
    tables, unknown = read_tables(DEMO)
    assert (unknown, [t.file for t in tables.values() if t.dropped], len(tables)) == ([], [], 11)
    report = check(tables).report
    assert [problem.message.fr for problem in report.problems] == []
    assert report.loaded == report.read
    assert report.withheld == 0


def test_identifiers_are_unique() -> None:
    for name in SHEETS:
        if "id" in sheet(name)[0]:
            keys = [row["id"] for row in sheet(name)]
            assert all(keys), name
            assert len(keys) == len(set(keys)), name
    sirens = [row["siren"] for row in sheet("acteurs") if row["siren"]]
    assert len(sirens) == len(set(sirens))
    assert not ids("acteurs") & ids("mandats")


def test_every_reference_resolves() -> None:
    links = [line.strip().partition(": ")[::2] for line in REFERENCES.strip().splitlines()]
    checked = 0
    for name, column, target in (
        (n, *link.split(">")) for n, ls in links for link in ls.split(", ")
    ):
        known = frozenset().union(*(ids(t) for t in target.split("+")))
        for row in sheet(name):
            assert set(values(row[column])) <= known, (name, column, row)
            checked += len(values(row[column]))
    assert checked > 2000


def test_every_line_has_a_source() -> None:
    for name in set(SHEETS) - UNSOURCED:
        assert {row["source"] for row in sheet(name)} <= ids("sources"), name
    cited = {row["source"] for n in set(SHEETS) - UNSOURCED for row in sheet(n)}
    assert ids("sources") == cited


def test_every_alliance_has_two_parties_and_a_stage() -> None:
    actors: dict[str, set[str]] = defaultdict(set)
    for row in sheet("parties"):
        actors[row["alliance"]].add(row["acteur"])
    staged = {row["alliance"] for row in sheet("etapes")}
    for key in ids("alliances"):
        assert len(actors[key]) >= 2, key
        assert key in staged, key


def test_every_siren_passes_luhn() -> None:
    sirens = [r["siren"] for n in ("acteurs", "territoires") for r in sheet(n) if r["siren"]]
    assert len(sirens) > 200
    assert [s for s in sirens if not re.fullmatch(r"\d{9}", s) or not luhn(s)] == []


def test_no_contact_no_private_person_no_markup() -> None:
    contact = re.compile(r"@|\(at\)|(?<!\d)(?:\+33|0)\s?[1-9](?:[\s.-]?\d{2}){4}(?!\d)")
    person = re.compile(r"\b(?:Mme|Mlle|Monsieur|Madame|chez|c/o)\b|\bM\. ", re.IGNORECASE)
    for name, column, text in cells():
        assert not contact.search(text), (name, column, text)
        assert not re.search(r"[\x00-\x1f\x7f-\x9f<>\u00a0]", text), (name, column, text)
        if column in {"nom", "description", "intitulé"}:
            assert not person.search(text), (name, text)
            assert not re.search(r"[A-ZÀ-Ý]{7,}", text), text  # shorter ones may be acronyms


def test_a_holder_is_only_ever_the_holder_of_a_public_mandate() -> None:
    for row in sheet("mandats"):
        assert row["fonction"] in {"maire", "depute"}
    holders = {fold(row["titulaire"]) for row in sheet("mandats") if row["titulaire"]}
    for row in sheet("acteurs"):
        assert fold(row["nom"]) not in holders, row


def test_contradictions_are_kept_side_by_side() -> None:
    claims: dict[str, set[str]] = defaultdict(set)
    for row in sheet("affirmations"):
        claims[row["sujet"]].add(row["valeur"])
    assert {"4 ans", "2016-2020", "2017"} <= claims["envies-d-alliances"]
    assert {"12", "11", "10"} <= claims["parcours-co-construction-2018"]
    assert {"Disposition", "Dispositif"} <= claims["aap-cooperation-mutualisation"]
    assert {"début 2017", "2018"} <= claims["projets-phares-culture-art"]
    collective = Counter(row["catégorie"] for row in sheet("affirmations") if row["catégorie"])
    assert set(collective) == {
        "elus", "associations", "groupements-associations", "groupements-entreprises",
        "enseignement-recherche", "institutions",
    }  # fmt: skip


def test_the_stages_say_no_more_than_the_source() -> None:
    stage = {row["alliance"]: row["étape"] for row in sheet("etapes")}
    assert stage["paa-french-tech"] == "accord-de-principe"
    assert stage["paa-service-economie-circulaire"] == "idee"
    assert stage["paa-le-rameau"] == "contact"
    venelles = [
        a["id"]
        for a in sheet("alliances")
        if "projet-venelles" in values(a["territoires"]) and stage[a["id"]] == "accord-de-principe"
    ]
    assert venelles == ["paa-french-tech"]


# --- against the raw files -------------------------------------------------------------------


@cache
def records(path: Path, encoding: str = "utf-8", delimiter: str = ",") -> list[list[str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.reader(file, delimiter=delimiter))


@cache
def register(name: str) -> list[list[str]]:
    return records(SHARED / "data/rne" / name, "cp1252", "\t")


def reserve(year: int) -> list[list[str]]:
    name = f"hackathon_{year}_reserve_parlementaire.csv"
    return records(SHARED / "data/reserve_parlementaire" / name)


def iso(date: str) -> str:
    day, month, year = date.split("/")
    return f"{year}-{int(month):02d}-{int(day):02d}"


@with_raw_data
def test_the_36_communes_equal_the_raw_file() -> None:
    raw = records(SHARED / "data/territories/pays_aix_36_communes.csv")
    places = by_id("territoires")
    bodies = {a["commune"]: a for a in sheet("acteurs") if a["type"] == "collectivité"}
    assert len(raw) == 37
    for line in raw[1:]:
        row = dict(zip(raw[0], line, strict=True))
        place = places[row["code_insee"]]
        assert (place["code"], place["nom"]) == (row["code_insee"], row["nom"])
        assert place["siren"] == bodies[row["code_insee"]]["siren"] == row["siren"]
        assert place["population"] == row["population_municipale_2016"]
        assert place["année population"] == "2016"
        assert {f"dep-{row['departement']}", "epci-200054807"} < set(
            values(place["fait partie de"])
        )
        assert (place["latitude"], place["longitude"]) == (row["centroid_lat"], row["centroid_lon"])
    assert "dep-84" in values(places["84089"]["fait partie de"])


@with_raw_data
def test_every_mayor_equals_the_register() -> None:
    raw = register("maires_2019-01-09.txt")
    mayors = [row for row in sheet("mandats") if row["fonction"] == "maire"]
    assert len({row["territoire"] for row in mayors}) == len(mayors) == 36
    for row in mayors:
        line = raw[numbers(row["localisation"].partition(" :")[0])[0] - 1]
        assert line[0] + line[2] == row["territoire"]
        started = iso(line[11])
        if started > "2017-12-31":  # not in office at the end of 2017: the post has no holder
            assert (row["titulaire"], row["début"]) == ("", "")
        else:
            assert (fold(row["titulaire"]), row["début"]) == (fold(f"{line[5]} {line[4]}"), started)
    assert [row["territoire"] for row in mayors if not row["titulaire"]] == ["13082"]


@with_raw_data
def test_every_deputy_equals_the_files() -> None:
    funded = {p["financeur"] for k, p in parties().items() if k.startswith("reserve-")}
    deputies = [row for row in sheet("mandats") if row["fonction"] == "depute"]
    assert {row["poste"] for row in deputies} == funded
    for row in deputies:
        number = numbers(row["localisation"])[0]
        if row["source"] == "rne-deputes-2019":
            line = register("deputes_2019-10-03.txt")[number - 1]
            assert (fold(row["titulaire"]), row["début"]) == (
                fold(f"{line[5]} {line[4]}"), iso(line[10]))  # fmt: skip
        else:
            line = reserve(int(row["source"][-4:]))[number]
            assert fold(row["titulaire"]) == fold(f"{line[5]} {line[4]}")
            assert row["poste"] == f"depute-{line[9].lower()}"
            assert not row["début"][:1].isdigit()  # bounds, never an invented day


@with_raw_data
def test_every_state_subsidy_equals_the_jaune() -> None:
    raw, actors, sides = records(JAUNE), by_id("acteurs"), parties()
    lines = {}
    for row in sheet("alliances"):
        if row["source"] != "jaune-plf2012":
            continue
        (number,) = numbers(row["localisation"])
        lines[number] = row
        siren, name, heading, total, detail = raw[number - 1]
        assert (heading != "", total) == (True, "")  # a detail line, never a total
        assert row["montant"] == re.sub(r"\D", "", detail)
        assert row["nature du montant"] == "verse"
        assert actors[sides[row["id"]]["beneficiaire"]]["siren"] == siren
        assert actors[sides[row["id"]]["financeur"]]["type"] == "organisme public"
        assert heading.partition(": ")[2] in row["description"].replace(" – ", " - ")
        assert not set(fold(name.rpartition(" - ")[0]).split()) & set(ELSEWHERE.split()), name
    assert len(lines) == 150
    left_out = {n for n, r in enumerate(raw, 1) if n > 1 and r[2]} - set(lines)
    assert {raw[n - 1][2].partition(":")[0] for n in left_out} == {"Culture et communication"}
    assert len(left_out) == 66


@with_raw_data
def test_a_seat_is_never_taken_from_the_paying_office() -> None:
    """Every Culture line says Aix, town of the DRAC that pays: it takes a second source."""
    raw, places = records(JAUNE), by_id("territoires")
    proved = {r["sujet"]: r["valeur"] for r in sheet("affirmations") if r["propriété"] == "siège"}
    for row in sheet("acteurs"):
        if row["source"] != "jaune-plf2012" or not row["siren"]:
            continue
        line = raw[numbers(row["localisation"])[0] - 1]
        town = places[row["commune"]]["nom"] if row["commune"] else ""
        if line[2].startswith("Culture"):
            assert town == proved.get(row["id"], ""), row
        else:
            assert fold(town) == fold(line[1].rpartition(" - 13 ")[2]), row


def same_name(actor: Row, raw: str) -> bool:
    """Return whether a telling word, or the whole acronym, of the raw name is in ours."""
    ours = [word.rstrip("s") for word in fold(f"{actor['nom']} {actor['sigle']}").split()]
    generic = {"association", "club", "comite", "commune", "mairie", "maison", "societe", "ville"}
    telling = {word.rstrip("s") for word in fold(raw).split() if len(word) > 3} - generic
    acronym = "".join(word[0] for word in ours)[:3]
    return bool(telling & set(ours)) or fold(raw) in {acronym, *ours}


@with_raw_data
def test_every_reserve_grant_equals_the_raw_record() -> None:
    actors, sides = by_id("acteurs"), parties()
    dates = {row["alliance"]: row["date"] for row in sheet("etapes")}
    seen: Counter[int] = Counter()
    for row in sheet("alliances"):
        if not row["source"].startswith("reserve-"):
            continue
        year, (number,) = int(row["source"][-4:]), numbers(row["localisation"])
        record = reserve(year)[number]
        assert row["id"] == f"reserve-{year}-{number}"
        assert float(row["montant"]) == float(record[3])
        assert dates[row["id"]] == str(year)
        assert sides[row["id"]]["financeur"] == f"depute-{record[9].lower()}"
        beneficiary = actors[sides[row["id"]]["beneficiaire"]]
        assert row["territoires"] == beneficiary["commune"]
        assert same_name(beneficiary, record[0]), (row["id"], record[0])
        assert number not in FALSE_FRIENDS[year]
        seen[year] += 1
    assert seen == {2013: 27, 2014: 35, 2015: 77}


@with_raw_data
def test_every_seat_of_a_grant_is_written_in_a_record() -> None:
    """The commune, or a hamlet of it, stands in the address or name of one of the records."""
    written: dict[str, str] = defaultdict(str)
    for key, sides in parties().items():
        if match := re.fullmatch(r"reserve-(\d{4})-(\d+)", key):
            record = reserve(int(match[1]))[int(match[2])]
            written[sides["beneficiaire"]] += f" {fold(record[0])} {fold(record[1])} "
    places, actors = by_id("territoires"), by_id("acteurs")
    proved = {row["sujet"] for row in sheet("affirmations") if row["propriété"] == "siège"}
    for actor, text in written.items():
        code = actors[actor]["commune"]
        names = (fold(places[code]["nom"]), *ALIASES.get(code, ()))
        assert any(f" {name} " in text for name in names) or actor in proved, (actor, text)


@with_raw_data
def test_the_whole_seed_is_told_without_its_personal_rows() -> None:
    raw = records(SHARED / "seed_facts.csv")
    personal = {n for n, row in enumerate(raw, 1) if row[-1] == "yes"}
    cited = {
        number
        for name in set(SHEETS) - UNSOURCED
        for row in sheet(name)
        if row["source"] == "seed"
        for number in numbers(row["localisation"])
    }
    assert cited == set(range(2, len(raw) + 1)) - personal
    people = {fold(raw[n - 1][0]) for n in personal} | {fold(raw[n - 1][2]) for n in personal}
    people -= {fold(row[i]) for row in raw if row[-1] == "no" for i in (0, 2)}
    text = fold(" ".join(value for _, _, value in cells()))
    assert [p for p in people if p in text] == []
