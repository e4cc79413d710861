"""What browsers send to the pages of own areas."""

import json
from typing import Any

import shapely
from django.core.files.uploadedfile import SimpleUploadedFile

from gridham import MARKET

BASE = "/partnerships/chalkshire/evidence/own-areas/"
AROUND_THE_MARKET = shapely.box(MARKET[0] - 0.0076, MARKET[1] - 0.0051, MARKET[0] + 0.0076, MARKET[1] + 0.0051)
"""The block of Gridham in which the market's violence lies."""
WEST, SOUTH_EAST = "E05009991", "E01099921"


def geojson(**shapes: Any) -> str:
    """A file that calls each shape by its name."""
    features = [
        {"type": "Feature", "properties": {"id": at, "name": name}, "geometry": shapely.geometry.mapping(shape)}
        for at, (name, shape) in enumerate(shapes.items())
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


def drawn(name: str = "The market", shape: Any = AROUND_THE_MARKET, **more: Any) -> dict[str, Any]:
    return {"name": name, "kind": "town-centre", "outline": geojson(drawn=shape)} | more


def picked(*parts: str, name: str = "West and a bit", **more: Any) -> dict[str, Any]:
    return {"name": name, "kind": "community-board", "parts": parts} | more


def sent(content: str | bytes, file_name: str = "market.geojson", **more: Any) -> dict[str, Any]:
    raw = content.encode() if isinstance(content, str) else content
    return {"name": "The market", "kind": "estate", "file": SimpleUploadedFile(file_name, raw)} | more
