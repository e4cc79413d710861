"""What each kind of chart shows, read back from its SVG."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_document import HOSTILE, exhibits, month_records
from svg_reading import curves_of, elements_of, outside, overlapping, root_of, texts_of, words_of

from saferplan.documents import charts
from saferplan.documents.charts import theme

WIDTHS = (320, 720)
PICTURES = [(name, width) for name, exhibit in exhibits().items() if exhibit.draw for width in WIDTHS]
TYPES = [
    "Violence and sexual offences", "Anti-social behaviour", "Criminal damage and arson", "Weapons", "Drugs",
]  # fmt: skip


def rects(svg, colour):
    return [float(rect.get("width", 0)) for rect in elements_of(svg, "rect", fill=colour)]


@pytest.mark.parametrize(("name", "width"), PICTURES)
def test_every_picture_is_as_wide_as_asked_and_legible(name, width):
    svg = exhibits()[name].draw(width)
    assert root_of(svg).get("width") == str(width)
    assert min(word.size for word in words_of(svg)) >= 12
    assert overlapping(svg) == []
    assert outside(svg) == []


@pytest.mark.parametrize(("name", "width"), PICTURES)
def test_hostile_names_stay_words(name, width):
    svg = exhibits()[name].draw(width)
    assert not list(root_of(svg).iter("{http://www.w3.org/2000/svg}script"))
    assert "<script" not in svg


@pytest.mark.parametrize(("name", "width"), PICTURES)
def test_drawing_twice_gives_the_same_bytes(name, width):
    assert exhibits()[name].draw(width) == exhibits()[name].draw(width)


def test_bars_are_as_long_as_their_figures_and_begin_at_zero():
    records = [{"type": name, "count": count} for name, count in zip(TYPES, (400, 200, 100, 50, 0), strict=True)]
    svg = charts.bars(records, label="type", value="count")(720)
    lengths = rects(svg, theme.STRONG)
    assert [length / lengths[0] for length in lengths] == pytest.approx([1, 0.5, 0.25, 0.125, 0], abs=0.001)
    assert texts_of(svg)[:5] == ["400", "200", "100", "50", "0"]


def test_a_missing_bar_has_words_and_no_length():
    svg = charts.bars([{"t": "a", "n": 5}, {"t": "b", "n": None}, {"t": "c", "n": math.nan}], label="t", value="n")(320)
    assert len(rects(svg, theme.STRONG)) == 1
    assert texts_of(svg).count("not available") == 2


def test_highlighted_bars_are_strong_and_the_others_quiet():
    svg = charts.bars([{"t": "a", "n": 5}, {"t": "b", "n": 4}], label="t", value="n", highlight=["b"])(720)
    assert (len(rects(svg, theme.STRONG)), len(rects(svg, theme.COMPARATOR))) == (1, 1)
    assert {word.text: word.is_bold for word in words_of(svg)} == {"5": False, "4": False, "a": False, "b": True}


def change_records():
    rows = {
        "Burglary": (0.7, 0.6, 0.8),
        "Robbery": (1.05, 0.9, 1.2),
        "Drugs": (1.25, 1.1, math.inf),
        "Other": (None,) * 3,
    }
    return [{"type": name, "ratio": r, "low": low, "high": high} for name, (r, low, high) in rows.items()]


def ratio_dots(**more):
    return charts.dots(
        change_records(), label="type", value="ratio", low="low", high="high", kind="ratio", no_change=1, **more
    )


@pytest.mark.parametrize("width", WIDTHS)
def test_a_change_that_chance_explains_is_hollow_and_has_no_figure(width):
    svg = ratio_dots()(width)
    assert [dot.get("fill") for dot in elements_of(svg, "circle")] == [theme.STRONG, theme.GROUND, theme.STRONG]
    assert {"−30%", "+25%", "no clear change", "not available", "no change"} <= set(texts_of(svg))
    assert "+5%" not in texts_of(svg)


def test_a_verdict_given_with_the_records_is_followed():
    records = [{**record, "clear": record["type"] == "Robbery"} for record in change_records()]
    draw = charts.dots(
        records, label="type", value="ratio", low="low", high="high", no_change=1, clear="clear", unclear_text="unsure"
    )
    assert [dot.get("fill") for dot in elements_of(draw(720), "circle")] == [theme.GROUND, theme.STRONG, theme.GROUND]
    assert texts_of(draw(720)).count("unsure") == 2


def test_the_line_between_less_and_more_can_be_called_otherwise():
    words = texts_of(ratio_dots(no_change_text="the same rate")(720))
    assert "the same rate" in words
    assert "no change" not in words


def test_dots_stand_left_and_right_of_no_change_by_the_same_step_for_half_and_double():
    records = [{"t": str(r), "r": r, "low": r, "high": r} for r in (0.5, 1, 2)]
    svg = charts.dots(records, label="t", value="r", low="low", high="high", no_change=1)(720)
    left, middle, right = (float(dot.get("cx", 0)) for dot in elements_of(svg, "circle"))
    assert middle - left == pytest.approx(right - middle, abs=0.2)


def test_the_highlighted_area_is_strong_and_bold():
    records = [{"t": t, "r": r, "low": r - 1, "high": r + 1} for t, r in (("Here", 5), ("There", 8))]
    svg = charts.dots(records, label="t", value="r", low="low", high="high", highlight=["Here"])(720)
    assert [dot.get("fill") for dot in elements_of(svg, "circle")] == [theme.STRONG, theme.COMPARATOR]
    assert [word.is_bold for word in words_of(svg) if word.text in ("Here", "There")] == [True, False]


def one_line(values, **more):
    records = [{"month": month, "n": value, "area": "Here"} for month, value in values.items()]
    return charts.lines(records, month="month", value="n", series="area", **more)(720)


def test_a_missing_month_is_a_gap_and_no_zero():
    svg = one_line({"2025-01": 10, "2025-02": 20, "2025-04": 30, "2025-05": 20})
    curves = curves_of(svg, theme.STRONG)
    assert [len(curve) for curve in curves] == [2, 2]
    bottom = max(point[1] for curve in curves for point in curve)
    assert bottom < 8 + 250


@pytest.mark.parametrize("missing", [None, math.nan])
def test_a_month_without_figure_is_a_gap_like_an_absent_one(missing):
    values = {"2025-01": 10, "2025-02": 20, "2025-03": missing, "2025-04": 30, "2025-05": 20}
    absent = {month: value for month, value in values.items() if value}
    assert one_line(values) == one_line(absent)


def test_a_month_without_neighbours_is_a_dot():
    svg = one_line({"2025-01": 10, "2025-02": 20, "2025-04": 30, "2025-06": 10, "2025-07": 12})
    assert [len(curve) for curve in curves_of(svg, theme.STRONG)] == [2, 2]
    assert len(elements_of(svg, "circle")) == 1


def test_a_real_zero_is_drawn_on_the_line_of_zero():
    svg = one_line({"2025-01": 10, "2025-02": 0, "2025-03": 10})
    assert max(point[1] for point in curves_of(svg, theme.STRONG)[0]) == pytest.approx(258, abs=0.1)


def test_long_gaps_are_shaded_and_named():
    svg = one_line({"2024-01": 10, "2024-02": 12, "2025-01": 10, "2025-02": 12})
    assert len(rects(svg, theme.GAP_GROUND)) == 1
    assert "no data" in texts_of(svg)


def test_breaks_are_shaded_and_named_and_those_out_of_sight_left_out():
    breaks = [charts.Break("2025-02", "2025-03", "new rules"), charts.Break("2019-01", "2019-02", "long ago")]
    svg = one_line({f"2025-0{month}": month for month in range(1, 7)}, breaks=breaks)
    assert len(rects(svg, theme.BREAK_GROUND)) == 1
    assert "new rules" in texts_of(svg)
    assert "long ago" not in texts_of(svg)


@pytest.mark.parametrize("width", WIDTHS)
def test_lines_are_named_where_they_are_in_their_colours(width):
    records = [
        {"month": f"2025-0{month}", "n": month + shift, "area": area}
        for area, shift in (("Here", 0), ("There", 0.1), ("Elsewhere", 0.2))
        for month in range(1, 7)
    ]
    svg = charts.lines(records, month="month", value="n", series="area", highlight="There")(width)
    names = {word.text: word.colour for word in words_of(svg) if word.is_bold}
    assert names["There"] == theme.STRONG
    assert len(set(names.values())) == 3
    assert overlapping(svg) == []


def test_an_index_marks_its_base_and_need_not_begin_at_zero():
    svg = one_line({"2025-01": 95, "2025-02": 112}, base=100)
    assert "100" in texts_of(svg)
    assert "0" not in texts_of(svg)


def test_panels_have_scales_of_their_own_unless_shared():
    records = [
        {"panel": panel, "month": f"2025-0{month}", "n": size * month}
        for panel, size in (("Small", 1), ("Large", 100))
        for month in (1, 2, 3)
    ]
    own = charts.small_multiples(records, panel="panel", month="month", value="n")(720)
    shared = charts.small_multiples(records, panel="panel", month="month", value="n", shared_scale=True)(720)

    def highest(svg):
        return [min(y for _, y in curve) for curve in curves_of(svg, theme.STRONG)]

    assert highest(own)[0] == pytest.approx(highest(own)[1], abs=30)
    assert highest(shared)[0] - highest(shared)[1] > 60


def test_panels_draw_gaps_as_gaps():
    svg = charts.small_multiples(month_records(), panel="panel", month="month", value="index", series="area")(320)
    runs_each = 4  # January to May, October to January, May to July, September to December; one month stands alone
    assert len(curves_of(svg, theme.STRONG)) == 3 * runs_each
    assert len(elements_of(svg, "circle")) == 3 * 2


LIMITS = [{"size": size, "low_95": 40, "high_95": 60, "low_998": 35, "high_998": 65} for size in (1_000, 5_000, 10_000)]


def funnel_of(values, **more):
    records = [
        {"ward": name, "size": 2_000 + 1_000 * n, "rate": value} for n, (name, value) in enumerate(values.items())
    ]
    return charts.funnel(records, label="ward", size="size", value="rate", limits=LIMITS, centre=50, **more)


def test_areas_outside_the_outer_limits_are_named_and_coloured_by_side():
    svg = funnel_of({"High": 80, "Inside": 62, "Low": 20, "Middle": 50})(720)
    named = {word.text: word.colour for word in words_of(svg) if word.text in ("High", "Inside", "Low", "Middle")}
    assert named == {"High": theme.SERIES[0], "Low": theme.STRONG}


def test_a_test_of_its_own_decides_where_it_is_given():
    svg = funnel_of({"High": 80, "Inside": 62}, outside=["Inside"])(720)
    assert "Inside" in texts_of(svg)
    assert "High" not in texts_of(svg)


def test_limits_are_read_between_the_sizes_given():
    limits = [{**LIMITS[0], "size": 0, "high_998": 100}, {**LIMITS[0], "size": 10_000, "high_998": 60}]
    records = [{"w": "Above", "s": 5_000, "r": 81}, {"w": "Below", "s": 5_000, "r": 79}]
    svg = charts.funnel(records, label="w", size="s", value="r", limits=limits, centre=50)(720)
    assert "Above" in texts_of(svg)
    assert "Below" not in texts_of(svg)


def test_an_area_that_dwarfs_the_others_gets_an_axis_of_doublings():
    even = texts_of(funnel_of({"a": 50, "b": 80}, value_title="Rate")(720))
    doubled = texts_of(funnel_of({"a": 50, "b": 400}, value_title="Rate")(720))
    assert "Rate" in even
    assert "Rate (each line twice the one below)" in doubled
    assert {"50", "100", "200", "400"} <= set(doubled)


def test_an_area_without_crime_keeps_the_even_axis():
    svg = funnel_of({"a": 0, "b": 400})(720)
    assert "0" in texts_of(svg)


def test_areas_without_figures_are_left_out_of_the_funnel():
    assert len(elements_of(funnel_of({"a": 50, "b": None})(720), "circle")) == 1


def outcome_bars(values, order=("Charged", "Open")):
    records = [{"type": t, "part": p, "n": n} for (t, p), n in values.items()]
    return charts.stacked_bars(records, label="type", part="part", value="n", order=order)


def test_parts_fill_their_share_of_the_whole():
    svg = outcome_bars({("a", "Charged"): 1, ("a", "Open"): 3, ("b", "Open"): 8})(720)
    assert "25%" in texts_of(svg)
    assert "75%" in texts_of(svg)
    assert "100%" in texts_of(svg)


def test_a_bar_of_nothing_says_so():
    assert "not available" in texts_of(outcome_bars({("a", "Charged"): None, ("b", "Open"): 8})(720))


def test_a_long_name_of_a_part_stays_in_the_picture():
    name = "Another agency acts, or there is no public interest in acting"
    svg = outcome_bars({("a", name): 1}, order=[name])(320)
    assert outside(svg) == []
    assert texts_of(svg)[0].endswith("…")


def test_more_parts_than_colours_are_refused():
    with pytest.raises(ValueError, match="at most 7 parts"):
        outcome_bars({}, order=[str(part) for part in range(8)])


def test_a_part_that_the_order_does_not_know_is_a_bug():
    with pytest.raises(KeyError):
        outcome_bars({("a", "Surprise"): 1})


VALUES = st.one_of(st.none(), st.just(math.nan), st.floats(min_value=0, max_value=1e5), st.integers(0, 10**7))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=25), VALUES), min_size=1, max_size=8), st.sampled_from(WIDTHS))
def test_any_names_and_figures_make_whole_pictures(rows, width):
    records = [
        {"t": name, "n": value, "low": value, "high": value, "m": f"2025-{place + 1:02d}", "z": place + 1}
        for place, (name, value) in enumerate(rows)
    ]
    limits = [{**limit, "size": size} for limit, size in zip(LIMITS, (0, 5, 10), strict=True)]
    draws = [
        charts.bars(records, label="t", value="n", low="low", high="high"),
        charts.dots(records, label="t", value="n", low="low", high="high"),
        charts.dots([r for r in records if r["n"] != 0], label="t", value="n", low="low", high="high", no_change=1),
        charts.lines(records, month="m", value="n", series="t"),
        charts.lines(records, month="m", value="n", series="t", base=100),
        charts.small_multiples(records, panel="t", month="m", value="n"),
        charts.funnel(records, label="t", size="z", value="n", limits=limits, centre=50),
    ]
    for draw in draws:
        assert root_of(draw(width)).get("width") == str(width)


def test_the_hostile_name_is_long_enough_to_be_cut():
    assert theme.text_width(HOSTILE) > 320
