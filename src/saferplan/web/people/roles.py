"""Roles as data: `roles.toml`, read and checked."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from saferplan.web.people.permissions import Permission

FILE = Path(__file__).with_name("roles.toml")


@dataclass(frozen=True)
class Role:
    word: str
    name: str
    description: str
    permissions: frozenset[Permission]


@cache
def roles() -> dict[str, Role]:
    """By the word that a MemberRole keeps."""
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {
        word: Role(word, role["name"], role["description"], frozenset(map(Permission, role["permissions"])))
        for word, role in told.items()
    }


def name_of(word: str) -> str:
    """A role that the file no longer tells of keeps its word: somebody held it once."""
    known = roles().get(word)
    return known.name if known else word


def roles_with(permission: Permission) -> list[Role]:
    return [role for role in roles().values() if permission in role.permissions]
