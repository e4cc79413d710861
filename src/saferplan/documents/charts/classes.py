"""Classes of a map: about as many areas in each, between round figures, and the key that names them."""

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from saferplan.documents.charts import theme
from saferplan.documents.charts.picture import Picture
from saferplan.documents.charts.scales import STEPS, present, tick_text

MOST_CLASSES = len(theme.SEQUENCE)
KEY_ROW, SWATCH = 24, 16
ROUNDING = 0.45
"""Share of a class by which its edge may move to a rounder figure."""
MISSING = "not available"


@dataclass(frozen=True)
class Classes:
    """`edges` part the classes: a figure on an edge belongs to the class above it."""

    edges: tuple[float, ...]
    kind: str
    has_missing: bool = False

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
        if not self.edges:
            return ["all areas"]
        words = [tick_text(edge, self.kind) for edge in self.edges]
        between = [f"{low} to under {high}" for low, high in pairwise(words)]
        return [f"under {words[0]}", *between, f"{words[-1]} and over"]


def classes_of(values: Sequence[float], kind: str, most: int = MOST_CLASSES, *, has_missing: bool = False) -> Classes:
    """Classes with quantiles as edges, each rounded to the roundest figure that lies between its neighbours."""
    ordered = sorted(values)
    edges: list[float] = []
    for place in range(1, most):
        if len(set(ordered)) < most:
            break
        exact = ordered[min(int(len(ordered) * place / most), len(ordered) - 1)]
        below = ordered[max(int(len(ordered) * (place - ROUNDING) / most), 0)]
        above = ordered[min(int(len(ordered) * (place + ROUNDING) / most), len(ordered) - 1)]
        rounded = roundest(exact, below, above)
        if (not edges or rounded > edges[-1]) and ordered[0] < rounded <= ordered[-1]:
            edges.append(rounded)
    return Classes(tuple(edges), kind, has_missing)


def roundest(exact: float, low: float, high: float) -> float:
    """The figure from `low` to `high` with the coarsest step, nearest to `exact`."""
    if not high > low:
        return exact
    magnitude = math.floor(math.log10(high - low)) + 1
    for power in (magnitude, magnitude - 1, magnitude - 2):
        for size in sorted({step for step in STEPS if step <= 10}, reverse=True):
            step = size * 10.0**power
            candidate = round(exact / step) * step
            if low <= candidate <= high:
                return float(f"{candidate:.10g}")
    return exact


def draw_key(picture: Picture | None, classes: Classes, width: int) -> float:
    """The classes' colours and names from the top left; returns the height taken (draws nothing without a picture)."""
    edge = max(theme.edge(width), 1)
    entries = list(zip(classes.fills, classes.names, strict=True))
    entries += [(theme.GROUND, MISSING)] if classes.has_missing else []
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
