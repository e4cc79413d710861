"""Rows of an extract that say again what an earlier one said.

One incident may stand in several rows, one for each victim, so a reference that comes twice is no fault by itself.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from saferplan.evidence.partners.quality.extract import Extract

Pair = tuple[int, int]  # a row, and the earlier one that it repeats


def said_twice(extract: Extract) -> list[Pair]:
    """Rows with the reference, the victim and the suspect of an earlier row."""
    keys = [extract.column("reference"), extract.victims, extract.suspects]
    return _repeats(keys, keys[0].is_valid())


def same_again(extract: Extract) -> list[Pair]:
    """Rows with the victim, the time, the place and the kind of an earlier row, under another reference."""
    time = pc.call_function("coalesce", [extract.column("from_time"), extract.column("reported_time")])
    known = pc.call_function("and", [extract.victims.is_valid(), extract.where.is_valid()])
    pairs = _repeats([extract.victims, time, extract.where, extract.column("kind")], known)
    references = extract.column("reference")
    return [(row, first) for row, first in pairs if references[row].as_py() != references[first].as_py()]


def _repeats(keys: list[pa.Array], known: pa.Array) -> list[Pair]:
    """Of the rows that are `known`, those whose keys an earlier one has, nothing being like nothing."""
    rows = np.flatnonzero(known.to_numpy(zero_copy_only=False))
    code = np.zeros(len(rows), dtype=np.int64)
    for key in keys:
        encoded = key.take(pa.array(rows)).dictionary_encode(null_encoding="encode")
        code = code * (len(encoded.dictionary) + 1) + encoded.indices.to_numpy(zero_copy_only=False)
        code = np.unique(code, return_inverse=True)[1].astype(np.int64).reshape(-1)
    _, first, which = np.unique(code, return_index=True, return_inverse=True)
    earliest = first[which.reshape(-1)]
    again = np.flatnonzero(earliest != np.arange(len(rows)))
    return [(int(rows[row]), int(rows[earliest[row]])) for row in again]
