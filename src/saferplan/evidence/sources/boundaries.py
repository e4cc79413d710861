"""Boundaries of areas in GeoJSON, GeoPackage or Shapefile, in whatever coordinates the file says it has.

A feature is an area or a part of one: parts with the same code become one outline. Outlines are kept in longitude and
latitude; centroids and hectares are worked out in the British National Grid.
"""

import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyogrio
import pyogrio.raw
import shapely
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, GeometryError
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from saferplan.evidence.sources.area_columns import AreaColumn, Level, area_column, code_columns
from saferplan.evidence.sources.base import Delivered, Reading
from saferplan.evidence.sources.records import Records, ReferenceSource, Sieve, gather, slice_of
from saferplan.evidence.tables import BOUNDARIES

WGS84, EPSG_27700 = CRS.from_epsg(4326), CRS.from_epsg(27700)
# The grid with Ordnance Survey's seven parameters (EPSG operation 1314). Left to itself, PROJ takes another operation
# from place to place, and differs by a hundred metres between there and back in the North Sea.
NATIONAL_GRID = CRS.from_proj4(
    "+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy +units=m +no_defs"
    " +towgs84=446.448,-125.157,542.06,0.15,0.247,0.842,-20.489"
)
# The United Kingdom with its waters, in degrees: what lies outside is in other coordinates than the file says.
WEST, SOUTH, EAST, NORTH = -9.5, 49.0, 3.0, 62.0
SQUARE_METRES_IN_HECTARE = 10_000
SHAPEFILE_MAGIC = b"\x00\x00\x27\x0a"
SQLITE_MAGIC = b"SQLite format 3\x00"
POINTS = ("Point", "MultiPoint", "Point Z", "MultiPoint Z")
SHAPEFILE_PARTS = (".dbf", ".shx", ".prj")
# What a damaged map raises. Texts that are no UTF-8 come as UnicodeDecodeError, and a .prj that is no coordinate
# system makes pyogrio 0.13 stumble over a variable of its own.
UNREADABLE = (DataSourceError, DataLayerError, GeometryError, FeatureError, UnicodeDecodeError, UnboundLocalError)
GET_AGAIN = "Download the boundaries again, as GeoJSON, GeoPackage or Shapefile."
_GEOJSON = re.compile(rb'^\s*(?:\xef\xbb\xbf)?\{.*?"(?:FeatureCollection|features)"', re.DOTALL)
# By what GDAL tells its pipelines (driver GDALG) and virtual data sources (VRT), wherever it stands in a file's head.
_POINTS_ELSEWHERE = re.compile(rb"gdal_streamed_alg|<OGRVRT|<VRTDataset", re.IGNORECASE)


@dataclass(frozen=True)
class Features:
    """`crs`: of `outlines`, as the file states it."""

    records: Records
    outlines: np.ndarray
    crs: CRS


def recognises(delivered: Delivered) -> bool:
    """Also true of a map that is damaged or lacks parts: reading it says what is wrong."""
    if not is_map(delivered):
        return False
    try:
        with _quiet():
            return bool(_missing_parts(delivered) or _maps(delivered))
    except UNREADABLE:
        return True


def is_map(delivered: Delivered) -> bool:
    """False of what only names other files, or steps to be run on them: GDAL would follow it, whoever sent it."""
    head = delivered.head
    if _POINTS_ELSEWHERE.search(head):
        return False
    return head.startswith((SHAPEFILE_MAGIC, SQLITE_MAGIC)) or bool(_GEOJSON.match(head))


def holds_points(delivered: Delivered) -> bool:
    """True of a sound map of points, which has no areas."""
    if not is_map(delivered) or _missing_parts(delivered):
        return False
    try:
        with _quiet():
            return pyogrio.read_info(delivered.path)["geometry_type"] in POINTS
    except UNREADABLE:
        return False


def read(delivered: Delivered) -> Reading:
    if missing := _missing_parts(delivered):
        raise delivered.refuse(
            f"its {' and '.join(missing)} is not beside it",
            remedy="A Shapefile is several files: put all of them in one folder, or load the zip archive.",
        )
    features = _features(delivered)
    heading, level = next(iter(code_columns(features.records.heading).items()))
    sieve = Sieve(features.records)
    codes = sieve.codes(heading, level.kind)
    outlines = _sound(sieve, features)
    _check_place(sieve, to_degrees(outlines, features.crs))
    areas, codes_once, first = _joined(outlines[sieve.ok], sieve.keep(codes))
    degrees, metres = to_degrees(areas, features.crs), to_metres(areas, features.crs)
    centroids, names = shapely.centroid(metres), _names(sieve, level)
    piece = slice_of(
        BOUNDARIES,
        f"boundary:{level.name}:{delivered.stem}",
        len(areas),
        level=level.name,
        code=codes_once,
        name=None if names is None else names.take(pa.array(first)),
        easting=shapely.get_x(centroids),
        northing=shapely.get_y(centroids),
        hectares=shapely.area(metres) / SQUARE_METRES_IN_HECTARE,
        vertices=shapely.get_num_coordinates(areas),
        outline=pa.array(shapely.to_wkb(degrees).tolist(), pa.binary()),
    )
    return gather(delivered, [sieve], [piece])


def _missing_parts(delivered: Delivered) -> list[str]:
    """What belongs to a Shapefile and is not in its folder."""
    if not delivered.head.startswith(SHAPEFILE_MAGIC):
        return []
    here = delivered.path
    beside = {path.suffix.lower() for path in here.parent.iterdir() if path.stem == here.stem}
    return [part for part in SHAPEFILE_PARTS if part not in beside]


def _maps(delivered: Delivered) -> list[str]:
    """The layers of the file whose features have codes of areas."""
    names = [str(name) for name, _ in pyogrio.list_layers(delivered.path)]
    return [one for one in names if code_columns(list(pyogrio.read_info(delivered.path, layer=one)["fields"]))]


def _features(delivered: Delivered) -> Features:
    try:
        with _quiet():
            maps = _maps(delivered)
            meta, _, wkb, values = pyogrio.raw.read(delivered.path, layer=maps[0] if maps else None)
        outlines = shapely.from_wkb(wkb, on_invalid="ignore") if wkb is not None else np.empty(0, dtype=object)
        crs = CRS.from_user_input(meta["crs"]) if meta["crs"] else None
    except UNREADABLE as fault:
        raise delivered.refuse(f"the map cannot be read ({_first_line(fault)})", remedy=GET_AGAIN) from None
    except CRSError:
        raise delivered.refuse("its coordinate system is not known", remedy=GET_AGAIN) from None
    if len(maps) > 1:
        raise delivered.refuse(f"it holds several maps: {', '.join(maps)}", remedy="Save each as a file of its own.")
    if crs is None:
        raise delivered.refuse("it does not say what coordinates it is in", remedy=GET_AGAIN)
    columns = _area_columns(meta["fields"], values)
    if not code_columns(list(columns)):
        raise delivered.refuse("no column has the codes of areas, such as LSOA21CD or WD24CD", remedy=GET_AGAIN)
    return Features(Records(tuple(columns), tuple(columns.values()), np.arange(1, len(outlines) + 1)), outlines, crs)


def _area_columns(fields: np.ndarray, values: Sequence[np.ndarray]) -> dict[str, pa.Array]:
    """The columns that are codes or names of areas, as text."""
    return {
        str(field): pa.array(["" if one is None else str(one) for one in column], pa.string())
        for field, column in zip(fields, values, strict=True)
        if area_column(str(field))
    }


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the remarks of GDAL on what it puts up with, which would stand between our own lines."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        yield


def _first_line(fault: Exception) -> str:
    return (str(fault).splitlines() or [type(fault).__name__])[0].replace("\n", " ")


def _sound(sieve: Sieve, features: Features) -> np.ndarray:
    """Flat, valid outlines; features without an area are rejected. The line of a feature is its place in the file."""
    outlines = shapely.force_2d(features.outlines)
    sieve.reject(shapely.is_missing(outlines) | shapely.is_empty(outlines), "geometry", "is missing")
    flat = np.isin(shapely.get_type_id(outlines), (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON))
    sieve.reject(~flat, "geometry", "is not a polygon")
    finite = np.asarray(np.isfinite(shapely.bounds(outlines)).all(axis=1))
    sieve.reject(~finite, "geometry", "has coordinates that are no numbers")
    broken = sieve.ok & ~shapely.is_valid(outlines)
    outlines[broken] = shapely.make_valid(outlines[broken], method="structure", keep_collapsed=False)
    sieve.reject(broken & ~(shapely.area(outlines) > 0), "geometry", "crosses itself and cannot be mended")
    return outlines


def _check_place(sieve: Sieve, outlines: np.ndarray) -> None:
    west, south, east, north = shapely.bounds(outlines).T
    inside = (west >= WEST) & (south >= SOUTH) & (east <= EAST) & (north <= NORTH)
    sieve.reject(~inside, "geometry", "lies outside the United Kingdom in the coordinates that the file states")


def _joined(outlines: np.ndarray, codes: pa.Array) -> tuple[np.ndarray, pa.Array, np.ndarray]:
    """One outline for each code, the codes, and the first feature of each."""
    encoded = codes.dictionary_encode()
    at = encoded.indices.to_numpy()
    _, first = np.unique(at, return_index=True)
    areas = outlines[first]
    for code in np.flatnonzero(np.bincount(at, minlength=len(first)) > 1) if len(first) else ():
        areas[code] = shapely.union_all(outlines[at == code])
    return areas, encoded.dictionary, first


def _names(sieve: Sieve, level: Level) -> pa.Array | None:
    wanted = AreaColumn(level, "name")
    heading = next((one for one in sieve.records.heading if area_column(one) == wanted), None)
    return None if heading is None else sieve.keep(sieve.records.text(heading))


def to_degrees(outlines: np.ndarray, crs: CRS) -> np.ndarray:
    """The outlines in longitude and latitude."""
    if crs.equals(WGS84, ignore_axis_order=True):
        return outlines
    return _moved(outlines, NATIONAL_GRID if crs.equals(EPSG_27700, ignore_axis_order=True) else crs, WGS84)


def to_metres(outlines: np.ndarray, crs: CRS) -> np.ndarray:
    """The outlines in eastings and northings of the British National Grid, true to some two metres."""
    if crs.equals(EPSG_27700, ignore_axis_order=True):
        return outlines
    return _moved(to_degrees(outlines, crs), WGS84, NATIONAL_GRID)


def _moved(outlines: np.ndarray, before: CRS, after: CRS) -> np.ndarray:
    transformer = Transformer.from_crs(before, after, always_xy=True)

    def move(points: np.ndarray) -> np.ndarray:
        return np.column_stack(transformer.transform(points[:, 0], points[:, 1]))

    return shapely.transform(outlines, move)


SOURCES = (ReferenceSource("boundaries", recognises, read),)
