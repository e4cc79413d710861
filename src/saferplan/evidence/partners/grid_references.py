"""National grid references: the middle and the size of the square that one names.

The letters are Ordnance Survey's: the first names a square of 500 km, the second one of 100 km in it, both counted from
the north-west without the letter I (Ordnance Survey, "A guide to coordinate systems in Great Britain", section 7).
"""

import re
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

LETTERS = "ABCDEFGHJKLMNOPQRSTUVWXYZ"
SQUARES_IN_ROW = 5
HUNDRED_KM = 100_000
# The grid's origin lies two squares of 500 km west and one south of square A's corner.
FIRST_EAST, FIRST_NORTH = 10, 19
WIDEST, HIGHEST = 700_000, 1_300_000
"""Metres that the grid of Great Britain reaches to the east and to the north."""
# What the middle of a square is true to: ten metres is a building, a hundred a street; more is no place at all.
PRECISION_BY_METRES = {1: "address", 10: "address", 100: "street", 1_000: "area", 10_000: "area"}
_LETTERED = re.compile(r"([A-HJ-Z])\s*([A-HJ-Z])[\s,.:-]*([0-9]{1,5})[\s,./:-]+([0-9]{1,5})")
_IN_ONE = re.compile(r"([A-HJ-Z])\s*([A-HJ-Z])[\s,.:-]*([0-9]{2,10})")
_NUMERIC = re.compile(r"([0-9]{5,6})(?:\.[0-9]+)?[ ,;/]+([0-9]{5,7})(?:\.[0-9]+)?")


class Square(NamedTuple):
    """Middle of the square, in metres, and the length of its side."""

    easting: float
    northing: float
    side: int


def square_of(text: str) -> Square | None:
    """Of 'SU 123 456', 'su1234545678' or '412345, 123456'; None where it is no reference of a square on the grid."""
    if found := _NUMERIC.fullmatch(text.strip()):
        return _within(Square(float(found[1]), float(found[2]), 1))
    upper = text.strip().upper()
    if found := _LETTERED.fullmatch(upper):
        first, second, across, up = found.groups()
    elif found := _IN_ONE.fullmatch(upper):
        first, second, digits = found.groups()
        across, up = digits[: len(digits) // 2], digits[len(digits) // 2 :]
    else:
        return None
    return _square(first, second, across, up) if len(across) == len(up) else None


def _square(first: str, second: str, across: str, up: str) -> Square | None:
    west, south = _corner(first, second)
    side = HUNDRED_KM // 10 ** len(across)
    return _within(Square(west + int(across) * side + side / 2, south + int(up) * side + side / 2, side))


def _corner(first: str, second: str) -> tuple[int, int]:
    """South-west corner of a square of 100 km, in metres."""
    large, small = LETTERS.index(first), LETTERS.index(second)
    across = large % SQUARES_IN_ROW * SQUARES_IN_ROW + small % SQUARES_IN_ROW - FIRST_EAST
    up = FIRST_NORTH - large // SQUARES_IN_ROW * SQUARES_IN_ROW - small // SQUARES_IN_ROW
    return across * HUNDRED_KM, up * HUNDRED_KM


def _within(square: Square) -> Square | None:
    return square if 0 <= square.easting <= WIDEST and 0 <= square.northing <= HIGHEST else None


def squares_of(texts: pa.Array) -> tuple[NDArray[np.float64], pa.Array]:
    """((easting, northing) of each cell, shape (n, 2), and its precision): NaN and null where it is no reference."""
    encoded = texts.dictionary_encode()
    found = [square_of(text) if text else None for text in encoded.dictionary.to_pylist()]
    metres = np.array([one[:2] if one else (np.nan, np.nan) for one in found], dtype=float).reshape(-1, 2)
    precision = pa.array([PRECISION_BY_METRES[one.side] if one else None for one in found], pa.string())
    if not found:
        return np.full((len(texts), 2), np.nan), pa.nulls(len(texts), pa.string())
    places = metres[encoded.indices.fill_null(0).to_numpy(zero_copy_only=False)]
    places[np.asarray(texts.is_null())] = np.nan
    return places, precision.take(encoded.indices)
