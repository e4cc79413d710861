"""Events by hour and day of the week, each spread evenly over the hours in which it can have happened.

Ratcliffe and McCullagh (1998), "Aoristic crime analysis", International Journal of Geographical Information Science
12: 751-764; Ratcliffe (2002), "Aoristic signatures and the spatio-temporal analysis of high volume crime patterns",
Journal of Quantitative Criminology 18: 23-43. Ashby and Bowers (2013), Crime Science 2: 1, find it the best of the
simple methods.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import ArrayLike, NDArray

from saferplan.evidence.analysis.rates import FloatArray

HOURS, WEEKDAYS = 24, 7
MINUTES, SECONDS = 60, 3600
LONGEST_HOURS = 24
"""Our choice: an interval of a day or more says nothing of the hour, and would only blur what others say."""
LOCAL_ZONE = "Europe/London"
EPOCH = datetime(1970, 1, 1)
Moments = NDArray[np.datetime64]


@dataclass(frozen=True)
class HourByDay:
    """`weights`: events by day (Monday first) and hour of local time, of the shape (7, 24); they sum to `events`.

    `exact`: of these, at a time that is known; `spread`: over more than one hour; `longer`: events of which the
    interval is longer than `longest_hours`, left out unless they were to be spread as well; `midnight`: at exactly
    00:00, which often stands for a time that nobody knew.
    """

    weights: FloatArray
    events: int
    exact: int
    spread: int
    longer: int
    midnight: int
    longest_hours: float

    @property
    def by_day(self) -> FloatArray:
        return self.weights.sum(axis=1)

    @property
    def by_hour(self) -> FloatArray:
        return self.weights.sum(axis=0)


def hour_by_day(
    start: ArrayLike,
    end: ArrayLike,
    *,
    longest_hours: float = LONGEST_HOURS,
    spread_longer: bool = False,
    zone: str = LOCAL_ZONE,
) -> HourByDay:
    """Spreads events from `start` to `end`, arrays of local clock times (datetime64; NaT ends are exact times).

    Time passes evenly: a night on which clocks go back has 25 hours, of which two are called 1 o'clock, and a time
    that the clocks skipped is taken an hour later. Raises ValueError where an event ends before it begins, or where
    the zone's clocks differ from UTC by parts of an hour.
    """
    begins, ends, is_known = _read(start, end)
    first = _as_utc(begins, zone)
    last = np.maximum(first, np.maximum(_as_utc(ends, zone), _as_utc(ends, zone, fold=1)))
    last = np.where(is_known, first, last)
    longer = last - first > longest_hours * MINUTES
    kept = np.ones(len(first), dtype=bool) if spread_longer else ~longer
    whose, hour, weight = _pieces(first[kept], last[kept])
    cells = _hour_of_week(hour, zone)
    weights = np.zeros(WEEKDAYS * HOURS)
    np.add.at(weights, cells, weight)
    is_exact = is_known | (begins == ends)
    return HourByDay(
        weights.reshape(WEEKDAYS, HOURS),
        int(kept.sum()),
        int((is_exact & kept).sum()),
        int((np.bincount(whose, minlength=1) > 1).sum()),
        int(longer.sum()),
        int((is_exact & (begins == begins.astype("datetime64[D]"))).sum()),
        longest_hours,
    )


def _read(start: ArrayLike, end: ArrayLike) -> tuple[Moments, Moments, NDArray[np.bool_]]:
    begins, ends = (np.asarray(given, dtype="datetime64[m]") for given in (start, end))
    if begins.shape != ends.shape or begins.ndim != 1:
        raise ValueError("start and end must be one-dimensional and of one length")
    if np.isnat(begins).any():
        raise ValueError("every event needs a start")
    is_known = np.isnat(ends)
    ends = np.where(is_known, begins, ends)
    if (ends < begins).any():
        raise ValueError("an event ends before it begins")
    return begins, ends, is_known


def _pieces(first: NDArray[np.int64], last: NDArray[np.int64]) -> tuple[NDArray, NDArray, FloatArray]:
    """Which event, which hour (counted from 1970, UTC), and which part of the event falls in it."""
    begin_hour = first // MINUTES
    hours = np.maximum(1, -(-last // MINUTES) - begin_hour)
    whose = np.repeat(np.arange(len(first)), hours)
    hour = np.arange(len(whose)) - np.repeat(np.cumsum(hours) - hours, hours) + begin_hour[whose]
    within = np.minimum(last[whose], (hour + 1) * MINUTES) - np.maximum(first[whose], hour * MINUTES)
    lasts = (last - first)[whose]
    return whose, hour, np.where(lasts > 0, within / np.maximum(lasts, 1), 1.0)


def _as_utc(moments: Moments, zone: str, fold: int = 0) -> NDArray[np.int64]:
    """Minutes from 1970. Of a clock time that comes twice, `fold` 0 is the first and 1 the second."""
    minutes = moments.astype(np.int64)
    hours, at = np.unique(minutes // MINUTES, return_inverse=True)
    clock = ZoneInfo(zone)
    ahead = [_offset(EPOCH + timedelta(hours=hour), clock, fold) for hour in hours.tolist()]
    return minutes - np.array(ahead, dtype=np.int64)[at] * MINUTES


def _offset(reading: datetime, clock: ZoneInfo, fold: int) -> int:
    """Hours that the clock is ahead of UTC."""
    seconds = reading.replace(tzinfo=clock, fold=fold).utcoffset().total_seconds()  # type: ignore[union-attr]
    if seconds % SECONDS:
        raise ValueError(f"clocks of {clock.key} differ from UTC by parts of an hour")
    return int(seconds // SECONDS)


def _hour_of_week(hours: NDArray[np.int64], zone: str) -> NDArray[np.int64]:
    """From 0 (Monday from midnight) to 167, of local time; `hours` are counted from 1970, UTC."""
    known, at = np.unique(hours, return_inverse=True)
    clock = ZoneInfo(zone)
    local = [datetime.fromtimestamp(hour * SECONDS, clock) for hour in known.tolist()]
    return np.array([one.weekday() * HOURS + one.hour for one in local], dtype=np.int64)[at]
