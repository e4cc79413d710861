"""A case on the site: asked for with a purpose, logged, and not there for whom no agreement lets in."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from saferplan.web.agreements.actions import suspend
from saferplan.web.audit.models import Entry, Operation
from saferplan.web.cases.reading import remembered
from saferplan.web.people.models import Member
from site_agreements import ASB, a_case
from site_agreements import case_page as page
from site_people import a_member


def test_a_case_that_no_agreement_opens_is_not_there(sign_in, caseworker, their_case):
    client = sign_in(caseworker)

    assert client.get(page(their_case)).status_code == 404
    for name in ("purpose", "edit", "judge-risk", "close", "add-note", "add-person"):
        assert client.get(page(their_case, name)).status_code == 404
        assert client.post(page(their_case, name)).status_code == 404
    assert not Entry.objects.filter(operation=Operation.READ).exists()


def test_a_case_is_opened_with_a_purpose_and_every_reading_is_logged(sign_in, caseworker, their_case, agreed):
    client = sign_in(caseworker)

    asked = client.get(page(their_case), follow=True)
    assert asked.redirect_chain == [(page(their_case, "purpose"), 302)]
    assert "Violet" not in asked.content.decode()

    shown = client.post(page(their_case, "purpose"), {"purpose": ASB}, follow=True).content.decode()

    assert "Violet Madeup" in shown
    assert "01632 960 001" in shown
    assert "Paint on the door again." in shown
    assert "What is alleged is no finding." in shown
    assert "‘Safer homes’ (version 1) allows it until 31 December 2099" in shown
    reads = Entry.objects.filter(operation=Operation.READ)
    assert {(read.table_name, read.purpose) for read in reads} == {("cases_case", ASB), ("cases_caseperson", ASB)}
    assert reads.count() == 3
    assert reads.filter(table_name="cases_case").get().after["agreement"] == agreed.pk


def test_a_purpose_that_no_agreement_covers_is_not_offered(sign_in, caseworker, their_case, agreed):
    answer = sign_in(caseworker).post(page(their_case, "purpose"), {"purpose": "hate"})

    assert "Select a valid choice" in answer.content.decode()


@pytest.mark.parametrize(("minutes", "purpose"), [(59, ASB), (61, None)])
def test_the_purpose_is_remembered_for_an_hour(minutes, purpose, sign_in, caseworker, their_case, agreed):
    client = sign_in(caseworker)
    client.post(page(their_case, "purpose"), {"purpose": ASB})

    later = timezone.now() + timedelta(minutes=minutes)

    assert remembered(client.session, their_case, now=later) == purpose


def test_access_closes_with_the_agreement_even_where_the_purpose_is_remembered(sign_in, caseworker, their_case, agreed):
    client = sign_in(caseworker)
    client.post(page(their_case, "purpose"), {"purpose": ASB})
    assert client.get(page(their_case)).status_code == 200

    suspend(agreement=agreed, why="A breach.", by=agreed.owner)

    assert client.get(page(their_case)).status_code == 404


def test_whoever_reads_anothers_case_adds_notes_and_changes_nothing(sign_in, caseworker, their_case, agreed):
    client = sign_in(caseworker)
    client.post(page(their_case, "purpose"), {"purpose": ASB})

    client.post(page(their_case, "add-note"), {"text": "Lock changed."})

    assert [note.text for note in their_case.case_notes.all()] == ["Lock changed.", "Paint on the door again."]
    for name in ("edit", "judge-risk", "close", "add-person"):
        assert client.post(page(their_case, name), {"why": "x"}).status_code == 403


def test_a_person_of_another_case_is_not_found_through_this_one(sign_in, police, their_case):
    other = a_case(police)
    client = sign_in(other.owner)
    client.post(page(other, "purpose"), {"purpose": ASB})

    stranger = their_case.case_people.first()

    assert client.get(page(other, "edit-person", person=stranger.pk)).status_code == 404


def test_the_register_lists_what_may_be_read_for_the_purpose(sign_in, caseworker, council, their_case, agreed):
    own = a_case(council, owner=caseworker)
    register = reverse("cases:register", args=[council.partnership.slug])
    client = sign_in(caseworker)

    assert their_case.reference not in client.get(register).content.decode()
    both = client.get(register, {"purpose": ASB}).content.decode()
    one = client.get(register, {"purpose": "hate"}).content.decode()

    assert their_case.reference in both
    assert own.reference in both
    assert their_case.reference not in one
    assert own.reference in one


def test_what_somebody_who_left_still_owns_is_told_to_who_hands_it_over_alone(sign_in, partnership, their_case):
    owner = their_case.owner
    Member.objects.filter(pk=owner.pk).update(until=timezone.localdate())  # as a directory ends it
    theirs = reverse("people:member", args=[partnership.slug, owner.pk])

    councillor = sign_in(a_member(partnership, "councillor")).get(theirs).content.decode()
    administrator = sign_in(a_member(partnership, "administrator")).get(theirs).content.decode()

    assert their_case.reference in administrator
    assert their_case.reference not in councillor
    assert their_case.get_kind_display() not in councillor
