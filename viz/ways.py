"""What the page needs to find who can introduce whom: what ``graph.paths`` knows of each link.

The search itself is ``templates/ways.js``, the same as in ``graph.paths``: any two actors may be
asked for in a page that nothing stands behind.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from graph.network import Network
from graph.paths import MOST_CHAINS, MOST_LINKS, RULE, UNDATED, Web, standing
from graph.selection import have_met


def ways(network: Network, stages: Iterable[str], collector: int | None) -> dict[str, Any]:
    """Return the rule in words and numbers, and who cannot introduce anybody."""
    web = Web(network)
    return {
        "rule": RULE,
        "most": MOST_CHAINS,
        "longest": MOST_LINKS,
        "undated": UNDATED,
        "collector": collector,
        "stages": {stage: standing(stage) for stage in stages if have_met(stage)},
        "absent": sorted(web.absent),
        "order": [web.place[i] for i in range(len(network.actors))],
    }
