"""All or nothing: reload, replace, side by side, interrupted, damaged, and made again."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph as ox

from graph import layers, workspace
from graph.extract import extract
from graph.load import entries, load_workbook
from graph.workspace import Workspace
from tests.graph.conftest import bytes_of, refusal
from tests.graph.loading import facts, kept_in, names, second, versions_in, with_column
from tests.workbooks import SMALL, write_workbook

AT = "@"


# ---- What a load leaves ---------------------------------------------------------------------


def test_a_load_says_where_every_graph_comes_from(tmp_path: Path) -> None:
    made = workspace.create(tmp_path / "ws", name="x")
    path = write_workbook(
        tmp_path / "carnet", acteurs=with_column("acteurs", "diffusion", aines="restreint")
    )
    done = load_workbook(made, path, now=datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
    assert not done.unchanged
    assert entries(made) == [done.entry]
    assert (done.entry.source, done.entry.file) == ("carnet", "carnet")
    assert done.entry.loaded == "2026-11-23T09:00:00+00:00"
    assert done.entry.counts["actors"] == {
        "read": 5, "loaded": 5, "repaired": 0, "rejected": 0, "filtered": 0,
    }  # fmt: skip
    assert kept_in(made) == [f"carnet-{done.entry.version}.nq.gz", "manifest.json"]
    store = made.store()
    sparql = """SELECT ?graph ?hash ?level WHERE {
        ?graph a dcat:Dataset ; ea:sha256 ?hash ; ea:disclosure ?level ;
            prov:wasGeneratedBy ?run ; dcterms:title "carnet" .
        ?run prov:startedAtTime ?time FILTER(STRSTARTS(STR(?time), "2026-11-23T09:00:00")) }"""
    found = [
        [str(getattr(term, "value", "")) for term in row]
        for row in store.select(sparql, graphs=layers.graphs(store, "asserted")).rows
    ]
    level = f"{made.base}voc/disclosure/"
    assert sorted(found) == [
        [made.minter.graph("asserted", "carnet", done.entry.version), done.entry.sha256,
         f"{level}public"],
        [made.minter.graph("restricted", "carnet", done.entry.version), done.entry.sha256,
         f"{level}restreint"],
    ]  # fmt: skip


def test_what_is_kept_is_what_was_said(finished: Workspace) -> None:
    (entry,) = entries(finished)
    with gzip.open(finished.sources / entry.kept, "rt", encoding="utf-8") as file:
        lines = sorted(set(file))
    assert len(lines) == sum(facts(finished).values())
    assert json.loads((finished.sources / "manifest.json").read_text(encoding="utf-8"))[
        "sources"
    ] == [vars(entry)]


def test_reloading_the_same_file_changes_nothing(finished: Workspace, tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "carnet")
    before = bytes_of(finished.path)
    for _ in range(2):
        done = load_workbook(finished, path)
        assert done.unchanged
        assert done.report.loaded["actors"] == 5
        assert bytes_of(finished.path) == before
    (path / "LISEZMOI.txt").write_text("x", encoding="utf-8")
    assert load_workbook(finished, path).unchanged


def test_settings_that_changed_are_a_reason_to_load_again(
    finished: Workspace, tmp_path: Path
) -> None:
    settings = finished.path / "alliances.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + "as_of = 2017-11-30\n",
                        encoding="utf-8")  # fmt: skip
    made = workspace.load(finished.path)
    path = write_workbook(tmp_path / "carnet")
    assert not load_workbook(made, path).unchanged
    assert load_workbook(made, path).unchanged


def test_a_changed_file_replaces_the_old_one(finished: Workspace, tmp_path: Path) -> None:
    (old,) = entries(finished)
    changed = SMALL["acteurs"].replace("Les Aînés de Venelles", "Les Jeunes de Venelles")
    done = load_workbook(finished, write_workbook(tmp_path / "carnet", acteurs=changed))
    assert entries(finished) == [done.entry]
    assert done.entry.version != old.version
    assert list(facts(finished)) == [f"asserted/carnet/{done.entry.version}"]
    assert "Les Jeunes de Venelles" in names(finished)
    assert "Les Aînés de Venelles" not in names(finished)
    assert kept_in(finished) == [done.entry.kept, "manifest.json"]
    assert versions_in(finished) == ["v000001", "v000002"]


def test_good_rows_load_and_the_others_are_reported(finished: Workspace, tmp_path: Path) -> None:
    changed = SMALL["acteurs"].replace("entreprise;;;13113", "entreprise;;123456789;13113")
    done = load_workbook(finished, write_workbook(tmp_path / "carnet", acteurs=changed))
    assert done.entry.problems == len(done.report.problems) == 5  # then the alliance, and its rows
    assert "La Fabrique numérique" not in names(finished)
    assert len(names(finished)) == 5


def test_a_dry_run_changes_nothing(finished: Workspace, tmp_path: Path) -> None:
    before = bytes_of(finished.path)
    changed = SMALL["acteurs"].replace("211300017", "211300018")
    done = load_workbook(
        finished, write_workbook(tmp_path / "autre", acteurs=changed), dry_run=True
    )
    assert done.report.problems
    assert done.statements == 0
    assert bytes_of(finished.path) == before
    empty = workspace.create(tmp_path / "vide", name="x")
    load_workbook(empty, write_workbook(tmp_path / "carnet"), dry_run=True)
    assert [path.name for path in empty.path.iterdir()] == ["alliances.toml"]


def test_nothing_good_at_all_is_refused(finished: Workspace, tmp_path: Path) -> None:
    bad = {name: text.partition("\n")[0] + "\n;" for name, text in SMALL.items()}
    bad["acteurs"] = "id;nom;type\nx;X;rien"
    error = refusal(finished, write_workbook(tmp_path / "c", **bad))
    assert error.text == (
        "Rien n'a été chargé : 1 refus dans c. Aucune ligne n'est bonne : corrigez-les et "
        "rechargez.",
        "Nothing was loaded: 1 refusal in c. No row is good: correct them and load again.",
    )


# ---- Two workbooks --------------------------------------------------------------------------


def test_two_workbooks_live_side_by_side_and_share_registered_actors(
    finished: Workspace, tmp_path: Path
) -> None:
    before = facts(finished)
    done = load_workbook(finished, second(tmp_path / "voisin"))
    assert done.report.notices == []
    after = facts(finished)
    assert {graph: after[graph] for graph in before} == before
    assert len(after) == 2
    store = finished.store()
    net = extract(store, layers.graphs(store, "asserted"))
    town = next(i for i, a in enumerate(net.actors) if ("SIREN", "211300017") in a.identifiers)
    assert [a.name for a in net.actors].count("Ville d'Aix-en-Provence") == 1
    titles = {a.title for a in net.alliances if town in [p.actor for p in a.parties]}
    assert titles == {"Soutien politique", "Alliance nouvelle"}
    dated = "alliance;étape;date\na1;signé;2018"
    third = load_workbook(finished, second(tmp_path / "tiers", etapes=dated))
    assert [notice.en for notice in third.report.notices] == [
        "1 alliance of tiers is in voisin too: it counts twice. If it is the same workbook "
        "renamed, load again with --replace voisin"
    ]
    assert len(facts(finished)) == 3
    assert len(names(finished)) == len(net.actors)


def test_what_two_workbooks_say_differently_is_told_and_kept(
    finished: Workspace, tmp_path: Path
) -> None:
    text = (
        "id;nom;type;siren;rna;diffusion\n1;Commune d'Aix;collectivité;211300017;;\n"
        "paa;PAA;association;;;restreint\n3;Asso;association;;W131000000;"
    )
    parties = "alliance;acteur\na1;1\na1;3"
    done = load_workbook(finished, second(tmp_path / "voisin", acteurs=text, parties=parties))
    assert [notice.fr for notice in done.report.notices] == [
        f"« {name} » : {what} « {mine} » dans voisin, « {theirs} » dans carnet. Les deux restent, "
        "chacun avec sa source ; corrigez l'un des deux s'il est faux."
        for name, what, mine, theirs in (
            ("PAA / Pays d'Aix Associations", "nom", "PAA", "Pays d'Aix Associations"),
            ("Commune d'Aix / Ville d'Aix-en-Provence", "nom", "Commune d'Aix",
             "Ville d'Aix-en-Provence"),
            ("PAA / Pays d'Aix Associations", "secteur", "associations", "réseaux"),
            ("PAA / Pays d'Aix Associations", "diffusion", "restreint", "public"),
        )
    ]  # fmt: skip
    assert [graph.split("/")[0] for graph in facts(finished)] == [
        "asserted", "asserted", "restricted",
    ]  # fmt: skip


def test_files_with_names_of_all_kinds(tmp_path: Path) -> None:
    made = workspace.create(tmp_path / "ws", name="x")
    names = ("Carnet d'été (2018) v1.2", "دفتر", "🎉", "x" * 200, "x" * 199 + "y")
    done = [load_workbook(made, second(tmp_path / name), dry_run=True).entry for name in names]
    assert [entry.source for entry in done[:3]] == ["carnet-d-ete-2018-v1-2", "دفتر", "classeur"]
    assert len({entry.source for entry in done}) == 5
    assert max(len(entry.kept) for entry in done) < 100
    for number, name in enumerate(names[1:4]):
        alliances = f"id;intitulé\na1;Alliance {number}"
        load_workbook(made, second(tmp_path / name, alliances=alliances))
    assert len(facts(made)) == 3


# ---- What must not get in, or out -----------------------------------------------------------

SECRETS = ("ZZTEL", "ZZMAIL", "jeanne.secrete", "34 56 78", "ZZJAMAIS")


def test_the_bytes_of_a_workspace_hold_nothing_that_was_withheld(tmp_path: Path) -> None:
    made = workspace.create(tmp_path / "ws", name="x")
    actors = with_column(
        "acteurs", "téléphone;e-mail;description;diffusion",
        paa=f"ZZTEL;ZZMAIL;Écrire à jeanne.secrete{AT}example.org ou 06 12 34 56 78;",
        fabrique=";;ZZJAMAIS;jamais",
    )  # fmt: skip
    path = write_workbook(tmp_path / "carnet", acteurs=actors)
    done = load_workbook(made, path)
    assert done.report.withheld == 2
    assert done.dropped == {"actors": ("téléphone", "e-mail")}
    files = [file for file in made.path.rglob("*") if file.is_file()]
    data = b"".join(
        gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
        for file in files
    )
    data += (
        ox.Store.read_only(str(made.versions.current())).dump(format=ox.RdfFormat.N_QUADS) or b""
    )
    assert b"Soutien politique" in data
    for secret in SECRETS:
        assert secret.encode() not in data


def test_no_query_over_public_layers_reaches_a_restricted_graph(tmp_path: Path) -> None:
    made = workspace.create(tmp_path / "ws", name="x")
    actors = with_column("acteurs", "diffusion;description", aines="restreint;ZZSECRET")
    load_workbook(made, write_workbook(tmp_path / "carnet", acteurs=actors))
    store = made.store()
    secret = next(graph for graph in store.graphs() if layers.layer_of(graph) == "restricted")
    assert "ZZSECRET" in str(list(store.select("SELECT ?o { ?s ?p ?o }", graphs=[secret]).rows))
    for layer in ("asserted", "derived", "all"):
        graphs = layers.graphs(store, layer)
        assert secret not in graphs
        for sparql in (
            "SELECT ?o { ?s ?p ?o }",
            "SELECT ?o { GRAPH ?g { ?s ?p ?o } }",
            "SELECT ?o FROM <SECRET> { ?s ?p ?o }",
            "SELECT ?o FROM NAMED <SECRET> { GRAPH <SECRET> { ?s ?p ?o } }",
        ):
            asked = sparql.replace("SECRET", secret)
            said = str(list(store.select(asked, graphs=graphs).rows))
            assert "ZZSECRET" not in said
            assert "Aînés" not in said


def test_potential_alliances_never_name_a_restricted_actor(tmp_path: Path) -> None:
    made = workspace.create(tmp_path / "ws", name="x")
    actors = with_column("acteurs", "diffusion", aines="restreint", fabrique="professionnel")
    load_workbook(made, write_workbook(tmp_path / "carnet", acteurs=actors))
    store = made.store()
    derived = [graph for graph in store.graphs() if layers.layer_of(graph) == "derived"]
    said = str(list(store.select("SELECT * { ?s ?p ?o }", graphs=derived).rows))
    assert "PotentialAlliance" in said
    assert "aines" not in said
    assert "fabrique" not in said
