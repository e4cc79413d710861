"""What tokens may reach: `scopes.toml`, read."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from saferplan.web.people.models import Member
from saferplan.web.people.permissions import Permission

FILE = Path(__file__).with_name("scopes.toml")


@dataclass(frozen=True)
class Scope:
    word: str
    title: str
    description: str
    permission: Permission | None = None


@cache
def scopes() -> dict[str, Scope]:
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {word: _scope(word, **one) for word, one in told.items()}


def _scope(word: str, title: str, description: str, permission: str = "") -> Scope:
    return Scope(word, title, description, Permission(permission) if permission else None)


def scopes_for(member: Member) -> list[Scope]:
    """Those that a member may give to a token."""
    return [one for one in scopes().values() if one.permission is None or member.may(one.permission)]
