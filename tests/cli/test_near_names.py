"""A slip is answered with the nearest name, wherever one is typed, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.session import Session
from graph.errors import NotFound
from graph.near import near
from graph.resolve import Named, choose
from ontology.text import fold
from tests.inside import inside

SLIPS = [
    ("catalyst", 2, "catalysts"),
    ("carte", 2, "map"),  # what a French speaker types
    ("stats", 2, "status"),
    ("sources --fromat csv", 2, "--format"),
    ("sources --format cvs", 2, "csv"),
    ("catalysts --layer signd", 2, "signed"),
    ("completion bahs", 2, "bash"),
    ("catalysts --theme numerik", 2, "numérique"),
    ("suggest --sector asso", 2, "associations"),
    ("catalysts --territory Venels", 1, "Venelles"),
    ("suggest --for Medinsofft", 1, "Medinsoft"),
    ("query qui-et", 1, "qui-est"),
    ("queries qui-et", 1, "qui-est"),
    ("query qui-est --param actuer=x", 2, "acteur"),
    ("query qui-est --endpoint regoin", 2, "region"),
    ("push regoin", 2, "region"),
    ("load carnte.csv", 3, "carnet.csv"),
    ("load carnet.csv --as rnna", 2, "rna"),
    ("query mienne.qr", 1, "mienne.rq"),
    ("query mien.rq", 3, "mienne.rq"),
    ("check carnte.csv", 3, "carnet.csv"),
    ("backtest carnte.csv --actor a --alliance b", 3, "carnet.csv"),
    ("backtest carnet.csv --actor acteurr --alliance b", 2, "acteur"),
    ("reconcile --verdicts carnte.csv", 3, "carnet.csv"),
    ("sources --remove dmo", 1, "demo"),
    ("fetch rnaa", 2, "rna"),
    ("map --view potentiel", 2, "potential"),
    ("export x.gexff", 2, ".gexf"),
    ("--workspace carnetts status", 4, "carnets"),
]


@pytest.fixture(scope="module")
def place(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration, with a server's profile, and files beside it."""
    import shutil

    folder = Path(shutil.copytree(demo, tmp_path_factory.mktemp("near") / "ws"))
    (folder / "carnets").mkdir()
    (folder / "carnet.csv").write_text("acteur;b\nx;1\n", encoding="utf-8")
    (folder / "mienne.rq").write_text("ASK {}", encoding="utf-8")
    with (folder / "alliances.toml").open("a", encoding="utf-8") as file:
        file.write('\n[endpoints.region]\nurl = "http://127.0.0.1:1/sparql"\n')
    return folder


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize(("typed", "code", "meant"), SLIPS, ids=[slip[0] for slip in SLIPS])
def test_a_slip_is_answered_with_the_nearest(
    place: Path, typed: str, code: int, meant: str, lang: str
) -> None:
    ran = inside(*typed.split(), lang=lang, cwd=place)
    assert (ran.code, ran.out) == (code, "")
    asked = (
        ("Vouliez-vous dire", "Noms proches") if lang == "fr" else ("Did you mean", "Near names")
    )
    line = next(line for line in ran.err.splitlines() if any(words in line for words in asked))
    question = next(line.partition(words)[2] for words in asked if words in line)
    assert meant in question.partition("?")[0], ran.err
    assert "Traceback" not in ran.err


NOBODY = "Mairie d'Aixx"


@pytest.mark.parametrize(
    "typed",
    [
        ("suggest", "--for", NOBODY), ("suggest", "--territory", NOBODY),
        ("path", NOBODY, "Medinsoft"), ("path", "Medinsoft", NOBODY),
        ("brief", "Medinsoft", NOBODY), ("map", "--around", NOBODY), ("map", "--territory", NOBODY),
        ("map", "--path", "Medinsoft", NOBODY), ("decide", "Medinsoft", NOBODY, "connu"),
        ("decide", "Medinsoft", "Engie", "connu", "--by", NOBODY), ("gaps", "--territory", NOBODY),
        ("catalysts", "--without", NOBODY), ("catalysts", "--explain", NOBODY),
        ("catalysts", "--team", "3", "--without", NOBODY), ("catalysts", "--territory", NOBODY),
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_name_is_looked_up_before_the_network_is_read(
    demo: Path, typed: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(*_: object, **__: object) -> None:
        raise AssertionError("a network of thousands of actors takes a minute to read")

    monkeypatch.setattr(Session, "network", read)
    ran = inside("--workspace", demo, *typed)
    assert (ran.code, ran.out) == (1, "")
    assert f"ne s'appelle « {NOBODY} »" in ran.err


def test_a_name_far_from_all_is_answered_with_those_that_share_its_tellingest_word() -> None:
    named = ["Ville d'Aix-en-Provence", "Club de Trets", "Club des amis de la mairie", "Club"]
    things = {name: Named(name, name, {fold(name)}) for name in named}
    with pytest.raises(NotFound, match=r"Near names: Ville d'Aix-en-Provence\.$"):
        choose(things, "ea:Stakeholder", "Club municipal d'Aix")
    with pytest.raises(NotFound, match=r"'Zzz de la'\.$"):
        choose(things, "ea:Stakeholder", "Zzz de la")


def test_a_name_that_begins_with_a_dash_is_told_from_an_option(demo: Path) -> None:
    typed = ("Mairie de Venelles", "-1+2 Le Moins")
    ran = inside("--workspace", demo, "decide", *typed, "accepté")
    assert ran.code == 2
    assert "L'option '-1' n'existe pas. Si c'est un nom qui commence par un tiret" in ran.err
    assert "write -- before the names." in inside("path", *typed, lang="en").err
    meant = inside("--workspace", demo, "path", "--", typed[1], "Medinsoft")
    assert (meant.code, "ne s'appelle « -1+2 Le Moins »" in meant.err) == (1, True)
    for slip in (("decide", "--fromat", "csv"), ("status", "-1")):
        assert "tiret" not in inside("--workspace", demo, *slip).err


def test_nothing_is_suggested_where_nothing_is_near(place: Path) -> None:
    for typed in ("zzzzzz", "sources --format zzzzzz", "load zzzzzz", "query zzzzzz"):
        ran = inside(*typed.split(), cwd=place)
        assert "Vouliez-vous dire" not in ran.err, typed


def test_the_nearest_come_first_and_those_far_from_them_do_not_come() -> None:
    places = ["Peyrolles-en-Provence", "Aix-en-Provence", "Venelles"]
    assert near("aix en provnce", places) == ["Aix-en-Provence"]
    assert near("E\u0301tat", ["État", "Etats"]) == ["État", "Etats"]
    assert near("", places) == near("?!", places) == []


def test_a_question_is_never_taken_for_the_settings(place: Path) -> None:
    assert "alliances.toml" not in inside("query", "alliances", cwd=place).err


def test_a_french_workspace_is_told_its_slips_in_french(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from cli.main import main
    from graph import workspace

    made = workspace.create(tmp_path / "ws", name="Essai", language="fr")
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    monkeypatch.setenv("LANGUAGE", "en")
    for typed, words in (
        (["--workspace", str(made.path), "carte"], "Vouliez-vous dire « map »"),
        ([f"--workspace={made.path}", "sources", "--fromat", "csv"], "Vouliez-vous dire"),
        (["--lang", "en", "--workspace", str(made.path), "carte"], "Did you mean 'map'"),
    ):
        with pytest.raises(SystemExit):
            main(typed)
        assert words in capsys.readouterr().err
    (made.path / "alliances.toml").write_bytes(b"\xff = [")
    with pytest.raises(SystemExit) as left:
        main(["--workspace", str(made.path), "carte"])
    assert left.value.code == 2
