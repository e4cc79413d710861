"""What tables of people and households share: names of ages, sexes and tenures, and the slices made of their cells.

A cell is a count with an area, an age group and a sex, or an area and a tenure. Publishers print totals and subtotals
among the cells; here a table keeps one set of age groups that do not overlap, and tenures without subtotals, so that
adding up an area's rows counts nobody twice.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from saferplan.evidence.sources.area_columns import plain
from saferplan.evidence.sources.base import Slice
from saferplan.evidence.sources.records import among, slice_of
from saferplan.evidence.tables import HOUSEHOLDS, POPULATION, POPULATION_BY_AGE, Table

CENSUS_DAY = date(2021, 3, 21)
MOST_PEOPLE = 10**8
CENSUS_SUBJECTS = {
    "residents": "usual residents",
    "age": "age",
    "age-sex": "age and sex",
    "tenure": "tenure of households",
}
ALL_HOUSEHOLDS = "all"
_SEXES = {
    **dict.fromkeys(("total", "persons", "all persons", "people", "all people", "all"), "persons"),
    **dict.fromkeys(("female", "females", "women"), "female"),
    **dict.fromkeys(("male", "males", "men"), "male"),
}
_ALL_AGES = re.compile(r"all ages|total.*|all usual residents|all categories.*")
_UNDER = re.compile(r"(?:aged? )?under (\d{1,3})(?: years?)?")
_AND_UNDER = re.compile(r"(?:aged? )?(\d{1,3})(?: years?)? (?:and|or) under")
_FROM_TO = re.compile(r"(?:aged? )?(\d{1,3}) ?(?:to|-|–) ?(\d{1,3})(?: years?)?")
_AND_OVER = re.compile(r"(?:aged? )?(\d{1,3})(?:\+|(?: years?)? (?:and|or) over)(?: years?)?")
_SINGLE = re.compile(r"(?:aged? )?(\d{1,3})(?: years?)?")


@dataclass(frozen=True)
class AgeGroup:
    """Ages from `youngest` to `oldest`, both included; no `oldest` in an open-ended group."""

    youngest: int
    oldest: int | None

    @property
    def name(self) -> str:
        if self == EVERYONE:
            return "all ages"
        if self.oldest is None:
            return f"{self.youngest}+"
        return str(self.youngest) if self.oldest == self.youngest else f"{self.youngest} to {self.oldest}"


EVERYONE = AgeGroup(0, None)


@dataclass(frozen=True)
class Publication:
    """What every row of a slice has in common."""

    edition: str
    source: str
    reference: date
    level: str

    def rows(self, table: Table, length: int, **columns: object) -> Slice:
        common = {"source": self.source, "reference_date": self.reference, "level": self.level}
        return slice_of(table, self.edition, length, **common, **columns)


def of_census(subject: str, level: str) -> Publication:
    title = f"ONS, Census 2021: {CENSUS_SUBJECTS[subject]}"
    return Publication(f"census-2021-{subject}-{level}", title, CENSUS_DAY, level)


def of_estimates(year: int, level: str) -> Publication:
    return Publication(f"mid-{year}-{level}", f"ONS, mid-{year} population estimates", date(year, 6, 30), level)


def age_group(label: str) -> AgeGroup | None:
    """The ages that a publisher's label names: 'Age 90+', 'Aged under 1 year', 'Aged 16 to 64', 'All Ages'."""
    text = plain(label)
    if _ALL_AGES.fullmatch(text):
        return EVERYONE
    if found := _UNDER.fullmatch(text):
        return AgeGroup(0, int(found[1]) - 1) if int(found[1]) else None
    if found := _AND_UNDER.fullmatch(text):
        return AgeGroup(0, int(found[1]))
    if found := _FROM_TO.fullmatch(text):
        return AgeGroup(int(found[1]), int(found[2])) if int(found[1]) <= int(found[2]) else None
    if found := _AND_OVER.fullmatch(text):
        return AgeGroup(int(found[1]), None)
    found = _SINGLE.fullmatch(text)
    return AgeGroup(int(found[1]), int(found[1])) if found else None


def sex(label: str) -> str | None:
    return _SEXES.get(plain(label))


def partition(groups: set[AgeGroup]) -> list[AgeGroup] | None:
    """Of groups that may overlap, the finest that follow on each other from 0 to an open end; None if none do."""
    chains: dict[int, list[AgeGroup]] = {}
    for group in sorted(groups - {EVERYONE}, key=lambda one: (-one.youngest, one.oldest is None, one.oldest or 0)):
        rest = [] if group.oldest is None else chains.get(group.oldest + 1)
        if rest is not None:
            chains.setdefault(group.youngest, [group, *rest])
    return chains.get(0)


def people_slices(
    said: Publication,
    *,
    residents_of: Publication,
    codes: pa.Array,
    sexes: pa.Array,
    ages: Sequence[AgeGroup],
    which: np.ndarray,
    counts: np.ndarray,
) -> list[Slice]:
    """Slices of cells; `which` is the place of each cell's group in `ages`.

    All ages of both sexes together are the residents; where that is not printed and the ages are complete, their sum.
    `residents_of` is their edition, so that two tables of one census do not both say how many live in an area.
    """
    everyone = np.array([group == EVERYONE for group in ages], dtype=bool)[which] & among(sexes, ["persons"])
    parts = partition(set(ages))
    wanted = parts or ages
    grouped = np.array([group in wanted for group in ages], dtype=bool)[which] & ~everyone
    residents = {"code": codes.filter(pa.array(everyone)), "residents": counts[everyone]}
    if parts and not everyone.any():
        residents = _added_up(codes, sexes, np.where(grouped, counts, 0))
    by_age = {
        "code": codes.filter(pa.array(grouped)),
        "sex": sexes.filter(pa.array(grouped)),
        **columns_of_groups(ages, which[grouped]),
        "residents": counts[grouped],
    }
    return [
        publication.rows(table, len(columns["code"]), **columns)
        for publication, table, columns in ((residents_of, POPULATION, residents), (said, POPULATION_BY_AGE, by_age))
        if len(columns["code"])
    ]


def columns_of_groups(ages: Sequence[AgeGroup], which: np.ndarray) -> dict[str, pa.Array]:
    """The three columns that name an age group, for groups given by their place in `ages`."""
    at = pa.array(which)
    return {
        "age_from": pa.array([group.youngest for group in ages], pa.int64()).take(at),
        "age_to": pa.array([group.oldest for group in ages], pa.int64()).take(at),
        "age_group": pa.array([group.name for group in ages], pa.string()).take(at),
    }


def _added_up(codes: pa.Array, sexes: pa.Array, counts: np.ndarray) -> dict[str, pa.ChunkedArray]:
    """Residents of each area: over both sexes where they are told together, else over females and males."""
    both = among(sexes, ["persons"])
    if both.any():
        counts = np.where(both, counts, 0)
    elif set(sexes.unique().to_pylist()) != {"female", "male"}:
        codes, counts = codes.slice(0, 0), counts[:0]
    added = pa.table({"code": codes, "n": counts}).group_by("code", use_threads=False).aggregate([("n", "sum")])
    return {"code": added["code"], "residents": added["n_sum"]}


def tenure(label: str) -> str:
    """The census category without the heading's own words; 'all' for the total; nothing for 'Does not apply'."""
    text = " ".join(label.split()).removeprefix("Tenure of household: ").removesuffix("; measures: Value")
    if plain(text).startswith("total"):
        return ALL_HOUSEHOLDS
    return "" if plain(text) == "does not apply" else text


def tenure_slices(said: Publication, codes: pa.Array, tenures: pa.Array, counts: np.ndarray) -> list[Slice]:
    """Slices of cells, subtotals left out; an area without a total gets the sum of its tenures as one."""
    named = set(tenures.unique().to_pylist())
    subtotals = {one for one in named if any(other.startswith(one + ":") for other in named)}
    single = among(tenures, named - subtotals - {"", ALL_HOUSEHOLDS})
    total = among(tenures, [ALL_HOUSEHOLDS])
    untotalled = single & ~among(codes, codes.filter(pa.array(total)).to_pylist())
    sums = pa.table({"code": codes.filter(pa.array(untotalled)), "n": counts[untotalled]})
    added = sums.group_by("code", use_threads=False).aggregate([("n", "sum")])
    stored = pa.array(single | total)
    columns = {
        "code": pa.chunked_array([codes.filter(stored), *added["code"].chunks]),
        "tenure": pa.chunked_array([tenures.filter(stored), pa.repeat(ALL_HOUSEHOLDS, len(added))]),
        "households": np.concatenate([counts[single | total], added["n_sum"].to_numpy()]),
    }
    return [said.rows(HOUSEHOLDS, len(columns["code"]), **columns)]
