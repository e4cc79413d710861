"""The record of a measured figure: the contract of `saferplan measure` and of every table in an assessment."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np

from saferplan.evidence.analysis.rates import annualised, rate, rate_interval
from saferplan.evidence.measures.notes import note_of
from saferplan.evidence.measures.tally import Tally
from saferplan.evidence.measures.untold import Untold
from saferplan.evidence.periods import Period


class Status(StrEnum):
    OK = "ok"
    PARTIAL = "partial"
    MISSING = "missing"
    SUPPRESSED = "suppressed"


@dataclass
class Against:
    """One area's change between two periods, over the months that both have."""

    against_period: str
    against_count: int | None
    months_compared: int
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    p: float | None
    q: float | None
    verdict: str
    # The count of the record's own period over the months compared.
    count_compared: int | None


@dataclass
class Beside:
    """One area beside another over the months that both have; beside the rest of it, where it is a part."""

    compared_area_code: str
    compared_months: int
    compared_own_count: int | None
    compared_count: int | None
    compared_rate_annualised: float | None
    compared_own_rate_annualised: float | None
    compared_ratio: float | None
    compared_ratio_low: float | None
    compared_ratio_high: float | None
    compared_p: float | None
    compared_q: float | None
    compared_verdict: str


@dataclass
class Record:
    """A count over the months present in a period, its rate with a 95% interval, and how complete it is.

    `rate` is of what was counted, in months_present months; `rate_annualised` is what it would be over twelve
    months at the same pace. `count` is None, not 0, where no month is present. `note` says what a reader must know.
    """

    area_code: str
    area_name: str
    period: str
    crime_type: str
    count: int | None
    months_present: int
    months_expected: int
    denominator: int | None
    denominator_source: str
    rate: float | None
    ci_low: float | None
    ci_high: float | None
    rate_annualised: float | None
    status: Status
    rate_annualised_low: float | None
    rate_annualised_high: float | None
    note: str = ""
    against: Against | None = None
    beside: Beside | None = None

    def as_record(self) -> dict[str, Any]:
        """One flat mapping in the order of the contract."""
        flat = asdict(self)
        comparisons = [flat.pop("against"), flat.pop("beside")]
        for comparison in comparisons:
            flat |= comparison or {}
        return flat


@dataclass(frozen=True)
class Row:
    """What one record is to be made of. `loaded`: every month that there is of its area; `untold`: untold_months;
    `not_in_use`: months of the period for which the publisher did not have the crime types.
    """

    tally: Tally
    period: Period
    crime_type: str
    denominator_source: str
    per: int
    loaded: Sequence[str] = ()
    untold: Untold = field(default_factory=dict)
    not_in_use: Sequence[str] = ()


def records_of(rows: Sequence[Row]) -> list[Record]:
    """Rates and intervals for many rows at once."""
    counts = np.array([_or_nan(row.tally.count) for row in rows], dtype=float)
    denominators = np.array([_or_nan(row.tally.denominator) for row in rows], dtype=float)
    months = np.array([len(row.tally.extent.months) for row in rows], dtype=float)
    per = np.array([row.per for row in rows], dtype=float)
    rates = [rate(counts, denominators, 1) * per, *(end * per for end in rate_interval(counts, denominators, 1))]
    yearly = [annualised(values, months) for values in rates]
    figures = np.array([*rates, *yearly]).T
    return [_record(row, [number_or_none(one) for one in own]) for row, own in zip(rows, figures, strict=True)]


def _record(row: Row, figures: list[float | None]) -> Record:
    """`figures`: rate, low and high, then the same annualised."""
    extent = row.tally.extent
    rate_now, low, high, yearly, yearly_low, yearly_high = figures
    return Record(
        area_code=extent.area.code,
        area_name=extent.area.name,
        period=row.period.code,
        crime_type=row.crime_type,
        count=row.tally.count,
        months_present=len(extent.months),
        months_expected=len(row.period.months),
        denominator=row.tally.denominator,
        denominator_source=row.denominator_source,
        rate=rate_now,
        ci_low=low,
        ci_high=high,
        rate_annualised=yearly,
        status=_status(extent.months, row.period, extent.left_out),
        rate_annualised_low=yearly_low,
        rate_annualised_high=yearly_high,
        note=note_of(extent, row.period, row.loaded, row.untold, row.not_in_use),
    )


def _status(months: Sequence[str], period: Period, left_out: Sequence[str]) -> Status:
    if not months:
        return Status.MISSING
    return Status.OK if len(months) == len(period.months) and not left_out else Status.PARTIAL


def number_or_none(value: float) -> float | None:
    """JSON has no NaN, and infinity is no figure to print."""
    return float(value) if np.isfinite(value) else None


def _or_nan(value: int | None) -> float:
    return float("nan") if value is None else float(value)
