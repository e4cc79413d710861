"""Where a member can go from every page: `navigation.toml`, less what access.toml keeps from this member.

Some entries have sections below them, such as Evidence: a row of links on each of their pages.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.http import HttpRequest
from django.urls import reverse

from saferplan.web.access.table import rules

FILE = Path(__file__).with_name("navigation.toml")


@dataclass(frozen=True)
class Entry:
    """`under`: the app of the entry below which it stands as a section; empty for an entry of the bar."""

    title: str
    address: str
    under: str = ""

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
    return [
        _item(request, entry, {entry.app, *(section.app for section in entries(under=entry.app))})
        for entry in entries()
        if _lets_in(request.member, entry.address)
    ]


def sections(request: HttpRequest, under: str) -> list[dict]:
    """The sections below an entry of the bar, in the same form. Of two of one app, the one that is open is active."""
    shown = [
        _item(request, entry, {entry.app})
        for entry in entries(under=under)
        if request.member is not None and _lets_in(request.member, entry.address)
    ]
    is_open = any(one["current"] for one in shown)
    return [one | {"active": one["current"] if is_open else one["active"]} for one in shown]


def _item(request: HttpRequest, entry: Entry, apps: set[str]) -> dict:
    here = request.resolver_match
    return {
        "text": entry.title,
        "href": reverse(entry.address, kwargs={"partnership": request.partnership.slug}),
        "current": here.view_name == entry.address,
        "active": here.namespace in apps,
    }


def _lets_in(member, address: str) -> bool:
    rule = rules().get(address)
    return rule is not None and (rule.permission is None or member.may(rule.permission))
