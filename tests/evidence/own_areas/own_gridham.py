"""Own areas of Gridham, by the points of its grid."""

import shapely

from gridham import ACROSS, GRIDHAM, UP, points
from saferplan.evidence.basis import Basis
from saferplan.evidence.own_areas.counting import counted
from saferplan.evidence.own_areas.definition import OwnArea
from saferplan.evidence.own_areas.figures import OwnAreas


def box(west, south, east, north, code="own-1"):
    """Of an area between the columns and the rows of points, each counted from 0; the ends are not in it."""
    all_points = points()
    x0, y0 = all_points[0]
    corners = (x0 + ACROSS * (west - 0.5), y0 + UP * (south - 0.5), x0 + ACROSS * (east - 0.5), y0 + UP * (north - 0.5))
    return OwnArea(code, f"Box {code}", GRIDHAM, outline=shapely.to_wkb(shapely.box(*corners)))


def picked(*parts, code="own-1"):
    return OwnArea(code, f"Parts {code}", GRIDHAM, parts=parts)


def with_own(basis: Basis, *areas: OwnArea) -> Basis:
    return basis.with_own_areas(OwnAreas({one.code: one for one in counted(basis, areas)}))
