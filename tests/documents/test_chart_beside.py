"""Charts that set a figure beside others: areas in a row, a marker on a bar, a line through dots, years in panels."""

import pytest
from svg_reading import elements_of, outside, overlapping, texts_of

from saferplan.documents import charts
from saferplan.documents.charts import theme

ROWS = [
    {"name": "Aged 0 to 15", "own": 0.2, "similar": 0.25, "country": 0.1},
    {"name": "Households that own their home", "own": 0.7, "similar": 0.69, "country": None},
    {"name": "Nothing known", "own": None, "similar": None, "country": None},
]
SERIES = {"own": "Exampleshire", "similar": "10 most similar areas", "country": "England"}
YEARS = [
    {
        "type": kind,
        "year": year,
        "rate": rate,
        "low": (rate or 1) - 1,
        "high": (rate or 1) + 1,
        "whole": year != "2023/24",
    }
    for kind in ("Burglary", "Violence and sexual offences")
    for year, rate in (("2021/22", 10.0), ("2022/23", None), ("2023/24", 12.0), ("2024/25", 20.0))
]
WIDTHS = pytest.mark.parametrize("width", [320, 720])


def compared(width=720):
    return charts.compared_dots(ROWS, label="name", series=SERIES, kind="share")(width)


def circles(svg, fill):
    return [float(one.get("cx")) for one in elements_of(svg, "circle", fill=fill)]


def test_the_own_area_is_filled_and_the_others_have_marks_of_their_own():
    svg = compared()
    own, ring = circles(svg, theme.STRONG), circles(svg, theme.GROUND)
    assert len(own) == 1 + 2  # the key, and the two rows with a figure
    assert len(ring) == 1 + 2
    assert ring[1] > own[1]
    assert {"Exampleshire", "10 most similar areas", "England", "20.0%", "70.0%", "not available"} <= set(texts_of(svg))


def test_the_axis_begins_at_zero():
    svg = compared()
    zero, quarter = (
        next(float(one.get("x")) for one in elements_of(svg, "text") if one.text == tick) for tick in ("0%", "25%")
    )
    own = circles(svg, theme.STRONG)[1]
    assert (own - zero) / (quarter - zero) == pytest.approx(0.8, abs=0.02)


def test_four_areas_in_a_row_are_refused():
    with pytest.raises(ValueError, match="at most 3 areas"):
        charts.compared_dots(ROWS, label="name", series=SERIES | {"more": "More"})


def test_a_marker_crosses_its_bar_at_its_figure():
    records = [{"age": "0 to 9", "share": 0.1, "country": 0.2}, {"age": "10 to 19", "share": 0.2, "country": None}]
    svg = charts.bars(records, label="age", value="share", kind="share", marker="country", marker_name="England")(720)
    bars = elements_of(svg, "rect", fill=theme.STRONG)
    strokes = elements_of(svg, "path", stroke=theme.INK, stroke_width="3")
    assert len(strokes) == 2  # in the key, and on the first bar
    end = float(bars[1].get("x")) + float(bars[1].get("width"))
    assert float(strokes[0].get("d").strip("M").split(",")[0]) == pytest.approx(end, abs=0.2)
    assert "England" in texts_of(svg)


def test_a_reference_is_a_line_through_all_rows_with_its_name():
    rows = [{"w": name, "r": rate, "lo": rate - 2, "hi": rate + 2} for name, rate in (("Abbey", 30), ("Bow", 20))]
    svg = charts.dots(rows, label="w", value="r", low="lo", high="hi", reference=(25, "Exampleshire 25.0"))(720)
    assert "Exampleshire 25.0" in texts_of(svg)
    line = elements_of(svg, "path", stroke=theme.INK, stroke_width="1.5")
    assert line
    x = float(line[0].get("d").strip("M").split(",")[0])
    bow, abbey = sorted(circles(svg, theme.STRONG))
    assert bow < x < abbey


def test_part_of_a_year_is_hollow_and_quiet():
    rows = [
        {"y": "2023", "r": 5, "lo": 4, "hi": 6, "part": True},
        {"y": "2024", "r": 6, "lo": 5, "hi": 7, "part": False},
    ]
    svg = charts.dots(rows, label="y", value="r", low="lo", high="hi", faint="part")(720)
    assert len(circles(svg, theme.GROUND)) == 1
    assert len(circles(svg, theme.STRONG)) == 1
    quiet = [one.text for one in elements_of(svg, "text", fill=theme.QUIET)]
    assert "5.0" in quiet


def test_a_year_without_figures_leaves_its_place_empty():
    svg = charts.yearly(YEARS, panel="type", year="year", value="rate", low="low", high="high", whole="whole")(720)
    first = sorted(circles(svg, theme.STRONG) + circles(svg, theme.GROUND))[:3]
    assert first[1] - first[0] == pytest.approx(2 * (first[2] - first[1]), abs=0.3)
    assert len(circles(svg, theme.GROUND)) == 2
    assert texts_of(svg).count("2021/22") == texts_of(svg).count("2024/25") == 2


def test_each_panel_of_years_begins_at_zero():
    svg = charts.yearly(YEARS, panel="type", year="year", value="rate", low="low", high="high", whole="whole")(720)
    assert texts_of(svg).count("0") == 2


@WIDTHS
def test_no_words_lie_over_others(width):
    drawings = [
        compared(width),
        charts.yearly(YEARS, panel="type", year="year", value="rate", low="low", high="high", whole="whole")(width),
        charts.bars(ROWS[:1], label="name", value="own", kind="share", marker="country", marker_name="England")(width),
    ]
    for svg in drawings:
        assert overlapping(svg) == []
        assert outside(svg) == []


def test_a_low_plot_is_lower():
    months = [{"month": f"2025-{month:02d}", "n": month} for month in range(1, 13)]
    draw = {high: charts.lines([row | {"s": "a"} for row in months], month="month", value="n", series="s", height=high)
            for high in (100, 250)}  # fmt: skip
    heights = {high: float(elements_of(one(720), "rect")[0].get("height")) for high, one in draw.items()}
    assert heights[250] - heights[100] == 150
