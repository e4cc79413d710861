"""From pairs to people: the strongest links first, and no cluster with two records known to be of two people.

Plain connected components grow too far: one doubtful record joins twins, and a chain of half-alike records joins
strangers. So links are taken from the strongest down, and one that would bring two conflicting records together is not
taken (agglomeration under cannot-link constraints, after Wagstaff and Cardie 2000). Components without any conflict
come out the same either way; only the others are worked through link by link.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]


def components(number: int, a: Ids, b: Ids) -> Ids:
    """A label for each of `number` records, equal where links (a[i], b[i]) join them, however indirectly."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    links = coo_array((np.ones(len(a), dtype=np.int8), (a, b)), shape=(number, number))
    return connected_components(links, directed=False)[1].astype(np.int64)


def clustered(labels: Ids, a: Ids, b: Ids, conflicts: Sequence[tuple[int, int]]) -> Ids:
    """The smallest id of each record's cluster.

    `labels` are the components of the links (a[i], b[i]), which stand strongest first; `conflicts` are pairs of records
    that no cluster may hold together.
    """
    torn = np.unique(labels[[one for one, _ in conflicts]]) if conflicts else np.array([], dtype=np.int64)
    in_torn = np.isin(labels, torn)
    first = _first_of(labels)
    members = np.flatnonzero(in_torn)
    kept = in_torn[a] if len(a) else np.array([], dtype=bool)
    names = agglomerate(members.tolist(), zip(a[kept].tolist(), b[kept].tolist(), strict=True), conflicts)
    first[members] = [names[member] for member in members.tolist()]
    return first


def _first_of(labels: Ids) -> Ids:
    _, at, back = np.unique(labels, return_index=True, return_inverse=True)
    return at[back].astype(np.int64)


def agglomerate(
    members: Iterable[int], links: Iterable[tuple[int, int]], conflicts: Iterable[tuple[int, int]]
) -> dict[int, int]:
    """Each member's cluster, named by its smallest. Links are taken in order, but those that a conflict forbids."""
    clusters = {member: [member] for member in members}
    cluster_of = {member: member for member in clusters}
    foes: dict[int, set[int]] = defaultdict(set)
    for one, other in conflicts:
        if one in clusters and other in clusters:
            foes[one].add(other)
            foes[other].add(one)
    for one, other in links:
        small, large = sorted((cluster_of[one], cluster_of[other]), key=lambda name: len(clusters[name]))
        if small == large or any(member in foes[large] for member in clusters[small]):
            continue
        cluster_of.update(dict.fromkeys(clusters[small], large))
        clusters[large] += clusters.pop(small)
        foes[large] |= foes.pop(small, set())
    return {member: name for held in clusters.values() for name in (min(held),) for member in held}


def lifted(conflicts: Iterable[tuple[int, int]], same: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Conflicts that stand although people decided that the two of each pair in `same` are one.

    Whoever fits either of the two fits the one that they are: with Bob and Jack decided to be one, Robert, who fits
    Bob, is no longer kept from Jack.
    """
    foes: dict[int, set[int]] = defaultdict(set)
    for one, other in conflicts:
        foes[one].add(other)
        foes[other].add(one)
    for one, other in same:
        shared = (foes[one] & foes[other]) - {one, other}
        for held in (one, other):
            for freed in foes[held] - shared:
                foes[freed].discard(held)
            foes[held] = set(shared)
    return [(one, other) for one, held in foes.items() for other in held if one < other]
