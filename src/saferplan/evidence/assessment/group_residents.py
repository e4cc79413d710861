"""Residents of a police force's area by ethnic group, sex or age: what rates by group are related to."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from saferplan.evidence.assessment.search_groups import Grouping
from saferplan.evidence.assessment.volumes import Table
from saferplan.evidence.basis import Basis


@dataclass(frozen=True)
class Residents:
    """`by_group` holds only groups of which the number is known."""

    by_group: Mapping[str, int]
    source: str = ""
    reference_date: date | None = None


def residents_by_group(basis: Basis, force: str, grouping: Grouping) -> Residents:
    """Of a police force area (its code), from the newest publication that covers the whole of it; else none."""
    units = frozenset(code for code, unit in basis.geography.units.items() if unit.pfa == force)
    if grouping.name == "age":
        return _by_age(basis, units, grouping)
    rows = _by_sex(basis) if grouping.name == "sex" else _by_ethnic_group(basis)
    newest = max(((row["reference_date"], row["source"]) for row in rows), default=None)
    rows = [row for row in rows if (row["reference_date"], row["source"]) == newest]
    whole = [row for row in rows if row["code"] == force]
    return _summed(whole or _covering(basis, rows, units))


def _by_ethnic_group(basis: Basis) -> Table:
    table: Any = basis.engine.table("group_populations")
    rows = table.filter(table.grouping == "ethnicity").rename(code="area_code")
    return basis.engine.run(rows.select("code", "group", "residents", "source", "reference_date")).to_pylist()


def _by_sex(basis: Basis) -> Table:
    table: Any = basis.engine.table("population_by_age")
    whole = table.filter(table.sex.isin(["female", "male"]), table.age_from == 0, table.age_to.isnull())
    rows = whole.rename(group="sex").select("code", "group", "residents", "source", "reference_date")
    return basis.engine.run(rows).to_pylist()


def _covering(basis: Basis, rows: Table, units: frozenset[str]) -> Table:
    """The rows of areas that lie in `units`, if together they make up all of them; else none."""
    geography = basis.geography
    known = {
        code: frozenset(geography.area(code).units) for code in {row["code"] for row in rows} & set(geography.names)
    }
    own = {code: held for code, held in known.items() if held <= units}
    if frozenset().union(*own.values()) != units:
        return []
    return [row for row in rows if row["code"] in own]


def _summed(rows: Table) -> Residents:
    if not rows:
        return Residents({})
    by_group: Counter[str] = Counter()
    for row in rows:
        by_group[row["group"]] += row["residents"]
    return Residents(by_group, rows[0]["source"], rows[0]["reference_date"])


def _by_age(basis: Basis, units: frozenset[str], grouping: Grouping) -> Residents:
    """From single years of age by small area."""
    table: Any = basis.engine.table("population_by_age")
    ages: Any = table.filter(table.sex == "persons", table.level.startswith("lsoa"), table.age_from.notnull())
    codes = basis.geography.places.select(["lsoa_code", "unit"]).drop_null().to_pylist()
    own = [row["lsoa_code"] for row in codes if row["unit"] in units]
    placed = ages.semi_join(basis.engine.small("small_areas", pa.table({"code": own})), "code")
    summed = placed.group_by("source", "reference_date", "age_from").aggregate(residents=placed.residents.sum())
    rows = basis.engine.run(summed).to_pylist()
    newest = max(((row["reference_date"], row["source"]) for row in rows), default=None)
    return _summed(
        [
            row | {"group": group.name}
            for row in rows
            for group in grouping.groups
            if (row["reference_date"], row["source"]) == newest
            and group.ages
            and group.ages[0] <= row["age_from"] <= group.ages[1]
        ]
    )
