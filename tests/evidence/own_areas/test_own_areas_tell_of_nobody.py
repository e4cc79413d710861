"""An attacker who sees every figure that is ever released of restricted records, and may draw whatever area they like.

Towns of few small areas, tried out whole: every table of counts that fits all that is printed is listed, and it is
looked up what is certain of any small area, any own area, and any difference of two.
"""

from itertools import combinations, product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from own_gridham import box, with_own

from saferplan.evidence.disclosure import is_small
from saferplan.evidence.own_areas.restricted import FromBestFits, of_best_fits, widest_gap
from saferplan.evidence.rounding import base, rounded_down

PARTS = ("a", "b", "c", "d")
MOST = 11
"""Counts are tried up to here: twice the base, and one."""
AREAS = [area for size in range(1, 5) for area in combinations(PARTS, size)]
WARDS = {"ward": ("a", "b")}

counts = st.tuples(*(st.integers(0, MOST) for _ in PARTS))


def released(table):
    """What ADR 0023 prints of each small area: rounded down, and withheld under the base."""
    printed = rounded_down(list(table))
    return {code: int(one) or None for code, one in zip(PARTS, printed, strict=True)}


def figures(told):
    return {area: of_best_fits(area, told) for area in AREAS}


def tables_that_fit(told, shown):
    """Every table of which the same is printed, for the small areas and for each own area."""
    tables = np.array(list(product(*(range((told[code] or 0), (told[code] or 0) + base()) for code in PARTS))))
    for area, figure in shown.items():
        own = tables[:, [PARTS.index(code) for code in area]].sum(axis=1)
        tables = tables[(own >= figure.low) & (own <= figure.high)]
    return tables


@given(counts)
@settings(max_examples=60)
def test_figures_of_areas_rule_out_no_table_that_the_small_areas_leave_open(table):
    told = released(table)
    with_areas = tables_that_fit(told, figures(told))
    assert len(with_areas) == base() ** len(PARTS)
    assert (with_areas == table).all(axis=1).any()


@given(counts)
@settings(max_examples=60)
def test_no_difference_of_two_areas_is_a_small_count_for_certain(table):
    told = released(table)
    tables = tables_that_fit(told, figures(told))
    sums = {area: tables[:, [PARTS.index(code) for code in area]].sum(axis=1) for area in AREAS}
    for one, other in combinations(AREAS, 2):
        apart = np.unique(sums[one] - sums[other])
        assert not (len(apart) == 1 and is_small(abs(apart))[0]), (one, other)


@given(counts, st.integers(0, 3), st.integers(1, 4))
@settings(max_examples=60)
def test_one_more_person_is_seen_in_no_area_unless_a_small_area_shows_it(table, where, more):
    """Two releases: what moves in an area is what moved in its small areas, which ADR 0023 sees to."""
    later = [count + more * (at == where) for at, count in enumerate(table)]
    before, after = released(table), released(later)
    moved = {code for code in PARTS if before[code] != after[code]}
    for area in AREAS:
        if not moved & set(area):
            assert of_best_fits(area, before) == of_best_fits(area, after)


@given(counts, st.sampled_from(AREAS))
def test_the_true_count_lies_between_the_two_ends(table, area):
    figure = of_best_fits(area, released(table))
    true = sum(table[PARTS.index(code)] for code in area)
    assert figure.low <= true <= figure.high
    assert figure.high - figure.low == widest_gap(len(area))


def test_a_whole_ward_stands_for_its_small_areas_where_it_is_released():
    told = {"a": None, "b": 10, "c": 5, "ward": 15}
    assert of_best_fits(("a", "b", "c"), told, WARDS) == FromBestFits(20, 28, 3, 0)
    assert of_best_fits(("a", "c"), told, WARDS) == FromBestFits(5, 13, 2, 1)
    assert of_best_fits(("a", "b"), told | {"ward": None}, WARDS) == FromBestFits(10, 18, 2, 1)


def test_a_small_area_of_which_nothing_was_released_leaves_the_count_without_upper_end():
    assert of_best_fits(("a", "b"), {"a": 10}) == FromBestFits(10, None, 2, 1)


def test_an_area_that_nothing_fits_has_no_figure():
    assert of_best_fits((), {"a": 10}) == FromBestFits(0, 0, 0, 0)


def test_a_line_moved_house_by_house_has_few_figures_each_of_whole_small_areas(town):
    """Of Gridham, from a line in its far west to one round all of it: what fits best changes twice, by whole ones."""
    basis = with_own(town, *(box(0, 0, east, 25, f"own-{east}") for east in range(1, 27)))
    seen = [basis.geography.own.figures[f"own-{east}"].best_fits for east in range(1, 27)]
    assert sorted(seen, key=len) == seen
    assert {tuple(parts) for parts in seen} == {
        (),
        ("E01099911", "E01099912"),
        ("E01099911", "E01099912", "E01099921", "E01099922"),
    }
