"""What is written in a case, and what that means for who may read it."""

import csv
import io

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from parsed import parsed
from saferplan.errors import KeyRefused
from saferplan.web.agreements.access import decide
from saferplan.web.audit.models import Entry, Operation
from saferplan.web.cases.actions import NotNow, add_note, add_person, edit_case, set_status
from saferplan.web.cases.models import Case, CasePerson, CaseStatus, Note, Open, Part, Risk, RiskJudgement
from saferplan.web.cases.models.cases import number_of, reference_of
from saferplan.web.people.ownership import CannotTakeOver, kind
from site_agreements import ASB, a_case, an_agreement, case_page
from site_people import a_member

PERSON = {"part": "victim", "surname": "Madeup", "version": "1"}


@pytest.fixture
def own_case(council, caseworker) -> Case:
    return a_case(council, owner=caseworker)


@pytest.fixture
def client_in(sign_in, caseworker, own_case):
    """The caseworker's, with the purpose given."""
    client = sign_in(caseworker)
    client.post(case_page(own_case, "purpose"), {"purpose": ASB})
    return client


def fresh(case: Case) -> Case:
    return Case.objects.as_they_stand().get(pk=case.pk)


def test_a_case_is_opened_with_an_owner_and_a_judgement_of_risk(sign_in, caseworker, council):
    told = {
        "kind": "hate", "owner": caseworker.pk, "categories": ["special"], "version": "1",
        "opened_on_day": "20", "opened_on_month": "11", "opened_on_year": "2026",
        "risk": "high", "why_risk": "It gets worse.",
    }  # fmt: skip
    answer = sign_in(caseworker).post(reverse("cases:open", args=[council.partnership.slug]), told)

    made = Case.objects.as_they_stand().get()
    assert answer.url == case_page(made)
    assert (made.holder, made.owner, made.risk, made.status) == (council, caseworker, Risk.HIGH, Open.OPEN)
    assert made.categories == ["account", "risk", "special"]
    assert RiskJudgement.objects.get().by == caseworker


def test_only_people_of_the_agency_who_read_cases_may_own_one(sign_in, caseworker, council, police):
    for wrong in (a_member(council.partnership, "analyst"), a_member(council.partnership, "caseworker", agency=police)):
        told = {"kind": "asb", "owner": wrong.pk, "risk": "standard", "why_risk": "x", "version": "1"}
        answer = sign_in(caseworker).post(reverse("cases:open", args=[council.partnership.slug]), told)
        assert "Select a valid choice" in answer.content.decode()


def test_nothing_of_a_person_reaches_the_database_in_the_clear(client_in, own_case):
    client_in.post(case_page(own_case, "add-person"), PERSON | {"surname": "Zyxwvut", "phone": "01632 960 777"})
    client_in.post(case_page(own_case, "add-note"), {"text": "Zyxwvut rang again."})

    everything = io.StringIO()
    call_command("dumpdata", "cases", stdout=everything)
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(entry::text, '') FROM (SELECT * FROM audit_entry) AS entry")
        logged = cursor.fetchone()[0]

    assert "Zyxwvut" not in everything.getvalue()
    assert "Zyxwvut" not in logged
    assert own_case.case_people.get().details["surname"] == "Zyxwvut"


def test_a_sealed_cell_opens_for_its_own_row_alone(own_case, caseworker):
    one, two = (
        add_person(case=own_case, part=Part.VICTIM, is_child=False, details={"surname": name}, by=caseworker)
        for name in ("One", "Two")
    )
    CasePerson.objects.filter(pk=two.pk).update(sealed=one.sealed)

    with pytest.raises(KeyRefused):
        _ = CasePerson.objects.get(pk=two.pk).details


def test_what_people_bring_into_a_case_is_marked_on_it(own_case, caseworker):
    add_person(case=own_case, part=Part.VICTIM, is_child=False, details={"surname": "A"}, by=caseworker)
    assert fresh(own_case).categories == ["account", "identity", "risk"]

    child = {"surname": "B", "phone": "1"}
    add_person(case=own_case, part=Part.ALLEGED, is_child=True, details=child, by=caseworker)

    assert fresh(own_case).categories == ["account", "allegations", "children", "contact", "identity", "risk"]


def test_somebody_under_18_closes_a_case_to_whom_no_agreement_lets_see_that(police, council, caseworker):
    narrow = ["account", "identity", "risk", "contact", "allegations"]
    an_agreement(sharing=[police], reading=[council], categories=narrow)
    case = a_case(police)
    assert decide(caseworker, case, ASB).allowed

    add_person(case=case, part=Part.VICTIM, is_child=True, details={"surname": "Young"}, by=case.owner)

    assert decide(caseworker, fresh(case), ASB).reasons == ("‘Safer homes’ does not cover this data: People under 18.",)


def test_data_that_people_need_cannot_be_taken_off_a_case(own_case, caseworker):
    add_person(case=own_case, part=Part.ALLEGED, is_child=True, details={"surname": "B"}, by=caseworker)
    case = fresh(own_case)

    edit_case(case=case, kind="asb", categories=[], owner=caseworker, based_on=case.version, by=caseworker)

    assert {"allegations", "children", "identity"} <= set(fresh(own_case).categories)


def test_two_people_edit_a_person_and_neither_is_lost(client_in, own_case):
    client_in.post(case_page(own_case, "add-person"), PERSON)
    form = case_page(own_case, "edit-person", person=own_case.case_people.get().pk)
    assert client_in.post(form, PERSON | {"surname": "First"}).status_code == 302

    second = client_in.post(form, PERSON | {"surname": "Second"})

    assert second.status_code == 409
    assert "First" in second.content.decode()
    assert own_case.case_people.get().details["surname"] == "First"


def test_two_people_edit_a_case_and_neither_is_lost(client_in, own_case, caseworker):
    told = {"kind": "hate", "owner": caseworker.pk, "version": "1"}
    assert client_in.post(case_page(own_case, "edit"), told).status_code == 302

    assert client_in.post(case_page(own_case, "edit"), told | {"kind": "exploitation"}).status_code == 409
    assert fresh(own_case).kind == "hate"


def test_what_is_not_on_a_form_cannot_be_set(client_in, own_case, caseworker, police):
    told = {"kind": "hate", "owner": caseworker.pk, "version": "1", "holder": police.pk, "number": 999}
    client_in.post(case_page(own_case, "edit"), told)

    assert (fresh(own_case).holder, fresh(own_case).number) == (own_case.holder, own_case.number)


def test_risk_is_judged_anew_and_earlier_judgements_stay(client_in, own_case):
    client_in.post(case_page(own_case, "judge-risk"), {"level": "high", "why": "Threats."})

    shown = client_in.get(case_page(own_case)).content.decode()

    assert fresh(own_case).risk == Risk.HIGH
    assert "Risk judged high" in shown
    assert "Risk judged standard" in shown


def test_a_case_is_closed_and_opened_again_with_reasons(client_in, own_case, caseworker):
    client_in.post(case_page(own_case, "close"), {"why": "Settled."})
    assert fresh(own_case).status == Open.CLOSED
    client_in.post(case_page(own_case, "reopen"), {"why": "It began again."})
    assert fresh(own_case).status == Open.OPEN

    with pytest.raises(NotNow, match="open already"):
        set_status(case=own_case, status=Open.OPEN, why="", by=caseworker)


@pytest.mark.parametrize("model", [CaseStatus, RiskJudgement, Note])
def test_what_was_recorded_is_never_rewritten(model, own_case, caseworker):
    add_note(case=own_case, text="A note.", by=caseworker)

    with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic():
        model.objects.filter(case=own_case).update(by=caseworker)


def test_a_list_is_exported_without_people_or_formulas_and_logged(sign_in, council, caseworker):
    caseworker.user.name = '=HYPERLINK("x")'
    caseworker.user.save()
    case = a_case(council, owner=caseworker)
    address = reverse("cases:export", args=[council.partnership.slug])

    answer = sign_in(caseworker).get(address, {"purpose": ASB})

    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    heading, row = csv.reader(io.StringIO(content))
    assert heading[0] == "Reference"
    assert row[0] == case.reference
    assert row[3].startswith("'=HYPERLINK")
    assert Entry.objects.filter(operation=Operation.READ, record=str(case.pk), purpose=ASB).count() == 1
    assert sign_in(caseworker).get(address).status_code == 302, "without a purpose there is no list"


def test_a_thousand_cases_are_listed_page_by_page_in_few_queries(
    sign_in, caseworker, council, django_assert_max_num_queries
):
    Case.objects.bulk_create(
        Case(
            partnership=council.partnership,
            number=number,
            kind="asb",
            holder=council,
            owner=caseworker,
            categories=["account"],
        )
        for number in range(1, 1001)
    )
    told = {"partnership": council.partnership, "by": caseworker}
    cases = list(Case.objects.all())
    CaseStatus.objects.bulk_create(CaseStatus(case=case, status=Open.OPEN, **told) for case in cases)
    RiskJudgement.objects.bulk_create(RiskJudgement(case=case, level=Risk.STANDARD, why="", **told) for case in cases)
    client = sign_in(caseworker)
    address = reverse("cases:register", args=[council.partnership.slug])
    client.get(address)

    with django_assert_max_num_queries(25):
        shown = client.get(address, {"purpose": ASB, "status": "open", "page": 40}).content.decode()

    assert "1,000 cases" in shown
    assert "C-00001" in shown


def test_the_page_of_a_case_takes_the_same_queries_for_one_person_and_for_many(
    client_in, own_case, caseworker, django_assert_max_num_queries
):
    for number in range(12):
        add_person(case=own_case, part=Part.VICTIM, is_child=False, details={"surname": f"P{number}"}, by=caseworker)
        add_note(case=own_case, text="x", by=caseworker)

    with django_assert_max_num_queries(40):
        client_in.get(case_page(own_case))


def test_a_case_goes_to_a_successor_of_its_agency(own_case, caseworker, council, police):
    cases = kind("cases")
    held = list(cases.held_by(caseworker))
    assert [holding.address for holding in held] == [case_page(own_case)]
    outsider, successor = (a_member(council.partnership, "caseworker", agency=agency) for agency in (police, council))

    with pytest.raises(CannotTakeOver), transaction.atomic():
        cases.hand_over(key=held[0].key, leaver=caseworker, to=outsider, by=None)
    cases.hand_over(key=held[0].key, leaver=caseworker, to=successor, by=None)

    assert fresh(own_case).owner == successor


def test_an_agreement_goes_to_a_successor(police, council):
    agreement = an_agreement(sharing=[police], reading=[council])
    successor = a_member(council.partnership, "community-safety-officer")
    (held,) = kind("agreements").held_by(agreement.owner)

    kind("agreements").hand_over(key=held.key, leaver=agreement.owner, to=successor, by=None)

    agreement.refresh_from_db()
    assert agreement.owner == successor


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("C-00042", 42),
        (" c-42 ", 42),
        ("42", 42),
        ("C", None),
        ("", None),
        ("C-4x", None),
        ("٤٢", None),
        ("9" * 30, None),
    ],
)
def test_a_reference_is_read_as_people_write_it(typed, number):
    assert number_of(typed) == number


def test_a_reference_reads_back():
    assert number_of(reference_of(7)) == 7


@pytest.mark.parametrize(
    ("name", "told", "said"),
    [
        ("edit", {"kind": "hate", "version": "1"}, "The case is saved."),
        ("judge-risk", {"level": "high", "why": "It gets worse."}, "Your judgement of the risk is recorded."),
        ("close", {"why": "It is quiet."}, "The case is closed."),
        ("add-note", {"text": "A visit."}, "The note is added."),
        ("add-person", PERSON, "The person is added."),
    ],
)
def test_what_was_done_is_said_on_the_next_page_and_names_nobody(name, told, said, client_in, own_case, caseworker):
    owner = {"owner": caseworker.pk} if name == "edit" else {}
    answer = client_in.post(case_page(own_case, name), told | owner, follow=True)

    banner = parsed(answer.content.decode()).one("div", role="alert")
    assert banner.text == f"Done {said}"


def test_nobody_is_born_on_a_day_to_come(client_in, own_case):
    to_come = {"date_of_birth_day": "1", "date_of_birth_month": "1", "date_of_birth_year": "2990"}

    answer = client_in.post(case_page(own_case, "add-person"), PERSON | to_come)
    assert "Date of birth must be today or in the past" in answer.content.decode()
    assert not CasePerson.objects.exists()


def test_no_case_was_opened_on_a_day_to_come(sign_in, caseworker, council):
    told = {"opened_on_day": "1", "opened_on_month": "1", "opened_on_year": "2990"}

    answer = sign_in(caseworker).post(reverse("cases:open", args=[council.partnership.slug]), told)
    assert "Date the case was opened must be today or in the past" in answer.content.decode()
