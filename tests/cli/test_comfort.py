"""What holds for every command: help with examples, silence, plain output, a light start."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cli.bilingual import Command
from cli.main import program
from cli.session import Session
from tests.inside import inside
from tests.test_architecture import HEAVY

NAMES = sorted(program.lazy)
PAIR = ("Pays d'Aix Associations", "Medinsoft")
AWAY = "Engie"  # is taken out of what is public


def command(name: str) -> Command:
    found = program.get_command(program.make_context("alliances", ["status"], obj=Session()), name)
    assert isinstance(found, Command)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_every_command_has_help_with_examples_in_both_languages(name: str) -> None:
    texts = {lang: inside(name, "--help", lang=lang) for lang in ("fr", "en")}
    for lang, title in (("fr", "Exemples\u00a0"), ("en", "Examples")):
        assert (texts[lang].code, texts[lang].err) == (0, "")
        assert f"{title}:\n  alliances {name}" in texts[lang].out
    assert texts["fr"].out != texts["en"].out


@pytest.mark.parametrize("name", NAMES)
def test_every_example_is_taken_by_the_command_it_is_an_example_of(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for file in (tmp_path / "maps" / "carte.html", tmp_path / "rapport.xlsx"):  # of check
        file.parent.mkdir(exist_ok=True)
        file.touch()
    for example in command(name).examples:
        first, *words = shlex.split(example)
        assert first == name
        cut = next((i for i, word in enumerate(words) if word in {"|", ">", ">>", "<", "&&"}), None)
        command(name).make_context(name, words[:cut], obj=Session())  # raises for an unknown option


def test_an_example_of_an_option_that_does_not_exist_would_be_found() -> None:
    import click

    with pytest.raises(click.NoSuchOption):
        command("map").make_context("map", ["--opn"], obj=Session())


@pytest.fixture(scope="module")
def place(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration, to write in, with a workbook and an older picture beside it."""
    folder = tmp_path_factory.mktemp("comfort")
    shutil.copytree(demo, folder / "ws")
    return folder


QUIET = {
    "demo": ["demo", "--dir", ".", "--no-open"],
    "init": ["init", "../new"],
    "status": ["status"],
    "load": ["load", "../book", "--dry-run"],
    "fetch": ["fetch"],
    "sources": ["sources"],
    "reconcile": ["reconcile"],
    "queries": ["queries"],
    "query": ["query", "qui-est", "--param", f"acteur={PAIR[0]}"],
    "catalysts": ["catalysts"],
    "suggest": ["suggest"],
    "map": ["map"],
    "path": ["path", *PAIR],
    "decide": ["decide", *PAIR, "refusé"],
    "diff": ["diff", "--from", "2012-12-31", "--to", "2016-12-31"],
    "gaps": ["gaps"],
    "brief": ["brief", *PAIR],
    "backtest": ["backtest"],
    "export": ["export", "../out.gexf"],
    "check": ["check"],
    "forget": ["forget", "--list"],
    "rectify": ["rectify", PAIR[0], "site", "https://example.org/"],
    "optout": ["optout", AWAY],
    "register": ["register"],
    "doctor": ["doctor"],
    "completion": ["completion", "bash"],
}
#: Whose result is what they did; of forget, nothing is forgotten here.
SILENT = {"init", "load", "decide", "rectify", "optout", "forget"}
UNHEARD = {"push", "serve"}  # they need a server, or are one: tests/remote and tests/site run them


def test_quiet_is_tried_on_every_command() -> None:
    others = set(NAMES) - QUIET.keys() - UNHEARD
    assert not others, "say here how each new command is run with --quiet"


@pytest.mark.parametrize("name", sorted(QUIET))
def test_quiet_leaves_only_the_results(place: Path, name: str) -> None:
    from tests.workbooks import write_workbook

    if not (place / "book").exists():
        write_workbook(place / "book")
    ran = inside("-q", *QUIET[name], cwd=place / "ws")
    assert (ran.code, ran.err) == (0, "")
    assert bool(ran.out) == (name not in SILENT)


@pytest.mark.parametrize("name", ["query", "sources", "path", "decide"])
def test_quiet_still_tells_errors(place: Path, name: str) -> None:
    wrong = {
        "query": ["query", "nothing"],
        "sources": ["sources", "--remove", "nothing"],
        "path": ["path", "nothing", "none"],
        "decide": ["decide", *PAIR, "peut-être"],
    }
    ran = inside("-q", *wrong[name], cwd=place / "ws")
    assert ran.code in {1, 2}
    assert ran.out == ""
    assert ran.err.startswith("Erreur : ")


#: Of each light run: its words, and the library it may need beyond the standard one and click.
LIGHT = {"--help": set[str](), "--version": set[str](), "status": {"pyoxigraph"},
         "completion bash": set[str]()}  # fmt: skip
SLOW = HEAVY | {"pyoxigraph", "rapidfuzz", "pyarrow", "SPARQLWrapper", "uvicorn", "jinja2",
                "shacl_rust", "IPython"}  # fmt: skip
_LOADED = """
import sys
from cli.main import main
try:
    main(sys.argv[1:])
finally:
    print(*sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""


@pytest.mark.parametrize("typed", [*LIGHT, ""])
def test_a_light_command_imports_no_heavy_library(demo: Path, typed: str) -> None:
    completing = {"_ALLIANCES_COMPLETE": "bash_complete", "COMP_WORDS": "alliances\nqu",
                  "COMP_CWORD": "1"}  # fmt: skip
    inside("status", cwd=demo)  # the counts are kept from here on
    root = str(Path(__file__).parents[2])
    environment = os.environ | {"PYTHONPATH": root} | ({} if typed else completing)
    done = subprocess.run(
        [sys.executable, "-c", _LOADED, *typed.split()], cwd=demo, env=environment, check=False,
        capture_output=True, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    loaded = set(done.stderr.splitlines()[-1].split())
    assert {"cli", "click"} <= loaded
    assert loaded & SLOW <= LIGHT.get(typed, set())


ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def test_nothing_that_is_piped_has_an_escape(demo: Path) -> None:
    for words in (["queries"], ["catalysts"], ["status"], ["--help"], ["path", *PAIR]):
        ran = inside(*words, cwd=demo)
        assert not ESCAPE.search(ran.out + ran.err), words


# -- on a terminal -------------------------------------------------------------------------------

pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")

_AT_ONCE = """
import sys, cli.progress
cli.progress.PATIENCE = float(sys.argv.pop(1))
from cli.main import main
main()
"""


def on_terminal(
    cwd: Path, *arguments: str, patience: float = 0, env: dict[str, str] | None = None
) -> tuple[int, str, str]:
    """Run with both streams on a terminal of their own; return what each of them got."""
    streams = [pty.openpty(), pty.openpty()]
    kept = {k: v for k, v in os.environ.items() if k not in {"NO_COLOR", "FORCE_COLOR", "TERM"}}
    own = {"PYTHONPATH": str(Path(__file__).parents[2]), "TERM": "xterm-256color", "LC_ALL": "C"}
    process = subprocess.Popen(
        [sys.executable, "-c", _AT_ONCE, str(patience), *arguments], cwd=cwd,
        env=kept | own | (env or {}), stdin=subprocess.DEVNULL, stdout=streams[0][1],
        stderr=streams[1][1],
    )  # fmt: skip
    for _, follower in streams:
        os.close(follower)
    texts = _read([leader for leader, _ in streams])
    return process.wait(), *texts


def _read(leaders: list[int]) -> tuple[str, str]:
    """Read terminals until the program that holds their other ends has ended."""
    import select

    found, left = dict.fromkeys(leaders, b""), list(leaders)
    while left:
        for ready in select.select(left, [], [])[0]:
            try:
                piece = os.read(ready, 1 << 16)
            except OSError:  # as Linux says that nobody writes any more
                piece = b""
            found[ready] += piece
            if not piece:
                left.remove(ready)
                os.close(ready)
    first, second = (found[leader].decode() for leader in leaders)
    return first, second


def test_a_bar_is_drawn_on_a_terminal_and_gone_when_done(demo: Path, tmp_path: Path) -> None:
    target = str(tmp_path / "carte.html")
    code, out, err = on_terminal(demo, "--lang", "fr", "map", "-o", target)
    assert code == 0
    assert out == f"{target}\r\n"
    assert "Dessin de la carte" in ESCAPE.sub("", err)
    assert re.search(r"[0-9]+%", ESCAPE.sub("", err))
    assert err.rstrip().endswith("\x1b[1A\x1b[2K")  # the line is taken back


def test_what_is_quick_and_what_is_quiet_draws_no_bar(demo: Path, tmp_path: Path) -> None:
    assert on_terminal(demo, "export", "-q", str(tmp_path / "a.nq"))[2] == ""
    code, _, err = on_terminal(demo, "export", str(tmp_path / "b.nq"), patience=60)
    assert (code, err) == (0, "")


@pytest.mark.parametrize(
    ("environment", "is_styled"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False), ({"NO_COLOR": ""}, True)],
    ids=str,
)
def test_style_follows_the_terminal(
    demo: Path, environment: dict[str, str], is_styled: bool
) -> None:
    code, out, _ = on_terminal(demo, "--lang", "fr", "sources", env=environment)
    assert code == 0
    assert "demo" in out
    assert bool(ESCAPE.search(out)) == is_styled


def test_a_dumb_terminal_gets_no_escape_from_a_bar(demo: Path, tmp_path: Path) -> None:
    code, _, err = on_terminal(demo, "export", str(tmp_path / "a.nq"), env={"TERM": "dumb"})
    assert code == 0
    assert not ESCAPE.search(err)
