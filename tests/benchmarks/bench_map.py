"""Maps of 300, 1,000 and 10,000 actors against pyvis's own, in the same real browser.

``python -m tests.benchmarks.bench_map [ACTORS…]``. The networks are those of
``bench_suggestions``: five links an actor. All pages are opened with the network off. Measured:

* readable: ours, the first frame with names on it; pyvis with its defaults, the moment it
  shows anything after its first thousand rounds of physics (a bar until then), and the moment
  everything has come to rest, each waited for so long and no longer;
* frames a second while the map is dragged, and while the wheel zooms it: of pyvis as it then
  is, and of pyvis without physics at our positions, all of its edges drawn; once as it is,
  where no map can show more than the 60 frames of the screen, and once with the processor
  slowed to that of an old laptop;
* the file, over the library and the data that are in it;
* the seconds to make the file; for one size, with more and more links an actor.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
import time
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.bench_suggestions import drawn
from viz.communities import by_community
from viz.crowd import CROWD
from viz.drawing import draw, joined
from viz.layout import arrange
from viz.map import write_map
from viz.model import MapData
from viz.page import LIBRARY

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from graph.network import Network

Rates = list[tuple[int, float, float]]  # times slower, frames a second of dragging, of zooming

SIZES = (300, 1_000, 10_000)
LIMIT = 300.0  # seconds to wait for pyvis to show something
LINGER = 60.0  # seconds to wait then until it stands still
PHYSICS_UP_TO = 1_000  # actors that pyvis is asked to place: more take hours
GROWING = (1_000, (2, 5, 10, 20))  # actors, and links of each
DRAGS, WHEELS = 40, 20
SLOWER = (1, 6)  # times slower than this processor, as Chromium can pretend

_OURS = "() => window.alliancesMap?.names().length && performance.now()"
_WATCH = """() => {
  window.seen = {};
  const note = (name) => network.once(name, () => { seen[name] = performance.now() / 1000; });
  note('stabilizationIterationsDone');
  note('stabilized');
}"""
_COUNT = """() => {
  window.times = [];
  const tick = (t) => { times.push(t); window.ticking = requestAnimationFrame(tick); };
  requestAnimationFrame(tick);
}"""
_COUNTED = "() => { cancelAnimationFrame(ticking); return times; }"
_PICTURE = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)))"


def main(sizes: tuple[int, ...] = SIZES) -> None:
    """Print what was measured, and the ratios."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        print("no Chromium here: nothing measured")
        return
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as name, sync_playwright() as player:
        browser = player.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        print(f"Chromium {browser.version}, network off")
        for actors in sizes:
            _compare(browser, Path(name), actors)
        browser.close()
        _growing(Path(name))


def _compare(browser: Browser, folder: Path, actors: int) -> None:
    """Open both maps of one size."""
    network = drawn(actors)
    links = sum(len(alliance.parties) for alliance in network.alliances)
    print(f"\n{actors:,} actors, {links:,} links")
    ours, theirs = folder / "ours.html", folder / "pyvis.html"
    start = time.perf_counter()
    write_map(ours, MapData(network))
    print(f"  made in {time.perf_counter() - start:.1f} s;  {_size(ours)}")
    quick, our_frames = _opened(browser, ours)
    print(f"  readable: ours {quick:.2f} s")
    if actors <= PHYSICS_UP_TO:
        _compare_default(browser, theirs, network, (quick, our_frames))
    _write_still(theirs, network)
    _print_frames(our_frames, _frames_of_pyvis(browser, theirs), "pyvis without physics")


def _compare_default(
    browser: Browser, path: Path, network: Network, ours: tuple[float, Rates]
) -> None:
    """Compare our map with what pyvis makes by default."""
    start = time.perf_counter()
    _write_default(path, network)
    print(f"  pyvis made in {time.perf_counter() - start:.1f} s")
    waits, frames = _theirs(browser, path)
    for what, (slow, is_over) in zip(("shown", "at rest"), waits, strict=True):
        least = "" if is_over else "at least "
        print(f"  pyvis {what}: {least}{slow:.1f} s, {least}{slow / ours[0]:.0f} times", flush=True)
    _print_frames(ours[1], frames, "pyvis with its defaults")


def _print_frames(ours: Rates, theirs: Rates, name: str) -> None:
    for (slower, *own), (_, *other) in zip(ours, theirs, strict=True):
        for what, mine, other_ in zip(("drag", "zoom"), own, other, strict=True):
            print(
                f"  {what}, processor {slower} times slower: ours {mine:.1f} frames/s, "
                f"{name} {other_:.1f}: {mine / other_:.1f} times",
                flush=True,
            )


def _size(path: Path) -> str:
    """Compare a file with the library and the data in it."""
    page = path.read_text(encoding="utf-8")
    blocks = re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', page, re.DOTALL)
    needed = LIBRARY.stat().st_size + sum(len(block.encode()) for block in blocks)
    size = path.stat().st_size
    return f"{size / 1e6:.2f} MB, {size / needed:.2f} times library + data"


def _opened(browser: Browser, path: Path) -> tuple[float, Rates]:
    """Return the seconds until our map is readable, and its frames a second."""
    page = _page(browser)
    page.goto(path.as_uri(), wait_until="commit")
    taken = page.wait_for_function(_OURS, polling="raf").json_value() / 1000
    page.wait_for_timeout(500)
    frames = _frames(page, "#map canvas")
    page.context.close()
    return taken, frames


def _theirs(browser: Browser, path: Path) -> tuple[list[tuple[float, bool]], Rates]:
    """Return the seconds until pyvis shows anything and until it rests, or waited in vain.

    And its frames then, moving still or not.
    """
    from playwright.sync_api import TimeoutError as TooLate

    page = _page(browser)
    start = time.perf_counter()
    page.goto(path.as_uri(), wait_until="commit")
    page.wait_for_function("() => window.network", timeout=LIMIT * 1000)
    page.evaluate(_WATCH)
    found = []
    for name, most in (("stabilizationIterationsDone", LIMIT), ("stabilized", LINGER)):
        try:
            seen = page.wait_for_function(f"() => seen.{name}", timeout=most * 1000).json_value()
            found.append((float(seen), True))
        except TooLate:
            found.append((time.perf_counter() - start, False))
    frames = _frames(page, "#mynetwork canvas")
    page.context.close()
    return found, frames


def _frames_of_pyvis(browser: Browser, path: Path) -> Rates:
    page = _page(browser)
    page.set_default_timeout(LIMIT * 1000)
    page.goto(path.as_uri(), wait_until="commit")
    page.wait_for_function("() => window.network")
    page.evaluate(_PICTURE)
    page.wait_for_timeout(500)
    frames = _frames(page, "#mynetwork canvas")
    page.context.close()
    return frames


def _page(browser: Browser) -> Page:
    context = browser.new_context(offline=True, viewport={"width": 1400, "height": 900})
    return context.new_page()


def _frames(page: Page, canvas: str) -> Rates:
    """Return how often slowed, and the frames a second when dragged in circles and zoomed."""
    box = page.locator(canvas).first.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    chromium = page.context.new_cdp_session(page)
    found = []
    for slower in SLOWER:
        chromium.send("Emulation.setCPUThrottlingRate", {"rate": slower})
        found.append((slower, _dragged(page, x, y), _zoomed(page)))
    return found


def _dragged(page: Page, x: float, y: float) -> float:
    page.mouse.move(x + 3, y + 3)
    page.mouse.down()
    page.evaluate(_COUNT)
    for k in range(DRAGS):
        page.mouse.move(x + 60 * (k % 4 // 2), y + 60 * ((k + 1) % 4 // 2))
        page.evaluate(_PICTURE)
    rate = _rate(page)
    page.mouse.up()
    return rate


def _zoomed(page: Page) -> float:
    page.evaluate(_COUNT)
    for k in range(WHEELS):
        page.mouse.wheel(0, -100 if k < WHEELS / 2 else 100)
        page.evaluate(_PICTURE)
    return _rate(page)


def _rate(page: Page) -> float:
    times: list[float] = page.evaluate(_COUNTED)
    return (len(times) - 1) / max((times[-1] - times[0]) / 1000, 1e-3)


def _pairs(network: Network) -> list[tuple[int, int]]:
    """Every two parties of every alliance, as pyvis's documentation would draw them."""
    return [
        pair
        for alliance in network.alliances
        for pair in combinations(sorted({party.actor for party in alliance.parties}), 2)
    ]


def _write_default(path: Path, network: Network) -> None:
    """Draw the same actors and pairs as pyvis's documentation does."""
    from pyvis.network import Network as Pyvis

    graph = Pyvis(cdn_resources="in_line")
    for i, actor in enumerate(network.actors):
        graph.add_node(i, label=actor.name)
    for a, b in _pairs(network):
        graph.add_edge(a, b)
    path.write_text(graph.generate_html(), encoding="utf-8")


def _write_still(path: Path, network: Network) -> None:
    """Draw them without physics where our map has them; the lists set whole, to be quick."""
    from pyvis.network import Network as Pyvis

    drawing = draw(joined(network))
    is_crowd = drawing.actors > CROWD
    places = by_community(network, drawing) if is_crowd else arrange(drawing)
    graph = Pyvis(cdn_resources="in_line")
    for i, actor in enumerate(network.actors):
        x, y = map(float, places.xy[i])
        graph.add_node(i, label=actor.name, x=x, y=y, physics=False)
    graph.edges = [{"from": a, "to": b} for a, b in dict.fromkeys(_pairs(network))]
    graph.toggle_physics(False)
    path.write_text(graph.generate_html(), encoding="utf-8")


def _growing(folder: Path) -> None:
    """Print the seconds that a map takes to make with more and more links."""
    actors, counts = GROWING
    print(f"\n{actors:,} actors, made with more links:")
    first: tuple[float, int] | None = None
    for each in counts:
        network = drawn(actors, links_each=each)
        links = sum(len(alliance.parties) for alliance in network.alliances)
        start = time.perf_counter()
        write_map(folder / "grown.html", MapData(network))
        took = time.perf_counter() - start
        first = first or (took, links)
        print(f"  {links:,} links: {took:.1f} s ({links / first[1]:.1f} times the links, "
              f"{took / first[0]:.1f} times the time)", flush=True)  # fmt: skip


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)
