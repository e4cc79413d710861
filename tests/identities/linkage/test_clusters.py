"""Clusters hold no two records known to be two people, and are those that taking links one by one gives."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from saferplan.identities.linkage.clusters import agglomerate, clustered, components, lifted

MOST = 9
PAIRS = st.tuples(st.integers(0, MOST - 1), st.integers(0, MOST - 1)).filter(lambda pair: pair[0] != pair[1])


def plainly(number: int, links: list[tuple[int, int]], conflicts: list[tuple[int, int]]) -> set[frozenset[int]]:
    """Slow and obvious: sets, and every link in its order looked at against every conflict."""
    clusters = [{record} for record in range(number)]
    for one, other in links:
        left, right = (next(held for held in clusters if record in held) for record in (one, other))
        joined = left | right
        if left is not right and not any({a, b} <= joined for a, b in conflicts):
            clusters = [held for held in clusters if held is not left and held is not right] + [joined]
    return {frozenset(held) for held in clusters}


def as_sets(first: np.ndarray) -> set[frozenset[int]]:
    return {frozenset(np.flatnonzero(first == name).tolist()) for name in np.unique(first)}


def fast(number: int, links: list[tuple[int, int]], conflicts: list[tuple[int, int]]) -> np.ndarray:
    a, b = (np.array([link[side] for link in links], dtype=np.int64) for side in (0, 1))
    labels = components(number, a, b)
    within = [(one, other) for one, other in conflicts if labels[one] == labels[other]]
    return clustered(labels, a, b, within)


@given(st.lists(PAIRS, max_size=25), st.lists(PAIRS, max_size=8))
def test_as_taking_links_one_by_one(links: list, conflicts: list) -> None:
    assert as_sets(fast(MOST, links, conflicts)) == plainly(MOST, links, conflicts)


@given(st.lists(PAIRS, max_size=25), st.lists(PAIRS, max_size=8))
def test_no_cluster_holds_a_conflict(links: list, conflicts: list) -> None:
    first = fast(MOST, links, conflicts)
    assert all(first[one] != first[other] for one, other in conflicts)


@given(st.lists(PAIRS, max_size=25))
def test_without_conflicts_clusters_are_components(links: list) -> None:
    assert as_sets(fast(MOST, links, [])) == plainly(MOST, links, [])


@given(st.lists(PAIRS, max_size=25), st.lists(PAIRS, max_size=8))
def test_a_cluster_is_named_by_its_smallest_record(links: list, conflicts: list) -> None:
    first = fast(MOST, links, conflicts)
    assert all(name == np.flatnonzero(first == name).min() for name in first)


def test_a_chain_is_cut_at_its_weakest_link() -> None:
    """0 and 3 are two people; the links stand strongest first, so that 1-2, the last, is not taken."""
    assert as_sets(fast(4, [(0, 1), (2, 3), (1, 2)], [(0, 3)])) == {frozenset({0, 1}), frozenset({2, 3})}


def test_nothing_is_clustered_without_records() -> None:
    assert agglomerate([], [], []) == {}
    assert clustered(np.array([], dtype=np.int64), *(np.array([], dtype=np.int64),) * 2, []).tolist() == []


def test_whoever_fits_one_fits_the_other_who_is_the_same() -> None:
    """Bob (0) and Jack (1) are one; Robert (2) fits Bob; Jill (3) fits neither."""
    conflicts = [(0, 1), (1, 2), (0, 3), (1, 3), (2, 3)]
    assert sorted(lifted(conflicts, [(0, 1)])) == [(0, 3), (1, 3), (2, 3)]


@given(st.lists(PAIRS, max_size=12))
def test_without_decisions_every_conflict_stands(conflicts: list) -> None:
    assert set(lifted(conflicts, [])) == {(min(pair), max(pair)) for pair in conflicts}


@given(st.lists(PAIRS, max_size=12), PAIRS)
def test_lifting_only_ever_frees(conflicts: list, same: tuple[int, int]) -> None:
    stand = {(min(pair), max(pair)) for pair in lifted(conflicts, [same])}
    assert stand <= {(min(pair), max(pair)) for pair in conflicts}
    assert (min(same), max(same)) not in stand
