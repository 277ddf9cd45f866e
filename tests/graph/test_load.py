"""All or nothing: reload, replace, side by side, interrupted, damaged, and made again."""

from __future__ import annotations

import gzip
import json
import random
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph import layers, workspace
from graph.coherence import nonconformity
from graph.errors import BadInput, StoreUnavailable
from graph.extract import extract
from graph.identifiers import Minter
from graph.load import Loaded, entries, load_workbook
from graph.rdf import nquads
from graph.sources import workbook
from graph.workspace import Workspace
from tests.graph.conftest import bytes_of, refusal
from tests.workbooks import SMALL, write_workbook

ROOT = Path(__file__).resolve().parents[2]
AT = "@"


def facts(made: Workspace) -> dict[str, int]:
    """Return how many statements each graph of facts holds."""
    store = made.store()
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    return {
        graph.partition("/graph/")[2]: int(str(getattr(next(rows)[0], "value", "")))
        for graph in store.graphs()
        if layers.layer_of(graph) in {"asserted", "restricted"}
        for rows in [store.select(count, graphs=[graph]).rows]
    }


def names(made: Workspace) -> list[str]:
    store = made.store()
    return [a.name for a in extract(store, layers.graphs(store, "asserted")).actors]


def versions_in(made: Workspace) -> list[str]:
    return sorted(path.name for path in (made.path / "store").iterdir() if path.is_dir())


def kept_in(made: Workspace) -> list[str]:
    return sorted(path.name for path in made.sources.iterdir())


def with_column(sheet: str, column: str, **values: str) -> str:
    head, *rows = SMALL[sheet].splitlines()
    filled = [f"{row};{values.get(row.split(';')[0], '')}" for row in rows]
    return "\n".join([f"{head};{column}", *filled])


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
    assert done.entry.counts["actors"] == {"read": 5, "loaded": 5, "rejected": 0, "filtered": 0}
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
    assert done.entry.problems == len(done.report.problems) == 3  # the actor, party and alliance
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
        "Rien n'a été chargé : 1 refus dans c. Corrigez-les, ou chargez les bonnes lignes sans "
        "--strict.",
        "Nothing was loaded: 1 refusals in c. Correct them, or load the good rows without "
        "--strict.",
    )


# ---- Two workbooks --------------------------------------------------------------------------


def second(folder: Path, **changes: str | None) -> Path:
    """A workbook of somebody else that speaks of the same town and of a new company."""
    return write_workbook(folder, **{
        "sources": None, "territoires": None, "mandats": None,
        "acteurs": "id;nom;type;siren;rna\n1;Ville d'Aix-en-Provence;collectivité;211 300 017;\n"
        "2;Nouvelle;entreprise;356000000;\n3;Asso;association;;W131000000",
        "alliances": "id;intitulé\na1;Alliance nouvelle",
        "parties": "alliance;acteur\na1;1\na1;2\na1;3",
        "etapes": "alliance;étape\na1;signé",
    } | changes)  # fmt: skip


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
    third = load_workbook(finished, second(tmp_path / "tiers"))
    assert third.report.notices == []
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
    for name in ("Carnet d'été (2018) v1.2", "دفتر", "🎉", "x" * 200, "x" * 199 + "y"):
        load_workbook(made, second(tmp_path / name))
    sources = [entry.source for entry in entries(made)]
    assert sources[:3] == ["carnet-d-ete-2018-v1-2", "دفتر", "classeur"]
    assert len(set(sources)) == 5
    assert max(len(entry.kept) for entry in entries(made)) < 100
    assert len(facts(made)) == 5


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
            f"SELECT ?o FROM <{secret}> {{ ?s ?p ?o }}",
            f"SELECT ?o FROM NAMED <{secret}> {{ GRAPH <{secret}> {{ ?s ?p ?o }} }}",
        ):
            said = str(list(store.select(sparql, graphs=graphs).rows))
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


# ---- Interrupted, contested, damaged --------------------------------------------------------

LOADING = textwrap.dedent("""
    import sys
    from pathlib import Path
    from graph import workspace
    from graph.load import load_workbook
    load_workbook(workspace.load(Path(sys.argv[1])), Path(sys.argv[2]))
""")


def large(folder: Path) -> Path:
    """A workbook that takes a second or two to load."""
    n = 1500
    return write_workbook(folder, sources=None, territoires=None, mandats=None, acteurs="\n".join(["id;nom;type", *(f"g{i};Grand {i};association" for i in range(n))]), alliances="\n".join(["id;intitulé", *(f"a{i};Alliance {i}" for i in range(n))]), parties="\n".join(
            ["alliance;acteur", *(f"a{i};g{(i + k) % n}" for i in range(n) for k in (0, 1))]
        ), etapes="\n".join(["alliance;étape", *(f"a{i};signé" for i in range(n))]))  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no kill -9")
@pytest.mark.parametrize("moment", ["part", "kept", "version", "later"])
def test_a_load_killed_in_the_middle_leaves_the_old_version(
    finished: Workspace, tmp_path: Path, moment: str
) -> None:
    before, known = facts(finished), bytes_of(finished.path)
    path = large(tmp_path / "grand")
    with subprocess.Popen(
        [sys.executable, "-c", LOADING, str(finished.path), str(path)], cwd=ROOT
    ) as other:
        wait_for(other, finished, moment)
        other.send_signal(signal.SIGKILL)
        assert other.wait() == -signal.SIGKILL
    assert {name: bytes_of(finished.path)[name] for name in known} == known
    assert len(bytes_of(finished.path)) > len(known)  # it was in the middle of something
    assert facts(finished) == before
    assert finished.versions.current() == finished.path / "store" / "v000001"
    done = load_workbook(finished, second(tmp_path / "voisin"))
    assert [entry.source for entry in entries(finished)] == ["carnet", "voisin"]
    assert kept_in(finished) == sorted(
        [entry.kept for entry in entries(finished)] + ["manifest.json"]
    )
    assert versions_in(finished) == ["v000001", "v000002"]
    assert done.statements > 0


def wait_for(other: subprocess.Popen[bytes], made: Workspace, moment: str) -> None:
    """Wait until a load has come to a moment; it must still be running."""
    sign = {"part": "sources/grand-*.part", "kept": "sources/grand-*.nq.gz"}.get(
        moment, "store/v000002"
    )
    end = time.monotonic() + 60
    while not list(made.path.glob(sign)):
        assert other.poll() is None
        assert time.monotonic() < end
        time.sleep(0.0005)
    if moment == "later":
        time.sleep(0.3)
    assert other.poll() is None


def test_a_second_writer_is_refused_while_a_process_loads(
    finished: Workspace, tmp_path: Path
) -> None:
    program = textwrap.dedent("""
        import sys
        from pathlib import Path
        from graph import workspace
        with workspace.load(Path(sys.argv[1])).versions.lock():
            print("locked", flush=True)
            sys.stdin.read()
    """)
    with subprocess.Popen(
        [sys.executable, "-c", program, str(finished.path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8", cwd=ROOT,
    ) as other:  # fmt: skip
        assert other.stdout is not None
        assert other.stdout.readline() == "locked\n"
        store = finished.path / "store"
        error = refusal(finished, second(tmp_path / "voisin"))
        assert isinstance(error, StoreUnavailable)
        assert error.text == (
            f"Un autre chargement est en cours dans {store}. Attendez qu'il finisse, puis "
            "recommencez.",
            f"Another load is running in {store}. Wait until it is done, then try again.",
        )
        assert load_workbook(finished, second(tmp_path / "voisin"), dry_run=True).report.loaded
    assert load_workbook(finished, second(tmp_path / "voisin")).statements > 0


def lose_pointer(made: Workspace) -> None:
    (made.path / "store" / "CURRENT").write_text("v000042\n", encoding="utf-8")


def lose_manifest(made: Workspace) -> None:
    (made.path / "store" / "v000001" / "manifest.json").write_text("{", encoding="utf-8")


def lose_version(made: Workspace) -> None:
    shutil.rmtree(made.path / "store" / "v000001")


def lose_store(made: Workspace) -> None:
    shutil.rmtree(made.path / "store")


def lose_database(made: Workspace) -> None:
    for path in (made.path / "store" / "v000001").iterdir():
        if path.name != "manifest.json":
            path.unlink()


LOSSES = [lose_pointer, lose_manifest, lose_version, lose_store, lose_database]


@pytest.mark.parametrize("lose", LOSSES)
@pytest.mark.parametrize("again", ["the same", "another"])
def test_a_lost_store_is_made_again_from_the_sources(
    finished: Workspace, tmp_path: Path, lose: object, again: str
) -> None:
    """Whichever file is loaded next, nothing that was loaded before is lost."""
    load_workbook(finished, second(tmp_path / "voisin"))
    shutil.rmtree(finished.path / "store" / "v000001")
    (finished.path / "store" / "v000002").rename(finished.path / "store" / "v000001")
    (finished.path / "store" / "CURRENT").write_text("v000001\n", encoding="utf-8")
    before = facts(finished)
    assert callable(lose)
    lose(finished)
    if lose is not lose_manifest:
        with pytest.raises(StoreUnavailable):
            finished.store()
    path = {"the same": write_workbook(tmp_path / "carnet"), "another": second(tmp_path / "n")}
    done: Loaded = load_workbook(finished, path[again])
    assert not done.unchanged
    after = facts(finished)
    assert {graph: after[graph] for graph in before} == before
    assert len(after) == {"the same": 2, "another": 3}[again]
    assert {entry.source for entry in entries(finished)} >= {"carnet", "voisin"}


@pytest.mark.parametrize("damage", ["gone", "cut", "no gzip", "no n-quads"])
def test_a_damaged_source_stops_the_load_and_changes_nothing(
    finished: Workspace, tmp_path: Path, damage: str
) -> None:
    (entry,) = entries(finished)
    kept = finished.sources / entry.kept
    data = kept.read_bytes()
    kept.unlink()
    if damage != "gone":
        kept.write_bytes({
            "cut": data[: len(data) // 2], "no gzip": b"x" * 500,
            "no n-quads": gzip.compress(b"<a:b> <a:c>"),
        }[damage])  # fmt: skip
    error = refusal(finished, second(tmp_path / "voisin"))
    french, english = error.text
    file = f"sources/{entry.kept}"
    assert french.startswith(f"{file}, gardé d'un chargement précédent, manque ou est abîmé (")
    assert french.endswith(
        "). Remettez-le depuis une sauvegarde ; ou supprimez les dossiers store et sources de "
        "l'espace de travail, puis rechargez tous vos classeurs."
    )
    assert english.startswith(f"{file}, kept from an earlier load, is missing or damaged (")
    assert english.endswith(
        "). Restore it from a backup; or delete the folders store and sources of the workspace, "
        "then load all your workbooks again."
    )
    assert versions_in(finished) == ["v000001"]
    shutil.rmtree(finished.path / "store")
    shutil.rmtree(finished.sources)
    load_workbook(finished, write_workbook(tmp_path / "carnet"))
    load_workbook(finished, second(tmp_path / "voisin"))
    assert len(facts(finished)) == 2


def test_an_error_while_statements_are_written_leaves_no_draft(
    finished: Workspace, tmp_path: Path
) -> None:
    """A folder stands where the file should: the last step of writing it fails."""
    path = second(tmp_path / "voisin")
    entry = load_workbook(finished, path, dry_run=True).entry
    (finished.sources / entry.kept).mkdir()
    before = bytes_of(finished.path)
    with pytest.raises(OSError):
        load_workbook(finished, path)
    assert bytes_of(finished.path) == before


# ---- Coherence ------------------------------------------------------------------------------


def test_a_graph_that_breaks_a_shape_is_refused_with_the_row(tmp_path: Path) -> None:
    """No workbook gets so far, since rows obey the same rules; a bug would."""
    path = write_workbook(tmp_path / "carnet")
    checked = workbook.check(workbook.read_tables(path)[0])
    mint = Minter("https://w3id.org/envies-alliances/")
    lines = "".join(nquads(workbook.statements(checked, minter=mint, source="carnet", version="v")))
    store = ox.Store()
    store.bulk_load(lines.encode(), format=ox.RdfFormat.N_QUADS)
    assert nonconformity(store, "carnet") is None
    label = ox.NamedNode("https://w3id.org/envies-alliances/def#siren")
    actor = ox.NamedNode(mint.actor("fabrique", rna=None, siren=None, association=False))
    store.add(
        ox.Quad(actor, label, ox.Literal("12"), ox.NamedNode(mint.graph("asserted", "carnet", "v")))
    )
    error = nonconformity(store, "carnet")
    assert isinstance(error, BadInput)
    assert error.text == (
        "Rien n'a été chargé : 1 règle(s) de cohérence ne sont pas respectées. La première : "
        "« La Fabrique numérique, §4 » — Le numéro SIREN est unique et compte neuf chiffres.",
        "Nothing was loaded: 1 rule(s) of coherence are not kept. The first: « La Fabrique "
        "numérique, §4 » — The SIREN number is unique and has nine digits.",
    )
    assert nonconformity(store, "autre") is None


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
    for turn in range(20):
        changed = {name: muddled(text, rng) for name, text in sheets.items()}
        path = write_workbook(tmp_path / f"c{turn}", **changed)
        checked = workbook.check(workbook.read_tables(path)[0])
        store = ox.Store()
        lines = nquads(workbook.statements(checked, minter=mint, source="c", version="v"))
        store.bulk_load("".join(lines).encode(), format=ox.RdfFormat.N_QUADS)
        error = nonconformity(store, "c")
        assert error is None, error.text.en
        accepted += len(checked.records["alliances"])
    assert accepted > 20


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
