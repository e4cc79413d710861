"""Reads columns of days and times in whatever way a partner's file writes them, into local times of the lake.

Everything works on columns: DuckDB parses, which knows that there is no 31 February, and NumPy moves between zones.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from saferplan.evidence.partners.texts import query

LOCAL_ZONE = "Europe/London"
"""Times in the lake are local clock times of this zone, without saying so."""
EARLIEST, LATEST = 1900, 2100
"""Years that a cell can be of; '01/02/24' must not be of the year 24."""
# Day 0 of Excel's count, which takes 1900 for a leap year; from 1 March 1900 on it is right (ECMA-376, 18.17.4.1).
EXCEL_DAY_ZERO, EXCEL_DAY_ZERO_1904 = np.datetime64("1899-12-30"), np.datetime64("1904-01-01")
# Serial numbers are taken from 1927 to 2099: shorter numbers may be years, longer ones references.
SERIALS = (10_000, 72_000)
SECONDS_IN_DAY = 86_400

DIRECTIVES = frozenset("dmYyHIMSfpbBaA")
_DAY, _MONTH, _YEAR, _HOUR = frozenset("d"), frozenset("mbB"), frozenset("Yy"), frozenset("HI")
_DAYS = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d %b %Y", "%d %B %Y", "%d-%b-%Y", "%d-%B-%Y", "%d/%b/%Y")
_SHORT_DAYS = ("%d/%m/%y", "%d-%m-%y", "%d.%m.%y", "%d %b %y", "%d-%b-%y")
_HOURS = ("%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M:%S %p", "%H%M")
_ISO_DAYS = ("%Y-%m-%d", "%Y/%m/%d")
_ISO_TIMED = tuple(
    f"{day}{hour}"
    for day in _ISO_DAYS
    for hour in (" %H:%M:%S", " %H:%M", " %H:%M:%S.%f", "T%H:%M:%S", "T%H:%M", "T%H:%M:%S.%f")
)
_OFFSET = r"^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?) ?(Z|[+-]\d\d:?\d\d)$"
# What a workbook makes of an hour without a day.
_DAY_OF_HOURS = r"^(1899-12-3[01]|1900-01-00)[ T]"

Moments = NDArray[np.datetime64]
Flags = NDArray[np.bool_]


def end_of_day(now: datetime) -> datetime:
    """The end of the day that it is in London, without a zone. `now` has one."""
    local = now.astimezone(ZoneInfo(LOCAL_ZONE))
    return local.replace(hour=23, minute=59, second=59, microsecond=0, tzinfo=None)


def format_fault(pattern: str) -> str:
    """What is wrong with a profile's format of dates; '' where nothing is."""
    found = re.findall(r"%(.?)", pattern)
    if strange := [one for one in found if one not in DIRECTIVES]:
        return f"has %{strange[0]}, which is none of {', '.join(f'%{one}' for one in sorted(DIRECTIVES))}"
    if len(set(found)) < len(found):
        return "tells one part twice"
    parts = set(found)
    if not (parts & _DAY and parts & _MONTH and parts & _YEAR):
        return "must tell day, month and year, such as %d/%m/%Y"
    if re.match(r"%Y.%d.%m", pattern):
        return "puts the day between year and month, which workbooks do not; use a format with the year last"
    return ""


def read_moments(
    texts: pa.Array,
    *,
    formats: Sequence[str] = (),
    zone: str = "",
    day_ends: bool = False,
    hours: pa.Array | None = None,
    uses_1904: bool = False,
) -> pa.Array:
    """Local times of a column (timestamp, microseconds); null where a cell is empty or not understood.

    texts, hours: trimmed cells, and those of the column of hours beside one of days. formats: as of strptime, tried
    before the usual ones. zone: of the clock that wrote them; local where ''. day_ends: a day alone means its end.
    uses_1904: the workbook counts days from 1904, so that its numbers are four years smaller.
    """
    moments, is_day, is_utc = _parsed(texts, tuple(formats), uses_1904)
    if hours is not None:
        moments, is_day = _with_hours(moments, is_day, hours)
    if day_ends:
        moments = np.where(is_day, moments + np.timedelta64(SECONDS_IN_DAY - 1, "s"), moments)
    clock = ~is_day & ~np.isnat(moments)
    return pa.array(_local(moments, clock, is_utc, zone or LOCAL_ZONE), pa.timestamp("us"))


def read_days(texts: pa.Array, *, formats: Sequence[str] = (), latest: datetime, uses_1904: bool = False) -> pa.Array:
    """Days of a column (date32), such as dates of birth: none behind `latest`; of two digits, the latest such year."""
    moments, _, _ = _parsed(texts, tuple(formats), uses_1904)
    days = moments.astype("datetime64[D]")
    today = np.datetime64(latest.date())
    ahead = days > today
    short = ahead & _tells_two_digits(texts, formats)
    years = days.astype("datetime64[Y]")
    older = (years - np.timedelta64(100, "Y")).astype("datetime64[D]") + (days - years.astype("datetime64[D]"))
    days = np.where(short, older, np.where(ahead, np.datetime64("NaT"), days))
    return pa.array(days.astype("datetime64[D]"), pa.date32())


def _tells_two_digits(texts: pa.Array, formats: Sequence[str]) -> Flags:
    if any("%y" in one for one in formats):
        return np.ones(len(texts), dtype=bool)
    found = pc.call_function("match_substring_regex", [texts], pc.MatchSubstringOptions(r"[^0-9][0-9]{2}$"))
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=bool)


class _Way(NamedTuple):
    """One way of reading a cell: an expression over `text`, which is null where it is not the way."""

    expression: str
    is_day: bool = False
    is_utc: bool = False


def _parsed(texts: pa.Array, formats: tuple[str, ...], uses_1904: bool) -> tuple[Moments, Flags, Flags]:
    """(moments, whether a day alone was told, whether they are in UTC): of each cell."""
    encoded = texts.dictionary_encode()
    words = encoded.dictionary.cast(pa.string())
    moments = np.full(len(words), np.datetime64("NaT", "us"))
    is_day, is_utc = np.zeros(len(words), dtype=bool), np.zeros(len(words), dtype=bool)
    for way in _ways(formats, uses_1904):
        left = np.flatnonzero(np.isnat(moments))
        if not len(left):
            break
        moments[left] = found = _read(words.take(pa.array(left)), way.expression)
        read = left[~np.isnat(found)]
        is_day[read], is_utc[read] = way.is_day, way.is_utc
    if not len(words):
        no = np.zeros(len(texts), dtype=bool)
        return np.full(len(texts), np.datetime64("NaT", "us")), no, no
    at = encoded.indices.fill_null(0).to_numpy(zero_copy_only=False)
    return np.where(np.asarray(texts.is_null()), np.datetime64("NaT"), moments[at]), is_day[at], is_utc[at]


def _read(texts: pa.Array, expression: str) -> Moments:
    plausible = f"CASE WHEN year(read) BETWEEN {EARLIEST} AND {LATEST} THEN read END AS moment"
    found = query(pa.table({"text": texts}), f"SELECT {plausible} FROM (SELECT {expression} AS read FROM cells)")
    return found["moment"].combine_chunks().cast(pa.timestamp("us")).to_numpy(zero_copy_only=False)


@lru_cache(maxsize=64)
def _ways(formats: tuple[str, ...], uses_1904: bool) -> tuple[_Way, ...]:
    """In the order in which they are tried: the profile's formats, the usual British ones, workbooks, ISO 8601."""
    own_timed = [one for one in formats if set(re.findall(r"%(.)", one)) & _HOUR]
    own_days = [one for one in formats if one not in own_timed]
    usual_days, short_days = ((), ()) if formats else (_DAYS, _SHORT_DAYS)
    ways = (
        _Way(_strptime(own_timed)),
        _Way(_strptime(own_days), is_day=True),
        _Way(_strptime(_ISO_TIMED, f"CASE WHEN {_YEAR_FIRST} THEN {_WITHOUT_MIDNIGHT} END")),
        _Way(_strptime(_ISO_DAYS, f"CASE WHEN {_YEAR_FIRST} THEN {_WITHOUT_MIDNIGHT} END"), is_day=True),
        _Way(_strptime([f"{day} {hour}" for day in usual_days for hour in _HOURS])),
        _Way(_strptime(usual_days), is_day=True),
        _Way(_strptime([f"{day} {hour}" for day in short_days for hour in _HOURS])),
        _Way(_strptime(short_days), is_day=True),
        _Way(_strptime(["%Y%m%d"], "CASE WHEN regexp_matches(text, '^(19|20)[0-9]{6}$') THEN text END"), is_day=True),
        _Way(_serial("^[0-9]{5}$", uses_1904), is_day=True),
        _Way(_serial(r"^[0-9]{5}\.[0-9]+$", uses_1904)),
        _Way(_ZONED, is_utc=True),
    )
    return tuple(way for way in ways if way.expression)


def _strptime(formats: Sequence[str], text: str = "text") -> str:
    listed = ", ".join("'" + one.replace("'", "''") + "'" for one in formats)
    return f"try_strptime({text}, [{listed}])" if formats else ""


def _serial(shape: str, uses_1904: bool) -> str:
    """Excel's number of a day, with the time of day as its fraction, to the second that its decimals stand for."""
    number = f"CASE WHEN regexp_matches(text, '{shape}') THEN try_cast(text AS DOUBLE) END"
    within = f"CASE WHEN {number} BETWEEN {SERIALS[0]} AND {SERIALS[1]} THEN {number} END"
    day_zero = EXCEL_DAY_ZERO_1904 if uses_1904 else EXCEL_DAY_ZERO
    return f"TIMESTAMP '{day_zero} 00:00:00' + to_seconds(round({within} * {SECONDS_IN_DAY})::BIGINT)"


_YEAR_FIRST = "regexp_matches(text, '^[0-9]{4}[-/]')"
# A workbook holds a day as midnight of it.
_WITHOUT_MIDNIGHT = "regexp_replace(text, ' 00:00:00$', '')"
_CLOCK = f"regexp_extract(text, '{_OFFSET}', 1)"
_BEHIND = f"replace(regexp_extract(text, '{_OFFSET}', 2), ':', '')"
# Minutes ahead of UTC that the cell itself says; 0 for Z.
_AHEAD = (
    f"CASE WHEN {_BEHIND} IN ('Z', '') THEN 0 ELSE (CASE {_BEHIND}[1] WHEN '-' THEN -1 ELSE 1 END)"
    f" * (60 * try_cast({_BEHIND}[2:3] AS BIGINT) + try_cast({_BEHIND}[4:5] AS BIGINT)) END"
)
_ZONED = f"{_strptime(_ISO_TIMED, _CLOCK)} - to_minutes({_AHEAD})"


def _with_hours(days: Moments, is_day: Flags, hours: pa.Array) -> tuple[Moments, Flags]:
    """Days with the time of day of their own column; a cell of it that is not understood leaves the row unread."""
    encoded = hours.dictionary_encode()
    seconds = np.array([_second_of_day(text) for text in encoded.dictionary.to_pylist()] or [0], dtype=float)
    found = seconds[encoded.indices.fill_null(0).to_numpy(zero_copy_only=False)]
    empty = np.asarray(pc.call_function("equal", [hours, pa.scalar("")]).to_numpy(zero_copy_only=False), dtype=bool)
    midnight = days.astype("datetime64[D]").astype("datetime64[us]")
    whole = np.nan_to_num(found).astype("timedelta64[s]")
    timed = np.where(np.isnan(found), np.datetime64("NaT", "us"), midnight + whole)
    return np.where(empty, days, timed), is_day & empty


def _second_of_day(text: str) -> float:
    """Of '22:15', '2215', '10:15 pm', or the fraction of a day that a workbook holds; NaN where it is none of these."""
    plain = re.sub(_DAY_OF_HOURS, "", text.strip())
    for pattern in _HOURS:
        try:
            clock = datetime.strptime(plain, pattern)
        except ValueError:
            continue
        return clock.hour * 3600 + clock.minute * 60 + clock.second
    try:
        fraction = float(plain) if re.fullmatch(r"0?\.[0-9]+|0", plain) else float("nan")
    except ValueError:
        return float("nan")
    return round(fraction * SECONDS_IN_DAY) if fraction < 1 else float("nan")


def _local(moments: Moments, clock: Flags, is_utc: Flags, zone: str) -> Moments:
    """Moments that a clock told, as a clock in London told them; days alone as they are.

    An hour that a clock passes over in spring is read as the clock that was not yet put forward would show it. Of the
    hour that comes twice in autumn the first is meant; where the file's own clock is London's, it stays as printed.
    """
    found = moments.copy()
    own = clock & ~is_utc
    found[own] -= _ahead_of_utc(moments[own], ZoneInfo(zone), is_utc=False)
    found[clock] += _ahead_of_utc(found[clock], ZoneInfo(LOCAL_ZONE), is_utc=True)
    return found


def _ahead_of_utc(moments: Moments, zone: ZoneInfo, *, is_utc: bool) -> NDArray[np.timedelta64]:
    """By how much the zone's clock is ahead of UTC at each moment, itself told in UTC or by that clock.

    No zone changes its clock but at a quarter of an hour, so all moments in one have the same offset.
    """
    quarters, at = np.unique(moments.astype("datetime64[m]").astype(np.int64) // 15, return_inverse=True)
    offsets = [_offset(int(quarter), zone, is_utc=is_utc) for quarter in quarters]
    ahead = np.array(offsets or [0], dtype="timedelta64[s]")
    return ahead[at].astype("timedelta64[us]") if len(moments) else np.empty(0, "timedelta64[us]")


def _offset(quarter: int, zone: ZoneInfo, *, is_utc: bool) -> int:
    moment = datetime.fromtimestamp(quarter * 900, UTC)
    told = moment.astimezone(zone) if is_utc else moment.replace(tzinfo=zone)
    offset = told.utcoffset()
    return int(offset.total_seconds()) if offset else 0
