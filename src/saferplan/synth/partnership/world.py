"""What the files are made from: people in an area over some months, and the reports that agencies are told."""

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from saferplan.synth.area import Neighbourhoods
from saferplan.synth.people.population import Population, years_between
from saferplan.synth.places.placed import Placed
from saferplan.synth.positions import NOBODY

DAY = 24 * 60  # minutes; times are minutes since 1970-01-01 on the local clock
_FOLDER = Path(__file__).parent


@cache
def data(name: str) -> dict[str, Any]:
    """A reviewed data file of this folder."""
    with (_FOLDER / f"{name}.toml").open("rb") as stream:
        return tomllib.load(stream)


@dataclass(frozen=True)
class World:
    """`months` in order, as YYYY-MM. `scale`: invented people for each real resident."""

    areas: Neighbourhoods
    people: Population
    placed: Placed
    months: tuple[str, ...]
    seed: int

    @property
    def scale(self) -> float:
        return len(self.people) / int(self.areas.residents.sum())

    @property
    def first_day(self) -> int:
        """Days since 1970-01-01, as is `last_day`."""
        return int(np.datetime64(self.months[0], "D").astype(int))

    @property
    def last_day(self) -> int:
        return int((np.datetime64(self.months[-1], "M") + 1).astype("datetime64[D]").astype(int)) - 1

    @property
    def years(self) -> float:
        return len(self.months) / 12

    def ages(self) -> np.ndarray:
        """Of everybody, in years, at the end of the months."""
        return years_between(self.people.born, np.full(len(self.people), self.last_day))


@dataclass(frozen=True)
class Reports:
    """What agencies were told, a position each report; several reports may tell of one incident.

    `feed`: position in FEEDS, or that of the first landlord and so on. `victim`, `suspect`: positions of people.
    `start`, `end`, `reported`: minutes since 1970-01-01; `end` is NOBODY where the time is known. `dwelling`: the
    home where it was, or NOBODY; `case`: number of the case, or NOBODY. `category`: what it was, as a word of
    categories.toml, or an offence code. `scenario`: position in scenarios.toml, or NOBODY.
    """

    feed: np.ndarray
    incident: np.ndarray
    victim: np.ndarray
    suspect: np.ndarray
    category: np.ndarray
    crime_type: np.ndarray
    start: np.ndarray
    end: np.ndarray
    reported: np.ndarray
    dwelling: np.ndarray
    neighbourhood: np.ndarray
    easting: np.ndarray
    northing: np.ndarray
    domestic: np.ndarray
    hate: np.ndarray
    alcohol: np.ndarray
    drugs: np.ndarray
    knife: np.ndarray
    youth: np.ndarray
    case: np.ndarray
    scenario: np.ndarray

    def __len__(self) -> int:
        return len(self.feed)

    def take(self, chosen: np.ndarray) -> "Reports":
        return Reports(*(getattr(self, one.name)[chosen] for one in fields(self)))

    def changed(self, **columns: Any) -> "Reports":
        """With other values in some columns; a single value stands for all rows."""
        own = {one.name: getattr(self, one.name) for one in fields(self)}
        own |= {name: np.broadcast_to(np.asarray(value), len(self)).copy() for name, value in columns.items()}
        return Reports(**own)


def joined(parts: list[Reports]) -> Reports:
    return Reports(*(np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(Reports)))


def blank(n: int) -> Reports:
    """`n` reports of which nothing is known yet."""
    numbers = ("feed", "incident", "victim", "suspect", "start", "end", "reported", "dwelling", "neighbourhood")
    numbers = (*numbers, "easting", "northing", "case", "scenario")
    own: dict[str, Any] = {name: np.full(n, NOBODY, dtype=np.int64) for name in numbers}
    own |= {name: np.full(n, "", dtype=object) for name in ("category", "crime_type")}
    own |= {one.name: np.zeros(n, dtype=bool) for one in fields(Reports) if one.name not in own}
    return Reports(**own)


def months_until(last: str, count: int) -> tuple[str, ...]:
    """`count` months that end with `last`, in order."""
    end = np.datetime64(last, "M")
    return tuple(str(end - back) for back in reversed(range(count)))
