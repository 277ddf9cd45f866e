"""What the program works out goes to derived graphs, with the run and what it came from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import ontology
from graph.answers import NOTHING, Memory
from graph.identifiers import Minter
from graph.network import Network
from graph.rdf import Iri, Statement, speaker
from graph.reasons import Reason
from graph.suggestions import suggest

METHOD = "random-walk-with-restart"
MOST = 100  # suggestions kept: more than a map or a meeting asks for
_SCHEMES = {"theme": "theme", "besoin-offre": "contribution"}  # reasons named by a slug


def potential_alliances(
    network: Network,
    *,
    minter: Minter,
    run: str,
    asserted: Sequence[str],
    now: datetime,
    memory: Memory = NOTHING,
) -> Iterator[Statement]:
    """Yield the suggestions for a network, each as a potential alliance in a derived graph.

    What people decided, as ``memory`` has it, is not proposed again.
    """
    say = speaker(minter.graph("derived", METHOD, run))
    activity = Iri(minter.thing("run", METHOD, run))
    yield from say(activity, "rdf:type", Iri(ontology.iri("prov:Activity")))
    yield from say(activity, "rdfs:label", METHOD)
    yield from say(activity, "prov:startedAtTime", now)
    found = suggest(network, exclude=memory.excluded, top=MOST)
    for place, suggestion in enumerate(found, 1):
        pair = [network.actors[i].iri for i in (suggestion.a, suggestion.b)]
        iri = Iri(minter.thing("potential", METHOD, f"{run}-{place}"))
        yield from say(iri, "rdf:type", Iri(ontology.iri("ea:PotentialAlliance")))
        yield from say(iri, "ea:candidate", *map(Iri, pair))
        yield from say(iri, "ea:score", suggestion.score)
        yield from say(iri, "ea:rank", place)
        yield from say(iri, "ea:via", *(Iri(network.actors[v].iri) for v in suggestion.via))
        yield from say(iri, "prov:wasGeneratedBy", activity)
        yield from say(iri, "prov:wasDerivedFrom", *map(Iri, asserted))
        for number, reason in enumerate(suggestion.reasons, 1):
            node = Iri(f"{iri}/reason/{number}")
            kind = ontology.concepts("reason-kind")[reason.kind].iri
            yield from say(iri, "ea:reason", node)
            yield from say(node, "rdf:type", Iri(ontology.iri("ea:Reason")))
            yield from say(node, "ea:reasonKind", Iri(kind))
            yield from say(node, "ea:about", about(network, reason))


def about(network: Network, reason: Reason) -> Iri:
    """Return the IRI of what a reason is about."""
    if isinstance(reason.about, int):
        return Iri(network.actors[reason.about].iri)
    scheme = _SCHEMES.get(reason.kind)
    return Iri(ontology.concepts(scheme)[reason.about].iri if scheme else reason.about)
