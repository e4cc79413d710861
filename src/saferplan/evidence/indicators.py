"""Series that others publish, loaded through the template `indicators`: each with its own area, unit and lag."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import duckdb

from saferplan.evidence.analysis.disproportionality import shares
from saferplan.evidence.analysis.rates import rate_interval
from saferplan.evidence.basis import Basis
from saferplan.evidence.geography import Unit
from saferplan.evidence.periods import Period, month_number, parse_period
from saferplan.evidence.snapshot import quoted

RATE, SHARE, COUNT, OTHER = "rate", "share", "count", "other"
UPPER_TIER = ("utla", "cty")


@dataclass(frozen=True)
class Figure:
    """One cell of a series. `per`: value = numerator / denominator x per; all three None where they were not given."""

    indicator: str
    title: str
    source: str
    licence: str
    area_code: str
    period: Period
    kind: str
    value: float
    unit: str
    numerator: int | None
    denominator: float | None
    per: float | None
    lower_is_better: bool | None
    published: date
    stands_in_for: str
    caveat: str

    @property
    def lag_months(self) -> int:
        """Whole months from the end of the period to publication."""
        return month_number(f"{self.published:%Y-%m}") - month_number(self.period.last) - 1

    @cached_property
    def interval(self) -> tuple[float, float] | None:
        """95%: Garwood's for a rate or a count of events, Wilson's for a share; None where the figure is neither, or
        came without what it was worked out from.
        """
        if self.kind == COUNT:
            low, high = rate_interval(self.value, 1, 1) if self.value >= 0 and self.value.is_integer() else (None, None)
        elif self.numerator is None or not self.denominator or self.per is None or self.kind == OTHER:
            return None
        elif self.kind == RATE:
            low, high = rate_interval(self.numerator, self.denominator, self.per)
        else:
            low, high = self._share_interval(self.numerator, self.denominator, self.per)
        return None if low is None or high is None else (float(low), float(high))

    def _share_interval(self, numerator: int, denominator: float, per: float) -> tuple[float | None, float | None]:
        if numerator > denominator:
            return None, None
        share = shares(numerator, denominator)
        return float(share.low) * per, float(share.high) * per


def all_figures(basis: Basis) -> list[Figure]:
    """Every figure loaded, by indicator, area and period; of one that several sources give, the last published."""
    return basis.remembered("indicators", lambda: _read(basis))


def _read(basis: Basis) -> list[Figure]:
    rows = basis.engine.run(basis.engine.table("indicators")).to_pylist()
    newest = {
        (row["indicator"], row["area_code"], row["period"]): row
        for row in sorted(rows, key=lambda row: (row["published"], row["source"]))
    }
    return [_figure(row) for _, row in sorted(newest.items())]


def _figure(row: dict[str, Any]) -> Figure:
    values: dict[str, Any] = {name: row[name] or "" for name in ("licence", "stands_in_for", "caveat")}
    values["period"] = parse_period(row["period"])
    return Figure(**(row | values))


def series_of(basis: Basis, unit: str) -> dict[str, list[Figure]]:
    """For each indicator the figures that speak of a partnership area, oldest first.

    They are of the area itself where there are any, else of the smallest larger area of which there are: the county,
    the fire and rescue area, the police force area, the region, the country.
    """
    found: dict[str, list[Figure]] = {}
    levels = areas_around(basis, basis.geography.units[unit])
    for figure in all_figures(basis):
        found.setdefault(figure.indicator, []).append(figure)
    nearest = {name: _nearest(own, levels) for name, own in found.items()}
    return {name: sorted(own, key=lambda one: one.period.last) for name, own in nearest.items() if own}


def _nearest(figures: Sequence[Figure], levels: Sequence[Sequence[str]]) -> list[Figure]:
    for codes in levels:
        own = [figure for figure in figures if figure.area_code in codes]
        if own:
            return [figure for figure in own if figure.area_code == own[0].area_code]
    return []


def areas_around(basis: Basis, unit: Unit) -> list[tuple[str, ...]]:
    """Codes that mean the partnership area, then of larger areas around it, from small to large."""
    return [own_codes(unit), _upper_tier(basis, unit), unit.fra, (unit.pfa,), (unit.region,), (unit.country,)]


def own_codes(unit: Unit) -> tuple[str, ...]:
    """Codes that mean just this partnership area: one authority's or one partnership's only where it is all of it."""
    whole = (codes for codes in (unit.authorities, unit.partnerships) if len(codes) == 1)
    return tuple(dict.fromkeys([unit.code, *(code for codes in whole for code in codes)]))


def _upper_tier(basis: Basis, unit: Unit) -> tuple[str, ...]:
    """Counties in which all of the area's authorities lie."""
    if not unit.authorities:
        return ()
    levels = " OR ".join(f"parent_level LIKE '{level}%'" for level in UPPER_TIER)
    rows = duckdb.sql(
        f"SELECT parent_code FROM {basis.snapshot.scan('area_links')}"
        f" WHERE ({levels}) AND child_code IN ({quoted(unit.authorities)})"
        f" GROUP BY 1 HAVING count(DISTINCT child_code) = {len(unit.authorities)}"
    ).fetchall()
    return tuple(sorted(code for (code,) in rows))


def figures_by_unit(basis: Basis, indicator: str, period: Period | None = None) -> dict[str, Figure]:
    """An indicator's figure of each partnership area that has one of its own: for funnels and comparisons.

    Of `period`, or of the newest that any area has. Figures of larger areas stand for no smaller one.
    """
    own = [figure for figure in all_figures(basis) if figure.indicator == indicator]
    wanted = period or max((figure.period for figure in own), key=lambda one: (one.last, one.first), default=None)
    by_code = {figure.area_code: figure for figure in own if wanted and _same(figure.period, wanted)}
    found = {
        unit.code: next((by_code[code] for code in own_codes(unit) if code in by_code), None)
        for unit in basis.geography.units.values()
    }
    return {code: figure for code, figure in found.items() if figure is not None}


def _same(one: Period, other: Period) -> bool:
    return (one.first, one.last) == (other.first, other.last)
