"""Centroids of postcodes, as the lake's table of them gives them."""

from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from saferplan.evidence.lake import Snapshot
from saferplan.evidence.snapshot import quoted

TABLE = "postcodes"
# Postcodes asked for at a time, so that a query stays of a bearable length.
ASKED_AT_ONCE = 20_000


@dataclass(frozen=True)
class PostcodeCentroids:
    """Without a table of postcodes none is known."""

    snapshot: Snapshot

    def centroids(self, postcodes: pa.Array) -> NDArray[np.float64]:
        """(easting, northing) of each, shape (n, 2); NaN of one that is not known."""
        if not self.snapshot.has(TABLE):
            return np.full((len(postcodes), 2), np.nan)
        encoded = postcodes.dictionary_encode()
        known = self._known(encoded.dictionary.to_pylist())
        nowhere = (np.nan, np.nan)
        places = np.array([known.get(one, nowhere) for one in encoded.dictionary.to_pylist()] + [nowhere], dtype=float)
        return places[encoded.indices.fill_null(len(places) - 1).to_numpy(zero_copy_only=False)]

    def _known(self, wanted: list[str]) -> dict[str, tuple[float, float]]:
        found: dict[str, tuple[float, float]] = {}
        for start in range(0, len(wanted), ASKED_AT_ONCE):
            rows = duckdb.sql(
                f"SELECT postcode, arg_max(easting, edition), arg_max(northing, edition)"
                f" FROM {self.snapshot.scan(TABLE)} WHERE easting IS NOT NULL"
                f" AND postcode IN ({quoted(wanted[start : start + ASKED_AT_ONCE])}) GROUP BY ALL"
            )
            found |= {code: (easting, northing) for code, easting, northing in rows.fetchall()}
        return found
