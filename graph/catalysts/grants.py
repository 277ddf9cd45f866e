"""Money given is an alliance that is written down; it does not say that the two ever met."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.network import Alliance, Network

#: Slugs of "party-role".
FUNDER, BENEFICIARY = "financeur", "beneficiaire"


def is_grant(alliance: Alliance) -> bool:
    """Tell whether an alliance is money given: a funder, and nobody but beneficiaries."""
    roles = {party.role for party in alliance.parties}
    return FUNDER in roles and roles <= {FUNDER, BENEFICIARY}


def is_no_grant(alliance: Alliance) -> bool:
    """Tell whether an alliance is more than money given."""
    return not is_grant(alliance)


def grants_of(network: Network, actor: int) -> tuple[int, int]:
    """Count the grants that an actor gives, and those it receives."""
    roles = [
        party.role
        for alliance in network.alliances
        if is_grant(alliance)
        for party in alliance.parties
        if party.actor == actor
    ]
    return roles.count(FUNDER), roles.count(BENEFICIARY)
