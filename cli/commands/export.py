"""``alliances export``: files that other programs open."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.bilingual import command, option
from cli.commands.map import day_of
from cli.session import Session, session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.export.edition import Edition
    from graph.export.formats import Format
    from graph.layers import Layer
    from ontology.text import Text

_NAMES = ("trig", "turtle", "jsonld", "nquads", "ntriples", "gexf", "graphml", "gephi", "kumu",
          "xlsx")  # fmt: skip


@command(
    "export", "export alliances.gexf", "export alliances.trig --layer all",
    "export carnet.xlsx", "export reseau.csv --format kumu",
    "export - --format nquads | gzip > alliances.nq.gz",
    "export alliances.ttl --describe --licence \"Licence Ouverte 2.0\"",
    "export --parquet lac",
    fr="Écrire un fichier que d'autres programmes ouvrent : le suffixe dit le format (.trig .ttl "
       ".jsonld .nq .nt .gexf .graphml .csv .zip .xlsx).\n\nC'est l'édition publique, à moins de "
       "--internal ; aucune personne n'y est nommée, sauf l'élu pendant son mandat.",
    en="Write a file that other programs open: the suffix says the format (.trig .ttl .jsonld .nq "
       ".nt .gexf .graphml .csv .zip .xlsx).\n\nIt is the public edition, unless --internal; no "
       "person is named in it but an elected official during the mandate.",
)  # fmt: skip
@click.argument("file", metavar="[FILE|-]", required=False, type=click.Path(path_type=Path))
@option("--format", "form", type=click.Choice(_NAMES),
        fr="Format, quand le suffixe ne le dit pas.",
        en="Format, where the suffix does not say it.")  # fmt: skip
@option("--layer", type=click.Choice(["asserted", "derived", "all"]), default="asserted",
        show_default=True,
        fr="Les faits, les alliances possibles, ou les deux (formats à graphes nommés).",
        en="Facts, possible alliances, or both (formats with named graphs).")  # fmt: skip
@option("--internal", is_flag=True,
        fr="Édition interne, avec les données restreintes : à ne pas diffuser.",
        en="Internal edition, with restricted data: not to be passed on.")  # fmt: skip
@option("--as-of", metavar="DATE", fr="Date du réseau, et des mandats en cours.",
        en="Date of the network, and of the mandates under way.")  # fmt: skip
@option("--describe", is_flag=True,
        fr="N'écrire que la description (VoID, DCAT) : contenu, sources, licences.",
        en="Write only the description (VoID, DCAT): content, sources, licences.")  # fmt: skip
@option("--licence", metavar="TEXT", fr="Licence sous laquelle l'édition est publiée.",
        en="Licence under which the edition is published.")  # fmt: skip
@option("--url", metavar="URL", fr="Adresse où l'édition sera publiée (pour sa description).",
        en="Address where the edition will be published (for its description).")  # fmt: skip
@option("--parquet", "lake", type=click.Path(path_type=Path), metavar="FOLDER",
        fr="Écrire nœuds, liens et affirmations en Parquet dans ce dossier.",
        en="Write nodes, links and claims as Parquet into this folder.")  # fmt: skip
def command_(
    file: Path | None, form: str | None, describe: bool, lake: Path | None, layer: Layer,
    **asked: Any,
) -> None:  # fmt: skip
    """Find the format, then write the file whole or not at all."""
    from graph.export.formats import check_layer, format_of

    here = session()
    _one_target(file, lake, form, describe=describe)
    if lake is not None:
        _write_lake(here, _edition(here, layer, **asked), lake)
        return
    target = None if str(file) == "-" else file
    chosen = format_of(target, form)
    check_layer(chosen, layer)
    edition = _edition(here, layer, **asked)
    if describe:
        chosen = _describing(chosen)
    notes = _to_stdout(edition, chosen) if target is None else _to_file(edition, chosen, target)
    for note in notes:
        here.say(*note)


def _one_target(file: Path | None, lake: Path | None, form: str | None, *, describe: bool) -> None:
    """Raise Misuse unless there is one thing to write."""
    from graph.errors import Misuse

    if (file is None) == (lake is None):
        raise Misuse(
            "Donnez un fichier à écrire, comme alliances.gexf, ou --parquet DOSSIER.",
            "Give a file to write, such as alliances.gexf, or --parquet FOLDER.",
        )
    if lake is not None and (form or describe):
        raise Misuse(
            "--parquet écrit un dossier et sa description : sans --format ni --describe.",
            "--parquet writes a folder and its description: without --format or --describe.",
        )


def _edition(
    here: Session, layer: Layer, *, internal: bool, as_of: str | None, licence: str | None,
    url: str | None,
) -> Edition:  # fmt: skip
    from graph.export.edition import INTERNAL, edition

    if url is not None:
        _check_url(url)
    here.leaving()
    made = edition(
        here.workspace(), here.store(), here.lang, layer=layer, internal=internal,
        as_of=day_of(as_of), licence=licence, url=url,
    )  # fmt: skip
    if internal:
        here.warn(f"{INTERNAL.fr}.", f"{INTERNAL.en}.")
    return made


def _check_url(url: str) -> None:
    from graph.errors import Misuse
    from graph.sources.workbook.cells import CellError, Context
    from graph.sources.workbook.values import web_address

    try:
        web_address(url, Context())
    except CellError as error:
        raise Misuse(
            "--url {url} : {why}.", "--url {url}: {why}.", url=url, why=error.reason
        ) from None


def _describing(chosen: Format) -> Format:
    """Return a format that writes only the description; raises Misuse when it cannot hold one."""
    from functools import partial

    from graph.errors import Misuse
    from graph.export.rdf import write_description

    if chosen.family not in {"dataset", "triples"}:
        raise Misuse(
            "--describe s'écrit en RDF : .ttl, .trig, .jsonld, .nq ou .nt.",
            "--describe is written as RDF: .ttl, .trig, .jsonld, .nq or .nt.",
        )
    return chosen._replace(write=partial(write_description, form=chosen.name))


def _to_file(edition: Edition, chosen: Format, target: Path) -> Sequence[Text]:
    """Write a file, or two tables side by side, and tell their names."""
    from graph.export.formats import PAIRS
    from graph.export.pair import write as write_pair

    if chosen.name in PAIRS and target.suffix.lower() != ".zip":
        stem = target.with_suffix("") if target.suffix.lower() == ".csv" else target
        targets = [stem.with_name(f"{stem.name}-{part}.csv") for part in ("nodes", "edges")]
        with (
            edition.departure.files(*targets) as (nodes, links),
            nodes.open("wb") as a,
            links.open("wb") as b,
        ):
            write_pair(edition, a, b, chosen.name)
        notes: Sequence[Text] = ()
    else:
        targets = [target]
        with edition.departure.files(target) as (draft,), draft.open("wb") as out:
            notes = chosen.write(edition, out) or ()
    for path in targets:
        click.echo(path)
    return notes


def _to_stdout(edition: Edition, chosen: Format) -> Sequence[Text]:
    """Write to the standard output, once the whole is known to be good."""
    from graph.errors import Misuse
    from graph.publication.files import of_file

    if not chosen.is_text:
        raise Misuse(
            "{name} ne s'écrit pas sur la sortie standard : donnez un nom de fichier.",
            "{name} is not written to the standard output: give the name of a file.",
            name=chosen.name,
        )
    with tempfile.TemporaryFile() as draft:
        notes = chosen.write(edition, draft) or ()
        draft.seek(0)
        edition.departure.clear(chosen.name, of_file(draft))
        draft.seek(0)
        shutil.copyfileobj(draft, sys.stdout.buffer)
    return notes


def _write_lake(here: Session, edition: Edition, folder: Path) -> None:
    from graph.export.lake import write

    write(edition, folder)
    click.echo(folder)
