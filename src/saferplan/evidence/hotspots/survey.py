"""A survey of hotspots: events of some months on a grid over an area, and what each method says of every cell.

Gi* is worked out among the cells that can hold an event. Where incidents were moved to map points, those are the
cells with a map point at which anything was ever recorded: beside fields in which nothing can be recorded, every street
would be hot. For exact points they are all cells.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from saferplan.errors import TooLittleData
from saferplan.evidence.analysis.change import ALPHA
from saferplan.evidence.analysis.hotspots import classes, getis_ord, judging
from saferplan.evidence.analysis.hotspots.change import CellChange, cell_changes
from saferplan.evidence.analysis.hotspots.grid import Grid, Shape
from saferplan.evidence.analysis.hotspots.kernel import (
    Error,
    Kernel,
    binned_density,
    error_of,
    exact_density,
)
from saferplan.evidence.analysis.hotspots.snapping import misplaced_share
from saferplan.evidence.analysis.multiple_testing import q_values
from saferplan.evidence.analysis.rates import FloatArray
from saferplan.evidence.placing import GENERALISED_METRES
from saferplan.evidence.points.events import Events

BoolArray = NDArray[np.bool_]
LARGE_GRID = 20_000
"""Cells from which the density of a grid of squares is worked out by convolution."""
FEWEST_EVENTS = 30
"""Below it a normal or a permuted Gi* tells next to nothing: a judgement of ours."""
STRONG = 0.01
MANY = 199_999
"""Permutations where counts are too large for the exact p."""
FEWEST_MONTHS = 12
"""A class over time wants each season once: a judgement of ours."""
PICKED_SHARES = (0.01, 0.02, 0.05)
"""Shares of the cells for which methods are judged beside each other."""


class Spot(StrEnum):
    HOT_STRONG = "hot, q under 0.01"
    HOT = "hot, q under 0.05"
    COLD = "cold, q under 0.05"
    NOT_CLEAR = "not clear"
    NO_EVENTS = "holds no map point"

    @property
    def is_hot(self) -> bool:
        return self in (Spot.HOT, Spot.HOT_STRONG)


class Method(StrEnum):
    GI = "gi"
    KDE = "kde"
    COUNT = "count"


@dataclass(frozen=True)
class Survey:
    """`events`: all that is loaded, of whatever type and month; `months` and `types` choose those surveyed (None: all).
    Arrays are cell by cell in the order of the grid. Raises TooLittleData where the events do not bear the method.
    """

    events: Events
    grid: Grid
    months: tuple[str, ...] | None
    types: tuple[str, ...] | None
    bandwidth: float
    kernel: Kernel
    spacing: float | None
    seed: int = 0

    @cached_property
    def chosen(self) -> Events:
        return self.events.of(self.months, self.types)

    @cached_property
    def cell_of_point(self) -> NDArray[np.int64]:
        """Position of the cell of each point; -1 for points far outside the area's outline."""
        return self.grid.place(self.events.points, within=GENERALISED_METRES)

    @cached_property
    def counts(self) -> FloatArray:
        return self._counted(self.chosen)

    def _counted(self, events: Events) -> FloatArray:
        inside = self.cell_of_point >= 0
        own = self.cell_of_point[inside]
        return np.bincount(own, events.at_points[inside], minlength=len(self.grid)).astype(float)

    @property
    def outside(self) -> int:
        """Events with a place further from the outline than it is generalised: in no cell."""
        return self.chosen.total - self.chosen.without_place - int(self.counts.sum())

    @cached_property
    def can_hold(self) -> BoolArray:
        return self._counted(self.events) > 0 if self.events.are_snapped else np.ones(len(self.grid), dtype=bool)

    @cached_property
    def _neighbours(self) -> Any:
        cells = np.flatnonzero(self.can_hold)
        return self.grid.neighbours[cells][:, cells]

    @cached_property
    def gi(self) -> getis_ord.GiStar:
        self._check_number()
        return getis_ord.gi_star(self.counts[self.can_hold], self._neighbours)

    @cached_property
    def z(self) -> FloatArray:
        return self._spread(self.gi.z)

    @cached_property
    def p_normal(self) -> FloatArray:
        """From the normal distribution; far too small where counts are skew."""
        return self._spread(self.gi.p)

    @cached_property
    def p_conditional(self) -> FloatArray:
        """By 999 conditional permutations."""
        own = self.counts[self.can_hold]
        return self._spread(getis_ord.permute(own, self._neighbours, seed=self.seed).p)

    @cached_property
    def p(self) -> FloatArray:
        """Over all ways to shuffle the counts."""
        return self._spread(self._by_chance(self.counts))

    def _by_chance(self, counts: FloatArray) -> FloatArray:
        own = counts[self.can_hold]
        try:
            return getis_ord.exact_p(own, self._neighbours)
        except ValueError:  # counts too large to count all ways
            return getis_ord.permute(own, self._neighbours, MANY, seed=self.seed, hold_own=False).p

    @cached_property
    def q(self) -> FloatArray:
        """False discovery rate over all cells that can hold an event."""
        return q_values(self.p)

    @cached_property
    def spots(self) -> NDArray[Any]:
        found = np.full(len(self.grid), Spot.NOT_CLEAR, dtype=object)
        found[~self.can_hold] = Spot.NO_EVENTS
        clear, above = self.q < ALPHA, self.z > 0
        found[clear & above] = Spot.HOT
        found[clear & above & (self.q < STRONG)] = Spot.HOT_STRONG
        found[clear & ~above] = Spot.COLD
        return found

    @cached_property
    def is_hot(self) -> BoolArray:
        return np.isin(self.spots, [spot for spot in Spot if spot.is_hot])

    @property
    def density(self) -> FloatArray:
        """Events per square km at the middle of each cell."""
        return self._density[0]

    @property
    def density_error(self) -> Error | None:
        """How far the density is from the exact one; None where it is exact."""
        return self._density[1]

    @cached_property
    def _density(self) -> tuple[FloatArray, Error | None]:
        used = self.chosen.at_points > 0
        points, weights = self.events.points[used], self.chosen.at_points[used]
        if self.grid.lattice.shape is Shape.HEX or len(self.grid) < LARGE_GRID:
            return exact_density(points, weights, self.grid.middles, self.bandwidth, self.kernel), None
        found = binned_density(points, weights, self.grid, self.bandwidth, self.kernel)
        return found, error_of(found, points, weights, self.grid, self.bandwidth, self.kernel)

    def scores(self, method: Method) -> FloatArray:
        """What the method ranks cells by; lowest where no event can be."""
        if method is Method.GI:
            return np.where(np.isnan(self.z), -np.inf, self.z)
        return self.density if method is Method.KDE else self.counts

    def change_since(self, months: Sequence[str]) -> CellChange:
        """Change of each cell since other months, over as many months as each has."""
        then = self._counted(self.events.of(months, self.types))
        return cell_changes(self.counts, len(self.months or ()), then, len(months))

    def monthly(self, months: Sequence[str]) -> tuple[BoolArray, BoolArray]:
        """Whether each cell was hot, and whether it was cold, in each month; shape (cells, months) each.

        Each month has a false discovery rate of its own. A month without any clear cell has none.
        """
        hot, cold = (np.zeros((len(self.grid), len(months)), dtype=bool) for _ in range(2))
        for at, month in enumerate(months):
            counts = self._counted(self.events.of([month], self.types))
            if counts.any():
                z = self._spread(getis_ord.gi_star(counts[self.can_hold], self._neighbours).z)
                clear = q_values(self._spread(self._by_chance(counts))) < ALPHA
                hot[:, at], cold[:, at] = clear & (z > 0), clear & (z < 0)
        return hot, cold

    def patterns(self, months: Sequence[str]) -> list[str]:
        """The class over time of each cell. Raises TooLittleData for too few months."""
        if len(months) < FEWEST_MONTHS:
            raise TooLittleData(
                f"classes over time want at least {FEWEST_MONTHS} months, and {len(months)} are loaded",
                remedy="Name a longer period, or load its months.",
            )
        hot, cold = self.monthly(months)
        return classes.named(classes.patterns(hot), classes.patterns(cold))

    def judged(self, later: Sequence[str], cells: int) -> dict[str, judging.Judgement]:
        """Each method, the plain count among them, and cells picked by lot: as many cells, judged on later months.

        Only cells that can hold an event may be picked, and only their area counts: land on which nothing can be
        recorded would flatter every method alike.
        """
        after = self._counted(self.events.of(later, self.types))[self.can_hold]
        areas = self.grid.square_km[self.can_hold]
        found = {
            str(method): judging.judge(self.scores(method)[self.can_hold], after, areas, cells) for method in Method
        }
        return found | {"lot": judging.by_lot(after, areas, cells)}

    def picked_number(self, share: float) -> int:
        """How many cells a share of those that can hold an event is."""
        return max(1, round(share * int(self.can_hold.sum())))

    def over(self, months: Sequence[str]) -> "Survey":
        """The same survey of other months."""
        return replace(self, months=tuple(months))

    @property
    def misplaced(self) -> float | None:
        """Share of incidents expected in a neighbouring cell because of map points; None for exact points."""
        return None if self.spacing is None else misplaced_share(self.spacing, self.grid.lattice.cell)

    def _spread(self, values: FloatArray) -> FloatArray:
        """Values of the cells that can hold an event, as of all cells, with NaN for the rest."""
        found = np.full(len(self.grid), np.nan)
        found[self.can_hold] = values
        return found

    def _check_number(self) -> None:
        events = self.counts.sum()
        if events < FEWEST_EVENTS:
            raise TooLittleData(
                f"Gi* wants at least {FEWEST_EVENTS} events with a place, and there are {events:,.0f}",
                remedy="Name a longer period or a broader measure; for few events read the list.",
            )
        if self.counts.max() == events:
            raise TooLittleData(
                "one cell holds every event, so there is no pattern among cells", remedy="Choose smaller cells."
            )
