"""A user's own file of points: GeoJSON, or CSV with longitude and latitude or easting and northing."""

import csv
import gzip
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from saferplan.errors import FileRefused
from saferplan.evidence.analysis.rates import FloatArray
from saferplan.evidence.points.events import Events, events_at
from saferplan.evidence.points.planes import BRITISH_NATIONAL_GRID, Plane, plane_for

COORDINATES = (("easting", "northing"), ("longitude", "latitude"), ("lon", "lat"), ("lng", "lat"), ("x", "y"))
IN_METRES = ("easting", "x")
DATES = ("month", "date", "from_time", "datetime", "time")
TYPES = ("crime_type", "crime type", "offence", "offense_type", "type")
MOST_BYTES = 500_000_000
_MONTH = re.compile(r"[12][0-9]{3}-(0[1-9]|1[0-2])")
WANTED = "It wants columns longitude and latitude, or easting and northing in metres, and may have date and crime_type."

Rows = list[dict[str, str]]


def read_points(path: Path) -> Events:
    """The events of the file; those without coordinates are kept as events without a place. Raises FileRefused."""
    rows = rows_of(path)
    metres, plane = located(rows, path)
    months = np.array([_month(row) for row in rows], dtype=str)
    return events_at(metres, months, np.array([_first(row, TYPES) for row in rows], dtype=str), plane)


def rows_of(path: Path) -> Rows:
    """A row an event, by the columns' names in small letters; of GeoJSON properties and point. Raises FileRefused."""
    text = _text(path)
    rows = _features(text, path) if text.lstrip().startswith("{") else _lines(text)
    if not rows:
        raise FileRefused("there is no point in it", where=str(path), remedy=WANTED)
    return rows


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise FileRefused(f"it is larger than {MOST_BYTES / 1e6:,.0f} MB", where=str(path))
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as stream:
            return stream.read(MOST_BYTES).decode("utf-8-sig")
    except OSError as fault:
        raise FileRefused(f"it cannot be read ({fault.strerror or fault})", where=str(path)) from None
    except (UnicodeDecodeError, EOFError):
        raise FileRefused("it is not UTF-8 text", where=str(path), remedy="Save it as UTF-8.") from None


def _features(text: str, path: Path) -> Rows:
    """A row a feature: its properties, and its point as longitude and latitude."""
    try:
        features = json.loads(text)["features"]
        return [_feature(one) for one in features]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise FileRefused("it is not GeoJSON of points", where=str(path), remedy=WANTED) from None


def _feature(feature: dict[str, Any]) -> dict[str, str]:
    row = {str(name).strip().lower(): str(value) for name, value in (feature.get("properties") or {}).items()}
    for name in {one for pair in COORDINATES for one in pair}:
        row.pop(name, None)
    geometry = feature.get("geometry") or {}
    if geometry.get("type") == "Point" and geometry.get("coordinates"):
        longitude, latitude, *_ = geometry["coordinates"]
        row |= {"longitude": str(longitude), "latitude": str(latitude)}
    elif geometry.get("type") not in (None, "Point"):
        raise ValueError
    return row | {name: row.get(name, "") for name in ("longitude", "latitude")}


def _lines(text: str) -> Rows:
    reader = csv.DictReader(text.splitlines())
    named = [(name, (name or "").strip().lower()) for name in reader.fieldnames or ()]
    return [{lower: (row.get(name) or "").strip() for name, lower in named} for row in reader]


def located(rows: Rows, path: Path) -> tuple[FloatArray, Plane]:
    """Metres of each row, NaN without a place, and the plane they are on. Raises FileRefused where none has one."""
    pair = next((pair for pair in COORDINATES if set(pair) <= rows[0].keys()), None)
    if pair is None:
        raise FileRefused("no columns of coordinates were found", where=str(path), remedy=WANTED)
    places = np.column_stack([_numbers(rows, name, path) for name in pair])
    known = np.isfinite(places).all(axis=1) & (places != 0).any(axis=1)
    if not known.any():
        raise FileRefused(f"none of its {len(rows):,} rows has coordinates", where=str(path), remedy=WANTED)
    metres = np.full(places.shape, np.nan)
    if pair[0] in IN_METRES:
        metres[known] = places[known]
        return metres, BRITISH_NATIONAL_GRID
    plane = plane_for(*places[known].T)
    metres[known] = plane.metres(*places[known].T)
    return metres, plane


def _numbers(rows: Rows, name: str, path: Path) -> FloatArray:
    try:
        return np.array([float(row[name]) if row[name] not in ("", "None", "null") else np.nan for row in rows])
    except ValueError as fault:
        raise FileRefused(f"a {name} is no number ({fault})", where=str(path), remedy=WANTED) from None


def _month(row: dict[str, str]) -> str:
    """The month of the first date column that has one; empty where none has."""
    found = (_MONTH.match(row.get(name, "")) for name in DATES)
    return next((match[0] for match in found if match), "")


def _first(row: dict[str, str], names: Sequence[str]) -> str:
    return next((row[name] for name in names if row.get(name)), "")


def hull_of(events: Events, margin: float) -> Any:
    """The smallest outline without a dent around all points, so many metres further out."""
    import shapely

    return shapely.buffer(shapely.convex_hull(shapely.multipoints(events.points)), margin)
