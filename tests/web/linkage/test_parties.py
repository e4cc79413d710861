"""Whose agency is a party to a purpose's agreement: one that was renamed still is, one that took its name is not."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from saferplan.identities.purposes import Agreement
from saferplan.web.linkage.parties import is_party
from saferplan.web.partnerships.actions import add_agency, change_agency, end_agency
from saferplan.web.partnerships.models import Agency, AgencyKind, Standing

SIGNED = date(2024, 6, 1)
BEFORE, LATER, LATEST = date(2024, 1, 1), date(2025, 1, 1), date(2025, 6, 1)


def agreement(*parties: str, signed: date = SIGNED) -> Agreement:
    return Agreement("Sharing", parties, signed, signed, date.max, date.max)


@pytest.fixture
def add(partnership):
    def added(name: str, since: date = BEFORE) -> Agency:
        told = {"kind": AgencyKind.VOLUNTARY, "standing": Standing.INVITEE}
        return add_agency(partnership=partnership, name=name, since=since, by=None, **told)

    return added


def rename(agency: Agency, name: str, on: date) -> Agency:
    return change_agency(agency=agency, name=name, standing=agency.standing, on=on, based_on=agency.version, by=None)


class TestParty:
    def test_by_its_name_case_and_punctuation_aside(self, add):
        assert is_party(add("Harbour Homes"), agreement("Anyshire Police", "harbour homes."))

    def test_another_agency_is_none(self, add):
        add("Harbour Homes")
        assert not is_party(add("Hillside Homes"), agreement("Harbour Homes"))

    def test_one_that_the_site_knows_only_since_the_signing(self, add):
        assert is_party(add("Harbour Homes", since=LATER), agreement("Harbour Homes"))


class TestRenamed:
    def test_it_stays_a_party(self, add):
        homes = rename(add("Harbour Homes"), "Harbour Living", LATER)
        assert is_party(homes, agreement("Harbour Homes"))

    def test_after_two_names_too(self, add):
        homes = rename(rename(add("Harbour Homes"), "Harbour Living", LATER), "Living", LATEST)
        assert is_party(homes, agreement("Harbour Homes"))

    def test_its_new_name_may_stand_in_a_file_that_is_recorded_anew(self, add):
        homes = rename(add("Harbour Homes"), "Harbour Living", LATER)
        assert is_party(homes, agreement("Harbour Living"))

    def test_who_takes_its_old_name_becomes_no_party(self, add):
        homes = rename(add("Harbour Homes"), "Harbour Living", LATER)
        other = rename(add("Hillside Homes"), "Harbour Homes", LATEST)
        assert not is_party(other, agreement("Harbour Homes"))
        assert is_party(homes, agreement("Harbour Homes"))

    def test_a_name_given_up_before_the_signing_means_nobody_who_had_it_then(self, add):
        former = rename(add("Harbour Homes", since=date(2020, 1, 1)), "Living", BEFORE)
        bearer = add("Harbour Homes")
        assert not is_party(former, agreement("Harbour Homes"))
        assert is_party(bearer, agreement("Harbour Homes"))


class TestMerged:
    def test_whoever_takes_it_over_is_a_party_once_the_purpose_names_it(self, add):
        end_agency(agency=add("Harbour Homes"), on=LATER, by=None)
        merged = add("Anyshire Living", since=LATER)
        assert not is_party(merged, agreement("Harbour Homes"))
        assert is_party(merged, agreement("Harbour Homes", "Anyshire Living"))

    def test_of_two_the_one_that_goes_on_stays_a_party(self, add):
        end_agency(agency=add("Hillside Homes"), on=LATER, by=None)
        goes_on = rename(add("Harbour Homes"), "Anyshire Living", LATER)
        assert is_party(goes_on, agreement("Harbour Homes", "Hillside Homes"))


class TestLeft:
    def test_it_is_a_party_no_longer(self, add):
        ended = end_agency(agency=add("Harbour Homes"), on=timezone.localdate(), by=None)
        assert not is_party(ended, agreement("Harbour Homes"))

    def test_until_its_last_day_it_is(self, add):
        homes = add("Harbour Homes")
        homes.until = timezone.localdate() + timedelta(days=1)
        assert is_party(homes, agreement("Harbour Homes"))

    def test_a_later_agency_of_its_name_is_another(self, add):
        end_agency(agency=add("Harbour Homes"), on=LATER, by=None)
        assert not is_party(add("Harbour Homes", since=LATEST), agreement("Harbour Homes"))

    def test_of_a_purpose_recorded_anew_without_it_it_is_none(self, add):
        assert not is_party(add("Harbour Homes"), agreement("Anyshire Police"))
