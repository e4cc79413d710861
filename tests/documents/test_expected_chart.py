"""Months within and outside their range, read back from the SVG."""

import pytest
from svg_reading import curves_of, elements_of, outside, overlapping, root_of, texts_of, words_of

from saferplan.documents import charts
from saferplan.documents.charts import theme
from saferplan.documents.charts.expected import BAND, BAND_TO_COME, DOT, RING

WIDTHS = (320, 720)
MONTHS = [f"{year}-{month:02d}" for year in (2022, 2023) for month in range(1, 13)]


def records(outside_of=("2023-05",), to_come=2):
    counted = [
        {"month": month, "n": 100 + at, "trend": 100.0, "low": 80, "high": 120, "out": month in outside_of}
        for at, month in enumerate(MONTHS)
    ]
    ahead = [
        {"month": f"2024-{month:02d}", "n": None, "trend": None, "low": 70, "high": 140}
        for month in range(1, to_come + 1)
    ]
    return counted + ahead


def drawn(width, given=None, breaks=()):
    return charts.expected(
        records() if given is None else given, month="month", value="n", trend="trend", low="low", high="high",
        outside="out", breaks=breaks,
    )(width)  # fmt: skip


@pytest.mark.parametrize("width", WIDTHS)
def test_it_is_as_wide_as_asked_and_legible(width):
    svg = drawn(width, breaks=[charts.Break("2022-03", "2022-06", "Coronavirus pandemic")])
    assert root_of(svg).get("width") == str(width)
    assert min(word.size for word in words_of(svg)) >= 12
    assert overlapping(svg) == []
    assert outside(svg) == []
    assert "Coronavirus pandemic" in texts_of(svg)


def test_every_month_has_a_band_and_those_to_come_a_darker_one():
    svg = drawn(720)
    keys = 1  # each band has a swatch in the key as well
    assert len(elements_of(svg, "rect", fill=BAND)) == 24 + keys
    assert len(elements_of(svg, "rect", fill=BAND_TO_COME)) == 2 + keys


def test_every_counted_month_has_a_dot_and_one_outside_a_ring():
    svg = drawn(720)
    dots = elements_of(svg, "circle", r=str(DOT), fill=theme.STRONG)
    rings = elements_of(svg, "circle", r=str(RING))
    assert (len(dots), len(rings)) == (24 + 2, 1 + 1)  # and in the key
    assert "outside the range" in texts_of(svg)


def test_where_none_is_outside_the_key_does_not_speak_of_it():
    svg = drawn(720, records(outside_of=()))
    assert "outside the range" not in texts_of(svg)
    assert elements_of(svg, "circle", r=str(RING)) == []


def test_where_none_is_to_come_there_is_no_such_band():
    svg = drawn(720, records(to_come=0))
    assert "range to come" not in texts_of(svg)
    assert elements_of(svg, "rect", fill=BAND_TO_COME) == []


def test_bands_reach_from_low_to_high_on_the_axis_from_zero():
    svg = drawn(720)
    first = elements_of(svg, "rect", fill=BAND)[0]
    later = elements_of(svg, "rect", fill=BAND_TO_COME)[0]
    assert float(later.get("height", 0)) == pytest.approx(float(first.get("height", 0)) * 70 / 40, abs=0.2)
    assert "0" in texts_of(svg)


def test_the_trend_is_a_line_over_counted_months_alone():
    (trend,) = curves_of(drawn(720), theme.COMPARATOR)
    assert len(trend) == 24
    assert len({y for _, y in trend}) == 1
