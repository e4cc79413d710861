"""What `reading` does in the process of its own: opens the file and tells its shapes as one line of JSON."""

import json
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import shapely
from shapely.geometry import shape

from saferplan.errors import FileRefused
from saferplan.evidence.archives import DAMAGED_ARCHIVE
from saferplan.evidence.own_areas.keyhole import placemarks
from saferplan.evidence.own_areas.reading import SAVE_SMALLER, TOO_LARGE
from saferplan.evidence.sources.boundaries import SHAPEFILE_MAGIC, SQLITE_MAGIC, UNREADABLE

MOST_SHAPES = 2_000
"""Of one file: the small areas of a large county; whoever sends a country's has chosen the wrong file."""
MOST_UNPACKED = 200 * 1024**2
PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
LONGEST_PROPERTY = 200
POLYGONS = ("Polygon", "MultiPolygon")
WANTED = "Choose GeoJSON, KML, a GeoPackage, or the zip archive of a Shapefile."
WGS84 = "EPSG:4326"

Told = dict[str, Any]


def tell() -> None:
    """To the standard output: the shapes, or the problem and the remedy."""
    path, kind = Path(sys.argv[1]), sys.argv[2]
    try:
        told = _limited(OPENED[kind](path))
    except FileRefused as fault:
        told = {"problem": fault.problem, "remedy": fault.remedy}
    except (MemoryError, RecursionError):
        told = {"problem": TOO_LARGE, "remedy": SAVE_SMALLER}
    sys.stdout.write(json.dumps(told))


def _limited(told: Told) -> Told:
    """Raises FileRefused where there is nothing in it, or too much."""
    if not told["shapes"]:
        raise FileRefused("there is no area in it", remedy="It may hold points or lines only. Save it as polygons.")
    if len(told["shapes"]) > MOST_SHAPES:
        raise FileRefused(f"it holds more than {MOST_SHAPES:,} areas", remedy="Save the one area alone.")
    return told


def _told(rows: Iterator[tuple[dict[str, Any], Any]], crs: str) -> Told:
    """`rows`: properties and geometry. What is no polygon is passed over."""
    shapes = [
        {"properties": _texts(properties), "outline": shapely.to_wkb(shapely.force_2d(one)).hex()}
        for properties, one in rows
        if one is not None and one.geom_type in POLYGONS and not one.is_empty
    ]
    return {"shapes": shapes, "crs": crs}


def _texts(properties: dict[str, Any]) -> dict[str, str]:
    told = {str(name): str(value)[:LONGEST_PROPERTY] for name, value in properties.items() if value is not None}
    return {name: value for name, value in told.items() if value and value.isprintable()}


def _geojson(path: Path) -> Told:
    return told_of_geojson(path.read_bytes())


def told_of_geojson(text: bytes) -> Told:
    """Raises FileRefused."""
    try:
        content = json.loads(text.decode("utf-8-sig"))
        features = content.get("features", [content])
        return _told((_feature(one) for one in features), _stated_crs(content))
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, shapely.errors.ShapelyError):
        raise FileRefused("it is not sound GeoJSON", remedy=WANTED) from None


def _feature(feature: dict[str, Any]) -> tuple[dict[str, Any], Any]:
    if feature.get("type") != "Feature":
        return {}, shape(feature)
    return feature.get("properties") or {}, shape(feature["geometry"]) if feature.get("geometry") else None


def _stated_crs(content: dict[str, Any]) -> str:
    """RFC 7946 has WGS84 alone; files from before it name others in a member `crs`."""
    named = content.get("crs")
    return str(named["properties"]["name"]) if isinstance(named, dict) else WGS84


def _kml(path: Path) -> Told:
    return _told(placemarks(path), WGS84)


def _geopackage(path: Path) -> Told:
    with path.open("rb") as stream:
        if stream.read(len(SQLITE_MAGIC)) != SQLITE_MAGIC:
            raise FileRefused("it is no GeoPackage", remedy=WANTED)
    return _by_gdal(path)


def _archive(path: Path) -> Told:
    with tempfile.TemporaryDirectory() as folder:
        return _by_gdal(_shapefile_of(path, Path(folder)))


def _shapefile_of(path: Path, folder: Path) -> Path:
    """The one Shapefile of the archive, unpacked under a name of ours."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = [one for one in archive.infolist() if PurePosixPath(one.filename).suffix.lower() in PARTS]
            stems = {one.filename[:-4] for one in members if one.filename.lower().endswith(".shp")}
            if len(stems) != 1:
                raise FileRefused(_how_many(len(stems)), remedy="Put the files of one Shapefile into the archive.")
            stem = stems.pop()
            for member in members:
                if member.filename[:-4] == stem:
                    _unpack(archive, member, folder / f"shapes{member.filename[-4:].lower()}")
    except DAMAGED_ARCHIVE:
        raise FileRefused("the archive is damaged or cut off", remedy="Save it again.") from None
    missing = [part for part in PARTS[:3] if not (folder / f"shapes{part}").is_file()]
    if missing:
        raise FileRefused(f"the archive lacks the {' and '.join(missing)} of its Shapefile", remedy="Put it in too.")
    with (folder / "shapes.shp").open("rb") as stream:
        if stream.read(len(SHAPEFILE_MAGIC)) != SHAPEFILE_MAGIC:
            raise FileRefused("it is no Shapefile", remedy=WANTED)
    return folder / "shapes.shp"


def _how_many(number: int) -> str:
    return "the archive holds no Shapefile" if number == 0 else f"the archive holds {number} Shapefiles"


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, to: Path) -> None:
    """What the archive says of a member's size may be a lie: so many bytes are read and no more."""
    with archive.open(member) as stream:
        content = stream.read(MOST_UNPACKED + 1)
    if len(content) > MOST_UNPACKED:
        raise FileRefused(TOO_LARGE, remedy=SAVE_SMALLER)
    to.write_bytes(content)


def _by_gdal(path: Path) -> Told:
    import pyogrio
    import pyogrio.raw

    try:
        layers = [str(name) for name, kind in pyogrio.list_layers(path) if kind is None or "Polygon" in str(kind)]
        if len(layers) != 1:
            raise FileRefused(f"it holds {len(layers)} maps of areas", remedy="Save the one map alone.")
        meta, _, wkb, values = pyogrio.raw.read(path, layer=layers[0], max_features=MOST_SHAPES + 1, force_2d=True)
        outlines = shapely.from_wkb(wkb, on_invalid="ignore")
    except UNREADABLE:
        raise FileRefused("the map in it cannot be read", remedy=WANTED) from None
    columns = [str(name) for name in meta["fields"]]
    rows = zip(*values, strict=True) if columns else ([()] * len(outlines))
    named = (dict(zip(columns, row, strict=True)) for row in rows)
    return _told(zip(named, outlines, strict=True), meta["crs"] or "")


OPENED: dict[str, Callable[[Path], Told]] = {
    "geojson": _geojson,
    "kml": _kml,
    "gpkg": _geopackage,
    "zip": _archive,
}
