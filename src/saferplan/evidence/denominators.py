"""Populations and households to relate counts to: the estimate nearest to the middle of a period, by name and date."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from saferplan.evidence.geography import Geography
from saferplan.evidence.lake import Snapshot
from saferplan.evidence.periods import Period

DenominatorName = Literal["residents", "households"]
SMALL_AREA_LEVELS = ("lsoa11", "lsoa21")
NO_DENOMINATOR = {"residents": "no population is loaded", "households": "no count of households is loaded"}


@dataclass(frozen=True)
class Denominator:
    """Values by area code of one kind of area. `source` names publication and reference date, for the record."""

    name: DenominatorName
    source: str
    reference_date: date
    values: dict[str, int]

    def of(self, code: str) -> int | None:
        return self.values.get(code)


class Denominators(ABC):
    """Which of several estimates a count is related to."""

    @abstractmethod
    def days(self, name: DenominatorName, kind: str) -> Collection[date]:
        """Reference dates of every estimate for areas of `kind`."""

    @abstractmethod
    def on(self, name: DenominatorName, kind: str, day: date) -> Denominator:
        """The estimate of one of these dates."""

    def nearest(self, name: DenominatorName, kind: str, period: Period, codes: Sequence[str] = ()) -> Denominator:
        """The estimate whose date is nearest to the middle of the period; an empty one where none is loaded.

        Of two equally near, the earlier. An estimate that lacks one of `codes` is passed over for the next nearest
        that has them all, so that a table of part of the country does not hide one of the whole.
        """
        days = self._by_nearness(name, kind, period)
        if not days:
            return Denominator(name, NO_DENOMINATOR[name], period.middle, {})
        found = (self.on(name, kind, day) for day in days)
        complete = (one for one in found if all(code in one.values for code in codes))
        return next(complete, self.on(name, kind, days[0]))

    def nearest_of_each(self, name: DenominatorName, kind: str, period: Period, codes: Sequence[str]) -> dict[str, int]:
        """For each code by itself the value of `nearest`; codes that no estimate has are absent."""
        found: dict[str, int] = {}
        for day in self._by_nearness(name, kind, period):
            values = self.on(name, kind, day).values
            found = {code: values[code] for code in codes if code in values} | found
            if len(found) == len(codes):
                break
        return found

    def _by_nearness(self, name: DenominatorName, kind: str, period: Period) -> list[date]:
        return sorted(self.days(name, kind), key=lambda day: (_apart(day, period), day))

    def of_one_series(
        self, name: DenominatorName, kind: str, periods: tuple[Period, Period], codes: Sequence[str] = ()
    ) -> tuple[Denominator, Denominator]:
        """The estimates nearest to two periods from one series, so that a change of series is no change of people.

        Of the series, the one nearest to both together; the nearest of any where none has `codes` for both.
        """
        nearest = tuple(self.nearest(name, kind, period, codes) for period in periods)
        days = self.days(name, kind)
        found = []
        for base in {_base(day) for day in days}:
            own = [day for day in days if _base(day) == base]
            pair = [self.on(name, kind, _nearest_day(own, period)) for period in periods]
            if all(code in one.values for one in pair for code in codes):
                found.append(pair)
        if not found:
            return nearest[0], nearest[1]
        best = min(
            found, key=lambda pair: sum(_apart(one.reference_date, p) for one, p in zip(pair, periods, strict=True))
        )
        return best[0], best[1]


class LakeDenominators(Denominators):
    """Adds small-area estimates up to the areas asked for, each publication through the codes that it uses."""

    def __init__(self, snapshot: Snapshot, geography: Geography) -> None:
        self._snapshot, self._geography = snapshot, geography
        import duckdb

        self._db = duckdb.connect()
        self._added_up = cache(self._add_up)
        self._published = cache(self._editions)
        self._stated_on = cache(self._stated)

    def days(self, name: DenominatorName, kind: str) -> Collection[date]:
        return {*self._published(name), *(self._stated_on(name) if kind == "unit" else ())}

    def on(self, name: DenominatorName, kind: str, day: date) -> Denominator:
        return self._added_up(name, kind, day)

    def _editions(self, name: DenominatorName) -> dict[date, str]:
        """The edition to use for each reference date: of several, one in the codes of 2021, and the last by name."""
        rows = self._db.execute(
            f"SELECT reference_date, arg_max(edition, level || edition) FROM {self._snapshot.scan(_TABLE[name])}"
            f" WHERE level IN {SMALL_AREA_LEVELS} GROUP BY reference_date"
        ).fetchall()
        return dict(rows)

    def _add_up(self, name: DenominatorName, kind: str, day: date) -> Denominator:
        rows = self._small_areas(name, kind, self._published(name)[day]) if day in self._published(name) else []
        values = {code: int(value) for code, _, value in rows if code and value is not None}
        sources = {source for _, source, _ in rows if source}
        if kind == "unit":
            stated = self._stated_on(name).get(day, {})
            sources |= {source for code, (_, source) in stated.items() if code not in values}
            values = {code: value for code, (value, _) in stated.items()} | values
        title = "; ".join(sorted(sources)) or NO_DENOMINATOR[name]
        return Denominator(name, f"{title}, {name} on {day:%-d %B %Y}", day, values)

    def _small_areas(self, name: DenominatorName, kind: str, edition: str) -> list[tuple[str, str, int]]:
        """Area, source and total of the small areas of one edition, whose codes are of one vintage or of both."""
        self._db.register("places", self._geography.places_with(kind))
        total = "tenure = 'all'" if name == "households" else "true"
        return self._db.execute(
            f"SELECT p.{kind}, any_value(s.source), sum(s.{name})"
            f" FROM {self._snapshot.scan(_TABLE[name])} s JOIN places p ON s.code = p.lsoa_code"
            f" WHERE s.level IN {SMALL_AREA_LEVELS} AND s.edition = ? AND {total} GROUP BY 1",
            [edition],
        ).fetchall()

    def _stated(self, name: DenominatorName) -> dict[date, dict[str, tuple[int, str]]]:
        """By date: figures and sources for areas whose small-area tables are not in the lake."""
        rows = self._db.execute(
            f"SELECT reference_date, code, value, source FROM {self._snapshot.scan('area_profiles')}"
            " WHERE feature = ? AND value IS NOT NULL AND reference_date IS NOT NULL",
            [name],
        ).fetchall()
        found: dict[date, dict[str, tuple[int, str]]] = {}
        for day, code, value, source in rows:
            found.setdefault(day, {})[code] = (round(value), source)
        return found


# Estimates up to mid-2020 were rolled forward from the census of 2011, those from the census of 2021 on from that one:
# between the two series places such as Westminster or Cambridge seem to lose or gain a fifth of their people.
CENSUS_2021 = date(2021, 3, 21)


def _base(day: date) -> int:
    """The census on which an estimate of that day rests."""
    return 2021 if day >= CENSUS_2021 else 2011


def _apart(day: date, period: Period) -> int:
    return abs((day - period.middle).days)


def _nearest_day(days: Sequence[date], period: Period) -> date:
    return min(days, key=lambda day: (_apart(day, period), day))


_TABLE: dict[DenominatorName, str] = {"residents": "population", "households": "households"}


def sum_over(denominator: Denominator, codes: Sequence[str]) -> int | None:
    """The total of several areas; None where one of them is not known."""
    values = [denominator.of(code) for code in codes]
    if not values or any(value is None for value in values):
        return None
    return sum(value for value in values if value is not None)
