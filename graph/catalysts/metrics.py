"""The table of measures: help, explanations and the page "How we rank" are read from its rows."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from graph.brokerage import ROLES
from graph.errors import Misuse
from graph.participation import normalised_participation, participation, pieces
from graph.structural_holes import constraint, effective_size
from ontology.text import Lang, Text, same

if TYPE_CHECKING:
    from collections.abc import Callable

    from graph.catalysts.view import View
    from graph.sparse import Vector

    Measure = Callable[[View], Vector]


class Metric(NamedTuple):
    """One reading of a place in the network: one value an actor, NaN where it is not defined."""

    name: str
    function: Measure
    title: Text
    formula: Text
    reference: Text
    least_first: bool = False  # the smallest value ranks first
    score: Measure | None = None  # its z-score against chance, NaN where it would mean nothing


def metric(name: str) -> Metric:
    """Return a row of the table by name; raises Misuse for an unknown one."""
    for row in METRICS + MORE:
        if row.name == name:
            return row
    raise Misuse(
        "Mesure inconnue : « {by} ». Mesures possibles : {names}.",
        "Unknown metric: “{by}”. Possible metrics: {names}.",
        by=name,
        names=", ".join(row.name for row in METRICS + MORE),
    )


def _reach(view: View) -> Vector:
    """Count the distinct partners of other known sectors."""
    import numpy as np

    codes, counts = view.sector.codes, view.partners
    own = counts[np.arange(len(codes)), codes]
    return np.where(codes >= 0, counts.sum(axis=1) - own, 0.0)


def _degree(view: View) -> Vector:
    return view.degree


def _betweenness(view: View) -> Vector:
    return view.betweenness


def _pagerank(view: View) -> Vector:
    return view.pagerank


def _triangles(view: View) -> Vector:
    return view.triangles


def _effective_size(view: View) -> Vector:
    return _rounded(view, effective_size(view.weights))


def _constraint(view: View) -> Vector:
    return _rounded(view, constraint(view.weights))


def _participation(view: View) -> Vector:
    return participation(view.partners)


def _normalised(view: View) -> Vector:
    return normalised_participation(view.partners)


def _pieces(view: View) -> Vector:
    return view.spread(pieces(view.ties), 0.0)


def _rounded(view: View, values: Vector) -> Vector:
    import numpy as np

    return view.spread(values.round(9), np.nan)


def _role(view: View, by: str, column: int) -> Vector:
    return (view.sector_roles if by == "sector" else view.territory_roles).counts[:, column]


def _role_score(view: View, by: str, column: int) -> Vector:
    return (view.sector_roles if by == "sector" else view.territory_roles).scores[:, column]


_GOULD = same("Gould & Fernandez 1989")
#: Role → its column of ``ROLES``, title, and which pairs (the classes are filled in).
_ROLES = {
    "coordinator": (
        "w_I",
        Text("coordinateur", "coordinator"),
        Text("deux acteurs de {its}", "two actors of {its}"),
    ),
    "itinerant": (
        "w_O",
        Text("intermédiaire itinérant", "itinerant broker"),
        Text("deux acteurs d'{one} même autre {kind}", "two actors of one other {kind}"),
    ),
    "gatekeeper": (
        "b_IO",
        Text("portier ou représentant", "gatekeeper or representative"),
        Text(
            "un acteur de {its} et un d'{one} autre ; sans direction, les deux rôles sont égaux "
            "(b_IO = b_OI)",
            "one actor of {its} and one of another; without direction both roles are equal "
            "(b_IO = b_OI)",
        ),
    ),
    "liaison": (
        "b_O",
        Text("agent de liaison", "liaison"),
        Text(
            "deux acteurs de deux autres {kinds} différents",
            "two actors of two different other {kinds}",
        ),
    ),
    "brokerage": (
        "t",
        Text("total des rôles", "all roles together"),
        Text("deux acteurs quelconques", "any two actors"),
    ),
}
_KINDS = {
    "sector": {
        "its": Text("son secteur", "its sector"),
        "one": "un",
        "kind": Text("secteur", "sector"),
        "kinds": Text("secteurs", "sectors"),
    },
    "territory": {
        "its": Text("son territoire", "its territory"),
        "one": "un",
        "kind": Text("territoire", "territory"),
        "kinds": Text("territoires", "territories"),
    },
}


def _role_rows(by: str) -> list[Metric]:
    """Write the rows of the five roles for one way of sorting actors into classes."""
    rows = []
    for name, (column, title, pairs) in _ROLES.items():
        place = ROLES.index(column)
        formula = Text(
            "nombre de paires ordonnées (a, b) que l'acteur relie et qui ne sont pas liées : "
            "{pairs}",
            "number of ordered pairs (a, b) linked to the actor but not to one another: {pairs}",
        )
        rows.append(
            Metric(
                f"{name}_{by}",
                partial(_role, by=by, column=place),
                Text("{title}, par {kind}", "{title}, by {kind}").fill(
                    title=title, kind=_KINDS[by]["kind"]
                ),
                formula.fill(pairs=pairs.fill(**_KINDS[by])),
                _GOULD,
                score=partial(_role_score, by=by, column=place),
            )
        )
    return rows


METRICS: tuple[Metric, ...] = (
    Metric(
        "reach",
        _reach,
        Text("portée intersectorielle", "cross-sector reach"),
        Text(
            "nombre d'acteurs distincts d'autres secteurs avec qui une alliance est partagée",
            "number of distinct actors of other sectors sharing at least one alliance",
        ),
        Text("définition maison", "own definition"),
    ),
    Metric(
        "degree",
        _degree,
        Text("nombre d'alliances", "number of alliances"),
        Text("nombre d'alliances dont l'acteur est partie", "number of alliances joined"),
        same("Freeman 1979; Borgatti & Everett 1997"),
    ),
    Metric(
        "betweenness",
        _betweenness,
        Text("intermédiarité", "betweenness"),
        Text(
            "part des paires d'acteurs et d'alliances dont un plus court chemin passe par "
            "l'acteur, rapportée au maximum d'un réseau à deux modes",
            "share of pairs of actors and alliances with a shortest path through the actor, "
            "over the maximum of a two-mode network",
        ),
        same("Freeman 1977; Borgatti & Halgin 2011"),
    ),
    Metric(
        "effective_size",
        _effective_size,
        Text("taille efficace", "effective size"),
        Text(
            "e_i = Σ_j (1 − Σ_q p_iq m_jq) : partenaires, moins ce qu'ils ont en double ; "
            "une alliance de n parties pèse 1/(n−1)",
            "e_i = Σ_j (1 − Σ_q p_iq m_jq): partners less what they repeat; an alliance of n "
            "parties weighs 1/(n−1)",
        ),
        same("Burt 1992; Borgatti 1997; Newman 2001"),
    ),
    Metric(
        "constraint",
        _constraint,
        Text("contrainte", "constraint"),
        Text(
            "c_i = Σ_j (p_ij + Σ_q p_iq p_qj)² : petite quand les partenaires ne se connaissent "
            "pas ; une alliance de n parties pèse 1/(n−1)",
            "c_i = Σ_j (p_ij + Σ_q p_iq p_qj)²: small when the partners do not know one another; "
            "an alliance of n parties weighs 1/(n−1)",
        ),
        same("Burt 1992, 2004; Newman 2001"),
        least_first=True,
    ),
    Metric(
        "participation",
        _participation,
        Text("participation", "participation"),
        Text(
            "P_i = 1 − Σ_s (k_is / k_i)², k_is partenaires distincts du secteur s, le sien compris",
            "P_i = 1 − Σ_s (k_is / k_i)², k_is distinct partners of sector s, its own included",
        ),
        same("Guimerà & Amaral 2005"),
    ),
    Metric(
        "participation_share",
        _normalised,
        Text("participation, sur son maximum", "participation, over its maximum"),
        Text(
            "P_i / (1 − 1/M), M secteurs liés à quelqu'un",
            "P_i / (1 − 1/M), M sectors linked to anybody",
        ),
        same("Guimerà & Amaral 2005"),
    ),
    Metric(
        "pieces",
        _pieces,
        Text("point d'articulation", "articulation point"),
        Text(
            "nombre de morceaux en lesquels son réseau se sépare sans lui ; 1 : aucun",
            "number of pieces that its network falls into without it; 1: none",
        ),
        same("Tarjan 1972"),
    ),
    *_role_rows("sector"),
    *_role_rows("territory"),
)

#: Measures given only when asked for (``--by``): common elsewhere, weaker here. PageRank follows
#: the number of alliances, and triangles say that partners know one another already.
MORE: tuple[Metric, ...] = (
    Metric(
        "pagerank",
        _pagerank,
        Text("PageRank", "PageRank"),
        Text(
            "part du temps d'un marcheur sur les acteurs et les alliances, qui repart au hasard "
            "une fois sur sept environ (0,15) ; 1 : la moyenne",
            "share of the time of a walker over actors and alliances, who starts anew about one "
            "time in seven (0.15); 1: the mean",
        ),
        same("Page et al. 1999"),
    ),
    Metric(
        "triangles",
        _triangles,
        Text("triangles", "triangles"),
        Text(
            "nombre de paires de partenaires qui sont aussi partenaires entre eux",
            "number of pairs of partners who are partners too",
        ),
        same("Watts & Strogatz 1998"),
    ),
)


def table(lang: Lang) -> str:
    """Write the measures as a Markdown table: the page "How we rank" holds it as it is."""
    heads = Text("mesure|nom|formule|référence|rang 1", "metric|name|formula|reference|rank 1")
    ends = Text("la plus petite|la plus grande", "the smallest|the largest").to(lang).split("|")
    lines = [heads.to(lang).split("|"), ["---"] * 5]
    for row in METRICS:
        formula = row.formula.to(lang) + (
            " ; z" if row.score and lang == "fr" else "; z" if row.score else ""
        )
        title, end = row.title.to(lang), ends[0 if row.least_first else 1]
        lines.append([title, f"`{row.name}`", formula, row.reference.to(lang), end])
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
