"""Points in other ways of writing: degrees, and grid references with their letters."""

import numpy as np

# The letters of the 500 km and then the 100 km squares, from the south-west, without I. Ordnance Survey.
_LETTERS = "VWXYZQRSTULMNOPFGHJKABCDE"
SQUARE, LARGE_SQUARE = 100_000, 500_000
# The false origin lies in the large square S, two to the east and one to the north of the first.
_EAST_OF_FIRST, _NORTH_OF_FIRST = 2, 1


def to_degrees(easting: np.ndarray, northing: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Longitude and latitude (WGS84), to six places."""
    from pyproj import Transformer

    if not len(easting):
        return np.zeros(0), np.zeros(0)
    longitude, latitude = Transformer.from_crs(27700, 4326, always_xy=True).transform(easting, northing)
    return np.round(longitude, 6), np.round(latitude, 6)


def grid_references(easting: np.ndarray, northing: np.ndarray) -> np.ndarray:
    """References of ten metres, such as 'SP 8123 1345'."""
    return np.array([_reference(*pair) for pair in zip(easting.tolist(), northing.tolist(), strict=True)], dtype=object)


def _reference(easting: int, northing: int) -> str:
    large_east, rest_east = divmod(easting, LARGE_SQUARE)
    large_north, rest_north = divmod(northing, LARGE_SQUARE)
    first = _LETTERS[(large_north + _NORTH_OF_FIRST) * 5 + large_east + _EAST_OF_FIRST]
    second = _LETTERS[rest_north // SQUARE * 5 + rest_east // SQUARE]
    return f"{first}{second} {rest_east % SQUARE // 10:04d} {rest_north % SQUARE // 10:04d}"
