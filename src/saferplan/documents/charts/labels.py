"""Puts names beside points without laying one over another."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from saferplan.documents.charts import theme
from saferplan.documents.charts.picture import Anchor, Point

LEADS = (14, 24, 36, 50)
CHECKS = 12
"""Points of a leading line at which it is looked whether it crosses something."""


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def of_text(cls, at: Point, words: str, size: float, anchor: Anchor) -> "Box":
        wide = theme.text_width(words, size)
        left = at[0] - {"start": 0, "middle": wide / 2, "end": wide}[anchor]
        return cls(left, at[1] - size * 0.55, left + wide, at[1] + size * 0.55)

    @classmethod
    def around(cls, at: Point, radius: float) -> "Box":
        return cls(at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius)

    def overlaps(self, other: "Box") -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def is_crossed(self, start: Point, end: Point) -> bool:
        """Whether a straight line crosses the box; one that begins in it does not count."""
        if self.left <= start[0] <= self.right and self.top <= start[1] <= self.bottom:
            return False
        steps = [step / CHECKS for step in range(1, CHECKS + 1)]
        places = [(start[0] + (end[0] - start[0]) * s, start[1] + (end[1] - start[1]) * s) for s in steps]
        return any(self.left < x < self.right and self.top < y < self.bottom for x, y in places)

    def holds(self, other: "Box") -> bool:
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.top <= other.top
            and other.bottom <= self.bottom
        )


@dataclass(frozen=True)
class Label:
    """`leads`: so far from its point that a line should join them."""

    at: Point
    anchor: Anchor
    box: Box
    leads: bool = False


def place_label(
    point: Point,
    words: str,
    taken: Sequence[Box],
    field: Box,
    *,
    size: float = theme.SMALL,
    gap: float = 8,
    may_lead: bool = False,
) -> Label | None:
    """The first free place beside the point inside the field, or further off, with a line; None where there is none."""
    for at, anchor, leads in _places(point, gap):
        box = Box.of_text(at, words, size, anchor)
        is_free = field.holds(box) and not any(box.overlaps(other) for other in taken)
        if is_free and (not leads or (may_lead and not any(other.is_crossed(point, at) for other in taken))):
            return Label(at, anchor, box, leads)
    return None


def _places(point: Point, gap: float) -> Iterator[tuple[Point, Anchor, bool]]:
    x, y = point
    yield (x + gap, y), "start", False
    yield (x - gap, y), "end", False
    yield (x, y - gap - 6), "middle", False
    yield (x, y + gap + 6), "middle", False
    for distance in LEADS:
        for degrees in range(0, 360, 30):
            across, down = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
            anchor: Anchor = "middle" if abs(across) < 0.3 else "start" if across > 0 else "end"
            yield (x + distance * across, y + distance * down), anchor, distance > LEADS[0]
