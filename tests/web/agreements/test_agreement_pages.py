"""An agreement on its way: drafted, sent, signed by each party, suspended, renewed, ended."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from saferplan.web.agreements.actions import renew, send_for_signature, sign
from saferplan.web.agreements.models import Agreement
from saferplan.web.agreements.standing import Standing
from site_agreements import a_draft, an_agreement, an_officer, signed
from site_people import a_member
from site_uploads import EXECUTABLE, PDF

FORM = {
    "title": "Safer homes",
    "what_for": "To act together.",
    "purposes": ["anti-social-behaviour", "serious-violence"],
    "gateway_serious-violence": "pcsca-2022-s16",
    "categories": ["account", "identity"],
    "begins_day": "1", "begins_month": "12", "begins_year": "2026",
    "until_day": "30", "until_month": "11", "until_year": "2027",
    "review_by_day": "30", "review_by_month": "9", "review_by_year": "2027",
    "version": "1",
}  # fmt: skip


@pytest.fixture
def officer(council):
    return an_officer(council)


@pytest.fixture
def told(police, council):
    return FORM | {"sharing": [police.pk], "reading": [council.pk, police.pk]}


def page(partnership, name: str, **parts: int) -> str:
    return reverse(f"agreements:{name}", kwargs={"partnership": partnership.slug} | parts)


def of(agreement: Agreement, name: str = "agreement", **parts: int) -> str:
    return page(agreement.partnership, name, agreement=agreement.pk, **parts)


def text(answer) -> str:
    return answer.content.decode()


def test_a_draft_is_written_on_one_form(sign_in, officer, partnership, told, police, council):
    answer = sign_in(officer).post(page(partnership, "draft"), told, follow=True)

    made = partnership.agreements.get()
    terms = made.latest
    assert answer.redirect_chain == [(of(made), 302)]
    assert made.owner == officer
    assert (terms.begins, terms.until, terms.review_by) == (date(2026, 12, 1), date(2027, 11, 30), date(2027, 9, 30))
    assert [(party.agency, party.shares, party.reads) for party in terms.parties.all()] == [
        (council, False, True),
        (police, True, True),
    ]
    assert {(one.purpose, one.gateway) for one in terms.purposes.all()} == {
        ("anti-social-behaviour", "cda-1998-s115"),
        ("serious-violence", "pcsca-2022-s16"),
    }
    assert "No patient information" in text(answer)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"title": ""}, "Enter a title"),
        ({"until_year": "2025"}, "Last day must be the same as or after the first day"),
        ({"review_by_year": "2028"}, "Review date must be from the first day to the last day"),
        ({"begins_month": "13"}, "First day must be a real date"),
        ({"purposes": []}, "Select at least one purpose"),
        ({"purposes": ["curiosity"]}, "Select a valid choice"),
        ({"gateway_serious-violence": ""}, "Select the power for serious violence"),
        ({"gateway_serious-violence": "cda-1998-s17a"}, "Select a valid choice"),
        ({"categories": ["everything"]}, "Select a valid choice"),
        ({"sharing": []}, "Select whose records may be read"),
    ],
)
def test_what_is_wrong_with_a_draft_is_said_and_nothing_is_kept(wrong, says, sign_in, officer, partnership, told):
    answer = sign_in(officer).post(page(partnership, "draft"), told | wrong)

    assert says in text(answer)
    assert "<title>Error: " in text(answer)
    assert not partnership.agreements.exists()


def test_one_agency_makes_no_agreement(sign_in, officer, partnership, told, police):
    alone = told | {"sharing": [police.pk], "reading": [police.pk]}

    assert "at least one agency besides" in text(sign_in(officer).post(page(partnership, "draft"), alone))


def test_another_partnerships_agency_cannot_be_named(sign_in, officer, partnership, other_partnership, told):
    theirs = other_partnership.agencies.first()

    answer = sign_in(officer).post(page(partnership, "draft"), told | {"sharing": [theirs.pk]})

    assert "Select a valid choice" in text(answer)


def test_a_title_is_used_once(sign_in, officer, partnership, told, between):
    a_draft("Safer homes", **between)

    assert "Another agreement has this title" in text(sign_in(officer).post(page(partnership, "draft"), told))


def test_two_people_edit_a_draft_and_neither_is_lost(sign_in, officer, partnership, told, between):
    agreement = a_draft(**between)
    client = sign_in(officer)
    assert client.post(of(agreement, "edit"), told | {"what_for": "First."}).status_code == 302

    second = client.post(of(agreement, "edit"), told | {"what_for": "Second."})

    assert second.status_code == 409
    assert "First." in text(second)
    assert "Second." in text(second)
    assert agreement.terms.get().what_for == "First."


def test_each_party_signs_the_version_that_it_has_read(sign_in, partnership, between, police, council, officer):
    agreement = a_draft(**between)
    client = sign_in(officer)
    client.post(of(agreement, "send"))
    shown = client.get(of(agreement, "sign"))
    assert "Sign for Chalkshire Local authority" in text(shown)

    answer = client.post(of(agreement, "sign"), {"number": 1, "agreed": "on"}, follow=True)

    assert "Signed for Chalkshire Local authority." in text(answer)
    assert fresh(agreement).standing() is Standing.SENT
    sign_in(an_officer(police)).post(of(agreement, "sign"), {"number": 1, "agreed": "on"})
    assert fresh(agreement).standing() is Standing.IN_FORCE


def test_signing_needs_the_tick_and_the_newest_version(sign_in, between, officer):
    agreement = a_draft(**between)
    send_for_signature(agreement=agreement, by=officer)
    client = sign_in(officer)

    assert "Tick the box to sign" in text(client.post(of(agreement, "sign"), {"number": 1}))
    renew(agreement=agreement, by=officer)
    send_for_signature(agreement=agreement, by=officer)
    late = client.post(of(agreement, "sign"), {"number": 1, "agreed": "on"}, follow=True)

    assert "there is a newer version" in text(late)
    assert not agreement.latest.parties.exclude(signature=None).exists()


def test_an_agency_signs_once_and_a_stranger_never(sign_in, between, officer, health):
    agreement = a_draft(**between)
    send_for_signature(agreement=agreement, by=officer)
    sign(terms=agreement.latest, by=officer)

    for member in (officer, an_officer(health)):
        answer = sign_in(member).post(of(agreement, "sign"), {"number": 1, "agreed": "on"}, follow=True)
        assert "has no signature to give" in text(answer)


def test_what_is_lacking_keeps_a_draft_from_being_sent(sign_in, between, officer):
    agreement = a_draft(until=date(2026, 2, 1), **between)

    answer = sign_in(officer).post(of(agreement, "send"), follow=True)

    assert "its last day has passed" in text(answer)
    assert fresh(agreement).standing() is Standing.DRAFT


@pytest.mark.parametrize(("act", "standing"), [("suspend", Standing.SUSPENDED), ("end", Standing.ENDED)])
def test_it_is_halted_with_a_reason(act, standing, sign_in, between, officer):
    agreement = an_agreement(**between)
    client = sign_in(officer)
    assert "Access under it closes at once" in text(client.get(of(agreement, act)))
    assert "Enter a reason" in text(client.post(of(agreement, act), {"why": ""}))

    answer = client.post(of(agreement, act), {"why": "A breach was found."}, follow=True)

    assert fresh(agreement).standing() is standing
    assert "A breach was found." in text(answer)
    assert officer.user.name in text(answer)


def test_a_suspended_one_is_resumed_and_an_ended_one_is_not(sign_in, between, officer):
    agreement = an_agreement(**between)
    client = sign_in(officer)
    client.post(of(agreement, "suspend"), {"why": "A breach."})
    client.post(of(agreement, "resume"), {"why": "Mended."})
    assert fresh(agreement).standing() is Standing.IN_FORCE

    client.post(of(agreement, "end"), {"why": "Done."})
    refused = client.post(of(agreement, "resume"), {"why": "Undone."}, follow=True)

    assert "That was not done" in text(refused)
    assert fresh(agreement).standing() is Standing.ENDED


def test_a_new_version_is_a_copy_that_all_sign_anew(sign_in, between, officer):
    agreement = an_agreement(**between)
    sign_in(officer).post(of(agreement, "renew"))

    found = fresh(agreement)
    assert (found.latest.number, found.standing()) == (2, Standing.IN_FORCE)
    assert len(found.latest.unsigned(date(2026, 11, 22))) == 2
    shown = text(sign_in(officer).get(of(agreement, "version", number=2)))
    assert "Not signed" in shown
    assert "Draft" in shown


def test_documents_are_attached_to_the_draft_alone(sign_in, between, officer, police):
    agreement = a_draft(**between)
    client = sign_in(officer)
    disguised = SimpleUploadedFile("annex.pdf", EXECUTABLE)
    assert "<title>Error: " in text(client.post(of(agreement, "attach"), {"document": disguised}))
    client.post(of(agreement, "attach"), {"document": SimpleUploadedFile("annex.pdf", PDF)})
    held = agreement.latest.documents.get()

    given = sign_in(a_member(police.partnership, agency=police)).get(of(agreement, "document", document=held.pk))
    assert b"".join(given.streaming_content) == PDF

    signed(agreement, day=date(2026, 1, 1))
    client = sign_in(officer)
    client.post(of(agreement, "attach"), {"document": SimpleUploadedFile("late.pdf", PDF)})
    client.post(of(agreement, "detach", document=held.pk))
    assert [one.document.name for one in agreement.latest.documents.all()] == ["annex.pdf"]


def test_a_document_that_no_version_holds_any_more_is_gone(sign_in, between, officer, partnership):
    agreement = a_draft(**between)
    client = sign_in(officer)
    client.post(of(agreement, "attach"), {"document": SimpleUploadedFile("annex.pdf", PDF)})

    client.post(of(agreement, "detach", document=agreement.latest.documents.get().pk))

    assert not partnership.files.exists()


def test_a_document_is_not_found_through_another_agreement(sign_in, between, officer):
    agreement, other = a_draft("One", **between), a_draft("Two", **between)
    client = sign_in(officer)
    client.post(of(agreement, "attach"), {"document": SimpleUploadedFile("annex.pdf", PDF)})
    held = agreement.latest.documents.get()

    assert client.get(of(other, "document", document=held.pk)).status_code == 404


def test_the_register_shows_how_each_stands(sign_in, officer, partnership, between):
    an_agreement("In force now", **between)
    a_draft("Still a draft", **between)

    shown = text(sign_in(officer).get(page(partnership, "register")))

    assert "In force now" in shown
    assert "Still a draft" in shown
    assert "govuk-tag--green" in shown


def test_the_register_takes_a_fixed_number_of_queries(
    sign_in, officer, partnership, between, django_assert_max_num_queries
):
    client = sign_in(officer)
    for number in range(4):
        an_agreement(f"Agreement {number}", **between)

    with django_assert_max_num_queries(25):
        client.get(page(partnership, "register"))


def test_what_i_may_see_and_why(sign_in, partnership, between, council):
    an_agreement(categories=["account", "identity"], **between)
    caseworker = a_member(partnership, "caseworker", agency=council)

    shown = text(sign_in(caseworker).get(page(partnership, "may-see"), {"purpose": "anti-social-behaviour"}))

    assert "‘Safer homes’ (version 1) allows it until 31 December 2099" in shown
    assert "No agreement lets Chalkshire Local authority read what Chalkshire Probation holds." in shown
    assert "‘Safer homes’ does not cover this data: How to reach people; Risk;" in shown


def test_why_not_answers_by_agency_purpose_and_data(sign_in, partnership, council, police, officer):
    caseworker = a_member(partnership, "caseworker", agency=council)
    asked = {"agency": police.pk, "purpose": "hate", "categories": ["account"]}
    client = sign_in(caseworker)

    assert "Describe what you are looking for" in text(client.get(page(partnership, "why-not")))
    unsaid = text(client.get(page(partnership, "why-not"), {"categories": ["account"]}))
    assert "Select the agency that holds it" in unsaid
    assert "Select what you need it for" in unsaid
    shown = text(client.get(page(partnership, "why-not"), asked))

    assert "You may not see such a record" in shown
    assert "No agreement lets Chalkshire Local authority read what Chalkshire Police holds." in shown
    assert officer.user.name in shown
    assert "Ask about another record" in shown


def fresh(agreement: Agreement) -> Agreement:
    return Agreement.objects.get(pk=agreement.pk)


def test_who_has_no_signature_to_give_is_told_before_they_read_it_all(sign_in, between, officer, health):
    agreement = a_draft(**between)
    send_for_signature(agreement=agreement, by=officer)
    sign(terms=agreement.latest, by=officer)

    for member in (officer, an_officer(health)):
        answer = sign_in(member).get(of(agreement, "sign"), follow=True)
        assert f"no signature of {member.agency} is wanted" in text(answer)
        assert answer.redirect_chain == [(of(agreement), 302)]


def test_a_document_is_attached_to_a_draft_alone_and_that_is_said_at_once(sign_in, between, officer):
    agreement = a_draft(**between)
    send_for_signature(agreement=agreement, by=officer)

    answer = sign_in(officer).get(of(agreement, "attach"), follow=True)
    assert "There is no draft to attach it to." in text(answer)


@pytest.mark.parametrize(
    ("act", "said"), [("suspend", "The agreement is suspended."), ("end", "The agreement has ended.")]
)
def test_what_was_done_to_an_agreement_is_said_on_the_next_page(act, said, sign_in, between, officer):
    agreement = an_agreement(**between)

    answer = sign_in(officer).post(of(agreement, act), {"why": "A breach."}, follow=True)
    assert said in text(answer)
