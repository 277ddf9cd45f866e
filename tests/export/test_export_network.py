"""GEXF, GraphML and the pairs of tables: valid, read back, nothing lost, nothing run."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import pytest

from graph.errors import AlliancesError
from graph.export import pair
from graph.export.edition import Edition
from graph.export.formats import format_of
from graph.export.table import LINKS, NODES, Stay, Table, key_of, spans, stays
from graph.network import Actor, Alliance, Network, PartyLink, StageEvent
from graph.workspace import Workspace
from tests.export.editions import HOSTILE, edition_of
from tests.export.gexf_rules import NS, faults


def alliance(n: int, *actors: int, events: tuple[StageEvent, ...] = ()) -> Alliance:
    known = events or (StageEvent("contact", date(2017, 10, 1), date(2017, 10, 31)),)
    links = tuple(PartyLink(actor, "partenaire") for actor in actors)
    return Alliance(f"https://x.test/id/alliance/s/a{n}", f"Alliance {n}", links,
                    known[-1].stage, known, types=("mecenat-financier",))  # fmt: skip


def actors(*names: str) -> tuple[Actor, ...]:
    return tuple(
        Actor(f"https://x.test/id/org/local/{i}", name, "association", themes=("numerique",))
        for i, name in enumerate(names)
    )


class Given(Edition):
    """An edition of a network made by hand."""

    def network(self) -> Network:
        return self.store  # type: ignore[return-value]


@pytest.fixture
def given(small: Workspace) -> Any:
    def make(network: Network) -> Edition:
        known = edition_of(small)
        values = {name: getattr(known, name) for name in known.__dataclass_fields__}
        return Given(**values | {"store": network})

    return make


def parsed(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)  # noqa: S314 - we wrote it


def text_of(form: str, edition: Edition) -> str:
    out = io.BytesIO()
    format_of(None, form).write(edition, out)
    return out.getvalue().decode()


SEVERAL = Network(
    actors(*(name for name in HOSTILE), "Dernier"),
    (
        alliance(1, 0, 1),
        alliance(2, 1, 0),
        alliance(3, 0, 1, 2),
        alliance(4, 3, 4, events=(
            StageEvent("contact", date(2016, 3, 1), date(2016, 3, 31)),
            StageEvent("signe", date(2017, 1, 1), date(2017, 12, 31)),
            StageEvent("suspendu", date(2018, 5, 5), date(2018, 5, 5)),
            StageEvent("actif", date(2019, 1, 1), date(2019, 1, 1)),
        )),
        alliance(5, 5, 6, events=(StageEvent("acheve", date(2015, 1, 1), date(2015, 12, 31)),)),
        alliance(6, 5, 7, events=(StageEvent("signe"),)),
        alliance(7, 5, 8, events=(StageEvent("signe", None, date(2014, 1, 1)),)),
    ),
    as_of=date(2020, 1, 1),
)  # fmt: skip


# -- what an alliance of two or more becomes, and when it is there --------------------------------


def test_two_parties_make_a_link_and_three_a_node() -> None:
    table = Table(SEVERAL, "fr")
    kinds = [node.key for node in table.nodes() if node.values["type"] == "alliance"]
    assert kinds == ["alliance:s:a3"]
    ends = {(link.source, link.target) for link in table.links() if ":a3" in link.key}
    assert ends == {(f"org:local:{i}", "alliance:s:a3") for i in range(3)}
    between = [link for link in table.links() if link.source[-1] == "0" and link.target[-1] == "1"]
    assert [(link.key, link.kind) for link in between] == [
        ("alliance:s:a1", "alliance"), ("alliance:s:a2", "alliance 2"),
    ]  # fmt: skip


def test_a_suspended_alliance_is_away_until_it_goes_on() -> None:
    known = stays(SEVERAL.alliances[3])
    assert known == (
        Stay(date(2016, 3, 1), date(2016, 12, 31), "contact"),
        Stay(date(2017, 1, 1), date(2018, 5, 4), "signe"),
        Stay(date(2019, 1, 1), None, "actif"),
    )
    assert spans(known) == [(date(2016, 3, 1), date(2018, 5, 4)), (date(2019, 1, 1), None)]


def test_an_alliance_only_known_as_completed_is_there_on_its_day() -> None:
    assert stays(SEVERAL.alliances[4]) == (Stay(date(2015, 1, 1), date(2015, 1, 1), "acheve"),)
    assert stays(SEVERAL.alliances[5]) == (Stay(None, None, "signe"),)


@pytest.mark.parametrize(
    ("iri", "key"),
    [
        ("https://w3id.org/x/id/org/rna/W131000000", "org:rna:W131000000"),
        ("https://example.org/~a b?c=d#é", "https:::example.org:_a_b_c_d_"),
        ("é", "_"),
    ],
)
def test_keys_fit_an_xml_name_token(iri: str, key: str) -> None:
    assert key_of(iri) == key
    assert re.fullmatch(r"[\w.:-]+", key, re.ASCII)


def test_two_iris_never_share_a_key() -> None:
    twins = tuple(Actor(f"https://x.test/id/org/local/a{c}", "A", "association") for c in "éèà")
    keys = [node.key for node in Table(Network(twins, ()), "fr").nodes()]
    assert len(set(keys)) == 3


# -- GEXF -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_gexf_keeps_to_its_specification(given: Any, territory: Workspace, lang: str) -> None:
    for edition in (given(SEVERAL), edition_of(territory), given(Network((), ()))):
        object.__setattr__(edition, "lang", lang)
        root = parsed(text_of("gexf", edition))
        assert faults(root) == []


def test_the_check_of_gexf_sees_faults(given: Any) -> None:
    text = text_of("gexf", given(SEVERAL))
    for before, after in (
        ('mode="dynamic"', 'mode="live"'), ('class="edge"', 'class="node"'),
        ("<spell ", "<spel "), ('target="org:local:1"', 'target="org:local:99"'),
        ('<spell start="2019-01-01"/>', '<spell start="2017-01-01"/>'),
        ('version="1.3"', 'version="1.3" lang="fr"'),
    ):  # fmt: skip
        assert before in text
        assert faults(parsed(text.replace(before, after)))


def test_networkx_reads_the_gexf(given: Any, tmp_path: Path) -> None:
    (tmp_path / "a.gexf").write_text(text_of("gexf", given(SEVERAL)), encoding="utf-8")
    read = nx.read_gexf(tmp_path / "a.gexf")
    assert read.number_of_nodes() == len(SEVERAL.actors) + 1
    assert read.number_of_edges() == 6 + 3
    assert read.number_of_edges("org:local:0", "org:local:1") == 2
    names = [read.nodes[f"org:local:{i}"]["label"] for i in range(len(HOSTILE))]
    kept = [re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "\ufffd", name) for name in HOSTILE]
    assert names == kept
    dated = read.edges["org:local:3", "org:local:4", "alliance:s:a4"]
    assert dated["spells"] == [
        ("2016-03-01", "2018-05-04"),
        ("2019-01-01", "None"),
    ]  # as it reads no end
    told = {name: value for name, value in dated.items() if name == "étape"}["étape"]
    assert [stage for stage, _, _ in told] == ["contact", "signé", "actif"]
    assert told[1][1:] == ("2017-01-01", "2018-05-04")


def test_gexf_of_the_demonstration_is_the_network(territory: Workspace) -> None:
    edition = edition_of(territory)
    network = edition.network()
    root = parsed(text_of("gexf", edition))
    labels = {node.get("label") for node in root.iter(f"{NS}node")}
    assert {actor.name for actor in network.actors} <= labels
    iris = {
        value.get("value")
        for edge in root.iter(f"{NS}edge")
        for value in edge.iter(f"{NS}attvalue")
        if value.get("for") == "iri"
    }
    assert iris == {one.iri for one in network.alliances}
    dated = [edge for edge in root.iter(f"{NS}edge") if edge.find(f"{NS}spells") is not None]
    assert len(dated) > 250


# -- GraphML --------------------------------------------------------------------------------------


def test_networkx_and_networkit_read_the_graphml(given: Any, tmp_path: Path) -> None:
    import networkit as nk

    path = tmp_path / "a.graphml"
    path.write_text(text_of("graphml", given(SEVERAL)), encoding="utf-8")
    read = nx.read_graphml(path)
    assert isinstance(read, nx.MultiGraph)
    assert (read.number_of_nodes(), read.number_of_edges()) == (len(SEVERAL.actors) + 1, 9)
    assert read.number_of_edges("org:local:0", "org:local:1") == 2
    link = read.edges["org:local:3", "org:local:4", "alliance:s:a4"]
    assert (link["since"], link.get("until"), link["stage"]) == ("2016-03-01", None, "actif")
    assert read.nodes["org:local:0"]["alliances"] == 3
    assert read.nodes["org:local:0"]["partners"] == 2
    other = nk.readGraph(str(path), nk.Format.GraphML)
    assert (other.numberOfNodes(), other.numberOfEdges()) == (len(SEVERAL.actors) + 1, 9)


def test_graphml_ids_are_name_tokens_and_keys_are_declared(territory: Workspace) -> None:
    root = parsed(text_of("graphml", edition_of(territory)))
    ns = "{http://graphml.graphdrawing.org/xmlns}"
    order = [child.tag.removeprefix(ns) for child in root]
    assert order == ["desc", *["key"] * (len(NODES) + len(LINKS) + 2), "graph"]
    declared = {key.get("id") for key in root.iter(f"{ns}key")}
    assert {data.get("key") for data in root.iter(f"{ns}data")} <= declared
    for one in (*root.iter(f"{ns}node"), *root.iter(f"{ns}edge")):
        assert re.fullmatch(r"[\w.:-]+", one.get("id") or "", re.ASCII)


# -- tables for Gephi and Kumu --------------------------------------------------------------------


def tables(edition: Edition, form: str) -> list[list[list[str]]]:
    outs = io.BytesIO(), io.BytesIO()
    pair.write(edition, *outs, form)
    return [list(csv.reader(io.StringIO(out.getvalue().decode()))) for out in outs]


def test_gephi_finds_its_headings(given: Any) -> None:
    nodes, links = tables(given(SEVERAL), "gephi")
    assert nodes[0][:2] == ["Id", "Label"]
    assert links[0][:5] == ["Source", "Target", "Type", "Id", "Label"]
    ids = {row[0] for row in nodes[1:]}
    assert len(ids) == len(nodes) - 1 == len(SEVERAL.actors) + 1
    assert {end for row in links[1:] for end in row[:2]} <= ids
    assert {row[2] for row in links[1:]} == {"Undirected"}
    assert {len(row) for row in nodes} == {len(nodes[0])}


def test_no_cell_is_a_formula(given: Any) -> None:
    for form in ("gephi", "kumu"):
        cells = [c for table in tables(given(SEVERAL), form) for row in table for c in row]
        assert [cell for cell in cells if cell[:1] in set("=+-@\t\r")] == []
        assert any(cell.startswith("'=1+1|cmd") for cell in cells)
        assert not [cell for cell in cells if "\n" in cell or "\r" in cell]


def test_kumu_finds_the_ends_of_every_link_by_their_label(given: Any) -> None:
    twins = replace(SEVERAL, actors=(*SEVERAL.actors[:3], *actors("Dernier")[:0],
                    *(replace(a, name="Même nom") for a in SEVERAL.actors[3:])))  # fmt: skip
    nodes, links = tables(given(twins), "kumu")
    assert nodes[0][:4] == ["Label", "Type", "Tags", "Description"]
    assert links[0][:4] == ["From", "To", "Direction", "Type"]
    labels = [row[0].casefold() for row in nodes[1:]]
    assert len(labels) == len(set(labels))
    assert {end.casefold() for row in links[1:] for end in row[:2]} <= set(labels)
    assert nodes[1][2] == "numérique"


def test_an_archive_holds_both_tables_and_the_same_bytes(territory: Workspace) -> None:
    outs = io.BytesIO(), io.BytesIO()
    for out in outs:
        pair.write_zip(edition_of(territory), out, "gephi")
    assert outs[0].getvalue() == outs[1].getvalue()
    with zipfile.ZipFile(outs[0]) as archive:
        assert archive.namelist() == ["nodes.csv", "edges.csv"]
        assert archive.read("nodes.csv").startswith(b"Id,Label,iri,")


def test_an_internal_network_says_so(closed: Workspace) -> None:
    edition = edition_of(closed, internal=True)
    for name in ("gexf", "graphml"):
        assert "Édition interne : ne pas diffuser" in text_of(name, edition)
        assert "La Fabrique numérique" in text_of(name, edition)
    for form in ("gephi", "kumu"):
        for table in tables(edition, form):
            assert table[0][-1] == "Édition interne : ne pas diffuser"


def test_nothing_to_export_is_an_answer(tmp_path: Path) -> None:
    from graph import workspace

    made = workspace.create(tmp_path / "vide", name="Vide")
    with pytest.raises(AlliancesError):
        edition_of(made)
