"""What may be said of restricted records in an own area: no more than what is released of whole small areas.

A line can be drawn round one house, and a line drawn anew one house further: counted by the line, two figures would
tell of it by subtraction. So no restricted record is ever counted by a line. The figure of an own area is made of the
released figures of the small areas that fit it best (`OwnFigures.best_fits`), which are the same for all. Whoever sees
those can work out the figure of every area and of every version of it, and learns nothing from seeing it (ADR 0046).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from saferplan.evidence.rounding import base, open_counts


@dataclass(frozen=True)
class FromBestFits:
    """The count lies from `low` to `high`, both included, for all that is released. `parts`: of how many small areas it
    is made; `withheld`: of how many of them, or of wards in their place, there is no figure, because it is too small or
    none was released.
    """

    low: int
    high: int | None
    parts: int
    withheld: int


def of_best_fits(
    parts: Iterable[str],
    released: Mapping[str, int | None],
    wards: Mapping[str, Iterable[str]] | None = None,
) -> FromBestFits:
    """`released`: printed figures by code, each rounded down; None where withheld as too small. A code that is not
    there was not released, and the count has no upper end then. `wards`: their small areas; a ward that lies in
    the area with all of them stands for them where it is released.
    """
    parts = set(parts)
    codes = counted_codes(parts, released, wards or {})
    printed = np.array([released.get(code) or 0 for code in codes], dtype=np.int64)
    bounds = open_counts(printed)
    is_told = all(code in released for code in codes)
    withheld = sum(released.get(code) is None for code in codes)
    return FromBestFits(int(bounds.low.sum()), int(bounds.high.sum()) if is_told else None, len(parts), withheld)


def counted_codes(
    parts: Iterable[str], figures: Mapping[str, int | None], wards: Mapping[str, Iterable[str]]
) -> list[str]:
    """What an area is added up from: a ward that lies in it with all of its small areas, where there is a figure of
    it, which has records that tell the ward alone; then the small areas that are left.
    """
    left, used = set(parts), []
    for ward, own in sorted(wards.items()):
        if left.issuperset(own) and figures.get(ward) is not None:
            used.append(ward)
            left -= set(own)
    return [*used, *sorted(left)]


def widest_gap(parts: int) -> int:
    """By how much the two ends differ at most, where all parts are released: what the rounding of each leaves open."""
    return parts * (base() - 1)
