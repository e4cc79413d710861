"""What ought to be found, counted in plain loops: held here against cases that can be counted by hand."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from saferplan.synth.partnership.truth import Complaint, case_review, known_to, last_day, qualifies, repeat_victims
from saferplan.synth.positions import NOBODY

ON = date(2022, 3, 31)


@pytest.mark.parametrize(
    ("begins", "months", "last"),
    [
        (date(2022, 3, 15), 1, date(2022, 4, 14)),
        (date(2022, 1, 31), 1, date(2022, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2021, 9, 30), 6, date(2022, 3, 29)),
        (date(2021, 8, 31), 6, date(2022, 2, 28)),
        (date(2021, 12, 1), 1, date(2021, 12, 31)),
        (date(2021, 11, 30), 1, date(2021, 12, 29)),
    ],
)
def test_periods_of_months_begin_with_their_day(begins: date, months: int, last: date) -> None:
    assert last_day(begins, months) == last


@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.integers(1, 24))
def test_a_period_has_as_many_months_as_it_says(begins: date, months: int) -> None:
    after = last_day(begins, months) + timedelta(days=1)
    number = (after.year - begins.year) * 12 + after.month - begins.month
    assert number == months or (number == months + 1 and after.day == 1)


def complaint(
    person: int, before: int, until: int = 0, *, agency: str = "A", incident: int = -1, case: str = ""
) -> Complaint:
    """`before` the day of reckoning was the behaviour, `until` days later the complaint."""
    behaviour = ON - timedelta(days=before)
    number = incident if incident >= 0 else before
    reference = f"{agency}{before}"
    reported = behaviour + timedelta(days=until)
    return Complaint(
        f"synthetic-{agency}", agency, reference, case or reference, person, number, behaviour, reported, ""
    )


def found(*complaints: Complaint) -> set[tuple[str, str, str]]:
    heading, *rows = case_review(complaints, ON)
    at = [list(heading).index(name) for name in ("agency", "case", "status")]
    return {tuple(str(row[one]) for one in at) for row in rows}


def test_three_complaints_reach_the_threshold_and_two_stand_one_short() -> None:
    three = [complaint(1, before, case="C1") for before in (10, 40, 70)]
    assert found(*three) == {("A", "C1", "reached")}
    assert found(*three[:2]) == {("A", "C1", "one short")}
    assert found(three[0]) == set()


def test_complaints_of_different_people_are_not_added_up() -> None:
    assert found(*(complaint(person, 10 * person) for person in (1, 2, 3))) == set()


def test_complaints_at_several_agencies_are() -> None:
    told = [complaint(1, 10, agency="A"), complaint(1, 20, agency="B"), complaint(1, 30, agency="C")]
    assert found(*told) == {("A", "A10", "reached"), ("B", "B20", "reached"), ("C", "C30", "reached")}


@pytest.mark.parametrize(
    ("before", "until", "counts"),
    [(27, 0, True), (100, 28, True), (100, 31, False), (181, 0, True), (184, 0, False), (200, 27, True), (0, 1, False)],
)
def test_a_complaint_counts_by_its_own_dates(before: int, until: int, counts: bool) -> None:
    one = complaint(1, before, until)
    assert qualifies(one.behaviour, one.reported, ON) is counts


def test_one_incident_told_to_three_counts_thrice_by_the_act_and_once_by_some_procedures() -> None:
    told = [complaint(1, 10, agency=agency, incident=5) for agency in "ABC"]
    heading, *rows = case_review(told, ON)
    table = [dict(zip(heading, row, strict=True)) for row in rows]
    assert {(row["complaints"], row["status"]) for row in table} == {(3, "reached")}
    assert {(row["incidents"], row["status_by_incident"]) for row in table} == {(1, "")}


# --- counts of people ---


def feed(name: str, victims: list[int], agency: str = "Police", names_people: bool = True) -> Any:
    return SimpleNamespace(
        feed=SimpleNamespace(name=name, agency=agency),
        reports=SimpleNamespace(victim=np.array(victims)),
        references=[f"{name}{at}" for at in range(len(victims))],
        names_people=names_people,
    )


def test_repeat_victims_by_hand() -> None:
    """1 three times, 2 twice, 3 once; two reports without a victim."""
    assert repeat_victims([feed("a", [1, 1, 2, NOBODY, 3]), feed("b", [1, 2, NOBODY])]) == {
        "victims": 3,
        "repeat_victims": 2,
        "share": pytest.approx(2 / 3),
        "incidents": 6,
        "incidents_of_repeat_victims": 5,
    }


def test_nobody_harmed_is_no_share() -> None:
    assert repeat_victims([feed("a", [NOBODY])])["share"] == 0


def test_people_by_how_many_agencies_know_them() -> None:
    feeds = [
        feed("a", [1, 2, 3], "Police"),
        feed("b", [1, 1], "Council"),
        feed("c", [1, 2], "Homes"),
        feed("d", [3], "Homes without names", names_people=False),
    ]
    assert known_to(feeds) == {"1": 1, "2": 1, "3": 1}
