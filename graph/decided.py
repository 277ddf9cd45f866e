"""All that people decided: the files of ``decisions/``, which no load touches."""

from __future__ import annotations

from typing import Any, Final

from graph import answers, decisions
from graph.decision_file import KeyedFile
from graph.rights import forgotten, optout, rectified

#: Requests of those whom the data is about: nothing leaves while one does not act (rights.acted).
REQUESTS: Final[tuple[KeyedFile[Any], ...]] = (optout.FILE, forgotten.FILE, rectified.FILE)
FILES: Final[tuple[KeyedFile[Any], ...]] = (decisions.FILE, answers.FILE, *REQUESTS)
