"""Of agreements a member's first page tells those to sign and those to renew, and asks no more than it needs."""

from datetime import date, timedelta

import pytest
from freezegun import freeze_time

from saferplan.web.agreements.actions import renew, send_for_signature, sign
from saferplan.web.agreements.lapsing import WARNED
from saferplan.web.agreements.waiting import to_renew, to_sign
from saferplan.web.people.models import Member
from site_agreements import UNTIL, a_draft, an_agreement, an_officer, renewed, sign_all
from site_people import a_member

TODAY = date(2026, 7, 1)


@pytest.fixture(autouse=True)
def today():
    with freeze_time(f"{TODAY} 12:00"):
        yield


@pytest.fixture
def signatory(council) -> Member:
    return acting(an_officer(council))


def acting(member: Member) -> Member:
    """As the site's gate finds who asks, with partnership and roles."""
    return Member.objects.acting(user=member.user, slug=member.partnership.slug)


def titles(waiting) -> list[str]:
    return [one.title for one in waiting]


def test_what_was_sent_waits_for_each_party_until_it_signs(between, council, police, signatory):
    draft = a_draft("Safer homes", **between)
    assert titles(to_sign(signatory)) == []

    send_for_signature(agreement=draft, by=draft.owner)
    assert titles(to_sign(signatory)) == ["Safer homes"]

    sign(terms=draft.latest, by=signatory)
    assert titles(to_sign(signatory)) == []
    assert titles(to_sign(acting(an_officer(police)))) == ["Safer homes"]


def test_who_may_not_sign_is_asked_for_nothing(between, council):
    draft = a_draft(**between)
    send_for_signature(agreement=draft, by=draft.owner)

    assert titles(to_sign(acting(a_member(council.partnership, "analyst", agency=council)))) == []


def test_a_version_that_was_never_signed_waits_no_longer_when_the_next_one_is(between, council, signatory):
    agreement = a_draft(**between)
    send_for_signature(agreement=agreement, by=agreement.owner)
    renew(agreement=agreement, by=agreement.owner)
    assert titles(to_sign(signatory)) == []

    send_for_signature(agreement=agreement, by=agreement.owner)
    assert len(titles(to_sign(signatory))) == 1

    sign_all(agreement)
    assert titles(to_sign(signatory)) == []


def test_agreements_that_are_signed_are_not_looked_into(between, signatory, django_assert_num_queries):
    for number in range(3):
        an_agreement(f"Agreement {number}", **between)

    with django_assert_num_queries(1):
        assert titles(to_sign(signatory)) == []


@pytest.mark.parametrize(
    ("until", "waits"),
    [(TODAY, True), (TODAY + WARNED, True), (TODAY + WARNED + timedelta(days=1), False), (UNTIL, False)],
)
def test_an_own_agreement_waits_in_its_last_days(between, until, waits):
    owner = acting(an_agreement(until=until, **between).owner)

    assert titles(to_renew(owner)) == (["Safer homes: draft a new version"] if waits else [])


def test_nobody_elses_agreement_waits(between, signatory):
    an_agreement(until=TODAY, **between)

    assert titles(to_renew(signatory)) == []


def test_an_agreement_that_ended_before_waits_no_longer(between):
    owner = acting(an_agreement(until=TODAY - timedelta(days=1), **between).owner)

    assert titles(to_renew(owner)) == []


def test_agreements_that_go_on_are_not_looked_into(between, django_assert_num_queries):
    agreement = an_agreement(**between)
    renewed(agreement, day=TODAY)
    owner = acting(agreement.owner)

    with django_assert_num_queries(1):
        assert titles(to_renew(owner)) == []
