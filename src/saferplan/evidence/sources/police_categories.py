"""The crime categories of data.police.uk and the land on which its points may lie, from the reviewed files here."""

import csv
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

CELL_ROW = 10_000


@dataclass(frozen=True)
class CrimeType:
    """`first_month` and `last_month`: of the files in which it occurs; no last month while it is in use."""

    slug: str
    name: str
    policing_led: bool
    first_month: str
    last_month: str

    def is_in_use(self, month: str) -> bool:
        return self.first_month <= month and (not self.last_month or month <= self.last_month)


@cache
def crime_types() -> tuple[CrimeType, ...]:
    """The categories of data.police.uk, those no longer in use last."""
    listed = tomllib.loads(_resource("crime_types.toml"))["crime_type"]
    return tuple(
        CrimeType(one["slug"], one["name"], one.get("policing_led", False), one["from"], one["to"]) for one in listed
    )


@cache
def crime_type_title(slug: str) -> str:
    return next((one.name for one in crime_types() if one.slug == slug), slug)


@cache
def land_cells() -> tuple[int, ...]:
    """Cells of a tenth of a degree with land in or next to them: latitude x CELL_ROW + longitude, in tenths."""
    rows = csv.DictReader(line for line in _resource("land_cells.csv").splitlines() if not line.startswith("#"))
    return tuple(
        int(row["latitude"]) * CELL_ROW + longitude
        for row in rows
        for longitude in range(int(row["longitude_from"]), int(row["longitude_to"]) + 1)
    )


def crime_type_slug_sql(column: str) -> str:
    """An SQL expression that gives the slug of the category in `column`, NULL for what is no category."""
    cases = " ".join(f"WHEN '{one.name}' THEN '{one.slug}'" for one in crime_types())
    return f"CASE {column} {cases} END"


def _resource(name: str) -> str:
    return files("saferplan.evidence.sources").joinpath(name).read_text(encoding="utf-8")
