"""What is forgotten is nowhere in the workspace, and no load brings it back."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest

import ontology
from graph import answers, decisions, layers, workspace
from graph.errors import Misuse, NotFound, StoreUnavailable
from graph.extract import extract
from graph.kept import secret
from graph.load import entries, load_file, rebuild
from graph.publication.check import Check
from graph.publication.departure import Departure
from graph.publication.findings import Sort
from graph.publication.gate import Gate
from graph.resolve import Ambiguous
from graph.rights import forget, forgotten
from graph.rights.processing import processing
from graph.rights.sieve import Sieve
from graph.rights.target import target
from graph.store import LocalStore
from graph.undisclosed import Known
from graph.workspace import Workspace
from tests.graph.one_source import checked, table
from tests.graph.registers import grants, rna, rna_row
from tests.graph.test_source_sirene import SITES, UNITS, A, siret, site, unit
from tests.workbooks import SMALL, write_workbook

MAYOR = "Maryse Joissains Masini"
CLUB = "W131000001"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook and a register; the files themselves lie beside the workspace."""
    folder = tmp_path_factory.mktemp("forget")
    here = workspace.create(folder / "ws", name="Essai")
    load_file(here, write_workbook(folder / "carnet", acteurs=_ACTORS, alliances=_ALLIANCES,
                                   parties=_PARTIES, etapes=_STAGES))  # fmt: skip
    load_file(here, _register(folder / "rna_waldec_20240101.csv"))
    return folder


_ACTORS = (
    SMALL["acteurs"].replace("fabrique;La Fabrique numérique;;", "fabrique;La Fabrique numérique;;")
    + f"\nclub;Amis du Livre d'Éguilles;;association;{CLUB};;13001;;notes;§9"
)
_ALLIANCES = SMALL["alliances"] + (
    "\n;Lecture avec les AMIS DU LIVRE D'EGUILLES;;;13001;notes;avec Mme Joissains"
    "\na5;À trois;;;13001;notes;§"
)
_PARTIES = SMALL["parties"] + (
    "\nLecture avec les AMIS DU LIVRE D'EGUILLES;club;\nLecture avec les AMIS DU LIVRE D'EGUILLES;"
    "paa;\na5;club;;\na5;paa;;\na5;fabrique;;"
)
_STAGES = SMALL["etapes"] + (
    "\nLecture avec les AMIS DU LIVRE D'EGUILLES;signé;2017;notes\na5;signé;2017;notes"
)


def _register(path: Path, **values: str) -> Path:
    return rna(
        path,
        rna_row(CLUB, titre="AMIS DU LIVRE D'EGUILLES", siteweb="amisdulivredeguilles.fr"),
        rna_row("W131000002", titre="AMIS DES AUTRES", **values),
        rna_row("bad", titre="AMIS DU LIVRE D'EGUILLES"),
    )


@pytest.fixture
def here(made: Path, tmp_path: Path) -> Workspace:
    shutil.copytree(made / "ws", tmp_path / "ws")
    return workspace.load(tmp_path / "ws")


def said(folder: Path) -> Iterator[tuple[Path, str]]:
    """Yield every file of a folder as text, unpacked."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            raw = path.read_bytes()
            yield path, raw.decode("utf-8", "replace") + path.name
            if raw[:2] == b"\x1f\x8b":
                yield path, gzip.decompress(raw).decode("utf-8", "replace")


def holding(folder: Path, *words: str) -> list[str]:
    return [
        str(path.relative_to(folder))
        for path, text in said(folder)
        if any(word.casefold() in text.casefold() for word in words)
    ]


def stored(made: Workspace, *words: str) -> list[str]:
    """Return the statements of the store, decoded by the engine, that hold some words."""
    dumped = (str(quad) for quad in made.store().engine)
    return [quad for quad in dumped if any(w.casefold() in quad.casefold() for w in words)]


def ask(made: Workspace, words: str) -> forget.Plan:
    return forget.plan(made, words, "request")


def alliances(made: Workspace) -> dict[str, int]:
    store = made.store()
    network = extract(store, layers.graphs(store, "asserted"))
    return {alliance.title: len(alliance.parties) for alliance in network.alliances}


CLUB_WORDS = (CLUB, "amis du livre", "livre-d-eguilles", "amisdulivre")


def test_an_association_leaves_all_that_is_kept(here: Workspace, made: Path) -> None:
    iri = here.minter.thing("org", "rna", CLUB)
    other = here.minter.thing("org", "local", "paa")
    names = "Amis du Livre d'Éguilles", "Pays d'Aix"
    decisions.record(here.path, [decisions.decide(iri, other, decisions.NOT_SAME, names)])
    third = here.minter.thing("org", "local", "fabrique")
    about = answers.answered(other, third, answers.KNOWN, why="par les Amis du livre d'Éguilles")
    answers.record(here.path, [about])
    assert holding(here.path, *CLUB_WORDS)
    before = alliances(here)
    assert before["À trois"] == 3

    plan = ask(here, "amis du livre d'éguilles")
    assert plan.target.numbers == (CLUB,)
    assert plan.alliances == 1
    assert set(plan.files or {}) == {"decisions/identity.csv", "decisions/suggestions.csv",
                                     "refus/rna-waldec-refus.csv"}  # fmt: skip
    assert forget.forget(here, plan)

    assert holding(here.path, *CLUB_WORDS) == []
    assert stored(here, *CLUB_WORDS) == []
    after = alliances(here)
    assert after == {**{k: v for k, v in before.items() if "AMIS" not in k}, "À trois": 2}
    assert decisions.read(here.path) == []
    assert answers.read(here.path)[0].why == "par les [effacé]"


def test_no_load_brings_it_back(here: Workspace, made: Path, tmp_path: Path) -> None:
    forget.forget(here, ask(here, CLUB))
    same = load_file(here, made / "carnet")
    assert same.unchanged
    load_file(here, _register(tmp_path / "rna_waldec_20240101.csv"))
    newer = load_file(here, _register(tmp_path / "rna_waldec_20250101.csv", titre_court="AC"))
    assert newer.report.loaded["rna"] == 2  # rows are counted as they are read
    # In a workbook of somebody else: by another number in the same row, and as a party alone.
    sheets = {
        "acteurs": f"id;nom;type;rna\n1;LES AMIS;association;{CLUB}\n2;Neuf;entreprise;\n"
        "3;Amis du livre d'Éguilles;association;\n4;Dix;entreprise;",
        "alliances": "id;intitulé\nb1;Deux sans elle\nb2;Une seule partie",
        "parties": "alliance;acteur\nb1;1\nb1;2\nb1;4\nb2;3\nb2;2",
        "etapes": "alliance;étape\nb1;signé\nb2;signé",
    }
    other = write_workbook(
        tmp_path / "autre", **dict.fromkeys(("sources", "territoires", "mandats")), **sheets
    )
    loaded = load_file(here, other)
    assert loaded.report.notices
    assert holding(here.path, *CLUB_WORDS, "LES AMIS") == []
    assert alliances(here)["Deux sans elle"] == 2
    assert "Une seule partie" not in alliances(here)


def test_the_same_store_is_made_again(here: Workspace) -> None:
    forget.forget(here, ask(here, CLUB))
    facts = _facts(here)
    rebuild(here)
    assert _facts(here) == facts


def _facts(made: Workspace) -> list[str]:
    return sorted(
        str(quad)
        for quad in made.store().engine
        if layers.layer_of_quad(quad) in {"asserted", "restricted"}
    )


def test_it_comes_back_once_it_is_allowed(here: Workspace, made: Path) -> None:
    forget.forget(here, ask(here, CLUB))
    assert forget.allow(here, "AMIS DU LIVRE d'Eguilles")
    assert forgotten.read(here.path) == []
    rebuild(here)  # in between, what is kept does not hold it
    assert stored(here, CLUB) == []
    assert not load_file(here, made / "carnet").unchanged
    assert stored(here, CLUB)
    assert alliances(here)["À trois"] == 3
    with pytest.raises(NotFound):
        forget.allow(here, CLUB)


def test_the_holder_of_a_mandate_leaves_and_the_post_stays(here: Workspace, made: Path) -> None:
    plan = ask(here, "JOISSAINS MASINI maryse")
    assert "Maire d'Aix-en-Provence" in plan.target.what.fr
    forget.forget(here, plan)
    assert holding(here.path, "Joissains Masini") == []
    assert stored(here, "Joissains Masini") == []
    assert stored(here, "Maire d'Aix-en-Provence")
    assert "Ateliers numériques" in alliances(here)
    # Another workbook, another start: who holds this post under this name stays forgotten.
    again = write_workbook(
        made / "autre", mandats=SMALL["mandats"].replace("2014-04-05", "2020-07-04")
    )
    load_file(here, again)
    assert stored(here, "Joissains Masini") == []


def test_a_post_is_told_once_by_its_name_whichever_its_iris(here: Workspace) -> None:
    store = LocalStore(ox.Store())
    who, mandate, post, old = map(ox.NamedNode, ("x:who", "x:mandate", "x:post", "x:old"))
    graph = ox.NamedNode(here.minter.graph("asserted", "s", "1"))
    for subject, name, value in (
        (who, "foaf:name", ox.Literal("Hildegarde Q")), (mandate, "org:member", who),
        (mandate, "ea:post", post), (post, "rdfs:label", ox.Literal("Maire de Puyricard")),
        (old, "dcterms:isReplacedBy", post), (old, "rdfs:label", ox.Literal("Maire d'ailleurs")),
        (ox.NamedNode("x:older"), "dcterms:isReplacedBy", post),
    ):  # fmt: skip
        store.engine.add(ox.Quad(subject, ontology.node(name), value, graph))
    found = target(here, store, "Hildegarde Q")
    assert found.what.fr == "personne, titulaire de : Maire de Puyricard"
    assert {post for _, post in found.holders} == {"x:post", "x:old", "x:older"}


def test_a_holder_whom_the_kept_sources_alone_still_name(here: Workspace) -> None:
    with (here.path / "alliances.toml").open("a", encoding="utf-8") as settings:
        settings.write("mandates_kept = 0\n")
    late = workspace.load(here.path)
    rebuild(late)
    assert stored(late, "Joissains Masini") == []
    assert stored(late, "Maire d'Aix-en-Provence")
    assert holding(late.versions.folder, "Joissains Masini") == []  # nor in the bytes
    rebuild(late)
    assert len(late.versions.others(late.versions.current())) == 1  # a clean one stays for readers
    assert processing(late).past == 1  # the register says that a copy still holds the name
    told = late.path.parent / "rapport.txt"
    told.write_text("Lettre de MARYSE JOISSAINS-MASINI", encoding="utf-8")
    gate = Gate(late.store(), date(2026, 1, 1))
    checked = Check(late, late.store(), Departure(gate), entries(late))
    assert [f.sort for f in checked.file(told, "rapport.txt", is_asked=True)] == [Sort.FILE]
    plan = ask(late, "joissains masini MARYSE")
    assert plan.target.name == MAYOR
    assert "Maire d'Aix-en-Provence" in plan.target.what.fr
    forget.forget(late, plan)
    assert holding(late.path, "Joissains Masini") == []
    assert processing(late).past == 0


@pytest.mark.parametrize("words", ["211 300 017", "211 300 017 00012", "<{base}id/org/{key}>"])
def test_a_number_however_it_is_typed_is_the_actor(here: Workspace, words: str) -> None:
    typed = words.format(base=here.base, key="siren/211300017")
    plan = ask(here, typed)
    assert plan.target.name == "Ville d'Aix-en-Provence"
    made = {(line.of, line.digest) for line in plan.lines}
    assert made >= {(line.of, line.digest) for line in ask(here, "211300017").lines}
    assert {"number", "iri", "name", "key"} == {of for of, _ in made}


def test_near_names_that_stay_are_told(here: Workspace, tmp_path: Path) -> None:
    acteurs = SMALL["acteurs"] + (
        "\n;Aînés de Venelle;;association;;;13113;;notes;§9"
        "\n;Autre;;association;;;13113;;notes;Vu avec les aînés"
    )
    alliances = SMALL["alliances"] + "\na4;Proche des Aînés de Venelles;;;13001;notes;§"
    here = workspace.create(tmp_path / "near", name="Essai")
    load_file(here, write_workbook(tmp_path / "c", acteurs=acteurs, alliances=alliances,
              parties=SMALL["parties"] + "\na4;paa;;\na4;fabrique;;",
              etapes=SMALL["etapes"] + "\na4;signé;2017;notes"))  # fmt: skip
    plan = ask(here, "Les Aînés de Venelles")
    forget.forget(here, plan)
    left = forget.near(here, plan.target)
    assert left.actors == ["Aînés de Venelle"]
    assert left.words == "Aînés de Venelles"
    forget.forget(here, ask(here, left.words))
    assert stored(here, "Proche des [effacé]")
    assert forget.near(here, plan.target).words == ""


def test_an_rna_number_in_small_letters_is_the_actor(here: Workspace) -> None:
    assert ask(here, "w131 000 001").target.names == ask(here, CLUB).target.names


def test_words_in_free_texts_are_erased_and_stay_so(here: Workspace, made: Path) -> None:
    with pytest.raises(NotFound):
        ask(here, "Jean Inconnu")
    forget.forget(here, ask(here, "Mme Joissains"))
    assert stored(here, "avec [effacé]")
    changed = write_workbook(
        made / "carnet-2" / "carnet", acteurs=_ACTORS + "\nneuf;Neuf;;association;;;13001;;notes;",
        alliances=_ALLIANCES, parties=_PARTIES, etapes=_STAGES,
    )  # fmt: skip
    load_file(here, changed)
    assert stored(here, "Neuf")
    assert stored(here, "Mme Joissains") == []


def test_a_company_and_a_sole_trader_by_their_number(tmp_path: Path) -> None:
    """Units, establishments, grants, and the list of whom Sirene hides."""
    here = workspace.create(tmp_path / "ws", name="Essai")
    far = checked("80199999")
    files = [
        table(tmp_path / "units.csv", UNITS, unit(A, denomination="ESSAI SARL"),
              unit(far, categorieJuridique="1000", nom="LOINTAIN", denomination="")),
        table(tmp_path / "sites.csv", SITES, site(A, siret(A)[9:])),
        grants(tmp_path / "grants.csv", ("ESSAI SARL", siret(A), "200")),
    ]  # fmt: skip
    for file in files:
        load_file(here, file)
    assert stored(here, siret(A), "ESSAI SARL")
    forget.forget(here, ask(here, siret(A)))
    forget.forget(here, ask(here, far))
    for _ in range(2):
        assert stored(here, A, "ESSAI SARL") == []
        assert holding(here.path, A, "ESSAI SARL", far) == []
        assert far not in Known(here.sources, entries(here))
        for file in files:
            load_file(here, file)
        rebuild(here)


def test_a_number_that_is_not_here_yet_is_kept_out(here: Workspace, tmp_path: Path) -> None:
    forget.forget(here, ask(here, "W131000009"))
    rows = rna_row("W131000009", titre="LA NEUVIEME"), rna_row("W131000008", titre="LA HUITIEME")
    load_file(here, rna(tmp_path / "rna_waldec_20250101.csv", *rows))
    assert stored(here, "LA HUITIEME")
    assert stored(here, "W131000009", "LA NEUVIEME") == []


def test_a_post_and_several_actors_are_refused(here: Workspace) -> None:
    with pytest.raises(Misuse):
        ask(here, "Maire d'Aix-en-Provence")
    with pytest.raises(Ambiguous):
        ask(here, "amis")


class Killed(BaseException):
    """The process is killed here."""


STEPS = ("graph.rights.forget.Tidy.lines", "graph.rebuild.build", "graph.rebuild.settle",
         "graph.rebuild.purge")  # fmt: skip


@pytest.mark.parametrize("step", STEPS)
def test_killed_in_the_middle_it_is_finished_by_a_second_call(
    here: Workspace, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = ask(here, CLUB)

    def killed(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(step, killed)
        forget.forget(here, plan)
    assert len(alliances(here)) in {3, 4, 5}  # the store opens: before, or after
    try:
        forget.forget(here, ask(here, CLUB))
    except NotFound:
        assert forget.finished(here, CLUB)
    assert holding(here.path, *CLUB_WORDS) == []
    assert stored(here, *CLUB_WORDS) == []


def test_another_key_is_told_before_anything_comes_back(here: Workspace, made: Path) -> None:
    """Whoever deletes ``sources`` to load all again would lose the key with it."""
    forget.forget(here, ask(here, CLUB))
    (here.sources / "key").unlink()
    with pytest.raises(StoreUnavailable):
        load_file(here, write_workbook(made / "carnet-3"))
    with pytest.raises(StoreUnavailable):
        rebuild(here)
    assert stored(here, CLUB) == []


@pytest.mark.parametrize("key", [None, "0" * 64])
def test_a_lost_key_is_told_before_a_line_is_written(here: Workspace, key: str | None) -> None:
    forget.forget(here, ask(here, CLUB))
    plan, file = ask(here, "fabrique"), here.sources / "key"
    lines, before = forgotten.path(here.path).read_bytes(), file.read_text(encoding="ascii")
    if key:
        file.write_text(key, encoding="ascii")
    else:
        file.unlink()
    with pytest.raises(StoreUnavailable):
        ask(here, "fabrique")
    with pytest.raises(StoreUnavailable):
        forget.forget(here, plan)
    assert forgotten.path(here.path).read_bytes() == lines
    assert file.exists() == bool(key)
    file.write_text(before, encoding="ascii")
    assert forget.forget(here, plan)


def test_no_other_key_is_drawn_while_persons_of_a_register_are_kept(here: Workspace) -> None:
    (here.sources / "key").unlink(missing_ok=True)
    assert len(secret(here, dry_run=True)) == 32  # nothing was coded with one yet
    entry = next(each for each in entries(here) if not each.is_workbook)
    person = here.minter.thing("person", "rne", "0123456789abcdef")
    with gzip.open(here.sources / entry.kept, "at", encoding="utf-8") as file:
        file.write(f'<{person}> <http://xmlns.com/foaf/0.1/name> "A" <x:g> .\n')
    with pytest.raises(StoreUnavailable):
        secret(here)


def test_a_line_that_somebody_else_wrote_counts_at_the_next_build(here: Workspace) -> None:
    forgotten.record(here.path, ask(here, CLUB).lines)
    rebuild(here)
    assert stored(here, *CLUB_WORDS) == []
    assert holding(here.path / "sources", *CLUB_WORDS) == []
    assert not Sieve(here, Sieve.of(here).forgotten).preview([])
