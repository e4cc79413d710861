"""Puts tests/tiny_lake.py within reach, and makes geographies of drawn lookups."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from saferplan.evidence.geography import Geography
from tiny_lake import tiny_lake


def geography_of(folder: Path, places: str, **tables: str) -> Geography:
    return Geography.of(tiny_lake(folder / "lake", places=places, **tables))
