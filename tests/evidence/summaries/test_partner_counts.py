"""Counts of partners' records: each incident once, where it is, and what anyone may see of them."""

from itertools import product

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saferplan.evidence.disclosure import rule
from saferplan.evidence.periods import financial_year
from saferplan.evidence.rounding import LEAST_UNSEEN
from saferplan.evidence.summaries.partner_counts import (
    NOWHERE,
    SCHEMA,
    PartnerCounts,
    Released,
    is_open,
    released,
    what_readers_know,
)

YEAR = financial_year(2024).months
PLACES = {"W1": ("a", "b"), "W2": ("c",)}
ASB = ("asb", "landlord")


def counts_of(rows: list[tuple[str, str, str, int]], months: tuple[str, ...] = YEAR) -> PartnerCounts:
    """Rows of month, ward, small area, incidents."""
    told = [
        dict(zip(SCHEMA.names, (*ASB, month, ward, lsoa, number), strict=True)) for month, ward, lsoa, number in rows
    ]
    return PartnerCounts(pa.Table.from_pylist(told, schema=SCHEMA), {"landlord": {"homes": frozenset(months)}})


def of_places(numbers: list[int]) -> PartnerCounts:
    places = (("W1", "a"), ("W1", "b"), ("W2", "c"), ("", ""))
    return counts_of([("2024-04", *place, number) for place, number in zip(places, numbers, strict=True)])


class TestWhatIsReleased:
    def test_every_figure_is_rounded_down(self) -> None:
        counts = counts_of([("2024-04", "W1", "a", 187), ("2024-05", "W2", "c", 94), ("2024-06", "", "", 33)])
        found = released(counts, ASB, YEAR[:3], PLACES)

        assert found.whole == 310
        assert found.wards == {"W1": 185, "W2": 90, NOWHERE: 30}
        assert found.months == {"2024-04": 185, "2024-05": 90, "2024-06": 30}
        assert found.small["W1"] == {"a": 185, "b": 0, NOWHERE: 0}

    def test_a_place_without_records_stands_beside_the_others(self) -> None:
        """Were it left out, it would be known to have none, and the others to have one."""
        found = released(counts_of([("2024-04", "W1", "a", 400)]), ASB, YEAR, PLACES)

        assert found.wards == {"W1": 400, "W2": 0, NOWHERE: 0}

    def test_few_are_not_broken_down_at_all(self) -> None:
        found = released(counts_of([("2024-04", "W1", "a", 9)]), ASB, YEAR, PLACES)

        assert (found.whole, found.months, found.wards, found.small) == (5, None, None, {})

    def test_nothing_is_a_figure_like_any_small_one(self) -> None:
        assert released(counts_of([]), ASB, YEAR, PLACES) == released(
            counts_of([("2024-04", "W1", "a", 4)]), ASB, YEAR, PLACES
        )

    def test_other_series_and_other_years_are_not_counted(self) -> None:
        counts = counts_of([("2024-04", "W1", "a", 400), ("2023-04", "W1", "a", 400)])

        assert released(counts, ASB, YEAR, PLACES).whole == 400
        assert released(counts, ("call", "fire"), YEAR, PLACES).whole == 0

    @settings(max_examples=200, deadline=None)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(YEAR),
                st.sampled_from([("W1", "a"), ("W1", "b"), ("W1", ""), ("W2", "c"), ("", "")]),
                st.integers(0, 60),
            ),
            max_size=40,
        )
    )
    def test_every_figure_stays_open(self, drawn) -> None:
        found = released(counts_of([(month, *place, number) for month, place, number in drawn]), ASB, YEAR, PLACES)

        for known in what_readers_know(found):
            assert (known.high - known.low >= LEAST_UNSEEN).all()

    @settings(max_examples=100, deadline=None)
    @given(st.lists(st.integers(0, 80), min_size=4, max_size=4), st.lists(st.integers(0, 4), min_size=4, max_size=4))
    def test_what_is_broken_down_follows_from_printed_figures_alone(self, printed, more) -> None:
        """Two truths that print the same are released the same."""
        base = [number - number % rule().threshold for number in printed]
        one, other = (
            released(of_places(numbers), ASB, YEAR[:1], PLACES)
            for numbers in (base, [number + extra for number, extra in zip(base, more, strict=True)])
        )

        if (one.whole, one.wards, one.months) == (other.whole, other.wards, other.months):
            assert one.small.keys() == other.small.keys()


class TestWhatReadersKnow:
    """A reader who tries every table of counts finds no more than the ranges say."""

    @settings(max_examples=40, deadline=None)
    @given(st.lists(st.integers(0, 8), min_size=3, max_size=3), st.integers(0, 2))
    def test_against_every_table_there_is(self, exact, split) -> None:
        base = rule().threshold
        first = min(exact[0], split)
        truth = (first, exact[0] - first, exact[1], exact[2])
        months = (sum(truth) // 2, sum(truth) - sum(truth) // 2)

        def printed(cells, parts) -> tuple:
            wards = (cells[0] + cells[1], cells[2], cells[3])
            return tuple(number - number % base for number in (sum(cells), *parts, *wards, cells[0], cells[1]))

        shown = printed(truth, months)
        figures = Released(
            shown[0],
            {"m1": shown[1], "m2": shown[2]},
            {"W1": shown[3], "W2": shown[4], "": shown[5]},
            {"W1": {"a": shown[6], "b": shown[7]}, "W2": None},
        )
        fitting = []
        for cells in product(*(range(number - number % base, number - number % base + base) for number in truth)):
            total = sum(cells)
            firsts = range(shown[1], shown[1] + base)
            parts = [(one, total - one) for one in firsts if total - one >= 0]
            fitting += [(*cells, *part) for part in parts if printed(cells, part) == shown]
        found = np.array(fitting)
        whole, months_known, wards, small = what_readers_know(figures)
        sums = found[:, :4].sum(axis=1)
        assert (whole.low[0], whole.high[0]) == (sums.min(), sums.max())
        assert (small.low[0], small.high[0]) == (found[:, 0].min(), found[:, 0].max())
        assert (wards.low[1], wards.high[1]) == (found[:, 2].min(), found[:, 2].max())
        assert (months_known.low[0], months_known.high[0]) == (found[:, 4].min(), found[:, 4].max())

    def test_parts_that_reach_their_total_are_not_open(self) -> None:
        """Five wards of 5 to 9 and a total of 45 leave one table."""
        wards = {str(number): 5 for number in range(5)}

        assert not is_open(Released(45, None, wards, {}))
        assert is_open(Released(35, None, wards, {}))


class TestMonths:
    def test_a_month_that_one_feed_left_out_is_not_known_of_the_kind(self) -> None:
        counts = PartnerCounts(
            SCHEMA.empty_table(),
            {"landlord": {"one": frozenset({"2024-04", "2024-05"}), "two": frozenset({"2024-05"})}},
        )

        assert counts.months_of("landlord") == {"2024-05"}
        assert counts.months_of("fire") == frozenset()


def test_series_are_those_that_there_are_records_of() -> None:
    assert counts_of([("2024-04", "W1", "a", 1)]).series == [ASB]
    assert counts_of([]).series == []


@pytest.mark.parametrize("number", [0, 1, 4])
def test_small_counts_print_alike(number: int) -> None:
    assert released(counts_of([("2024-04", "W1", "a", number)]), ASB, YEAR, PLACES).whole == 0
