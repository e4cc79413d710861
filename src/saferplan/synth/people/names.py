"""Names of invented people, drawn by the kind of name: short, long, double-barrelled, transliterated and so on.

The kind is known by construction, so that a linkage can be judged on each.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

KINDS = ("common", "ordinary", "rare", "short", "long", "double-barrelled", "transliterated", "order-swapped")
SEXES = ("f", "m")
# Generations of forenames, by the first year of birth that is no longer of them.
OLDER_BEFORE, MIDDLE_BEFORE = 1960, 1990
GENERATIONS = ("older", "middle", "younger")
_FOLDER = Path(__file__).parent


@cache
def data(name: str) -> dict[str, Any]:
    """A reviewed data file of this folder."""
    with (_FOLDER / f"{name}.toml").open("rb") as stream:
        return tomllib.load(stream)


@dataclass(frozen=True)
class Surnames:
    """Per household: the surname, the kind of name (position in KINDS) and the tradition that its forenames follow."""

    surname: np.ndarray
    kind: np.ndarray
    tradition: np.ndarray


@cache
def traditions() -> tuple[str, ...]:
    """Those that have forenames."""
    return tuple(sorted(name for name in data("forenames") if name not in {"nicknames", "spellings"}))


def by_rank(random: np.random.Generator, names: Sequence[str], n: int) -> np.ndarray:
    """`n` of the names; the k-th of the list is one k-th as frequent as the first (Zipf)."""
    ends = np.cumsum(1 / np.arange(1, len(names) + 1))
    drawn = np.searchsorted(ends / ends[-1], random.random(n), side="right")
    return np.array(names, dtype=object)[np.minimum(drawn, len(names) - 1)]


def by_share(random: np.random.Generator, shares: Mapping[str, float], n: int) -> np.ndarray:
    """`n` positions in the mapping, each as often as its share of the sum."""
    ends = np.cumsum(list(shares.values()))
    drawn = np.searchsorted(ends / ends[-1], random.random(n), side="right")
    return np.minimum(drawn, len(shares) - 1)


def surnames(random: np.random.Generator, n: int) -> Surnames:
    """A surname, kind and tradition for each of `n` households or single adults."""
    shares = data("traditions")["kinds"]
    kind = by_share(random, {name: shares[name] for name in KINDS}, n)
    found = Surnames(np.empty(n, dtype=object), kind, np.zeros(n, dtype=np.int64))
    for at, name in enumerate(KINDS):
        of_kind = np.flatnonzero(kind == at)
        found.surname[of_kind], found.tradition[of_kind] = _of_kind(random, name, len(of_kind))
    return found


def _of_kind(random: np.random.Generator, kind: str, n: int) -> tuple[np.ndarray, np.ndarray]:
    if kind in {"ordinary", "transliterated", "order-swapped"}:
        return _of_traditions(random, kind, n)
    british = traditions().index("short" if kind == "short" else "british")
    return _british(random, kind, n), np.full(n, british)


def _british(random: np.random.Generator, kind: str, n: int) -> np.ndarray:
    limit = data("traditions")["limits"]["common_surnames"]
    if kind == "common":
        return by_rank(random, _listed("british")[:limit], n)
    if kind == "rare":
        rare = data("surnames")["rare"]
        return _joined(random, rare["starts"].split(), rare["ends"].split(), "", n)
    if kind == "double-barrelled":
        names = _listed("british")
        middle = len(names) // 2
        return _joined(random, names[:middle], names[middle:], "-", n)
    return by_rank(random, _listed(kind), n)


def _joined(random: np.random.Generator, starts: Sequence[str], ends: Sequence[str], by: str, n: int) -> np.ndarray:
    first = np.array(starts, dtype=object)[random.integers(len(starts), size=n)]
    return first + by + np.array(ends, dtype=object)[random.integers(len(ends), size=n)]


def _of_traditions(random: np.random.Generator, kind: str, n: int) -> tuple[np.ndarray, np.ndarray]:
    shares = data("traditions")[kind]
    which = by_share(random, shares, n)
    surname, tradition = np.empty(n, dtype=object), np.zeros(n, dtype=np.int64)
    for at, name in enumerate(shares):
        of_it = np.flatnonzero(which == at)
        surname[of_it] = by_rank(random, _of_tradition(name, kind), len(of_it))
        tradition[of_it] = traditions().index(name)
    return surname, tradition


def _of_tradition(name: str, kind: str) -> Sequence[str]:
    """The names of a tradition that are of the kind."""
    if kind == "transliterated":
        return [one for one in _listed(name) if one in data("surnames")["spellings"]]
    limit = data("traditions")["limits"]["common_surnames"] if name == "british" else 0
    return _listed(name)[limit:]


@cache
def _listed(name: str) -> tuple[str, ...]:
    return tuple(data("surnames")[name]["names"].split())


def forenames(
    random: np.random.Generator, tradition: np.ndarray, kind: np.ndarray, sex: np.ndarray, born: np.ndarray
) -> np.ndarray:
    """A forename for each person; `sex` is a position in SEXES, `born` the year of birth."""
    generation = (born >= OLDER_BEFORE).astype(np.int64) + (born >= MIDDLE_BEFORE)
    is_common = kind == KINDS.index("common")
    group = ((tradition * 2 + sex) * 3 + generation) * 2 + is_common
    names = np.empty(len(group), dtype=object)
    for one in np.unique(group):
        of_group = np.flatnonzero(group == one)
        rest, common = divmod(int(one), 2)
        rest, age = divmod(rest, 3)
        pool = _forenames_of(traditions()[rest // 2], SEXES[rest % 2], GENERATIONS[age])
        limit = data("traditions")["limits"]["forenames_of_common"] if common else len(pool)
        names[of_group] = by_rank(random, pool[:limit], len(of_group))
    return names


@cache
def _forenames_of(tradition: str, sex: str, generation: str) -> tuple[str, ...]:
    lists = data("forenames")[tradition][sex]
    return tuple((lists.get(generation) or lists["any"]).split())
