"""Reports of one incident to several agencies, told from several incidents."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

SAME_INCIDENT_DAYS = 3
"""Reports of one person to different agencies within so many days are taken for one incident: a night at the weekend
that the landlord hears of on Monday. A judgement of ours. It errs both ways: two incidents so close together count as
one, and where only the days of reports are known, one that the second agency hears of later counts as two."""


def incidents_of(person: ArrayLike, agency: ArrayLike, time: ArrayLike, days: float = SAME_INCIDENT_DAYS) -> NDArray:
    """A number for each report, the same for reports of one incident; numbers run from 0 in no order that matters.

    `person`, `agency`: whole numbers; `time`: datetime64 of the incident where known, else of the report. By person and
    in order of time, a report belongs to the earliest incident that began no more than `days` before and of which its
    agency has not told yet; else it begins another. Two reports to one agency are two incidents.
    Raises ValueError for unequal lengths.
    """
    who, whose = np.asarray(person, dtype=np.int64), np.asarray(agency, dtype=np.int64)
    when = np.asarray(time, dtype="datetime64[m]")
    if not (who.shape == whose.shape == when.shape) or who.ndim != 1:
        raise ValueError("each report has one person, one agency and one time")
    order = np.lexsort((whose, when, who))
    limit = np.timedelta64(round(days * 24 * 60), "m")
    near = (np.diff(who[order]) == 0) & (np.diff(when[order]) <= limit)
    number = np.arange(len(order))
    for start, end in _runs(near):
        run = order[start:end]
        number[start:end] = start + _incidents_in(whose[run], when[run], limit)
    found = np.empty(len(order), dtype=np.int64)
    found[order] = np.unique(number, return_inverse=True)[1]
    return found


def _runs(near: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Where reports follow one another closely: places of the first and after the last."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], near, [False]]).astype(np.int8)))
    return [(int(start), int(end) + 1) for start, end in edges.reshape(-1, 2)]


def _incidents_in(agencies: NDArray, times: NDArray, limit: np.timedelta64) -> NDArray[np.int64]:
    told: list[tuple[np.datetime64, set[int]]] = []
    found = np.empty(len(agencies), dtype=np.int64)
    for at, (agency, time) in enumerate(zip(agencies.tolist(), times, strict=True)):
        fitting = (n for n, (began, by) in enumerate(told) if time - began <= limit and agency not in by)
        number = next(fitting, len(told))
        if number == len(told):
            told.append((time, set()))
        told[number][1].add(agency)
        found[at] = number
    return found
