"""Partners' records in numbers, by the same questions for either reader: exact, or as they are released for all.

Every answer is a range, alike at both ends where it is exact. None stands for an end that is not known.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from saferplan.evidence.own_areas.restricted import counted_codes, of_best_fits
from saferplan.evidence.rounding import base
from saferplan.evidence.summaries.partner_counts import NOWHERE, PartnerCounts, Released, Series, released

BY_WARD, BY_MONTH, BY_OWN = "ward", "month", "own-area"
Range = tuple[int | None, int | None]
Ranges = Mapping[str, Range]
UNKNOWN: Range = (None, None)
Places = Mapping[str, Iterable[str]]
"""Every ward with its small areas."""
BestFits = Mapping[str, list[str]]
"""Own areas, each with the small areas that fit it best."""


@dataclass(frozen=True)
class Asked:
    """One kind of records of one kind of agency, over months of a year that are known."""

    counts: PartnerCounts
    series: Series
    months: tuple[str, ...]
    places: Places


class Figures(Protocol):
    """`parts` is by ward, month, or the code of a ward, which is broken down by its small areas: None where there are
    too few to be broken down. `own_areas` are counted by whole small areas, never by their lines (ADR 0046).
    """

    @property
    def whole(self) -> Range: ...

    def parts(self, by: str) -> Ranges | None: ...

    def own_areas(self, fits: BestFits) -> Ranges | None: ...


@dataclass(frozen=True)
class ExactFigures:
    asked: Asked

    @property
    def whole(self) -> Range:
        number = sum(self._by_month.values())
        return number, number

    def parts(self, by: str) -> Ranges:
        return {code: (number, number) for code, number in self._parts(by).items()}

    def own_areas(self, fits: BestFits) -> Ranges:
        found = self._by_ward | self._by("lsoa")
        return {code: self._summed(parts, found) for code, parts in fits.items()}

    def _parts(self, by: str) -> Mapping[str, int]:
        if by == BY_MONTH:
            return self._by_month
        if by == BY_WARD:
            return self._by_ward
        own = self.asked.counts.by(self.asked.series, self.asked.months, lambda row: (row["ward"], row["lsoa"]))
        return {lsoa: own.get((by, lsoa), 0) for lsoa in (*self.asked.places[by], NOWHERE)}

    def _summed(self, parts: list[str], found: Mapping[str, int]) -> Range:
        if not parts:
            return UNKNOWN
        number = sum(found.get(one, 0) for one in counted_codes(parts, found, self.asked.places))
        return number, number

    @cached_property
    def _by_month(self) -> dict[str, int]:
        return dict.fromkeys(self.asked.months, 0) | self._by("month")

    @cached_property
    def _by_ward(self) -> dict[str, int]:
        return dict.fromkeys([*self.asked.places, NOWHERE], 0) | self._by("ward")

    def _by(self, column: str) -> dict[str, int]:
        return self.asked.counts.by(self.asked.series, self.asked.months, lambda row: row[column])


@dataclass(frozen=True)
class ReleasedFigures:
    asked: Asked

    @property
    def whole(self) -> Range:
        return _opened(self._released.whole)

    def parts(self, by: str) -> Ranges | None:
        breakdowns = {BY_MONTH: self._released.months, BY_WARD: self._released.wards}
        found = breakdowns[by] if by in breakdowns else self._released.small.get(by)
        return None if found is None else {code: _opened(number) for code, number in found.items()}

    def own_areas(self, fits: BestFits) -> Ranges | None:
        if self._released.wards is None:
            return None
        small = [own for own in self._released.small.values() if own is not None]
        told = {code: number for own in (self._released.wards, *small) for code, number in own.items()}
        told.pop(NOWHERE, None)
        return {code: self._fitted(parts, told) for code, parts in fits.items()}

    def _fitted(self, parts: list[str], told: Mapping[str, int]) -> Range:
        found = of_best_fits(parts, told, self.asked.places)
        says_nothing = not found.parts or (found.low == 0 and found.high is None)
        return UNKNOWN if says_nothing else (found.low, found.high)

    @cached_property
    def _released(self) -> Released:
        return released(self.asked.counts, self.asked.series, self.asked.months, self.asked.places)


def _opened(printed: int) -> Range:
    """What a figure that was rounded down can have been."""
    return printed, printed + base() - 1
