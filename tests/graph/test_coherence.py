"""Rules of rows and shapes of the graph say the same; a graph that breaks a shape is refused."""

from __future__ import annotations

import random
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph.coherence import conformity
from graph.errors import BadInput
from graph.identifiers import Minter
from graph.rdf import nquads
from graph.sources import workbook
from ontology.text import Text
from tests.workbooks import SMALL, write_workbook


def test_a_graph_that_breaks_a_shape_is_refused_with_the_row(tmp_path: Path) -> None:
    """No workbook gets so far, since rows obey the same rules; a bug would."""
    path = write_workbook(tmp_path / "carnet")
    checked = workbook.check(workbook.read_tables(path)[0])
    mint = Minter("https://w3id.org/envies-alliances/")
    lines = "".join(nquads(workbook.statements(checked, minter=mint, source="carnet", version="v")))
    store = ox.Store()
    store.bulk_load(lines.encode(), format=ox.RdfFormat.N_QUADS)
    assert conformity(store, "carnet", 1000) == []
    assert conformity(store, "carnet", 2) == [
        Text(
            "Règles de cohérence vérifiées sur 2 choses, réparties parmi 26.",
            "Rules of coherence checked on 2 things, spread among 26.",
        )
    ]
    label = ox.NamedNode("https://w3id.org/envies-alliances/def#siren")
    actor = ox.NamedNode(mint.actor("fabrique", rna=None, siren=None, association=False))
    store.add(
        ox.Quad(actor, label, ox.Literal("12"), ox.NamedNode(mint.graph("asserted", "carnet", "v")))
    )
    with pytest.raises(BadInput) as caught:
        conformity(store, "carnet", 1000)
    assert caught.value.text == (
        "Rien n'a été chargé : 1 règle de cohérence n'est pas respectée. La première : "
        "« La Fabrique numérique, §4 » — Le numéro SIREN est unique et compte neuf chiffres.",
        "Nothing was loaded: 1 rule of coherence is not kept. The first: « La Fabrique "
        "numérique, §4 » — The SIREN number is unique and has nine digits.",
    )
    assert conformity(store, "autre", 1000) == []


def test_whatever_rows_are_accepted_the_shapes_accept(tmp_path: Path) -> None:
    """The rules of rows and the shapes of the graph are written twice; they must not part."""
    sheets = SMALL | {
        "programmes": "id;intitulé;type;partie de;porté par\nap;Appel;appel à projets;;ville-aix\n"
        "c;Candidature;candidature;ap;paa\np;Programme;programme;;",
        "participations": "programme;acteur;nature;rôle;statut;date\n"
        "p;paa;désignation;x;retenu;2017\np;maire-aix;participation;;;2018",
        "besoins-offres": "acteur;nature;ressource;description\npaa;besoin;locaux;\n"
        "aines;offre;;Du temps",
        "affirmations": "sujet;propriété;valeur;statut;catégorie;date\npaa;x;1;énoncé;elus;2017\n"
        "paa;x;1;prévu;associations;2017\nautre;x;2;;;",
    }
    rng = random.Random(13)  # noqa: S311 - a sample, not a secret
    mint = Minter("https://w3id.org/envies-alliances/")
    accepted = 0
    for turn in range(12):
        changed = {name: muddled(text, rng) for name, text in sheets.items()}
        path = write_workbook(tmp_path / f"c{turn}", **changed)
        checked = workbook.check(workbook.read_tables(path)[0])
        store = ox.Store()
        lines = nquads(workbook.statements(checked, minter=mint, source="c", version="v"))
        store.bulk_load("".join(lines).encode(), format=ox.RdfFormat.N_QUADS)
        assert conformity(store, "c", 1000) == []
        accepted += len(checked.records["alliances"])
    assert accepted > 12


def muddled(text: str, rng: random.Random) -> str:
    """Swap, empty and copy cells of a sheet, each change small enough to be overlooked."""
    head, *rows = [line.split(";") for line in text.splitlines()]
    for _ in range(rng.randint(0, 2)):
        one, other = rng.choice(rows), rng.choice(rows)
        place = rng.randrange(len(head))
        change = rng.choice(["swap", "empty", "copy", "repeat"])
        if change == "swap":
            one[place], other[place] = other[place], one[place]
        elif change == "empty":
            one[place] = ""
        elif change == "copy":
            one[place] = other[place]
        else:
            rows.append(list(one))
    return "\n".join(";".join(row) for row in (head, *rows))
