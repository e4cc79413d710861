"""Where the rows of a file happened: a point on the British National Grid and what it is a point of."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from saferplan.evidence.partners.grid_references import squares_of
from saferplan.evidence.partners.texts import Flags, folded, is_known, matches, one_of, replaced, without
from saferplan.evidence.points.planes import BRITISH_NATIONAL_GRID

Values = Mapping[str, pa.Array]
FloatArray = NDArray[np.float64]
REFUGE = "refuge"
# "Refuge Lane" is a street; wherever else the word stands, it may be a place of safety.
_REFUGE = r"(?i)\brefuge\b"
_STREET_OF_THAT_NAME = (
    r"(?i)\brefuge (?:lane|road|rd|street|st|close|avenue|ave|drive|way|hill|view|walk|gardens|crescent|mews|terrace|"
    r"green|row|grove|place|rise|path)\b"
)
_KIND_OF_REFUGE = r"(^|-)(refuges?|safe-houses?|safe-accommodation|domestic-abuse-accommodation|wom[ae]n-?s?-aid)(-|$)"
HOMES = ("place", "victim", "suspect")
_SAME_PLACE = (("uprn",), ("address", "postcode"))
"""What two rows of a file that name one address have in common."""


class Postcodes(Protocol):
    """Centroids of postcodes."""

    def centroids(self, postcodes: pa.Array) -> FloatArray:
        """(easting, northing) of each, shape (n, 2); NaN of one that is not known."""
        ...


@dataclass
class Points:
    """`metres`: easting and northing of each row, NaN without a place. `faults`: field, rows at fault, reason."""

    metres: FloatArray
    precision: pa.Array
    faults: list[tuple[str, Flags, str]]


def points_of(values: Values, length: int, postcodes: Postcodes | None = None) -> Points:
    """By the way that the profile takes, else by the postcode of the place. (0, 0) and half a pair are no place."""
    points = _told(values, length)
    postcode = values.get("place.postcode")
    if postcode is not None and postcodes is not None:
        lost = np.isnan(points.metres[:, 0])
        points.metres[lost] = postcodes.centroids(postcode.filter(pa.array(lost)))
        by_postcode = lost & ~np.isnan(points.metres[:, 0])
        points.precision = _put(points.precision, by_postcode, "postcode")
    return points


def _told(values: Values, length: int) -> Points:
    stated = values.get("place_precision", pa.nulls(length, pa.string()))
    if "grid_reference" in values:
        references = values["grid_reference"]
        metres, precision = squares_of(references)
        unread = is_known(references) & np.isnan(metres[:, 0])
        fault = ("grid_reference", unread, "is not a national grid reference such as SU 123 456")
        return Points(metres, _either(stated, precision), [fault])
    metres = _pairs(values, "easting", "northing", length)
    if "longitude" in values:
        degrees = _pairs(values, "longitude", "latitude", length)
        known = ~np.isnan(degrees).any(axis=1)
        metres[known] = BRITISH_NATIONAL_GRID.metres(*degrees[known].T)
    return Points(metres, without(stated, np.isnan(metres[:, 0])), [])


def _pairs(values: Values, first: str, second: str, length: int) -> FloatArray:
    if first not in values or second not in values:
        return np.full((length, 2), np.nan)
    pairs = np.column_stack([values[name].to_numpy(zero_copy_only=False).astype(float) for name in (first, second)])
    pairs[np.isnan(pairs).any(axis=1) | (pairs == 0).all(axis=1)] = np.nan
    return pairs


def _either(first: pa.Array, second: pa.Array) -> pa.Array:
    return first if first.null_count == 0 else _coalesced(first, second)


def _coalesced(first: pa.Array, second: pa.Array) -> pa.Array:
    return pc.call_function("coalesce", [first, second])


def _put(texts: pa.Array, where: Flags, value: str) -> pa.Array:
    return pc.call_function("if_else", [pa.array(where), pa.scalar(value, pa.string()), texts])


def refuges(values: Values, length: int) -> Flags:
    """Rows in which a refuge is named, by the kind of place or by an address, and those that name its address alone."""
    found = np.zeros(length, dtype=bool)
    if "location_kind" in values:
        found |= matches(values["location_kind"], _KIND_OF_REFUGE)
    for owner in HOMES:
        if f"{owner}.address" in values:
            found |= matches(replaced(values[f"{owner}.address"], _STREET_OF_THAT_NAME, ""), _REFUGE)
    return found | _named_elsewhere(values, found)


def _named_elsewhere(values: Values, found: Flags) -> Flags:
    """Rows with an address that another row says is a refuge: of the place, or of whoever lives where it was named."""
    also = np.zeros(len(found), dtype=bool)
    for parts in _SAME_PLACE:
        columns = {owner: _joined(values, owner, parts) for owner in HOMES}
        told = [column.filter(pa.array(found)) for column in columns.values() if column is not None]
        known = {text for column in told for text in column.to_pylist() if text}
        for column in columns.values():
            if known and column is not None:
                also |= one_of(column, known)
    return also


def _joined(values: Values, owner: str, parts: tuple[str, ...]) -> pa.Array | None:
    """An address's parts in one spelling; None where the file tells none of it, null where a row does not."""
    told = [values.get(f"{owner}.{part}") for part in parts]
    columns = [folded(column) for column in told if column is not None]
    if len(columns) < len(parts):
        return None
    whole, *others = columns
    for other in others:
        whole = pc.call_function("binary_join_element_wise", [whole, other, pa.scalar("|")])
    return whole
