"""Where a ward is drawn: its real outline where boundaries are loaded, else a hexagon beside its neighbours."""

from collections.abc import Hashable

import duckdb

from saferplan.documents.tile_map import tile_layout
from saferplan.evidence.assessment.scope import Scope


def ward_outlines(scope: Scope) -> dict[str, bytes]:
    """Well-known binary by ward code, the most detailed copy; empty unless every ward of the area has one."""
    codes = scope.basis.geography.members("ward", scope.unit)
    found = duckdb.execute(
        f"SELECT code, arg_max(outline, vertices) FROM {scope.basis.snapshot.scan('boundaries')}"
        " WHERE outline IS NOT NULL AND code IN (SELECT unnest(?)) GROUP BY code",
        [codes],
    ).fetchall()
    return dict(found) if len(found) == len(codes) else {}


def tile_cells(scope: Scope) -> dict[Hashable, tuple[int, int]]:
    """(column, row) by ward code: the layout that is loaded, else one worked out from centroids; {} without either."""
    codes = scope.basis.geography.members("ward", scope.unit)
    loaded = duckdb.execute(
        "SELECT code, max(value) FILTER (feature = 'tile_column')::INT, max(value) FILTER (feature = 'tile_row')::INT"
        f" FROM {scope.basis.snapshot.scan('area_profiles')} WHERE code IN (SELECT unnest(?)) GROUP BY code",
        [codes],
    ).fetchall()
    cells: dict[Hashable, tuple[int, int]] = {
        code: (column, row) for code, column, row in loaded if column is not None and row is not None
    }
    return cells if len(cells) == len(codes) else _worked_out(scope, codes)


def _worked_out(scope: Scope, codes: list[str]) -> dict[Hashable, tuple[int, int]]:
    found = duckdb.execute(
        "SELECT code, arg_max(easting, vertices), arg_max(northing, vertices)"
        f" FROM {scope.basis.snapshot.scan('boundaries')}"
        " WHERE code IN (SELECT unnest(?)) AND easting IS NOT NULL GROUP BY code ORDER BY code",
        [codes],
    ).fetchall()
    if len(found) < len(codes) or not found:
        return {}
    names = [scope.basis.geography.names[code] for code, *_ in found]
    layout = tile_layout(names, [easting for _, easting, _ in found], [northing for *_, northing in found])
    return {code: cell for (code, *_), cell in zip(found, layout, strict=True)}
