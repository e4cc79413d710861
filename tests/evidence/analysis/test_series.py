"""Monthly index against base months, and the breaks in the series."""

import math
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from saferplan.evidence.analysis.series import breaks, index, present_in_all

GAP = math.nan
monthly = st.lists(st.one_of(st.integers(0, 5000).map(float), st.just(GAP)), min_size=2, max_size=36)


class TestIndex:
    def test_by_hand(self):
        """The base months are the first three: their mean is 20."""
        counts = [10, 20, 30, 25, 0]
        assert index(counts, [True, True, True, False, False]).tolist() == [50, 100, 150, 125, 0]

    def test_a_missing_month_stays_missing_and_is_not_in_the_base(self):
        found = index([10, GAP, 30, GAP], [True, True, True, False])
        assert found[[0, 2]].tolist() == [50, 150]
        assert np.isnan(found).tolist() == [False, True, False, True]

    @pytest.mark.parametrize(
        "counts",
        [
            pytest.param([GAP, GAP, 5], id="no base month present"),
            pytest.param([0, 0, 5], id="nothing in the base months"),
        ],
    )
    def test_without_a_base_there_is_no_index(self, counts):
        assert np.isnan(index(counts, [True, True, False])).all()

    def test_several_series_each_have_their_own_base(self):
        found = index([[10, 20], [300, 150]], [True, False])
        assert found.tolist() == [[100, 200], [100, 50]]

    def test_each_series_can_have_base_months_of_its_own(self):
        found = index([[10, 20], [300, 150]], [[True, False], [False, True]])
        assert found.tolist() == [[100, 200], [200, 100]]

    @given(monthly, st.data())
    def test_the_base_months_average_100(self, counts, data):
        base = data.draw(st.lists(st.booleans(), min_size=len(counts), max_size=len(counts)))
        found = index(counts, base)
        in_base = found[np.array(base) & ~np.isnan(found)]
        if in_base.size:
            assert in_base.mean() == pytest.approx(100)

    @given(monthly, st.integers(1, 1000))
    def test_the_size_of_the_area_does_not_matter(self, counts, times):
        base = [True] * len(counts)
        assert index(np.array(counts) * times, base) == pytest.approx(index(counts, base), nan_ok=True)


class TestPresentInAll:
    def test_a_month_missing_in_one_is_missing_for_the_comparison(self):
        assert present_in_all([1, GAP, 3, 4], [1, 2, 0, GAP]).tolist() == [True, False, True, False]

    def test_a_table_of_series_counts_as_all_its_rows(self):
        assert present_in_all([[1, 2, 3], [1, GAP, 3]], [GAP, 2, 3]).tolist() == [False, False, True]

    def test_with_common_base_months_two_equal_areas_have_equal_indices(self):
        """Summer is twice winter in both; one lacks the winter months. Without the mask it would seem half as high."""
        whole, part = np.array([20.0, 20, 10, 10]), np.array([20.0, 20, GAP, GAP])
        base = present_in_all(whole, part)
        assert index(whole, base)[:2].tolist() == index(part, base)[:2].tolist() == [100, 100]
        assert index(whole, [True] * 4)[0] != index(part, [True] * 4)[0]


def ids(first_month: str, last_month: str) -> list[str]:
    return [one.id for one in breaks(first_month, last_month)]


class TestBreaks:
    def test_all_known_ones_in_order(self):
        assert ids("1990-01", "2030-12") == ["ncrs", "recording-improvements", "pandemic", "counting-rules-2023"]

    @pytest.mark.parametrize(
        ("first_month", "last_month", "expected"),
        [
            ("2024-01", "2025-12", []),
            ("2003-04", "2014-10", []),
            ("2002-01", "2002-04", ["ncrs"]),
            ("2014-11", "2014-11", ["recording-improvements"]),
            ("2020-03", "2020-03", ["recording-improvements", "pandemic"]),
            ("2020-04", "2021-03", ["pandemic"]),
            ("2021-07", "2021-07", ["pandemic"]),
            ("2021-08", "2023-04", []),
            ("2021-04", "2025-03", ["pandemic", "counting-rules-2023"]),
        ],
    )
    def test_those_that_touch_the_months_shown(self, first_month, last_month, expected):
        assert ids(first_month, last_month) == expected

    def test_each_says_what_it_means_and_when_its_source_was_checked(self):
        for one in breaks("1990-01", "2030-12"):
            assert one.first_month <= one.last_month
            assert len(one.meaning.split()) > 10
            assert one.source
            assert isinstance(one.checked, date)

    @pytest.mark.parametrize("not_a_month", ["2024", "2024-13", "2024-1", "April 2024", "2024-01-01"])
    def test_what_is_no_month_is_refused(self, not_a_month):
        with pytest.raises(ValueError, match="YYYY-MM"):
            breaks(not_a_month, "2025-01")
