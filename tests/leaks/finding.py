"""Searches whatever a run has left or printed for canaries: files as they lie, and unpacked, however deep."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from canaries import needles

from unpacking import unpacked

_NEEDLES = needles()
# Needles by their first three bytes: a table of all such beginnings tells at once where one may stand.
_BY_START: dict[bytes, list[bytes]] = defaultdict(list)
for _needle in _NEEDLES:
    _BY_START[_needle[:3]].append(_needle)
_STARTS = np.zeros(1 << 24, bool)
_STARTS[[int.from_bytes(start, "little") for start in _BY_START]] = True
PIECE = 1 << 22


def canaries_in(content: bytes) -> set[str]:
    """Words of canaries in it, in any case."""
    lowered = _lowered(content)
    return {
        _NEEDLES[needle]
        for at in _possible(np.frombuffer(lowered, np.uint8))
        for needle in _BY_START[lowered[at : at + 3]]
        if lowered.startswith(needle, at)
    }


def _possible(letters: np.ndarray) -> Iterator[int]:
    for start in range(0, len(letters) - 2, PIECE):
        piece = letters[start : start + PIECE + 2].astype(np.uint32)
        yield from start + np.flatnonzero(_STARTS[piece[:-2] | piece[1:-1] << 8 | piece[2:] << 16])


def leaks(places: Iterable[Path]) -> dict[str, set[str]]:
    """By file, what was found in it, in its name, or in what it holds packed."""
    return {
        str(file): found
        for place in places
        for file in ([place] if place.is_file() else sorted(place.rglob("*")))
        if (found := _in_file(file))
    }


def _in_file(file: Path) -> set[str]:
    found = canaries_in(str(file).encode(errors="surrogateescape"))
    if file.is_file() and not file.is_symlink():
        for content in unpacked(file.name, file.read_bytes()):
            found |= canaries_in(content)
    return found


def _lowered(content: bytes) -> bytes:
    try:
        return content.decode().lower().encode()
    except UnicodeDecodeError:
        return content.lower()
