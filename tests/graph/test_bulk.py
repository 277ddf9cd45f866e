"""The parallel loader fills a database with exactly what one thread would."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from graph.store import bulk
from graph.store.bulk import blocks, bulk_load

LINES = [
    f'<urn:s{i % 997}> <urn:p{i % 7}> "valeur {i} é\\n" <urn:g{i % 3}> .\n'.encode()
    for i in range(30_000)
]


def dumped(store: ox.Store) -> list[bytes]:
    return sorted((store.dump(format=ox.RdfFormat.N_QUADS) or b"").splitlines())


def test_many_blocks_say_what_one_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = ox.Store()
    alone.bulk_load(b"".join(LINES), format=ox.RdfFormat.N_QUADS)
    for size in (200_000, 10**9):
        monkeypatch.setattr(bulk.blocks, "__defaults__", (size,))
        many = ox.Store(str(tmp_path / str(size)))
        bulk_load(many, iter(LINES))
        assert len(many) == len(LINES)
        assert dumped(many) == dumped(alone)


def test_blocks_are_whole_lines() -> None:
    made = list(blocks(iter(LINES), 5_000))
    assert b"".join(made) == b"".join(LINES)
    assert all(block.endswith(b" .\n") for block in made)
    assert all(5_000 <= len(block) < 5_100 for block in made[:-1])
    assert list(blocks([])) == []


@pytest.mark.parametrize("place", [0, 15_000, 29_999])
def test_a_line_that_is_no_statement_is_told(monkeypatch: pytest.MonkeyPatch, place: int) -> None:
    monkeypatch.setattr(bulk.blocks, "__defaults__", (50_000,))
    with pytest.raises(SyntaxError):
        bulk_load(ox.Store(), [*LINES[:place], b"<urn:a> <urn:b>\n", *LINES[place:]])


def test_an_error_of_the_source_of_lines_is_passed_on() -> None:
    def broken() -> object:
        yield LINES[0]
        raise OSError("no more")

    with pytest.raises(OSError, match="no more"):
        bulk_load(ox.Store(), broken())  # type: ignore[arg-type]
