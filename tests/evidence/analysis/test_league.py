"""Ward leagues: the highest rates per crime type, ties, the union, and the overlap with a named list."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saferplan.evidence.analysis.league import RULE, Overlap, overlap, top, union

RESIDENTS = 1000


def record(area: str, crime_type: str, count: int | None, residents: int = RESIDENTS) -> dict:
    rate = None if count is None else count / residents * 1000
    return {"area_code": area, "area_name": f"Ward {area}", "crime_type": crime_type, "rate": rate, "count": count}


def league(counts: dict[str, int | None], n: int = 3):
    return top([record(area, "burglary", count) for area, count in counts.items()], n)["burglary"]


def codes_of(found) -> list[str]:
    return [place.area_code for place in found.places]


def places_one_by_one(counts: dict[str, int], n: int) -> set[str]:
    """An area is in if fewer than n areas have more, and it has any."""
    return {area for area, count in counts.items() if count and sum(other > count for other in counts.values()) < n}


class TestOneCrimeType:
    def test_the_highest_rates_come_first(self):
        found = league({"A": 5, "B": 9, "C": 1, "D": 7})
        assert [(place.rank, place.area_code, place.rate) for place in found.places] == [
            (1, "B", 9.0),
            (2, "D", 7.0),
            (3, "A", 5.0),
        ]
        assert found.note == ""

    def test_it_is_the_rate_that_counts_and_the_count_stands_beside_it(self):
        found = top([record("big", "drugs", 50, 10_000), record("small", "drugs", 10, 1_000)], n=1)["drugs"]
        assert [(place.area_code, place.count) for place in found.places] == [("small", 10)]

    def test_all_that_tie_for_the_last_place_are_kept_and_it_is_said(self):
        found = league({"A": 9, "B": 8, "C": 5, "D": 5, "E": 5, "F": 4})
        assert codes_of(found) == ["A", "B", "C", "D", "E"]
        assert found.note == "3 areas tie for place 3, so 5 are listed."

    def test_a_tie_further_up_needs_no_more_places(self):
        found = league({"A": 9, "B": 9, "C": 5, "D": 4})
        assert [place.rank for place in found.places] == [1, 1, 3]
        assert found.note == ""

    def test_a_tie_across_the_last_place_counts_from_where_it_begins(self):
        found = league({"A": 9, "B": 5, "C": 5, "D": 5})
        assert [place.rank for place in found.places] == [1, 2, 2, 2]
        assert found.note == "3 areas tie for place 2, so 4 are listed."

    def test_equal_rates_of_areas_of_different_size_tie(self):
        found = top([record("A", "drugs", 1, 700), record("B", "drugs", 3, 2100), record("C", "drugs", 9, 1000)], n=2)
        assert [(place.rank, place.area_code) for place in found["drugs"].places] == [(1, "C"), (2, "B"), (2, "A")]

    def test_where_nothing_was_recorded_no_place_is_taken(self):
        found = league({"A": 2, "B": 0, "C": 0, "D": 0})
        assert codes_of(found) == ["A"]
        assert found.note == "Only 1 of 3 places are taken: no other area has any recorded."

    def test_an_area_whose_rate_is_unknown_is_left_out_and_said_so(self):
        found = league({"A": 2, "B": None, "C": 1, "D": 3, "E": 4})
        assert codes_of(found) == ["E", "D", "A"]
        assert found.left_out == ("B",)
        assert found.note == "Left out because the rate is not known: 1."

    def test_nan_is_unknown_too(self):
        rows = [record("A", "drugs", 1), record("B", "drugs", 1) | {"rate": math.nan}]
        assert top(rows)["drugs"].left_out == ("B",)

    @given(
        st.dictionaries(st.text("ABCDEFGH", min_size=1, max_size=3), st.integers(0, 6), max_size=20), st.integers(1, 6)
    )
    def test_the_rule_holds(self, counts, n):
        if counts:
            found = league(counts, n)
            assert set(codes_of(found)) == places_one_by_one(counts, n)
            assert [place.rate for place in found.places] == sorted((p.rate for p in found.places), reverse=True)

    @given(st.permutations(["A", "B", "C", "D", "E"]))
    def test_the_order_of_the_rows_does_not_matter(self, order):
        counts = {"A": 4, "B": 2, "C": 2, "D": 2, "E": 1}
        assert league({area: counts[area] for area in order}) == league(counts)

    def test_the_rule_can_be_printed(self):
        assert "tie" in RULE

    def test_an_area_twice_is_refused(self):
        with pytest.raises(ValueError, match="burglary"):
            top([record("A", "burglary", 1), record("A", "burglary", 2)])

    def test_a_league_without_places_is_refused(self):
        with pytest.raises(ValueError, match="at least one place"):
            top([], n=0)


class TestAllCrimeTypes:
    leagues = top(
        [record(area, "burglary", count) for area, count in {"A": 9, "B": 8, "C": 1}.items()]
        + [record(area, "drugs", count) for area, count in {"A": 1, "B": 8, "C": 9}.items()]
        + [record(area, "robbery", count) for area, count in {"A": 1, "B": 1, "C": 1, "D": 5}.items()],
        n=2,
    )

    def test_there_is_a_list_for_each_in_the_order_given(self):
        assert list(self.leagues) == ["burglary", "drugs", "robbery"]
        assert self.leagues["robbery"].note == "3 areas tie for place 2, so 4 are listed."

    def test_the_union_says_in_which_lists_an_area_is(self):
        assert [(one.area_code, one.crime_types) for one in union(self.leagues)] == [
            ("B", ("burglary", "drugs", "robbery")),
            ("A", ("burglary", "robbery")),
            ("C", ("drugs", "robbery")),
            ("D", ("robbery",)),
        ]

    def test_the_overlap_with_a_named_list(self):
        found = overlap(union(self.leagues), ["Z", "A", "D", "A"])
        assert found == Overlap(both=("A", "D"), only_in_league=("B", "C"), only_named=("Z",))

    def test_nothing_in_common(self):
        assert overlap(union({}), ["Z"]) == Overlap((), (), ("Z",))
