"""What may be said of restricted records in an own area: no more than what is released of whole small areas.

A line can be drawn round one house, and a line drawn anew one house further: counted by the line, two figures would
tell of it by subtraction. So no restricted record is ever counted by a line. The figure of an own area is made of the
released figures of its blocks (`OwnFigures.blocks`), small areas that are the same for all. Whoever sees those can work
out the figure of every area and of every version of it, and learns nothing from seeing it (ADR 0046).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from saferplan.evidence.rounding import base, open_counts


@dataclass(frozen=True)
class FromBlocks:
    """The count lies from `low` to `high`, both included, for all that is released. `blocks`: of how many; `withheld`:
    of how many of them no figure is released, because it is too small or because none was asked for.
    """

    low: int
    high: int | None
    blocks: int
    withheld: int


def of_blocks(
    blocks: Iterable[str],
    released: Mapping[str, int | None],
    wards: Mapping[str, Iterable[str]] | None = None,
) -> FromBlocks:
    """`released`: printed figures by code, each rounded down; None where withheld as too small. A code that is not
    there was not released, and the count has no upper end then. `wards`: their blocks; a ward that lies in the area
    with all of them stands for them where it is released.
    """
    left, used = set(blocks), []
    number = len(left)
    for ward, own in sorted((wards or {}).items()):
        if left.issuperset(own) and released.get(ward) is not None:
            used.append(ward)
            left -= set(own)
    codes = [*used, *sorted(left)]
    printed = np.array([released.get(code) or 0 for code in codes], dtype=np.int64)
    bounds = open_counts(printed)
    is_told = all(code in released for code in codes)
    withheld = sum(released.get(code) is None for code in codes)
    return FromBlocks(int(bounds.low.sum()), int(bounds.high.sum()) if is_told else None, number, withheld)


def widest_gap(blocks: int) -> int:
    """By how much the two ends differ at most, where all blocks are released: what the rounding of each leaves open."""
    return blocks * (base() - 1)
