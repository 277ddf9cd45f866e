"""The facilitator's own format: a workbook of sheets, or a folder of CSV files.

``schema`` says which sheets and columns there are; ``files`` opens the file and ``read`` matches
it to the schema; ``cells`` and ``values`` read one cell, ``check`` accepts or refuses rows by
``rules`` of one row and of the ``whole``; ``statements`` turns them into RDF; ``template`` writes
an empty workbook. A column that ``schema`` does not name never enters: it is the allow-list.
"""

from graph.sources.workbook.check import Checked, Record, check
from graph.sources.workbook.files import tables_in
from graph.sources.workbook.read import is_workbook, read_tables
from graph.sources.workbook.statements import statements

__all__ = [
    "Checked", "Record", "check", "is_workbook", "read_tables", "statements", "tables_in",
]  # fmt: skip
