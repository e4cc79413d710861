"""Tables, histories and filters: named, readable without scripts, and their words are text."""

from datetime import UTC, date, datetime

import pytest
from django.template import engines

from parsed import Element, parsed


def render(call: str, **context) -> Element:
    source = (
        '{% from "design_system/table.html" import table %}{% from "design_system/timeline.html" import timeline %}'
        f"{{{{ {call} }}}}"
    )
    return parsed(engines["jinja2"].from_string(source).render(context))


COLUMNS = [{"text": "Ward"}, {"text": "Reports", "numeric": True}, {"text": "State", "sort": False}]
ROWS = [
    [{"text": "North", "href": "/north"}, {"text": "1,204", "sort": 1204}, {"text": "Open", "tag": "blue"}],
    ["South", {"text": "Not known", "sort": None}, ""],
]


@pytest.fixture
def table() -> Element:
    return render('table("Wards", columns, rows)', columns=COLUMNS, rows=ROWS)


def test_a_table_has_a_name_and_so_has_the_frame_that_scrolls(table):
    assert table.one("caption").text == "Wards"
    assert table.one("div", role="region")["aria-label"] == "Wards"


def test_a_table_without_rows_says_what_of_there_is_nothing():
    page = render('table("Wards", columns, [], empty="None yet.")', columns=COLUMNS)
    assert (page.one("h2").text, page.one("p").text) == ("Wards", "None yet.")
    under_a_heading = render('table("Wards", columns, [], hide_caption=true)', columns=COLUMNS)
    assert under_a_heading.all("h2") == []


def test_columns_and_rows_have_heads(table):
    assert [(one["scope"], one.text) for one in table.all("th")] == [
        ("col", "Ward"),
        ("col", "Reports"),
        ("col", "State"),
        ("row", "North"),
        ("row", "South"),
    ]


def test_cells_say_by_what_they_sort_and_zero_is_not_missing():
    zero = [["East", {"text": "None", "sort": 0}, ""]]
    cells = render('table("Wards", columns, rows)', columns=COLUMNS, rows=ROWS + zero).one("tbody").all("td")
    assert [cell.attributes.get("data-sort-value") for cell in cells[::2]] == ["1204", "", "0"]


def test_only_columns_that_may_sort_do(table):
    assert [one.text for one in table.one("thead").all("th") if "data-sort" in one.attributes] == ["Ward", "Reports"]
    assert table.one("table")["data-module"] == "saferplan-sortable-table"


@pytest.mark.parametrize(
    ("columns", "rows"),
    [
        (COLUMNS, ROWS[:1]),
        ([{"text": "Ward", "sort": False}], [["North"], ["South"]]),
        ([{"text": "Ward", "href": "?sort=ward", "direction": "ascending"}], [["North"], ["South"]]),
    ],
)
def test_what_the_reader_could_not_sort_is_not_offered(columns, rows):
    table = render('table("Wards", columns, rows)', columns=columns, rows=rows).one("table")
    assert "data-module" not in table.attributes


def test_a_cell_that_says_the_name_of_its_column_is_not_told_it_twice_on_a_telephone():
    rows = [["North", {"text": "Why", "href": "/why", "of": "North"}]]
    cells = [
        render('table("Wards", columns, rows)', columns=[{"text": "Ward"}, {"text": name}], rows=rows).one("td")
        for name in ("Why", "Reason")
    ]
    assert [cell.attributes.get("data-column") for cell in cells] == [None, "Reason"]


def test_a_head_that_the_server_sorts_is_a_link_that_says_how_it_is_sorted():
    columns = [{"text": "Ward", "href": "?sort=-ward", "direction": "ascending"}]
    head = render('table("Wards", columns, rows)', columns=columns, rows=[["North"]]).one("thead").one("th")
    assert (head["aria-sort"], head.one("a")["href"]) == ("ascending", "?sort=-ward")


def test_nothing_is_said_in_a_sentence():
    page = render('table("Wards", columns, [], empty="No wards yet.")', columns=COLUMNS)
    assert not page.all("table")
    assert page.one("p").text == "No wards yet."


def test_a_caption_can_be_for_screen_readers_alone():
    page = render('table("Wards", columns, rows, hide_caption=true)', columns=COLUMNS, rows=ROWS)
    assert page.one("caption")["class"].endswith("govuk-visually-hidden")


def test_words_are_text():
    hostile = "<script>alert(1)</script>"
    rows = [[hostile, {"text": hostile, "href": "/"}], [hostile, {"text": hostile, "tag": "red"}]]
    page = render("table(word, columns, rows)", word=hostile, columns=[{"text": hostile}, {"text": hostile}], rows=rows)
    assert not page.all("script")
    assert page.one("caption").text == hostile


def test_a_history_tells_what_when_and_who():
    events = [
        {"title": "Closed", "when": datetime(2026, 7, 1, 14, 5, tzinfo=UTC), "by": "Robin", "text": "<b>It ended"},
        {"title": "Opened", "when": date(2026, 1, 5)},
    ]
    first, second = render("timeline(events)", events=events).one("ol").all("li")
    assert first.text == "Closed <b>It ended 1 July 2026 at 3:05pm, Robin"
    assert second.text == "Opened 5 January 2026"
    assert first.one("h3").text == "Closed"
