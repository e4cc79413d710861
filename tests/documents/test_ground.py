"""Figures on maps: classes, verdicts, circles, and the same map for several crime types."""

import math

import pytest
from svg_reading import elements_of, outside, overlapping, texts_of

from saferplan.documents import ground
from saferplan.documents.charts import theme
from saferplan.documents.charts.classes import Classes
from saferplan.documents.tile_map import tiles_ground

CELLS = tiles_ground([(0, 0), (1, 0), (0, 1), (1, 1)])
NAMES = ["Abbey", "Bow", "Castle", "Downs"]
WIDTHS = pytest.mark.parametrize("width", [320, 720])


def records(*values, **more):
    return [{"name": name, "value": value, **more} for name, value in zip(NAMES, values, strict=True)]


def fills(svg):
    return [path.get("fill") for path in elements_of(svg, "path", stroke_width="0.8")]


def test_classes_of_ones_own_name_themselves():
    classes = Classes((0.5, 2), "ratio", words=("under half", "about the same", "over twice"))
    svg = ground.shaded(records(0.1, 1, 1.9, 3), CELLS, label="name", value="value", classes=classes)(720)
    assert texts_of(svg)[:3] == ["under half", "about the same", "over twice"]
    assert [theme.SEQUENCE.index(fill) for fill in fills(svg)] == [0, 2, 2, 4]


def test_a_verdict_has_one_fill_and_the_key_only_what_there_is():
    looks = {"fall": (theme.FALL, "fell"), "none": (theme.UNCLEAR, "no clear change"), "rise": (theme.RISE, "rose")}
    rows = [row | {"verdict": verdict} for row, verdict in zip(records(1, 2, 3, 4), ["fall", "none"] * 2, strict=True)]
    svg = ground.told(rows, CELLS, label="name", verdict="verdict", looks=looks, figure="verdict", named=["Castle"])(
        720
    )
    assert fills(svg) == [theme.FALL, theme.UNCLEAR] * 2
    assert texts_of(svg)[:2] == ["fell", "no clear change"]
    assert "rose" not in texts_of(svg)
    assert texts_of(svg)[-3:] == ["1", "Castle", "fall"]


def test_surfaces_of_circles_are_as_their_figures():
    svg = ground.circles(records(400, 100, 25, 0), CELLS, label="name", value="value")(720)
    radii = sorted(float(one.get("r")) for one in elements_of(svg, "circle"))
    key, shown = {30.0, 15.0}, [7.5, 15.0, 30.0]
    assert set(radii) == key | set(shown)
    assert len(radii) == 5
    assert {"400", "100"} <= set(texts_of(svg))


def test_a_circle_stands_in_the_middle_of_its_area():
    svg = ground.circles(records(4, 0, 0, 0), CELLS, label="name", value="value")(720)
    middle = CELLS(718, ground.HIGHEST).moved((720 - CELLS(718, ground.HIGHEST).width) / 2, 76).middles[0]
    circle = elements_of(svg, "circle")[0]
    assert math.dist((float(circle.get("cx")), float(circle.get("cy"))), middle) < 0.2


def test_panels_keep_one_outline_an_area_and_colour_each_by_its_own_figure():
    classes = Classes((2,), "rate")
    rows = [row | {"type": kind} for kind, values in (("Burglary", (1, 1, 3, 3)), ("Robbery", (3, None, 1, 1)))
            for row in records(*values)]  # fmt: skip
    svg = ground.panels(rows, CELLS, area="name", panel="type", value="value", classes=classes)(720)
    assert len([path for path in elements_of(svg, "path") if path.get("id")]) == 4
    uses = elements_of(svg, "use")
    low, high = classes.fills
    assert [use.get("fill") for use in uses] == [low, low, high, high, high, theme.GROUND, low, low]
    assert [use.get("href") for use in uses] == ["#a0", "#a1", "#a2", "#a3"] * 2
    assert {"Burglary", "Robbery"} <= set(texts_of(svg))


@WIDTHS
def test_no_words_of_a_map_lie_over_others(width):
    drawings = [
        ground.shaded(records(1, 2, 3, None), CELLS, label="name", value="value", named=NAMES),
        ground.shaded(records(1, 2, 3, 4), CELLS, label="name", value="value", named=NAMES[:2]),
        ground.circles(records(900, 2, 3, 4), CELLS, label="name", value="value", named=NAMES),
    ]
    for draw in drawings:
        assert overlapping(draw(width)) == []
        assert outside(draw(width)) == []


def test_names_that_the_records_do_not_have_are_passed_over():
    svg = ground.shaded(records(1, 2, 3, 4), CELLS, label="name", value="value", named=["Elsewhere", "Bow"])(320)
    assert texts_of(svg)[-3:] == ["1", "Bow", "2.0"]


LONG = ["Flackwell Heath, Little Marlow and Marlow South East", "Abbey", "Wendover, Halton and Stoke Mandeville", "Bow"]


@WIDTHS
def test_long_names_are_listed_whole_in_two_lines_where_one_does_not_hold_them(width):
    rows = [{"name": name, "value": place} for place, name in enumerate(LONG)]
    svg = ground.shaded(rows, CELLS, label="name", value="value", kind="count", named=LONG)(width)
    said = " ".join(texts_of(svg))
    assert "…" not in said
    for name in LONG:
        assert all(word in said for word in name.split())
    assert overlapping(svg) == []
    assert outside(svg) == []
