"""Figures given for areas: what a force's files left without a place."""

from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa

from saferplan.evidence.lake import Lake, Snapshot
from saferplan.evidence.stated_figures import Unplaced, unplaced_by_month
from saferplan.evidence.tables import AREA_PROFILES


def snapshot_of(folder: Path, *stated: tuple[str, str, str, float]) -> Snapshot:
    """`stated`: code, feature, day, value."""
    rows = [
        {"edition": "one", "code": code, "feature": feature, "reference_date": date.fromisoformat(day), "value": value}
        for code, feature, day, value in stated
    ]
    lake = Lake(folder / "lake")
    with lake.writing() as writer:
        writer.replace(AREA_PROFILES, pa.Table.from_pylist(rows, schema=AREA_PROFILES.schema), [("one",)])
        writer.commit(loaded_at=datetime(2026, 11, 22, tzinfo=UTC), summary={})
    return lake.snapshot()


def test_a_month_with_both_figures_is_known(tmp_path: Path) -> None:
    snapshot = snapshot_of(
        tmp_path,
        ("E23000001", "crimes_published", "2024-02-01", 1000.0),
        ("E23000001", "crimes_published_without_place", "2024-02-01", 20.0),
        ("E23000001", "crimes_published", "2024-01-01", 900.0),
        ("E23000001", "crimes_published_without_place", "2024-01-01", 0.0),
        ("E23000001", "crimes_published", "2024-03-01", 800.0),
        ("E23000002", "crimes_published", "2024-01-01", 1.0),
        ("E23000002", "crimes_published_without_place", "2024-01-01", 1.0),
    )
    assert unplaced_by_month(snapshot, "E23000001") == {"2024-01": Unplaced(900, 0), "2024-02": Unplaced(1000, 20)}


def test_nothing_stated_is_nothing_known(tmp_path: Path) -> None:
    empty = Lake(tmp_path).snapshot_or_empty()
    assert unplaced_by_month(empty, "E23000001") == {}
