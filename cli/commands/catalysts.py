"""``alliances catalysts``: who connects."""

from __future__ import annotations

from functools import partial
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from cli import complete, output
from cli.bilingual import command, option
from cli.session import Session, session
from graph.catalysts.metrics import METRICS, MORE
from graph.errors import Misuse
from ontology.text import Lang, Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from graph.catalysts.designations import Designation
    from graph.catalysts.ranking import Catalyst, Catalysts
    from graph.network import Network


@command(
    "catalysts", "catalysts --top 10", "catalysts --theme sport --local",
    "catalysts --sector association --layer agreement --format csv",
    "catalysts --explain \"Pays d'Aix Associations\"", "catalysts --team 12 --explain",
    fr="Classer les organisations et les postes qui relient les autres, avec et sans "
       "l'organisation qui a collecté les données ; ou composer l'équipe qui en touche le plus "
       "(--team).\n\nUn classement dit ce que montrent les données chargées ; il ne juge "
       "personne.",
    en="Rank the organisations and posts that connect others, with and without the organisation "
       "that collected the data; or choose the team that reaches the most (--team).\n\nA ranking "
       "says what the data loaded show; it judges nobody.",
)  # fmt: skip
@option("--theme", fr="Seulement les alliances de ce thème.", en="Only alliances of this theme.")
@option("--territory", "territories", multiple=True,
        shell_complete=complete.territories,
        fr="Seulement les alliances de ce territoire ; équipe : toucher ses acteurs (répétable).",
        en="Only alliances of this territory; team: reach its actors (may be repeated).",
)  # fmt: skip
@option("--layer", type=click.Choice(["contact", "agreement", "signed"]),
        fr="Étape atteinte au moins : contact (par défaut), accord, signature.",
        en="Stage reached at least: contact (by default), agreement, signed.")  # fmt: skip
@option("--sector", "sectors", multiple=True,
        fr="Ne lister que ce secteur ; équipe : toucher ce secteur (répétable).",
        en="List only this sector; team: reach this sector (may be repeated).")  # fmt: skip
@option("--local/--anywhere", default=None,
        fr="Seulement ceux dont le siège est un lieu connu du territoire, ou tous (équipe : "
           "--local ; classement : --anywhere).",
        en="Only those whose seat is a known place of the territory, or all (team: --local; "
           "ranking: --anywhere).")  # fmt: skip
@option("--grants", type=click.Choice(["after", "all", "none"]),
        fr="Subventions : après tout le reste (équipe), comme les autres alliances (classement), "
           "ou pas du tout.",
        en="Grants: after all else (team), like other alliances (ranking), or not at all.",
)  # fmt: skip
@option("--by", type=click.Choice([m.name for m in METRICS + MORE]), default="reach",
        show_default=True, metavar="METRIC",
        fr="Mesure qui ordonne : "
           + ", ".join(f"{m.name} ({m.title.fr})" for m in METRICS + MORE) + ".",
        en="Metric that orders: "
           + ", ".join(f"{m.name} ({m.title.en})" for m in METRICS + MORE) + ".",
)  # fmt: skip
@option("--without", metavar="ACTOR",
        shell_complete=complete.actors,
        fr="Organisation à retirer pour le second rang (sinon : celle de l'espace de travail) ; "
           "équipe : à ne pas choisir.",
        en="Organisation taken out for the second rank (otherwise the workspace's); team: not to "
           "be chosen.",
)  # fmt: skip
@option("--team", "size", type=click.IntRange(min=1), metavar="K",
        fr="Composer l'équipe de K membres qui ensemble touche le plus d'acteurs.",
        en="Choose the K members that together reach the most actors.")  # fmt: skip
@option("--explain", "about", is_flag=False, flag_value="", metavar="[ACTOR]",
        shell_complete=complete.actors,
        fr="Dire en toutes lettres pourquoi chacun, ou cet acteur, est là.",
        en="Say in words why each one, or this actor, stands there.")  # fmt: skip
@option("--layers", is_flag=True,
        fr="Donner dans le tableau le rang par étape atteinte.",
        en="Give the rank by stage reached in the table.")  # fmt: skip
@option("--intervals/--no-intervals", default=None,
        fr="Intervalle à 90 % de chaque rang (d'office si le réseau n'est pas trop grand).",
        en="90% interval of each rank (unasked while the network is not too large).",
)  # fmt: skip
@option("--draws", type=click.IntRange(min=20, max=100_000),
        fr="Nombre de tirages pour les intervalles (sinon : 500, ou 100 pour les mesures lentes).",
        en="Number of draws for the intervals (otherwise 500, or 100 for slow metrics).",
)  # fmt: skip
@option("--top", type=click.IntRange(min=1), default=10, show_default=True,
        fr="Nombre de lignes.", en="Number of rows.")  # fmt: skip
@option("--engine", type=click.Choice(["local", "spark"]), default="local", show_default=True,
        fr="Où calculer : sur cette machine, ou sur un serveur Spark Connect (docs/scale.md).",
        en="Where to compute: on this machine, or on a Spark Connect server (docs/scale.md).",
)  # fmt: skip
@option("--master", metavar="sc://HOST:PORT", envvar="SPARK_REMOTE",
        fr="Serveur Spark Connect (sinon : la variable SPARK_REMOTE).",
        en="Spark Connect server (otherwise the variable SPARK_REMOTE).")  # fmt: skip
@option("--lake", metavar="FOLDER",
        fr="Spark : classer un export --parquet que le serveur lit (dossier ou adresse), au lieu "
           "de l'espace de travail.",
        en="Spark: rank an export --parquet that the server reads (folder or address), in place "
           "of the workspace.",
)  # fmt: skip
@option("--tables", type=click.Path(path_type=Path), metavar="FOLDER",
        fr="Spark : écrire toutes les mesures de tous les acteurs, et les paires à présenter.",
        en="Spark: write every measure of every actor, and the pairs to introduce.",
)  # fmt: skip
@output.format_option()
def command_(**asked: Any) -> None:
    """Rank or choose a team, and write one row a catalyst."""
    here = session()
    if asked["engine"] == "spark":
        from cli.commands import cluster

        cluster.check(asked)
    elif given(*_OF_SPARK):
        raise Misuse(
            "--master, --lake et --tables demandent --engine spark.",
            "--master, --lake and --tables take --engine spark.",
        )
    if asked["lake"]:
        cluster.rank_lake(here, asked)
        return
    chosen = {
        "theme": slug_of("theme", asked["theme"], "--theme"),
        "territory": [here.territory(words) for words in asked["territories"]],
        "layer": asked["layer"],
        "sector": [slug_of("sector", words, "--sector") for words in asked["sectors"]],
    }
    if asked["size"] is None:
        _rank(here, chosen, asked)
    else:
        from cli.commands import team

        _say_without_effect(here)
        team.run(here, asked["size"], chosen, asked)


def _say_without_effect(here: Session) -> None:
    """Say which options were given that only a ranking has."""
    if found := given(*_OF_RANKING):
        options = ", ".join(f"--{name}" for name in found)
        here.warn("Sans effet sur une équipe : {options}.", "No effect on a team: {options}.",
                  options=options)  # fmt: skip


def given(*names: str) -> list[str]:
    """Return which of some options stand on the command line."""
    source = click.get_current_context().get_parameter_source
    return [name for name in names if source(name) is ParameterSource.COMMANDLINE]


_OF_RANKING = ("by", "layers", "intervals", "draws", "top")
_OF_SPARK = ("master", "lake", "tables")


def _rank(here: Session, chosen: dict[str, Any], asked: dict[str, Any]) -> None:
    """Rank on this machine or on a cluster, and write the rows."""
    without, about, form = asked["without"], asked["about"], asked["form"]
    rank = ranker(here, asked)
    collector = here.collector()
    out = collector if without is None else here.actor(without)
    actor, network = here.actor(about or None), here.network(related=True)
    ranking = rank(
        network,
        **chosen,
        by=asked["by"],
        without=out,
        collects=out == collector,
        local=bool(asked["local"]),
        grants=asked["grants"] != "none",
        top=None if actor else asked["top"],
        profile=asked["layers"] or about is not None or form != "table",
        draws=_draws(asked["intervals"], asked["draws"]),
    )
    if actor:
        ranking = only(network, ranking, actor)
    style = "explain" if about is not None else "layers" if asked["layers"] else "why"
    write(here, network, ranking, form, by=asked["by"], style=style)


def ranker(here: Session, asked: dict[str, Any]) -> Callable[..., Catalysts]:
    """Return what ranks a network: this machine, or a cluster."""
    if asked["engine"] == "spark":
        from cli.commands import cluster

        return partial(cluster.rank, here, asked)
    from graph.catalysts import rank

    return rank


def _draws(wanted: bool | None, draws: int | None) -> int | None:
    """Return how many draws to make; None lets the size of the network decide."""
    from graph.catalysts.intervals import DRAWS

    if wanted is False:
        return 0
    return draws or (DRAWS if wanted else None)


def only(network: Network, ranking: Catalysts, actor: str) -> Catalysts:
    """Keep the row of one actor; raises NotFound when it is not ranked."""
    from dataclasses import replace

    from graph.errors import NotFound

    rows = tuple(row for row in ranking.rows if network.actors[row.actor].iri == actor)
    if ranking.rows and not rows:
        raise NotFound(
            "{name} n'est pas classé : aucune alliance connue pour ces critères.",
            "{name} is not ranked: no known alliance for these criteria.",
            name=network.actors[network.index[actor]].name if actor in network.index else actor,
        )
    return replace(ranking, rows=rows)


def slug_of(scheme: str, words: str | None, name: str) -> str | None:
    """Return the slug of a concept named on the command line."""
    from graph.questions import concept_slug

    return None if words is None else concept_slug(scheme, words, typed=f"{name} {words}")


_COLUMNS = {
    "rank": Text("rang", "rank"),
    "interval": Text("90 %", "90%"),
    "rank_without_collector": Text("sans elle", "without it"),
    "rank_contact": Text("contact", "contact"),
    "rank_agreement": Text("accord", "agreement"),
    "rank_signed": Text("signature", "signed"),
    "actor": Text("acteur", "actor"),
    "iri": Text("iri", "iri"),
    "sector": Text("secteur", "sector"),
    "local_seat": Text("siège local", "local seat"),
    "designated": Text("désigné", "designated"),
    "rank_low": Text("rang 5 %", "rank 5%"),
    "rank_high": Text("rang 95 %", "rank 95%"),
    "in_first_ten": Text("parmi les dix premiers", "in the first ten"),
    **{
        name: title
        for m in METRICS + MORE
        for name, title in (
            (m.name, m.title),
            *([(f"{m.name}_z", Text(f"{m.title.fr} (z)", f"{m.title.en} (z)"))] * bool(m.score)),
        )
    },
    "why": Text("pourquoi", "why"),
    "explanation": Text("explication", "explanation"),
}
_STYLES = {
    "why": "rank interval rank_without_collector actor why",
    "layers": "rank interval rank_without_collector rank_contact rank_agreement rank_signed actor",
}


def write(
    here: Session, network: Network, ranking: Catalysts, form: str,
    *, by: str = "reach", style: str = "why", named: dict[str, list[Designation]] | None = None,
) -> None:  # fmt: skip
    """Write the ranking, its coverage, and why there is none if there is none."""
    if ranking.note:
        here.warn(*ranking.note)
    named = here.designations() if named is None else named
    told = {
        row.actor: _explained(network, ranking, row, by, named) if style == "explain" else ()
        for row in ranking.rows
    }
    if style == "explain" and form == "table":
        output.paragraphs(
            (f"{row.rank}. {name_of(network, row.actor)}",
             [text.to(here.lang) for text in told[row.actor]])
            for row in ranking.rows
        )  # fmt: skip
    elif ranking.rows or form != "table":
        rows = (_row(network, row, here.lang, form, named, told[row.actor]) for row in ranking.rows)
        shown = _STYLES.get(style, _STYLES["why"]).split()
        if not ranking.draws:
            shown.remove("interval")
        if ranking.out is None:
            shown.remove("rank_without_collector")
        output.listing(_COLUMNS, rows, form, here.lang, table=" ".join(shown))
    if ranking.rows:
        _tell(here, network, ranking, named, marks=style != "explain" and form == "table")
    here.say("Couverture : {a} {a:acteur a|acteurs ont} au moins une alliance connue, sur {b} "
             "{b:acteur connu|acteurs connus}.",
             "Coverage: {a} {a:actor has|actors have} at least one known alliance, of {b} known "
             "{b:actor|actors}.",
             a=ranking.coverage.related, b=ranking.coverage.known)  # fmt: skip


def _explained(
    network: Network, ranking: Catalysts, row: Catalyst, by: str,
    named: dict[str, list[Designation]],
) -> list[Text]:  # fmt: skip
    from graph.catalysts.explanations import explain

    made = named.get(network.actors[row.actor].iri, [])
    return explain(network, ranking, row, by=by, designated=made)


def _tell(
    here: Session, network: Network, ranking: Catalysts,
    named: dict[str, list[Designation]], *, marks: bool,
) -> None:  # fmt: skip
    """Say what the columns and the marks mean."""
    if marks and ranking.draws:
        here.say("90 % : le rang dans neuf tirages sur dix ({draws} tirages des {m} alliances).",
                 "90%: the rank in nine draws of ten ({draws} draws of the {m} alliances).",
                 draws=ranking.draws, m=ranking.alliances)  # fmt: skip
    if ranking.slow:
        here.say("Réseau trop grand pour les intervalles d'office : --intervals pour les calculer.",
                 "Network too large for intervals unasked: --intervals works them out.",
        )  # fmt: skip
    if ranking.out is not None:
        here.say("Sans elle : le rang sans {out}.", "Without it: the rank without {out}.",
                 out=ranking.out)  # fmt: skip
    for layer, n in ranking.layers.items():
        if n < ranking.least:
            here.say("Pas de rang pour l'étape « {layer} » : {n} {n:alliance|alliances}, il en "
                     "faut {least}.",
                     "No rank for stage \"{layer}\": {n} {n:alliance|alliances}, {least} are "
                     "needed.",
                     layer=_COLUMNS[f"rank_{layer}"], n=n, least=ranking.least)  # fmt: skip
    if marks:
        explain_marks(here, network, [(row.actor, row.local) for row in ranking.rows], named)


def explain_marks(
    here: Session, network: Network, shown: list[tuple[int, bool]],
    named: dict[str, list[Designation]],
) -> None:  # fmt: skip
    """Say what * and † mean, where they are used."""
    if not all(local for _, local in shown):
        here.say("* Sans siège connu dans un lieu du territoire : --local ne les liste pas.",
                 "* No known seat in a place of the territory: --local leaves them out.",
        )  # fmt: skip
    for i, _ in shown:
        for made in named.get(network.actors[i].iri, ()):
            here.say("† {name} : {said}. C'est un fait déclaré, sans rapport avec le calcul.",
                     "† {name}: {said}. A stated fact, unrelated to the computation.",
                     name=network.actors[i].name, said=made.told())  # fmt: skip


def _row(
    network: Network, row: Catalyst, lang: Lang, form: str,
    named: dict[str, list[Designation]], told: list[Text] | tuple[()],
) -> tuple[object, ...]:  # fmt: skip
    import ontology

    actor = network.actors[row.actor]
    made = named.get(actor.iri, [])
    cells: dict[str, object] = {
        "rank": row.rank,
        "interval": f"{row.interval.low}–{row.interval.high}" if row.interval else None,
        "rank_without_collector": row.rank_without_collector,
        **{f"rank_{layer}": place for layer, place in row.layers.items()},
        "actor": name_of(network, row.actor)
        + (marks(local=row.local, designated=bool(made)) if form == "table" else ""),
        "iri": actor.iri,
        "sector": ontology.concepts("sector")[actor.sector].label.to(lang),
        "local_seat": row.local,
        "designated": " ; ".join(one.told().to(lang) for one in made) or None,
        "rank_low": row.interval.low if row.interval else None,
        "rank_high": row.interval.high if row.interval else None,
        "in_first_ten": row.interval.first if row.interval else None,
        **{name: _value(value) for name, value in row.values.items()},
        "why": row.sentence.to(lang),
        "explanation": "\n".join(text.to(lang) for text in told) or None,
    }
    return tuple(cells.get(key) for key in _COLUMNS)


def _value(value: float) -> float | int | None:
    """Return a value as JSON holds it: whole numbers whole, what is not defined empty."""
    if isnan(value):
        return None
    return int(value) if value == int(value) else round(value, 4)


def marks(*, local: bool, designated: bool) -> str:
    """Return the signs after a name in a table."""
    return " *" * (not local) + " †" * designated


def name_of(network: Network, index: int) -> str:
    """Return an actor's name, with the holder of a post while its mandate is current."""
    actor = network.actors[index]
    return f"{actor.name} ({actor.holder})" if actor.holder else actor.name
