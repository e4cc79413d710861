"""In which cells there are more, or fewer, events than before by more than chance."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from saferplan.evidence.analysis.change import RateRatio, compare_rates, verdict
from saferplan.evidence.analysis.multiple_testing import q_values
from saferplan.evidence.analysis.rates import FloatArray


@dataclass(frozen=True)
class CellChange:
    """Arrays in the order of the cells. Cells with no event in either period are not tested: q is NaN there, and the
    verdict "cannot say".
    """

    ratio: RateRatio
    q: FloatArray
    verdict: NDArray[Any]


def cell_changes(counts: ArrayLike, months: int, before: ArrayLike, months_before: int) -> CellChange:
    """The exact Poisson comparison of `evidence.analysis.change` for each cell, and the false discovery rate over all.

    Exposure is months: a cell's people do not change in number as far as anyone knows.
    """
    now, then = np.asarray(counts, dtype=float), np.asarray(before, dtype=float)
    tested = (now + then) > 0
    ratio = compare_rates(np.where(tested, now, np.nan), months, then, months_before)
    q = q_values(ratio.p)
    return CellChange(ratio, q, verdict(q, ratio.ratio))
