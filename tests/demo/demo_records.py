"""Reads the single records that the demo generates, as the files have them."""

import csv
from collections.abc import Iterator
from pathlib import Path

Row = dict[str, str]


def read_records(folder: Path) -> Iterator[Row]:
    for path in sorted((folder / "police").rglob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            yield from csv.DictReader(stream)
