"""The workbook that loads back: the same facts, or what is missing is told."""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pyoxigraph as ox
import pytest

import ontology
from graph import layers, workspace
from graph.export.book import compare as module
from graph.export.book.compare import compare, told
from graph.export.book.properties import CLASSES, PROPERTIES
from graph.export.book.rows import Rows
from graph.export.book.write import write
from graph.export.edition import Edition
from graph.load import load_workbook
from graph.sources.report import Problem
from graph.sources.workbook.schema import SHEETS
from graph.workspace import Workspace
from ontology.text import Lang, Text
from tests.export.editions import HOSTILE, edition_of
from tests.workbooks import SMALL, write_workbook

#: One row at least of every sheet, every column filled, dates of every kind.
FULL = {
    "sources": "id;titre;éditeur;licence;url;consulté le;remarque\n"
    "notes;Notes de réunion;PAA;Licence Ouverte 2.0;https://example.org/n;2017-10-19;Relu",
    "territoires": "id;nom;type;code;siren;population;année population;fait partie de;couvre;"
    "thèmes;latitude;longitude;début;fin;source;localisation\n"
    "region-93;Provence;région;93;;;;;;;;;;;notes;\n"
    "dep-13;Bouches-du-Rhône;département;13;;2000000;2017;region-93;;;;;;;notes;§1\n"
    "13001;Aix;commune;13001;;142482;2017;dep-13|met;;;43.5297;5.4474;1790;;notes;§2\n"
    "01001;L'Abergement;commune;01001;;;;;;;;;;;;\n"
    "met;Métropole;EPCI;;200054807;;;dep-13;;;;;2016-01-01;;notes;§3\n"
    "proj;Projet;territoire de projet;;;;;;13001|01001;numerique|sport;;;avant 2018;;notes;§4\n"
    "pays;Pays;bassin de vie;;;;;;;;;;;;;",
    "acteurs": "id;nom;sigle;type;rna;siren;commune;thèmes;membre de;rattaché à;porté par;"
    "site web;description;début;fin;diffusion;source;localisation\n"
    "paa;Pays d'Aix Associations;PAA;association|réseau;W131000000;;13001;vie-associative|sport;"
    ";;ville;https://paa.example;Une maison;début 1990;;public;notes;§1\n"
    "ville;Ville d'Aix;;collectivité;;211300017;13001;;;;;;;;;;notes;§2\n"
    "service;Service;;service ou comité;;;;;paa;ville;;;;2010;fin 2017;;notes;§3\n"
    "12;Douze;;entreprise;;732829320;01001;numerique;paa;;;;;;;;des mots libres;§4",
    "mandats": "poste;intitulé du poste;titulaire;fonction;organisme;territoire;début;fin;"
    "délégation;source;localisation\n"
    "maire;Maire d'Aix;Camille Exemple;maire;ville;13001;2020-05-25;2099-12-31;culture-art|sport;"
    "notes;§1\n"
    "adjoint;Adjointe d'Aix;;adjoint;ville;13001;;;;notes;§2",
    "programmes": "id;intitulé;type;partie de;porté par;soutenu par;thèmes;territoires;début;fin;"
    "description;source;localisation\n"
    "prog;Parcours;programme;;paa;ville|12;numerique;13001;2017;;Un parcours;notes;§1\n"
    "2018;Parcours 2018;édition;prog;;;;;janvier 2018;été 2018;;notes;§2\n"
    "appel;Appel;appel à projets;;ville;;;;;;;notes;§3\n"
    "reponse;Réponse;candidature;appel;;;;;;;;notes;§4",
    "alliances": "id;intitulé;type;thèmes;territoires;cadre;début;fin;montant;nature du montant;"
    "confiance;base de confiance;diffusion;description;source;localisation\n"
    "a1;Soutien;mecenat-financier|soutien-public;numerique|sport;proj|13001;prog|2018;mars 2017;"
    "après 2018;7000,50;verse;0,8;presse;public;Trois ans;notes;§1\n"
    "a2;Autre;;;;;;;1250.1250;;;;;;notes;§2",
    "parties": "alliance;acteur;rôle;apport\na1;paa;beneficiaire;\na1;12;financeur;argent|locaux\n"
    "a1;maire;soutien;visibilite\na2;paa;;\na2;ville;porteur;donnees",
    "etapes": "alliance;étape;date;source;localisation;remarque\n"
    "a1;contact;octobre 2016;notes;§1;Premier appel\na1;signé;début décembre 2017;notes;§2;\n"
    "a1;actif;entre mars 2018 et mai 2018;notes;;\na2;idée;depuis 2015;notes;;\n"
    "a2;contact;jusqu'à fin 2016;;;",
    "besoins-offres": "id;acteur;nature;ressource;thèmes;territoires;description;début;fin;"
    "diffusion;source;localisation\n"
    "b1;paa;besoin;locaux;sport;13001;Une salle;2018;2019;public;notes;§1\n"
    "b2;12;offre;competences;;;;;;;notes;§2",
    "participations": "programme;acteur;nature;rôle;statut;date;source;localisation\n"
    "2018;paa;participation;pilote;retenu;2018;notes;§1\n"
    "prog;12;désignation;dialogue-territorial;;début 2018;notes;§2",
    "affirmations": "sujet;propriété;valeur;statut;catégorie;date;source;localisation\n"
    "paa;adhérents;700;enonce;;2017;notes;§1\nprog;contact;les élus;contact;elus;;notes;§2\n"
    "Un inconnu;pilotes;12;;;;notes;§3",
}  # fmt: skip


def saved(edition: Edition, path: Path) -> list[str]:
    """Write the workbook of an edition; return what it says that it could not hold."""
    out = io.BytesIO()
    notes = write(edition, out)
    path.write_bytes(out.getvalue())
    return [note.fr for note in notes]


def reloaded(made: Workspace, folder: Path, name: str = "carnet", lang: Lang = "fr") -> Workspace:
    """Export a workspace as a workbook of the same name, and load it into a new one."""
    edition = edition_of(made, internal=True)
    object.__setattr__(edition, "lang", lang)
    assert saved(edition, folder / f"{name}.xlsx") == [], folder
    again = workspace.create(folder / "again", name="Encore")
    done = load_workbook(again, folder / f"{name}.xlsx")
    assert done.report.refused == 0
    return again


def said(made: Workspace) -> set[str]:
    """Every statement of the sources as canonical N-Quads, its graph a layer.

    IRIs made of a hash of a row or of the name of the file are blank nodes here. Left out is what
    stands in no column: the place of a row, the old key of an actor, and which source, as the
    workbook itself is the source of rows that name none.
    """
    data = ox.Dataset()
    for graph in made.store().graphs():
        layer = layers.layer_of(graph)
        triples = made.store().query("CONSTRUCT WHERE { ?s ?p ?o }", graphs=[graph])
        for triple in triples if layer in layers.FACTS else ():  # type: ignore[union-attr]
            if not _by_design(str(triple)):
                ends = _nameless(triple.subject), _nameless(triple.object)
                name = ox.NamedNode(f"layer:{layer}")
                data.add(ox.Quad(ends[0], triple.predicate, ends[1], name))
    data.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return set(map(str, data))


def _nameless(term: Any) -> Any:
    path = str(getattr(term, "value", "")).partition("/id/")[2]
    made_of_a_row = path.split("/")[0] in _HASHED and isinstance(term, ox.NamedNode)
    return ox.BlankNode(hashlib.sha256(path.encode()).hexdigest()) if made_of_a_row else term


_HASHED = {"party", "stage", "mandate", "person", "need", "participation", "claim"}


def _by_design(line: str) -> bool:
    return any(name in line for name in ("#locator", "isReplacedBy", "dc/terms/source", "/source/"))


def test_every_column_of_the_schema_is_exported() -> None:
    assert PROPERTIES.keys() == CLASSES.keys() == SHEETS.keys()
    for key, sheet in SHEETS.items():
        assert list(PROPERTIES[key].keys() - {c.key for c in sheet.columns}) == []
        assert [c.key for c in sheet.columns if c.key not in PROPERTIES[key]] == []
        for names in PROPERTIES[key].values():
            for name in names.split():
                if name not in {"ea:", "ea:start", "ea:end"}:
                    assert ontology.iri(name)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_workbook_with_every_column_comes_back_as_it_was(tmp_path: Path, lang: Lang) -> None:
    made = workspace.create(tmp_path / "ws", name="Essai")
    done = load_workbook(made, write_workbook(tmp_path / "carnet", **FULL))
    assert done.report.refused == 0, [str(p) for p in done.report.problems]
    before, after = said(made), said(reloaded(made, tmp_path, lang=lang))
    assert len(before) > 300
    assert (sorted(before - after), sorted(after - before)) == ([], [])


def test_the_small_workbook_comes_back(small: Workspace, tmp_path: Path) -> None:
    before, after = said(small), said(reloaded(small, tmp_path))
    assert len(before) > 150
    assert (sorted(before - after), sorted(after - before)) == ([], [])


def test_hostile_names_come_back_letter_by_letter(tmp_path: Path) -> None:
    rows = "\n".join(
        f'n{i};"{name.replace(chr(34), chr(34) * 2)}";association'
        for i, name in enumerate(HOSTILE)
        if name.strip("\ud7ff\ue000 ") and name != "N/A" and "\0" not in name
    )
    made = workspace.create(tmp_path / "ws", name="Essai")
    actors = SMALL["acteurs"].splitlines()
    head = "id;nom;type\n" + "\n".join(";".join(r.split(";")[i] for i in (0, 1, 3)) for r in actors[1:])  # fmt: skip # noqa: E501
    book = write_workbook(tmp_path / "carnet", acteurs=f"{head}\n{rows}")
    load_workbook(made, book)
    edition = edition_of(made, internal=True)
    notes = saved(edition, tmp_path / "carnet.xlsx")
    again = workspace.create(tmp_path / "again", name="Encore")
    load_workbook(again, tmp_path / "carnet.xlsx")
    names = [{line for line in said(one) if "label" in line} for one in (made, again)]
    assert len(names[0]) > len(HOSTILE)
    assert names[0] == names[1]
    sheets = openpyxl.load_workbook(tmp_path / "carnet.xlsx")
    cells = [c for sheet in sheets for row in sheet.iter_rows() for c in row if c.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not [note for note in notes if "refusées" in note]


def test_what_is_restricted_comes_back_restricted(closed: Workspace, tmp_path: Path) -> None:
    again = reloaded(closed, tmp_path, "carnet-garde")
    before, after = (
        {line for line in said(made) if "<layer:restricted>" in line} for made in (closed, again)
    )
    assert len(before) > 15
    assert before == after


def test_a_public_workbook_lacks_the_rows_and_says_nothing_of_them(
    closed: Workspace, tmp_path: Path
) -> None:
    assert saved(edition_of(closed), tmp_path / "public.xlsx") == []
    words = {
        str(cell)
        for sheet in openpyxl.load_workbook(tmp_path / "public.xlsx")
        for row in sheet.iter_rows(values_only=True)
        for cell in row
    }
    assert "Les Aînés de Venelles" in words
    assert not words & {"La Fabrique numérique", "Brevet §D", "Un toit discret", "fabrique"}


def test_the_demonstration_says_what_it_could_not_hold(
    territory: Workspace, tmp_path: Path
) -> None:
    edition = edition_of(territory)
    notes = saved(edition, tmp_path / "demo.xlsx")
    outcome = compare(edition, Rows(edition).keys, tmp_path / "demo.xlsx")
    assert (outcome.problems, outcome.extra) == ([], 0)
    assert len(notes) == 1
    assert "contour d'un territoire (36)" in notes[0]
    missing = {ontology.curie(predicate) for _, predicate, _ in outcome.missing}
    assert "ea:hasParty" not in missing
    assert "rdfs:label" not in missing


def _dropping(column: str) -> Callable[[Rows], None]:
    def drop(rows: Rows) -> None:
        for thing in rows.things["actors"].values():
            thing.get(column, []).clear()

    return drop


def test_what_is_lost_is_always_told(small: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    known = Rows.__init__

    def forgetful(rows: Rows, edition: Edition) -> None:
        known(rows, edition)
        _dropping("ea:theme")(rows)

    monkeypatch.setattr(Rows, "__init__", forgetful)
    notes = write(edition_of(small), io.BytesIO())
    assert [note.fr for note in notes if "thème (4)" in note.fr]
    assert [note.en for note in notes if "theme (4)" in note.en]


def test_rows_that_would_be_refused_are_told() -> None:
    reason = Text("cette cellule est obligatoire", "this cell is required")
    follows = Problem("c.xlsx", "parties", 2, "acteur", "x", reason, reason, follows=True)
    first = Problem("c.xlsx", "acteurs", 3, "type", "", reason, reason)
    outcome = module.Outcome(Counter(), 0, [follows, first])
    assert told(outcome)[0].en == (
        "2 rows of the workbook would be refused when it is loaded again, the first because in "
        "'acteurs', column 'type', this cell is required. Complete them before you load it."
    )
