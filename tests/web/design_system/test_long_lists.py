"""A long list is shown page by page, in the order that the address names, whatever stands in the address."""

import pytest

from parsed import parsed
from saferplan.web.brands.models import Brand
from saferplan.web.design_system.lists import Sorting, page_of, pagination

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
