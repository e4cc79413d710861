"""Classes of a map: about as many areas in each, between round figures, and the key that names them."""

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from saferplan.documents.charts import theme
from saferplan.documents.charts.picture import Picture
from saferplan.documents.charts.scales import NOTHING, present, tick_text

MOST_CLASSES = len(theme.SEQUENCE)
KEY_ROW, SWATCH = 24, 16
ROUNDING = 0.45
"""Share of a class by which its edge may move to a rounder figure."""
DIGITS = 4
"""Significant digits that an edge may need where figures lie close together."""
MISSING = "not available"


@dataclass(frozen=True)
class Classes:
    """`edges` part the classes: a figure on an edge belongs to the class above it."""

    edges: tuple[float, ...]
    kind: str
    has_missing: bool = False
    words: tuple[str, ...] = ()
    """Names of the classes where the figures themselves would not say enough."""

    @property
    def fills(self) -> tuple[str, ...]:
        """The palest and the darkest colour always, those between as needed."""
        count, most = len(self.edges) + 1, MOST_CLASSES - 1
        return tuple(theme.SEQUENCE[round(place * most / max(count - 1, 1))] for place in range(count))

    def look(self, value: Any) -> tuple[str, str]:
        """Fill and letters of an area."""
        if not present(value):
            return theme.GROUND, theme.QUIET
        fill = self.fills[bisect_right(self.edges, value)]
        return fill, theme.GROUND if fill in theme.SEQUENCE[-2:] else theme.INK

    @property
    def names(self) -> list[str]:
        """'under 40', '40 to 55', …, '90 and over': ends belong as `edges` says."""
        if self.words:
            return list(self.words)
        if not self.edges:
            return ["all areas"]
        words = [tick_text(edge, self.kind) for edge in self.edges]
        between = [f"{low} to under {high}" for low, high in pairwise(words)]
        return [f"under {words[0]}", *between, f"{words[-1]} and over"]


def classes_of(values: Sequence[float], kind: str, most: int = MOST_CLASSES, *, has_missing: bool = False) -> Classes:
    """As many classes as the figures bear, at most `most`: quantiles as edges, all moved to multiples of one step.

    Where one figure fills several classes, such as no crime at all, the edges part the different figures instead.
    """
    different = sorted(set(values))
    for ordered in (sorted(values), different):
        for count in range(min(most, len(different)), 1, -1):
            if edges := _round_edges(ordered, count, 1 if kind == "count" else 0):
                return Classes(edges, kind, has_missing)
    return Classes((), kind, has_missing)


def _round_edges(ordered: Sequence[float], count: int, finest: float) -> tuple[float, ...]:
    """Edges of `count` classes on the coarsest step that moves none of them too far; () where there is none."""
    exact, low, high = (
        [_quantile(ordered, (place + aside) / count) for place in range(1, count)] for aside in (0, -ROUNDING, ROUNDING)
    )
    for step in _steps_down(ordered[-1] - ordered[0], finest):
        edges = [float(f"{round(at / step) * step:.10g}") for at in exact]
        is_within = all(least <= edge <= most for least, edge, most in zip(low, edges, high, strict=True))
        if is_within and all(one < other for one, other in pairwise([ordered[0], *edges])) and edges[-1] <= ordered[-1]:
            return tuple(edges)
    return ()


def _quantile(ordered: Sequence[float], part: float) -> float:
    """On the straight line between the two figures beside it."""
    place = part * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def _steps_down(reach: float, finest: float) -> list[float]:
    if not reach > NOTHING:
        return []
    power = math.floor(math.log10(reach))
    steps = [size * 10.0**at for at in range(power, power - DIGITS, -1) for size in (5, 2, 1)]
    return [step for step in steps if step >= finest]


def draw_key(picture: Picture | None, classes: Classes, width: int) -> float:
    """The classes' colours and names from the top left; returns the height taken (draws nothing without a picture)."""
    entries = list(zip(classes.fills, classes.names, strict=True))
    entries += [(theme.GROUND, MISSING)] if classes.has_missing else []
    return draw_swatches(picture, entries, width)


def draw_swatches(picture: Picture | None, entries: Sequence[tuple[str, str]], width: int) -> float:
    """Fills and what they stand for, in lines from the top left; returns the height taken."""
    edge = max(theme.edge(width), 1)
    x, y = float(edge), 0.0
    for fill, name in entries:
        wide = SWATCH + 6 + theme.text_width(name, theme.SMALL)
        if x > edge and x + wide > width - edge:
            x, y = float(edge), y + KEY_ROW
        if picture:
            swatch = [(x, y + 3), (x + SWATCH, y + 3), (x + SWATCH, y + 3 + SWATCH), (x, y + 3 + SWATCH)]
            picture.area(swatch, fill=fill, edge=theme.COMPARATOR)
            picture.text((x + SWATCH + 6, y + 3 + SWATCH / 2), name, size=theme.SMALL)
        x += wide + 16
    return y + KEY_ROW + 10
