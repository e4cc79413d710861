"""The lake that figures are worked out from, with what every figure of it needs."""

from collections.abc import Iterable, Sequence
from typing import Any

import duckdb

from saferplan.errors import NothingLoaded
from saferplan.evidence.basis import Basis
from saferplan.evidence.geography import Unit
from saferplan.evidence.lake import Snapshot
from saferplan.evidence.sources import police_forces
from saferplan.synth import figures

# Months in which nearly every force published, for the comparison with the country.
NATIONAL_MONTHS = ("2022-01", "2022-02", "2022-03")
_NEEDED = (
    "incidents",
    "areas",
    "area_links",
    "boundaries",
    "population",
    "population_by_age",
    "households",
    "deprivation",
    "rural_urban",
    "recorded_crime",
)


class Origin:
    """Raises NothingLoaded where a table that the figures need is not in the lake."""

    def __init__(self, snapshot: Snapshot) -> None:
        missing = [table for table in _NEEDED if not snapshot.has(table)]
        if missing:
            raise NothingLoaded(
                f"the lake lacks {', '.join(missing)}",
                where=str(snapshot.root),
                remedy="Load police.uk, geography, population, deprivation and recorded crime with: saferplan load",
            )
        self.snapshot, self.basis = snapshot, Basis(snapshot)
        self._db = duckdb.connect()
        self._db.register("places", self.basis.geography.places)

    @property
    def home(self) -> Unit:
        return self.basis.geography.units[figures.AREA]

    @property
    def force(self) -> str:
        """The home force, as its files name it."""
        return police_forces.by_area_code(self.home.pfa).slug

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple]:
        """Answers `sql`, in which {table} stands for a table of the lake and `places` for the geography's."""
        tables = {name: self.snapshot.scan(name) for name in _NEEDED}
        return self._db.execute(sql.format(**tables), values).fetchall()

    def records(self, sql: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
        tables = {name: self.snapshot.scan(name) for name in _NEEDED}
        return self._db.execute(sql.format(**tables), values).to_arrow_table().to_pylist()

    def months_of(self, unit: Unit) -> list[str]:
        """Months given for a partnership area: all of the home force, or those of the comparison with the country."""
        force = police_forces.by_area_code(unit.pfa).slug
        delivered = self.basis.coverage.delivered.get(force, frozenset())
        wanted = delivered if force == self.force else delivered & set(NATIONAL_MONTHS)
        return sorted(wanted)


def wide(counted: Iterable[tuple], keys: Sequence[str]) -> list[dict[str, Any]]:
    """Rows (*keys, crime type, incidents) as one row for each key with a column for each crime type, in order."""
    rows = list(counted)
    types = sorted({row[-2] for row in rows})
    table: dict[tuple, dict[str, Any]] = {}
    for *key, crime_type, incidents in rows:
        row = table.setdefault(tuple(key), dict(zip(keys, key, strict=True)) | dict.fromkeys(types, ""))
        row[crime_type] = incidents
    return [table[key] for key in sorted(table)]
