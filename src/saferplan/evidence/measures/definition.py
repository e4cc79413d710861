"""The definition of a measure: a reviewed data file, so that domain experts can check it without reading Python."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files

from saferplan.errors import UnknownName, nearest
from saferplan.evidence.denominators import DenominatorName
from saferplan.evidence.sources.police_categories import crime_types


@dataclass(frozen=True)
class Measure:
    """A count of police.uk crime types over a denominator. `denominator` is residents or households."""

    name: str
    title: str
    what_it_counts: str
    why_it_matters: str
    source: str
    denominator: DenominatorName
    per: int
    authored_by: str
    checked_by: str
    next_review: date
    crime_types: tuple[str, ...]

    @property
    def unit(self) -> str:
        return f"per {self.per:,} {self.denominator}"

    @property
    def is_single_type(self) -> bool:
        return len(self.crime_types) == 1

    def in_use(self, months: Iterable[str]) -> tuple[str, ...]:
        """Those months in which the publisher had any of the measure's crime types: else nothing is known of it."""
        return _in_use(self.crime_types, tuple(months))


@lru_cache(maxsize=1024)  # asked for every place of a table anew, of the same months
def _in_use(slugs: tuple[str, ...], months: tuple[str, ...]) -> tuple[str, ...]:
    types = [one for one in crime_types() if one.slug in slugs]
    return tuple(month for month in months if any(one.is_in_use(month) for one in types))


@cache
def all_measures() -> dict[str, Measure]:
    """Every measure by its name."""
    folder = files("saferplan.evidence.measures").joinpath("definitions")
    read = [_read(entry.read_text(encoding="utf-8")) for entry in folder.iterdir() if entry.name.endswith(".toml")]
    return {measure.name: measure for measure in sorted(read, key=lambda measure: measure.name)}


def measure_named(name: str) -> Measure:
    """Raises UnknownName with the nearest names."""
    try:
        return all_measures()[name]
    except KeyError:
        known = list(all_measures())
        remedy = nearest(name, known) or f"There are: {', '.join(known)}."
        raise UnknownName(f"there is no measure '{name}'", remedy=remedy) from None


def _read(text: str) -> Measure:
    written = tomllib.loads(text)
    numerator = written.pop("numerator")
    every = [one.slug for one in crime_types()]
    counted = numerator.get("crime_types") or [one for one in every if one not in numerator["except_crime_types"]]
    return Measure(**written, crime_types=tuple(counted))
