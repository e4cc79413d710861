"""The measures of an extract's quality, as counts that say nothing of anyone."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import numpy as np
import pyarrow as pa

from saferplan.evidence.partners.fields import PLACE, all_fields
from saferplan.evidence.partners.mentions import Subject
from saferplan.evidence.partners.quality.extract import Extract
from saferplan.evidence.partners.quality.repeats import said_twice, same_again
from saferplan.evidence.periods import month_range
from saferplan.evidence.sources.area_columns import plain
from saferplan.evidence.tables import EXTRACT_QUALITY


class Measure(StrEnum):
    """What is counted. Of those with a field or a month there is a figure for each."""

    READ = "rows-read"
    LOADED = "rows-loaded"
    REJECTED = "rows-rejected"
    INCIDENTS = "incidents"
    FILLED = "filled"
    NOT_UNDERSTOOD = "not-understood"
    REPORTED_TOO_EARLY = "reported-before-it-happened"
    HOUR_NOT_TOLD = "hour-not-told"
    SAID_TWICE = "said-twice"
    SAME_AGAIN = "same-again"
    DAYS_TO_REPORT = "days-to-report"
    DAYS_TO_REPORT_LONGEST = "days-to-report-longest-tenth"
    DAYS_TO_DELIVERY = "days-to-delivery"
    DAYS_SINCE_NEWEST = "days-since-newest"
    IN_MONTH = "incidents-in-month"


@dataclass(frozen=True)
class Figure:
    """`value` is a count `of` so many rows, or a number of days told by so many."""

    measure: Measure
    value: float
    of: int | None = None
    field: str = ""
    month: str = ""


# Fields that the canonical incident or person holds under another name.
_HELD_AS = {
    "grid_reference": "easting",
    "longitude": "easting",
    "latitude": "northing",
    "full_name": "surname",
    "age": "is_child",
}
LONGEST_TENTH = 0.9


def figures(extract: Extract) -> list[Figure]:
    """Every measure that the extract bears; none of those that it says nothing about."""
    return [*_rows(extract), *_filled(extract), *_not_understood(extract), *_times(extract), *_months(extract)]


def _rows(extract: Extract) -> Iterator[Figure]:
    yield Figure(Measure.READ, extract.rows_read)
    yield Figure(Measure.LOADED, len(extract), extract.rows_read)
    yield Figure(Measure.REJECTED, len({row.line for row in extract.rejected}), extract.rows_read)
    yield Figure(Measure.INCIDENTS, len(extract.column("reference").unique()))
    yield Figure(Measure.SAID_TWICE, len(said_twice(extract)), len(extract))
    yield Figure(Measure.SAME_AGAIN, len(same_again(extract)), len(extract))


def _filled(extract: Extract) -> Iterator[Figure]:
    """Fields of persons and places are counted of the rows that name one at all."""
    named = {str(subject): extract.people(subject) for subject in Subject} | {PLACE: extract.places}
    for subject, mentions in named.items():
        promised = [name for name in extract.promised if name.startswith(f"{subject}.")]
        if mentions is not None and any(map(_tells_who_or_where, promised)):
            yield Figure(Measure.FILLED, len(mentions["row"].unique()), len(extract), subject)
            yield from (_filled_of(mentions, name) for name in promised)
    for name in extract.promised:
        if "." not in name:
            yield _filled_of(extract.rows, name)


def _tells_who_or_where(name: str) -> bool:
    """Without such a field there are no mentions to count: a postcode alone is of many people and places."""
    field = all_fields()[name]
    return field.identifies or field.own_name == "person_reference"


def _filled_of(table: pa.Table, name: str) -> Figure:
    own_name = name.rpartition(".")[2]
    column = table[_HELD_AS.get(own_name, own_name)]
    return Figure(Measure.FILLED, len(column) - column.null_count, len(column), name)


def _not_understood(extract: Extract) -> Iterator[Figure]:
    """By the first fault of a row that was rejected, and every cell that was left empty."""
    faults = Counter(plain(row.field) for row in extract.rejected)
    for heading, count in extract.left_empty.items():
        faults[plain(heading)] += count
    for name, heading in extract.promised.items():
        yield Figure(Measure.NOT_UNDERSTOOD, faults[plain(heading)], extract.rows_read, name)


def _times(extract: Extract) -> Iterator[Figure]:
    began, reported = _moments(extract, "from_time"), _moments(extract, "reported_time")
    told = began[~np.isnat(began)]
    if len(told):
        yield Figure(Measure.HOUR_NOT_TOLD, int((told == told.astype("datetime64[D]")).sum()), len(told))
    both = ~(np.isnat(began) | np.isnat(reported))
    waits = _days(reported[both] - began[both])
    if len(waits):
        yield Figure(Measure.REPORTED_TOO_EARLY, int(too_early(extract).sum()), len(waits))
        waits = waits[waits >= 0]
    if len(waits):
        yield Figure(Measure.DAYS_TO_REPORT, float(np.median(waits)), len(waits))
        yield Figure(Measure.DAYS_TO_REPORT_LONGEST, float(np.quantile(waits, LONGEST_TENTH)), len(waits))
    given = reported[~np.isnat(reported)]
    if len(given):
        ages = _days(np.datetime64(extract.released.replace(tzinfo=None)) - given)
        yield Figure(Measure.DAYS_TO_DELIVERY, float(np.median(ages)), len(given))
        yield Figure(Measure.DAYS_SINCE_NEWEST, float(ages.min()), len(given))


def too_early(extract: Extract) -> np.ndarray:
    """Rows that were reported on a day before the earliest on which it can have happened."""
    began, reported = (_moments(extract, name).astype("datetime64[D]") for name in ("from_time", "reported_time"))
    return reported < began


def _moments(extract: Extract, name: str) -> np.ndarray:
    return extract.column(name).to_numpy(zero_copy_only=False).astype("datetime64[us]")


def _days(lengths: np.ndarray) -> np.ndarray:
    return lengths / np.timedelta64(1, "D")


def _months(extract: Extract) -> Iterator[Figure]:
    """Also of months without a row, of which the list says that there was nothing: a stop is a fall too."""
    counted = extract.rows.group_by("month").aggregate([("reference", "count_distinct")])
    found = dict(zip(counted["month"].to_pylist(), counted["reference_count_distinct"].to_pylist(), strict=True))
    for month in _months_told_of(sorted(found), f"{extract.released:%Y-%m}"):
        yield Figure(Measure.IN_MONTH, found.get(month, 0), month=month)


def _months_told_of(months: Sequence[str], released: str) -> tuple[str, ...]:
    """From the first month with rows to the last; and, of a list of several months, to the one before it was made.

    Not where the list ended longer ago than it is long: it is an old list, which its newest report tells.
    """
    if not months:
        return ()
    held = month_range(months[0], months[-1])
    since = [month for month in month_range(months[-1], released)[1:] if month < released]
    return (*held, *since) if 1 < len(held) > len(since) else held


def as_rows(extract: Extract, found: Iterable[Figure], *, now: datetime) -> pa.Table:
    """As the lake keeps them, in extract_quality. `now` is the time of the load."""
    shared = {
        "extract_id": extract.extract_id,
        "feed": extract.feed,
        "agency": extract.agency,
        "file": extract.file,
        "released": extract.released.isoformat(),
        "loaded_at": now.isoformat(),
    }
    rows = [shared | vars(one) | {"measure": str(one.measure), "value": float(one.value)} for one in found]
    return pa.Table.from_pylist(rows, schema=EXTRACT_QUALITY.schema)


def of_rows(rows: Sequence[dict]) -> list[Figure]:
    """The figures that rows of extract_quality hold; of a measure that is no longer taken, none."""
    known = {str(one) for one in Measure}
    return [
        Figure(Measure(row["measure"]), row["value"], row["of"], row["field"] or "", row["month"] or "")
        for row in rows
        if row["measure"] in known
    ]
