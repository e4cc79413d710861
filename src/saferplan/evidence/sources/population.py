"""ONS mid-year population estimates by single year of age: a row an area, a column each age.

Read from CSV, where only the file's name says the year ('mid-2020-by-age-lsoa11.csv'), and from the workbooks of ONS,
where the sheet's name does ('Mid-2024 LSOA 2021', with ages of females as F0 and of males as M0). Nomis has its own
shape: see nomis.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from saferplan.evidence.sources.area_columns import KIND_NAMED, Level, code_columns, plain
from saferplan.evidence.sources.base import Delivered, Reading, Slice
from saferplan.evidence.sources.delimited import read_delimited
from saferplan.evidence.sources.people import MOST_PEOPLE, AgeGroup, columns_of_groups, of_estimates
from saferplan.evidence.sources.records import Records, ReferenceSource, Sieve, gather, records_of
from saferplan.evidence.sources.workbook import is_workbook, sheets, sheets_if_sound
from saferplan.evidence.tables import POPULATION, POPULATION_BY_AGE

TOTALS = ("total_population", "all ages", "total")
SEXES = {"": "persons", "f": "female", "m": "male"}
_AGE = re.compile(r"([fm]?)(\d{1,3})(\+?)")
_YEAR = re.compile(r"mid[-_ ]?(20\d\d)", re.IGNORECASE)
YEAR_REMEDY = "Name the file after the day it refers to, such as mid-2020-by-age-lsoa11.csv, and load it again."


@dataclass(frozen=True)
class Layout:
    """Which columns of a heading hold what. `ages`: (sex, age, heading) in order, the last of each sex open-ended."""

    area: str
    level: Level
    total: str
    ages: tuple[tuple[str, int, str], ...]


def recognises(delivered: Delivered) -> bool:
    if is_workbook(delivered):
        named = [sheet for sheet in sheets_if_sound(delivered) if _YEAR.match(sheet.name)]
        return any(layout_of(tuple(cells)) for sheet in named[:1] for cells in sheet.first_rows())
    return layout_of(tuple(delivered.header)) is not None


def read(delivered: Delivered) -> Reading:
    sieves, slices = [], []
    for name, records in _tables(delivered):
        year = _YEAR.search(name)
        if not year:
            raise delivered.refuse("nothing says the year of these population estimates", remedy=YEAR_REMEDY)
        layout = layout_of(records.heading)
        if layout is None:
            raise delivered.refuse("the columns are not those of population estimates by age", remedy=YEAR_REMEDY)
        sieve = Sieve(records)
        slices += _slices(sieve, layout, int(year[1]))
        sieves.append(sieve)
    return gather(delivered, sieves, slices)


def layout_of(headings: tuple[str, ...]) -> Layout | None:
    """None unless there are an area, a total and every age from 0 without a gap."""
    area = _area_without_year(headings) or next(iter(code_columns(headings).items()), None)
    total = next((one for one in headings if plain(one) in TOTALS), None)
    matched = [(found[1], int(found[2]), one) for one in headings if (found := _AGE.fullmatch(plain(one)))]
    sexes = {sex for sex, _, _ in matched}
    counts = {sex: sorted(age for one, age, _ in matched if one == sex) for sex in sexes}
    whole = all(len(ages) > 1 and ages == list(range(len(ages))) for ages in counts.values())
    if not (area and total and whole) or sexes not in ({""}, {"f", "m"}):
        return None
    return Layout(area[0], area[1], total, tuple(sorted(matched, key=lambda one: (one[0], one[1]))))


def _area_without_year(headings: tuple[str, ...]) -> tuple[str, Level] | None:
    """ONS workbooks up to mid-2020 head LSOAs of 2011 as plain 'LSOA Code', beside authorities with their year."""
    found = next((one for one in headings if plain(one) == "lsoa code"), None)
    return (found, Level(KIND_NAMED["lsoa"], "11")) if found else None


def _tables(delivered: Delivered) -> Iterator[tuple[str, Records]]:
    """(what names the year, its table) of every table in the file."""
    if not is_workbook(delivered):
        yield Path(delivered.name.split("!")[-1]).name, read_delimited(delivered)
        return
    for sheet in sheets(delivered):
        if _YEAR.match(sheet.name):
            records = records_of(sheet.rows(), lambda cells: layout_of(tuple(cells)) is not None, sheet.name)
            if records:
                yield sheet.name, records


def _slices(sieve: Sieve, layout: Layout, year: int) -> list[Slice]:
    codes = sieve.codes(layout.area, layout.level.kind)
    totals = sieve.whole(layout.total, most=MOST_PEOPLE)
    ages = np.column_stack([sieve.whole(heading, most=MOST_PEOPLE) for _, _, heading in layout.ages])
    sieve.reject(ages.sum(axis=1) != totals, layout.total, "is not the sum of the ages in its row")
    sieve.unique(layout.area, codes)
    kept = sieve.keep(codes)
    said = of_estimates(year, layout.level.name)
    total = said.rows(POPULATION, len(kept), code=kept, residents=sieve.keep_numbers(totals))
    by_age = _by_age(layout, kept, sieve.keep_numbers(ages))
    return [total, said.rows(POPULATION_BY_AGE, len(kept) * len(layout.ages), **by_age)]


def _by_age(layout: Layout, codes: pa.Array, counts: np.ndarray) -> dict[str, object]:
    """All ages of the first area, then all of the second: readers of one area then touch few rows."""
    areas, each = len(codes), len(layout.ages)
    last = max(age for _, age, _ in layout.ages)
    groups = [AgeGroup(age, None if age == last else age) for _, age, _ in layout.ages]
    within = np.tile(np.arange(each), areas)
    return {
        "code": codes.take(pa.array(np.repeat(np.arange(areas), each))),
        "sex": pa.array([SEXES[sex] for sex, _, _ in layout.ages]).take(pa.array(within)),
        **columns_of_groups(groups, within),
        "residents": counts.reshape(-1),
    }


SOURCES = (
    ReferenceSource(
        "ONS population estimates by single year of age",
        recognises,
        read,
        (("lsoa21_code", "total_population", *(str(age) for age in range(90)), "90+"),),
    ),
)
