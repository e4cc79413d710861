"""Victims victimised once and more than once, in all and by group."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

WholeArray = NDArray[np.int64]


class Repeats(NamedTuple):
    """Arrays by group. Repeat victims have two victimisations or more in the group; `of_repeat` counts theirs."""

    victims: WholeArray
    repeat: WholeArray
    events: WholeArray
    of_repeat: WholeArray


def repeats_by(victim: ArrayLike, group: ArrayLike, groups: int) -> Repeats:
    """Of victimisations, each with its victim (whole numbers, any) and its group (0 to `groups` - 1).

    Prevalence, repeat prevalence and incidence of Pease (1998). Whoever was first victimised near the end of the period
    had little time for it to happen again, and what happened before its start is not seen: the share of repeat victims
    grows with the period's length (Farrell, Sousa and Weisel 2002, The time-window effect in the measurement of repeat
    victimization, Crime Prevention Studies 13: 15-27).
    Raises ValueError for unequal lengths, or a group out of range.
    """
    who, where = np.asarray(victim, dtype=np.int64), np.asarray(group, dtype=np.int64)
    if who.shape != where.shape or who.ndim != 1:
        raise ValueError("each victimisation has one victim and one group")
    if len(where) and not (where.min() >= 0 and where.max() < groups):
        raise ValueError(f"groups are numbered 0 to {groups - 1}")
    order = np.lexsort((who, where))
    who, where = who[order], where[order]
    starts = np.flatnonzero(np.append(True, (np.diff(who) != 0) | (np.diff(where) != 0))[: len(who)])
    times, own = np.diff(np.append(starts, len(who))), where[starts]
    again = times > 1
    each = (np.ones(len(own)), again, times, times * again)
    return Repeats(*(np.bincount(own, weights=one, minlength=groups).astype(np.int64) for one in each))


def repeats(victim: ArrayLike) -> Repeats:
    """The same of all victimisations as one group: arrays of length 1."""
    return repeats_by(victim, np.zeros(np.shape(victim), dtype=np.int64), 1)
