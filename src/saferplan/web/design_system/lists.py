"""Long lists: one page at a time, sorted by the server, both told in the address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from markupsafe import Markup

from saferplan.web.design_system.components import govuk

PAGE, SORT = "page", "sort"
A_PAGE = 25


def page_of(request: HttpRequest, records: QuerySet | Sequence, *, per_page: int = A_PAGE) -> Page:
    """The page that the address names; the nearest one where there is no such page."""
    return Paginator(records, per_page).get_page(request.GET.get(PAGE))


def pagination(request: HttpRequest, page: Page) -> Markup:
    """The links to the other pages; nothing where there is only one."""
    if page.paginator.num_pages == 1:
        return Markup()
    options: dict[str, Any] = {
        "items": [
            {"ellipsis": True}
            if number == Paginator.ELLIPSIS
            else {"number": number, "href": _with(request, PAGE, number), "current": number == page.number}
            for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
        ]
    }
    if page.has_previous():
        options["previous"] = {"href": _with(request, PAGE, page.previous_page_number())}
    if page.has_next():
        options["next"] = {"href": _with(request, PAGE, page.next_page_number())}
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

    def column(self, request: HttpRequest, text: str, word: str, **more: Any) -> dict[str, Any]:
        """A column of `table.html` whose head is a link."""
        is_now = word == self.word
        turned = f"-{word}" if is_now and not self.is_descending else word
        column = {"text": text, "href": _with(request, SORT, turned, without=PAGE)} | more
        return column | ({"direction": "descending" if self.is_descending else "ascending"} if is_now else {})


def _with(request: HttpRequest, name: str, value: object, *, without: str = "") -> str:
    told = request.GET.copy()
    told.pop(without, None)
    told[name] = str(value)
    return f"?{told.urlencode()}"
