"""What shells offer: driven as each shell drives it, bash itself where there is one."""

from __future__ import annotations

import shutil
import subprocess
import sys
from itertools import takewhile
from pathlib import Path

import pytest
from click.shell_completion import BashComplete, CompletionItem
from pyoxigraph import Literal

import ontology
import queries
from cli.main import program
from cli.shells import Bash, PowerShell
from graph import layers, workspace
from tests.conftest import Run, start
from tests.inside import inside
from tests.restricted import guarded

HOME = Path(__file__).parents[2]
BASH = shutil.which("bash")


def offered(shell: str, words: str, begun: str, **env: str) -> list[list[str]]:
    """Return the offers for words typed, as a script of ours or click's gets them."""
    told = {"_ALLIANCES_COMPLETE": f"{shell}_complete", "COMP_WORDS": words, "COMP_CWORD": begun}
    ran = start(env=told | env)
    assert ran.code == 0, ran.err
    return [line.split("\t") for line in ran.out.splitlines() if line]


def test_powershell_is_offered_commands_questions_and_values() -> None:
    assert sorted(
        value for _, value, _ in [
            *offered("powershell", "alliances quer", "quer"),
            *offered("powershell", "alliances ma", "ma"),
        ]
    ) == ["map", "queries", "query"]  # fmt: skip
    names = [value for _, value, _ in offered("powershell", "alliances query ", "")]
    assert names == list(queries.library())
    base = "alliances query alliances-par-etape --param"
    parameters = [value for _, value, _ in offered("powershell", base, "")]
    assert parameters == ["territoire=", "etape=", "theme=", "date="]
    stages = offered("powershell", f"{base} etape=a", "etape=a", LANG="fr_FR.UTF-8", LC_ALL="")
    assert [value for _, value, _ in stages] == [
        f"etape={slug}" for slug in ontology.concepts("stage") if slug.startswith("a")
    ]
    assert ["plain", "etape=accord-de-principe", "accord de principe"] in stages
    assert offered("powershell", "alliances query nothing --param x", "x") == []


def test_every_value_offered_is_one_that_the_question_takes(run: Run, demo: Path) -> None:
    for value in ("etape=accord-de-principe", "theme=numerique"):
        ran = run(
            "--workspace", demo, "query", "alliances-par-etape", "--param", value, "--explain"
        )
        assert ran.code == 0, ran.err


def test_zsh_and_fish_are_offered_the_same() -> None:
    words = "alliances query alliances-par-etape --param etape=acc"
    told = {"_ALLIANCES_COMPLETE": "zsh_complete", "COMP_WORDS": words, "COMP_CWORD": "4"}
    zsh = start(env=told).out.splitlines()
    assert zsh[:2] == ["plain", "etape=accord-de-principe"]
    told = {"_ALLIANCES_COMPLETE": "fish_complete", "COMP_WORDS": words, "COMP_CWORD": "etape=acc"}
    assert start(env=told).out.startswith("plain,etape=accord-de-principe\t")


def test_names_of_actors_places_and_servers_are_offered(demo: Path) -> None:
    base = f"alliances --workspace {demo} query qui-est --param"
    found = [value for _, value, _ in offered("powershell", f"{base} acteur=PAYS", "acteur=PAYS")]
    assert "'acteur=Pays d''Aix Associations'" in found
    assert all("Pays" in value for value in found)
    there = offered(
        "powershell", f"alliances --workspace {demo} query alliances-par-etape --param "
        "territoire=ven", "territoire=ven",
    )  # fmt: skip
    assert "territoire=Venelles" in [value for _, value, _ in there]
    every = offered("powershell", f"{base} acteur=", "acteur=")
    assert len(every) == 30
    assert offered("powershell", "alliances query qui-est --param acteur=P", "acteur=P") == []


@pytest.mark.parametrize(
    ("typed", "begun", "expected"),
    [
        ("forget", "medin", "Medinsoft"), ("path Medinsoft", "pays", "Pays d'Aix Associations"),
        ("optout", "médin", "Medinsoft"), ("rectify", "medin", "Medinsoft"),
        ("rectify Medinsoft", "site", "site web"), ("brief Medinsoft", "engi", "Engie"),
        ("decide", "medin", "Medinsoft"), ("suggest --for", "medin", "Medinsoft"),
        ("map --around", "medin", "Medinsoft"), ("map --path Medinsoft", "engi", "Engie"),
        ("map --view", "comm", "communes"), ("catalysts --without", "medin", "Medinsoft"),
        ("map --territory", "venel", "Venelles"), ("sources --remove", "dem", "demo"),
    ],
)  # fmt: skip
def test_what_a_command_is_about_is_offered(
    demo: Path, typed: str, begun: str, expected: str
) -> None:
    told = {"_ALLIANCES_COMPLETE": "fish_complete", "COMP_CWORD": begun,
            "COMP_WORDS": f"alliances --workspace {demo} --lang fr {typed} {begun}"}  # fmt: skip
    ran = inside(env=told)
    assert f"plain,{expected}" in [line.partition("\t")[0] for line in ran.out.splitlines()]


def test_no_person_is_offered(demo: Path) -> None:
    store = workspace.load(demo).store()
    asked = "SELECT ?name { ?who a person:Person ; foaf:name|rdfs:label ?name } LIMIT 1"
    ((found,),) = store.select(asked, graphs=layers.graphs(store, "all")).rows
    assert isinstance(found, Literal)
    begun = found.value[:4]
    told = {"_ALLIANCES_COMPLETE": "fish_complete", "COMP_CWORD": begun,
            "COMP_WORDS": f"alliances --workspace {demo} forget {begun}"}  # fmt: skip
    assert found.value not in inside(env=told).out


def test_what_is_restricted_is_not_offered(tmp_path: Path) -> None:
    made = guarded(tmp_path)
    base = f"alliances --workspace {made.path} query qui-est --param acteur="
    names = " ".join(value for _, value, _ in offered("powershell", base, "acteur="))
    assert "Les Aînés de Venelles" in names
    assert "abrique" not in names


def test_profiles_of_servers_are_offered(tmp_path: Path) -> None:
    made = guarded(tmp_path)
    with (made.path / "alliances.toml").open("a", encoding="utf-8") as file:
        file.write('\n[endpoints.region]\nurl = "http://127.0.0.1:1/sparql"\n')
    base = f"alliances --workspace {made.path}"
    told = ["plain", "region", "http://127.0.0.1:1/sparql"]
    assert offered("powershell", f"{base} push re", "re") == [told]
    assert offered("powershell", f"{base} query qui-est --endpoint r", "r") == [told]


@pytest.mark.skipif(BASH is None, reason="no bash on this computer")
def test_bash_completes_with_the_script_that_the_program_writes(
    run: Run, demo: Path, tmp_path: Path
) -> None:
    script = run("completion", "bash", "-q")
    assert (script.code, script.err) == (0, "")
    (tmp_path / "script").write_text(script.out, encoding="utf-8", newline="\n")
    (tmp_path / "drive").write_text(
        'compopt() { :; }\nsource script\n'
        'try() { COMP_WORDS=("$@"); COMP_CWORD=$(( $# - 1 )); COMPREPLY=()\n'
        '  _alliances_completion alliances; echo "${COMPREPLY[*]}"; }\n'
        "try alliances quer\n"
        "try alliances query alliances-par-etape --param et\n"
        "try alliances query alliances-par-etape --param etape =\n"
        "try alliances query alliances-par-etape --param etape = acc\n"
        "try alliances query qui-est --format = js\n"
        f"try alliances --workspace {demo} query qui-est --param acteur = pays-d-aix-a\n"
        f"try alliances --workspace {demo} query qui-est --param acteur = '\"pays-d-aix-a'\n",
        encoding="utf-8", newline="\n",
    )  # fmt: skip
    program = tmp_path / "alliances"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m cli.main "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    done = subprocess.run(
        [str(BASH), "drive"], cwd=tmp_path, capture_output=True, text=True, check=True,
        env={"PATH": f"{tmp_path}:/usr/bin:/bin", "PYTHONPATH": str(HOME)},
    )  # fmt: skip
    stages = " ".join(ontology.concepts("stage"))
    assert done.stdout.splitlines() == [
        "queries query", "etape=", stages, "accord-de-principe", "json jsonl",
        r"Pays\ d\'Aix\ Associations", "Pays d'Aix Associations",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("begun", "expected"),
    [
        ("x", r"a\ \'b\'\ \$\(c\)\ \`d\`\ \!"),
        ('"x', r"a 'b' \$(c) \`d\` \!"),
        ("'x", r"a '\''b'\'' $(c) `d` !"),
    ],
)
def test_no_name_is_a_command_in_bash(
    monkeypatch: pytest.MonkeyPatch, begun: str, expected: str
) -> None:
    monkeypatch.setenv("COMP_WORDS", f"alliances\nquery\nqui-est\n--param\nacteur\n=\n{begun}")
    monkeypatch.setenv("COMP_CWORD", "6")
    bash = Bash(program, {}, "alliances", "_ALLIANCES_COMPLETE")
    bash.get_completion_args()
    offer = CompletionItem("acteur=a 'b' $(c) `d` !")
    offer.value = f"{bash.typed}a 'b' $(c) `d` !"
    assert bash.format_completion(offer) == f"plain,{expected}"


@pytest.mark.parametrize(
    ("begun", "names", "shared"),
    [
        ("pay", ["Pays d'Aix", "Pays' nord", "Pays! sud"], "Pays"),
        ("pay", ["Pays d'Aix", "PAYS NORD"], ""),  # what is typed stays
        ("pay", ["Pays d'Aix", "Pays d'Arles"], r"Pays\ d\'A"),
        ('"a', ["a$b", "a!b", "a`b"], "a"),
        ("'a", ["a'b", "a b", "a!b"], "a"),
        ("", ["'a", "!b"], ""),
    ],
)
@pytest.mark.skipif(BASH is None, reason="no bash on this computer")
def test_bash_types_nothing_that_is_cut_or_less_than_what_is_there(
    monkeypatch: pytest.MonkeyPatch, begun: str, names: list[str], shared: str
) -> None:
    def offers(*_: object) -> list[CompletionItem]:
        return [CompletionItem(name) for name in names]

    monkeypatch.setattr(BashComplete, "get_completions", offers)
    monkeypatch.setenv("COMP_WORDS", f"alliances\npath\n{begun}")
    monkeypatch.setenv("COMP_CWORD", "2")
    lines = Bash(program, {}, "alliances", "_ALLIANCES_COMPLETE").complete().splitlines()
    told = [line.removeprefix("plain,") for line in lines]
    ends = zip(min(told), max(told), strict=False)
    assert "".join(a for a, _ in takewhile(lambda pair: pair[0] == pair[1], ends)) == shared
    quote = begun[:1] if begun[:1] in {'"', "'"} else ""
    typed = "printf '%s\\n' " + " ".join(f"{quote}{offer}{quote}" for offer in told)
    done = subprocess.run([str(BASH), "-c", typed], capture_output=True, text=True, check=True)
    assert [line.replace("\\!", "!") for line in done.stdout.splitlines()] == names


def test_no_name_ends_a_text_in_powershell() -> None:
    shell = PowerShell(program, {}, "alliances", "_ALLIANCES_COMPLETE")
    told = shell.format_completion(CompletionItem("acteur=Pays d\u2019Aix; 'x"))
    assert told.split("\t")[1] == "'acteur=Pays d\u2019\u2019Aix; ''x'"


@pytest.mark.parametrize(
    ("shell", "words"),
    [
        ("bash", "complete -o nosort -F _alliances_completion alliances"),
        ("zsh", "#compdef alliances"),
        ("fish", "complete --no-files --command alliances"),
        ("powershell", "Register-ArgumentCompleter -Native -CommandName alliances"),
    ],
)
def test_each_script_is_written_with_where_it_belongs(run: Run, shell: str, words: str) -> None:
    ran = run("completion", shell)
    assert ran.code == 0
    assert words in ran.out
    assert "Where" not in ran.out
    assert ran.err.startswith("Où le mettre : alliances completion " + shell)


def test_powershell_accepts_the_script(run: Run, tmp_path: Path) -> None:
    shell = shutil.which("pwsh") or shutil.which("powershell")
    if shell is None:
        pytest.skip("no PowerShell on this computer")
    (tmp_path / "a.ps1").write_text(run("completion", "powershell").out, encoding="utf-8-sig")
    done = subprocess.run(
        [shell, "-NoProfile", "-File", str(tmp_path / "a.ps1")], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
