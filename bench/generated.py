"""Files like the real ones where those are not at hand: invented areas and incidents in the publishers' layouts.

Codes are of the right shape and of no real area; the forces are the real names, because files are known by them. The
shares below are about those of data.police.uk, so that rows are of about the same length and variety.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pv

from saferplan.evidence.sources import police_forces
from saferplan.evidence.sources.police_categories import crime_types

SEED = 2022
# Two months of the period assessed and one of the period that it is compared with.
MONTHS = ("2019-01", "2022-01", "2022-02")
MOST_FORCES, MOST_PARTNERSHIPS, MOST_SMALL_AREAS = 41, 300, 35_000
FEWEST_PARTNERSHIPS_A_FORCE, FEWEST_SMALL_AREAS = 2, 10
SMALL_AREAS_A_WARD = 5
ASB = "Anti-social behaviour"
SHARE_ASB, SHARE_WITHOUT_PLACE = 0.18, 0.02
OUTCOMES = (
    "Local resolution",
    "Further investigation is not in the public interest",
    "Status update unavailable",
    "Investigation complete; no suspect identified",
    "Unable to prosecute suspect",
    "Under investigation",
    "Awaiting court outcome",
    "Court result unavailable",
)
# Longitudes and latitudes all on land in the middle of England.
PLACE_FROM, PLACE_TO = (-1.8, 51.8), (-0.6, 52.8)
HEADING = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,"
    "Last outcome category,Context\n"
)
ID_BYTES = 32


@dataclass(frozen=True)
class Country:
    """Small areas in order; each partnership holds a run of them, each force a run of partnerships."""

    forces: tuple[police_forces.Force, ...]
    partnership_of: np.ndarray
    force_of: np.ndarray

    @classmethod
    def of_size(cls, rows: int) -> "Country":
        known = [force for force in police_forces.all_forces() if force.area_code]
        forces = known[: int(np.clip(rows // 5_000, 2, MOST_FORCES))]
        partnerships = int(np.clip(rows // 3_000, FEWEST_PARTNERSHIPS_A_FORCE * len(forces), MOST_PARTNERSHIPS))
        areas = int(np.clip(rows // 30, FEWEST_SMALL_AREAS * partnerships, MOST_SMALL_AREAS))
        return cls(
            tuple(forces),
            np.arange(areas) * partnerships // areas,
            np.arange(partnerships) * len(forces) // partnerships,
        )

    @property
    def partnerships(self) -> int:
        return len(self.force_of)

    @property
    def small_areas(self) -> range:
        return range(len(self.partnership_of))


def write(folder: Path, rows: int) -> None:
    """Writes `reference` and `street` into a folder: about `rows` incidents in a file for each month and force."""
    country = Country.of_size(rows)
    (folder / "reference").mkdir(parents=True)
    for name, lines in _reference(country).items():
        with (folder / "reference" / name).open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(lines)
    random = np.random.default_rng(SEED)
    each = max(1, rows // len(MONTHS) // len(country.forces))
    for month in MONTHS:
        for number, force in enumerate(country.forces):
            within = np.flatnonzero(country.force_of[country.partnership_of] == number)
            path = folder / "street" / month / f"{month}-{force.slug}-street.csv"
            _write_month(path, _incidents(random, month, force, within, each))


def lsoa(number: int) -> str:
    return f"E01{900_000 + number}"


def _partnership(number: int) -> tuple[str, str, str]:
    return f"E06{900_000 + number}", f"Invented authority {number}", f"E22{900_000 + number}"


def _reference(country: Country) -> dict[str, Iterable[Sequence[object]]]:
    return {
        "lookup-small-areas.csv": _small_areas(country),
        "lookup-partnerships.csv": _partnerships(country),
        "residents.csv": _residents(country),
    }


def _small_areas(country: Country) -> Iterable[Sequence[object]]:
    yield "lsoa21_code", "lsoa21_name", "ward24_code", "ward24_name", "ltla24_code", "ltla24_name"
    for number in country.small_areas:
        own = country.partnership_of[number]
        first = int(np.searchsorted(country.partnership_of, own))
        ward = first + (number - first) // SMALL_AREAS_A_WARD
        yield lsoa(number), f"Area {number}", f"E05{900_000 + ward}", f"Ward {ward}", *_partnership(own)[:2]


def _partnerships(country: Country) -> Iterable[Sequence[object]]:
    yield "ltla24_code", "ltla24_name", "csp24_code", "csp24_name", "pfa24_code", "pfa24_name"
    for number, force in enumerate(country.force_of):
        code, name, csp = _partnership(number)
        yield code, name, csp, name, country.forces[force].area_code, country.forces[force].area_name


def _residents(country: Country) -> Iterable[Sequence[object]]:
    yield "lsoa21_code", "residents"
    for number in country.small_areas:
        yield lsoa(number), 1_000 + number % 1_000


def _incidents(
    random: np.random.Generator, month: str, force: police_forces.Force, within: np.ndarray, rows: int
) -> pa.Table:
    area = random.choice(within, rows)
    no_place = random.random(rows) < SHARE_WITHOUT_PLACE
    is_asb = random.random(rows) < SHARE_ASB
    types = np.array([one.name for one in crime_types() if one.name != ASB])
    points = np.round(random.uniform(PLACE_FROM, PLACE_TO, (rows, 2)), 6)
    identifiers = random.bytes(rows * ID_BYTES).hex()
    streets = random.integers(1, 1_000, rows)
    return pa.table(
        {
            "id": pa.array([identifiers[at * 2 * ID_BYTES :][: 2 * ID_BYTES] for at in range(rows)], mask=is_asb),
            "month": pa.repeat(month, rows),
            "reported_by": pa.repeat(force.name, rows),
            "falls_within": pa.repeat(force.name, rows),
            "longitude": pa.array(points[:, 0], mask=no_place),
            "latitude": pa.array(points[:, 1], mask=no_place),
            "location": pa.array([f"On or near Invented Street {number}" for number in streets]),
            "lsoa_code": pa.array([lsoa(number) for number in area], mask=no_place),
            "lsoa_name": pa.array([f"Area {number}" for number in area], mask=no_place),
            "crime_type": pa.array(np.where(is_asb, ASB, random.choice(types, rows))),
            "outcome": pa.array(random.choice(OUTCOMES, rows), mask=is_asb),
            "context": pa.nulls(rows, pa.string()),
        }
    )


def _write_month(path: Path, table: pa.Table) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        stream.write(HEADING.encode())
        pv.write_csv(table, stream, pv.WriteOptions(include_header=False, quoting_style="none"))
