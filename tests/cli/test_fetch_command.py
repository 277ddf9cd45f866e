"""``alliances fetch`` as a facilitator types it; every request stays on this machine."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.main import program
from cli.session import Session
from graph import workspace
from graph.errors import Unreachable
from graph.fetching.table import Address
from graph.fetching.web import Gone
from ontology.text import Text
from tests.conftest import Run
from tests.webserver import Asked, Server, cut, parts, serving, status, whole

BODY = b"code;nom\n13001;Aix\n" * 5000
HASH = hashlib.sha256(BODY).hexdigest()
DIRECT = {"no_proxy": "127.0.0.1", "NO_PROXY": "127.0.0.1"}


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as found:
        yield found


@pytest.fixture
def space(tmp_path: Path) -> Path:
    return workspace.create(tmp_path / "ws", name="Essai").path


def test_without_a_source_the_addresses_are_listed_as_not_verified(run: Run) -> None:
    french = run("fetch")
    assert french.code == 0
    assert french.out.splitlines()[0].split() == ["quoi", "demander", "contenu", "vérifiée"]
    assert "rna/rna_waldec.zip" in french.out
    assert "(à nommer)" in french.out
    rows = json.loads(run("fetch", "--format", "json", lang="en").out)
    assert len(rows) == 37
    assert {row["verified"] for row in rows} == {"no"}
    assert rows[2] == {
        "what": "rne/elus-maires.csv", "title": "mayors", "verified": "no",
        "url": "https://www.data.gouv.fr/api/1/datasets/r/2876a346-d50c-4911-934e-19ee07b0e503",
        "seen": "10 public projects, 2019-2026; one took all ten on 2026-08-11",
    }  # fmt: skip


def test_help_has_examples_in_both_languages(run: Run) -> None:
    french, english = run("fetch", "--help"), run("fetch", "--help", lang="en")
    assert "Exemples\u00a0:\n  alliances fetch\n  alliances fetch rna\n" in french.out
    assert "Examples:\n  alliances fetch\n  alliances fetch rna\n" in english.out
    assert "personne ne les a vérifiées" in " ".join(french.out.split())
    assert "nobody has verified them" in " ".join(english.out.split())
    assert "  fetch " in run("--help").out


def test_a_file_goes_to_the_workspace_and_the_next_command_is_told(
    run: Run, server: Server, space: Path
) -> None:
    url = server.at("/f", parts(BODY))
    asked = ("--workspace", space, "fetch", "cog/v_commune", "--url", url)
    ran = run(*asked, env=DIRECT)
    path = space / "downloads" / "v_commune_2026.csv"
    assert ran.code == 0, ran.err
    assert ran.out == f"{path}\n"
    assert ran.err == (
        "v_commune_2026.csv : communes au 1er janvier 2026\n"
        f"  95000 octets, SHA-256 {HASH}\n"
        f"À suivre : alliances load {path}\n"
    )
    assert path.read_bytes() == BODY
    again = run(*asked, lang="en", env=DIRECT)
    assert again.out == ran.out
    assert "  up to date: nothing was downloaded.\n" in again.err
    assert len(server.asked) == 2


def test_quiet_prints_the_path_alone(run: Run, server: Server, tmp_path: Path) -> None:
    url = server.at("/f", whole(BODY))
    folder = tmp_path / "mes données"
    ran = run("fetch", "-q", "cog/v_region", "--dir", folder, "--url", url, env=DIRECT)
    assert (ran.code, ran.out, ran.err) == (0, f"{folder / 'v_region_2026.csv'}\n", "")


def test_without_a_workspace_a_folder_must_be_named(run: Run, tmp_path: Path) -> None:
    ran = run("fetch", "cog", cwd=tmp_path)
    assert ran.code == 4
    assert "n'est pas un espace de travail" in ran.err


@pytest.mark.parametrize("option", [("--url", "http://127.0.0.1:9/f"), ("--sha256", HASH)])
def test_an_address_or_a_hash_is_for_one_file(
    run: Run, space: Path, option: tuple[str, str]
) -> None:
    ran = run("--workspace", space, "fetch", "rna", *option)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "Erreur : --url et --sha256 valent pour un seul fichier. Dites lequel : "
        "rna/rna_waldec.zip, rna/rna_import.zip.\n"
    )


def test_an_unknown_source_is_a_mistake_of_typing(run: Run) -> None:
    ran = run("fetch", "rnaa", lang="en")
    assert ran.code == 2
    assert ran.err.startswith(
        "Error: 'rnaa' is not in the table of addresses. Did you mean 'rna'? Known: rna, rne,"
    )


def test_what_is_gone_or_wrong_has_its_exit_code_and_leaves_no_file(
    run: Run, server: Server, tmp_path: Path
) -> None:
    gone, page, body = (
        server.at(path, answer)
        for path, answer in (
            ("/404", status(404)), ("/page", whole(b"<html>")), ("/f", whole(BODY)),
        )
    )  # fmt: skip
    for extra, code, words in (
        (("--url", gone), 4, "n'existe pas ou plus (404)"),
        (("--url", page), 3, "a donné une page web"),
        (("--url", body, "--sha256", "0" * 64), 3, "n'a pas l'empreinte SHA-256 attendue"),
        (("--url", "file:///etc/passwd"), 2, "n'est pas une adresse du web"),
    ):
        ran = run("fetch", "cog/v_region", "--dir", tmp_path / "d", *extra, env=DIRECT)
        assert (ran.code, ran.out) == (code, "")
        assert words in ran.err.splitlines()[-1]
        assert list(tmp_path.glob("d/*")) == []


@pytest.mark.skipif(sys.platform == "win32", reason="signals are not sent like this there")
def test_an_interrupted_download_is_resumed(run: Run, server: Server, tmp_path: Path) -> None:
    def slow(asked: Asked) -> None:
        asked.answer(200, BODY[:50_000], len(BODY), ETag='"1"')
        time.sleep(5)

    url = server.at("/f", slow, parts(BODY))
    asked = ["fetch", "cog/v_region", "--dir", str(tmp_path), "--url", url]
    with subprocess.Popen(
        [sys.executable, "-m", "cli.main", "--lang", "fr", *asked],
        env=os.environ | DIRECT | {"PYTHONPATH": str(Path(__file__).parents[2])},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    ) as running:  # fmt: skip
        part, deadline = tmp_path / "v_region_2026.csv.part", time.monotonic() + 20
        while time.monotonic() < deadline and not part.exists():
            time.sleep(0.02)
        time.sleep(0.2)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=20)
    assert (running.returncode, out) == (130, "")
    assert err.endswith("Erreur : Interrompu.\n")
    assert not (tmp_path / "v_region_2026.csv").exists()
    assert part.stat().st_size == 50_000
    assert run(*asked, env=DIRECT).code == 0
    assert server.headers("Range") == [None, "bytes=50000-"]
    assert (tmp_path / "v_region_2026.csv").read_bytes() == BODY


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminal there")
def test_a_terminal_shows_how_far_it_is(server: Server, tmp_path: Path) -> None:
    import pty

    def slow(asked: Asked) -> None:
        asked.answer(200, BODY[:50_000], len(BODY))
        time.sleep(0.5)
        asked.wfile.write(BODY[50_000:])

    url = server.at("/f", slow)
    terminal, side = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "cli.main", "fetch", "cog/v_region", "--dir", str(tmp_path),
         "--url", url],
        env=os.environ | DIRECT | {"PYTHONPATH": str(Path(__file__).parents[2]), "TERM": "xterm"},
        stdout=subprocess.PIPE, stderr=side,
    ) as running:  # fmt: skip
        os.close(side)
        shown = b""
        while True:
            try:
                piece = os.read(terminal, 4096)
            except OSError:
                break
            shown += piece
            if not piece:
                break
        assert running.wait(timeout=20) == 0
    os.close(terminal)
    assert b"50.0/95.0 kB" in shown


# -- in this process, to reach tables and waiting times of one's own -------------------------------


def fetched(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[str, str]:
    program.main(
        ["--lang", "fr", "fetch", *map(str, arguments)], standalone_mode=False, obj=Session()
    )
    return tuple(capsys.readouterr())  # type: ignore[return-value]


def test_an_address_nobody_verified_is_told_before_it_is_asked(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setenv("https_proxy", server.at("/", status(501)))  # so that nothing leaves
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.setattr("graph.fetching.web.time.sleep", lambda _: None)
    with pytest.raises(Unreachable) as caught:
        fetched(capsys, "cog/v_region", "--dir", tmp_path)
    url = "https://www.insee.fr/fr/statistiques/fichier/8740222/v_region_2026.csv"
    assert capsys.readouterr().err == (
        f"v_region_2026.csv : régions au 1er janvier 2026\n  adresse pas encore vérifiée : {url}\n"
    )
    assert caught.value.text.fr.startswith(f"{url} : Tunnel connection failed: 501")
    assert list(tmp_path.iterdir()) == []


def test_one_file_that_is_gone_does_not_keep_the_others_from_coming(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    table = {
        "s": tuple(
            Address("s", f"{name}.csv", server.at(f"/{name}", answer), "", "", True, False,
                    Text(name, name), "")
            for name, answer in (
                ("a", whole(b"a")), ("b", status(404)), ("c", whole(b"c")), ("d", status(410)),
            )
        )
    }  # fmt: skip
    monkeypatch.setattr("graph.fetching.table.addresses", lambda: table)
    with pytest.raises(Gone) as caught:
        fetched(capsys, "s", "--dir", tmp_path)
    assert "/d n'existe pas ou plus (410)" in caught.value.text.fr
    out, err = capsys.readouterr()
    a, c = tmp_path / "a.csv", tmp_path / "c.csv"
    assert out == f"{a}\n{c}\n"
    assert f"À suivre : alliances load {a} {c}\n" in err
    assert "/b n'existe pas ou plus (404)" in err


def test_a_connection_that_breaks_off_for_good_keeps_what_came(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr("graph.fetching.web.time.sleep", lambda _: None)
    url = server.at("/f", cut(BODY, 50_000, ETag='"1"'))
    with pytest.raises(Unreachable) as caught:
        fetched(capsys, "cog/v_region", "--dir", tmp_path, "--url", url)
    part = tmp_path / "v_region_2026.csv.part"
    assert f"Ce qui est arrivé (50000 octets) est gardé dans {part}" in caught.value.text.fr
    assert part.stat().st_size == 50_000
