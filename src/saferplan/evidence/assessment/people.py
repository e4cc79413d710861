"""How old the residents are, in tens of years, beside the country."""

from collections import Counter

import duckdb

from saferplan.evidence.assessment.scope import Scope
from saferplan.evidence.assessment.volumes import Table
from saferplan.evidence.basis import Basis

TENS = range(0, 100, 10)
OLDEST = TENS[-1]


def ages(scope: Scope) -> Table:
    """A record for each ten years of age: residents, and their share here and in the country.

    From the newest table by single year of age; empty where there is none. The country's share is None unless all of
    its partnership areas are in that table.
    """
    by_unit = scope.basis.remembered("residents_by_ten_years", lambda: _by_ten_years(scope.basis))
    own = by_unit.get(scope.unit)
    if not own:
        return []
    geography = scope.basis.geography
    units = geography.area(geography.units[scope.unit].country).units
    whole: Counter[int] = Counter()
    for unit in units if all(unit in by_unit for unit in units) else ():
        whole.update(by_unit[unit])
    here, there = sum(own.values()), sum(whole.values())
    source = scope.basis.remembered("residents_by_ten_years_source", lambda: _newest(scope.basis)[1])
    return [
        {
            "age_from": ten,
            "title": f"{ten} and over" if ten == OLDEST else f"{ten} to {ten + 9}",
            "residents": own[ten],
            "share": own[ten] / here,
            "country_share": whole[ten] / there if there else None,
            "source": source,
        }
        for ten in TENS
    ]


def _newest(basis: Basis) -> tuple[str, str]:
    """Edition and source of the newest table by single year of small areas; empty where none is loaded."""
    found = duckdb.sql(
        f"SELECT edition, any_value(source) FROM {basis.snapshot.scan('population_by_age')}"
        " WHERE level IN ('lsoa11', 'lsoa21') AND sex = 'persons' GROUP BY edition"
        f" HAVING max(age_from) >= {OLDEST} AND max(age_to - age_from) = 0"
        " ORDER BY max(reference_date) DESC, edition DESC LIMIT 1"
    ).fetchone()
    return found or ("", "")


def _by_ten_years(basis: Basis) -> dict[str, Counter[int]]:
    """Residents by partnership area and the age from which each ten years begin."""
    database = duckdb.connect()
    database.register("places", basis.geography.places)
    rows = database.execute(
        f"""
        WITH of_codes AS (
            SELECT code, least(age_from // 10 * 10, {OLDEST})::INT AS ten, sum(residents)::BIGINT AS residents
            FROM {basis.snapshot.scan("population_by_age")}
            WHERE edition = ? AND sex = 'persons' AND age_from IS NOT NULL GROUP BY ALL)
        SELECT p.unit, ten, sum(residents)::BIGINT FROM of_codes JOIN places p ON code = p.lsoa_code GROUP BY ALL
        """,
        [_newest(basis)[0]],
    ).fetchall()
    found: dict[str, Counter[int]] = {}
    for unit, ten, residents in rows:
        found.setdefault(unit, Counter())[ten] = residents
    return found
