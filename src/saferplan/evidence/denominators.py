"""Populations and households to relate counts to: the estimate nearest to the middle of a period, by name and date."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

import duckdb

from saferplan.evidence.geography import Geography
from saferplan.evidence.lake import Snapshot
from saferplan.evidence.periods import Period

DenominatorName = Literal["residents", "households"]
SMALL_AREA_LEVELS = ("lsoa11", "lsoa21")


@dataclass(frozen=True)
class Denominator:
    """Values by area code of one kind of area. `source` names publication and reference date, for the record."""

    name: DenominatorName
    source: str
    reference_date: date
    values: dict[str, int]

    def of(self, code: str) -> int | None:
        return self.values.get(code)


NO_DENOMINATOR = "no population is loaded"


class Denominators:
    """Adds small-area estimates up to the areas asked for, each publication through the codes that it uses."""

    def __init__(self, snapshot: Snapshot, geography: Geography) -> None:
        self._snapshot, self._geography = snapshot, geography
        self._db = duckdb.connect()
        self._db.register("places", geography.places)
        self._added_up = cache(self._add_up)
        self._dates = cache(self._reference_dates)

    def nearest(self, name: DenominatorName, kind: str, period: Period) -> Denominator:
        """The estimate whose date is nearest to the middle of the period; an empty one where none is loaded."""
        dated = self._dates(name)
        if not dated:
            return Denominator(name, NO_DENOMINATOR, period.middle, {})
        chosen = min(dated, key=lambda day: (abs((day - period.middle).days), day))
        return self._added_up(name, kind, chosen)

    def _reference_dates(self, name: DenominatorName) -> list[date]:
        small = f"SELECT reference_date FROM {self._snapshot.scan(_TABLE[name])} WHERE level IN {SMALL_AREA_LEVELS}"
        stated = f"SELECT reference_date FROM {self._snapshot.scan('area_profiles')} WHERE feature = '{name}'"
        return [row[0] for row in self._db.execute(f"SELECT DISTINCT * FROM ({small} UNION {stated})").fetchall()]

    def _add_up(self, name: DenominatorName, kind: str, day: date) -> Denominator:
        total = "tenure = 'all'" if name == "households" else "true"
        rows = self._db.execute(
            f"SELECT p.{kind}, any_value(s.source), sum(s.{name})"
            f" FROM {self._snapshot.scan(_TABLE[name])} s JOIN places p ON s.code = p.lsoa_code"
            f" WHERE s.level IN {SMALL_AREA_LEVELS} AND s.reference_date = ? AND {total} GROUP BY 1",
            [day],
        ).fetchall()
        values = {code: int(value) for code, _, value in rows if code and value is not None}
        sources = {source for _, source, _ in rows if source}
        if kind == "unit":
            stated = self._stated(name, day)
            values = {code: value for code, (value, _) in stated.items()} | values
            sources |= {source for _, source in stated.values()} if not sources else set()
        title = "; ".join(sorted(sources)) or NO_DENOMINATOR
        return Denominator(name, f"{title}, {name} on {day:%-d %B %Y}", day, values)

    def _stated(self, name: DenominatorName, day: date) -> dict[str, tuple[int, str]]:
        """Figures given for areas whose small-area tables are not in the lake."""
        rows = self._db.execute(
            f"SELECT code, value, source FROM {self._snapshot.scan('area_profiles')}"
            " WHERE feature = ? AND reference_date = ?",
            [name, day],
        ).fetchall()
        return {code: (round(value), source) for code, value, source in rows}


_TABLE: dict[DenominatorName, str] = {"residents": "population", "households": "households"}


def sum_over(denominator: Denominator, codes: tuple[str, ...]) -> int | None:
    """The total of several areas; None where one of them is not known."""
    values = [denominator.of(code) for code in codes]
    if not values or any(value is None for value in values):
        return None
    return sum(value for value in values if value is not None)
