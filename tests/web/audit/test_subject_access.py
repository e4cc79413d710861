"""A person who asks gets everything held, and nothing about anybody else unseen by an officer."""

import io
import json
import zipfile
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from saferplan.web.audit.forgetting import delete_due
from saferplan.web.audit.models import Entry, PreparedAnswer, SubjectAccessRequest
from saferplan.web.audit.reading import log_read
from saferplan.web.audit.subject_access import Held, PersonDetails, everything_held
from saferplan.web.audit.third_parties import OtherNames
from saferplan.web.cases.actions import add_note, add_person
from saferplan.web.cases.models import Part
from site_agreements import a_case
from site_people import a_member

ASKS = {
    "reference": "SAR 12", "received_on_day": "1", "received_on_month": "11", "received_on_year": "2026",
    "name": "Violet Madeup", "email": "violet@example.org",
}  # fmt: skip


@pytest.fixture
def officer(partnership):
    return a_member(partnership, "data-protection-officer", name="Odette Fieldgate")


@pytest.fixture
def client(sign_in, officer):
    return sign_in(officer)


@pytest.fixture
def case(officer):
    case = a_case(officer.agency)
    violet = {"forenames": "Violet", "surname": "Madeup", "phone": "01632 960 001"}
    add_person(case=case, part=Part.VICTIM, is_child=False, details=violet, by=case.owner)
    other = {"forenames": "Basil", "surname": "Inventedson"}
    add_person(case=case, part=Part.ALLEGED, is_child=False, details=other, by=case.owner)
    add_note(case=case, text="Violet says that Basil Inventedson <b>shouted</b>.", by=case.owner)
    return case


def page(partnership, name: str, **parts) -> str:
    return reverse(f"subject-access:{name}", kwargs={"partnership": partnership.slug} | parts)


def prepared(client, partnership, records) -> PreparedAnswer:
    client.post(page(partnership, "find-person"), ASKS | {"choose": "yes", "records": records})
    return PreparedAnswer.objects.latest("pk")


def opened(client, answer) -> zipfile.ZipFile:
    told = client.post(page(answer.partnership, "download", answer=answer.pk))
    return zipfile.ZipFile(io.BytesIO(told.content))


def test_from_the_request_to_the_answer(client, partnership, case):
    log_read(member=case.owner, record=case, purpose="hate")
    found = client.post(page(partnership, "find-person"), ASKS).content.decode()
    assert f"Case {case}, as victim" in found
    assert "Found by name" in found

    key = f"case-person:{case.case_people.get(part=Part.VICTIM).pk}"
    answer = prepared(client, partnership, [key])
    files = opened(client, answer)
    told = json.loads(files.read("answer.json"))

    assert files.namelist() == ["answer.html", "answer.json", "answer.csv", "to-redact.csv"]
    assert told["held"][0]["facts"]["Name"] == "Violet Madeup"
    assert told["held"][0]["facts"]["Telephone"] == "01632 960 001"
    assert "Basil Inventedson" in told["held"][0]["facts"]["Notes"][0]
    assert {"agency": case.owner.agency.name, "purpose": "hate", "day": str(timezone.localdate())} in told["read_by"]
    assert answer.to_redact >= 1


def test_names_of_others_are_marked_and_listed_and_markup_in_a_note_is_text(client, partnership, case):
    key = f"case-person:{case.case_people.get(part=Part.VICTIM).pk}"
    files = opened(client, prepared(client, partnership, [key]))
    html = files.read("answer.html").decode()

    assert "<mark>Basil Inventedson</mark> &lt;b&gt;shouted" in html
    assert "<mark>Violet" not in html
    assert "Basil Inventedson" in files.read("to-redact.csv").decode()


def test_only_what_the_officer_chose_is_in_the_answer(client, partnership, case):
    account = a_member(partnership, name="Violet Madeup")

    files = opened(client, prepared(client, partnership, [f"account:{account.user_id}"]))
    told = json.loads(files.read("answer.json"))

    assert [held["register"] for held in told["held"]] == ["Accounts"]
    assert told["held"][0]["facts"]["E-mail address"] == account.user.email


def test_a_record_that_was_not_found_cannot_be_asked_for(client, partnership, case):
    other = case.case_people.get(part=Part.ALLEGED)
    answer = client.post(
        page(partnership, "find-person"), ASKS | {"choose": "yes", "records": [f"case-person:{other.pk}"]}
    )

    assert "Select a valid choice" in answer.content.decode()
    assert not PreparedAnswer.objects.exists()


def test_nothing_held_is_an_answer_too(client, partnership):
    found = client.post(page(partnership, "find-person"), ASKS).content.decode()
    assert "Nothing was found" in found

    files = opened(client, prepared(client, partnership, []))

    assert "The site holds nothing about you." in files.read("answer.html").decode()


def test_nothing_of_another_partnership_is_found(client, partnership, other_partnership):
    a_member(other_partnership, name="Violet Madeup")
    elsewhere = a_case(a_member(other_partnership).agency)
    add_person(
        case=elsewhere, part=Part.VICTIM, is_child=False, details={"surname": "Violet Madeup"}, by=elsewhere.owner
    )

    assert everything_held(partnership, PersonDetails("Violet Madeup")) == []
    assert len(everything_held(other_partnership, PersonDetails("Violet Madeup"))) == 2


def test_another_partnerships_answer_is_not_there(client, partnership, other_partnership, sign_in):
    answer = prepared(client, partnership, [])
    stranger = sign_in(a_member(other_partnership, "data-protection-officer"))

    assert stranger.get(page(other_partnership, "answer", answer=answer.pk)).status_code == 404
    assert stranger.post(page(other_partnership, "download", answer=answer.pk)).status_code == 404


def test_looking_preparing_and_downloading_are_written_down_without_the_persons_details(client, partnership, case):
    key = f"case-person:{case.case_people.get(part=Part.VICTIM).pk}"
    before = Entry.objects.latest("pk").pk
    client.post(page(partnership, "find-person"), ASKS)
    opened(client, prepared(client, partnership, [key]))
    written = Entry.objects.filter(pk__gt=before)

    assert set(written.values_list("operation", flat=True)) == {"search", "read", "insert", "export"}
    assert set(written.filter(operation="read").values_list("purpose", flat=True)) == {"data-subject-request"}
    assert not any("Violet" in json.dumps([each.before, each.after]) for each in written)


def test_the_answer_lies_encrypted_and_is_gone_when_it_expires(client, partnership, case):
    key = f"case-person:{case.case_people.get(part=Part.VICTIM).pk}"
    answer = prepared(client, partnership, [key])
    assert b"PK" not in bytes(answer.sealed)[:40]
    assert b"Violet" not in bytes(answer.sealed)

    PreparedAnswer.objects.update(at=timezone.now() - timedelta(days=31), expires_at=timezone.now() - timedelta(days=1))
    assert client.get(page(partnership, "answer", answer=answer.pk)).status_code == 404
    assert client.post(page(partnership, "download", answer=answer.pk)).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_an_expired_answer_is_deleted_and_the_request_stays(client, partnership):
    prepared(client, partnership, [])
    PreparedAnswer.objects.update(at=timezone.now() - timedelta(days=40), expires_at=timezone.now() - timedelta(days=2))

    delete_due()

    assert not PreparedAnswer.objects.exists()
    assert SubjectAccessRequest.objects.count() == 1


def test_asked_again_under_one_reference_it_is_one_request(client, partnership):
    prepared(client, partnership, [])
    prepared(client, partnership, [])

    assert SubjectAccessRequest.objects.get().answers.count() == 2


def test_the_list_says_until_when_to_answer(client, partnership):
    prepared(client, partnership, [])

    assert "1 December 2026" in client.get(page(partnership, "requests")).content.decode()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"reference": ""}, "Enter your reference"),
        ({"name": ""}, "Enter the person’s name"),
        ({"received_on_year": "2999"}, "must be today or in the past"),
        ({"received_on_day": "31", "received_on_month": "2"}, "must be a real date"),
        ({"email": "no address"}, "name@example"),
    ],
)
def test_what_is_wrong_with_the_form_is_said(changed, said, client, partnership):
    answer = client.post(page(partnership, "find-person"), ASKS | changed).content.decode()

    assert said in answer
    assert "Error: " in answer


def test_a_download_is_asked_for_not_followed(client, partnership):
    answer = prepared(client, partnership, [])

    assert client.get(page(partnership, "download", answer=answer.pk)).status_code == 405


class TestMatching:
    ASKS = PersonDetails(
        "José O'Neil",
        email="Jose@Example.org",
        date_of_birth=date(1990, 2, 3),
        postcode="zz9 9zz",
        phone="01632 960001",
    )

    @pytest.mark.parametrize(
        ("held", "by"),
        [
            ({"name": "JOSE ONEIL"}, "name"),
            ({"email": "jose@example.org"}, "e-mail address"),
            ({"phone": "+44 1632 960001"}, "phone number"),
            ({"date_of_birth": date(1990, 2, 3), "postcode": "ZZ99ZZ"}, "date of birth, postcode"),
            ({"postcode": "ZZ9 9ZZ"}, ""),
            ({"date_of_birth": date(1990, 2, 3)}, ""),
            ({"name": "Jose"}, ""),
            ({}, ""),
        ],
    )
    def test_what_is_enough(self, held, by):
        assert self.ASKS.matched_by(**held) == by

    def test_what_nobody_told_is_no_match(self):
        assert PersonDetails("").matched_by(name="", email="", postcode="") == ""


class TestOtherNames:
    def test_the_persons_own_name_is_not_marked(self):
        names = OtherNames(["Ann Madeup"], person=PersonDetails("Violet Madeup"))

        assert str(names.marked("Ann and Violet Madeup")) == "<mark>Ann</mark> and Violet Madeup"

    def test_longer_names_first_and_whole_words_only(self):
        names = OtherNames(["Ann Lee"], person=PersonDetails("Violet"))

        assert names.found_in("Ann Lee saw Annabel and LEE") == ["Ann Lee", "LEE"]

    def test_nobody_else_marks_nothing(self):
        assert str(OtherNames([], person=PersonDetails("V")).marked("a < b")) == "a &lt; b"

    @given(st.lists(st.text(max_size=12), max_size=4), st.text(max_size=60))
    def test_whatever_the_names_the_text_is_all_there(self, others, text):
        names = OtherNames(others, person=PersonDetails("Violet Madeup"))

        assert names.marked(text).striptags() is not None
        assert str(names.marked(text)).replace("<mark>", "").replace("</mark>", "") == str(
            OtherNames([], person=PersonDetails("V")).marked(text)
        )

    def test_counts_every_place(self):
        held = Held("k", "t", "name", {"a": "Basil", "b": ["Basil again", ""]})

        assert OtherNames(["Basil"], person=PersonDetails("V")).count_in([held]) == 2
