"""A lake says of itself whether its single records were generated."""

from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from saferplan.evidence.lake import Lake
from saferplan.evidence.synthetic import SYNTHETIC_LOCATION, is_synthetic
from saferplan.evidence.tables import EXTRACTS, INCIDENTS


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


def lake_with_extract(folder: Path, dataset: str, slice_: str) -> Lake:
    row = {"dataset": dataset, "slice": slice_, "extract_id": "0", "file": "cases.xlsx"}
    lake = Lake(folder / "lake")
    with lake.writing() as writer:
        writer.replace(EXTRACTS, pa.Table.from_pylist([row], schema=EXTRACTS.schema), [(dataset, slice_)])
        writer.commit(loaded_at=datetime(2026, 11, 22, tzinfo=UTC), summary={})
    return lake


def test_a_feed_of_the_synthetic_partnership_is_known_by_its_name(tmp_path: Path) -> None:
    lake = lake_with_extract(tmp_path, "partner_incidents", "synthetic-harbour-homes-asb/2021-07")
    assert is_synthetic(lake.snapshot())


def test_a_partner_feed_that_only_speaks_of_something_synthetic_is_real(tmp_path: Path) -> None:
    lake = lake_with_extract(tmp_path, "partner_incidents", "harbour-synthetic-pitches/2021-07")
    assert not is_synthetic(lake.snapshot())


def test_the_mark_of_a_feed_holds_for_partners_files_alone(tmp_path: Path) -> None:
    lake = lake_with_extract(tmp_path, "population", "synthetic-edition")
    assert not is_synthetic(lake.snapshot())


def test_no_restricted_table_is_read_for_it(tmp_path: Path) -> None:
    lake = lake_with_extract(tmp_path, "partner_incidents", "synthetic-fire/2021-07")
    assert is_synthetic(lake.snapshot())
    assert not (lake.root / "reads.jsonl").exists()
