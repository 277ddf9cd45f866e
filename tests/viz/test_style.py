"""Colours that everybody can read, and lines that say their stage."""

from __future__ import annotations

import re

import pytest

from ontology import concepts
from viz.page import style
from viz.style import MARKS, STROKES, bends, mark, stroke_of


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2."""
    parts = (int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    lighter, darker = sorted((luminance(a), luminance(b)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def themes() -> list[dict[str, str]]:
    """The colours of each theme in the style sheet: light, dark, dark by choice."""
    blocks = re.findall(r"--scheme:.*?\}", style(), flags=re.DOTALL)
    return [dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block)) for block in blocks]


def test_every_sector_of_the_vocabulary_has_its_own_colour_and_shape() -> None:
    assert set(MARKS) == set(concepts("sector"))
    assert len({m.colour for m in MARKS.values()}) == len(MARKS)
    assert len({m.points for m in MARKS.values()}) == len(MARKS)
    assert mark("a sector of tomorrow").colour not in {m.colour for m in MARKS.values()}


def test_the_style_sheet_has_three_themes_and_the_two_dark_ones_agree() -> None:
    light, dark, chosen = themes()

    assert dark == chosen
    assert light.keys() == dark.keys()


@pytest.mark.parametrize("ground", ["ground", "page", "card", "tint", "block", "warm"])
@pytest.mark.parametrize("text", ["ink", "quiet", "accent"])
def test_text_reads_on_every_ground(text: str, ground: str) -> None:
    assert all(contrast(theme[text], theme[ground]) >= 4.5 for theme in themes())


@pytest.mark.parametrize("name", STROKES)
def test_lines_stand_out_from_the_ground(name: str) -> None:
    light, dark, _ = themes()

    assert contrast(STROKES[name].light, light["ground"]) >= 3
    assert contrast(STROKES[name].dark, dark["ground"]) >= 3


def test_every_mark_stands_out_from_the_dark_ground() -> None:
    _, dark, _ = themes()

    assert all(contrast(m.dark or m.colour, dark["ground"]) >= 3 for m in MARKS.values())


def test_only_suggestions_are_dashed() -> None:
    assert [name for name, stroke in STROKES.items() if stroke.dashes] == ["potential"]


def test_a_line_grows_with_the_stage() -> None:
    widths = [STROKES[name].width for name in ("contact", "agreement", "signed")]

    assert widths == sorted(set(widths))


@pytest.mark.parametrize(
    ("slug", "stroke"),
    [
        ("idee", "contact"),
        ("contact", "contact"),
        ("proposition", "contact"),
        ("accord-de-principe", "agreement"),
        ("signe", "signed"),
        ("actif", "signed"),
        ("evalue", "signed"),
        ("acheve", "completed"),
        ("suspendu", "stopped"),
        ("abandonne", "stopped"),
    ],
)
def test_each_stage_has_its_line(slug: str, stroke: str) -> None:
    stage = concepts("stage")[slug]

    assert stroke_of(stage.layers, stage.order) == stroke


def test_several_lines_between_two_actors_bend_apart() -> None:
    assert bends(1) == [0.0]
    assert bends(2) == [-0.12, 0.12]
    assert bends(3)[1] == 0.0
    assert len(set(bends(12))) == 12
    assert max(bends(40)) <= 0.45
