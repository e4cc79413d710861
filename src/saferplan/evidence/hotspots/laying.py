"""Lays the grid of a survey: its cells, how large they must be at least, and which crime types are surveyed."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from saferplan.errors import TooLittleData, UsageError
from saferplan.evidence.analysis.hotspots.grid import Shape, grid_over
from saferplan.evidence.analysis.hotspots.kernel import Kernel, suggested_bandwidth
from saferplan.evidence.analysis.hotspots.snapping import misplaced_share, smallest_cell, typical_spacing
from saferplan.evidence.hotspots.survey import Survey
from saferplan.evidence.measures.definition import Measure
from saferplan.evidence.points.events import Events
from saferplan.evidence.sources.police_categories import crime_types

CELLS_ON_SHORTER_SIDE = 150
"""Chainey and Ratcliffe (2005), "GIS and Crime Mapping", begin with cells of the shorter side of the area by this."""
CELL_STEP = 50


@dataclass(frozen=True)
class Layout:
    """How the grid is laid and the kernel spread; None: chosen from the area and the points."""

    cell: float | None = None
    shape: Shape = Shape.HEX
    bandwidth: float | None = None
    kernel: Kernel = Kernel.QUARTIC
    allow_small_cells: bool = False


def survey(
    events: Events,
    outline: Any,
    months: Sequence[str] | None,
    types: Sequence[str] | None,
    layout: Layout | None = None,
) -> Survey:
    """Lays the grid over the outline (on the plane of the events) and checks that cells are not too small.

    Raises UsageError for cells or a bandwidth that make no sense, or that are smaller than snapped points allow, and
    TooLittleData where no event has a place.
    """
    layout = layout or Layout()
    chosen = events.of(months, types)
    if chosen.total == chosen.without_place:
        counted = f"none of {chosen.total:,} events has coordinates" if chosen.total else "there is no event"
        raise TooLittleData(f"{counted} of that kind in that period", remedy="Look with: saferplan coverage.")
    spacing = _spacing(events, chosen)
    least = smallest_cell(spacing) if spacing is not None else 0.0
    cell = layout.cell if layout.cell is not None else _suggested_cell(outline, least)
    _check_cell(cell, least, spacing, layout)
    grid = grid_over(outline, cell, layout.shape)
    bandwidth = suggested_bandwidth(cell) if layout.bandwidth is None else layout.bandwidth
    if not (math.isfinite(bandwidth) and bandwidth > 0):
        raise UsageError(f"a bandwidth of {bandwidth:g} m spreads nothing", remedy="Give --bandwidth in metres.")
    chosen_types = None if types is None else tuple(types)
    chosen_months = None if months is None else tuple(months)
    return Survey(events, grid, chosen_months, chosen_types, bandwidth, layout.kernel, spacing)


def _spacing(events: Events, chosen: Events) -> float | None:
    """Of the map points used in the months surveyed, by whatever type of incident; None for exact points."""
    if not events.are_snapped or events.point_names is None:
        return None
    at_points = events.of(chosen.months).at_points
    used = np.flatnonzero(at_points)
    return typical_spacing(events.points[used], at_points[used], events.point_names[used])


def _suggested_cell(outline: Any, least: float) -> float:
    west, south, east, north = outline.bounds
    side = min(east - west, north - south) / CELLS_ON_SHORTER_SIDE
    return max(math.ceil(side / CELL_STEP), math.ceil(least / CELL_STEP), 1) * CELL_STEP


def _check_cell(cell: float, least: float, spacing: float | None, layout: Layout) -> None:
    if spacing is not None and 0 < cell < least and not layout.allow_small_cells:
        raise UsageError(
            f"cells of {cell:g} m are smaller than these map points bear: half of the incidents stand {spacing:.0f} m"
            f" or more from the next map point, so {misplaced_share(spacing, cell):.0%} would be misplaced",
            remedy=f"Choose at least {least:.0f} m, or say --allow-small-cells.",
        )


def surveyed_types(measure: Measure, *, with_policing_led: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Crime types of a measure that are surveyed, and those left out because policing itself produces them.

    A measure of nothing else was asked for by its name.
    """
    led = {one.slug for one in crime_types() if one.policing_led}
    left_out = tuple(slug for slug in measure.crime_types if slug in led)
    if with_policing_led or len(left_out) == len(measure.crime_types):
        return measure.crime_types, ()
    return tuple(slug for slug in measure.crime_types if slug not in led), left_out
