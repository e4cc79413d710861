"""A square a month: which are loaded, which a document is about."""

import pytest
from svg_reading import elements_of, outside, overlapping, texts_of

from saferplan.documents.charts import State, calendar, theme

STATES = {"yes": State("loaded", theme.STRONG), "no": State("not loaded", theme.GROUND)}
MONTHS = [f"{year}-{month:02d}" for year in (2023, 2024, 2025) for month in range(1, 13)][2:-3]
RECORDS = [{"month": month, "state": "no" if month == "2024-02" else "yes"} for month in MONTHS]


def drawn(width=720, **more):
    return calendar(RECORDS, month="month", state="state", states=STATES, **more)(width)


def squares(svg, fill):
    return [path for path in elements_of(svg, "path", fill=fill) if path.get("stroke") == theme.COMPARATOR]


def test_every_month_has_a_square_and_one_is_empty():
    svg = drawn()
    assert len(squares(svg, theme.STRONG)) == len(MONTHS) - 1 + 1  # and one in the key
    assert len(squares(svg, theme.GROUND)) == 1 + 1
    assert {"2023", "2024", "2025", "Jan", "Dec", "loaded", "not loaded"} <= set(texts_of(svg))


def test_a_year_is_a_row_and_a_month_a_column():
    corners = {}
    for path, month in zip(squares(drawn(), theme.STRONG)[1:], [m for m in MONTHS if m != "2024-02"], strict=True):
        corners[month] = tuple(float(one) for one in path.get("d").strip("M").split("l")[0].split(","))
    assert corners["2023-05"][1] == corners["2023-09"][1] < corners["2024-05"][1]
    assert corners["2023-05"][0] == corners["2024-05"][0] < corners["2024-06"][0]


def test_the_period_is_outlined_in_runs_that_break_at_the_year():
    period = [month for month in MONTHS if "2023-10" <= month <= "2024-03"]
    svg = drawn(outlined={"assessed: 2023/24": period, "compared with: 2020/21": ["2020-04"]})
    outlines = [path for path in elements_of(svg, "path", fill="none") if path.get("stroke") == theme.INK]
    assert len(outlines) == 2
    assert "assessed: 2023/24" in texts_of(svg)
    assert "compared with: 2020/21" not in texts_of(svg)


@pytest.mark.parametrize("width", [320, 720])
def test_no_words_lie_over_others(width):
    svg = drawn(width, outlined={"assessed: 2023/24": MONTHS[:12], "compared with: 2024/25": MONTHS[12:20]})
    assert overlapping(svg) == []
    assert outside(svg) == []
