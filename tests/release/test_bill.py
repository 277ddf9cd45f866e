"""The bill of materials agrees with the lock, and every licence may stand beside EUPL-1.2."""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.utils import canonicalize_name as canonical

from tests.release import bill

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def parts() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(bill.SBOM.read_text(encoding="utf-8"))["components"]
    return found


def test_every_component_is_the_locked_one(parts: list[dict[str, Any]]) -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    known = {(one.name, one.version): one for one in bill.locked(lock)}
    assert len(known) == sum("==" in line for line in lock.splitlines() if line[:1].strip())
    packages = [part for part in parts if part["purl"].startswith("pkg:pypi/")]
    assert len(packages) == len(parts) - 1 > 40
    for part in packages:
        one = known[part["name"], part["version"]]
        assert [each["content"] for each in part["hashes"]] == list(one.hashes), part["name"]
        assert part["purl"] == f"pkg:pypi/{one.name}@{one.version}"
        assert one.hashes


def test_all_that_is_installed_to_run_is_in_it(parts: list[dict[str, Any]]) -> None:
    """Of another release of Python, the packages that it alone needs are not installed here."""
    assert bill.runtime().keys() <= {part["name"] for part in parts}
    direct = {"click", "rdflib", "pyoxigraph", "sparqlwrapper", "vis-network"}
    assert direct <= {part["name"] for part in parts}
    tools = {"pytest", "mypy", "ruff", "playwright", "babel", "hatchling", "pysail"}
    assert not tools & {part["name"] for part in parts}


def test_every_licence_may_stand_beside_ours(parts: list[dict[str, Any]]) -> None:
    for part in parts:
        (said,) = part["licenses"]
        words = said.get("expression") or said["license"]["id"]
        assert bill.ids(words), part["name"]
        assert bill.ids(words) <= bill.PERMISSIVE, (part["name"], words)
        assert "GPL" not in words


def test_the_lists_are_those_that_the_command_writes() -> None:
    if "importlib_metadata" not in packages_distributions():
        pytest.skip("written with Python 3.11, which alone has all that the lock names")
    assert bill.SBOM.read_text(encoding="utf-8") == bill.bill()
    assert bill.LICENCES.read_text(encoding="utf-8") == bill.licences()


def test_what_is_vendored_is_the_file_that_is_there(parts: list[dict[str, Any]]) -> None:
    vis = next(part for part in parts if part["name"] == "vis-network")
    assert vis["hashes"][0]["content"] == hashlib.sha256(bill.VIS.read_bytes()).hexdigest()
    assert vis["version"] in (ROOT / "viz" / "assets" / "README.md").read_text(encoding="utf-8")
    scripts = [p for room in ("viz", "cli") for p in (ROOT / room).rglob("*.min.*")]
    assert scripts == [bill.VIS]


def test_a_licence_that_nobody_knows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert bill.licence("click") == "BSD-3-Clause"
    with pytest.raises(LookupError, match="nothing-of-this-name"):
        bill.licence("nothing-of-this-name")
    monkeypatch.setitem(bill.READ, "click", "GPL-3.0-only")
    assert bill.ids(bill.licence("click")) - bill.PERMISSIVE == {"GPL-3.0-only"}
    assert canonical("SPARQLWrapper") in bill.READ
