"""Purposes and kinds of data as reviewed data: the words that agreements, cases and the log of reads share."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from saferplan.identities.purposes import Gateway, gateways

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Purpose:
    word: str
    title: str
    what_for: str
    gateways: tuple[Gateway, ...]
    checked: date

    def gateway(self, name: str) -> Gateway | None:
        """None where the purpose is not, or no longer, served by a gateway of that name."""
        return next((gateway for gateway in self.gateways if gateway.name == name), None)


@dataclass(frozen=True)
class Category:
    """A kind of data. `citation` is empty where a lawful basis is all that the law asks for."""

    word: str
    title: str
    holds: str
    citation: str
    checked: date


@cache
def purposes() -> dict[str, Purpose]:
    return {
        word: Purpose(word, **told | {"gateways": tuple(gateways()[name] for name in told["gateways"])})
        for word, told in _read("purposes.toml").items()
    }


@cache
def categories() -> dict[str, Category]:
    return {word: Category(word, **told) for word, told in _read("categories.toml").items()}


def titles_of(words: Iterable[str]) -> str:
    """'Who people are; Risk', in the order of the file."""
    held = set(words)
    return "; ".join(category.title for word, category in categories().items() if word in held)


def covers_people(gateway: Gateway, on: date) -> bool:
    """Whether a power to share was there on that day, and is one for named people."""
    return gateway.is_personal and gateway.begins <= on


def _read(name: str) -> dict:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))
