"""A map of equal hexagons, one an area, placed so that neighbours stay near: for wards without boundaries.

Centroids are matched with the cells of several hexagon grids of different sizes and offsets so that the sum of
squared distances is least (the assignment problem); the layout that keeps most neighbours together is taken,
compactness deciding between equals.
"""

import math
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

from saferplan.documents.charts.picture import Point
from saferplan.documents.charts.scales import Records, present
from saferplan.documents.ground import Ground, GroundOf, shaded

Cell = tuple[int, int]
ROW = math.sqrt(3) / 2
"""Height of a row when hexagons are 1 wide."""
SPREADS = (0.85, 0.95, 1.05, 1.15, 1.3)
"""Cells' spacing as a share of the areas' mean spacing: smaller leaves fewer holes, larger distorts less."""
OFFSETS = ((0.0, 0.0), (0.5, 0.0), (0.25, 0.5))
HOLES = 0.15
"""Weight of compactness: what a place far from the middle costs, against its distance from the true one."""
LARGEST = 54
"""Width of a hexagon, in pixels."""
NEAREST = 5
"""Neighbours of an area where no adjacency is given: nearest centroids."""


def tile_layout(
    names: Sequence[str],
    eastings: Sequence[float],
    northings: Sequence[float],
    adjacency: Sequence[tuple[int, int]] | None = None,
) -> list[Cell]:
    """(column, row) of each area's hexagon: rows count from the top, odd rows stand half a hexagon to the right.

    `eastings`, `northings`: centroids in metres, in the order of `names`; `adjacency`: pairs of positions in it.
    The same input gives the same layout. Raises ValueError where the sequences differ in length.
    """
    import numpy as np

    if not len(names) == len(eastings) == len(northings):
        raise ValueError("names, eastings and northings differ in length")
    if len(names) < 2:
        return [(0, 0)] * len(names)
    points = np.column_stack([eastings, northings]).astype(float)
    points = (points - points.mean(axis=0)) * [1, -1]
    pairs = list(adjacency) if adjacency is not None else _nearest_pairs(points)
    candidates = [_assigned(points, spread, offset) for spread in SPREADS for offset in OFFSETS]
    best = max(candidates, key=lambda cells: (kept_pairs(cells, pairs), -_sprawl(cells)))
    return _from_corner(best)


def kept_pairs(cells: Sequence[Cell], pairs: Sequence[tuple[int, int]]) -> int:
    """How many pairs of areas share an edge of their hexagons."""
    return sum(1 for one, other in pairs if cells[other] in neighbours(cells[one]))


def neighbours(cell: Cell) -> set[Cell]:
    column, row = cell
    aside = column if row % 2 else column - 1
    return {
        (column - 1, row),
        (column + 1, row),
        *((aside, row + step) for step in (-1, 1)),
        *((aside + 1, row + step) for step in (-1, 1)),
    }


def _assigned(points: Any, spread: float, offset: tuple[float, float]) -> list[Cell]:
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    extent = np.ptp(points, axis=0)
    spacing = spread * math.sqrt(max(extent[0] * extent[1], (extent.max() ** 2) / len(points)) / len(points) / ROW)
    spacing = max(spacing, 1.0)
    # Room for every area even where they lie in one line.
    reach = [math.ceil(side / spacing / 2 / height) + 2 for side, height in zip(extent, (1, ROW), strict=True)]
    while (2 * reach[0] + 1) * (2 * reach[1] + 1) < len(points):
        reach = [reach[0] + 1, reach[1] + 1]
    cells = [(column, row) for row in range(-reach[1], reach[1] + 1) for column in range(-reach[0], reach[0] + 1)]
    places = np.array([(column + (row % 2) / 2 + offset[0], (row + offset[1]) * ROW) for column, row in cells])
    places = places * spacing
    distance = ((points[:, None, :] - places[None, :, :]) ** 2).sum(axis=2)
    cost = distance + HOLES * (places**2).sum(axis=1)[None, :]
    _, chosen = linear_sum_assignment(cost)
    return [cells[place] for place in chosen]


def _nearest_pairs(points: Any) -> list[tuple[int, int]]:
    import numpy as np

    distance = ((points[:, None, :] - points[None, :, :]) ** 2).sum(axis=2)
    order = np.argsort(distance, axis=1, kind="stable")[:, 1 : NEAREST + 1]
    return sorted({(min(one, int(other)), max(one, int(other))) for one, row in enumerate(order) for other in row})


def _sprawl(cells: Sequence[Cell]) -> float:
    xs, ys = zip(*(_middle(cell) for cell in cells), strict=True)
    middle = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((x - middle[0]) ** 2 + (y - middle[1]) ** 2 for x, y in zip(xs, ys, strict=True))


def _from_corner(cells: Sequence[Cell]) -> list[Cell]:
    """The same layout with the first column and row 0; rows move by an even number, to keep their half step."""
    top = min(row for _, row in cells)
    top -= top % 2
    left = min(column for column, _ in cells)
    return [(column - left, row - top) for column, row in cells]


def _middle(cell: Cell) -> Point:
    """Middle of a hexagon 1 wide."""
    return cell[0] + (cell[1] % 2) / 2, cell[1] * ROW


def tiles(
    records: Records,
    *,
    layout: Mapping[Hashable, Cell],
    label: str,
    value: str,
    kind: str = "rate",
    key: str | None = None,
) -> Callable[[int], str]:
    """A hexagon a record, darker for more, numbered from the highest figure down, with the names in a list below.

    `layout` maps the record's `key` (its `label` if None) to its cell. A missing figure is left white.
    """
    ground_of = tiles_ground([layout[record[key or label]] for record in records])
    return shaded(records, ground_of, label=label, value=value, kind=kind, named=in_order(records, label, value))


def in_order(records: Records, label: str, value: str) -> list[str]:
    """Labels from the highest figure to the lowest, those without a figure last."""
    known = sorted((record for record in records if present(record.get(value))), key=lambda record: -record[value])
    return [str(record[label]) for record in known] + [
        str(record[label]) for record in records if not present(record.get(value))
    ]


def tiles_ground(cells: Sequence[Cell]) -> GroundOf:
    """The ground of hexagons in these cells, as large as fits but no larger than LARGEST."""
    return lambda width, height: _ground(cells, width, height)


def _ground(cells: Sequence[Cell], width: float, height: float) -> Ground:
    middles = [_middle(cell) for cell in cells]
    left, right = min(x for x, _ in middles), max(x for x, _ in middles)
    top, bottom = min(y for _, y in middles), max(y for _, y in middles)
    across, down = right - left + 1, bottom - top + 2 / math.sqrt(3)
    size = min(width / across, height / down, LARGEST)
    radius = size / math.sqrt(3)
    placed = [((x - left + 0.5) * size, (y - top) * size + radius) for x, y in middles]
    return Ground(across * size, down * size, [[_hexagon(at, radius)] for at in placed], placed)


def _hexagon(at: Point, radius: float) -> list[Point]:
    angles = [math.radians(angle) for angle in range(0, 360, 60)]
    return [(at[0] + radius * math.sin(angle), at[1] - radius * math.cos(angle)) for angle in angles]
