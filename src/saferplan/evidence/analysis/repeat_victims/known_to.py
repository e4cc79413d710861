"""Who is known to which agencies: one alone, or several."""

from collections import Counter

import numpy as np
from numpy.typing import ArrayLike

MOST_AGENCIES = 62
"""Bits of a whole number that hold a set."""


def known_to(subject: ArrayLike, agency: ArrayLike, agencies: int) -> Counter[frozenset[int]]:
    """How many subjects (people, or incidents) are known to just which set of agencies.

    `subject` and `agency`: whole numbers, a row a record, agencies from 0 to `agencies` - 1. Each subject counts once:
    the sets are the rows of an UpSet plot (Lex and others 2014, IEEE Transactions on Visualization and Computer
    Graphics 20: 1983-1992). Raises ValueError for unequal lengths, or an agency out of range.
    """
    what, whose = np.asarray(subject, dtype=np.int64), np.asarray(agency, dtype=np.int64)
    if what.shape != whose.shape or what.ndim != 1:
        raise ValueError("each record has one subject and one agency")
    if agencies > MOST_AGENCIES or (len(whose) and not (whose.min() >= 0 and whose.max() < agencies)):
        raise ValueError(f"agencies are numbered 0 to {min(agencies, MOST_AGENCIES) - 1}")
    if not len(what):
        return Counter()
    order = np.argsort(what, kind="stable")
    starts = np.flatnonzero(np.append(True, np.diff(what[order]) != 0))
    sets = np.bitwise_or.reduceat(np.left_shift(np.int64(1), whose[order]), starts)
    each, number = np.unique(sets, return_counts=True)
    return Counter({_members(int(one)): int(many) for one, many in zip(each, number, strict=True)})


def _members(bits: int) -> frozenset[int]:
    return frozenset(at for at in range(bits.bit_length()) if bits >> at & 1)
