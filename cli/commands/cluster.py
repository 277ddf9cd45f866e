"""``alliances catalysts --engine spark``: the same ranking, worked out on a cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.commands import catalysts as command
from graph.errors import Misuse

if TYPE_CHECKING:
    from cli.session import Session
    from graph.catalysts.ranking import Catalysts
    from graph.network import Network

_LOCAL_ONLY = {"size": "--team", "about": "--explain", "draws": "--draws"}
_NOT_OF_LAKES = ("without", "grants", "local", "layers", "tables")


def check(asked: dict[str, Any]) -> None:
    """Refuse what a cluster does not offer, before anything is read."""
    from graph.spark import OFFERED
    from graph.spark.session import reach

    if not asked["master"]:
        raise Misuse(
            "--engine spark demande l'adresse d'un serveur : --master sc://localhost:15002.",
            "--engine spark takes the address of a server: --master sc://localhost:15002.",
        )
    for name, option in _LOCAL_ONLY.items():
        if asked[name] is not None or (name == "draws" and asked["intervals"]):
            raise Misuse(
                "{option} ne se calcule que sur une machine : retirez --engine spark.",
                "{option} is worked out on one machine only: leave out --engine spark.",
                option="--intervals" if name == "draws" and asked[name] is None else option,
            )
    if asked["by"] not in OFFERED:
        raise Misuse(
            "--by {by} ne se calcule que sur une machine. Avec --engine spark : {offered}.",
            "--by {by} is worked out on one machine only. With --engine spark: {offered}.",
            by=asked["by"],
            offered=", ".join(OFFERED),
        )
    if asked["lake"] and (found := command.given(*_NOT_OF_LAKES)):
        raise Misuse(
            "Sans effet sur un export --parquet : {options}.",
            "Without effect on an export --parquet: {options}.",
            options=", ".join(f"--{name}" for name in found),
        )
    reach(asked["master"])


def rank(here: Session, asked: dict[str, Any], network: Network, **chosen: Any) -> Catalysts:
    """Rank a network on the cluster, and say what it is worth to do it there."""
    from graph import catalysts
    from graph.catalysts.metrics import metric
    from graph.spark import OFFERED
    from graph.spark.session import cluster
    from ontology.text import Text

    notes: list[Text] = []
    chosen |= {"draws": 0, "offered": [metric(name) for name in OFFERED]}
    with cluster(asked["master"]) as open_:
        from graph.spark.view import viewer

        look = viewer(open_, notes, sampled=asked["by"] == "betweenness")
        ranking = catalysts.rank(network, look=look, **chosen)
        if asked["tables"]:
            _write_tables(here, asked, network, open_, notes)
    for note in dict.fromkeys(notes):
        here.say(note.fr, note.en)
    say_who_wins(here, sum(len(one.parties) for one in network.alliances))
    return ranking


def _write_tables(
    here: Session, asked: dict[str, Any], network: Network, open_: Any, notes: list[Any]
) -> None:
    """Write the tables of all actors and of the pairs, and say how many."""
    from graph.spark.results import write

    memory = here.memory()
    counts = write(network, open_, memory.excluded, asked["tables"], notes)
    here.say("{folder} : {actors} acteurs, {components} composantes, {communities} communautés, "
             "{triangles} triangles, {pairs} paires à présenter.",
             "{folder}: {actors} actors, {components} components, {communities} communities, "
             "{triangles} triangles, {pairs} pairs to introduce.",
             folder=asked["tables"], **counts)  # fmt: skip


def say_who_wins(here: Session, ties: int) -> None:
    """Say where one machine was faster, with what was measured."""
    from graph.spark.scale import one_machine

    if note := one_machine(ties):
        here.say(note.fr, note.en)


def rank_lake(here: Session, asked: dict[str, Any]) -> None:
    """Rank what a cluster reads by itself, and write the rows."""
    from graph.spark.session import cluster

    sectors = [command.slug_of("sector", words, "--sector") for words in asked["sectors"]]
    with cluster(asked["master"]) as open_:
        from graph.spark.lake import rank as ranked

        found = ranked(
            open_, asked["lake"], by=asked["by"], layer=asked["layer"],
            theme=command.slug_of("theme", asked["theme"], "--theme"),
            territories=asked["territories"],
            sectors=[slug for slug in sectors if slug], top=asked["top"],
        )  # fmt: skip
    for note in found.notes:
        here.say(note.fr, note.en)
    command.write(here, found.network, found.ranking, asked["form"], by=asked["by"], named={})
    say_who_wins(here, found.ties)
