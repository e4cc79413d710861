"""Long lists and tables: one page at a time, sorted by the server, both told in the address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import slugify
from markupsafe import Markup

from saferplan.web.design_system.components import govuk

PAGE, SORT = "page", "sort"
A_PAGE = 25
A_TABLE = 50
"""More rows than this of figures are read by nobody at once; a county's wards are a page."""
Rows = Sequence[Sequence[Any]]


def page_of(request: HttpRequest, records: QuerySet | Sequence, *, per_page: int = A_PAGE) -> Page:
    """The page that the address names; the nearest one where there is no such page."""
    return Paginator(records, per_page).get_page(request.GET.get(PAGE))


def pagination(request: HttpRequest, page: Page, *, at: str = "") -> Markup:
    """The links to the other pages; nothing where there is only one. `at`: the part of the page that they open."""
    if page.paginator.num_pages == 1:
        return Markup()
    options: dict[str, Any] = {
        "items": [
            {"ellipsis": True}
            if number == Paginator.ELLIPSIS
            else {"number": number, "href": _with(request, PAGE, number, at=at), "current": number == page.number}
            for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
        ]
    }
    if page.has_previous():
        options["previous"] = {"href": _with(request, PAGE, page.previous_page_number(), at=at)}
    if page.has_next():
        options["next"] = {"href": _with(request, PAGE, page.next_page_number(), at=at)}
    return govuk("pagination", options)


@dataclass(frozen=True)
class Sorting:
    """`by` maps the word in the address to a column of the database; only these can be asked for."""

    by: Mapping[str, str]
    word: str
    is_descending: bool

    @classmethod
    def of(cls, request: HttpRequest, by: Mapping[str, str], *, first: str) -> "Sorting":
        """`first` is the order of an address that names none, or none that there is; "-due" is the latest first."""
        asked = request.GET.get(SORT, first)
        asked = asked if asked.removeprefix("-") in by else first
        return cls(by, asked.removeprefix("-"), asked.startswith("-"))

    @property
    def order(self) -> tuple[str, str]:
        """For order_by; the key settles ties, so that no record is on two pages or none."""
        sign = "-" if self.is_descending else ""
        return f"{sign}{self.by[self.word]}", "pk"

    def column(self, request: HttpRequest, text: str, word: str, *, at: str = "", **more: Any) -> dict[str, Any]:
        """A column of `table.html` whose head is a link, which opens the part `at` of the page."""
        is_now = word == self.word
        turned = f"-{word}" if is_now and not self.is_descending else word
        column = {"text": text, "href": _with(request, SORT, turned, without=PAGE, at=at)} | more
        return column | ({"direction": "descending" if self.is_descending else "ascending"} if is_now else {})


def paged_table(
    request: HttpRequest, columns: Sequence[Mapping[str, Any]], rows: Rows, *, per_page: int = A_TABLE, at: str = ""
) -> tuple[Sequence[Mapping[str, Any]], Page]:
    """Columns, and a page of the rows, as `table.html` takes them. Rows of several pages are sorted here, by the column
    that the address names, and the heads are links. `at`: the part of the page that links open.
    """
    if len(rows) <= per_page:
        return columns, Paginator(rows, per_page).get_page(1)
    words = [slugify(column["text"]) if column.get("sort", True) else "" for column in columns]
    sorting = Sorting.of(request, {word: word for word in words if word}, first="")
    heads = [
        sorting.column(request, word=word, at=at, **column) if word else column
        for word, column in zip(words, columns, strict=True)
    ]
    if sorting.word:
        rows = _in_order(rows, words.index(sorting.word), is_descending=sorting.is_descending)
    return heads, page_of(request, rows, per_page=per_page)


def _in_order(rows: Rows, at: int, *, is_descending: bool) -> Rows:
    """By the value to sort by, or the words of the cell; rows without one come last either way."""
    values = [_value(row[at]) for row in rows]
    known = [place for place, value in enumerate(values) if value is not None]
    known.sort(key=lambda place: values[place], reverse=is_descending)
    return [rows[place] for place in [*known, *(place for place, value in enumerate(values) if value is None)]]


def _value(cell: Any) -> Any:
    return cell.get("sort", cell.get("text")) if isinstance(cell, Mapping) else cell


def _with(request: HttpRequest, name: str, value: object, *, without: str = "", at: str = "") -> str:
    told = request.GET.copy()
    told.pop(without, None)
    told[name] = str(value)
    return f"?{told.urlencode()}{'#' if at else ''}{at}"
