"""Where a member can go from every page: `navigation.toml`, less what access.toml keeps from this member.

Some entries have sections below them, such as Evidence: a row of links on each of their pages. Whoever may open a
section has the entry above it, which leads to the first section that they may open.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.http import HttpRequest
from django.urls import reverse

from saferplan.web.access.opening import lets_in
from saferplan.web.people.models import Member

FILE = Path(__file__).with_name("navigation.toml")


@dataclass(frozen=True)
class Entry:
    """`under`: the app of the entry below which it stands as a section; empty for an entry of the bar.

    `also`: further apps whose pages belong to it.
    """

    title: str
    address: str
    under: str = ""
    also: tuple[str, ...] = ()

    @property
    def app(self) -> str:
        return self.address.partition(":")[0]


@cache
def _all() -> tuple[Entry, ...]:
    return tuple(Entry(**told) for told in tomllib.loads(FILE.read_text(encoding="utf-8"))["entry"])


def entries(under: str = "") -> tuple[Entry, ...]:
    return tuple(entry for entry in _all() if entry.under == under)


def navigation(request: HttpRequest) -> list[dict]:
    """As the service navigation component takes it; empty outside a partnership."""
    if request.member is None:
        return []
    below = _app_of_the_bar(request)
    return [_item(request, to, entry.title, is_active=entry.app == below) for entry, to in _bar(request.member)]


def ways_back(member: Member) -> list[dict]:
    """The same for a page that is in none of them, such as one that was not found. Asks nothing of the database."""
    parts = {"partnership": member.partnership.slug}
    return [{"text": entry.title, "href": reverse(to, kwargs=parts)} for entry, to in _bar(member)]


def sections(request: HttpRequest, under: str) -> list[dict]:
    """The sections below an entry of the bar, in the same form. Of two of one app, the one that is open is active."""
    app = request.resolver_match.namespace
    shown = [
        _item(request, section.address, section.title, is_active=section.app == app)
        for section in (_open_to(request.member, entries(under=under)) if request.member else ())
    ]
    is_open = any(one["current"] for one in shown)
    return [one | {"active": one["current"] if is_open else one["active"]} for one in shown]


def _app_of_the_bar(request: HttpRequest) -> str:
    """That of the entry below which the page stands. A section may be a page of an app that has its own entry."""
    here = request.resolver_match
    below = [section for section in _all() if section.under]
    exact = next((section.under for section in below if section.address == here.view_name), "")
    if exact or here.namespace in {entry.app for entry in entries()}:
        return exact or here.namespace
    belongs = {app: entry.app for entry in entries() for app in entry.also}
    return next((section.under for section in below if section.app == here.namespace), belongs.get(here.namespace, ""))


def _bar(member: Member) -> list[tuple[Entry, str]]:
    """Entries of the bar, each with the first address that it opens to the member."""
    shown = ((entry, _open_to(member, (entry, *entries(under=entry.app)))) for entry in entries())
    return [(entry, found[0].address) for entry, found in shown if found]


def _item(request: HttpRequest, address: str, title: str, *, is_active: bool) -> dict:
    return {
        "text": title,
        "href": reverse(address, kwargs={"partnership": request.partnership.slug}),
        "current": request.resolver_match.view_name == address,
        "active": is_active,
    }


def _open_to(member: Member, of: tuple[Entry, ...]) -> list[Entry]:
    return [entry for entry in of if lets_in(member, entry.address)]
