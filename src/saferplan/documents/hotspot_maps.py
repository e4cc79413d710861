"""Maps of hotspots: the plain count beside Gi* over a whole area, places from near, classes over time."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from saferplan.documents import cell_maps, numbers
from saferplan.documents.cell_maps import Layer, Panel
from saferplan.documents.charts import theme
from saferplan.documents.charts.classes import Classes
from saferplan.evidence.hotspots.places import Found
from saferplan.evidence.hotspots.survey import Spot, Survey

Row = dict[str, Any]
PLACES_DRAWN = 4
LEAST_WINDOW = 3_000
"""Metres that a map of one hotspot shows at least, so that a reader finds the way there."""
WARDS_NAMED = 4
SPOT_LOOKS = {
    Spot.HOT_STRONG: (theme.SERIES[2], "q under 0.01"),
    Spot.HOT: (theme.RISE, "q under 0.05"),
    Spot.COLD: (theme.FALL, "cold, q under 0.05"),
}
PATTERN_LOOKS = {
    "persistent hotspot": (theme.SERIES[2], "persistent"),
    "emerging hotspot": (theme.RISE, "emerging"),
    "intermittent hotspot": (theme.COMPARATOR, "intermittent"),
    "former hotspot": (theme.FALL, "former"),
}


def overview(found: Found) -> list[Panel]:
    survey, wards = found.survey, list(found.wards.shapes)
    window = area_window(found)
    names = names_of(found, found.places[:PLACES_DRAWN])
    counts, key = count_layers(survey, np.ones(len(survey.grid), dtype=bool))
    return [
        Panel("Plain count", window, wards, counts, key),
        Panel("Hot by more than chance (Gi*)", window, wards, spot_layers(survey), spot_key(survey), names),
    ]


def area_window(found: Found) -> cell_maps.Bounds:
    import shapely

    shapes = found.wards.shapes if len(found.wards.shapes) else found.survey.grid.outlines
    west, south, east, north = shapely.total_bounds(shapes)
    return west, south, east, north


def count_layers(survey: Survey, shown: Any) -> tuple[list[Layer], list[tuple[str, str]]]:
    """Cells with incidents by class of their count, and the key."""
    full = np.flatnonzero(shown & (survey.counts > 0))
    classes = Classes(count_edges(survey.counts.max()), "count")
    fills = np.array([classes.look(survey.counts[at])[0] for at in full])
    layers = [
        Layer(cell_maps.joined(survey.grid.outlines[full[fills == fill]]), fill)
        for fill in classes.fills
        if (fills == fill).any()
    ]
    return layers, list(zip(classes.fills, classes.names, strict=True))


def count_edges(highest: float) -> tuple[float, ...]:
    """The last four of 2, 5, 10, 20, 50 … that some cell reaches: a few cells hold many times what most do, so that
    classes of equal size would show no peaks.
    """
    steps = [lead * 10.0**power for power in range(7) for lead in (1, 2, 5)][1:]
    return tuple(step for step in steps if step <= highest)[-4:]


def spot_layers(survey: Survey) -> list[Layer]:
    drawn = {look: survey.spots == spot for spot, look in SPOT_LOOKS.items()}
    return [Layer(cell_maps.joined(survey.grid.outlines[own]), fill) for (fill, _), own in drawn.items() if own.any()]


def spot_key(survey: Survey) -> list[tuple[str, str]]:
    return [look for spot, look in SPOT_LOOKS.items() if (survey.spots == spot).any()]


def names_of(found: Found, places: Sequence[Row]) -> list[tuple[float, float, str]]:
    """Each place's letter, at its fullest cell."""
    return [(*found.survey.grid.middles[fullest_cell(found, row)], row["place"]) for row in places]


def fullest_cell(found: Found, row: Row) -> int:
    cells = np.array(row["cell_at"])
    return int(cells[np.argmax(found.survey.counts[cells])])


def ward_of(row: Row) -> str:
    """The ward of the place's fullest hexagon; '' where no outline of a ward is loaded."""
    return str(row["wards"]).split(", ")[0]


def called(row: Row) -> str:
    ward = ward_of(row)
    return f"{row['place']}: {ward}" if ward else f"Place {row['place']}"


def near(found: Found, row: Row) -> Panel:
    import shapely

    survey, window = found.survey, window_of(found, row)
    seen = shapely.intersects(shapely.box(*window), survey.grid.outlines)
    layers, key = count_layers(survey, seen)
    hot = survey.grid.outlines[seen & survey.is_hot]
    layers.append(Layer(cell_maps.joined(hot), "none", theme.RISE, 3))
    names = ward_names(found, window, ward_of(row))
    title = f"{called(row)}, {numbers.count(row['count'])} {found.what}"
    return Panel(title, window, list(found.wards.shapes), layers, key, names)


def window_of(found: Found, row: Row) -> cell_maps.Bounds:
    import shapely

    west, south, east, north = shapely.total_bounds(found.survey.grid.outlines[row["cell_at"]]).tolist()
    return cell_maps.window_around((west, south, east, north), margin=0.6, least=LEAST_WINDOW, is_square=True)


def ward_names(found: Found, window: cell_maps.Bounds, first: str) -> list[tuple[float, float, str]]:
    """Names of the ward that matters and of those that fill most of the window, each in the middle of what is seen."""
    import shapely

    if not len(found.wards.shapes):
        return []
    seen = shapely.clip_by_rect(found.wards.shapes, *window)
    areas = np.asarray(shapely.area(seen))
    is_other = np.array([name != first for name in found.wards.names])
    fullest = [int(at) for at in np.lexsort([-areas, is_other])[:WARDS_NAMED] if areas[at] > 0]
    places = shapely.get_coordinates(shapely.point_on_surface(np.asarray(seen)[fullest]))
    return [
        (float(east), float(north), found.wards.names[at]) for (east, north), at in zip(places, fullest, strict=True)
    ]


def class_panels(found: Found, layers: list[Layer], key: list[tuple[str, str]]) -> list[Panel]:
    """The whole area, then each of its largest hotspots from near."""
    places, wards = found.places[: PLACES_DRAWN - 1], list(found.wards.shapes)
    whole = Panel("The whole area", area_window(found), wards, layers, key, names_of(found, places))
    near = [(row, window_of(found, row)) for row in places]
    return [
        whole,
        *(Panel(called(row), seen, wards, layers, (), ward_names(found, seen, ward_of(row))) for row, seen in near),
    ]


def grid_notes(survey: Survey) -> tuple[str, ...]:
    """Size and number of the cells, and how far map points blur them."""
    lattice = survey.grid.lattice
    size = f"{lattice.shape.many.capitalize()} of {lattice.cell:,.0f} metres between opposite sides"
    cells = f"{int(survey.can_hold.sum()):,} of {len(survey.grid):,} hold a map point, and only these are compared"
    snapped = ()
    if survey.spacing is not None and survey.misplaced is not None:
        snapped = (
            "Police move each incident to the nearest map point before they publish it. Half of those counted here"
            f" stand at a point {survey.spacing:.0f} metres or more from the next, so that about"
            f" {survey.misplaced:.0%} may be counted in {lattice.shape.many} next to their own.",
        )
    return (f"{size}. {cells}.", *snapped)
