"""An attacker who sees every figure that is ever released of restricted records, and may draw whatever area they like.

Small towns of few blocks, tried out whole: every table of counts that fits all that is printed is listed, and it is
looked up what is certain of any block, any area, and any difference of two.
"""

from itertools import combinations, product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from own_gridham import box, with_own

from saferplan.evidence.disclosure import is_small
from saferplan.evidence.own_areas.restricted import FromBlocks, of_blocks, widest_gap
from saferplan.evidence.rounding import base, rounded_down

BLOCKS = ("a", "b", "c", "d")
MOST = 11
"""Counts are tried up to here: twice the base, and one."""
AREAS = [area for size in range(1, 5) for area in combinations(BLOCKS, size)]
WARDS = {"ward": ("a", "b")}

counts = st.tuples(*(st.integers(0, MOST) for _ in BLOCKS))


def released(table):
    """What ADR 0023 prints of each block: rounded down, and withheld under the base."""
    printed = rounded_down(list(table))
    return {code: int(one) or None for code, one in zip(BLOCKS, printed, strict=True)}


def figures(told):
    return {area: of_blocks(area, told) for area in AREAS}


def tables_that_fit(told, shown):
    """Every table of which the same is printed, for the blocks and for each area."""
    tables = np.array(list(product(*(range((told[code] or 0), (told[code] or 0) + base()) for code in BLOCKS))))
    for area, figure in shown.items():
        own = tables[:, [BLOCKS.index(code) for code in area]].sum(axis=1)
        tables = tables[(own >= figure.low) & (own <= figure.high)]
    return tables


@given(counts)
@settings(max_examples=60)
def test_figures_of_areas_rule_out_no_table_that_the_blocks_leave_open(table):
    told = released(table)
    with_areas = tables_that_fit(told, figures(told))
    assert len(with_areas) == base() ** len(BLOCKS)
    assert (with_areas == table).all(axis=1).any()


@given(counts)
@settings(max_examples=60)
def test_no_difference_of_two_areas_is_a_small_count_for_certain(table):
    told = released(table)
    tables = tables_that_fit(told, figures(told))
    sums = {area: tables[:, [BLOCKS.index(code) for code in area]].sum(axis=1) for area in AREAS}
    for one, other in combinations(AREAS, 2):
        apart = np.unique(sums[one] - sums[other])
        assert not (len(apart) == 1 and is_small(abs(apart))[0]), (one, other)


@given(counts, st.integers(0, 3), st.integers(1, 4))
@settings(max_examples=60)
def test_one_more_person_is_seen_in_no_area_unless_a_block_shows_it(table, where, more):
    """Two releases: what moves in an area is what moved in its blocks, which ADR 0023 sees to."""
    later = [count + more * (at == where) for at, count in enumerate(table)]
    before, after = released(table), released(later)
    moved = {code for code in BLOCKS if before[code] != after[code]}
    for area in AREAS:
        if not moved & set(area):
            assert of_blocks(area, before) == of_blocks(area, after)


@given(counts, st.sampled_from(AREAS))
def test_the_true_count_lies_between_the_two_ends(table, area):
    figure = of_blocks(area, released(table))
    true = sum(table[BLOCKS.index(code)] for code in area)
    assert figure.low <= true <= figure.high
    assert figure.high - figure.low == widest_gap(len(area))


def test_a_whole_ward_stands_for_its_blocks_where_it_is_released():
    told = {"a": None, "b": 10, "c": 5, "ward": 15}
    assert of_blocks(("a", "b", "c"), told, WARDS) == FromBlocks(20, 28, 3, 0)
    assert of_blocks(("a", "c"), told, WARDS) == FromBlocks(5, 13, 2, 1)
    assert of_blocks(("a", "b"), told | {"ward": None}, WARDS) == FromBlocks(10, 18, 2, 1)


def test_a_block_of_which_nothing_was_released_leaves_the_count_without_upper_end():
    assert of_blocks(("a", "b"), {"a": 10}) == FromBlocks(10, None, 2, 1)


def test_an_area_without_blocks_has_no_figure():
    assert of_blocks((), {"a": 10}) == FromBlocks(0, 0, 0, 0)


def test_a_line_moved_house_by_house_has_few_figures_each_of_whole_blocks(town):
    """Of Gridham, from a line in its far west to one round all of it: the blocks change twice, and never by a part."""
    basis = with_own(town, *(box(0, 0, east, 25, f"own-{east}") for east in range(1, 27)))
    seen = [basis.geography.own.figures[f"own-{east}"].blocks for east in range(1, 27)]
    assert sorted(seen, key=len) == seen
    assert {tuple(blocks) for blocks in seen} == {
        (),
        ("E01099911", "E01099912"),
        ("E01099911", "E01099912", "E01099921", "E01099922"),
    }
