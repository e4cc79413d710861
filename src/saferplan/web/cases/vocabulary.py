"""Kinds of case, and how long things last: reviewed data."""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Kind:
    word: str
    title: str
    purpose: str


@dataclass(frozen=True)
class Limits:
    purpose: timedelta
    break_glass: timedelta
    break_glass_review: timedelta
    decide: timedelta


@cache
def kinds() -> dict[str, Kind]:
    return {word: Kind(word, **told) for word, told in _read("kinds.toml").items()}


@cache
def limits() -> Limits:
    told = _read("limits.toml")
    return Limits(
        purpose=timedelta(minutes=told["purpose_minutes"]),
        break_glass=timedelta(hours=told["break_glass_hours"]),
        break_glass_review=timedelta(days=told["break_glass_review_days"]),
        decide=timedelta(days=told["decide_days"]),
    )


def _read(name: str) -> dict:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))
