"""Shapes for the made-up wards: boxes in a row, or cells of a tile map."""

import shapely

from anyshire import ANYSHIRE, places, ward_name

WARDS = {row["ward"]: row for row in places() if row["ltla"] == ANYSHIRE}


def boxes() -> list[dict]:
    return [
        {
            "edition": "boundary:ward24",
            "level": "ward24",
            "code": code,
            "name": ward_name(row),
            "easting": 480_000.0 + 3_000 * at,
            "northing": 200_000.0,
            "vertices": 5,
            "outline": shapely.to_wkb(shapely.box(-0.8 + at * 0.05, 51.7, -0.75 + at * 0.05, 51.75)),
        }
        for at, (code, row) in enumerate(WARDS.items())
    ]


def small_boxes() -> list[dict]:
    """The two small areas of each ward, side by side."""
    own = [row for row in places() if row["ltla"] == ANYSHIRE]
    return [
        {
            "edition": "boundary:lsoa21",
            "level": "lsoa21",
            "code": row["lsoa"],
            "name": row["lsoa"],
            "easting": 480_000.0 + 1_500 * at,
            "northing": 200_000.0,
            "vertices": 5,
            "outline": shapely.to_wkb(shapely.box(-0.8 + at * 0.025, 51.7, -0.775 + at * 0.025, 51.75)),
        }
        for at, row in enumerate(own)
    ]


def tiles() -> list[dict]:
    return [
        {
            "edition": "tiles",
            "source": "Layout",
            "level": "ward24",
            "code": code,
            "feature": feature,
            "value": float(value),
        }
        for at, code in enumerate(WARDS)
        for feature, value in (("tile_column", at % 4), ("tile_row", at // 4))
    ]
