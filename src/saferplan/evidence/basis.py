"""What figures are worked out from: one snapshot of the lake, with its geography, coverage, denominators and counts."""

from collections.abc import Callable
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa

from saferplan.evidence.counts import Counts, as_counts, count_incidents
from saferplan.evidence.coverage import Coverage
from saferplan.evidence.denominators import Denominators
from saferplan.evidence.engines import DuckDbEngine, Engine
from saferplan.evidence.geography import Geography
from saferplan.evidence.lake import Snapshot
from saferplan.evidence.profiles import Profile, read_profiles

T = TypeVar("T")


class Basis:
    """Reads each thing once, when it is first needed. One object serves one area or all of them."""

    def __init__(self, snapshot: Snapshot, engine: Engine | None = None) -> None:
        self.snapshot = snapshot
        self.engine = engine or DuckDbEngine(snapshot)
        self._counts: dict[tuple[str, str | None], Counts] = {}
        self._remembered: dict[str, Any] = {}

    @cached_property
    def geography(self) -> Geography:
        return Geography.of(self.snapshot)

    @cached_property
    def coverage(self) -> Coverage:
        return Coverage.of(self.snapshot)

    @cached_property
    def months_by_unit(self) -> dict[str, frozenset[str]]:
        return self.coverage.by_unit(self.geography)

    @cached_property
    def denominators(self) -> Denominators:
        return Denominators(self.snapshot, self.geography)

    @cached_property
    def profiles(self) -> dict[str, Profile]:
        return read_profiles(self)

    def remembered(self, name: str, work_out: Callable[[], T]) -> T:
        """What `work_out` gives, worked out once for this basis."""
        if name not in self._remembered:
            self._remembered[name] = work_out()
        return self._remembered[name]

    def counts(self, kind: str, unit: str | None = None) -> Counts:
        """Counts by areas of `kind` over all that is loaded; `unit` bounds them to one partnership area."""
        return self.counts_in(self.geography.places, kind, unit)

    def counts_in(self, places: pa.Table, kind: str, unit: str | None = None) -> Counts:
        """The same over other places: `kind` is a column of `places`. A count of all areas answers for each."""
        unit = None if (kind, None) in self._counts else unit
        if (kind, unit) not in self._counts:
            grouped = count_incidents(self.engine, places, kind, unit=unit)
            if kind == "unit":
                grouped = pa.concat_tables([grouped, self._ready_counts(grouped)])
            self._counts[(kind, unit)] = as_counts(grouped)
        return self._counts[(kind, unit)]

    def _ready_counts(self, grouped: pa.Table) -> pa.Table:
        """Counts given for areas whose records are not in the lake; records, where there are any, come first."""
        table = self.engine.table("area_counts")
        given = self.engine.run(table.select(area=table.code, month=table.month, crime_type=table.crime_type,
                                             incidents=table.incidents))  # fmt: skip
        recorded = {code for code, unit in self.geography.units.items() if unit.authorities and code in
                    set(grouped.column("area").to_pylist())}  # fmt: skip
        keep = np.array([code not in recorded for code in given.column("area").to_pylist()], dtype=bool)
        return given.filter(pa.array(keep)).cast(grouped.schema)
