"""Maps of cells: panels beside or below one another, drawn inside the picture, with key, names and a scale."""

from itertools import accumulate
from typing import Any
from xml.etree import ElementTree

import pytest
import shapely
from svg_reading import elements_of, overlapping, root_of, texts_of

from saferplan.documents.cell_maps import Layer, Panel, draw_panels, joined, panels, window_around
from saferplan.documents.charts import theme

WINDOW = (0.0, 0.0, 10_000.0, 8_000.0)
WARDS = [shapely.box(0, 0, 5_000, 8_000), shapely.box(5_000, 0, 10_000, 8_000)]
KEY = [(theme.RISE, "hot"), (theme.FALL, "cold")]


def panel(title: str = "Where", *shapes: Any, **options: Any) -> Panel:
    layers = [Layer(shape, theme.RISE) for shape in shapes or (shapely.box(1_000, 1_000, 2_000, 2_000),)]
    return Panel(title, WINDOW, WARDS, layers, **options)


def corners(path: ElementTree.Element) -> list[tuple[float, float]]:
    """The corners of the outline, which is written in steps from its first point."""
    start, *steps = path.get("d", "").split("Z")[0].strip("M").replace("l", " ").split()
    pairs = [tuple(float(number) for number in pair.split(",")) for pair in (start, *steps)]
    return list(accumulate(pairs, lambda at, step: (at[0] + step[0], at[1] + step[1])))


def filled(svg: str, colour: str) -> list[list[tuple[float, float]]]:
    """Outlines of the map in a colour; those of the key are edged."""
    return [corners(path) for path in elements_of(svg, "path", fill=colour) if path.get("stroke") == "none"]


def test_a_cell_stands_where_it_is_on_the_ground() -> None:
    svg = draw_panels([panel()], 720, 1)
    (cell,) = filled(svg, theme.RISE)
    (ground,) = filled(svg, theme.GAP_GROUND)[:1]
    wide = max(x for x, _ in ground) - min(x for x, _ in ground)
    assert wide == pytest.approx(720 / 2, abs=2) or wide == pytest.approx(720, abs=2)
    west, east = min(x for x, _ in cell), max(x for x, _ in cell)
    assert east - west == pytest.approx(72, abs=1)
    assert west == pytest.approx(72, abs=1)
    top, bottom = min(y for _, y in cell), max(y for _, y in cell)
    assert bottom - top == pytest.approx(72, abs=1)


def test_panels_stand_beside_each_other_and_on_a_phone_below() -> None:
    draw = panels([panel("One"), panel("Two")])
    wide, narrow = root_of(draw(720)), root_of(draw(320))
    assert float(narrow.get("height", 0)) > float(narrow.get("width", 0))
    first, second = (min(x for x, _ in one) for one in filled(draw(720), theme.RISE))
    assert second - first == pytest.approx(370, abs=1)
    first, second = (min(y for _, y in one) for one in filled(draw(320), theme.RISE))
    assert second - first > 200
    assert float(wide.get("width", 0)) == 720


@pytest.mark.parametrize("width", [320, 720])
def test_nothing_is_drawn_outside(width: int) -> None:
    beyond = shapely.box(-5_000, 3_000, 20_000, 4_000)
    names = [(9_900.0, 7_900.0, "A long name at the corner"), (50.0, 50.0, "B")]
    svg = draw_panels([panel("Where", beyond, key=KEY, names=names)] * 3, width, 2 if width > 400 else 1)
    high = float(root_of(svg).get("height", 0))
    for outline in filled(svg, theme.RISE):
        assert all(-0.5 <= x <= width + 0.5 and -0.5 <= y <= high + 0.5 for x, y in outline)
    assert not overlapping(svg)


def test_title_key_names_and_scale_are_there() -> None:
    said = texts_of(draw_panels([panel("Where it gathers", key=KEY, names=[(5_000.0, 4_000.0, "A")])], 720, 1))
    assert {"Where it gathers", "hot", "cold", "A", "2 km"} <= set(said)


@pytest.mark.parametrize(("across", "said"), [(900.0, "200 m"), (3_000.0, "500 m"), (70_000.0, "20 km")])
def test_the_scale_is_a_round_length(across: float, said: str) -> None:
    one = Panel("Where", (0.0, 0.0, across, across), [], [])
    assert said in texts_of(draw_panels([one], 320, 1))


def test_names_are_written_as_text() -> None:
    svg = draw_panels([panel("<b>&", names=[(5_000.0, 4_000.0, "A & B")])], 720, 1)
    assert {"<b>&", "A & B"} <= set(texts_of(svg))


def test_cells_joined_have_one_outline_without_slivers() -> None:
    third = 1 / 3
    cells = [shapely.box(at * third, 0, (at + 1) * third, 1) for at in range(30)]
    whole = joined(shapely.transform(cells, lambda places: places * 1_000))
    assert whole.geom_type == "Polygon"
    assert len(whole.interiors) == 0
    assert whole.area == pytest.approx(10e6, rel=1e-3)


def test_windows() -> None:
    assert window_around((0, 0, 100, 50), margin=0.5, is_square=True) == (-50, -75, 150, 125)
    assert window_around((0, 0, 100, 50), least=400, is_square=True) == (-150, -175, 250, 225)
    assert window_around((0, 0, 100, 50)) == (0, 0, 100, 50)
