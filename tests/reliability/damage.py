"""Files of a workspace that a disk damaged: a byte flipped, the end cut off, nothing left, zeros.

After each, every command gives the right answer or one message; ``doctor`` tells of it; and
``doctor --rebuild`` gets the last state back, where sources and decisions are whole. A byte
flipped in a text file makes another text: only what disks do to whole blocks is done to those.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from graph import workspace
from tests.reliability import program
from tests.reliability.operations import full
from tests.reliability.state import Found, decided, digest

ASKED = (
    ("suggest", "--format", "csv"),
    ("sources", "--format", "csv"),
    ("export", "-", "--format", "nquads", "--layer", "all"),
)
BEYOND, SOUND = 4, 0
#: Files of the engine's own that it may read or not, and what no answer depends on.
_NO_MATTER = ("LOG", "LOCK")


def _flip(file: Path, draw: random.Random) -> None:
    data = bytearray(file.read_bytes())
    data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
    file.write_bytes(data)


def _cut(file: Path, draw: random.Random) -> None:
    file.write_bytes(file.read_bytes()[: draw.randrange(file.stat().st_size)])


def _zero(file: Path, _: random.Random) -> None:
    file.write_bytes(bytes(file.stat().st_size))


def _empty(file: Path, _: random.Random) -> None:
    file.write_bytes(b"")


def _lose(file: Path, _: random.Random) -> None:
    file.unlink()


Damage = Callable[[Path, random.Random], None]
_BINARY: tuple[Damage, ...] = (_flip, _cut, _zero, _empty, _lose)
_TEXT: tuple[Damage, ...] = (_zero, _empty)


def _kinds(made: Path) -> Iterator[tuple[str, list[Path], tuple[Damage, ...]]]:
    """Yield the kinds of files of a workspace, the files, and what may happen to them."""
    store = made / "store"
    version = store / (store / "CURRENT").read_text(encoding="utf-8").strip()
    files = [path for path in sorted(version.iterdir()) if path.is_file()]
    own = [path for path in files if path.name == "manifest.json"]
    caches = [path for path in files if path.name.startswith("network-")]
    engine = [p for p in files if p not in (*own, *caches) and not p.name.startswith(_NO_MATTER)]
    yield "store", [path for path in engine if path.stat().st_size], _BINARY
    yield "pointer", [store / "CURRENT"], (*_TEXT, _lose)
    yield "manifest of the store", own, (*_TEXT, _cut, _lose)
    yield "copies of the network", caches, _BINARY
    yield "kept sources", sorted((made / "sources").glob("*.nq.gz")), _BINARY
    yield "list of sources", [made / "sources" / "manifest.json"], (*_TEXT, _cut, _lose)
    yield "decisions", sorted((made / "decisions").glob("*.csv")), _TEXT
    yield "settings", [made / "alliances.toml"], (_zero,)


def run(count: int, seed: int, names: tuple[str, ...] = ()) -> dict[str, Found]:
    """Damage files of each kind so many times; return what was found, by kind."""
    results = {}
    with tempfile.TemporaryDirectory() as aside:
        folder = Path(aside)
        full(folder)
        good = [program.run(folder / "ws", folder / "said", *typed) for typed in ASKED]
        for kind, _, _ in _kinds(folder / "ws"):
            if names and kind not in names:
                continue
            draw, found = random.Random(f"{seed} {kind}"), Found()  # noqa: S311
            for _ in range(count):
                _once(folder, kind, good, draw, found)
            results[kind] = found
            print(f"  {kind}: {found.tried} tried, {found.bad} bad", flush=True)
    return results


def _once(
    folder: Path, kind: str, good: list[program.Ran], draw: random.Random, found: Found
) -> None:
    hurt = folder / "hurt"
    shutil.copytree(folder / "ws", hurt)
    (_, files, ways) = next(one for one in _kinds(hurt) if one[0] == kind)
    file, way = draw.choice(files), draw.choice(ways)
    way(file, draw)
    found.tried += 1
    where = f"{file.name}, {way.__name__.strip('_')}"
    harmless = True
    for typed, before in zip(ASKED, good, strict=True):
        ran = program.run(hurt, folder / "said", *typed)
        harmless = harmless and ran == before
        if ran.code == 0 and ran.out != before.out:
            found.lost.append(f"{where}: '{typed[0]}' answers something else, and says nothing")
        if not ran.is_clear:
            found.unclear.append(f"{where}: '{typed[0]}': {ran.err[-200:]}")
    _mend(folder, hurt, where, found, harmless=harmless)
    shutil.rmtree(hurt)


def _mend(folder: Path, hurt: Path, where: str, found: Found, *, harmless: bool) -> None:
    """Let the doctor look, and build again."""
    looked = program.run(hurt, folder / "said", "doctor")
    told = looked.code == BEYOND and looked.out and not looked.err  # its findings say all
    if not (told or looked.is_clear):
        found.unclear.append(f"{where}: doctor: {looked.err[-200:]}")
    if looked.code == SOUND and not harmless:
        found.unclear.append(f"{where}: doctor finds nothing, and commands fail")
    mended = program.run(hurt, folder / "said", "doctor", "--rebuild")
    if not mended.is_clear:
        found.unclear.append(f"{where}: doctor --rebuild: {mended.err[-200:]}")
    if mended.code == SOUND:
        made, before = workspace.load(hurt), workspace.load(folder / "ws")
        if (digest(made), decided(made)) != (digest(before), decided(before)):
            found.lost.append(f"{where}: built again, it says something else")
