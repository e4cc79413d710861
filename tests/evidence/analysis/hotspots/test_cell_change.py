"""Change of cells: the exact test of two Poisson counts, with one false discovery rate over all cells."""

import numpy as np
from scipy.stats import binom

from saferplan.evidence.analysis.change import Change
from saferplan.evidence.analysis.hotspots.change import cell_changes
from saferplan.evidence.analysis.multiple_testing import q_values


def test_by_hand() -> None:
    """12 months each: 30 after 10 is a rise, 10 after 30 a fall, 5 after 4 cannot be told from chance."""
    found = cell_changes([30, 10, 5, 0], 12, [10, 30, 4, 0], 12)
    assert found.ratio.ratio[:3].round(4).tolist() == [3.0, 0.3333, 1.25]
    assert [str(word) for word in found.verdict] == [
        Change.RISE,
        Change.FALL,
        Change.NO_CLEAR_CHANGE,
        Change.CANNOT_SAY,
    ]
    exact = 2 * binom.sf(29, 40, 0.5)
    assert np.isclose(found.ratio.p[0], exact)
    assert np.allclose(found.q[:3], q_values(found.ratio.p[:3]))
    assert np.isnan(found.q[3])


def test_months_are_the_exposure() -> None:
    """20 in six months after 40 in twelve is no change."""
    found = cell_changes([20, 60], 6, [40, 40], 12)
    assert found.ratio.ratio.tolist() == [1.0, 3.0]
    assert [str(word) for word in found.verdict] == [Change.NO_CLEAR_CHANGE, Change.RISE]


def test_empty_cells_are_no_tests() -> None:
    """A thousand fields in which nothing happens must not make one real rise less sure."""
    alone = cell_changes([25], 12, [8], 12)
    among = cell_changes([25] + [0] * 1000, 12, [8] + [0] * 1000, 12)
    assert among.q[0] == alone.q[0]


def test_many_cells_of_chance_are_not_called() -> None:
    random = np.random.default_rng(4)
    found = cell_changes(random.poisson(6, 800), 12, random.poisson(6, 800), 12)
    assert sum(word in (Change.RISE, Change.FALL) for word in found.verdict) <= 1
