"""A survey as records, cell by cell, and what was done, in one record: what the command prints and writes."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from saferplan.evidence.analysis.hotspots.change import CellChange
from saferplan.evidence.analysis.hotspots.snapping import smallest_cell
from saferplan.evidence.hotspots.places import Wards
from saferplan.evidence.hotspots.survey import PICKED_SHARES, Method, Survey

PICKED_SHARE = PICKED_SHARES[1]
"""Of the cells that can hold an event, by count or density: Gi* alone says how many cells stand out."""


def picked(survey: Survey, method: Method) -> NDArray[np.bool_]:
    """The hotspots of a method: cells that are hot by Gi*, else the highest 2% (with all that tie with the last)."""
    if method is Method.GI:
        return survey.is_hot
    scores = survey.scores(method)
    can_hold = scores[survey.can_hold]
    edge = np.sort(can_hold)[::-1][survey.picked_number(PICKED_SHARE) - 1]
    return survey.can_hold & (scores >= edge) & (survey.counts > 0)


def cell_records(
    survey: Survey,
    wards: Wards,
    method: Method,
    *,
    change: CellChange | None = None,
    patterns: list[str] | None = None,
) -> tuple[NDArray[np.int64], list[dict[str, Any]]]:
    """Positions in the grid of the cells that can hold an event, and a record of each."""
    cells = np.flatnonzero(survey.can_hold)
    columns = {
        "cell": ["{}/{}".format(*index) for index in survey.grid.index[cells]],
        "ward": wards.at(survey.grid.middles[cells]),
        "easting": survey.grid.middles[cells, 0].round(1).tolist(),
        "northing": survey.grid.middles[cells, 1].round(1).tolist(),
        "square_km": _plain(survey.grid.square_km[cells]),
        "count": survey.counts[cells].astype(int).tolist(),
        "picked": picked(survey, method)[cells].tolist(),
    }
    columns |= _of_method(survey, method, cells)
    if change is not None:
        columns |= {
            "ratio": _plain(change.ratio.ratio[cells]),
            "change_q": _plain(change.q[cells]),
            "change": [str(word) for word in change.verdict[cells]],
        }
    if patterns is not None:
        columns["pattern"] = [patterns[at] for at in cells]
    return cells, [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _of_method(survey: Survey, method: Method, cells: NDArray[np.int64]) -> dict[str, list[Any]]:
    """What the method adds to the plain count, which is always there."""
    if method is Method.COUNT:
        return {}
    if method is Method.KDE:
        return {"per_square_km": _plain(survey.density[cells])}
    return {
        "z": _plain(survey.z[cells]),
        "p_normal": _plain(survey.p_normal[cells]),
        "p_conditional": _plain(survey.p_conditional[cells]),
        "p": _plain(survey.p[cells]),
        "q": _plain(survey.q[cells]),
        "verdict": [str(spot) for spot in survey.spots[cells]],
    }


def _plain(values: NDArray[np.float64]) -> list[float | None]:
    """JSON has no NaN and no infinity."""
    return [float(value) if np.isfinite(value) else None for value in values]


def summary(survey: Survey, method: Method) -> dict[str, Any]:
    """What was surveyed and how, with what the map points bear and what was left out."""
    error = survey.density_error if method is Method.KDE else None
    return {
        "events": survey.chosen.total,
        "without_place": survey.chosen.without_place,
        "outside": survey.outside,
        "cell": survey.grid.lattice.cell,
        "shape": str(survey.grid.lattice.shape),
        "cells": len(survey.grid),
        "cells_with_points": int(survey.can_hold.sum()),
        "plane": survey.events.plane.name,
        "are_snapped": survey.events.are_snapped,
        "spacing": survey.spacing,
        "smallest_cell": None if survey.spacing is None else smallest_cell(survey.spacing),
        "misplaced": survey.misplaced,
        "method": str(method),
        "bandwidth": survey.bandwidth if method is Method.KDE else None,
        "kernel": str(survey.kernel) if method is Method.KDE else None,
        "density_error": None if error is None else error.largest,
        "density_error_of_highest": None if error is None else error.of_highest,
        "picked": int(picked(survey, method).sum()),
        "is_restricted": survey.events.is_restricted,
    }
