"""What is there of each list, month by month: the own police force's records of crime, and each partner's.

A month of which a list has nothing is one of three: the list tells of it and says that nothing happened, the list has
not come yet, or it has come for later months and this one is missing. Only the first is a count of none.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from saferplan.evidence.coverage import CoverageRecord, Presence, is_whole
from saferplan.evidence.partners.quality.history import MonthTold
from saferplan.evidence.periods import month_number, month_of, month_range

# A month whose list has not come is late from the third month after it. Nothing prescribes it: the police publish a
# month in the second month after it, and agencies that send a list each month do so within that time.
MONTHS_TO_COME = 2


class Standing(StrEnum):
    """In the order in which a reader is told what they mean."""

    LOADED = "loaded"
    PART = "in-part"
    LOW = "low"
    NONE = "none"
    MISSING = "missing"
    LATE = "late"
    DUE = "due"
    BEFORE = "before"


@dataclass(frozen=True)
class FeedMonths:
    """`agency` is who sends the list, `feed` its short name: '' of the police's. `known`: months that came."""

    agency: str
    feed: str
    known: Mapping[str, Standing]

    @property
    def key(self) -> str:
        return self.feed or self.agency

    def standing(self, month: str, this_month: str) -> Standing:
        """Of a month that is over."""
        if month in self.known:
            return self.known[month]
        if month < min(self.known):
            return Standing.BEFORE
        if month < max(self.known):
            return Standing.MISSING
        waited = month_number(this_month) - month_number(month)
        return Standing.LATE if waited > MONTHS_TO_COME else Standing.DUE


def of_police(records: Iterable[CoverageRecord]) -> list[FeedMonths]:
    """One for each force of which any month is loaded."""
    forces: dict[str, dict[str, Standing]] = {}
    for one in records:
        if one.presence is not Presence.MISSING:
            forces.setdefault(one.publisher_name, {})[one.month] = _of_police(one)
    return [FeedMonths(name, "", known) for name, known in forces.items()]


def _of_police(record: CoverageRecord) -> Standing:
    if not is_whole(record.rows_loaded or 0, record.rows_rejected or 0):
        return Standing.PART
    return Standing.LOW if record.suspicious else Standing.LOADED


def of_partners(told: Iterable[MonthTold], extracts: Iterable[Mapping[str, Any]]) -> list[FeedMonths]:
    """One for each feed, by agency. `extracts`: of the lake, of which those in force tell how much was rejected."""
    counts = {one["extract_id"]: (one["rows_loaded"], one["rows_rejected"]) for one in extracts}
    newest: dict[tuple[str, str], dict[str, Standing]] = {}
    for one in sorted(told, key=lambda one: one.released):
        if one.extract_id in counts:
            standing = _of_partner(one, *counts[one.extract_id])
            newest.setdefault((one.agency, one.feed), {})[one.month] = standing
    return [FeedMonths(agency, feed, known) for (agency, feed), known in sorted(newest.items())]


def _of_partner(told: MonthTold, loaded: int, rejected: int) -> Standing:
    if not is_whole(loaded, rejected):
        return Standing.PART
    return Standing.LOADED if told.incidents else Standing.NONE


def twelve_to(month: str) -> tuple[str, ...]:
    return month_range(month_of(month_number(month) - 11), month)
