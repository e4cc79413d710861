"""Counts of people and households, each with an area, whichever way a publisher laid them out, as slices of tables."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from saferplan.evidence.sources.area_columns import KINDS, Kind, kind_of_code, plain
from saferplan.evidence.sources.base import Slice
from saferplan.evidence.sources.people import (
    AgeGroup,
    age_group,
    of_census,
    of_estimates,
    people_slices,
    tenure_slices,
)
from saferplan.evidence.sources.records import among, by_value, repeats

CENSUS_YEAR = 2021
_YEAR = re.compile(r"\d{4}")
_SMALL_AREAS = ("oa", "lsoa", "msoa")


@dataclass(frozen=True)
class Cells:
    """Columns of equal length. `labels` are ages, tenures (already named) or residence types, by `subject`."""

    subject: str
    census: bool
    levels: pa.Array
    codes: pa.Array
    years: np.ndarray
    sexes: pa.Array
    labels: pa.Array
    counts: np.ndarray

    def where(self, rows: np.ndarray) -> "Cells":
        at = pa.array(rows)
        texts = {name: getattr(self, name).filter(at) for name in ("levels", "codes", "sexes", "labels")}
        return replace(self, years=self.years[rows], counts=self.counts[rows], **texts)


def level_of(kind: Kind, geography_type: str, year: int, *, census: bool) -> str:
    """The level of a code: its kind, and its vintage by the publisher's geography type.

    Without a type, small areas of the census and of estimates for 2021 and later are in codes of 2021, those before in
    codes of 2011. Districts of the census are those of 2021, whose codes held until 2023. Else no vintage is known.
    """
    name = "utla" if kind.name == "ltla" and "count" in geography_type.lower() else kind.name
    stated = _YEAR.search(geography_type)
    if census and name == "ltla":
        return "ltla21"
    if stated:
        return f"{name}{stated[0][2:]}"
    if name in _SMALL_AREAS:
        return f"{name}{'21' if census or year >= CENSUS_YEAR else '11'}"
    return f"{name}21" if census else name


def level_names(codes: pa.Array, types: pa.Array | None, years: np.ndarray, *, census: bool) -> pa.Array:
    """The level of every code; nothing where the code is of no known kind."""
    encoded = codes.dictionary_encode()
    found = [kind_of_code(code) for code in encoded.dictionary.to_pylist()]
    kinds = np.array([-1 if kind is None else KINDS.index(kind) for kind in found], dtype=np.int64)
    said = (pa.repeat("", len(codes)) if types is None else types).dictionary_encode()
    keys = np.column_stack([kinds[encoded.indices.to_numpy()], said.indices.to_numpy(), years])
    distinct, which = np.unique(keys, axis=0, return_inverse=True)
    names = [
        None if kind < 0 else level_of(KINDS[kind], said.dictionary[int(one)].as_py(), int(year), census=census)
        for kind, one, year in distinct.tolist()
    ]
    return pa.array(names, pa.string()).take(pa.array(which.reshape(-1)))


def slices_of(cells: Cells) -> Iterator[Slice]:
    """A slice for each table, level and year that the cells are of."""
    for level, rows in by_value(cells.levels):
        of_level = cells.where(np.isin(np.arange(len(cells.codes)), rows))
        for year in np.unique(of_level.years):
            yield from _slices(of_level.where(of_level.years == year), level, int(year))


def _slices(cells: Cells, level: str, year: int) -> list[Slice]:
    if cells.subject == "tenure":
        return tenure_slices(of_census("tenure", level), cells.codes, cells.labels, cells.counts)
    if cells.subject == "residence":
        cells = _residents(cells)
    said = of_estimates(year, level)
    if cells.census:
        said = of_census("age" if among(cells.sexes, ["persons"]).all() else "age-sex", level)
    groups, which = _groups(cells.labels)
    return people_slices(
        said,
        residents_of=of_census("residents", level) if cells.census else said,
        codes=cells.codes,
        sexes=cells.sexes,
        ages=groups,
        which=which,
        counts=cells.counts,
    )


def _groups(labels: pa.Array) -> tuple[list[AgeGroup], np.ndarray]:
    """The age groups that the labels name, all of which are ages, and for each label the place of its group."""
    encoded = labels.dictionary_encode()
    groups = [group for label in encoded.dictionary.to_pylist() if (group := age_group(label))]
    ordered = list(dict.fromkeys(groups))
    places = np.array([ordered.index(group) for group in groups], dtype=np.int64)
    return ordered, places[encoded.indices.to_numpy()]


def _residents(cells: Cells) -> Cells:
    """All residents of each area: the total that is printed, or the sum over the types of residence."""
    totals = among(cells.labels, [one for one in cells.labels.unique().to_pylist() if plain(one).startswith("total")])
    if totals.any():
        return cells.where(totals)
    table = pa.table({"code": cells.codes, "n": cells.counts})
    added = table.group_by("code", use_threads=False).aggregate([("n", "sum")])
    once = cells.where(~repeats(cells.codes))
    return replace(once, labels=pa.repeat("total", len(added)), counts=added["n_sum"].to_numpy())
