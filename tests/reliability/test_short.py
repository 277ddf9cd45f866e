"""The short form of ``python -m tests.reliability``: a handful of accidents."""

from __future__ import annotations

import random

import pytest

from tests.reliability import __main__ as reliability
from tests.reliability import disk, kill
from tests.reliability.state import Found


def wrong(found: Found) -> list[str]:
    return [*found.lost, *found.half, *found.unclear]


def test_what_is_killed_is_done_whole_or_not_at_all() -> None:
    found = kill.run(2, 7, ("update",), lambda _: None)["update"]
    assert found.tried == 2
    assert wrong(found) == []


def test_two_at_once_lose_nothing() -> None:
    assert wrong(disk.two_writers(1, random.Random(7))) == []  # noqa: S311


def test_a_kind_that_is_not_there_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    asked = reliability._parser().parse_args(["kill"])
    assert reliability._run("earthquake", asked) == 1
    assert "there is no tests/reliability/earthquake.py: not tried" in capsys.readouterr().err
