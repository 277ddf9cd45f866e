"""The short form of ``python -m tests.reliability fuzz``: few inputs, the same each time."""

from __future__ import annotations

import pytest

pytest.importorskip("hypothesis")

from tests.reliability.fuzz import drawn
from tests.reliability.fuzz.target import Target
from tests.reliability.fuzz.targets import TARGETS
from tests.reliability.state import Found

FEW = 8


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_whatever_is_given_is_answered_or_refused_in_words(target: Target) -> None:
    found = Found()
    drawn(target, found, 30, 7, most=FEW)
    assert found.unclear == []
    assert found.tried


def test_there_are_targets_of_each_kind() -> None:
    assert len(TARGETS) >= 25
    assert len({target.name for target in TARGETS}) == len(TARGETS)
    assert sum(target.guided is not None for target in TARGETS) >= 12


def test_what_is_wrong_is_found_and_made_small() -> None:
    """A check that fails is seen, once, with a small input: the harness itself can fail."""
    from hypothesis import strategies as st

    def check(words: str) -> None:
        if "b" in words:
            raise ValueError(words)

    found = Found()
    drawn(Target("none", st.text("ab"), check), found, 30, 7, most=50)
    (told,) = found.unclear
    assert told.startswith("ValueError")
    assert told.endswith("← 'b'")


def test_what_takes_too_long_is_found() -> None:
    from hypothesis import strategies as st

    from tests.reliability.fuzz import Watch
    from tests.reliability.fuzz.target import PATIENCE, Wrong

    def slow(_: str) -> None:
        import time

        end = time.thread_time() + PATIENCE + 0.2
        while time.thread_time() < end:
            pass

    watch = Watch(Target("slow", st.just("a"), slow), Found(), float("inf"))
    with pytest.raises(Wrong, match="more than its time"):
        watch("a")
