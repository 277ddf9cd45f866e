"""Editions to look at, and names that break what is not written with care."""

from __future__ import annotations

from datetime import date

from graph.export.edition import Edition, edition
from graph.layers import Layer
from graph.workspace import Workspace

DAY = date(2017, 12, 31)  # the mandate of the small workbook is under way
#: Names that break what is not written with care.
HOSTILE = (
    "=1+1|cmd", "+33 bis", "-1", "@SUM(A1)", "]]> <b>&amp; \"'", "\u202egnp.exe", "😀 Zoé \u0301",
    "Ligne\u2028coupée", "\ufeffBOM", "\ud7ff\ue000", "N/A", "exemple: non", "Nul\x00\x0b\x1f",
    "<script>alert(1)</script>", "a,b;c\td", "01001", "TRUE", "1e5", "مرحبا", "  ",
)  # fmt: skip


def edition_of(made: Workspace, layer: Layer = "asserted", *, internal: bool = False) -> Edition:
    """Return an edition in French."""
    return edition(made, made.store(), "fr", layer=layer, internal=internal)
