"""The released figures in the lake: the newest of an area and period, and the register of what was released before."""

from collections.abc import Iterable, Mapping
from typing import Any

import duckdb

from saferplan.evidence.lake import Snapshot
from saferplan.evidence.overlaps import ReleasedCount
from saferplan.evidence.people.releasing import Before, Figure, Place, under_base
from saferplan.evidence.periods import Period
from saferplan.evidence.tables import PEOPLE_COUNTS

Row = dict[str, Any]


def period_code(period: Period) -> str:
    """One code for a period however it was written: two ways of asking are one release."""
    return f"{period.first}..{period.last}"


def newest(snapshot: Snapshot, unit: str, period: Period, *, purpose: str = "") -> list[Row]:
    """The figures of the last release of an area and period with linkage, else of the last without; empty for none.

    `purpose`: only releases under this purpose.
    """
    rows = _rows(snapshot, "area_code = ? AND period = ?", [unit, period_code(period)])
    rows = [row for row in rows if not purpose or row["purpose"] == purpose]
    if not rows:
        return []
    last = max(rows, key=lambda row: (bool(row["run"]), row["released_at"], row["edition"]))["edition"]
    return [row for row in rows if row["edition"] == last]


def released_before(snapshot: Snapshot, unit: str, period: Period, purpose: str, feeds: str) -> Before:
    """Earlier releases of the same area.

    Counts that add up are of the same records under every purpose, and often with other feeds: a feed is named only
    where it has records in the period.
    """
    rows = _rows(snapshot, "area_code = ?", [unit])
    own = [
        row for row in rows if (row["period"], row["purpose"], row["feeds"]) == (period_code(period), purpose, feeds)
    ]
    rows.sort(key=lambda row: row["released_at"], reverse=True)
    rows.sort(key=lambda row: len(_named(row["feeds"]) ^ _named(feeds)))
    counts: dict[Place, list[ReleasedCount]] = {}
    for row in rows:
        if (printed := _printed(row)) is not None:
            first, _, last = row["period"].partition("..")
            counts.setdefault(_place(row), []).append(ReleasedCount(first, last, printed))
    own.sort(key=lambda row: row["released_at"])
    return Before(
        {_place(row): _figure(row) for row in own},
        {place: list(dict.fromkeys(found)) for place, found in counts.items()},
    )


def _named(feeds: str) -> frozenset[str]:
    return frozenset(feeds.split(", "))


def _printed(row: Row) -> int | None:
    """The count that a row prints: none for a share or rate, and where nothing at all is told."""
    if row["hidden"]:
        return 0 if row["note"] == under_base() else None
    return int(row["value"]) if float(row["value"]).is_integer() else None


def rows_of(figures: Iterable[Figure], release: Mapping[str, Any]) -> list[Row]:
    """Rows of the contract; `release`: the columns that all rows of one release share."""
    return [
        {
            **release,
            "finding": one.finding,
            "breakdown": one.breakdown,
            "group": one.group,
            "measure": one.measure,
            "value": one.value,
            "low": one.low,
            "high": one.high,
            "hidden": one.is_hidden,
            "note": one.note,
        }
        for one in figures
    ]


def _rows(snapshot: Snapshot, condition: str, values: list[str]) -> list[Row]:
    if not snapshot.has(PEOPLE_COUNTS.name):
        return []
    found = duckdb.connect().execute(f"SELECT * FROM {snapshot.scan(PEOPLE_COUNTS.name)} WHERE {condition}", values)
    return found.to_arrow_table().to_pylist()


def _place(row: Row) -> Place:
    return row["finding"], row["breakdown"], row["group"], row["measure"]


def _figure(row: Row) -> Figure:
    return Figure(*_place(row), row["value"], row["low"], row["high"], row["note"] or "")
