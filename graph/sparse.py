"""Products of large sparse tables, a block of rows at a time: never actors × actors in full."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    Vector = NDArray[np.float64]
    Codes = NDArray[np.int64]

#: Multiplications done at once: bounds the memory of a block, whatever its densest row.
WORK = 4_000_000
#: Nodes whose ties are held as full tables, of nodes × few, because very much passes by them.
FEW = 64


def masked(left: csr_array, right: csr_array, mask: csr_array) -> csr_array:
    """Return ``left @ right`` in the cells of ``mask`` alone, times the mask.

    The full product of a network with itself holds every pair at distance two; most questions
    ask only for the pairs at distance one. The few nodes with very many ties, through which most
    of those pairs pass, are summed cell by cell instead.
    """
    import numpy as np

    passing = np.bincount(left.indices, minlength=left.shape[1]) * np.diff(right.indptr)
    busiest = np.argsort(-passing, kind="stable")[:FEW]
    hubs = np.sort(busiest[passing[busiest] > max(mask.nnz, 1)])
    rest = np.setdiff1d(np.arange(len(passing)), hubs)
    result = _by_rows(left[:, rest], right[rest], mask)
    return result + _by_cells(left[:, hubs], right[hubs], mask) if len(hubs) else result


def _by_rows(left: csr_array, right: csr_array, mask: csr_array) -> csr_array:
    """Multiply blocks of rows, and keep the cells of the mask."""
    from scipy.sparse import csr_array, vstack

    parts = [
        (left[start:end] @ right).multiply(mask[start:end]) for start, end in blocks(left, right)
    ]
    return csr_array(vstack(parts, format="csr")) if parts else csr_array(mask.shape)


def _by_cells(left: csr_array, right: csr_array, mask: csr_array) -> csr_array:
    """Sum over a few shared nodes in each cell of the mask, as full tables of n × few."""
    import numpy as np
    from scipy.sparse import csr_array

    result = csr_array(mask, dtype=np.float64, copy=True)
    few = max(left.shape[1], 1)
    rows = np.repeat(np.arange(mask.shape[0]), np.diff(mask.indptr))
    ahead, back = left.toarray(), right.T.toarray()
    for start in range(0, mask.nnz, max(WORK // few, 1)):
        cells = slice(start, start + max(WORK // few, 1))
        sums = np.einsum("ij,ij->i", ahead[rows[cells]], back[result.indices[cells]])
        result.data[cells] *= sums
    return result


def blocks(left: csr_array, right: csr_array) -> Iterator[tuple[int, int]]:
    """Cut the rows of ``left`` so that each block's product with ``right`` is about as costly."""
    import numpy as np

    cost = np.diff(right.indptr)[left.indices].astype(np.int64)
    done = np.concatenate([[0], np.cumsum(cost)])[left.indptr]
    n, start = left.shape[0], 0
    while start < n:
        end = int(np.searchsorted(done, done[start] + WORK, side="right")) - 1
        end = min(max(end, start + 1), n)
        yield start, end
        start = end


def row_sums(matrix: csr_array) -> Vector:
    """Sum each row, as a plain vector."""
    import numpy as np

    return np.asarray(matrix.sum(axis=1), dtype=np.float64).ravel()


def scaled(
    matrix: csr_array, *, rows: Vector | None = None, columns: Vector | None = None
) -> csr_array:
    """Multiply each row, or each column, by a number."""
    from scipy.sparse import csr_array, diags_array

    result = matrix if rows is None else diags_array(rows) @ matrix
    return csr_array(result if columns is None else result @ diags_array(columns))


def inverse(values: Vector) -> Vector:
    """Return one over each value, and 0 where there is nothing to divide by."""
    import numpy as np

    return np.divide(1.0, values, out=np.zeros(len(values)), where=values > 0)


def pattern(matrix: csr_array) -> csr_array:
    """Return the same cells with 1 in each, repeated ones once, empty ones dropped."""
    import numpy as np
    from scipy.sparse import csr_array

    result = csr_array(matrix, dtype=np.float64, copy=True)
    result.sum_duplicates()
    result.eliminate_zeros()
    result.data[:] = 1.0
    return result


def without_diagonal(matrix: csr_array) -> csr_array:
    """Return a square matrix whose diagonal is empty: nobody is their own partner."""
    from scipy.sparse import csr_array

    cells = matrix.tocoo()
    off = cells.row != cells.col
    ends = (cells.row[off], cells.col[off])
    return csr_array((cells.data[off], ends), shape=matrix.shape)


def chosen(codes: Codes, n: int) -> csr_array:
    """Return the table things × classes with 1 where a thing is of a class (code −1: of none)."""
    import numpy as np
    from scipy.sparse import csr_array

    known = np.flatnonzero(codes >= 0)
    return csr_array((np.ones(len(known)), (known, codes[known])), shape=(len(codes), n))


def table(rows: Sequence[Sequence[int]], width: int) -> csr_array:
    """Return the table with 1 in the columns that are listed for each row."""
    import numpy as np
    from scipy.sparse import csr_array

    ends = np.concatenate([[0], np.cumsum(np.array([len(row) for row in rows], dtype=np.int64))])
    cells = np.fromiter(chain.from_iterable(rows), dtype=np.int64, count=int(ends[-1]))
    return pattern(csr_array((np.ones(len(cells)), cells, ends), shape=(len(rows), width)))


def columns(matrix: csr_array, row: int) -> list[int]:
    """Return the columns that a row has something in."""
    found: list[int] = matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]].tolist()
    return found
