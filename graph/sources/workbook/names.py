"""The IRI of each row of a workbook, and which of them are restricted."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable

import ontology
from graph.identifiers import Minter, slug
from graph.rdf import Iri
from graph.sources.workbook.cells import Ref
from graph.sources.workbook.records import Checked, Record

RESTRICTED = frozenset({"professionnel", "restreint"})
_PLACES = {
    "igeo:Commune": "commune",
    "igeo:Intercommunalite": "epci",
    "igeo:Departement": "departement",
    "igeo:Region": "region",
    "ea:ProjectTerritory": "projet",
}


class Names:
    """IRIs of rows under a base, stable over reloads of the same workbook."""

    def __init__(self, checked: Checked, minter: Minter, source: str) -> None:
        self.minter = minter
        self.source = source
        self._rows: dict[Ref, Iri] = {}
        makers: dict[str, Callable[[Record], Iri]] = {
            "sources": lambda r: self.local("source", source, r.key),
            "territories": self._territory,
            "actors": self._actor,
            "mandates": self._post,
            "programmes": lambda r: self.local("frame", "local", self.own(r.key)),
            "alliances": lambda r: self.local("alliance", source, r.key),
        }
        for sheet, maker in makers.items():
            for record in checked.records[sheet]:
                self._rows.setdefault(Ref(sheet, record.key), maker(record))
        self.restricted = self._restricted(checked)

    def of(self, ref: Ref) -> Iri | None:
        """Return the IRI of a row that was loaded, or None when it is withheld."""
        return self._rows.get(ref)

    def own(self, key: str) -> str:
        """Return a key under which other workbooks may mean the same thing.

        Rows numbered 1, 2, 3 are others in every workbook, so a number is kept apart.
        """
        return f"{self.source}-{key}" if key.isdigit() else key

    def local(self, kind: str, scheme: str, *key: object) -> Iri:
        """Return the IRI of a thing that no register knows."""
        return Iri(self.minter.thing(kind, slug(scheme), slug("-".join(map(str, key)))))

    def content(self, kind: str, parts: Iterable[object]) -> Iri:
        """Return an IRI made of a hash of the columns that identify a row."""
        text = "\x1f".join(map(str, parts))
        digest = hashlib.sha256(text.encode()).hexdigest()[:16]
        return Iri(self.minter.thing(kind, slug(self.source), digest))

    def _actor(self, record: Record) -> Iri:
        association = ontology.iri("ea:Association") in record.values["type"]
        rna, siren = record.get("rna"), record.get("siren")
        key = self.own(record.key)
        return Iri(self.minter.actor(key, rna=rna, siren=siren, association=association))

    def _post(self, record: Record) -> Iri:
        body = self._rows.get(record.values["body"])
        role = record.values["role"]
        if ontology.concepts("mandate-role")[role].one_per_body and body and "/siren/" in body:
            return Iri(self.minter.thing("post", "siren", body.rpartition("/")[2]) + f"/{role}")
        return self.local("post", "local", self.own(record.key))

    def _territory(self, record: Record) -> Iri:
        kind = record.values["type"]
        scheme = next((s for c, s in _PLACES.items() if ontology.iri(c) == kind), "local")
        code = record.get("code") or record.get("siren")
        if scheme in {"projet", "local"} or not code:
            return self.local("geo", scheme, self.own(record.key))
        return Iri(self.minter.thing("geo", scheme, code))

    def _restricted(self, checked: Checked) -> set[Iri]:
        """Return the rows that may not be public, by choice or by what they would reveal.

        A post would name its body; an alliance of which fewer than two parties are public would
        name the others.
        """
        found = {
            self._rows[Ref(sheet, record.key)]
            for sheet in ("actors", "alliances")
            for record in checked.records[sheet]
            if record.get("disclosure") in RESTRICTED
        }
        for post in checked.records["mandates"]:
            if self._rows[post.values["body"]] in found:
                found.add(self._rows[Ref("mandates", post.key)])
        for key, parties in checked.by_alliance("parties").items():
            actors = {self._rows[party.values["actor"]] for party in parties}
            if len(actors - found) < 2:
                found.add(self._rows[Ref("alliances", key)])
        return found
