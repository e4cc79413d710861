"""Periods of whole months: every way of writing one, by hand, and what must always hold."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saferplan.errors import UsageError
from saferplan.evidence.periods import (
    Period,
    financial_year,
    financial_years,
    month_number,
    month_of,
    month_range,
    month_title,
    parse_period,
    run_of_months,
)

MONTHS = st.integers(1950 * 12, 2100 * 12).map(month_of)


@pytest.mark.parametrize(
    ("text", "first", "last", "months", "title", "short"),
    [
        ("FY2024", "2024-04", "2025-03", 12, "April 2024 to March 2025", "2024/25"),
        ("fy1999", "1999-04", "2000-03", 12, "April 1999 to March 2000", "1999/00"),
        ("CY2025", "2025-01", "2025-12", 12, "January 2025 to December 2025", "2025"),
        ("R12:2025-12", "2025-01", "2025-12", 12, "January 2025 to December 2025", "2025"),
        ("r12:2025-03", "2024-04", "2025-03", 12, "April 2024 to March 2025", "2024/25"),
        ("R3:2025-01", "2024-11", "2025-01", 3, "November 2024 to January 2025", "November 2024 to January 2025"),
        ("R1:2025-01", "2025-01", "2025-01", 1, "January 2025", "January 2025"),
        ("2024-04..2025-03", "2024-04", "2025-03", 12, "April 2024 to March 2025", "2024/25"),
        ("2024-04..2026-03", "2024-04", "2026-03", 24, "April 2024 to March 2026", "April 2024 to March 2026"),
        ("2024-07..2025-06", "2024-07", "2025-06", 12, "July 2024 to June 2025", "July 2024 to June 2025"),
        ("2025-12", "2025-12", "2025-12", 1, "December 2025", "December 2025"),
        (" 2025-12 ", "2025-12", "2025-12", 1, "December 2025", "December 2025"),
    ],
)
def test_a_period_in_each_of_its_forms(text: str, first: str, last: str, months: int, title: str, short: str):
    period = parse_period(text)
    assert (period.first, period.last, len(period.months)) == (first, last, months)
    assert (period.months[0], period.months[-1]) == (first, last)
    assert (period.title, period.short_title) == (title, short)


@pytest.mark.parametrize(
    "text",
    ["", "2024", "2024-13", "2024-00", "24-01", "2024/25", "FY24", "FY20245", "CY", "R0:2024-01", "R:2024-01",
     "R12:2024", "2024-01..", "..2024-01", "2024-01..2024-13", "2024-01...2024-02", "2024-1",
     "FY\u0662\u0660\u0662\u0664",
     "\u0662\u0660\u0662\u0664-01", "0000-01", "FY0000", "CY9999", "2024-01\n2024-02", "-2024-01"],
)  # fmt: skip
def test_what_is_no_period_is_told_with_the_forms(text: str):
    with pytest.raises(UsageError) as refused:
        parse_period(text)
    assert refused.value.exit_code == 2
    assert "Write it as 2024-04..2025-03, FY2024, CY2025, R12:2025-12 or 2025-12" in refused.value.message


def test_a_period_the_wrong_way_round_is_told_with_the_right_one():
    with pytest.raises(UsageError, match=r"ends before it begins\. Write it as 2024-04\.\.2025-03"):
        parse_period("2025-03..2024-04")


@pytest.mark.parametrize(
    ("text", "middle"),
    [
        ("CY2025", date(2025, 7, 2)),
        ("FY2024", date(2024, 9, 30)),
        ("2024-02", date(2024, 2, 15)),
        ("2025-06", date(2025, 6, 16)),
    ],
)
def test_the_middle_is_the_day_halfway_through(text: str, middle: date):
    """2025: 365 days, 182 before 2 July and 182 after; February 2024: 29 days."""
    assert parse_period(text).middle == middle


def test_months_are_counted_over_the_turn_of_a_year():
    assert month_range("2023-11", "2024-02") == ("2023-11", "2023-12", "2024-01", "2024-02")
    assert month_range("2024-02", "2024-01") == ()
    assert month_title("2024-02") == "February 2024"


@given(month=MONTHS)
def test_a_month_and_its_number_are_the_same_thing(month: str):
    assert month_of(month_number(month)) == month
    assert month_of(month_number(month) + 12) == f"{int(month[:4]) + 1}{month[4:]}"


@given(months=st.tuples(MONTHS, MONTHS))
def test_any_range_is_read_back_from_how_it_is_written(months: tuple[str, str]):
    first, last = sorted(months)
    period = parse_period(f"{first}..{last}")
    assert (period.first, period.last, str(period)) == (first, last, f"{first}..{last}")
    assert list(period.months) == sorted(set(period.months))
    assert len(period.months) == month_number(last) - month_number(first) + 1
    assert parse_period(f"R{len(period.months)}:{last}").months == period.months if len(period.months) < 1000 else True


@given(months=st.tuples(MONTHS, MONTHS))
def test_the_middle_lies_as_far_from_the_first_day_as_from_the_last(months: tuple[str, str]):
    first, last = sorted(months)
    middle = Period(first, last, "").middle
    start = date.fromisoformat(f"{first}-01")
    end = date.fromisoformat(f"{month_of(month_number(last) + 1)}-01")
    assert timedelta(0) <= (end - middle) - (middle - start) <= timedelta(days=1)


@given(year=st.integers(1950, 2100))
def test_a_financial_year_is_the_same_however_it_is_named(year: int):
    assert financial_year(year) == parse_period(f"FY{year}")
    assert financial_year(year).months == parse_period(f"{year}-04..{year + 1}-03").months


@given(text=st.text(max_size=20))
def test_any_text_is_a_period_or_a_usage_error(text: str):
    try:
        period = parse_period(text)
    except UsageError:
        return
    assert period.months
    assert period.middle
    assert period.title


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        ("2024-04", "2025-03", "FY2024"),
        ("2024-04", "2025-02", "2024-04..2025-02"),
        ("2024-04", "2026-03", "2024-04..2026-03"),
        ("2024-01", "2024-12", "2024-01..2024-12"),
        ("2025-12", "2025-12", "2025-12"),
    ],
)
def test_a_run_of_months_is_written_as_people_would(first: str, last: str, code: str):
    assert run_of_months(first, last) == Period(first, last, code)


@given(MONTHS, st.integers(0, 40), st.integers(1, 5))
def test_the_same_months_of_an_earlier_year(first: str, more: int, years: int):
    period = run_of_months(first, month_of(month_number(first) + more))

    earlier = period.earlier(years)

    assert [month[5:] for month in earlier.months] == [month[5:] for month in period.months]
    assert int(earlier.first[:4]) == int(period.first[:4]) - years
    assert parse_period(earlier.code) == earlier, "it can be asked for by its code"


def test_the_year_before_a_financial_year_is_one():
    assert financial_year(2024).earlier() == financial_year(2023)
    assert parse_period("R12:2025-03").earlier(2).code == "FY2022"


@given(st.sets(MONTHS, max_size=30))
def test_financial_years_hold_every_month_once_and_none_is_without(months: set[str]):
    years = financial_years(months)

    assert [sum(month in year.months for year in years) for month in months] == [1] * len(months)
    assert all(months.intersection(year.months) for year in years)
    assert [year.first for year in years] == sorted(year.first for year in years)


def test_a_financial_year_begins_in_april():
    assert financial_years(["2025-04", "2025-03", "2024-04"]) == [financial_year(2024), financial_year(2025)]
    assert financial_years([]) == []
