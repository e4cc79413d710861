"""A lake says of itself whether its single records were generated."""

from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from saferplan.evidence.lake import Lake
from saferplan.evidence.synthetic import SYNTHETIC_LOCATION, is_synthetic
from saferplan.evidence.tables import INCIDENTS


def lake_of(folder: Path, *locations: str | None) -> Lake:
    rows = [
        {"month": "2024-01", "publisher": "kent", "crime_type": "burglary", "location": location}
        for location in locations
    ]
    lake = Lake(folder / "lake")
    with lake.writing() as writer:
        writer.replace(INCIDENTS, pa.Table.from_pylist(rows, schema=INCIDENTS.schema), [("kent", "2024-01")])
        writer.commit(loaded_at=datetime(2026, 11, 22, tzinfo=UTC), summary={})
    return lake


def test_records_of_police_uk_are_real(tmp_path: Path) -> None:
    lake = lake_of(tmp_path, "On or near High Street", "On or near Parking Area", "No Location", None)
    assert not is_synthetic(lake.snapshot())


def test_one_generated_record_is_enough(tmp_path: Path) -> None:
    lake = lake_of(tmp_path, "On or near High Street", f"{SYNTHETIC_LOCATION} 0001")
    assert is_synthetic(lake.snapshot())


def test_the_mark_stands_at_the_start(tmp_path: Path) -> None:
    lake = lake_of(tmp_path, f"Between {SYNTHETIC_LOCATION} 0001 and High Street")
    assert not is_synthetic(lake.snapshot())


def test_a_lake_without_records_is_not_synthetic(tmp_path: Path) -> None:
    assert not is_synthetic(Lake(tmp_path).snapshot_or_empty())
