"""Where a member can go from every page: `navigation.toml`, less what access.toml keeps from this member."""

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
    title: str
    address: str

    @property
    def app(self) -> str:
        return self.address.partition(":")[0]


@cache
def entries() -> tuple[Entry, ...]:
    return tuple(Entry(**told) for told in tomllib.loads(FILE.read_text(encoding="utf-8"))["entry"])


def navigation(request: HttpRequest) -> list[dict]:
    """As the service navigation component takes it; empty outside a partnership."""
    if request.member is None:
        return []
    here = request.resolver_match
    return [
        {
            "text": entry.title,
            "href": reverse(entry.address, kwargs={"partnership": request.partnership.slug}),
            "current": here.view_name == entry.address,
            "active": here.namespace == entry.app,
        }
        for entry in entries()
        if _lets_in(request.member, entry.address)
    ]


def _lets_in(member, address: str) -> bool:
    rule = rules().get(address)
    return rule is not None and (rule.permission is None or member.may(rule.permission))
