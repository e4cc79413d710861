"""Gridham: a made-up town of one partnership, two wards and four small areas; every two hundred metres is a map point.

Each point has one burglary in some months, by a rule without any pattern in space. In the market, a block of points in
the west, there is violence in every month as well; in a block in the east shoplifting begins in January 2025; and in
another police find drugs. Two burglaries a month have no coordinates.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from saferplan.evidence.basis import Basis
from saferplan.evidence.lake import Snapshot
from saferplan.evidence.periods import month_range
from tiny_lake import lake_rows, write_lake

GRIDHAM = "E06000999"
WEST, SOUTH, EAST, NORTH = -0.80, 51.80, -0.72, 51.85
ACROSS, UP = 0.003, 0.002
MONTHS = month_range("2023-04", "2025-03")
MARKET, NEW_PLACE, SEARCHES = (-0.785, 51.815), (-0.735, 51.84), (-0.735, 51.81)
BLOCK = 0.0076
"""Degrees of longitude around the middle of a block within which its points lie; two thirds as many of latitude."""
STARTS = "2025-01"
A_MONTH = {MARKET: 6, NEW_PLACE: 8, SEARCHES: 9}
TYPES = {MARKET: "violence-and-sexual-offences", NEW_PLACE: "shoplifting", SEARCHES: "drugs"}
UNPLACED = 2
NAMES = f"""
code | name
{GRIDHAM} | Gridham
E05009991 | West Gridham
E05009992 | East Gridham
"""
LSOAS = {
    "E01099911": ("E05009991", WEST, SOUTH, -0.76, 51.825),
    "E01099912": ("E05009991", WEST, 51.825, -0.76, NORTH),
    "E01099921": ("E05009992", -0.76, SOUTH, EAST, 51.825),
    "E01099922": ("E05009992", -0.76, 51.825, EAST, NORTH),
}


@cache
def points() -> tuple[tuple[float, float], ...]:
    across = [round(WEST + ACROSS * (step + 0.5), 6) for step in range(int((EAST - WEST) / ACROSS))]
    up = [round(SOUTH + UP * (step + 0.5), 6) for step in range(int((NORTH - SOUTH) / UP))]
    return tuple((east, north) for east in across for north in up)


def is_in(block: tuple[float, float], point: tuple[float, float]) -> bool:
    return abs(point[0] - block[0]) <= BLOCK and abs(point[1] - block[1]) <= BLOCK / 1.5


def number(at: int, point: tuple[float, float], month: str, crime_type: str) -> int:
    """How many incidents a point has in a month: a rule that a person can follow."""
    if crime_type == "burglary":
        return int((at * 7919 + MONTHS.index(month) * 104_729) % 17 < 3)
    for block, kind in TYPES.items():
        if kind == crime_type and is_in(block, point) and (block != NEW_PLACE or month >= STARTS):
            return A_MONTH[block]
    return 0


def lsoa_of(point: tuple[float, float]) -> str:
    return next(
        code for code, (_, west, south, east, north) in LSOAS.items()
        if west <= point[0] < east and south <= point[1] < north
    )  # fmt: skip


@cache
def incidents() -> tuple[dict[str, Any], ...]:
    return tuple(_incidents())


def _incidents() -> Iterable[dict[str, Any]]:
    for at, point in enumerate(points()):
        lsoa = lsoa_of(point)
        for month in MONTHS:
            for crime_type in ("burglary", *TYPES.values()):
                row = {
                    "month": month,
                    "publisher": "thames-valley",
                    "incident_id": "",
                    "crime_type": crime_type,
                    "longitude": point[0],
                    "latitude": point[1],
                    "location": f"On or near Road {at}",
                    "lsoa_code": lsoa,
                    "last_outcome": "",
                    "extract_id": "tiny",
                }
                yield from [row] * number(at, point, month, crime_type)
    nowhere = {"publisher": "thames-valley", "incident_id": "", "crime_type": "burglary", "location": "No location"}
    for month in MONTHS:
        yield from [nowhere | {"month": month, "lsoa_code": "E01099911", "extract_id": "tiny"}] * UNPLACED


def gridham(folder: Path, *, without: Iterable[str] = (), **more: list[dict[str, Any]]) -> Snapshot:
    """A lake of it, `without` these tables, with `more` rows."""
    places = [f"{code} | {ward} | {GRIDHAM} | E22000999 | thames-valley" for code, (ward, *_) in LSOAS.items()]
    boxes = [f"lsoa21 | {code} | " + " | ".join(map(str, box)) for code, (_, *box) in LSOAS.items()]
    content = lake_rows(
        places="\n".join(["lsoa21 | ward24 | ltla24 | csp24 | pfa24", *places]),
        names=NAMES,
        population="\n".join(["date | code | residents", *(f"2024-06-30 | {code} | 1500" for code in LSOAS)]),
        delivered=f"publisher | first | last\nthames-valley | {MONTHS[0]} | {MONTHS[-1]}",
        boundaries="\n".join(["level | code | west | south | east | north", *boxes]),
    )
    content["incidents"] = [*incidents()]
    left_out = set(without)
    for name, rows in more.items():
        content[name] = content.get(name, []) + rows
    return write_lake(folder, {name: rows for name, rows in content.items() if name not in left_out})


def basis_of(folder: Path, **options: Any) -> Basis:
    return Basis(gridham(folder, **options))
