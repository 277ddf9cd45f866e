"""The map of a territory: one HTML file that needs nothing else."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from graph.durable import put
from graph.network import Network
from graph.progress import stage
from ontology.text import Text, fold
from viz import carte, communities, grouped
from viz.content import content
from viz.crowd import is_crowd, views_of
from viz.drawing import Drawing, draw, inhabited, joined
from viz.labels import labels
from viz.layout import Layout, arrange, radii_of
from viz.model import MapData
from viz.page import environment
from viz.style import MARKS, STROKES, bends, stroke_of

Item = dict[str, Any]
Made = grouped.Arrangement | carte.Carte | communities.Crowd

PLACES: Mapping[str, Callable[[Network, Drawing], Made]] = {
    "territory": grouped.by_territory,
    "theme": grouped.by_theme,
    "communities": communities.by_community,
}

OPTIONS: Item = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {
        "dragNodes": False,
        "hideEdgesOnDrag": True,
        "hideNodesOnDrag": True,  # draw.js draws them itself then, all at once
        "selectable": False,
        "zoomSpeed": 0.6,
    },
    "nodes": {"shape": "custom", "chosen": False},
    "edges": {"smooth": False, "chosen": False, "arrows": {}},
}


def write_map(path: Path, data: MapData) -> None:
    """Draw the map into a file: UTF-8 and the same bytes on every platform.

    It is written beside the old map and takes its place whole: a full disk or an interruption
    leaves the old one as it was.
    """
    page = render_map(data)
    path = path.resolve()  # a link keeps pointing to the map
    draft = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with draft.open("w", encoding="utf-8", newline="\n") as file:
            file.write(page)
        put(draft, path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def render_map(data: MapData) -> str:
    """Draw the map as one HTML page."""
    with stage(_DRAWING, _STEPS) as done:
        return _rendered(data, done)


_DRAWING, _STEPS = Text("Dessin de la carte", "Drawing the map"), 4


def _rendered(data: MapData, done: Callable[[int], None]) -> str:
    network = inhabited(joined(data.network), data.outlines)
    data = replace(data, network=network, views=views_of(data))
    drawing = draw(network)
    done(1)
    made = arrangements(data, drawing)
    done(2)
    data = replace(data, views=[v for v in data.views if v != "carte" or v in made])
    layout = _home(data, drawing, made)
    done(3)
    page = content(data, layout, made)
    done(4)
    return _emit(_points(drawing, layout), _lines(data, drawing), page, data)


def _home(data: MapData, drawing: Drawing, made: Mapping[str, Made]) -> Layout:
    """Place everything as one network; where no view shows that, in the communities."""
    if set(data.views) == {"communities"} or is_crowd(len(data.network.actors)):
        crowd = made.get("communities") or communities.by_community(data.network, drawing)
        return Layout(crowd.xy, radii_of(drawing), ())
    wishes = [(link.a, link.b) for link in data.suggestions]
    return arrange(drawing, _reading_order(data.network), wishes)


def arrangements(data: MapData, drawing: Drawing) -> dict[str, Made]:
    """Place everything anew for each view that has its own arrangement."""
    made: dict[str, Made] = {
        name: place(data.network, drawing) for name, place in PLACES.items() if name in data.views
    }
    if "carte" in data.views and data.outlines:
        order = _reading_order(data.network)
        if found := carte.on_outlines(data.network, drawing, data.outlines, order):
            made["carte"] = found
    return made


def _emit(points: list[Item], lines: list[Item], page: Item, data: MapData) -> str:
    """Hand points and lines to pyvis, with our own template.

    The lists are set whole, since ``add_edge`` looks through all earlier lines each time;
    directed, since pyvis otherwise drops the second relation between two actors.
    """
    from pyvis.network import Network as Emitter

    emitter = Emitter(directed=True, cdn_resources="in_line")
    emitter.nodes, emitter.edges = points, lines
    emitter.options = OPTIONS
    emitter.path = "map.html"
    emitter.templateEnv = environment(page, data.lang)
    html: str = emitter.generate_html()
    return html


def _reading_order(network: Network) -> list[int]:
    """Actors by sector, then by name: how the isolates stand in their block."""
    rank = {sector: i for i, sector in enumerate(MARKS)}
    actors = network.actors
    return sorted(
        range(len(actors)),
        key=lambda i: (rank.get(actors[i].sector, len(rank)), fold(actors[i].name), i),
    )


def _points(drawing: Drawing, layout: Layout) -> list[Item]:
    """Actors as ``a0``…, meeting points as ``h`` and the number of their alliance."""
    names = [f"a{i}" for i in range(drawing.actors)] + [f"h{j}" for j in drawing.hubs]
    return [
        {"id": name, "x": float(x), "y": float(y), "size": round(float(size), 1)}
        for name, (x, y), size in zip(names, layout.xy, layout.radii, strict=True)
    ]


def _lines(data: MapData, drawing: Drawing) -> list[Item]:
    """Lines of alliances as ``e…``, of suggestions as ``p…``; several are curved apart."""
    network = data.network
    stages = labels("stage", {a.stage for a in network.alliances})
    together: dict[tuple[int, int], list[Item]] = defaultdict(list)
    for line in drawing.lines:
        stage = stages[network.alliances[line.alliance].stage]
        many = line.end >= drawing.actors
        name = f"e{line.alliance}-{line.start}" if many else f"e{line.alliance}"
        stroke = stroke_of(stage.layers, stage.order)
        together[line.start, line.end].append({"id": name, "stroke": stroke})
    dashes = STROKES["potential"].dashes
    for k, link in enumerate(data.suggestions):
        dashed: Item = {"id": f"p{k}", "stroke": "potential", "dashes": dashes}
        together[min(link.a, link.b), max(link.a, link.b)].append(dashed)
    return [
        item | _ends(pair, drawing) | _bend(bend)
        for pair, items in together.items()
        for item, bend in zip(items, bends(len(items)), strict=True)
    ]


def _ends(pair: tuple[int, int], drawing: Drawing) -> Item:
    start, end = pair
    far = end - drawing.actors
    return {"from": f"a{start}", "to": f"a{end}" if far < 0 else f"h{drawing.hubs[far]}"}


def _bend(bend: float) -> Item:
    if not bend:
        return {}
    way = "curvedCW" if bend > 0 else "curvedCCW"
    return {"smooth": {"enabled": True, "type": way, "roundness": abs(bend)}}
