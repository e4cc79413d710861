"""How many residents of an area are of some age and sex, from the tables of single years that are loaded."""

from dataclasses import dataclass, replace
from datetime import date

import duckdb

from saferplan.evidence.basis import Basis
from saferplan.evidence.denominators import SMALL_AREA_LEVELS
from saferplan.evidence.periods import Period
from saferplan.evidence.snapshot import quoted

PERSONS = "persons"


@dataclass(frozen=True)
class People:
    """Residents aged `age_from` to `age_to` (None: without end). `source` names the publication and its date."""

    number: int
    source: str
    reference_date: date


@dataclass(frozen=True)
class _Table:
    """Residents by single year of age from 0; the last age is open-ended."""

    reference_date: date
    is_of_small_areas: bool
    edition: str
    source: str
    residents: dict[int, int]
    oldest: int

    @property
    def is_whole(self) -> bool:
        return list(self.residents) == list(range(self.oldest + 1))

    def between(self, age_from: int, age_to: int | None) -> int | None:
        """None where the open-ended group holds some that are asked for and some that are not."""
        if age_from > self.oldest or (age_to is not None and age_to >= self.oldest):
            return None
        last = self.oldest if age_to is None else age_to
        return sum(number for age, number in self.residents.items() if age_from <= age <= last)


def people_aged(
    basis: Basis, unit: str, period: Period, age_from: int = 0, age_to: int | None = None, sex: str = PERSONS
) -> People | None:
    """Residents of a partnership area, from the table whose date is nearest to the middle of the period.

    Tables of small areas go before tables of authorities of the same date. None where no table of single years of age
    has the area and the sex, or its open-ended last group cannot be parted at these ages.
    """
    tables = basis.remembered(("ages", unit, sex), lambda: _tables(basis, unit, sex))
    nearest = sorted(
        tables, key=lambda one: (abs((one.reference_date - period.middle).days), not one.is_of_small_areas)
    )
    for table in nearest:
        number = table.between(age_from, age_to)
        if number is not None:
            source = f"{table.source}, on {table.reference_date:%-d %B %Y}"
            return People(number, source, table.reference_date)
    return None


def _tables(basis: Basis, unit: str, sex: str) -> list[_Table]:
    found: dict[tuple, _Table] = {}
    for edition, day, is_small, source, age, is_open, residents in _single_years(basis, unit, sex):
        table = found.setdefault((edition, is_small), _Table(day, is_small, edition, source, {}, 0))
        table.residents[age] = int(residents)
        if is_open:
            found[edition, is_small] = replace(table, oldest=age)
    return [table for _, table in sorted(found.items()) if table.is_whole]


def _single_years(basis: Basis, unit: str, sex: str) -> list[tuple]:
    """Edition, date, whether of small areas, source, age, whether that age and over, and residents of the area."""
    database = duckdb.connect()
    database.register("places", basis.geography.places)
    authorities = basis.geography.units[unit].authorities
    ages = f"""
        FROM {basis.snapshot.scan("population_by_age")} s
        WHERE sex = {quoted([sex])} AND age_from IS NOT NULL AND (age_to = age_from OR age_to IS NULL)"""
    return database.execute(
        f"""
        WITH of_small AS (
            SELECT s.edition, reference_date, true AS is_small, any_value(source) AS source, age_from,
                   bool_or(age_to IS NULL) AS is_open, sum(residents) AS residents
            {ages} AND level IN {SMALL_AREA_LEVELS}
            AND code IN (SELECT lsoa_code FROM places WHERE unit = {quoted([unit])}) GROUP BY ALL
        ), of_authorities AS (
            SELECT s.edition, reference_date, false, any_value(source), age_from,
                   bool_or(age_to IS NULL), sum(residents)
            {ages} AND level LIKE 'ltla%' AND code IN ({quoted(authorities) or "''"})
            GROUP BY ALL HAVING count(DISTINCT code) = {len(authorities)}
        )
        FROM (FROM of_small UNION ALL FROM of_authorities) ORDER BY age_from"""
    ).fetchall()
