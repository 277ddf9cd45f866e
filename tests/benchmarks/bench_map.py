"""The map of the demonstration against pyvis's own defaults, in the same real browser.

Readable means: ours, the first frame drawn with every actor in its place; pyvis, the moment
its physics comes to rest (it moves until then). Both pages are opened with the network off.
"""

from __future__ import annotations

import io
import shutil
import tempfile
import time
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

from cli.commands.map import data
from cli.main import program
from cli.session import Session
from viz.map import write_map

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from graph.network import Network

LIMIT = 180.0  # seconds to wait for pyvis
_OURS = """() => new Promise((done) => {
  const look = () => window.alliancesMap
    ? requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now())))
    : setTimeout(look, 5);
  look();
})"""
_PYVIS = """() => new Promise((done) => {
  network.once('stabilized', () => done(performance.now()));
})"""


def main() -> None:
    """Print both times, both sizes and the ratios."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        print("no Chromium here: nothing measured")
        return
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as name, sync_playwright() as player:
        folder = Path(name)
        ours, theirs, built, default = _pages(folder)
        browser = player.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        quick, slow = _readable(browser, ours, _OURS), _readable(browser, theirs, _PYVIS)
        browser.close()
        print(f"built in Python: ours {built:.2f} s, pyvis {default:.2f} s")
        print(f"readable: ours {quick:.2f} s, pyvis {_told(slow)}: {_ratio(quick, slow)} sooner")
        sizes = ours.stat().st_size / 1e6, theirs.stat().st_size / 1e6
        print(f"file: ours {sizes[0]:.2f} MB, pyvis {sizes[1]:.2f} MB")


def _pages(folder: Path) -> tuple[Path, Path, float, float]:
    """Write the demonstration map twice; return the files and the seconds each took."""
    session = Session(chosen="fr", quiet=True)
    space = folder / "demo"
    words = ["demo", "--dir", str(space), "--no-open"]
    with redirect_stdout(io.StringIO()):
        program.main(words, standalone_mode=False, obj=session)
    network = session.network()
    ours, theirs = folder / "ours.html", folder / "pyvis.html"
    start = time.perf_counter()
    write_map(ours, data(session, network, 40))
    middle = time.perf_counter()
    _write_default(theirs, network)
    return ours, theirs, middle - start, time.perf_counter() - middle


def _write_default(path: Path, network: Network) -> None:
    """Draw the same actors and pairs as pyvis's documentation does."""
    from itertools import combinations

    from pyvis.network import Network as Pyvis

    graph = Pyvis(cdn_resources="in_line")
    for i, actor in enumerate(network.actors):
        graph.add_node(i, label=actor.name)
    for alliance in network.alliances:
        for a, b in combinations(sorted({party.actor for party in alliance.parties}), 2):
            graph.add_edge(a, b)
    path.write_text(graph.generate_html(), encoding="utf-8")


def _readable(browser: Browser, path: Path, script: str) -> float | None:
    """Return the seconds from opening a page until it is readable; None past the limit."""
    from playwright.sync_api import TimeoutError as TooLate

    context = browser.new_context(offline=True, viewport={"width": 1400, "height": 900})
    page = context.new_page()
    page.set_default_timeout(LIMIT * 1000)
    try:
        page.goto(path.as_uri(), wait_until="commit")
        page.wait_for_function("() => window.alliancesMap || window.network")
        page.evaluate(f"() => {{ ({script})().then((t) => {{ window.taken = t; }}); }}")
        page.wait_for_function("() => window.taken")
        return float(page.evaluate("() => window.taken")) / 1000
    except TooLate:
        return None
    finally:
        context.close()


def _told(seconds: float | None) -> str:
    return f"more than {LIMIT:.0f} s" if seconds is None else f"{seconds:.2f} s"


def _ratio(quick: float | None, slow: float | None) -> str:
    if quick is None:
        return "ours never"
    return f"{(slow or LIMIT) / quick:.0f} times" + (" at least" if slow is None else "")


if __name__ == "__main__":
    main()
