"""Who may open which address: `access.toml`, read and checked."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from django.conf import settings

from saferplan.web.people.permissions import Permission

TABLE = Path(__file__).with_name("access.toml")
DEMO = "demo"  # the heading of what exists in demo mode alone
NO_NAMESPACE = "account"  # the table's heading for names that stand in no app's namespace


class Door(StrEnum):
    ANYONE = "anyone"
    SIGNED_IN = "signed-in"
    MEMBER = "member"
    API = "api"


@dataclass(frozen=True)
class Rule:
    door: Door
    permission: Permission | None = None
    scope: str = ""


def rules() -> dict[str, Rule]:
    """By the name of the address, such as `duties:register`."""
    return _rules(settings.DEMO)


@cache
def _rules(demo: bool) -> dict[str, Rule]:
    told = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return {
        name if app == NO_NAMESPACE else f"{app}:{name}": _rule(word)
        for app, names in told.items()
        if app != DEMO or demo
        for name, word in names.items()
    }


def _rule(word: str) -> Rule:
    if word.startswith(Door.API):
        return Rule(Door.API, scope=word.removeprefix(Door.API).removeprefix(":"))
    return Rule(Door.MEMBER, Permission(word)) if "." in word else Rule(Door(word))
