"""The monthly index, and the breaks that lie in the months."""

from math import isclose
from statistics import mean

import anyshire as made_up
from anyshire import ANYSHIRE, BESIDESHIRE, CITYHAM, EARLIER, MISSING, NULLHAM, PAIRHAM, TYPES, counted, of_unit
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.basis import Basis

CRIME = TYPES[:-1]
PRESENT = made_up.MONTHS["thames-valley"]


def series(tables: AssessmentTables) -> dict[str, dict[str, dict]]:
    found: dict[str, dict[str, dict]] = {}
    for row in tables.monthly_index:
        found.setdefault(row["series"], {})[row["month"]] = row
    return found


def test_the_base_is_the_period_compared_with(tables: AssessmentTables) -> None:
    found = series(tables)
    assert list(found) == ["Anyshire", "Rest of Thames Valley"]
    base = [month for month in PRESENT if month in made_up.year(EARLIER).months]
    for name, unit in (("Anyshire", ANYSHIRE), ("Rest of Thames Valley", BESIDESHIRE)):
        usual = mean(counted(of_unit(unit), [month], CRIME) for month in base)
        for month in PRESENT:
            row = found[name][month]
            assert row["count"] == counted(of_unit(unit), [month], CRIME)
            assert isclose(row["index"], row["count"] / usual * 100)
            assert row["base"] == (month in base)


def test_months_missing_in_either_are_gaps(tables: AssessmentTables) -> None:
    for rows in series(tables).values():
        assert [month for month, row in rows.items() if row["index"] is None] == list(MISSING)
        assert all(rows[month]["count"] is None for month in MISSING)


def test_without_a_comparison_the_base_is_the_first_twelve_months(basis: Basis) -> None:
    rows = made_up.tables_of(basis).monthly_index
    assert sorted({row["month"] for row in rows if row["base"]}) == list(PRESENT[:12])


def test_a_force_of_its_own_stands_beside_similar_areas_with_all_its_months(basis: Basis) -> None:
    tables = made_up.tables_of(basis, unit=PAIRHAM)
    names = list(series(tables))
    assert names == ["Pairham", "1 similar area"]
    cityham = [counted(of_unit(CITYHAM), [month], CRIME) for month in made_up.MONTHS["cheshire"]]
    assert [row["count"] for row in series(tables)[names[1]].values()] == cityham


def test_an_area_without_months_has_no_index_and_no_breaks(basis: Basis) -> None:
    tables = made_up.tables_of(basis, unit=NULLHAM, against=EARLIER)
    assert tables.monthly_index == []
    assert tables.breaks == []


def test_breaks_between_the_two_periods_are_told_from_others(basis: Basis) -> None:
    against = {one["title"]: one["compared"] for one in made_up.tables_of(basis, against=EARLIER).breaks}
    assert against == {"Counting rules of May 2023": True}
    alone = {one["title"]: one["compared"] for one in made_up.tables_of(basis).breaks}
    assert alone == {"Counting rules of May 2023": False}
    near = made_up.tables_of(basis, period="2025-01", against="2024-01").breaks
    assert [one["compared"] for one in near] == [False]
