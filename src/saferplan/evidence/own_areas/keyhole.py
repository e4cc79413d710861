"""Reads areas out of KML, the Keyhole Markup Language (OGC 12-007r2), whose places are always WGS84."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import shapely

from saferplan.errors import FileRefused

DECLARES = (b"<!DOCTYPE", b"<!ENTITY")
"""What entities are declared by, which a reader would then expand: no program writes them into KML."""
SAVE_AGAIN = "Save it as KML again, or as GeoJSON."


def placemarks(path: Path) -> Iterator[tuple[dict[str, Any], Any]]:
    """The name of each placemark, and its polygons. Raises FileRefused."""
    content = path.read_bytes()
    if any(one in content.upper() for one in DECLARES):
        raise FileRefused("it declares entities, which KML has no need of", remedy=SAVE_AGAIN)
    try:
        root = ElementTree.fromstring(content)  # noqa: S314 it declares nothing
        yield from [_placemark(one) for one in root.iter() if _is(one, "Placemark")]
    except (ElementTree.ParseError, ValueError, shapely.errors.ShapelyError):
        raise FileRefused("it is not sound KML", remedy=SAVE_AGAIN) from None


def _is(element: ElementTree.Element, name: str) -> bool:
    """In whichever namespace: files of some programs have none, or that of an older version."""
    return element.tag.rpartition("}")[2] == name


def _placemark(mark: ElementTree.Element) -> tuple[dict[str, Any], Any]:
    name = next((one.text for one in mark if _is(one, "name")), "")
    polygons = [_polygon(one) for one in mark.iter() if _is(one, "Polygon")]
    return {"name": (name or "").strip()}, shapely.MultiPolygon(polygons) if polygons else None


def _polygon(polygon: ElementTree.Element) -> Any:
    outer = [ring for one in polygon if _is(one, "outerBoundaryIs") for ring in _rings(one)]
    inner = [ring for one in polygon if _is(one, "innerBoundaryIs") for ring in _rings(one)]
    if len(outer) != 1:
        raise ValueError("a polygon has one outer boundary")
    return shapely.Polygon(outer[0], inner)


def _rings(boundary: ElementTree.Element) -> list[list[tuple[float, float]]]:
    return [_places(one.text or "") for one in boundary.iter() if _is(one, "coordinates")]


def _places(text: str) -> list[tuple[float, float]]:
    """Longitude, latitude and perhaps a height, by commas; places by white space."""
    places = [one.split(",") for one in text.split()]
    return [(float(one[0]), float(one[1])) if len(one) > 1 else _refuse() for one in places]


def _refuse() -> Any:
    raise ValueError("a place has a longitude and a latitude")
