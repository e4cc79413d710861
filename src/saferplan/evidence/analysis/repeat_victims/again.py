"""How soon victims are victimised again, allowing for those whom the period leaves no time."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from saferplan.evidence.analysis.attrition import Reached, share_reached

DAYS = (30, 90, 180, 365)
"""Ends of the stretches after the first time. Risk is highest in the first weeks (Farrell and Pease 1993; Johnson,
Bowers and Hirschfield 1997, British Journal of Criminology 37: 224-241)."""
MINUTES_IN_DAY = 24 * 60


class FirstAndNext(NamedTuple):
    """By victim: days from the first time victimised to the second (NaN for none), and to the period's end."""

    days_to_next: NDArray[np.float64]
    days_left: NDArray[np.float64]


class ByStretch(NamedTuple):
    """By stretch: those victimised again in it, and others whom the period lets be followed to its end, no further."""

    again: NDArray[np.int64]
    left: NDArray[np.int64]


def first_and_next(victim: ArrayLike, day: ArrayLike, end: np.datetime64) -> FirstAndNext:
    """Of victimisations with their victims and times (datetime64); `end`: the moment at which the period ends.

    Raises ValueError for unequal lengths and for a victimisation at or after the end.
    """
    who, when = np.asarray(victim, dtype=np.int64), np.asarray(day, dtype="datetime64[m]")
    if who.shape != when.shape or who.ndim != 1:
        raise ValueError("each victimisation has one victim and one time")
    if len(when) and when.max() >= end:
        raise ValueError("a victimisation lies after the period's end")
    order = np.lexsort((when, who))
    who, when = who[order], when[order]
    first = np.flatnonzero(np.append(True, np.diff(who) != 0)[: len(who)])
    has_next = np.diff(np.append(first, len(who))) > 1
    to_next = np.full(len(first), np.nan)
    to_next[has_next] = _days(when[first[has_next] + 1] - when[first[has_next]])
    return FirstAndNext(to_next, _days(np.subtract(end, when[first])))


def _days(apart: NDArray) -> NDArray[np.float64]:
    return apart.astype("timedelta64[m]").astype(np.float64) / MINUTES_IN_DAY


def by_stretch(found: FirstAndNext, days: ArrayLike = DAYS) -> ByStretch:
    """Victims by the stretch in which it happened again, and the others by the last in which they were followed.

    A victim counts in a stretch only where the period leaves time for the whole of it, it happening again or not, so
    that what ends the following has nothing to do with what is followed. Arrays of one number a stretch.
    """
    edges = np.asarray(days, dtype=float)
    followed = np.searchsorted(edges, found.days_left, side="right")
    stretch = np.searchsorted(edges, np.nan_to_num(found.days_to_next, nan=np.inf), side="left")
    has_again = stretch < followed
    again = np.bincount(stretch[has_again], minlength=len(edges))
    kept = followed[~has_again & (followed > 0)] - 1
    return ByStretch(again, np.bincount(kept, minlength=len(edges)))


def share_again(found: ByStretch) -> Reached:
    """Share of victims victimised again by the end of each stretch: Kaplan and Meier's estimate, by `share_reached`.

    Raises ValueError where nobody was followed for the first stretch.
    """
    stretches = np.arange(len(found.again))
    lag = np.concatenate([np.repeat(stretches, found.again).astype(float), np.full(int(found.left.sum()), np.nan)])
    followed = np.concatenate([np.repeat(len(stretches) - 1, found.again.sum()), np.repeat(stretches, found.left)])
    return share_reached(lag, followed)
