"""Offence records as a force gives them, made up: burglaries of which every other is followed by one next door."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np

Row = dict[str, Any]
SOURCE = "Invented Police, extract for the test"
FIRST = datetime(2024, 4, 1)
DAYS = 330
NEXT_DOOR = 40
"""Metres between a burglary and the one that follows it a day later."""


def offence(number: int, at: datetime, east: float | None, north: float | None, lsoa: str | None, **more: Any) -> Row:
    return {
        "record_id": f"A-{number}",
        "source": SOURCE,
        "month": f"{at:%Y-%m}",
        "offence_code": "28E",
        "crime_type": "burglary",
        "from_time": at,
        "easting": east,
        "northing": north,
        "lsoa_code": lsoa,
        **more,
    }


def burglaries(pairs: int, lsoas: Sequence[str], seed: int = 1) -> list[Row]:
    """So many pairs within 20 km, over 11 months, in the evening; every fifth known only to within six hours."""
    random, rows = np.random.default_rng(seed), []
    for number in range(pairs):
        east, north = 400_000 + random.uniform(0, 20_000), 200_000 + random.uniform(0, 20_000)
        at = FIRST + timedelta(days=int(random.integers(DAYS)), hours=int(random.integers(18, 24)))
        until = {"to_time": at + timedelta(hours=6)} if number % 5 == 0 else {}
        lsoa = lsoas[number % len(lsoas)]
        rows.append(offence(2 * number, at, east, north, lsoa, **until))
        rows.append(offence(2 * number + 1, at + timedelta(days=1), east + NEXT_DOOR, north, lsoa))
    return rows
