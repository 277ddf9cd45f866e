"""Why this actor stands here, in words: one sentence a reading, in French and English."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from graph.catalysts.grants import grants_of
from graph.catalysts.metrics import metric
from graph.catalysts.sentences import english_ordinal
from graph.selection import LAYERS
from graph.wording import count, label, listing
from ontology.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graph.catalysts.designations import Designation
    from graph.catalysts.ranking import Catalyst, Catalysts
    from graph.network import Network

_STAGES = {
    "contact": Text("contact", "contact"),
    "agreement": Text("accord", "agreement"),
    "signed": Text("signature", "signed"),
}
_PAIRS = {
    "sector": {
        "coordinator": Text("{n} de son propre secteur", "{n} within its own sector"),
        "itinerant": Text("{n} à l'intérieur d'un autre secteur", "{n} inside one other sector"),
        "gatekeeper": Text(
            "{n} entre son secteur et un autre", "{n} between its sector and another"
        ),
        "liaison": Text("{n} entre deux autres secteurs", "{n} between two other sectors"),
    },
    "territory": {
        "coordinator": Text("{n} de sa propre commune", "{n} within its own commune"),
        "itinerant": Text("{n} à l'intérieur d'une autre commune", "{n} inside one other commune"),
        "gatekeeper": Text(
            "{n} entre sa commune et une autre", "{n} between its commune and another"
        ),
        "liaison": Text("{n} entre deux autres communes", "{n} between two other communes"),
    },
}


def explain(
    network: Network,
    ranking: Catalysts,
    row: Catalyst,
    *,
    by: str,
    designated: Sequence[Designation] = (),
) -> list[Text]:
    """Say why an actor stands where it does; the ranking must have been made with ``profile``."""
    return [
        _place(ranking, row, by),
        row.sentence,
        *_grants(network, row),
        *_roles(row, "sector"),
        *_roles(row, "territory"),
        *_holes(row),
        *_pieces(row),
        *_without(row, ranking.out),
        _layers(ranking, row),
        *_seat(row),
        *(made.told() for made in designated),
    ]


def number(value: float) -> Text:
    """Write a number as it is read: three significant digits, a comma in French.

    >>> number(0.01236), number(98.0)
    (Text(fr='0,0124', en='0.0124'), Text(fr='98', en='98'))
    """
    whole = value == int(value) or abs(value) >= 1000
    words = f"{value:.0f}" if whole else f"{value:.3g}"
    return Text(words.replace(".", ","), words)


def ordinal(place: int) -> Text:
    """Write a rank as a word."""
    return Text("1er" if place == 1 else f"{place}e", english_ordinal(place))


def _place(ranking: Catalysts, row: Catalyst, by: str) -> Text:
    """Say the rank, of how many, for what, and its interval."""
    title = metric(by).title
    held = row.interval and Text(
        " ; rang {low} à {high} dans neuf tirages sur dix ({draws} tirages des {m} alliances), "
        "parmi les dix premiers dans {share} % des tirages",
        "; rank {low} to {high} in nine draws of ten ({draws} draws of the {m} alliances), among "
        "the first ten in {share}% of the draws",
    ).fill(
        low=row.interval.low,
        high=row.interval.high,
        draws=ranking.draws,
        m=ranking.alliances,
        share=round(100 * row.interval.first),
    )
    return Text("{place} sur {n} pour : {title} ({value}){held}",
                "{place} of {n} for {title} ({value}){held}").fill(
        place=ordinal(row.rank), n=ranking.ranked, title=title,
        value=number(row.values[by]), held=held or Text("", ""),
    )  # fmt: skip


def _grants(network: Network, row: Catalyst) -> Iterator[Text]:
    given, received = grants_of(network, row.actor)
    for n, one, many in (
        (given, Text("1 subvention qu'il verse", "1 grant it gives"),
         Text("{n} subventions qu'il verse", "{n} grants it gives")),
        (received, Text("1 subvention qu'il reçoit", "1 grant it receives"),
         Text("{n} subventions qu'il reçoit", "{n} grants it receives")),
    ):  # fmt: skip
        if n:
            yield Text(
                "parmi ses alliances connues : {grants} (de l'argent versé ne dit pas qu'on se "
                "connaît)",
                "among its known alliances: {grants} (money given does not say that people know "
                "each other)",
            ).fill(grants=count(n, one, many))


def _roles(row: Catalyst, by: str) -> Iterator[Text]:
    """Say between whom the actor stands, in unordered pairs, with the z-scores that mean much."""
    total = row.values[f"brokerage_{by}"]
    if isnan(total):
        yield (
            Text("rôle entre secteurs : non défini, son secteur n'est pas connu",
                 "role between sectors: not defined, its sector is not known")
            if by == "sector"
            else Text("rôle entre communes : non défini, son siège n'est pas un lieu précis",
                      "role between communes: not defined, its seat is no precise place")
        )  # fmt: skip
        return
    lines = (_pairs(row, by, name, words) for name, words in _PAIRS[by].items())
    told = [text for text in lines if text]
    if told:
        yield Text(
            "se tient entre des acteurs sans alliance connue entre eux : {pairs}",
            "stands between actors without a known alliance with one another: {pairs}",
        ).fill(pairs=listing(told))


def _pairs(row: Catalyst, by: str, role: str, words: Text) -> Text | None:
    """Say how many pairs a role counts: ordered pairs are two each, but for gatekeepers."""
    counted = row.values[f"{role}_{by}"]
    pairs = int(counted if role == "gatekeeper" else counted / 2)
    if not pairs:
        return None
    score = row.values[f"{role}_{by}_z"]
    shown = Text("", "") if isnan(score) else Text(" (z = {z})", " (z = {z})").fill(z=number(score))
    told = count(pairs, Text("1 paire", "1 pair"), Text("{n} paires", "{n} pairs"))
    return Text("{said}{z}", "{said}{z}").fill(said=words.fill(n=told), z=shown)


def _holes(row: Catalyst) -> Iterator[Text]:
    size, held = row.values["effective_size"], row.values["constraint"]
    if not isnan(size):
        yield Text(
            "taille efficace {size} et contrainte {held} : plus la première est grande et la "
            "seconde petite, moins ses partenaires se connaissent sans lui",
            "effective size {size} and constraint {held}: the larger the first and the smaller "
            "the second, the less its partners know one another without it",
        ).fill(size=number(size), held=number(held))


def _pieces(row: Catalyst) -> Iterator[Text]:
    if row.values["pieces"] >= 2:
        yield Text(
            "sans lui, ce réseau connu se séparerait en {n} morceaux",
            "without it, this known network would fall into {n} pieces",
        ).fill(n=int(row.values["pieces"]))


def _without(row: Catalyst, out: Text | None) -> Iterator[Text]:
    if out is None:
        return
    if row.rank_without_collector is None or row.value_without_collector is None:
        yield Text("sans {out} : plus aucun rang", "without {out}: no rank is left").fill(out=out)
        return
    yield Text(
        "sans {out} : {place} (valeur {value})", "without {out}: {place} (value {value})"
    ).fill(
        out=out,
        place=ordinal(row.rank_without_collector),
        value=number(row.value_without_collector),
    )


def _layers(ranking: Catalysts, row: Catalyst) -> Text:
    """Say the rank in each layer, or why it has none there."""
    told = []
    for name in LAYERS:
        place = row.layers.get(name)
        few = ranking.layers.get(name, 0) < ranking.least
        where = (
            ordinal(place)
            if place is not None
            else Text("pas assez de données", "not enough data")
            if few
            else Text("aucune alliance", "no alliance")
        )
        told.append(
            Text("{layer} : {where}", "{layer}: {where}").fill(layer=_STAGES[name], where=where)
        )
    joined = Text(" ; ".join(t.fr for t in told), "; ".join(t.en for t in told))
    return Text("par étape atteinte au moins : {told}", "by stage reached at least: {told}").fill(
        told=joined
    )


def _seat(row: Catalyst) -> Iterator[Text]:
    if not row.local:
        yield Text(
            "sans siège connu dans un lieu du territoire : à joindre par un acteur d'ici",
            "no known seat in a place of the territory: to be reached through somebody here",
        )


def sectors(counts: dict[str, int]) -> Text:
    """List how many actors of which sectors, the most first."""
    told = [
        Text(f"{label('sector', slug).fr} {n}", f"{label('sector', slug).en} {n}")
        for slug, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]
    return Text(", ".join(t.fr for t in told), ", ".join(t.en for t in told))
