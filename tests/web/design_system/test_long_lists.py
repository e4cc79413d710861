"""A long list is shown page by page, in the order that the address names, whatever stands in the address."""

import pytest

from parsed import parsed
from saferplan.web.brands.models import Brand
from saferplan.web.design_system.lists import Sorting, page_of, paged_table, pagination

RECORDS = list(range(1, 101))


@pytest.mark.parametrize(
    ("asked", "shown"),
    [("", 1), ("2", 2), ("4", 4), ("5", 4), ("0", 4), ("-1", 4), ("x", 1), ("9" * 5000, 1), ("1.5", 1), ("\0", 1)],
)
def test_a_page_that_there_is_not_shows_the_nearest(rf, asked, shown):
    page = page_of(rf.get("/", {"page": asked}), RECORDS, per_page=25)
    assert page.number == shown


def test_an_empty_list_is_one_page(rf):
    page = page_of(rf.get("/"), [])
    assert list(page) == []
    assert pagination(rf.get("/"), page) == ""


def test_links_keep_what_else_the_address_says(rf):
    request = rf.get("/", {"word": 'a&b"<', "page": "2"})
    links = [one["href"] for one in parsed(pagination(request, page_of(request, RECORDS, per_page=25))).all("a")]
    assert links == [f"?word=a%26b%22%3C&page={number}" for number in (1, 1, 2, 3, 4, 3)]


def test_pages_far_away_are_left_out(rf):
    request = rf.get("/", {"page": "10"})
    printed = parsed(pagination(request, page_of(request, list(range(500)), per_page=25)))
    assert printed.one("ul").text == "1 ⋯ 9 10 11 ⋯ 20"
    assert [one["aria-label"] for one in printed.all("a", **{"aria-current": "page"})] == ["Page 10"]


BY = {"name": "partnership__name", "link": "link"}


@pytest.mark.parametrize(
    ("asked", "order"),
    [
        ("name", ("partnership__name", "pk")),
        ("-name", ("-partnership__name", "pk")),
        ("", ("-link", "pk")),
        ("partnership__name", ("-link", "pk")),
        ("--name", ("-link", "pk")),
        ("?", ("-link", "pk")),
        ("pk; drop table", ("-link", "pk")),
    ],
)
def test_only_columns_that_are_offered_sort(rf, db, asked, order):
    sorting = Sorting.of(rf.get("/", {"sort": asked} if asked else {}), BY, first="-link")
    assert sorting.order == order
    assert list(Brand.objects.order_by(*sorting.order)) == []


def test_the_head_of_the_column_in_force_turns_the_order_round(rf):
    request = rf.get("/", {"sort": "name", "page": "3", "word": "x"})
    sorting = Sorting.of(request, BY, first="-link")
    column = sorting.column(request, "Name", "name", numeric=True)
    assert column == {"text": "Name", "href": "?sort=-name&word=x", "direction": "ascending", "numeric": True}
    assert sorting.column(request, "Link", "link") == {"text": "Link", "href": "?sort=link&word=x"}


class TestTablesOfManyPages:
    COLUMNS = ({"text": "Place"}, {"text": "Rate a year", "numeric": True}, {"text": "Why", "sort": False})
    FIGURES = (("a", 3), ("b", None), ("c", 20), ("d", 1), ("e", 3))
    ROWS = tuple([name, {"text": f"{figure}", "sort": figure}, "Why"] for name, figure in FIGURES)

    def shown(self, rf, **asked):
        columns, page = paged_table(rf.get("/", asked), self.COLUMNS, self.ROWS, per_page=3, at="figures")
        return columns, "".join(row[0] for row in page)

    @pytest.mark.parametrize(
        ("asked", "rows"),
        [
            ({}, "abc"),
            ({"page": "2"}, "de"),
            ({"sort": "rate-a-year"}, "dae"),
            ({"sort": "rate-a-year", "page": "2"}, "cb"),
            ({"sort": "-rate-a-year"}, "cae"),
            ({"sort": "-rate-a-year", "page": "2"}, "db"),
            ({"sort": "-place"}, "edc"),
            ({"sort": "why"}, "abc"),
            ({"sort": "nothing"}, "abc"),
        ],
    )
    def test_pages_are_sorted_as_one_and_what_is_not_known_comes_last(self, rf, asked, rows):
        assert self.shown(rf, **asked)[1] == rows

    def test_heads_turn_the_order_round_and_open_the_table(self, rf):
        (place, rate, why), _ = self.shown(rf, sort="rate-a-year", page="2", by="lsoa")

        assert place["href"] == "?sort=place&by=lsoa#figures"
        assert (rate["href"], rate["direction"]) == ("?sort=-rate-a-year&by=lsoa#figures", "ascending")
        assert why == {"text": "Why", "sort": False}

    def test_one_page_is_left_to_the_script(self, rf):
        columns, page = paged_table(rf.get("/", {"sort": "-place"}), self.COLUMNS, self.ROWS)

        assert (columns, list(page)) == (self.COLUMNS, list(self.ROWS))
