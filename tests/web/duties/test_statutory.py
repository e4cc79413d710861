"""The reviewed file of statutory duties: what applies where, since when, and when it is due."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saferplan.web.duties.models import MOST_MONTHS, CountedFrom, Duty
from saferplan.web.duties.recurring import months_after, next_on
from saferplan.web.duties.statutory import Certainty, templates, templates_for
from saferplan.web.partnerships.areas import Nation

TODAY = date(2026, 11, 22)
UNITARY, DISTRICT, COUNTY, LONDON, WELSH = "E06000060", "E07000004", "E10000002", "E09000001", "W06000001"
EVERY = list(templates().values())


def words(*codes, on=TODAY):
    return {template.word for template in templates_for(codes, on=on)}


@pytest.mark.parametrize("template", EVERY, ids=lambda template: template.word)
class TestEachEntry:
    def test_says_where_it_comes_from_and_when_that_was_checked(self, template):
        assert template.laws
        assert all(law.citation and law.applies_from < template.checked for law in template.laws.values())
        assert template.checked <= date.today()
        assert template.certainty in Certainty

    def test_comes_round_or_follows_an_event_and_not_both(self, template):
        assert not (template.within and (template.recurs or template.first))

    def test_fits_what_a_duty_keeps(self, template):
        assert len(template.title) <= Duty._meta.get_field("title").max_length
        assert len(template.word) <= Duty._meta.get_field("template").max_length
        if template.recurs:
            assert 1 <= template.recurs.months <= MOST_MONTHS
            assert template.recurs.counted_from in CountedFrom

    def test_has_a_word_that_addresses_can_hold(self, template):
        assert template.word.replace("-", "").isalnum()


def test_england_and_wales_differ():
    assert "public-meeting" in words(UNITARY)
    assert "public-meeting" not in words(WELSH)
    assert "strategic-assessment" in words(WELSH)


@pytest.mark.parametrize(
    ("codes", "applies"),
    [((UNITARY,), True), ((LONDON,), True), ((COUNTY,), True), ((DISTRICT,), False), ((DISTRICT, COUNTY), True)],
    ids=["unitary", "london", "county", "district", "district-with-its-county"],
)
def test_part_4_of_the_domestic_abuse_act_binds_tier_one_councils(codes, applies):
    assert ("domestic-abuse-strategy" in words(*codes)) is applies


def test_no_welsh_council_is_bound_by_it():
    assert "domestic-abuse-strategy" not in words(WELSH)


def test_a_county_agreement_is_for_counties_with_districts():
    assert "county-agreement" in words(COUNTY, DISTRICT)
    assert "county-agreement" not in words(UNITARY)


def test_a_duty_does_not_apply_before_its_law():
    assert "serious-violence-strategy" not in words(UNITARY, on=date(2023, 1, 30))
    assert "serious-violence-strategy" in words(UNITARY, on=date(2023, 1, 31))


def test_the_plan_is_revised_before_1_april():
    assert templates()["partnership-plan"].suggested_due(TODAY) == date(2027, 3, 31)


@pytest.mark.parametrize(
    ("word", "happened", "due"),
    [
        ("scrutiny-response", date(2026, 2, 20), date(2026, 3, 20)),
        ("death-review-decision", date(2026, 1, 31), date(2026, 2, 28)),
        ("death-review-report", date(2026, 8, 31), date(2027, 2, 28)),
    ],
)
def test_what_follows_an_event_is_due_so_long_after(word, happened, due):
    assert templates()[word].within.due(happened) == due


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 1, 1), 0, date(2026, 1, 1)),
    ],
)
def test_so_many_months_later(day, months, later):
    assert months_after(day, months) == later


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, MOST_MONTHS))
def test_months_later_is_the_month_and_no_later_day(day, months):
    later = months_after(day, months)

    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day <= day.day


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from([(3, 31), (4, 1), (2, 29), (12, 31)]))
def test_the_next_such_day_is_within_a_year(after, day):
    found = next_on(*day, after=after)

    assert after <= found <= months_after(after, 12, day_of_month=31)
    assert found.month == day[0]


def test_both_nations_are_told():
    assert {nation for template in EVERY for nation in template.laws} == set(Nation)
