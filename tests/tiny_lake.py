"""A lake small enough to check by hand, written from tables as people draw them:

    month   | lsoa | crime_type | number
    2024-01 | a1   | burglary   | 3

An empty cell or a dash is an unknown value. Codes are free, but a force is called by its slug on data.police.uk.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from itertools import combinations
from pathlib import Path
from typing import Any

import pyarrow as pa
import shapely

from saferplan.evidence import tables
from saferplan.evidence.lake import Lake, Snapshot
from saferplan.evidence.sources import police_forces
from saferplan.evidence.tables import ALL_TABLES

Row = dict[str, Any]
LOADED_AT = datetime(2026, 1, 1, tzinfo=UTC)
HOME_FORCE = "thames-valley"
CENSUS_DAY = "2021-03-21"
# Finer before coarser, so that each level of a table of places is linked to those right of it.
LEVELS = ("lsoa11", "lsoa21", "ward22", "ward24", "ltla22", "ltla24", "ltla25", "csp24", "pfa24", "fra24", "region24")


def rows_of(drawn: str) -> list[Row]:
    """Rows of a drawn table by the headings of its first line."""
    lines = [line for line in drawn.splitlines() if line.strip()]
    cells = [[cell.strip() for cell in line.split("|")] for line in lines]
    return [
        {name: None if cell in ("", "-") else cell for name, cell in zip(cells[0], row, strict=True)}
        for row in cells[1:]
    ]


def tiny_lake(folder: Path, **drawn_tables: str) -> Snapshot:
    """Writes what is given, and nothing else, in one load. The tables are those of `lake_rows`."""
    return write_lake(folder, lake_rows(**drawn_tables))


def lake_rows(
    *,
    places: str = "",
    names: str = "",
    former: str = "",
    population: str = "",
    households: str = "",
    incidents: str = "",
    delivered: str = "",
    ready_counts: str = "",
    stated: str = "",
    stated_units: str = "",
    boundaries: str = "",
) -> dict[str, list[Row]]:
    """Rows of the lake's tables from drawn ones.

    places: small areas and what they lie in, a column a level (lsoa21 ward24 ltla24 csp24 pfa24 …)
    names: code name, of areas that are not to be called by their codes
    former: child_level child parent_level parent [change_code], from old codes to new
    population: date code residents [level source edition]; households: date code households [level tenure …]
    incidents: month lsoa crime_type [number publisher longitude latitude]
    delivered: publisher first last; months without it are those of the incidents, by publisher
    ready_counts: month code crime_type number; stated: date code feature value
    stated_units: unit pfa, of partnership areas whose small areas are not loaded
    boundaries: level code west south east north [name], boxes in degrees
    """
    links, areas = _lookups(rows_of(places), rows_of(former), rows_of(stated_units), rows_of(names))
    happened = _incidents(rows_of(incidents))
    return {
        "area_links": links,
        "areas": areas,
        "population": [_dated(row, residents=int(row["residents"])) for row in rows_of(population)],
        "households": [
            _dated(row, households=int(row["households"]), tenure=row.get("tenure") or "all")
            for row in rows_of(households)
        ],
        "incidents": happened,
        "area_counts": [_ready(row) for row in rows_of(ready_counts)],
        "area_profiles": [_dated(row, value=float(row["value"]), level="unit") for row in rows_of(stated)],
        "boundaries": [_boundary(row) for row in rows_of(boundaries)],
        "extracts": _extracts(rows_of(delivered), happened),
    }


def write_lake(folder: Path, content: dict[str, list[Row]]) -> Snapshot:
    """A lake of these rows by table, each table one load of all of its slices."""
    lake = Lake(folder)
    with lake.writing() as writer:
        for name, rows in content.items():
            table = ALL_TABLES[name]
            if rows:
                keys = sorted({tuple(str(row[column]) for column in table.replaced_by) for row in rows})
                writer.replace(table, pa.Table.from_pylist(rows, schema=table.schema), keys)
        writer.commit(loaded_at=LOADED_AT, summary={})
    return lake.snapshot()


def _lookups(
    places: Sequence[Row], former: Sequence[Row], stated_units: Sequence[Row], names: Sequence[Row]
) -> tuple[list[Row], list[Row]]:
    links = {
        (child, row[child], parent, row[parent], None): None
        for row in places
        for child, parent in combinations([level for level in LEVELS if row.get(level)], 2)
    }
    for row in former:
        links[(row["child_level"], row["child"], row["parent_level"], row["parent"], row.get("change_code"))] = None
    for row in stated_units:
        links[("unit", row["unit"], "pfa24", row["pfa"], None)] = None
    rows = [
        {
            "edition": "lookup",
            "child_level": child_level,
            "child_code": _code(child_level, child),
            "parent_level": parent_level,
            "parent_code": _code(parent_level, parent),
            "change_code": change,
        }
        for child_level, child, parent_level, parent, change in links
    ]
    levels = {row[f"{side}_code"]: row[f"{side}_level"] for row in rows for side in ("child", "parent")}
    called = {row["code"]: row["name"] for row in names}
    areas = [
        {"edition": "lookup", "level": level, "code": code, "name": called.get(code, code)}
        for code, level in levels.items()
    ]
    return rows, areas


def _code(level: str, code: str) -> str:
    """A force is written by its slug and known by its area code."""
    return police_forces.by_slug(code).area_code if level.startswith("pfa") else code


def _dated(row: Row, **values: Any) -> Row:
    day, level = date.fromisoformat(row["date"]), row.get("level") or "lsoa21"
    edition = row.get("edition") or f"{row['date']}-{level}"
    source = row.get("source") or ("Census" if row["date"] == CENSUS_DAY else f"Estimates {row['date'][:4]}")
    return {**row, "edition": edition, "source": source, "reference_date": day, "level": level, **values}


def _incidents(rows: Iterable[Row]) -> list[Row]:
    return [
        {
            "month": row["month"],
            "publisher": row.get("publisher") or HOME_FORCE,
            "incident_id": "",
            "crime_type": row["crime_type"],
            "longitude": _number(row.get("longitude")),
            "latitude": _number(row.get("latitude")),
            "location": "",
            "lsoa_code": row["lsoa"],
            "last_outcome": "",
            "extract_id": "tiny",
        }
        for row in rows
        for _ in range(int(row.get("number") or 1))
    ]


def _number(text: str | None) -> float | None:
    return None if text is None else float(text)


def _ready(row: Row) -> Row:
    return {
        "edition": "ready",
        "source": "Ready counts",
        "level": "unit",
        "code": row["code"],
        "month": row["month"],
        "crime_type": row["crime_type"],
        "incidents": int(row["number"]),
    }


def _boundary(row: Row) -> Row:
    outline = shapely.box(*(float(row[side]) for side in ("west", "south", "east", "north")))
    return {
        "edition": f"boundary:{row['level']}",
        "level": row["level"],
        "code": row["code"],
        "name": row.get("name") or row["code"],
        "vertices": shapely.get_num_coordinates(outline),
        "outline": shapely.to_wkb(outline),
    }


def _extracts(delivered: Sequence[Row], happened: Sequence[Row]) -> list[Row]:
    """A month is delivered where `delivered` says so, else where its force has any incident."""
    from saferplan.evidence.periods import month_range

    stated = {row["publisher"] for row in delivered}
    pairs = {(row["publisher"], month) for row in delivered for month in month_range(row["first"], row["last"])}
    pairs |= {(row["publisher"], row["month"]) for row in happened if row["publisher"] not in stated}
    return [
        {
            "dataset": tables.INCIDENTS.name,
            "slice": f"{publisher}/{month}",
            "extract_id": "tiny",
            "file": f"{month}-{publisher}-street.csv",
            "format": "police-uk-street",
            "slices": 1,
            "released": "2026-01-01",
            "rows_read": 1,
            "rows_loaded": 1,
            "rows_rejected": 0,
            "loaded_at": LOADED_AT.isoformat(),
        }
        for publisher, month in sorted(pairs)
    ]


def drawn(rows: Sequence[Row], columns: Sequence[str]) -> str:
    """Rows as a table drawn like those above, for a message that shows what came out instead."""
    lines = [list(columns), *([json.dumps(row.get(name), ensure_ascii=False) for name in columns] for row in rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(columns))]
    return "\n".join(
        " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )
