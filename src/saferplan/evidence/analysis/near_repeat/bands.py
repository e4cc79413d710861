"""Bands of distance and of days, as people write them: `same,200,400` metres and `0,1,2-6` days.

Bands follow on one another without gap or overlap, so that every pair of events is in exactly one of them or beyond
the last. A band reaches from its lower end up to, and not including, its upper end, as in the R package NearRepeat.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from saferplan.errors import UsageError
from saferplan.evidence.analysis.rates import FloatArray

SAME = "same"
SAME_LOCATION_METRES = 0.001
"""Under a millimetre apart: one address, as the vignettes of NearRepeat (Steenbeek 2018) set it."""
_NUMBER = r"\d+(?:\.\d+)?"
_METRES = re.compile(rf"(?:({_NUMBER})-)?({_NUMBER})")
_DAYS = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?")


@dataclass(frozen=True)
class Bands:
    """`edges` has one more entry than there are bands; band i holds edges[i] <= distance < edges[i + 1]."""

    edges: tuple[float, ...]
    titles: tuple[str, ...]
    beyond: str

    def __len__(self) -> int:
        return len(self.titles)

    @property
    def upper(self) -> FloatArray:
        return np.array(self.edges[1:])

    @property
    def all_titles(self) -> tuple[str, ...]:
        """The bands, and what lies beyond the last."""
        return (*self.titles, self.beyond)


def space_bands(text: str) -> Bands:
    """Reads `same,200,400` or `same,0-200,200-400`: metres. Raises UsageError for overlaps, gaps and what is no number.

    `same` stands first, for pairs at one location; the next band then begins just above it.
    """
    parts = [part.strip() for part in text.split(",")]
    has_same = parts[0].lower() == SAME
    spans = [_metres(part, text) for part in parts[has_same:]]
    ends = _follow_on(spans, "metres", text) if spans else [0.0]
    if not has_same and not spans:
        raise UsageError(f"'{text}' names no band of distance", remedy="Write for example: same,200,400,600.")
    if spans and ends[1] <= SAME_LOCATION_METRES:
        raise UsageError("the first band of distance is empty", remedy="Write for example: same,200,400,600.")
    titles = [f"{low:g} to {high:g} m" for low, high in pairwise(ends)]
    edges = [0.0, SAME_LOCATION_METRES, *ends[1:]] if has_same else ends
    beyond = f"{ends[-1]:g} m or more" if spans else "another location"
    return Bands(tuple(edges), tuple(["same location", *titles] if has_same else titles), beyond)


def day_bands(text: str) -> Bands:
    """Reads `0,1,2-6`: whole days between two events, both ends of a range included. Raises UsageError as above."""
    spans: list[tuple[float | None, float]] = []
    for part in (one.strip() for one in text.split(",")):
        found = _DAYS.fullmatch(part)
        if not found or (found[2] and int(found[2]) < int(found[1])):
            raise UsageError(f"'{part}' is no band of days", remedy="Write whole days or ranges, such as 0,1,2-6,7-13.")
        spans.append((float(found[1]), float(found[2] or found[1]) + 1))
    ends = [int(end) for end in _follow_on(spans, "days", text)]
    titles = [_days_title(low, high - 1) for low, high in pairwise(ends)]
    return Bands(tuple(map(float, ends)), tuple(titles), f"{ends[-1]} days or more")


def _days_title(first: int, last: int) -> str:
    if (first, last) == (0, 0):
        return "same day"
    if first == last:
        return "1 day" if first == 1 else f"{first} days"
    return f"{first} to {last} days"


def _metres(part: str, text: str) -> tuple[float | None, float]:
    found = _METRES.fullmatch(part)
    if not found:
        if part.lower() == SAME:
            raise UsageError(f"'{SAME}' must come first in '{text}'")
        raise UsageError(f"'{part}' is no band of distance", remedy="Write metres, such as same,200,400,600.")
    return (float(found[1]) if found[1] else None), float(found[2])


def _follow_on(spans: list[tuple[float | None, float]], unit: str, text: str) -> list[float]:
    """Ends from 0 on; a band whose beginning is not written begins where the one before ended."""
    ends = [0.0]
    for low, high in spans:
        begins = ends[-1] if low is None else low
        if high <= ends[-1] or begins < ends[-1]:
            raise UsageError(
                f"the bands of {unit} in '{text}' overlap", remedy="Write them in order, each beginning where one ends."
            )
        if begins > ends[-1]:
            raise UsageError(
                f"the bands of {unit} in '{text}' leave a gap: nothing holds {ends[-1]:g} {unit}",
                remedy="Begin at 0 and let each band follow on the one before.",
            )
        ends.append(high)
    return ends
