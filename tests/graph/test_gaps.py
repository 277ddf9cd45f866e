"""White spots: three ways of not knowing kept apart, and chance only where it says something."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2_contingency

from graph.gaps import LEAST_EXPECTED, STATES, Cell, gaps, unmet
from graph.network import Actor, Alliance, Need, Network
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
