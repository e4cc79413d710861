"""How counts of restricted records are released: rounded down to a multiple of five, and never so that they tell more.

Hiding small cells holds for one table alone: who sees the same table before and after a few people were added, or two
tables that overlap, subtracts. Rounding down leaves five counts open for each figure, 0 to 4 among them, and a
difference of two figures nine. What is left to see to is a total beside its parts; `tells_of_parts` says when such a
total would narrow a part down. ADR 0023 argues it; tests try every table that fits.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from saferplan.evidence.disclosure import Counts, rule

LEAST_UNSEEN = 2
"""How many more people the parts must be able to take in without a printed figure moving: with one, whoever knows that
somebody was added, and sees no figure move, knows that it was one (all tables of up to five parts, tried out)."""
LEAST_MEAN = 10
"""Mean printed count of its parts below which a total is not broken down: most parts would be under five. A judgement
of ours; the same holds whatever the parts are, so that a missing breakdown tells of no part."""


class Open(NamedTuple):
    """What a reader can know of counts: each lies from `low` to `high`, both included."""

    low: Counts
    high: Counts


def base() -> int:
    """Counts are rounded down to multiples of this: the threshold under which a count is small."""
    return rule().threshold


def rounded_down(counts: ArrayLike) -> Counts:
    """The largest multiple of the base that each count reaches. Raises ValueError for a negative count."""
    whole = np.asarray(counts, dtype=np.int64)
    if (whole < 0).any():
        raise ValueError("a count is negative")
    return whole - whole % base()


def open_counts(printed: ArrayLike) -> Open:
    """The counts that each printed figure leaves open."""
    low = np.asarray(printed, dtype=np.int64)
    return Open(low, low + base() - 1)


def middle(printed: ArrayLike) -> NDArray[np.float64]:
    """The middle of the counts left open, from which shares and rates are worked out: no more than is printed."""
    return np.asarray(printed, dtype=float) + (base() - 1) / 2


def parts_left_open(total: int, parts: ArrayLike) -> Open:
    """What a reader can know of the parts who sees them and their total printed, and that they sum to it.

    The range of one part is what the total leaves when all others are at their highest, or lowest. It is exact: any
    whole number in it is the part of some table that prints the same.
    """
    own, whole = open_counts(parts), open_counts(total)
    others_high, others_low = own.high.sum() - own.high, own.low.sum() - own.low
    return Open(np.maximum(own.low, whole.low - others_high), np.minimum(own.high, whole.high - others_low))


def tells_of_parts(total: int, parts: ArrayLike) -> bool:
    """Whether a printed total leaves its printed parts less than LEAST_UNSEEN people to hide in.

    Also where the parts sum to at least the total, as people do who are counted in several.
    """
    return bool(open_counts(parts).high.sum() - total < LEAST_UNSEEN)


def bears_parts(total: int, number: int) -> bool:
    """Whether a printed total is large enough to be broken down into so many parts."""
    return total >= LEAST_MEAN * number
