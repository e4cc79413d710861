"""The figures that the package ships for the demo and the synthetic partnership.

Small CSV files worked out from open data, each saying where it comes from. Lines that begin with '#' stand above the
heading. Counts by crime type are laid out wide, a column a crime type. `python -m saferplan.demo.work_out LAKE` makes
them anew.
"""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np

from saferplan.errors import FileRefused
from saferplan.evidence.sources.police_categories import crime_types

FOLDER = Path(__file__).with_name("figures")
AREA, AREA_NAME = "E06000060", "Buckinghamshire"
LICENCE = "Contains public sector information licensed under the Open Government Licence v3.0."
# The years of the codes by which the figures name areas.
SMALL_AREA, OLD_SMALL_AREA, WARD, AUTHORITY, PARTNERSHIP = "lsoa21", "lsoa11", "ward24", "ltla24", "csp24"
# Columns of unit_profiles and small_areas that hold residents, by reference date; the newest is the census.
RESIDENTS_ON = {
    "residents_2017": date(2017, 6, 30),
    "residents_2020": date(2020, 6, 30),
    "residents_2021": date(2021, 3, 21),
}
# Columns of old_small_areas, small_areas and small_areas again, by what they hold.
AGE_BANDS = {"aged_0_15": (0, 15), "aged_16_24": (16, 24), "aged_25_64": (25, 64), "aged_65_plus": (65, 200)}
TENURES = {
    "owns_outright": "Owned: Owns outright",
    "owns_with_mortgage": "Owned: Owns with a mortgage or loan",
    "shared_ownership": "Shared ownership: Shared ownership",
    "rents_from_council": "Social rented: Rents from council or Local Authority",
    "rents_other_social": "Social rented: Other social rented",
    "rents_private_landlord": "Private rented: Private landlord or letting agency",
    "rents_other_private": "Private rented: Other private rented",
    "lives_rent_free": "Lives rent free",
}
DOMAINS = ("imd", "income", "employment", "education", "health", "crime", "housing", "environment")
_WORKED_OUT = re.compile(r"# Worked out on (\d{4}-\d{2}-\d{2})")

Row = Mapping[str, object]


def type_columns(row: Mapping[str, object]) -> list[str]:
    """The columns of a table of counts that are crime types, by slug."""
    known = {one.slug for one in crime_types()}
    return [column for column in row if column in known]


def write(name: str, rows: Sequence[Row], *, sources: Iterable[str], how: str, worked_out: date, folder: Path) -> None:
    """Writes figures/`name`.csv with its header; the columns are those of the first row."""
    about = [LICENCE, *(f"Source: {source}." for source in sources), how]
    about.append(f"Worked out on {worked_out.isoformat()} with python -m saferplan.demo.work_out.")
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
        stream.writelines(f"# {line}\n" for line in about)
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def read(name: str, folder: Path = FOLDER) -> list[dict[str, str]]:
    """The rows of figures/`name`.csv. Raises FileRefused where the file is not there."""
    path = folder / f"{name}.csv"
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(line for line in stream if not line.startswith("#")))
    except FileNotFoundError:
        raise FileRefused(
            "the demo's figures are not there", where=str(path), remedy="Install saferplan again, from a whole copy."
        ) from None


def header(name: str, folder: Path = FOLDER) -> list[str]:
    """The lines above the heading, without '# '."""
    with (folder / f"{name}.csv").open(encoding="utf-8") as stream:
        return [line[2:].rstrip("\n") for line in stream if line.startswith("#")]


def worked_out_on(folder: Path = FOLDER) -> date:
    """The day on which the counts were worked out."""
    found = _WORKED_OUT.search("\n".join(f"# {line}" for line in header("ward_counts", folder)))
    if found is None:
        raise FileRefused("the figures do not say when they were worked out", where=str(folder))
    return date.fromisoformat(found[1])


def counts_of(rows: Sequence[Mapping[str, str]]) -> np.ndarray:
    """The counts of wide rows, of shape (rows, crime types); an empty cell is none."""
    types = type_columns(rows[0])
    return np.array([[int(row[slug] or 0) for slug in types] for row in rows], dtype=np.int64)
