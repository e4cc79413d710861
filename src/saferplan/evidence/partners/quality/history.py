"""What the lake keeps of the quality of a feed's extracts."""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from saferplan.errors import UnknownName, nearest
from saferplan.evidence.lake import Snapshot
from saferplan.evidence.partners.quality.figures import Figure, Measure, of_rows
from saferplan.evidence.tables import EXTRACT_QUALITY


@dataclass(frozen=True)
class Past:
    """One extract that was loaded, whether still in force or not."""

    extract_id: str
    feed: str
    agency: str
    file: str
    released: str
    figures: tuple[Figure, ...]


def past_extracts(snapshot: Snapshot, feed: str) -> list[Past]:
    """Every extract of the feed, the newest first by the file's own time stamp."""
    if not snapshot.has(EXTRACT_QUALITY.name):
        return []
    rows = (
        duckdb.execute(f"SELECT * FROM {snapshot.scan(EXTRACT_QUALITY.name)} WHERE feed = ?", [feed])
        .to_arrow_table()
        .to_pylist()
    )
    by_extract: dict[str, list[dict]] = {}
    for row in rows:
        by_extract.setdefault(row["extract_id"], []).append(row)
    found = [
        Past(name, feed, one[0]["agency"], one[0]["file"], one[0]["released"], tuple(of_rows(one)))
        for name, one in by_extract.items()
    ]
    return sorted(found, key=lambda one: (one.released, one.extract_id), reverse=True)


@dataclass(frozen=True)
class MonthTold:
    """A month that an extract tells of, and how many incidents it has of it."""

    feed: str
    agency: str
    extract_id: str
    released: str
    month: str
    incidents: int


def months_told(snapshot: Snapshot) -> list[MonthTold]:
    """Of every extract of every feed that was loaded, whether still in force or not."""
    if not snapshot.has(EXTRACT_QUALITY.name):
        return []
    found = duckdb.execute(
        f"SELECT feed, agency, extract_id, released, month, value::BIGINT FROM {snapshot.scan(EXTRACT_QUALITY.name)}"
        " WHERE measure = ?",
        [str(Measure.IN_MONTH)],
    )
    return [MonthTold(*row) for row in found.fetchall()]


def feeds_known(snapshot: Snapshot) -> list[str]:
    if not snapshot.has(EXTRACT_QUALITY.name):
        return []
    return [
        row[0]
        for row in duckdb.sql(f"SELECT DISTINCT feed FROM {snapshot.scan('extract_quality')} ORDER BY 1").fetchall()
    ]


def newest_extract(snapshot: Snapshot, feed: str) -> tuple[Past, list[Past]]:
    """(the newest extract of the feed, those before it). Raises UnknownName where the feed has none."""
    found = past_extracts(snapshot, feed)
    if not found:
        known = feeds_known(snapshot)
        listed = f"Feeds with extracts are {', '.join(known)}." if known else "No partner's file is loaded yet."
        raise UnknownName(f"no extract of a feed called '{feed}' is loaded", remedy=nearest(feed, known) or listed)
    return found[0], found[1:]


def incidents_by_month(past: Sequence[Past]) -> dict[str, float]:
    """As the newest extract that holds the month has them."""
    found: dict[str, float] = {}
    for one in past:
        for figure in one.figures:
            if figure.measure is Measure.IN_MONTH:
                found.setdefault(figure.month, figure.value)
    return found
