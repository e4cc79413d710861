"""What a chart of ranges shows, read back from its SVG."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from svg_reading import elements_of, outside, overlapping, texts_of, words_of

from saferplan.documents import charts
from saferplan.documents.charts import theme

NAMES = {
    "label": "who", "low": "low", "middle": "middle", "high": "high", "text": "text", "short": "short",
    "beside": "known", "beside_name": "Known here",
}  # fmt: skip


def row(who: str, low: Any, middle: Any, high: Any, known: Any = None) -> dict[str, Any]:
    return {
        "who": who, "low": low, "middle": middle, "high": high, "known": known,
        "text": "about 50 (40 to 60)", "short": "about 50",
    }  # fmt: skip


def drawn(*rows: dict[str, Any], width: int = 720) -> str:
    return charts.ranges(rows, **NAMES)(width)


def bars(svg: str) -> list[tuple[float, float]]:
    """Start and length of each range."""
    found = elements_of(svg, "rect", fill=theme.COMPARATOR)
    return [(float(one.get("x", 0)), float(one.get("width", 0))) for one in found]


def test_equal_ratios_are_equally_long():
    svg = drawn(row("a", 10, 50, 100), row("b", 1_000, 5_000, 10_000))
    (_, one), (_, other) = bars(svg)
    assert one == pytest.approx(other, abs=0.2)


def test_the_axis_goes_up_tenfold_from_below_the_least_to_above_the_most():
    assert {"10", "100", "1,000", "10,000"} <= set(texts_of(drawn(row("a", 12, 50, 100), row("b", 300, 5_000, 9_000))))


def test_every_power_of_ten_has_its_line_where_not_every_name_has_room():
    rows = (row("a" * 30, 1, 50, 100), row("b" * 30, 300, 5_000, 9_000_000))
    for width in (320, 720):
        svg = drawn(*rows, width=width)
        lines = {line.get("d").split(",")[0] for line in elements_of(svg, "path", stroke=theme.GRID)}
        assert len(lines) == 8
        assert overlapping(svg) == []


def test_a_single_figure_is_a_dot_and_a_range_without_a_middle_is_a_bar():
    svg = drawn(row("a", 40, 40, 40), row("b", 50, None, 90))
    assert len(bars(svg)) == 1
    assert len(elements_of(svg, "circle", fill=theme.STRONG)) == 1


def test_what_is_known_is_a_stroke_that_the_key_names():
    strokes = {"stroke": theme.INK, "stroke_width": "3"}
    assert len(elements_of(drawn(row("a", 40, 50, 60, known=8)), "path", **strokes)) == 2
    assert "Known here" in texts_of(drawn(row("a", 40, 50, 60, known=8)))
    assert "Known here" not in texts_of(drawn(row("a", 40, 50, 60)))


def test_a_range_without_an_upper_end_runs_to_the_end_of_the_axis():
    (start, length), (_, whole) = bars(drawn(row("a", 100, None, None), row("b", 10, 20, 1_000)))
    assert length == pytest.approx(whole / 2, abs=0.2)
    assert start > 0


def test_a_record_without_a_lower_end_is_left_out():
    assert "b" not in texts_of(drawn(row("a", 40, 50, 60), row("b", None, None, None)))


def test_on_a_phone_the_words_are_the_short_ones():
    long = "Adults who suffered domestic abuse in the year"
    assert "about 50" in texts_of(drawn(row(long, 40, 50, 60), width=320))
    assert "about 50 (40 to 60)" in texts_of(drawn(row(long, 40, 50, 60), width=720))


sizes = st.floats(0, 10**7) | st.just(math.nan)


@given(st.lists(st.tuples(sizes, sizes, sizes, st.none() | sizes), min_size=1, max_size=4), st.sampled_from([320, 720]))
def test_whatever_the_figures_all_stands_in_the_picture(figures: list[tuple], width: int):
    rows = [row(f"Row {at}", *sorted(one[:3]), one[3]) for at, one in enumerate(figures)]
    svg = drawn(*rows, width=width)
    assert outside(svg) == []
    assert overlapping(svg) == []
    assert "nan" not in svg
    assert min([word.size for word in words_of(svg)], default=12) >= 12
