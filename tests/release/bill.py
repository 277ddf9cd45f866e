"""The bill of materials (CycloneDX 1.6) and the licence list of what an installation holds.

Components are the project's run-time dependencies, with those of theirs, on every system and
release of Python that the lock knows, and what is vendored. Versions and hashes come from
``requirements.lock``, licences from what each package says of itself, or from ``READ`` where it
says too little. Without time or place in it, the same lock gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name as canonical

ROOT = Path(__file__).parents[2]
SBOM, LICENCES = ROOT / "docs" / "sbom.cdx.json", ROOT / "docs" / "licences.md"
VIS = ROOT / "viz" / "assets" / "vis-network.min.js"

#: Licences that were read in the package's own licence file, as its metadata names none exactly.
READ = {
    "asttokens": "Apache-2.0",
    "colorama": "BSD-3-Clause",
    "html5rdf": "MIT",
    "ipython-pygments-lexers": "BSD-3-Clause",
    "jinja2": "BSD-3-Clause",
    "networkit": "MIT",
    "owlrl": "W3C-20150513",
    "pexpect": "ISC",
    "prompt-toolkit": "BSD-3-Clause",
    "ptyprocess": "ISC",
    "pyoxigraph": "MIT OR Apache-2.0",
    "pyshacl": "Apache-2.0",
    "pyvis": "BSD-3-Clause",
    "scipy": "BSD-3-Clause",
    "sparqlwrapper": "W3C",
    "traitlets": "BSD-3-Clause",
}

#: Licences that let their works stand beside ours (EUPL-1.2): all permissive, none copyleft.
PERMISSIVE = frozenset({
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "PSF-2.0",
    "W3C", "W3C-20150513", "Zlib",
})  # fmt: skip

_SYSTEMS = (("linux", "Linux", "posix"), ("darwin", "Darwin", "posix"), ("win32", "Windows", "nt"))
_LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)(?:\s*;\s*([^\\\n]+?))?\s*\\?$")


@dataclass(frozen=True)
class Locked:
    """One version of a package in the lock."""

    name: str
    version: str
    marker: str  # where it is the one that is installed; "" for everywhere
    hashes: tuple[str, ...]


def locked(text: str) -> list[Locked]:
    """Return the packages of a lock file, with the hashes of all their files."""
    found: list[Locked] = []
    for line in text.splitlines():
        if match := _LOCKED.match(line):
            found.append(Locked(canonical(match[1]), match[2], match[3] or "", ()))
        elif hashed := re.search(r"--hash=sha256:([0-9a-f]{64})", line):
            last = found[-1]
            found[-1] = Locked(last.name, last.version, last.marker, (*last.hashes, hashed[1]))
    return found


def runtime() -> dict[str, set[str]]:
    """Return package → packages it needs, of all that an installation may hold."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needs: dict[str, set[str]] = {}
    waiting = [Requirement(words) for words in project["dependencies"]]
    while waiting:
        asked = waiting.pop()
        name = canonical(asked.name)
        if name not in needs:
            found = list(_needed(asked))
            needs[name] = {canonical(one.name) for one in found}
            waiting += found
    return needs


def _needed(asked: Requirement) -> Iterator[Requirement]:
    """Yield what a package needs on any system; a package that is not here is a leaf."""
    made = _installed(asked.name)
    extras = ("", *asked.extras)
    for words in (made.requires or ()) if made else ():
        one = Requirement(words)
        places = (
            {"extra": extra, "sys_platform": a, "platform_system": b, "os_name": c}
            for extra in extras for a, b, c in _SYSTEMS
        )  # fmt: skip
        if one.marker is None or any(map(one.marker.evaluate, places)):
            yield one


def _installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def licence(name: str) -> str:
    """Return the SPDX expression of a package's licence; raises LookupError where none is known."""
    if name in READ:
        return READ[name]
    made = _installed(name)
    said: Any = made.metadata if made else EmailMessage()
    words = said.get("License-Expression") or said.get("License") or ""
    kinds = said.get_all("Classifier") or []
    if "License :: OSI Approved :: MIT License" in kinds and words not in PERMISSIVE:
        words = "MIT"
    if not ids(words) or not ids(words) <= PERMISSIVE:
        raise LookupError(f"{name}: licence {words!r} is not known to be compatible")
    return words


def ids(expression: str) -> set[str]:
    """Return the licences that an SPDX expression names."""
    return set(re.findall(r"[A-Za-z0-9.+-]+", expression)) - {"AND", "OR", "WITH"}


def components() -> list[dict[str, Any]]:
    """Return the components, sorted: each locked version of each package, and what is vendored."""
    needs = runtime()
    lock = [one for one in locked(_lock()) if one.name in needs]
    missing = needs.keys() - {one.name for one in lock}
    if missing:
        raise LookupError(f"not in requirements.lock: {sorted(missing)}")
    return [_component(one) for one in lock] + [_vis()]


def _lock() -> str:
    return (ROOT / "requirements.lock").read_text(encoding="utf-8")


def _component(one: Locked) -> dict[str, Any]:
    purl = f"pkg:pypi/{one.name}@{one.version}"
    found: dict[str, Any] = {
        "type": "library", "bom-ref": purl, "name": one.name, "version": one.version,
        "scope": "required", "purl": purl, "licenses": [_licensed(licence(one.name))],
        "hashes": [{"alg": "SHA-256", "content": each} for each in one.hashes],
    }  # fmt: skip
    if one.marker:
        found["properties"] = [{"name": "alliances:installed-where", "value": one.marker}]
    return found


def _licensed(expression: str) -> dict[str, Any]:
    single = len(ids(expression)) == 1
    return {"license": {"id": expression}} if single else {"expression": expression}


def _vis() -> dict[str, Any]:
    """Return the one file that is vendored: its version is in its own first lines."""
    text = VIS.read_bytes()
    version = re.search(rb"@version ([0-9.]+)", text[:2_000])
    if version is None:
        raise LookupError("vis-network.min.js no longer says its version")
    purl = f"pkg:npm/vis-network@{version[1].decode()}"
    return {
        "type": "library", "bom-ref": purl, "name": "vis-network", "version": version[1].decode(),
        "scope": "required", "purl": purl, "licenses": [_licensed("Apache-2.0 OR MIT")],
        "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(text).hexdigest()}],
        "properties": [{"name": "alliances:vendored-as", "value": "viz/assets/vis-network.min.js"}],
    }  # fmt: skip


def bill() -> str:
    """Return the bill of materials as CycloneDX JSON."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    own = f"pkg:pypi/{project['name']}@{project['version']}"
    parts, needs = components(), runtime()
    refs: dict[str, list[str]] = {}
    for part in parts:
        refs.setdefault(part["name"], []).append(part["bom-ref"])
    direct = {canonical(Requirement(words).name) for words in project["dependencies"]}
    return _text({
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "metadata": {"component": {
            "type": "application", "bom-ref": own, "name": project["name"],
            "version": project["version"], "purl": own,
            "licenses": [_licensed(project["license"])],
        }},
        "components": parts,
        "dependencies": [
            {"ref": own, "dependsOn": _refs(direct | {"vis-network"}, refs)},
            *({"ref": part["bom-ref"], "dependsOn": _refs(needs.get(part["name"], set()), refs)}
              for part in parts),
        ],
    })  # fmt: skip


def _refs(names: set[str], refs: Mapping[str, list[str]]) -> list[str]:
    return sorted(ref for name in names for ref in refs[name])


def _text(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def licences() -> str:
    """Return the licence list: one line a component."""
    rows = [
        f"| {part['name']} | {part['version']} | {_expression(part)} | {_where(part)} |"
        for part in components()
    ]
    return f"{_HEAD}{chr(10).join(rows)}\n{_TAIL}"


def _expression(part: Mapping[str, Any]) -> str:
    (said,) = part["licenses"]
    return str(said.get("expression") or said["license"]["id"])


def _where(part: Mapping[str, Any]) -> str:
    return "; ".join(f"`{one['value']}`" for one in part.get("properties", ())) or "everywhere"


_HEAD = """\
# Licences of what is shipped

Written by `python -m tests.release` from `requirements.lock`; do not edit. The same components,
with hashes, are in `sbom.cdx.json` (CycloneDX 1.6).

The program is under EUPL-1.2 (`LICENSE`). Its wheel holds its own code, the data of the
demonstration and one vendored file (`vis-network`); everything else below is installed beside it by
`pip`, under its own licence. All are permissive: none asks more of the EUPL than that notices stay.
The optional `spark` extra (the client of a server elsewhere) and the tools of development are not
in the list.

| component | version | licence (SPDX) | where |
|---|---|---|---|
"""
_TAIL = """
Where a package gives a choice (`OR`), either may be taken. Wheels of compiled packages hold
libraries of their own (OpenBLAS and the run-time library of GCC with its exception in NumPy and
SciPy; Rust crates under MIT or Apache-2.0 in several): their notices are in those packages.

Data in the wheel: the demonstration (`graph/demo`, sources and licences in its `README.md`) is from
public data, under Licence Ouverte 2.0 for what the State publishes.
"""
