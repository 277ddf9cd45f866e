"""Products in the cells of a mask: the same numbers whatever the blocks and the busy nodes."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array

from graph import sparse
from graph.sparse import blocks, masked


def table(seed: int, n: int = 60, busy: int = 0, share: float = 0.06) -> csr_array:
    """A symmetric table in which the first ``busy`` rows are nearly full."""
    rng = np.random.default_rng(seed)
    cells = rng.random((n, n)) * (rng.random((n, n)) < share)
    cells[:busy] = rng.random((busy, n))
    return csr_array(cells + cells.T)


@pytest.mark.parametrize("work", [1, 40, 4_000_000])
@pytest.mark.parametrize(("busy", "few"), [(0, 64), (1, 64), (4, 64), (4, 2)])
def test_a_masked_product_is_the_product_in_the_cells_of_the_mask(
    work: int, busy: int, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sparse, "WORK", work)
    monkeypatch.setattr(sparse, "FEW", few)
    left, right, mask = table(1, busy=busy), table(2, busy=busy), table(3)
    passing = np.diff(left.T.tocsr().indptr) * np.diff(right.indptr)
    assert (passing > mask.nnz).sum() == busy, "the way of the busy nodes is not taken"
    full = (left.toarray() @ right.toarray()) * mask.toarray()
    assert masked(left, right, mask).toarray() == pytest.approx(full)


def test_blocks_hold_every_row_once_and_at_least_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sparse, "WORK", 100)
    some = table(1, busy=2)
    cut = list(blocks(some, some))
    assert [row for start, end in cut for row in range(start, end)] == list(range(60))
    assert len(cut) > 3
    assert list(blocks(csr_array((0, 0)), csr_array((0, 0)))) == []


def test_an_empty_mask_has_an_empty_product() -> None:
    some = table(1)
    assert masked(some, some, csr_array((60, 60))).nnz == 0
