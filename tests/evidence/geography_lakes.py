"""Geographies of drawn lookups."""

from pathlib import Path

from saferplan.evidence.geography import Geography
from tiny_lake import tiny_lake


def geography_of(folder: Path, places: str, **tables: str) -> Geography:
    return Geography.of(tiny_lake(folder / "lake", places=places, **tables))
