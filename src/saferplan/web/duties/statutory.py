"""Duties that statutes lay on partnerships: `statutory.toml`, read and checked."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from saferplan.web.duties.recurring import months_after, next_on
from saferplan.web.partnerships.areas import TIER_ONE, Nation, PlaceKind, kind_of, nation_of

FILE = Path(__file__).with_name("statutory.toml")


class Certainty(StrEnum):
    READ = "read"
    RECALLED = "recalled"

    @property
    def in_words(self) -> str:
        return HOW_CHECKED[self]


HOW_CHECKED = {
    Certainty.READ: "read in the text of the law or on an official page",
    Certainty.RECALLED: "from general knowledge: read the text in force before relying on it",
}


@dataclass(frozen=True)
class Law:
    citation: str
    applies_from: date


@dataclass(frozen=True)
class Recurrence:
    months: int
    counted_from: str


@dataclass(frozen=True)
class Within:
    """How long after an event. `after` completes "the day on which …"."""

    after: str
    days: int = 0
    months: int = 0

    @property
    def in_words(self) -> str:
        length = f"{self.days} days" if self.days else f"{self.months} month{'s' if self.months > 1 else ''}"
        return f"Within {length} of the day on which {self.after}"

    def due(self, happened: date) -> date:
        return months_after(happened, self.months) + timedelta(days=self.days)


@dataclass(frozen=True)
class DayOfYear:
    month: int
    day: int


@dataclass(frozen=True)
class Template:
    word: str
    title: str
    what: str
    laws: Mapping[Nation, Law]
    certainty: Certainty
    checked: date
    first: DayOfYear | None = None
    recurs: Recurrence | None = None
    within: Within | None = None
    tier_one: bool = False
    two_tier: bool = False
    note: str = ""

    def applies(self, *, nation: Nation, codes: Iterable[str], on: date) -> bool:
        kinds = {kind_of(code) for code in codes}
        law = self.laws.get(nation)
        return (
            law is not None
            and law.applies_from <= on
            and not (self.tier_one and not kinds & TIER_ONE)
            and not (self.two_tier and PlaceKind.DISTRICT not in kinds)
        )

    @property
    def when(self) -> str:
        if self.within:
            return self.within.in_words
        return how_often(self.recurs.months, self.recurs.counted_from) if self.recurs else "The law sets no interval"

    def suggested_due(self, today: date) -> date | None:
        return next_on(self.first.month, self.first.day, after=today) if self.first else None


def how_often(months: int | None, counted_from: str) -> str:
    """Every year, counted from the day that it was due."""
    if not months:
        return "Once"
    often = {1: "Every month", 3: "Every quarter", 12: "Every year"}.get(months, f"Every {months} months")
    return f"{often}, counted from the day that it was {counted_from}"


@cache
def templates() -> dict[str, Template]:
    """By the word that a Duty keeps."""
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {word: _template(word, parts) for word, parts in told.items()}


def templates_for(codes: Iterable[str], *, on: date) -> list[Template]:
    """What applies to a partnership of these places. The first code is its own area's."""
    codes = list(codes)
    nation = nation_of(codes[0])
    return [one for one in templates().values() if one.applies(nation=nation, codes=codes, on=on)]


def _template(word: str, parts: dict[str, Any]) -> Template:
    laws = {nation: Law(**parts.pop(nation)) for nation in Nation if nation in parts}
    shapes = {"first": DayOfYear, "recurs": Recurrence, "within": Within, "certainty": Certainty}
    for name, shape in shapes.items():
        if name in parts:
            parts[name] = shape(**parts[name]) if isinstance(parts[name], dict) else shape(parts[name])
    return Template(word=word, laws=laws, **parts)
