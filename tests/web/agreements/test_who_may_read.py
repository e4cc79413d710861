"""Given these agreements, who may read what: tables to check by hand, then any history at all against a slow rule."""

from datetime import date

import pytest
from freezegun import freeze_time

from saferplan.web.agreements.access import Asked, Reader, decide
from saferplan.web.agreements.actions import edit_draft, end, renew, resume, suspend
from saferplan.web.agreements.models import Agreement
from saferplan.web.partnerships.models import AgencyKind
from site_agreements import ASB, BEGINS, UNTIL, a_case, a_draft, an_agreement, content, renewed, signed
from site_people import a_member

TODAY = date(2026, 6, 1)


@pytest.fixture
def officer(partnership, council):
    with freeze_time("2025-11-01"):
        return a_member(partnership, "caseworker", agency=council)


def test_without_an_agreement_another_agencys_records_stay_closed(officer, police):
    decision = decide(officer, Asked(police, ["account"]), ASB, TODAY)

    assert not decision.allowed
    assert decision.reasons == ("No agreement lets Chalkshire Local authority read what Chalkshire Police holds.",)


def test_an_agreement_in_force_opens_them_and_is_named(officer, police, between):
    an_agreement(**between)

    decision = decide(officer, Asked(police, ["account", "identity"]), ASB, TODAY)

    assert decision.allowed
    assert decision.reasons == (
        "‘Safer homes’ (version 1) allows it until 31 December 2099: Crime and Disorder Act 1998, section 115.",
    )


def test_an_agency_reads_its_own_without_an_agreement(officer, council):
    decision = decide(officer, Asked(council, ["account", "special"]), ASB, TODAY)

    assert decision.allowed
    assert "its own lawful basis" in decision.reasons[0]


def test_sharing_goes_one_way(partnership, police, council, between):
    an_agreement(**between)
    with freeze_time("2025-11-01"):
        constable = a_member(partnership, "caseworker", agency=police)

    assert not decide(constable, Asked(council, ["account"]), ASB, TODAY).allowed


def test_an_agency_that_is_no_party_reads_nothing(partnership, police, health, between):
    an_agreement(**between)
    with freeze_time("2025-11-01"):
        nurse = a_member(partnership, "caseworker", agency=health)

    assert not decide(nurse, Asked(police, ["account"]), ASB, TODAY).allowed


def test_a_role_without_the_permission_reads_nothing_even_of_its_own_agency(partnership, council, police, between):
    an_agreement(**between)
    with freeze_time("2025-11-01"):
        analyst = a_member(partnership, "analyst", agency=council)

    for holder in (council, police):
        decision = decide(analyst, Asked(holder, ["account"]), ASB, TODAY)
        assert (decision.allowed, decision.reasons) == (False, ("None of your roles lets you read cases.",))


def test_what_is_missing_is_said_in_words(officer, police, between):
    an_agreement("Narrow", categories=["account", "identity"], **between)

    wrong_purpose = decide(officer, Asked(police, ["account"]), "hate", TODAY)
    too_much = decide(officer, Asked(police, ["account", "special", "risk"]), ASB, TODAY)

    assert wrong_purpose.reasons == ("‘Narrow’ does not cover the purpose ‘Hate crime and hate incidents’.",)
    assert too_much.reasons == (
        "‘Narrow’ does not cover this data: Risk; Health, ethnicity and other special categories.",
    )


def test_two_agreements_are_not_added_up(officer, police, between):
    """Somebody who is asked can then name the one paper under which it was read."""
    an_agreement("One", categories=["account"], **between)
    an_agreement("Two", categories=["identity"], **between)

    decision = decide(officer, Asked(police, ["account", "identity"]), ASB, TODAY)

    assert not decision.allowed
    assert len(decision.reasons) == 2


@pytest.mark.parametrize(
    ("day", "allowed", "says"),
    [
        (date(2025, 12, 31), False, "begins on 1 January 2026"),
        (BEGINS, True, "allows it"),
        (UNTIL, True, "allows it"),
        (date(2100, 1, 1), False, "lapsed at the end of 31 December 2099"),
    ],
)
def test_it_opens_on_its_first_day_and_closes_after_its_last(day, allowed, says, officer, police, between):
    an_agreement(day=date(2025, 12, 20), **between)

    decision = decide(officer, Asked(police, ["account"]), ASB, day)

    assert decision.allowed is allowed
    assert says in decision.reasons[0]


@pytest.mark.parametrize(
    ("moment", "allowed"),
    [
        # Summer time: 23:30 in London is 22:30 by the clock of the server.
        ("2026-08-31 22:59:59", True),
        ("2026-08-31 23:00:00", False),
    ],
)
def test_it_lapses_at_midnight_in_london(moment, allowed, officer, police, between):
    an_agreement(until=date(2026, 8, 31), **between)

    with freeze_time(moment):
        assert decide(officer, Asked(police, ["account"]), ASB).allowed is allowed


def test_one_missing_signature_keeps_it_closed_and_is_named(officer, police, between):
    agreement = a_draft(**between)
    signed(agreement, day=BEGINS, but=[police])

    decision = decide(officer, Asked(police, ["account"]), ASB, TODAY)

    assert (decision.allowed, decision.reasons) == (False, ("‘Safer homes’ is not signed by Chalkshire Police.",))


def test_a_signature_counts_from_its_day(officer, police, between):
    an_agreement(day=date(2026, 3, 10), **between)

    assert not decide(officer, Asked(police, ["account"]), ASB, date(2026, 3, 9)).allowed
    assert decide(officer, Asked(police, ["account"]), ASB, date(2026, 3, 10)).allowed


def test_suspension_and_ending_close_it_at_once_and_resuming_opens_it(officer, police, between):
    agreement = an_agreement(**between)
    record = Asked(police, ["account"])

    with freeze_time("2026-06-01 09:00"):
        suspend(agreement=agreement, why="A breach.", by=agreement.owner)
        assert decide(officer, record, ASB).reasons == ("‘Safer homes’ is suspended.",)
        resume(agreement=agreement, why="Mended.", by=agreement.owner)
        assert decide(officer, record, ASB).allowed
        end(agreement=agreement, why="Replaced by law.", by=agreement.owner)
        assert decide(officer, record, ASB).reasons == ("‘Safer homes’ is ended.",)


def test_new_terms_replace_old_ones_and_old_ones_never_come_back(officer, police, council, health, between):
    """Version 1 would have run to the end of 2026; version 2, narrower, ran to the end of March."""
    agreement = an_agreement(**between)
    with freeze_time("2026-02-01 12:00"):
        draft = renew(agreement=agreement, by=agreement.owner)
        narrower = content(categories=["account"], until=date(2026, 3, 31), **between)
        edit_draft(
            agreement=agreement, title="Safer homes", content=narrower, based_on=draft.version, by=agreement.owner
        )
    record = Asked(police, ["account", "identity"])
    assert decide(officer, record, ASB, date(2026, 2, 2)).allowed, "until the new terms are signed the old ones hold"

    signed(agreement, day=date(2026, 2, 10))

    assert decide(officer, record, ASB, date(2026, 2, 9)).allowed
    assert not decide(officer, record, ASB, date(2026, 2, 10)).allowed
    assert decide(officer, Asked(police, ["account"]), ASB, date(2026, 3, 31)).allowed
    lapsed = decide(officer, Asked(police, ["account"]), ASB, date(2026, 4, 1))
    assert lapsed.reasons == ("‘Safer homes’ lapsed at the end of 31 March 2026.",)


def test_who_is_no_longer_a_member_reads_nothing(officer, council, police, between):
    an_agreement(**between)
    officer.until = TODAY

    assert not decide(officer, Asked(police, ["account"]), ASB, TODAY).allowed
    assert not decide(officer, Asked(council, ["account"]), ASB, TODAY).allowed


def test_an_agency_that_has_left_reads_nothing_from_that_day(officer, council, police, between):
    an_agreement(**between)
    officer.agency.until = TODAY

    assert decide(officer, Asked(police, ["account"]), ASB, date(2026, 5, 31)).allowed
    assert decide(officer, Asked(police, ["account"]), ASB, TODAY).reasons == (
        "Your agency is no longer part of the partnership.",
    )


def test_an_unknown_purpose_opens_nothing(officer, council):
    assert decide(officer, Asked(council, ["account"]), "curiosity", TODAY).reasons == ("No such purpose is known.",)


def test_another_partnerships_record_is_never_readable(officer, other_partnership):
    theirs = other_partnership.agencies.get(kind=AgencyKind.COUNCIL)

    decision = decide(officer, Asked(theirs, ["account"]), ASB, TODAY)

    assert (decision.allowed, decision.reasons) == (False, ("It belongs to another partnership.",))


def test_a_list_of_cases_holds_those_that_the_decision_allows(partnership, officer, police, council, health, between):
    an_agreement(categories=["account", "identity", "risk"], **between)
    readable, own = a_case(police), a_case(council, categories=["special"])
    a_case(police, categories=["identity", "special"])
    a_case(health)

    with freeze_time(TODAY):
        assert set(partnership.cases.readable_by(officer, ASB)) == {readable, own}
        assert set(partnership.cases.readable_by(officer, "hate")) == {own}


def test_deciding_takes_a_fixed_number_of_queries(officer, partnership, police, between, django_assert_max_num_queries):
    for number in range(3):
        an_agreement(f"Agreement {number}", **between)
    a_case(police)

    with freeze_time(TODAY), django_assert_max_num_queries(12):
        assert len(partnership.cases.readable_by(officer, ASB)) == 1


def test_deciding_on_more_records_looks_no_further_into_the_agreements(officer, police, between, monkeypatch):
    for number in range(3):
        an_agreement(f"Agreement {number}", categories=["account"], **between)
    reader = Reader.of(officer, TODAY)
    reader.decide(Asked(police, ["account"]), ASB)
    monkeypatch.delattr(Agreement, "governing")

    assert reader.decide(Asked(police, ["account"]), ASB).allowed
    assert not reader.decide(Asked(police, ["special"]), ASB).allowed


def test_a_reader_of_another_moment_sees_what_was_done_meanwhile(officer, police, between):
    agreement = an_agreement(**between)
    with freeze_time(f"{TODAY} 12:00"):
        assert decide(officer, Asked(police, ["account"]), ASB).allowed
        suspend(agreement=agreement, why="A complaint.", by=agreement.owner)
        assert not decide(officer, Asked(police, ["account"]), ASB).allowed


def test_agreements_of_the_register_know_their_terms_in_a_fixed_number_of_queries(
    between, django_assert_max_num_queries
):
    for number in range(3):
        renewed(an_agreement(f"Agreement {number}", **between), day=TODAY)

    with django_assert_max_num_queries(7):
        assert {agreement.standing(TODAY).label for agreement in Agreement.objects.with_terms()} == {"In force"}
