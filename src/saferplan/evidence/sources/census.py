"""Census 2021 tables with a row an area, or an area and tenure, in the columns of the copies that analysts pass on.

Nomis and ONS publish the same tables in other shapes: see nomis.
"""

import numpy as np
import pyarrow as pa

from saferplan.evidence.sources.area_columns import Level, code_columns, plain
from saferplan.evidence.sources.base import Delivered, Reading
from saferplan.evidence.sources.delimited import read_delimited
from saferplan.evidence.sources.people import (
    ALL_HOUSEHOLDS,
    EVERYONE,
    MOST_PEOPLE,
    AgeGroup,
    of_census,
    people_slices,
    tenure_slices,
)
from saferplan.evidence.sources.records import Records, ReferenceSource, Sieve, gather
from saferplan.evidence.tables import POPULATION

RESIDENTS = ("residents",)
TENURE = ("households", "tenure", "n")
AGE_SEX = (
    "total_population",
    *(f"{group}_{sex}s" for sex in ("female", "male") for group in ("total", "younger", "working_age", "older")),
)
# The copy adds up ONS's groups under three names. Held against TS009 and mid-year estimates, 'working_age' is 16 to 64,
# 'older' is 65 to 74 and no older, and 'younger' is 0 to 15 with those under 1 counted twice, which is no number of
# people and is left out.
AGE_SEX_GROUPS = {"total": EVERYONE, "working_age": AgeGroup(16, 64), "older": AgeGroup(65, 74)}


def recognises_residents(delivered: Delivered) -> bool:
    return _has(delivered, RESIDENTS) and len(delivered.header) <= len(code_columns(delivered.header)) + 2


def read_residents(delivered: Delivered) -> Reading:
    sieve, codes, level = _areas(read_delimited(delivered))
    residents = sieve.whole("residents", most=MOST_PEOPLE)
    sieve.unique("residents", codes)
    kept = sieve.keep(codes)
    piece = of_census("residents", level.name).rows(
        POPULATION, len(kept), code=kept, residents=sieve.keep_numbers(residents)
    )
    return gather(delivered, [sieve], [piece])


def recognises_tenure(delivered: Delivered) -> bool:
    return _has(delivered, TENURE)


def read_tenure(delivered: Delivered) -> Reading:
    """Each row has the area's households and those of one tenure: an area whose tenures do not add up is rejected."""
    sieve, codes, level = _areas(read_delimited(delivered))
    totals = sieve.whole("households", most=MOST_PEOPLE)
    tenures = sieve.filled("tenure")
    counts = sieve.whole("n", most=MOST_PEOPLE)
    sieve.unique("tenure", codes, tenures)
    first, sums = _per_area(sieve, codes, totals, counts)
    sieve.reject(totals != first, "households", "is not what the area's other rows say")
    sieve.reject(sums != first, "n", "belongs to an area whose tenures do not add up to its households")
    kept, households = sieve.keep(codes), sieve.keep_numbers(totals)
    _, once = np.unique(kept.dictionary_encode().indices.to_numpy(), return_index=True)
    slices = tenure_slices(
        of_census("tenure", level.name),
        pa.concat_arrays([kept, kept.take(pa.array(once))]),
        pa.concat_arrays([sieve.keep(tenures), pa.repeat(ALL_HOUSEHOLDS, len(once))]),
        np.concatenate([sieve.keep_numbers(counts), households[once]]),
    )
    return gather(delivered, [sieve], slices)


def recognises_age_sex(delivered: Delivered) -> bool:
    return _has(delivered, AGE_SEX)


def read_age_sex(delivered: Delivered) -> Reading:
    sieve, codes, level = _areas(read_delimited(delivered))
    columns = {heading: sieve.whole(heading, most=MOST_PEOPLE) for heading in AGE_SEX}
    both = columns["total_females"] + columns["total_males"]
    sieve.reject(both != columns["total_population"], "total_population", "is not the sum of females and males")
    sieve.unique("total_population", codes)
    kept = sieve.keep(codes)
    cells = [("persons", EVERYONE, columns["total_population"])] + [
        (sex, group, columns[f"{name}_{sex}s"]) for sex in ("female", "male") for name, group in AGE_SEX_GROUPS.items()
    ]
    groups = list(AGE_SEX_GROUPS.values())
    slices = people_slices(
        of_census("age-sex", level.name),
        residents_of=of_census("residents", level.name),
        codes=pa.concat_arrays([kept] * len(cells)),
        sexes=pa.concat_arrays([pa.repeat(sex, len(kept)) for sex, _, _ in cells]),
        ages=groups,
        which=np.repeat([groups.index(group) for _, group, _ in cells], len(kept)),
        counts=np.concatenate([sieve.keep_numbers(counts) for _, _, counts in cells]),
    )
    return gather(delivered, [sieve], slices)


def _has(delivered: Delivered, wanted: tuple[str, ...]) -> bool:
    return bool(code_columns(delivered.header)) and set(wanted) <= {plain(one) for one in delivered.header}


def _areas(records: Records) -> tuple[Sieve, pa.Array, Level]:
    heading, level = next(iter(code_columns(records.heading).items()))
    sieve = Sieve(records)
    return sieve, sieve.codes(heading, level.kind), level


def _per_area(sieve: Sieve, codes: pa.Array, totals: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For every row: its area's households by the area's first row, and the sum of the area's sound counts."""
    area = codes.dictionary_encode().indices.to_numpy()
    _, first, place = np.unique(area, return_index=True, return_inverse=True)
    sums = np.bincount(place, weights=np.where(sieve.ok, counts, 0)).astype(np.int64)
    return totals[first][place], sums[place]


SOURCES = (
    ReferenceSource("Census 2021 residents", recognises_residents, read_residents, (("lsoa21_code", *RESIDENTS),)),
    ReferenceSource("Census 2021 tenure", recognises_tenure, read_tenure, (("lsoa21_code", *TENURE),)),
    ReferenceSource("Census 2021 age and sex", recognises_age_sex, read_age_sex, (("ltla21_code", *AGE_SEX),)),
)
