"""White spots: three ways of not knowing kept apart, and chance only where it says something."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2_contingency

from graph.gaps import (
    ELSEWHERE,
    LEAST_EXPECTED,
    MOST_COLUMNS,
    STATES,
    Cell,
    gaps,
    level_to_read,
    unmet,
)
from graph.network import Actor, Alliance, Need, Network, Territory
from ontology import Kind, kind
from tests.oracles.small import actor, alliance, places

TOWNS = places({"venelles": ("metropole",), "pertuis": ("metropole",), "ailleurs": ()})


def named(network: Network, **asked: object) -> dict[tuple[str, str], Cell]:
    return {(c.row, c.territory): c for c in gaps(network, **asked)}  # type: ignore[arg-type]


def club(name: str, seat: str, theme: str = "sport", sector: str = "association") -> Actor:
    return actor(name, sector, seat=seat, themes=(theme,))


def test_three_ways_of_not_knowing() -> None:
    """Sport: no actor in Pertuis, one without any link in Ailleurs; Venelles has an alliance.

    The choir of Pertuis has links, but all its alliances are about sport in Venelles.
    """
    people = (
        club("Club", "venelles"),
        club("Entreprise", "venelles", sector="entreprise"),
        club("Seul", "ailleurs"),
        club("Chœur", "pertuis", "culture-art"),
    )
    sport = {"themes": ("sport",), "territories": ("venelles",)}
    network = Network(people, (alliance([0, 1]), alliance([1, 3], **sport)), TOWNS)
    found = named(network)
    assert {key: cell.state for key, cell in found.items()} == {
        ("sport", "venelles"): "few",
        ("sport", "ailleurs"): "no-relation",
        ("sport", "pertuis"): "nobody",
        ("culture-art", "pertuis"): "no-link",
        ("culture-art", "venelles"): "nobody",
        ("culture-art", "ailleurs"): "nobody",
    }
    cell = found["sport", "venelles"]
    assert (cell.actors, cell.related, cell.alliances, cell.expected) == (2, 2, 2, None)
    spot = found["culture-art", "pertuis"]
    assert (spot.actors, spot.related, spot.alliances) == (1, 1, 0)


def test_an_area_has_what_lies_inside_it() -> None:
    """A deputy of the métropole is allied with a club of one of its towns: that is a link here."""
    people = (
        club("Député", "metropole", sector="elus"),
        club("Club", "pertuis"),
        club("Autre", "venelles"),
    )
    made = (alliance([0, 1], territories=("pertuis",)), alliance([0, 1, 2], territories=()))
    found = named(Network(people, made, TOWNS), by="sector")
    assert found["elus", "metropole"][2:6] == (1, 1, 2, 0), "actors, related, alliances, observed"
    assert found["elus", "metropole"].state == "few"
    clubs = found["association", "metropole"]
    assert (clubs.state, clubs.actors, clubs.alliances) == ("few", 2, 2)
    assert found["elus", "venelles"].state == "few", "the second lies where its parties are seated"


@pytest.mark.parametrize("area", [True, False])
def test_an_area_is_not_compared_with_the_places_inside_it(area: bool) -> None:
    towns = places({"aix": ("dep",) if area else (), "dep": ()})
    people = (club("A", "aix"), club("B", "dep", "culture-art"))
    made = [
        alliance([0, 1], themes=(theme,), territories=(place,))
        for theme, place, n in (
            ("sport", "aix", 20), ("sport", "dep", 10),
            ("culture-art", "aix", 10), ("culture-art", "dep", 20),
        )
        for _ in range(n)
    ]  # fmt: skip
    found = named(Network(people, tuple(made), towns))
    assert found["sport", "aix"].residual == pytest.approx(2.582, abs=1e-3)
    assert (found["sport", "dep"].residual is None) == area


def test_an_idea_is_no_alliance() -> None:
    made = Network((club("A", "pertuis"), club("B", "pertuis")), (alliance([0, 1], "idee"),), TOWNS)
    assert named(made)["sport", "pertuis"].state == "no-relation"


def table(counts: list[list[int]]) -> Network:
    """Alliances of two themes on two territories, so many in each cell."""
    people = (actor("A"), actor("B", "entreprise"))
    made: list[Alliance] = []
    for theme, row in zip(("sport", "tourisme"), counts, strict=True):
        for place, n in zip(("venelles", "pertuis"), row, strict=True):
            made += [alliance([0, 1], themes=(theme,), territories=(place,))] * n
    return Network(people, tuple(made), TOWNS)


def test_the_residual_against_scipy() -> None:
    """In a table of two by two its square is Pearson's chi-squared, without correction."""
    counts = [[6, 14], [20, 10]]
    found = named(table(counts))
    chi2, _, _, expected = chi2_contingency(np.array(counts), correction=False)
    for row, theme in enumerate(("sport", "tourisme")):
        for column, place in enumerate(("venelles", "pertuis")):
            cell = found[theme, place]
            assert cell.observed == counts[row][column]
            assert cell.expected == pytest.approx(expected[row][column])
            assert cell.residual is not None
            assert cell.residual**2 == pytest.approx(chi2)
    states = {key: cell.state for key, cell in found.items()}
    assert states["sport", "venelles"] == states["tourisme", "pertuis"] == "below"
    assert states["sport", "pertuis"] == states["tourisme", "venelles"] == "above"
    assert [cell.state for cell in gaps(table(counts))] == ["below", "below", "above", "above"]


@pytest.mark.parametrize(("counts", "compared"), [([[5, 5], [5, 5]], 4), ([[4, 5], [5, 4]], 0)])
def test_no_figure_where_chance_expects_fewer_than_five(
    counts: list[list[int]], compared: int
) -> None:
    found = gaps(table(counts))
    assert sum(cell.expected is not None for cell in found) == compared
    assert all(cell.expected is None or cell.expected >= LEAST_EXPECTED for cell in found)
    assert {cell.state for cell in found} == {"as-chance" if compared else "few"}


def test_a_table_of_one_row_has_no_chance_to_compare_with() -> None:
    found = gaps(table([[30, 10], [0, 0]]))
    assert [(cell.state, cell.residual) for cell in found] == [("few", None)] * 2


def test_sectors_actors_parties_and_territories() -> None:
    people = (
        club("Club", "venelles"), club("Entreprise", "pertuis", sector="entreprise"),
        club("Mairie", "ailleurs", sector="public"),
    )  # fmt: skip
    network = Network(people, (alliance([0, 2], "acheve"), alliance([0, 1], "suspendu")), TOWNS)
    sectors = named(network, by="sector")
    assert sectors["association", "venelles"].alliances == 1
    assert sectors["entreprise", "pertuis"].state == "no-relation", (
        "a suspended alliance is no link"
    )
    with_company = named(network, party="entreprise")
    assert with_company["sport", "venelles"].state == "no-link"
    assert named(network, party="public")["sport", "venelles"].alliances == 1
    inside = named(network, within="metropole")
    assert {place for _, place in inside} == {"venelles", "pertuis"}
    actors = named(network, counted="actors")
    assert actors["sport", "ailleurs"].observed == 1


def test_needs_that_nobody_else_meets() -> None:
    rooms, money, mine = Need(("locaux",)), Need(("argent",), "Une avance"), Need(("competences",))
    people = (
        actor("A", needs=(rooms, money, mine), offers=(mine,)),
        actor("B", offers=(rooms, Need(("donnees",)))),
    )
    found = [(u.is_need, u.actor, u.resource, u.words) for u in unmet(Network(people, ()))]
    assert found == [
        (True, 0, "argent", "Une avance"),
        (True, 0, "competences", None),
        (False, 0, "competences", None),
        (False, 1, "donnees", None),
    ]


def test_nothing_known_is_an_empty_table() -> None:
    assert gaps(Network((), ())) == []
    assert gaps(Network((actor("A"),), ())) == []
    assert set(STATES) >= {"below", "no-link", "no-relation", "nobody"}


def level(name: str) -> Kind:
    found = kind("ea:Territory", name)
    assert found is not None
    return found


def map_of(**kinds: tuple[str, ...]) -> dict[str, Territory]:
    """Places by name, each with its kind and what it lies in; a project covers what lies in it."""
    inside = {name: [n for n, (_, *wides) in kinds.items() if name in wides] for name in kinds}
    return {
        name: Territory(
            name, name.title(), level(sort).label,
            within=tuple(wide for wide in within if kinds[wide][0] != "projet"),
            covers=tuple(inside[name]) if sort == "projet" else (),
            is_project=sort == "projet",
        )
        for name, (sort, *within) in kinds.items()
    }  # fmt: skip


PLACES = map_of(
    venelles=("commune", "nord", "metropole"), pertuis=("commune", "nord", "metropole"),
    aix=("commune", "metropole"), arles=("commune", "dep"), nord=("projet",),
    metropole=("epci",), dep=("département",),
)  # fmt: skip


def counted(network: Network, name: str | None, **asked: object) -> dict[str, int]:
    """Return how many alliances of sport each territory of a level has."""
    of = level(name) if name else None
    found = named(network, level=of, **asked)
    return {place: cell.alliances for (row, place), cell in found.items() if row == "sport"}


def territories(*places: str, seats: tuple[str, ...] = ("aix",)) -> Network:
    """An alliance of sport for each word: the territories that it names, joined by "+"."""
    people = (*(actor(f"S{k}", seat=seat) for k, seat in enumerate(seats)), actor("A"), actor("B"))
    ends = [len(seats), len(seats) + 1]
    made = [alliance(ends, themes=("sport",), territories=tuple(p.split("+"))) for p in places]
    return Network(people, tuple(made), PLACES)


def test_places_are_counted_once_for_the_territory_they_lie_in() -> None:
    network = territories("venelles", "venelles+pertuis", "aix", "metropole", "arles", "nord")
    assert counted(network, None) == {
        "venelles": 2, "pertuis": 1, "aix": 1, "metropole": 4, "arles": 1, "nord": 3
    }  # fmt: skip
    assert counted(network, "commune") == {
        "venelles": 2, "pertuis": 1, "aix": 1, "arles": 1, ELSEWHERE: 2
    }  # fmt: skip
    assert counted(network, "projet") == {"nord": 3, ELSEWHERE: 3}
    assert counted(network, "EPCI") == {"metropole": 4, ELSEWHERE: 2}
    assert counted(network, "department") == {"dep": 1, ELSEWHERE: 5}
    assert counted(network, "region") == {ELSEWHERE: 6}


def test_only_what_is_asked_about_is_rolled_up() -> None:
    network = territories("venelles", "aix", "arles", "nord", seats=("aix", "arles"))
    assert counted(network, "commune", within="metropole") == {"venelles": 1, "aix": 1}
    assert counted(network, "projet", within="venelles") == {"nord": 2}
    assert counted(network, "EPCI", within="arles") == {ELSEWHERE: 1}


def test_actors_of_two_communes_of_an_epci_are_seated_there() -> None:
    people = club("A", "venelles"), club("B", "pertuis"), club("C", "arles")
    found = named(Network(people, (), PLACES), level=level("epci"))
    assert {place: cell.actors for (_, place), cell in found.items()} == {
        "metropole": 2, ELSEWHERE: 1
    }  # fmt: skip


@pytest.mark.parametrize(
    ("seats", "within", "chosen"),
    [
        (("venelles", "aix"), None, "commune"),
        (("venelles", "venelles"), None, "commune"),
        (("nord", "venelles"), None, "projet"),  # one of each: the project holds both
        (("metropole", "dep"), None, "epci"),
        (("nowhere",), None, None),
        (("venelles", "aix"), "arles", None),
        ((), None, None),
    ],
)
def test_the_level_that_is_read_at_a_glance(
    seats: tuple[str, ...], within: str | None, chosen: str | None
) -> None:
    network = territories(seats=seats)
    found = level_to_read(network, within)
    assert found == (level(chosen) if chosen else None)


def test_too_many_communes_are_read_by_epci() -> None:
    towns = {f"town{k:02}": ("commune", f"epci{k % 3}") for k in range(MOST_COLUMNS + 1)}
    known = map_of(**towns, **{f"epci{k}": ("epci",) for k in range(3)})
    people = tuple(club(name, name) for name in towns)
    assert level_to_read(Network(people, (), known)) == level("epci")
    alone = map_of(**dict.fromkeys(towns, ("commune", "one")), one=("epci",))
    assert level_to_read(Network(people, (), alone)) == level("commune"), "one column tells nothing"
