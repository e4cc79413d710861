"""What released counts of periods that overlap tell together, by differences of one from another.

Incidents of one area lie on a line of months. A release of the months from s to e says of the incidents F(m) before
each month m that F(e) - F(s) is one of five numbers. Such a system of differences is exact to solve: the tightest
bound of any stretch of months is a shortest path (Bellman 1958; Ford 1956), and whole bounds give whole paths.
"""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from saferplan.evidence.disclosure import is_small
from saferplan.evidence.periods import month_number
from saferplan.evidence.rounding import base


class ReleasedCount(NamedTuple):
    """A printed count of the months `first` to `last` (YYYY-MM), both included."""

    first: str
    last: str
    printed: int


def would_pin_down(own: ReleasedCount, others: Iterable[ReleasedCount]) -> bool:
    """Whether a count, released beside `others`, leaves one small count as the only possible one somewhere.

    Others that cannot be true together with it and with those before them are passed over: they count other records,
    as where a partner's file was added since. So the likeliest to count the same come first.
    """
    kept = [own]
    for one in others:
        if not _contradicts(_longest([*kept, one])):
            kept.append(one)
    return pins_down(kept)


def pins_down(released: Iterable[ReleasedCount]) -> bool:
    """Whether these counts together leave one small count as the only possible one for some stretch of months.

    They must be of things that add up over months, such as incidents, of one area and one kind. Counts that cannot
    be true together, because records were added or removed between releases, tell nothing for certain: False.
    """
    most = _longest(list(released))
    if _contradicts(most):
        return False
    least = -most.T
    is_exact = (most == least) & np.isfinite(most)
    return bool((is_exact & is_small(np.where(np.isfinite(most), most, 0))).any())


def _contradicts(most: NDArray[np.float64]) -> bool:
    return bool((np.diag(most) < 0).any())


def _longest(released: list[ReleasedCount]) -> NDArray[np.float64]:
    """The most that F can grow from each edge between months to each other (Floyd 1962)."""
    ends = [(month_number(one.first), month_number(one.last) + 1, one.printed) for one in released]
    edges = sorted({edge for start, end, _ in ends for edge in (start, end)})
    place = {edge: at for at, edge in enumerate(edges)}
    most = np.full((len(edges), len(edges)), np.inf)
    np.fill_diagonal(most, 0)
    for later in range(1, len(edges)):
        most[later, later - 1] = 0  # counts only grow
    for start, end, printed in ends:
        s, e = place[start], place[end]
        most[s, e] = min(most[s, e], printed + base() - 1)
        most[e, s] = min(most[e, s], -printed)
    for via in range(len(edges)):
        most = np.minimum(most, most[:, via, None] + most[None, via, :])
    return most
