"""Which months each publisher has delivered. Missing is not zero: every comparison asks here first."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

import numpy as np

from saferplan.errors import UnknownName
from saferplan.evidence.geography import Geography
from saferplan.evidence.lake import Snapshot
from saferplan.evidence.periods import month_range
from saferplan.evidence.snapshot import read_rows
from saferplan.evidence.sources import police_forces
from saferplan.evidence.tables import AREA_COUNTS, INCIDENTS, REJECTED

# A month is flagged where it falls below half the median of the months around it: forces' systems fail and files
# are cut off, while real falls of this size between neighbouring months are hardly known outside the first lockdown.
SUSPICIOUS_SHARE = 0.5
NEIGHBOURS_EACH_SIDE = 3
FEWEST_NEIGHBOURS = 2
# A month of which more than this share of rows was rejected is unknown to figures: rows that could not be read are not
# crimes that did not happen, and a change of a few per cent would be made by them alone.
MOST_REJECTED = 0.01


class Presence(StrEnum):
    PRESENT = "present"
    PARTIAL = "partial"
    MISSING = "missing"


@dataclass(frozen=True)
class CoverageRecord:
    """One publisher and month. Partial: rows were rejected. `suspicious` says why a figure may be too low."""

    publisher: str
    publisher_name: str
    month: str
    presence: Presence
    rows_loaded: int | None
    rows_rejected: int | None
    released: str
    suspicious: str


def is_whole(loaded: int, rejected: int) -> bool:
    """Whether an extract of so many rows came nearly whole."""
    return loaded > 0 and rejected <= (loaded + rejected) * MOST_REJECTED


@dataclass(frozen=True)
class Coverage:
    """`delivered`: months loaded nearly whole, by publisher. `counted`: months with ready counts, by area."""

    delivered: dict[str, frozenset[str]]
    counted: dict[str, frozenset[str]]

    @classmethod
    def of(cls, snapshot: Snapshot) -> "Coverage":
        delivered: dict[str, set[str]] = {}
        for extract in snapshot.extracts:
            if extract["dataset"] == INCIDENTS.name and is_whole(extract["rows_loaded"], extract["rows_rejected"]):
                publisher, month = extract["slice"].split("/")
                delivered.setdefault(publisher, set()).add(month)
        return cls({name: frozenset(months) for name, months in delivered.items()}, _counted(snapshot))

    def months_of_unit(self, unit: str, pfa: str) -> frozenset[str]:
        """Months whose figures for a partnership area are known: its own force's, or ready counts of the area."""
        try:
            publisher = police_forces.by_area_code(pfa).slug if pfa else ""
        except UnknownName:
            publisher = ""
        return self.delivered.get(publisher, frozenset()) | self.counted.get(unit, frozenset())

    def by_unit(self, geography: Geography) -> dict[str, frozenset[str]]:
        return {code: self.months_of_unit(code, unit.pfa) for code, unit in geography.units.items()}

    @cached_property
    def months(self) -> tuple[str, ...]:
        """From the first month that anyone delivered to the last."""
        seen = [month for months in (*self.delivered.values(), *self.counted.values()) for month in months]
        return month_range(min(seen), max(seen)) if seen else ()


def _counted(snapshot: Snapshot) -> dict[str, frozenset[str]]:
    if not snapshot.has(AREA_COUNTS.name):
        return {}
    import duckdb

    rows = duckdb.sql(
        f"SELECT code, list(DISTINCT month) FROM {snapshot.scan(AREA_COUNTS.name)} GROUP BY code"
    ).fetchall()
    return {code: frozenset(months) for code, months in rows}


def coverage_records(snapshot: Snapshot, publishers: Collection[str] = ()) -> list[CoverageRecord]:
    """A record for each publisher (of `publishers`, where given) and month, from the first month loaded to the last."""
    extracts = {
        tuple(extract["slice"].split("/")): extract
        for extract in snapshot.extracts
        if extract["dataset"] == INCIDENTS.name
    }
    if not extracts:
        return []
    months = month_range(min(month for _, month in extracts), max(month for _, month in extracts))
    names = sorted(set(publishers) or {publisher for publisher, _ in extracts})
    return [record for name in names for record in _of_publisher(name, months, extracts)]


def rejected_rows(snapshot: Snapshot, publishers: Collection[str] = ()) -> list[dict[str, Any]]:
    """Rows rejected from the extracts in force (of `publishers`, where given), with file, line, field and reason."""
    in_force = {
        extract["extract_id"]
        for extract in snapshot.extracts
        if not publishers or extract["slice"].split("/")[0] in publishers
    }
    rows = [row for row in read_rows(snapshot.files(REJECTED.name)) if row["extract_id"] in in_force]
    return sorted(rows, key=lambda row: (row["file"], row["line"]))


def _of_publisher(name: str, months: tuple[str, ...], extracts: dict) -> list[CoverageRecord]:
    loaded = [extracts.get((name, month), {}).get("rows_loaded") for month in months]
    falls = suspicious_falls(loaded)
    title = police_forces.by_slug(name).name
    return [
        CoverageRecord(
            name,
            title,
            month,
            _presence(extracts.get((name, month))),
            rows,
            extracts.get((name, month), {}).get("rows_rejected"),
            extracts.get((name, month), {}).get("released", ""),
            falls.get(position, ""),
        )
        for position, (month, rows) in enumerate(zip(months, loaded, strict=True))
    ]


def _presence(extract: dict | None) -> Presence:
    if not extract or not extract["rows_loaded"]:
        return Presence.MISSING
    return Presence.PARTIAL if extract["rows_rejected"] else Presence.PRESENT


def suspicious_falls(rows: list[int | None]) -> dict[int, str]:
    """Positions of months far below their neighbours, with the reason in words. None is a missing month."""
    found: dict[int, str] = {}
    for position, count in enumerate(rows):
        around = rows[max(0, position - NEIGHBOURS_EACH_SIDE) : position] + rows[position + 1 :][:NEIGHBOURS_EACH_SIDE]
        known = [one for one in around if one]
        if count is None or len(known) < FEWEST_NEIGHBOURS:
            continue
        usual = float(np.median(known))
        if count < usual * SUSPICIOUS_SHARE:
            found[position] = f"{count:,} rows, where the months around it have about {usual:,.0f}"
    return found
