"""Random incidents in one small, fixed geography, measured without writing a lake for each draw."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pyarrow as pa
from hypothesis import strategies as st
from reference import Place, Reference

from saferplan.evidence.basis import Basis
from saferplan.evidence.coverage import Coverage
from saferplan.evidence.engines import DuckDbEngine
from saferplan.evidence.geography import Area
from saferplan.evidence.lake import Snapshot
from saferplan.evidence.measures.calculate import measure_area
from saferplan.evidence.measures.definition import measure_named
from saferplan.evidence.measures.records import Record
from saferplan.evidence.periods import Period, month_range
from saferplan.evidence.tables import INCIDENTS
from tiny_lake import tiny_lake

MONTHS = month_range("2023-03", "2023-08")
TYPES = ("burglary", "drugs", "anti-social-behaviour")
FORCES = ("thames-valley", "bedfordshire")
OLD = {"o1": "a2", "o2": "b1", "o3": "b1"}  # split: a2 has more residents than a1; merged: b1
SPLITS = {"o1": ("a1", "a2")}
PLACES = (
    Place("a1", "north", "A", "thames-valley", 1000),
    Place("a2", "south", "A", "thames-valley", 3000),
    Place("a3", "south", "A", "thames-valley", 500),
    Place("b1", "east", "B", "thames-valley", 1500),
    Place("b2", None, "B", "thames-valley", 700),
    Place("c1", "west", "C", "bedfordshire", 5000),
)
AREAS = (("unit", "A"), ("unit", "B"), ("unit", "C"), ("ward", "south"), ("ward", "west"), ("lsoa", "b2"),
         ("lsoa", "a1"), ("lsoa", "a2"),
         ("force", "E23000029"), ("country", "E92000001"))  # fmt: skip
WITHOUT_FORCE_CODE = {"E23000029": "thames-valley"}

incidents = st.lists(
    st.fixed_dictionaries(
        {
            "month": st.sampled_from(MONTHS),
            "publisher": st.sampled_from(FORCES),
            "lsoa": st.sampled_from([*(place.lsoa for place in PLACES), *OLD, "zz", None]),
            "crime_type": st.sampled_from(TYPES),
        }
    ),
    max_size=40,
)
# One month of one force is always there: an empty lake is refused, and tested elsewhere.
deliveries = st.sets(st.tuples(st.sampled_from(FORCES), st.sampled_from(MONTHS))).map(
    lambda pairs: frozenset(pairs | {("bedfordshire", "2023-02")})
)
areas = st.sampled_from(AREAS)
periods = st.tuples(st.sampled_from(MONTHS), st.sampled_from(MONTHS)).map(lambda ends: Period(min(ends), max(ends), ""))


@cache
def snapshot() -> Snapshot:
    rows = "\n".join(f"{one.lsoa} | {one.ward or '-'} | {one.unit} | CSP-{one.unit} | {one.force}" for one in PLACES)
    old = "\n".join(f"lsoa11 | {older} | lsoa21 | {newer}" for older, newer in [*OLD.items(), ("o1", "a1")])
    people = "\n".join(f"2021-03-21 | {one.lsoa} | {one.residents}" for one in PLACES)
    return tiny_lake(
        Path(mkdtemp()),
        places=f"lsoa21 | ward24 | ltla24 | csp24 | pfa24\n{rows}",
        former=f"child_level | child | parent_level | parent\n{old}",
        population=f"date | code | residents\n{people}",
    )


@cache
def _loaded_once() -> Basis:
    basis = Basis(snapshot())
    basis.denominators.nearest("residents", "unit", Period("2023-01", "2023-12", ""))
    return basis


class InMemory(DuckDbEngine):
    """DuckDB with incidents that are in no lake."""

    def __init__(self, rows: Sequence[dict[str, Any]]) -> None:
        super().__init__(snapshot())
        named = [{"lsoa_code": row["lsoa"], **row} for row in rows]
        columns = {field.name: [row.get(field.name) for row in named] for field in INCIDENTS.schema}
        self._tables["incidents", ""] = self.small("incidents", pa.table(columns, schema=INCIDENTS.schema))


def basis_of(rows: Sequence[dict[str, Any]], delivered: frozenset[tuple[str, str]]) -> Basis:
    basis = Basis(snapshot(), InMemory(rows))
    basis.geography, basis.denominators = _loaded_once().geography, _loaded_once().denominators
    by_force = {force: frozenset(month for own, month in delivered if own == force) for force in FORCES}
    basis.coverage = Coverage(by_force, {})
    return basis


def reference_of(rows: Sequence[dict[str, Any]], delivered: frozenset[tuple[str, str]]) -> Reference:
    return Reference(PLACES, OLD, rows, delivered, SPLITS)


def area_of(basis: Basis, area: tuple[str, str]) -> Area:
    return basis.geography.area(area[1])


def measured(
    basis: Basis, area: tuple[str, str], period: Period, name: str = "all-crime", **asked: Any
) -> list[Record]:
    return measure_area(basis, measure_named(name), area_of(basis, area), period, **asked)
