"""Events with a place and a day, or the two times between which each happened: from a file, or from offence records.

data.police.uk gives neither: its files hold months, and places moved to map points.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from saferplan.errors import FileRefused, NothingLoaded, UsageError
from saferplan.evidence.analysis.rates import FloatArray
from saferplan.evidence.analysis.timing.aoristic import LOCAL_ZONE, Moments
from saferplan.evidence.basis import Basis
from saferplan.evidence.geography import Area
from saferplan.evidence.periods import Period
from saferplan.evidence.points.events import PLACE_COLUMNS, lie_in, metres_of
from saferplan.evidence.points.files import Rows, located, rows_of
from saferplan.evidence.points.planes import BRITISH_NATIONAL_GRID, Plane

STARTS = ("from_time", "from", "start", "date", "day", "datetime", "time")
ENDS = ("to_time", "to", "end")
LONGEST_FOR_A_DAY = timedelta(hours=48)
"""Our choice: the day of an event that can have happened over a longer time is not known to within a day."""
NO_DAY = "its day is not known to within two days"
NO_PLACE, NO_TIME, BACKWARDS = "no coordinates", "no day", "it ends before it begins"
POLICE_UK_COLUMNS = {"crime id", "month", "falls within"}
POLICE_UK = (
    "the files of data.police.uk give months and no days, and places moved to map points that many offences share:"
    " neither how far apart offences were nor how soon they followed can be known"
)
WANTED = "Take an extract of the force with days and exact places (saferplan template show offence-records)."
TABLE = "offence_records"


@dataclass(frozen=True)
class TimedEvents:
    """Arrays of one length. `metres`: (easting, northing) on `plane`, NaN without a place. `start`, `end`: local clock
    times, `end` NaT where the time is known. `left_out`: rows that are not among them, by reason.
    """

    metres: FloatArray
    start: Moments
    end: Moments
    source: str
    plane: Plane = BRITISH_NATIONAL_GRID
    left_out: Mapping[str, int] = field(default_factory=dict)
    is_restricted: bool = False

    def __len__(self) -> int:
        return len(self.start)

    @property
    def latest(self) -> Moments:
        return np.where(np.isnat(self.end), self.start, self.end)

    @property
    def day(self) -> NDArray[np.int64]:
        """Days since 1970: of the middle of the time in which each can have happened."""
        middle = self.start + (self.latest - self.start) // 2
        return middle.astype("datetime64[D]").astype(np.int64)

    def with_a_day_and_a_place(self) -> "TimedEvents":
        """Those with coordinates of which the day is known, the others told in `left_out`."""
        placed = np.isfinite(self.metres).all(axis=1)
        dated = self.latest - self.start <= np.timedelta64(LONGEST_FOR_A_DAY)
        told = Counter(self.left_out) + Counter({NO_PLACE: int((~placed).sum()), NO_DAY: int((placed & ~dated).sum())})
        kept = placed & dated
        return replace(self, metres=self.metres[kept], start=self.start[kept], end=self.end[kept], left_out=dict(told))


def read_events(path: Path, *, with_places: bool, zone: str = LOCAL_ZONE) -> TimedEvents:
    """The events of a CSV or GeoJSON file; a day without a time of day stands for all of that day.

    Times with a zone are turned into the clock times of `zone`. Raises FileRefused for files that give months only,
    such as those of data.police.uk, for files without days, and `with_places` without coordinates.
    """
    rows = rows_of(path)
    columns = _columns(rows, path)
    clock = _clock(zone)
    times = [_times(row, columns, clock) for row in rows]
    kept = [number for number, one in enumerate(times) if not isinstance(one, str)]
    if not kept:
        raise FileRefused(f"none of its {len(rows):,} rows has a day as ISO 8601 writes it", where=str(path))
    left_out = Counter(one for one in times if isinstance(one, str))
    metres, plane = located(rows, path) if with_places else (np.full((len(rows), 2), np.nan), BRITISH_NATIONAL_GRID)
    start, end = np.array([times[number] for number in kept], dtype="datetime64[m]").T
    return TimedEvents(metres[kept], start, end, path.name, plane, dict(left_out))


def _columns(rows: Rows, path: Path) -> tuple[str, str]:
    """Names of the columns of starts and ends; that of ends is empty where there is none."""
    named = rows[0].keys()
    if named >= POLICE_UK_COLUMNS:
        raise FileRefused(POLICE_UK, where=str(path), remedy=WANTED)
    start = next((name for name in STARTS if name in named), None)
    if start is None:
        only_months = " but months" if "month" in named else ""
        raise FileRefused(
            f"it has no column of days{only_months}",
            where=str(path),
            remedy=f"One of {', '.join(STARTS)} must hold days or times, such as 2024-07-05T08:30.",
        )
    return start, next((name for name in ENDS if name in named), "")


def _clock(zone: str) -> ZoneInfo:
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise UsageError(f"there is no time zone '{zone}'", remedy="Write it as Europe/London.") from None


def _times(row: Mapping[str, str], columns: tuple[str, str], clock: ZoneInfo) -> tuple[Any, Any] | str:
    """Start and end (None where the time is known), or why the row cannot be used."""
    try:
        start, only_day = _moment(row[columns[0]], clock)
        written = row[columns[1]] if columns[1] else ""
        end, only_end_day = _moment(written, clock) if _is_there(written) else (None, False)
    except ValueError:
        return NO_TIME
    if end is None and only_day:
        end, only_end_day = start, True
    if end is not None and only_end_day:
        end += timedelta(days=1)
    return BACKWARDS if end is not None and end < start else (start, end)


def _moment(written: str, clock: ZoneInfo) -> tuple[datetime, bool]:
    """What the clock showed, and whether only the day is known. Raises ValueError."""
    read = datetime.fromisoformat(written.strip())
    local = read.astimezone(clock).replace(tzinfo=None) if read.tzinfo else read
    return local, "T" not in written and ":" not in written


def _is_there(written: str) -> bool:
    return written.strip().lower() not in ("", "none", "null", "nan")


def events_of_records(
    basis: Basis, area: Area, period: Period | None, purpose: str, crime_types: Collection[str] | None = None
) -> TimedEvents:
    """Offences of the template offence-records in the area: by their LSOA, else by their place in its outline.

    They are those recorded in the months of the period (None: in any). Raises NothingLoaded where no offence records
    are loaded at all, with the reason why incidents of data.police.uk cannot take their place.
    """
    if not basis.snapshot.has(TABLE):
        raise NothingLoaded(
            f"no offence records are loaded; {POLICE_UK}", where=str(basis.snapshot.root), remedy=WANTED
        )
    table = basis.engine.table(TABLE, purpose=purpose)
    if period is not None:
        table = table.filter(table.month.isin(list(period.months)))  # type: ignore[arg-type]
    if crime_types is not None:
        table = table.filter(table.crime_type.isin(list(crime_types)))  # type: ignore[arg-type]
    rows = basis.engine.run(table)
    own, metres = lie_in(basis, area, rows), metres_of(rows)
    start, end = (
        rows[name].cast("timestamp[s]").to_numpy().astype("datetime64[m]") for name in ("from_time", "to_time")
    )
    sources = "; ".join(sorted(set(rows["source"].filter(own).to_pylist())))
    return TimedEvents(metres[own], start[own], end[own], sources, is_restricted=True)


def months_of_records(basis: Basis, area: Area, period: Period, purpose: str) -> frozenset[str]:
    """Those of the period's months in which any offence at all is recorded in the area.

    To be asked of a whole partnership area, in which no month goes by without one: of a ward, a month without records
    may have been a month without offences. Raises NothingLoaded as `events_of_records` does.
    """
    table = basis.engine.table(TABLE, purpose=purpose)
    asked = table.filter(table.month.isin(list(period.months)))  # type: ignore[arg-type]
    rows = basis.engine.run(asked.select("month", *PLACE_COLUMNS).distinct())
    return frozenset(rows["month"].filter(pa.array(lie_in(basis, area, rows))).to_pylist())
