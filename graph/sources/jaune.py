"""Grants of the State to associations: the "jaune", an annex to the budget bill, of any year.

The annex to the bill for a year lists what was paid two years before. It gives a total for each
association and one line for each programme (2010), or lines of programmes only (from 2011 on).

The town behind the name is no seat: for the Ministry of Culture it is that of the office that
pays. It serves to tell the territory, nothing else.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from graph.dates import Period
from graph.identifiers import parse_rna, slug
from graph.sources import fields, grants
from graph.sources.context import DUPLICATE, PERSON, Context
from graph.sources.emit import Emit, Ref, concept
from graph.sources.source import Layout, LeaveOut, Reject, Row, columns, needed
from graph.sources.things import alliance, classes_of, local, organisation
from ontology.text import Text, fold

TOTAL = Text("total, les lignes de détail sont chargées", "total, the detailed rows are loaded")
