"""Tables of shaded cells, read back from their SVG."""

import pytest
from svg_reading import elements_of, outside, overlapping, root_of, texts_of, words_of

from saferplan.documents import charts
from saferplan.documents.charts import theme

WIDTHS = (320, 720)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEK = [
    {"day": day, "hour": f"{hour:02d}:00", "n": (hour + 1) * (2 if day == "Friday" else 1)}
    for day in DAYS
    for hour in range(24)
]


def ratios(values, **more):
    cells = [
        (apart, days)
        for apart in ("same location", "0 to 100 m")
        for days in ("same day", "1 to 7 days", "8 days or more")
    ]
    return [
        {"apart": apart, "days": days, "ratio": value, "words": f"{value:.2f}" if value else "", "quiet": quiet} | more
        for (apart, days), (value, quiet) in zip(cells, values, strict=True)
    ]


SIX = [(0.9, True), (2.5, False), (1.0, True), (4.0, False), (None, True), (3.0, False)]


def week(width):
    draw = charts.heat_table(WEEK, row="day", column="hour", value="n", with_sums=True, turned_on_phone=True)
    return draw(width)


def bands(width, values=SIX):
    draw = charts.heat_table(
        ratios(values), row="apart", column="days", value="ratio", kind="ratio", text="words", quiet="quiet",
        row_title="Apart",
    )  # fmt: skip
    return draw(width)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("draw", [week, bands])
def test_it_is_as_wide_as_asked_and_legible(draw, width):
    svg = draw(width)
    assert root_of(svg).get("width") == str(width)
    assert min(word.size for word in words_of(svg)) >= 12
    assert overlapping(svg) == []
    assert outside(svg) == []


def cells_of(svg, fill):
    return elements_of(svg, "rect", fill=fill)


def test_every_cell_is_drawn_once():
    fills = [theme.GAP_GROUND, *theme.SEQUENCE]
    assert sum(len(cells_of(week(720), fill)) for fill in fills) == 7 * 24
    assert sum(len(cells_of(bands(720), fill)) for fill in fills) == 6


def test_darker_is_more():
    rows = {}
    for rect in cells_of(week(720), theme.SEQUENCE[-1]):
        rows.setdefault(float(rect.get("y", 0)), []).append(float(rect.get("x", 0)))
    monday, *_, friday, _, _ = (rows[y] for y in sorted(rows))
    assert len(friday) > 2 * len(monday)  # twice as many on Friday, so that the top class begins earlier
    assert min(friday) < min(monday)


def test_what_chance_explains_is_grey_however_high():
    svg = bands(720, [(0.9, True), (9.0, True), (1.0, True), (4.0, False), (2.0, False), (3.0, False)])
    assert len(cells_of(svg, theme.GAP_GROUND)) == 3
    assert [word.colour for word in words_of(svg) if word.text == "9.00"] == [theme.QUIET]


def test_one_cell_alone_that_stands_out_is_dark():
    svg = bands(720, [(0.9, True), (9.0, False), *[(1.0, True)] * 4])
    assert len(cells_of(svg, theme.SEQUENCE[-1])) == 1
    assert [word.colour for word in words_of(svg) if word.text == "9.00"] == [theme.GROUND]


def test_a_missing_figure_is_an_empty_cell():
    assert texts_of(bands(720)).count("") == 0
    assert len(cells_of(bands(720), theme.GAP_GROUND)) == 3


def test_cells_that_print_their_figures_need_no_key():
    words = " ".join(texts_of(bands(720)))
    assert "under" not in words
    assert "under 10" in " ".join(texts_of(week(720)))


def test_sums_stand_at_the_sides_as_long_as_they_are():
    svg = week(720)
    bars = cells_of(svg, theme.COMPARATOR)
    assert len(bars) == 24 + 7
    shares = [text for text in texts_of(svg) if text.endswith("%")]
    assert shares == ["12%", "12%", "12%", "12%", "25%", "12%", "12%"]
    longest = [float(bar.get("width", 0)) for bar in bars[24:]]
    assert longest[4] == pytest.approx(2 * longest[0], rel=0.01)


def test_on_a_phone_the_longer_side_runs_down():
    texts = texts_of(week(320))
    assert {"00:00", "23:00", "Mo", "Su"} <= set(texts)
    assert {"Monday", "00", "21"} <= set(texts_of(week(720)))


def test_hostile_names_stay_words():
    records = ratios(SIX, apart="<script>alert(1)</script>")
    svg = charts.heat_table(records, row="apart", column="days", value="ratio")(720)
    assert not list(root_of(svg).iter("{http://www.w3.org/2000/svg}script"))
