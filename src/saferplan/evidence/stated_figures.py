"""Figures that the lake was given for areas whose records it does not hold (see table area_profiles)."""

from dataclasses import dataclass

from saferplan.evidence.lake import Snapshot
from saferplan.evidence.tables import AREA_PROFILES

CRIMES_PUBLISHED, CRIMES_WITHOUT_PLACE = "crimes_published", "crimes_published_without_place"


@dataclass(frozen=True)
class Unplaced:
    """Crimes (without ASB) that a force published in one month, and those of them without a place."""

    crimes: int
    without_place: int


def unplaced_by_month(snapshot: Snapshot, force_area: str) -> dict[str, Unplaced]:
    """What was stated of a police force area's files, by month; empty where nothing was."""
    crimes, without = (_by_month(snapshot, force_area, feature) for feature in (CRIMES_PUBLISHED, CRIMES_WITHOUT_PLACE))
    return {month: Unplaced(crimes[month], without[month]) for month in sorted(crimes.keys() & without.keys())}


def _by_month(snapshot: Snapshot, code: str, feature: str) -> dict[str, int]:
    import duckdb

    rows = duckdb.execute(
        f"SELECT strftime(reference_date, '%Y-%m'), value FROM {snapshot.scan(AREA_PROFILES.name)}"
        " WHERE code = ? AND feature = ?",
        [code, feature],
    ).fetchall()
    return {month: round(value) for month, value in rows}
