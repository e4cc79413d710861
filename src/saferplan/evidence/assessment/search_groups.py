"""How stops and searches are grouped, from the reviewed file beside this."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class Group:
    """`begins`: how the file's value begins; `ages`: youngest and oldest, for groups that are ages."""

    name: str
    title: str
    people: str
    begins: str
    but_not: tuple[str, ...] = ()
    ages: tuple[int, int] | None = None

    def holds(self, value: str) -> bool:
        return value.startswith(self.begins) and value not in self.but_not


@dataclass(frozen=True)
class Grouping:
    name: str
    title: str
    column: str
    reference: str
    groups: tuple[Group, ...]

    def group_of(self, value: str | None) -> str:
        """Name of the value's group; empty for a value that is in none, which is unknown."""
        return next((group.name for group in self.groups if value and group.holds(value)), "")


@cache
def groupings() -> tuple[Grouping, ...]:
    return tuple(
        Grouping(
            one["name"], one["title"], one["column"], one["reference"], tuple(_group(group) for group in one["group"])
        )
        for one in rules()["grouping"]
    )


def _group(declared: dict[str, Any]) -> Group:
    ages = declared.get("ages")
    return Group(
        declared["name"],
        declared["title"],
        declared["people"],
        declared["begins"],
        tuple(declared.get("but_not", ())),
        (ages[0], ages[1]) if ages else None,
    )


@cache
def rules() -> dict[str, Any]:
    text = files("saferplan.evidence.assessment").joinpath("search_groups.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
