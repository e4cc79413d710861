"""Whether crime fell where something was done, net of a control area and of crime that moved next door."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from scipy.special import ndtr, ndtri

from saferplan.evidence.analysis.rates import CONFIDENCE, tail_of

FEWEST_FOR_NORMAL = 5
"""Incidents that each area should have before. Our choice: a Poisson count of fewer is plainly not normal."""


@dataclass(frozen=True)
class Counts:
    """Incidents in one area `before` and `after`. Both are divided by `size`; 1 leaves counts as they are."""

    before: int
    after: int
    size: float = 1.0

    def __post_init__(self) -> None:
        if min(self.before, self.after) < 0 or self.size <= 0:
            raise ValueError("counts cannot be negative, and a size must be above 0")


@dataclass(frozen=True)
class Displacement:
    """`difference` is below 0 where the place improved; in incidents (or incidents per unit of size).

    `low`, `high`: the normal interval; `p` is two-sided. `treated`, `control`, `buffer`, `buffer_control` are the
    changes that make it up. `is_thin`: an area has too few incidents for the interval to be relied on.
    """

    difference: float
    standard_error: float
    low: float
    high: float
    z: float
    p: float
    treated: float
    control: float
    buffer: float
    buffer_control: float
    is_thin: bool


def weighted_displacement_difference(
    treated: Counts,
    control: Counts,
    buffer: Counts | None = None,
    buffer_control: Counts | None = None,
    *,
    lengths: tuple[float, float] = (1.0, 1.0),
    confidence: float = CONFIDENCE,
) -> Displacement:
    """Change in the treated area less that in its control, plus the change in the buffer less that in its control.

    Wheeler and Ratcliffe (2018), "A simple weighted displacement difference test to evaluate place based crime
    interventions", Crime Science 7:11; with sizes and lengths of the two periods as weights, as Wheeler's later
    `ptools` has them. Counts are taken as independent Poisson counts, whose variance is their mean, so the variance
    is the weighted sum of all eight. `lengths` are the periods' lengths in any one unit; results are then per unit.
    Raises ValueError where a buffer has no control of its own, or a length is not above 0, or nothing was counted.
    """
    if (buffer is None) != (buffer_control is None):
        raise ValueError("a buffer needs a control area of its own, and the other way round")
    if min(lengths) <= 0:
        raise ValueError("the length of a period must be above 0")
    areas = [treated, control, buffer or Counts(0, 0), buffer_control or Counts(0, 0)]
    changes = [_change(area, lengths) for area in areas]
    error = sqrt(sum(_variance(area, lengths) for area in areas))
    if error == 0:
        raise ValueError("nothing was counted in any area")
    difference = changes[0] - changes[1] + changes[2] - changes[3]
    reach = float(-ndtri(tail_of(confidence))) * error
    z = difference / error
    return Displacement(
        difference,
        error,
        difference - reach,
        difference + reach,
        z,
        float(2 * ndtr(-abs(z))),
        *changes,
        is_thin=_is_thin([area for area in (treated, control, buffer, buffer_control) if area]),
    )


def _change(area: Counts, lengths: tuple[float, float]) -> float:
    return (area.after / lengths[1] - area.before / lengths[0]) / area.size


def _variance(area: Counts, lengths: tuple[float, float]) -> float:
    return (area.before / lengths[0] ** 2 + area.after / lengths[1] ** 2) / area.size**2


def _is_thin(areas: Sequence[Counts]) -> bool:
    return any(area.before < FEWEST_FOR_NORMAL for area in areas)
