"""Which months of two periods go together, and what is said of missing ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saferplan.errors import UsageError
from saferplan.evidence.measures.changes import like_months
from saferplan.evidence.measures.notes import months_in_words, names_in_words
from saferplan.evidence.periods import Period, month_of, month_range, parse_period


def pairs(now: str, then: str) -> list[tuple[str, str]]:
    return like_months(parse_period(now), parse_period(then))


@pytest.mark.parametrize(
    ("now", "then", "first", "last", "length"),
    [
        ("FY2024", "FY2021", ("2024-04", "2021-04"), ("2025-03", "2022-03"), 12),
        ("FY2021", "FY2024", ("2021-04", "2024-04"), ("2022-03", "2025-03"), 12),
        ("CY2025", "FY2023", ("2025-01", "2024-01"), ("2025-12", "2023-12"), 12),
        ("R12:2025-06", "CY2023", ("2024-07", "2023-07"), ("2025-06", "2023-06"), 12),
        ("R36:2025-12", "R36:2022-12", ("2023-01", "2020-01"), ("2025-12", "2022-12"), 36),
        ("2025-12", "2024-12", ("2025-12", "2024-12"), ("2025-12", "2024-12"), 1),
        ("2024-01..2024-03", "2023-02..2023-04", ("2024-02", "2023-02"), ("2024-03", "2023-03"), 2),
    ],
)
def test_months_of_the_year_are_paired(
    now: str, then: str, first: tuple[str, str], last: tuple[str, str], length: int
) -> None:
    found = pairs(now, then)
    assert (found[0], found[-1], len(found)) == (first, last, length)


@pytest.mark.parametrize(
    ("now", "then", "said"),
    [
        ("FY2024", "R6:2023-09", "FY2024 has 12 months and R6:2023-09 has 6"),
        ("FY2024", "FY2024", "both hold 2024-04..2025-03"),
        ("FY2024", "CY2024", "both hold 2024-04..2024-12"),
        ("2024-04..2024-09", "2023-10..2024-03", "cannot be compared month by month"),
        ("R24:2025-12", "R24:2023-06", "cannot be compared month by month"),
    ],
)
def test_periods_that_do_not_go_together_are_refused(now: str, then: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        pairs(now, then)


starts = st.integers(2000 * 12, 2030 * 12)


@given(starts, starts, st.integers(1, 30))
def test_every_pair_is_one_month_of_the_year_in_two_years(now: int, then: int, length: int) -> None:
    periods = [Period(month_of(start), month_of(start + length - 1), "p") for start in (now, then)]
    try:
        found = like_months(*periods)
    except UsageError:
        return
    assert found
    assert all(one[5:] == other[5:] and one != other for one, other in found)
    assert [one for one, _ in found] == sorted({one for one, _ in found})
    assert len({other for _, other in found}) == len(found)
    assert all(one in periods[0].months and other in periods[1].months for one, other in found)


@pytest.mark.parametrize(
    ("months", "words"),
    [
        ([], ""),
        (["2024-01"], "2024-01"),
        (["2024-02", "2024-01"], "2024-01..2024-02"),
        (["2023-12", "2024-01", "2024-03"], "2023-12..2024-01, 2024-03"),
    ],
)
def test_months_in_words(months: list[str], words: str) -> None:
    assert months_in_words(months) == words


@given(st.sets(st.sampled_from(month_range("2020-01", "2021-12"))))
def test_runs_of_months_name_every_month_and_no_other(months: set[str]) -> None:
    runs = [run for run in months_in_words(sorted(months)).split(", ") if run]
    named = [month for run in runs for month in month_range(run[:7], run[-7:])]
    assert named == sorted(months)


def test_many_names_are_cut_off() -> None:
    assert names_in_words(["a", "b"]) == "a, b"
    assert names_in_words(list("abcdefgh")) == "a, b, c, d, e, f and 2 more"
