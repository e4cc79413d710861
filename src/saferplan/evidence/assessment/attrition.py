"""From recorded to charged: crimes of the period, followed through the outcomes that their force publishes each month.

The crimes are followed, not the months: charges brought this year are mostly for crimes of earlier ones, so a year's
charges over the same year's crimes is a share of nothing.
"""

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from saferplan.evidence.analysis.attrition import median_lag, share_reached
from saferplan.evidence.analysis.rates import FloatArray
from saferplan.evidence.assessment.scope import ALL_CRIME, Scope, title_of
from saferplan.evidence.assessment.volumes import Table
from saferplan.evidence.basis import Basis
from saferplan.evidence.counts import placed_incidents
from saferplan.evidence.measures.definition import measure_named
from saferplan.evidence.periods import month_number
from saferplan.evidence.tables import OUTCOMES

FEWEST_CRIMES = 20
"""Crimes of a type below which no share is given. Our choice: one charge more would move it by five points."""


@cache
def rules() -> dict[str, Any]:
    """`charged`: outcomes that are a charge; `read_at`: months after recording at which shares are given."""
    text = files("saferplan.evidence.assessment").joinpath("attrition.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def attrition(scope: Scope) -> Table:
    """A record for all crime and each crime type: crimes recorded, and the share charged within so many months.

    `recorded_from`, `recorded_to`: months of the period that can be followed; `followed_to`: last month of outcomes;
    `charged`: crimes with a charge so far; `median_lag`: months, of those charged; `share_6`, `low_6`, `high_6` and so
    on, None where no crime was followed for so long or there are too few. Empty where no month can be followed.
    """
    months = followed_months(scope)
    recorded = [month for month in scope.months_recorded if month in months]
    if not recorded:
        return []
    crimes = _crimes(scope, recorded, months[-1])
    dates = {"recorded_from": recorded[0], "recorded_to": recorded[-1], "followed_to": months[-1]}
    names = (ALL_CRIME, *(measure.name for measure in scope.crime_measures))
    return [_record(name, crimes.of(measure_named(name).crime_types)) | dates for name in names]


def followed_months(scope: Scope) -> tuple[str, ...]:
    """The latest unbroken run of months whose outcomes the area's force has published; empty without any.

    A missing month of outcomes is not a month without charges, so crimes recorded before it cannot be followed past it.
    """
    loaded = scope.basis.remembered("outcome_months", lambda: _outcome_months(scope.basis)).get(scope.publisher, set())
    run: list[str] = []
    for month in sorted(loaded, reverse=True):
        if run and month_number(run[-1]) - month_number(month) != 1:
            break
        run.append(month)
    return tuple(reversed(run))


def _outcome_months(basis: Basis) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for extract in basis.snapshot.extracts:
        if extract["dataset"] == OUTCOMES.name:
            publisher, month = extract["slice"].split("/")
            found.setdefault(publisher, set()).add(month)
    return found


@dataclass(frozen=True)
class _Crimes:
    """One value a crime: its type, whole months to the charge (NaN: none) and whole months that it was followed."""

    crime_type: NDArray[Any]
    lag: FloatArray
    followed: FloatArray

    def of(self, types: Collection[str]) -> "_Crimes":
        own = np.isin(self.crime_type, list(types))
        return _Crimes(self.crime_type[own], self.lag[own], self.followed[own])


def _crimes(scope: Scope, recorded: Collection[str], last: str) -> _Crimes:
    table = _recorded_and_charged(scope)
    rows = [row for row in table.to_pylist() if row["month"] in recorded]
    month = np.array([month_number(row["month"]) for row in rows], dtype=float)
    charged = np.array([_number_or_nan(row["charged_month"]) for row in rows])
    charged[charged > month_number(last)] = np.nan
    return _Crimes(np.array([row["crime_type"] for row in rows]), charged - month, month_number(last) - month)


def _number_or_nan(month: str | None) -> float:
    return float(month_number(month)) if month else np.nan


def _recorded_and_charged(scope: Scope) -> pa.Table:
    """Columns month, crime_type, charged_month (null: none): one row a crime that has an identifier."""
    basis = scope.basis
    placed = placed_incidents(basis.engine, basis.geography.places, "unit", unit=scope.unit)
    own = placed.filter(placed.incident_id != "").select("publisher", "incident_id", "month", "crime_type")
    crimes = own.group_by("publisher", "incident_id").aggregate(month=own.month.min(), crime_type=own.crime_type.min())
    outcomes = basis.engine.table(OUTCOMES.name)
    charges = outcomes.filter(outcomes.outcome_type.isin(rules()["charged"]))
    first = charges.group_by("publisher", "incident_id").aggregate(charged_month=charges.month.min())
    joined = crimes.left_join(first, ["publisher", "incident_id"])
    return basis.engine.run(joined.select("month", "crime_type", "charged_month"))


def _record(name: str, crimes: _Crimes) -> dict[str, Any]:
    record = {
        "title": title_of(name),
        "crime_type": name,
        "recorded": len(crimes.lag),
        "charged": int((~np.isnan(crimes.lag)).sum()),
        "median_lag": _known(median_lag(crimes.lag)),
    }
    return record | _shares(crimes)


def _shares(crimes: _Crimes) -> dict[str, float | None]:
    """Share charged by each of the months at which it is read, with its interval."""
    told: dict[str, float | None] = {}
    enough = len(crimes.lag) >= FEWEST_CRIMES
    reached = share_reached(crimes.lag, crimes.followed) if enough else None
    for month in rules()["read_at"]:
        readable = reached is not None and month < len(reached.month)
        for key, values in (("share", "share"), ("low", "low"), ("high", "high")):
            told[f"{key}_{month}"] = float(getattr(reached, values)[month]) if readable else None
    return told


def _known(value: float) -> float | None:
    return None if np.isnan(value) else value
