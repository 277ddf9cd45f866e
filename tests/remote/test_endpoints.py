"""Servers as a workspace describes them: what is understood, and where passwords come from."""

from __future__ import annotations

import pickle
import sys
import types
from pathlib import Path

import pytest

from graph import workspace
from graph.errors import BadInput, Misuse
from graph.store import endpoints
from graph.store.endpoints import Endpoint, Secret, find, require_plain, variable
from graph.store.remote import RemoteStore
from tests.conftest import Run

PROFILE = """
[endpoints.region-sud]
url = "https://sparql.example.org/sparql"
auth = "digest"
user = "paa"
row_cap = 10000
batch_size = 500
needs_from = true
property_paths = false
timeout = 5
"""


def described(folder: Path, profile: str) -> workspace.Workspace:
    made = workspace.create(folder / "ws", name="Essai")
    settings = made.path / "alliances.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + profile, encoding="utf-8")
    return workspace.load(made.path)


def test_a_profile_is_read(tmp_path: Path) -> None:
    known = described(tmp_path, PROFILE).endpoints
    assert known == {
        "region-sud": Endpoint(
            "https://sparql.example.org/sparql", "region-sud", "", "digest", "paa", 10_000, 500,
            needs_from=True, property_paths=False, timeout=5,
        )
    }  # fmt: skip
    assert find("region-sud", known) is known["region-sud"]
    assert find("https://sparql.example.org/sparql", known) is known["region-sud"]
    assert find("https://other.example.org/q", known) == Endpoint("https://other.example.org/q")
    with pytest.raises(Misuse, match="Profiles: region-sud"):
        find("region-nord", known)


SHARED = """
[endpoints.lecture]
url = "https://sparql.example.org/sparql"
{a}
[endpoints.ecriture]
url = "https://sparql.example.org/sparql"
{b}
"""


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("", "auth = 'basic'\nuser = 'paa'"),
        ("auth = 'digest'\nuser = 'paa'", "auth = 'digest'\nuser = 'paa'"),  # two passwords
        ("", "store = 'https://other.example.org/store'"),
        ("row_cap = 10", ""),
    ],
)
def test_an_address_that_two_profiles_have_is_not_guessed(tmp_path: Path, a: str, b: str) -> None:
    known = described(tmp_path, SHARED.format(a=a, b=b)).endpoints
    with pytest.raises(Misuse, match=r"sparql\.example\.org/sparql: lecture, ecriture\."):
        find("https://sparql.example.org/sparql", known)
    assert find("ecriture", known) is known["ecriture"]


def test_two_profiles_that_say_the_same_are_one(tmp_path: Path) -> None:
    known = described(tmp_path, SHARED.format(a="", b="")).endpoints
    assert find("https://sparql.example.org/sparql", known) is known["lecture"]


@pytest.mark.parametrize(
    ("profile", "key"),
    [
        ("endpoints = 1", "endpoints"),
        ("[endpoints.x]\nuser = 'a'", "endpoints.x.url"),
        ("[endpoints.x]\nurl = 'http://a/b'\npassword = 'secret'", "endpoints.x.password"),
        ("[endpoints.x]\nurl = 'http://a/b'\nauth = 'bearer'", "endpoints.x.auth"),
        ("[endpoints.x]\nurl = 'http://a/b'\nauth = 'basic'", "endpoints.x.user"),
        ("[endpoints.x]\nurl = 'http://a/b'\nrow_cap = -1", "endpoints.x.row_cap"),
        ("[endpoints.x]\nurl = 'http://a/b'\nneeds_from = 1", "endpoints.x.needs_from"),
        ("[endpoints.x]\nurl = 'http://a/b'\nbatch_size = 0", "endpoints.x.batch_size"),
    ],
)
def test_what_is_not_understood_is_named(tmp_path: Path, profile: str, key: str) -> None:
    with pytest.raises(BadInput) as caught:
        described(tmp_path, f"\n{profile}\n")
    assert f"la valeur « {key} » n'est pas comprise" in caught.value.text.fr
    assert "secret" not in caught.value.text.fr


@pytest.mark.parametrize("url", ["http://paa:pw@h/x", "https://paa@h/x", "http://:pw@h/x"])
def test_no_address_holds_a_password(url: str) -> None:
    with pytest.raises(Misuse) as caught:
        require_plain(url)
    assert "pw" not in caught.value.text.fr
    assert "ALLIANCES_PASSWORD_NOM" in caught.value.text.fr


@pytest.mark.parametrize("url", ["", "sparql", "file:///etc/passwd", "http:///x", "http://h:x/"])
def test_what_is_no_address_is_told(url: str) -> None:
    with pytest.raises(Misuse, match="no address of a SPARQL server"):
        require_plain(url)


def test_a_password_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    known = Endpoint("https://h/sparql", name="région-sud", auth="basic", user="paa")
    assert variable("région-sud") == "ALLIANCES_PASSWORD_R_GION_SUD"
    monkeypatch.setattr(endpoints, "_from_keyring", lambda *_: None)
    with pytest.raises(Misuse, match="ALLIANCES_PASSWORD_R_GION_SUD"):
        known.password()
    with pytest.raises(Misuse):
        RemoteStore(known)
    monkeypatch.setenv(variable("région-sud"), "mot de passe")
    assert known.password().reveal() == "mot de passe"


def test_a_password_comes_from_the_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    """A keyring of our own stands in: that of the system asks a person."""
    asked = []

    def get(service: str, user: str) -> str:
        asked.append((service, user))
        return "du trousseau"

    kept, errors = types.ModuleType("keyring"), types.ModuleType("keyring.errors")
    kept.get_password = get  # type: ignore[attr-defined]
    errors.KeyringError = RuntimeError  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keyring", kept)
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)
    known = Endpoint("https://h/sparql", name="x", auth="basic", user="paa")
    assert known.password().reveal() == "du trousseau"
    assert asked == [("alliances:x", "paa")]


def test_without_the_package_there_is_no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(Misuse):
        Endpoint("https://h/sparql", name="x", auth="basic", user="paa").password()


def test_a_secret_is_neither_shown_nor_copied() -> None:
    secret = Secret("s3cret")
    shown = f"{secret} {secret!r} {Endpoint('http://h/x', secret=secret)!r}"
    assert "s3cret" not in shown
    with pytest.raises(TypeError):
        pickle.dumps(secret)


def test_a_server_without_paths_is_sent_none(tmp_path: Path) -> None:
    store = RemoteStore(Endpoint("http://127.0.0.1:1/sparql", name="x", property_paths=False))
    with pytest.raises(Misuse, match="property_paths"):
        store.select("SELECT ?s { ?s rdfs:label/rdfs:label ?o }", graphs=["urn:g"])


def test_a_server_is_asked_without_a_workspace(run: Run, tmp_path: Path) -> None:
    ran = run("query", "qui-est", "--param", "acteur=x", "--endpoint", "http://127.0.0.1:1/query",
              cwd=tmp_path)  # fmt: skip
    assert ran.code == 4
    assert "la connexion est refusée" in ran.err
