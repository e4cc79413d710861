"""The threshold of the ASB Case Review: calendar months, each complaint by its own dates, cases and never people."""

from dataclasses import fields, replace
from datetime import date, timedelta

import by_hand
import pytest
from hypothesis import given
from hypothesis import strategies as st

from saferplan.errors import UnknownName, UsageError
from saferplan.evidence.case_review.cases import Case, cases_near_threshold
from saferplan.evidence.case_review.complaints import Complaint, Counts, counts
from saferplan.evidence.case_review.months import last_day
from saferplan.evidence.case_review.rules import rule_on, rules_of, shipped
from saferplan.evidence.case_review.threshold import Nearness, standing

ON = date(2026, 9, 30)
RULE = shipped()[0]
LOCAL = replace(RULE, version="local", one_day_counts_once=True, hate_alone=True)


def complaint(made: str, behaviour: str | None = "same", reference: str = "1", agency: str = "Council", **more):
    day = date.fromisoformat(made)
    happened = day if behaviour == "same" else None if behaviour is None else date.fromisoformat(behaviour)
    return Complaint(agency, reference, more.pop("case", f"case {reference}"), day, happened, **more)


# Calendar months


@pytest.mark.parametrize(
    ("begins", "months", "ends"),
    [
        ("2026-03-15", 1, "2026-04-14"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-01-29", 1, "2026-02-28"),
        ("2024-01-29", 1, "2024-02-28"),
        ("2026-01-28", 1, "2026-02-27"),
        ("2026-02-28", 1, "2026-03-27"),
        ("2026-03-01", 1, "2026-03-31"),
        ("2026-12-15", 1, "2027-01-14"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-03-31", 6, "2026-09-30"),
        ("2026-04-01", 6, "2026-09-30"),
        ("2026-04-02", 6, "2026-10-01"),
        ("2024-02-29", 12, "2025-02-28"),
    ],
)
def test_a_period_beginning_with_a_day(begins: str, months: int, ends: str):
    assert last_day(date.fromisoformat(begins), months) == date.fromisoformat(ends)


DAYS = st.dates(date(2023, 1, 1), date(2029, 1, 1))


@given(DAYS, st.integers(1, 14))
def test_agrees_with_a_calendar_gone_through_day_by_day(begins: date, months: int):
    assert last_day(begins, months) == by_hand.days_of_period(begins, months)[-1]


@given(DAYS, st.integers(1, 12))
def test_later_beginnings_and_more_months_never_end_earlier(begins: date, months: int):
    assert last_day(begins, months) <= last_day(begins + timedelta(days=1), months)
    assert last_day(begins, months) < last_day(begins, months + 1)


def test_no_month_is_no_period():
    with pytest.raises(ValueError, match="one month"):
        last_day(ON, 0)


# One complaint


@pytest.mark.parametrize(
    ("made", "behaviour", "expected"),
    [
        ("2026-09-30", "2026-09-30", Counts.YES),
        ("2026-09-14", "2026-08-15", Counts.YES),
        ("2026-09-15", "2026-08-15", Counts.LATE),
        ("2026-04-01", "2026-04-01", Counts.YES),
        ("2026-03-31", "2026-03-31", Counts.YES),
        ("2026-03-30", "2026-03-30", Counts.LAPSED),
        ("2026-10-01", "2026-09-30", Counts.TO_COME),
        ("2026-09-01", None, Counts.TO_CHECK),
        ("2026-03-30", None, Counts.LAPSED),
        ("2026-09-01", "2026-09-02", Counts.DAY_STRANGE),
    ],
)
def test_a_complaint_is_judged_by_its_own_dates(made: str, behaviour: str | None, expected: Counts):
    assert counts(complaint(made, behaviour), RULE, ON) is expected


def test_six_months_run_from_each_complaint_and_not_from_the_first():
    """Reports in April, June and September, an application in October: the first has lapsed, the others count."""
    told = [
        complaint("2026-04-10", reference="1"),
        complaint("2026-06-10", reference="2"),
        complaint("2026-09-10", reference="3"),
    ]
    assert standing(told, RULE, date(2026, 10, 9)).nearness is Nearness.REACHED
    assert standing(told, RULE, date(2026, 10, 10)).nearness is Nearness.ONE_SHORT


# One victim

THREE = [complaint(f"2026-0{month}-10", reference=str(month)) for month in (6, 7, 8)]


def test_three_reach_the_threshold_two_stand_one_short_and_one_says_nothing():
    assert [standing(THREE[:number], RULE, ON).nearness for number in (3, 2, 1, 0)] == [
        Nearness.REACHED,
        Nearness.ONE_SHORT,
        None,
        None,
    ]


def test_there_is_no_word_for_not_met():
    assert {one.value for one in Nearness} == {"reached", "one short"}


def test_the_review_is_explained_after_the_second():
    assert [standing(THREE[:number], RULE, ON).explain for number in (1, 2, 3)] == [False, True, True]


def test_the_last_day_to_apply_is_when_the_third_newest_lapses():
    assert standing(THREE, RULE, ON).apply_by == date(2026, 12, 9)
    four = [*THREE, complaint("2026-09-20", reference="9")]
    assert standing(four, RULE, ON).apply_by == date(2027, 1, 9)
    assert standing(four[:2], RULE, ON).apply_by is None


def test_one_reference_recorded_twice_is_one_complaint():
    twice = [complaint("2026-08-10"), complaint("2026-08-10", take_care=True), complaint("2026-08-12")]
    assert standing(twice, RULE, ON).number == 1


def test_days_that_are_not_told_are_counted_and_told():
    stands = standing([*THREE[:2], complaint("2026-08-10", None, "9")], RULE, ON)
    assert (stands.nearness, stands.to_check) == (Nearness.REACHED, 1)


def test_local_rules_count_a_day_told_to_three_agencies_once():
    told = [complaint("2026-08-10", agency=agency) for agency in ("Council", "Police", "Landlord")]
    assert standing(told, RULE, ON).number == 3
    assert (standing(told, LOCAL, ON).number, standing(told, LOCAL, ON).nearness) == (1, None)
    assert standing([*told, complaint("2026-08-10", reference="2")], LOCAL, ON).number == 2


def test_by_local_rules_one_hate_incident_is_enough():
    told = [complaint("2026-08-10", is_hate=True)]
    assert standing(told, RULE, ON).nearness is None
    stands = standing(told, LOCAL, ON)
    assert (stands.nearness, stands.explain, stands.apply_by) == (Nearness.REACHED, True, date(2027, 2, 9))
    late = complaint("2026-08-10", "2026-06-01", is_hate=True)
    assert standing([late], LOCAL, ON).nearness is None


COMPLAINTS = st.lists(
    st.builds(
        Complaint,
        st.sampled_from(["Council", "Police", "Landlord"]),
        st.sampled_from(list("12345")),
        st.sampled_from(["a", "b"]),
        st.dates(date(2026, 1, 1), date(2026, 12, 1)),
        st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 1)),
        st.booleans(),
    ),
    max_size=8,
    unique_by=lambda one: (one.agency, one.reference),
)
RULES = st.sampled_from([RULE, LOCAL, replace(RULE, complaints=2, months_to_apply=12)])
APPLIED = st.dates(date(2026, 3, 1), date(2027, 2, 1))


@given(COMPLAINTS, RULES, APPLIED)
def test_agrees_with_working_it_out_by_hand(told: list[Complaint], rule, on: date):
    stands = standing(told, rule, on)
    assert stands.number == by_hand.number(told, rule, on)
    assert (stands.nearness is Nearness.REACHED) == by_hand.reached(told, rule, on)


@given(COMPLAINTS, RULES, APPLIED, st.randoms())
def test_the_order_of_complaints_does_not_matter_and_duplicates_do_not_help(told, rule, on: date, chance):
    mixed = told + told
    chance.shuffle(mixed)
    assert standing(mixed, rule, on) == standing(told, rule, on)


@given(COMPLAINTS, RULES, APPLIED)
def test_another_complaint_never_takes_a_threshold_away(told: list[Complaint], rule, on: date):
    before = standing(told, rule, on)
    after = standing([*told, complaint(on.isoformat(), reference="new")], rule, on)
    assert after.number >= before.number
    assert not (before.nearness is Nearness.REACHED and after.nearness is not Nearness.REACHED)


@given(COMPLAINTS, RULES, APPLIED, st.sampled_from(["months_to_complain", "months_to_apply"]))
def test_longer_periods_only_let_more_count(told: list[Complaint], rule, on: date, which: str):
    longer = replace(rule, **{which: getattr(rule, which) + 1})
    assert set(standing(told, rule, on).counting) <= set(standing(told, longer, on).counting)


@given(COMPLAINTS, RULES, APPLIED)
def test_until_the_last_day_to_apply_the_threshold_stays_reached_and_not_after(told: list[Complaint], rule, on: date):
    told = [one for one in told if one.made <= on]
    stands = standing(told, rule, on)
    if stands.apply_by is None:
        return
    assert on <= stands.apply_by
    assert standing(told, rule, stands.apply_by).nearness is Nearness.REACHED
    assert standing(told, rule, stands.apply_by + timedelta(days=1)).nearness is not Nearness.REACHED


# Cases

OF_TWO = {
    0: [
        complaint("2026-06-10", reference="C1", case="C-7"),
        complaint("2026-07-10", reference="C2", case="C-7"),
        complaint("2026-08-10", reference="P1", case="P-3", agency="Police", take_care=True),
    ],
    1: [complaint("2026-08-11", reference="C9", case="C-9")],
}


def test_an_agency_sees_its_own_complaints_and_how_many_others_hold():
    council, police = cases_near_threshold(OF_TWO, RULE, ON)
    assert (council.agency, council.case, [one.reference for one in council.own]) == ("Council", "C-7", ["C1", "C2"])
    assert (council.elsewhere, council.number, council.needed, council.rule) == (1, 3, 3, "statutory-2014")
    assert (police.case, police.elsewhere, police.take_care, council.take_care) == ("P-3", 2, True, False)


def test_a_case_says_nothing_of_who_it_is_about():
    told = {field.name for field in fields(Case)} | {field.name for field in fields(Complaint)}
    assert not told & {"victim", "person", "cluster", "name", "key", "address"}


def test_a_case_of_two_victims_stands_once_for_the_nearest():
    both = {
        0: [complaint("2026-06-10", reference="1", case="X"), complaint("2026-07-10", reference="2", case="X")],
        1: [complaint(f"2026-0{month}-11", reference=f"b{month}", case="X") for month in (6, 7, 8)],
    }
    for order in (both, dict(reversed(both.items()))):
        (case,) = cases_near_threshold(order, RULE, ON)
        assert (case.nearness, case.number) == (Nearness.REACHED, 3)


def test_cases_stand_in_order_whatever_the_order_of_victims():
    turned = {number: list(reversed(own)) for number, own in reversed(OF_TWO.items())}
    assert cases_near_threshold(turned, RULE, ON) == cases_near_threshold(OF_TWO, RULE, ON)
    assert cases_near_threshold({}, RULE, ON) == []


# Rules


def test_the_shipped_rule_is_dated_and_cites_the_act():
    assert rule_on(ON) is RULE
    assert (RULE.complaints, RULE.months_to_complain, RULE.months_to_apply, RULE.explain_after) == (3, 1, 6, 2)
    assert "section 104" in RULE.citation
    assert RULE.checked.year >= 2026


def test_the_rule_of_the_day_of_the_application_holds():
    later = replace(RULE, version="2027", begins=date(2027, 1, 1), complaints=2)
    assert rule_on(date(2026, 12, 31), [later, RULE]) is RULE
    assert rule_on(date(2027, 1, 1), [later, RULE]) is later
    with pytest.raises(UnknownName, match="no rule of the Case Review is in force on 2014-10-19"):
        rule_on(date(2014, 10, 19))


LOCAL_FILE = """
[[rule]]
version = "Anyshire 2026"
from = 2026-01-01
checked = 2026-11-22
citation = "Anyshire ASB Case Review procedures 2026, paragraph 3"
complaints = 2
months_to_complain = 1
months_to_apply = 6
explain_after = 1
one_day_counts_once = true
hate_alone = true
"""


def test_a_partnerships_own_rules():
    (rule,) = rules_of(LOCAL_FILE, "ours.toml")
    assert (rule.version, rule.complaints, rule.hate_alone) == ("Anyshire 2026", 2, True)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("complaints = 2", "complaints = 4", r"ours.toml, rule 1: 'complaints' is not from 1 to 3"),
        ("complaints = 2", "complaints = 0", "'complaints' is not from 1 to 3"),
        ("complaints = 2", 'complaints = "2"', "'complaints' is missing or is not a whole number"),
        ("complaints = 2", "complaints = true", "'complaints' is missing or is not a whole number"),
        ("complaints = 2\n", "", "'complaints' is missing"),
        ("months_to_apply = 6", "months_to_apply = 5", "'months_to_apply' is less than the 6 of section 104"),
        ("months_to_complain = 1", "months_to_complain = 0", "'months_to_complain' is less than the 1"),
        ("explain_after = 1", "explain_after = 3", "'explain_after' is not from 1"),
        ("from = 2026-01-01", 'from = "January"', "'from' is missing or is not a date"),
        ("hate_alone = true", "hate_alone = true\nseverity = 3", "there is no field 'severity'"),
        ("[[rule]]", "[rule]", "no \\[\\[rule\\]\\]"),
        ("[[rule]]", "[[rule", "the rules are no TOML"),
    ],
)
def test_wrong_rules_are_refused_with_their_field(old: str, new: str, said: str):
    with pytest.raises(UsageError, match=said):
        rules_of(LOCAL_FILE.replace(old, new), "ours.toml")


def test_rules_that_begin_on_one_day_are_refused():
    with pytest.raises(UsageError, match="two rules begin on one day"):
        rules_of(LOCAL_FILE * 2, "ours.toml")


def test_rules_nested_too_deeply_are_refused():
    with pytest.raises(UsageError, match="nested too deeply"):
        rules_of("rule = " + "[" * 5_000 + "]" * 5_000, "ours.toml")


@pytest.mark.parametrize("text", ["", "rule = 3", "rule = [3]", "other = 1"])
def test_a_file_without_rules_is_refused(text: str):
    with pytest.raises(UsageError):
        rules_of(text, "ours.toml")


def test_the_example_of_the_explanation():
    """docs/explanation/case-review.md: five complaints, of which three count until 9 December."""
    told = [
        complaint("2026-03-30", "2026-03-28", "L1", "Landlord"),
        complaint("2026-06-15", "2026-05-01", "P1", "Police"),
        complaint("2026-06-10", "2026-06-10", "C1", "Council"),
        complaint("2026-07-20", "2026-07-04", "L2", "Landlord"),
        complaint("2026-08-09", "2026-08-09", "P2", "Police"),
    ]
    assert [counts(one, RULE, ON) for one in told] == [Counts.LAPSED, Counts.LATE, Counts.YES, Counts.YES, Counts.YES]
    lapse = [last_day(one.made, RULE.months_to_apply) for one in told]
    assert lapse[0] == date(2026, 9, 29)
    assert lapse[2:] == [date(2026, 12, 9), date(2027, 1, 19), date(2027, 2, 8)]
    assert standing(told, RULE, ON).apply_by == date(2026, 12, 9)
    landlord = next(case for case in cases_near_threshold({0: told}, RULE, ON) if case.agency == "Landlord")
    assert ([one.reference for one in landlord.own], landlord.elsewhere) == (["L2"], 2)
