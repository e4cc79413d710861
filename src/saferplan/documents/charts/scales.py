"""From figures to pixels, and the round numbers that stand beside an axis."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard

from saferplan.documents import numbers

STEPS = (1, 2, 2.5, 5, 10, 20)
NOTHING = 1e-12
"""Smaller than any figure or difference that an axis can show."""
Records = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Scale:
    """`low` stands at pixel `start`, `high` at pixel `end`."""

    low: float
    high: float
    start: float
    end: float
    logarithmic: bool = False

    def __call__(self, value: float) -> float:
        """The pixel of `value`; what lies beyond the ends is drawn at the end."""
        place = min(max(value, min(self.low, self.high)), max(self.low, self.high))
        if self.logarithmic:
            part = math.log(place / self.low) / math.log(self.high / self.low)
        else:
            part = (place - self.low) / (self.high - self.low)
        return self.start + part * (self.end - self.start)


def ticks(low: float, high: float, most: int) -> list[float]:
    """At most `most` round numbers from `low` to `high`."""
    if not high - low > NOTHING:
        return [low]
    for step in _steps((high - low) / most):
        found = [place * step for place in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]
        if len(found) <= most:
            return found
    return [low]


def ceiling(value: float, most: int = 5) -> float:
    """The round number at or above `value` on which an axis from zero with at most `most` steps ends."""
    if not value > NOTHING:
        return 1
    step = next(step for step in _steps(value / most) if math.ceil(value / step - 1e-9) <= most)
    return math.ceil(value / step - 1e-9) * step


def tick_text(value: float, kind: str) -> str:
    """Short: '60', '0.5', '20%'."""
    if kind in ("share", "percent"):
        return f"{value * 100:.3g}%"
    return f"{value:,.0f}" if abs(value) >= 100 or float(value).is_integer() else f"{value:.3g}"


def present(value: Any) -> TypeGuard[float]:
    """Whether there is a figure that can be drawn."""
    return not numbers.is_missing(value) and math.isfinite(value)


def spread(wanted: Sequence[float], apart: float, low: float, high: float) -> list[float]:
    """Places from `low` to `high`, near the wanted ones and in their order, each at least `apart` from the next."""
    order = sorted(range(len(wanted)), key=lambda position: wanted[position])
    placed: dict[int, float] = {}
    reached = low
    for position in order:
        placed[position] = reached = max(wanted[position], reached)
        reached += apart
    limit = high
    for position in reversed(order):
        placed[position] = limit = min(placed[position], limit)
        limit -= apart
    return [placed[position] for position in range(len(wanted))]


def _steps(rough: float) -> list[float]:
    magnitude = 10.0 ** math.floor(math.log10(rough))
    return [size * magnitude for size in STEPS if size * magnitude >= rough * 0.999]
