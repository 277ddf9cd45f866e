"""Hostile input: every reader of the program, given what nobody would write.

Each target is given inputs by hypothesis for its share of the time, then, where atheris is
installed, bytes that coverage guides. An input is *wrong* where the program answers it with
anything but an answer or an error of its own in both languages, or takes more than its time.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tests.reliability.fuzz.target import EACH, PATIENCE, Target, Wrong
from tests.reliability.state import Found

HOME = Path(__file__).resolve().parents[3]
CHUNK = 200  # inputs drawn from one seed
MOST = 5  # different failures of a target, after which it is left
ABSENT = "atheris is not installed here: hypothesis alone (no coverage-guided inputs)"


def run(seconds: float, seed: int, names: Sequence[str] = ()) -> dict[str, Found | str]:
    """Fuzz every target for its share of some seconds; return what was found, by target."""
    from tests.reliability.fuzz.targets import TARGETS

    chosen = [target for target in TARGETS if not names or target.name in names]
    is_guided = find_spec("atheris") is not None
    shares = len(chosen) + is_guided * sum(target.guided is not None for target in chosen)
    results: dict[str, Found | str] = {} if is_guided else {"atheris": ABSENT}
    for target in chosen:
        found = Found()
        drawn(target, found, seconds / shares, seed)
        results[target.name] = found
        if is_guided and target.guided:
            results[f"{target.name}, guided"] = guided(target, seconds / shares, seed)
    return results


def drawn(target: Target, found: Found, seconds: float, seed: int, most: int | None = None) -> None:
    """Give a target inputs drawn by hypothesis, for some seconds or ``most`` inputs."""
    watch = Watch(target, found, time.monotonic() + seconds)
    _warm(target, seed)
    while not watch.is_over and len(watch.known) < MOST and (most is None or found.tried < most):
        _chunk(target, watch, seed, CHUNK if most is None else most)
        seed += 1


def _warm(target: Target, seed: int) -> None:
    """Let a target load what it imports and the tables it needs before time is taken."""
    from hypothesis import Phase, settings

    def once(value: Any) -> None:
        with suppress(Exception):  # a failure will be met again, and counted
            target.check(value)

    limits = settings(max_examples=3, database=None, deadline=None, phases=[Phase.generate])
    limits(_sown(seed, target, once))()


def _sown(seed: int, target: Target, test: Callable[[Any], None]) -> Any:
    """Return a test that is given inputs of a target, drawn from a seed."""
    import hypothesis

    give: Any = hypothesis.given(target.inputs)
    sow: Any = hypothesis.seed(seed)
    return sow(give(test))


def _chunk(target: Target, watch: Watch, seed: int, most: int) -> None:
    from hypothesis import HealthCheck, settings

    def one(value: Any) -> None:
        watch(value)

    test: Any = _sown(seed, target, one)
    limits = settings(
        max_examples=most, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    try:
        limits(test)()
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt) or not watch.failed:
            raise
    watch.settle()


class Watch:
    """Runs the check of a target: counts, takes the time, and knows each failure once."""

    def __init__(self, target: Target, found: Found, end: float) -> None:
        self.target, self.found, self.end = target, found, end
        self.known: set[tuple[str, ...]] = set()
        self.failed: tuple[tuple[str, ...], str] | None = None  # the last, so the smallest

    @property
    def is_over(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() >= self.end

    def __call__(self, given: Any) -> None:
        """Check one input; raises what it raised, but for a failure that is known already."""
        if self.is_over:
            return
        self.found.tried += 1
        start = time.thread_time()
        try:
            self.target.check(given)
            spent = time.thread_time() - start
            if spent > PATIENCE + EACH * _size(given):
                raise Wrong("more than its time")
        except Exception as error:
            key = _key(error)
            if key in self.known:
                return
            self.failed = key, f"{' · '.join(key)} ← {_shown(given)}"
            raise

    def settle(self) -> None:
        """Note the smallest input of a failure."""
        if self.failed:
            key, words = self.failed
            self.known.add(key)
            self.found.unclear.append(words)
            self.failed = None


def _key(error: Exception) -> tuple[str, ...]:
    """Return what tells one failure from another: its kind, and where in our code it began."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if str(HOME) in frame.filename]
    place = f"{Path(ours[-1].filename).relative_to(HOME)}:{ours[-1].lineno}" if ours else "?"
    words = str(error)[:80] if isinstance(error, Wrong) else ""
    return tuple(filter(None, (type(error).__name__, place, words)))


def _size(given: Any) -> int:
    return len(given) if isinstance(given, str | bytes) else len(repr(given))


def _shown(given: Any) -> str:
    words = ascii(given)
    return words if len(words) < 400 else f"{words[:400]}… ({len(words)} signs)"


def guided(target: Target, seconds: float, seed: int) -> Found:
    """Give a target bytes that coverage guides, in a process of its own."""
    with tempfile.TemporaryDirectory() as place:
        report = Path(place) / "report.json"
        command = [sys.executable, "-m", "tests.reliability.fuzz.guided", target.name, place,
                   str(seconds), str(seed or 1)]  # fmt: skip
        done = subprocess.run(command, cwd=HOME, env=os.environ, capture_output=True, check=False,
                              timeout=seconds + 300)  # fmt: skip
        if not report.exists():
            return Found(unclear=[f"ended by itself: {done.stderr[-300:]!r}"])
        said = json.loads(report.read_text(encoding="utf-8"))
        found = Found(tried=said["tried"], unclear=said["unclear"])
        if not said["done"]:
            found.unclear.append(f"taken down after {said['last']} ({done.stderr[-300:]!r})")
        return found
