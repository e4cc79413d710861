"""How well places picked on past events held the later ones.

Hit rate: share of the later events that fell in the places picked. PAI (predictive accuracy index): hit rate over the
share of the area picked (Chainey, Tompson and Uhlig 2008, Security Journal 21: 4-28); 1 is what places picked by lot
give on average. PEI (predictive efficiency index): events in the places picked over the most that so many places
could have held (Hunt 2016, "Do crime hot spots move?", dissertation, American University); 1 cannot be beaten.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from saferplan.errors import TooLittleData
from saferplan.evidence.analysis.rates import FloatArray


@dataclass(frozen=True)
class Judgement:
    """`cells` picked of `of_cells`; `hits` of `events` later ones in them; `possible`: the most that so many cells
    held. Hits and area are means over the order of cells with equal scores, which chance decides.
    """

    cells: int
    of_cells: int
    hits: float
    events: float
    possible: float
    area_share: float

    @property
    def hit_rate(self) -> float:
        return self.hits / self.events

    @property
    def pai(self) -> float:
        return self.hit_rate / self.area_share

    @property
    def pei(self) -> float:
        return self.hits / self.possible


def judge(scores: ArrayLike, later: ArrayLike, square_km: ArrayLike, cells: int) -> Judgement:
    """The `cells` cells with the highest scores, judged on the `later` count of each. Arrays go cell by cell.

    Raises TooLittleData where nothing happened later, ValueError for a number of cells that there are not.
    """
    ranked, after, areas = (np.asarray(one, dtype=float) for one in (scores, later, square_km))
    if not 0 < cells <= ranked.size:
        raise ValueError(f"{cells} cells cannot be picked of {ranked.size}")
    if after.sum() == 0:
        raise TooLittleData("there was no event in the months to judge by", remedy="Judge by more months: --judge 3.")
    picked = _picked(ranked, cells)
    return Judgement(
        cells=cells,
        of_cells=ranked.size,
        hits=float(picked @ after),
        events=float(after.sum()),
        possible=float(_picked(after, cells) @ after),
        area_share=float(picked @ areas / areas.sum()),
    )


def by_lot(later: ArrayLike, square_km: ArrayLike, cells: int) -> Judgement:
    """What so many cells picked by lot hold on average."""
    return judge(np.zeros(np.size(later)), later, square_km, cells)


def pooled(judged: list[Judgement]) -> Judgement:
    """Several rounds as one: events, hits and what was possible added up; cells and area are the mean."""
    size = len(judged)
    return Judgement(
        cells=round(sum(one.cells for one in judged) / size),
        of_cells=judged[0].of_cells,
        hits=sum(one.hits for one in judged),
        events=sum(one.events for one in judged),
        possible=sum(one.possible for one in judged),
        area_share=sum(one.area_share for one in judged) / size,
    )


def _picked(scores: FloatArray, cells: int) -> FloatArray:
    """1 for each cell above the score at which the number is full, 0 below; those at it share what is left."""
    edge = np.partition(scores, scores.size - cells)[scores.size - cells]
    above, at = scores > edge, scores == edge
    return above + at * ((cells - above.sum()) / at.sum())
