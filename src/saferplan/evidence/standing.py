"""Which of several areas stand out from the rate of all of them together, with the lines of the funnel to draw."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from saferplan.evidence.analysis.change import difference
from saferplan.evidence.analysis.funnel import Funnel, funnel, limits
from saferplan.evidence.analysis.rates import MONTHS_IN_YEAR, PER_THOUSAND

LIMIT_POINTS = 60
# The variation among areas sets the funnel's width; of fewer areas it is mostly chance itself. A judgement of ours.
FEWEST_AREAS = 10

Table = list[dict[str, Any]]


@dataclass(frozen=True)
class Standings:
    """`rows` are the areas of which anything can be said, `limits` the funnel's lines, `dispersion` its factor phi.

    Empty, and None, for fewer than FEWEST_AREAS areas.
    """

    rows: Table
    limits: Table
    dispersion: float | None


def standings(rows: Sequence[dict[str, Any]], *, per: float = PER_THOUSAND, yearly: float | None = None) -> Standings:
    """`rows` with count and denominator get z, q, verdict and standing; those without either are left out.

    Counts are of the same months of every area: `months_present` scales the lines to a year, unless `yearly` says by
    how much. The verdict allows for ordinary variation between areas, and for there being many: false discovery rate.
    """
    known = [row for row in rows if row["count"] is not None and row["denominator"]]
    if len(known) < FEWEST_AREAS:
        return Standings([], [], None)
    counts = np.array([row["count"] for row in known], dtype=float)
    sizes = np.array([row["denominator"] for row in known], dtype=float)
    result = funnel(counts, sizes)
    with np.errstate(divide="ignore", invalid="ignore"):
        verdicts = difference(result.adjusted_q, counts / result.expected)
    scaled = MONTHS_IN_YEAR / known[0]["months_present"] if yearly is None else yearly
    table = [
        row
        | {
            "expected": float(result.expected[at]),
            "z": float(result.z[at]),
            "q": float(result.adjusted_q[at]),
            "verdict": str(verdicts[at]),
            "standing_by_chance": str(result.standing[at]),
            "standing": str(result.adjusted_standing[at]),
        }
        for at, row in enumerate(known)
    ]
    return Standings(table, _lines(result, sizes, per, scaled), float(result.phi))


def _lines(result: Funnel, sizes: np.ndarray, per: float, yearly: float) -> Table:
    """The funnel's lines, as annualised rates, over the range of the areas' sizes."""
    grid = np.linspace(sizes.min() * 0.9, sizes.max() * 1.05, LIMIT_POINTS)
    lines = limits(grid, result.pooled_rate, result.phi, per)
    return [
        {
            "size": float(size),
            "centre": float(result.pooled_rate * per * yearly),
            **{name: float(getattr(lines, name)[at] * yearly) for name in ("low_998", "low_95", "high_95", "high_998")},
        }
        for at, size in enumerate(grid)
    ]
