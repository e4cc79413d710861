"""Reads the shapes of a file that somebody sent: GeoJSON, KML, a zipped Shapefile or a GeoPackage.

Whatever it holds, it is opened in a process of its own that may take only so much memory and time. GDAL is given
nothing but what begins as a Shapefile or a GeoPackage does: of a text it may take a description of where else to read.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from saferplan.errors import FileRefused
from saferplan.evidence.children import environment_of_children

MOST_MEMORY = 1536 * 1024**2
"""Bytes. The libraries themselves take a third of it; a county's community boards in all detail some megabytes."""
MOST_SECONDS = 30
TOO_LARGE = "it takes too long, or too much memory, to read"
SAVE_SMALLER = "Save the one area alone, with less detail."
_READ = f"""
import resource
resource.setrlimit(resource.RLIMIT_AS, ({MOST_MEMORY}, {MOST_MEMORY}))
resource.setrlimit(resource.RLIMIT_CPU, ({MOST_SECONDS}, {MOST_SECONDS}))
from saferplan.evidence.own_areas.opening import tell
tell()
"""


@dataclass(frozen=True)
class Shape:
    """`properties`: what the file says of it, as text. `outline`: well-known binary, in the file's own coordinates."""

    properties: dict[str, str]
    outline: bytes


@dataclass(frozen=True)
class Shapes:
    """`crs`: the coordinates that the file states, as PROJ reads them; empty where it states none."""

    shapes: Sequence[Shape]
    crs: str

    @classmethod
    def of_told(cls, told: dict[str, Any]) -> "Shapes":
        shapes = [Shape(one["properties"], bytes.fromhex(one["outline"])) for one in told["shapes"]]
        return cls(shapes, told["crs"])

    def named(self) -> dict[str, Shape]:
        """The shapes by what the file calls them: by the column of names, else by any in which each differs.

        Without such a column they are numbered.
        """
        columns = list(self.shapes[0].properties) if self.shapes else []
        columns.sort(key=lambda name: not name.casefold().endswith(("name", "nm")))
        for column in columns:
            names = [one.properties.get(column, "") for one in self.shapes]
            if all(names) and len(set(names)) == len(names):
                return dict(zip(names, self.shapes, strict=True))
        return {f"Area {at}": one for at, one in enumerate(self.shapes, start=1)}


def shapes_of(path: Path, kind: str) -> Shapes:
    """`kind`: geojson, kml, gpkg or zip. Raises FileRefused, whose problem says what is wrong with the file."""
    told = _told_within_bounds(path, kind)
    if "problem" in told:
        raise FileRefused(told["problem"], remedy=told["remedy"])
    return Shapes.of_told(told)


def _told_within_bounds(path: Path, kind: str) -> dict[str, Any]:
    command = [sys.executable, "-I", "-c", _READ, str(path), kind]
    try:
        # This Python itself, and what is given as arguments.
        done = subprocess.run(  # noqa: S603
            command, env=environment_of_children(), capture_output=True, timeout=2 * MOST_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise FileRefused(TOO_LARGE, remedy=SAVE_SMALLER) from None
    if done.returncode != 0:
        raise FileRefused(TOO_LARGE, remedy=SAVE_SMALLER)
    return json.loads(done.stdout)
