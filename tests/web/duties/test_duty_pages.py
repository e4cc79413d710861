"""The pages of duties, as people use them."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from saferplan.web.duties.actions import add_evidence, add_step, adopt_duty, hand_over_duty, set_status
from saferplan.web.duties.models import Duty, Evidence, Status
from saferplan.web.duties.my_work import duties_owned, duties_to_sign
from saferplan.web.duties.statutory import templates
from saferplan.web.partnerships.my_work import work_of
from site_people import a_member
from site_uploads import PDF

TODAY = timezone.localdate()
SOON = TODAY + timedelta(days=20)
QUERIES_OF_PLAN = 9


@pytest.fixture
def duty(a_duty):
    return a_duty(due=SOON)


def address(name, partnership, **parts):
    return reverse(f"duties:{name}", kwargs={"partnership": partnership.slug} | parts)


def day(name, value):
    return {f"{name}_day": value.day, f"{name}_month": value.month, f"{name}_year": value.year}


def page(answer):
    return answer.content.decode()


@pytest.mark.parametrize("name", ["plan", "finished", "statutory", "add", "calendar"])
def test_an_officer_opens_every_list(name, sign_in, officer, duty, partnership):
    assert sign_in(officer).get(address(name, partnership)).status_code == 200


@pytest.mark.parametrize("name", ["duty", "edit", "status", "add-evidence", "add-step"])
def test_an_officer_opens_every_page_of_a_duty(name, sign_in, officer, duty, partnership):
    answer = sign_in(officer).get(address(name, partnership, duty=duty.pk))

    assert answer.status_code == 200
    assert "Publish the review" in page(answer)


def test_the_plan_shows_what_is_overdue_first_and_then_month_by_month(sign_in, member, a_duty, partnership):
    a_duty("Later", due=date(2099, 5, 1))
    a_duty("Sooner", due=date(2099, 3, 1))
    a_duty("Late", due=TODAY - timedelta(days=1))

    shown = page(sign_in(member).get(address("plan", partnership)))

    places = [shown.index(text) for text in ("Overdue", "Late", "March 2099", "Sooner", "May 2099", "Later")]
    assert places == sorted(places)


def test_what_is_due_today_is_not_overdue(sign_in, member, a_duty, partnership):
    a_duty(due=TODAY)

    assert "Overdue" not in page(sign_in(member).get(address("plan", partnership)))


def test_the_plan_asks_the_database_no_more_for_more_duties(
    sign_in, member, a_duty, partnership, django_assert_max_num_queries
):
    for number in range(12):
        a_duty(f"Duty {number}", due=SOON + timedelta(days=number), owner=a_member(partnership))
    client = sign_in(member)

    with django_assert_max_num_queries(QUERIES_OF_PLAN):
        client.get(address("plan", partnership))


def test_an_officer_adds_a_local_duty(sign_in, officer, owner, partnership):
    told = {"title": "Review the plans", "owner": owner.pk, "every_months": 3, "counted_from": "due"} | day("due", SOON)

    shown = page(sign_in(officer).post(address("add", partnership), told, follow=True))

    assert "In the register" in shown
    assert "Every quarter, counted from the day that it was due" in shown
    assert Duty.objects.get().owner == owner


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "Enter what is due"),
        ({"every_months": 0}, "greater than or equal to 1"),
        ({"every_months": 121}, "less than or equal to 120"),
        ({"due_year": 9999}, "before the year 2100"),
        ({"owner": 999_999}, "Select a valid choice"),
    ],
)
def test_a_duty_that_makes_no_sense_is_refused(wrong, said, sign_in, officer, owner, partnership):
    told = {"title": "Review", "owner": owner.pk, "counted_from": "due"} | day("due", SOON) | wrong

    answer = sign_in(officer).post(address("add", partnership), told)

    assert said in page(answer)
    assert "<title>Error: " in page(answer)
    assert not Duty.objects.exists()


def test_an_owner_of_another_partnership_is_no_owner(sign_in, officer, other_partnership, partnership):
    stranger = a_member(other_partnership)
    told = {"title": "Review", "owner": stranger.pk, "counted_from": "due"} | day("due", SOON)

    assert "Select a valid choice" in page(sign_in(officer).post(address("add", partnership), told))


def test_duties_by_statute_show_their_law_and_what_is_in_the_register(sign_in, officer, owner, partnership):
    adopt_duty(partnership=partnership, template=templates()["partnership-plan"], due=SOON, owner=owner, by=officer)

    shown = page(sign_in(officer).get(address("statutory", partnership)))

    assert "SI 2007/1830 regs 10 and 11. It applies from 1 August 2007." in shown
    assert "In the register" in shown
    assert address("adopt", partnership, template="public-meeting") in shown
    assert address("adopt", partnership, template="partnership-plan") not in shown


def test_a_member_reads_them_and_is_offered_nothing_to_add(sign_in, member, partnership):
    assert "Add to the register" not in page(sign_in(member).get(address("statutory", partnership)))


def test_a_statutes_duty_is_added_with_the_day_that_the_law_sets(sign_in, officer, partnership):
    client, place = sign_in(officer), address("adopt", partnership, template="partnership-plan")

    assert 'value="31"' in page(client.get(place))
    client.post(place, {"owner": officer.pk} | day("due", date(2027, 3, 31)))

    assert Duty.objects.get().template == "partnership-plan"


def test_what_follows_an_event_asks_for_its_day(sign_in, officer, partnership):
    place = address("adopt", partnership, template="scrutiny-response")

    shown = page(sign_in(officer).get(place))
    sign_in(officer).post(place, {"owner": officer.pk} | day("happened", date(2026, 11, 2)))

    assert "The day on which the committee sent its report" in shown
    assert Duty.objects.get().due == date(2026, 11, 30)


def test_an_event_beyond_the_calendar_is_a_slip(sign_in, officer, partnership):
    place = address("adopt", partnership, template="scrutiny-response")
    told = {"happened_day": "31", "happened_month": "12", "happened_year": "9999", "owner": officer.pk}

    answer = sign_in(officer).post(place, told)

    assert "The date must be before the year 2100" in answer.content.decode()
    assert not partnership.duties.exists()


@pytest.mark.parametrize("template", ["no-such-duty", "county-agreement"])
def test_what_does_not_apply_cannot_be_added(template, sign_in, officer, partnership):
    assert sign_in(officer).get(address("adopt", partnership, template=template)).status_code == 404


def test_the_words_of_a_statute_are_not_edited(sign_in, officer, partnership):
    duty = adopt_duty(
        partnership=partnership, template=templates()["partnership-plan"], due=SOON, owner=officer, by=officer
    )
    told = {"title": "Mine", "owner": officer.pk, "counted_from": "due", "every_months": 12, "version": duty.version}

    sign_in(officer).post(address("edit", partnership, duty=duty.pk), told | day("due", SOON))

    assert Duty.objects.get().title == "Revise the partnership plan"


def test_who_saves_second_sees_both(sign_in, officer, duty, partnership):
    hand_over_duty(duty=duty, to=officer, by=officer)
    told = {"title": "Second", "owner": duty.owner.pk, "counted_from": "due", "version": duty.version}

    answer = sign_in(officer).post(address("edit", partnership, duty=duty.pk), told | day("due", SOON))

    assert answer.status_code == 409
    assert "Publish the review" in page(answer)
    assert Duty.objects.get().title == "Publish the review"


@pytest.mark.parametrize("name", ["status", "add-evidence"])
def test_only_who_owns_a_duty_or_keeps_the_register_works_on_it(name, sign_in, owner, member, duty, partnership):
    place = address(name, partnership, duty=duty.pk)

    assert sign_in(owner).get(place).status_code == 200
    refused = sign_in(member).get(place)
    assert refused.status_code == 403
    assert "Or who owns the duty" in page(refused)


def test_an_owner_keeps_neither_register_nor_order(sign_in, owner, duty, partnership):
    assert sign_in(owner).get(address("edit", partnership, duty=duty.pk)).status_code == 403
    assert sign_in(owner).get(address("add-step", partnership, duty=duty.pk)).status_code == 403


class TestEvidence:
    def add(self, client, duty, partnership, **told):
        return client.post(address("add-evidence", partnership, duty=duty.pk), told, follow=True)

    def test_a_note_and_a_link(self, sign_in, owner, duty, partnership):
        shown = page(self.add(sign_in(owner), duty, partnership, note="Published", link="example.gov.uk/plan"))

        assert "Published" in shown
        assert 'href="https://example.gov.uk/plan"' in shown

    def test_a_file_that_others_can_open(self, sign_in, owner, member, duty, partnership):
        self.add(sign_in(owner), duty, partnership, document=SimpleUploadedFile("plan.pdf", PDF))
        evidence = Evidence.objects.get()
        place = address("evidence-file", partnership, duty=duty.pk, evidence=evidence.pk)

        answer = sign_in(member).get(place)

        assert b"".join(answer.streaming_content) == PDF
        assert "plan.pdf" in answer["Content-Disposition"]

    @pytest.mark.parametrize(
        "link", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "ftp://example.org", "//example.org"]
    )
    def test_a_link_that_leads_to_no_page(self, link, sign_in, owner, duty, partnership):
        self.add(sign_in(owner), duty, partnership, link=link)

        assert not Evidence.objects.exclude(link__startswith="https://").exists()

    def test_a_program_under_the_name_of_a_document(self, sign_in, owner, duty, partnership):
        program = SimpleUploadedFile("plan.pdf", b"MZ\x90\x00" + b"\x00" * 200)

        shown = page(self.add(sign_in(owner), duty, partnership, document=program))

        assert "There is a problem" in shown
        assert not Evidence.objects.exists()

    def test_nothing_at_all(self, sign_in, owner, duty, partnership):
        shown = page(self.add(sign_in(owner), duty, partnership, note=" "))

        assert "Enter what was done, a link, or choose a file" in shown

    def test_what_is_typed_is_text(self, sign_in, owner, duty, partnership):
        shown = page(self.add(sign_in(owner), duty, partnership, note="<script>alert(1)</script>"))

        assert "<script>alert" not in shown
        assert "&lt;script&gt;" in shown

    def test_a_file_of_another_duty_is_not_handed_out(self, sign_in, owner, duty, a_duty, partnership):
        self.add(sign_in(owner), duty, partnership, document=SimpleUploadedFile("plan.pdf", PDF))
        other, evidence = a_duty("Other"), Evidence.objects.get()

        answer = sign_in(owner).get(address("evidence-file", partnership, duty=other.pk, evidence=evidence.pk))

        assert answer.status_code == 404


class TestSigning:
    @pytest.fixture
    def sent(self, duty, owner, officer, chair):
        add_step(duty=duty, as_whom="Chair of the Board", member=chair, by=officer)
        add_evidence(duty=duty, note="Final draft", by=owner)
        set_status(duty=duty, status=Status.FOR_SIGN_OFF, by=owner)
        return duty

    def test_the_chair_signs(self, sign_in, chair, sent, partnership):
        client = sign_in(chair)
        assert "Sign off or send back" in page(client.get(address("duty", partnership, duty=sent.pk)))

        shown = page(client.post(address("sign", partnership, duty=sent.pk), {"verdict": "signed"}, follow=True))

        assert "Your decision was recorded" in shown
        assert Duty.objects.with_status().get().status == Status.DONE

    def test_sent_back_without_a_word_is_refused(self, sign_in, chair, sent, partnership):
        shown = page(sign_in(chair).post(address("sign", partnership, duty=sent.pk), {"verdict": "returned"}))

        assert "Say what is missing" in shown

    def test_whose_turn_it_is_not_is_led_to_the_duty(self, sign_in, owner, sent, partnership):
        answer = sign_in(owner).post(address("sign", partnership, duty=sent.pk), {"verdict": "signed"})

        assert answer.url == address("duty", partnership, duty=sent.pk)
        assert Duty.objects.with_status().get().status == Status.FOR_SIGN_OFF

    def test_the_step_cannot_be_taken_out_meanwhile(self, sign_in, officer, sent, partnership):
        step = sent.steps.get()

        shown = page(
            sign_in(officer).post(address("remove-step", partnership, duty=sent.pk, step=step.pk), follow=True)
        )

        assert "Take it back first" in shown
        assert sent.steps.exists()


def test_a_finished_duty_is_on_the_list_of_finished_ones_and_offers_nothing(sign_in, owner, duty, partnership):
    add_evidence(duty=duty, note="Published", by=owner)
    client = sign_in(owner)
    client.post(address("status", partnership, duty=duty.pk), {"status": "done"})

    assert "Publish the review" in page(client.get(address("finished", partnership)))
    assert "Publish the review" not in page(client.get(address("plan", partnership)))
    assert "Say how it stands" not in page(client.get(address("duty", partnership, duty=duty.pk)))
    assert client.get(address("status", partnership, duty=duty.pk)).status_code == 302


def test_my_work_is_what_i_own_and_what_i_sign_next(a_duty, owner, officer, chair):
    later, sooner = a_duty("Later", due=SOON + timedelta(days=9)), a_duty("Sooner", due=SOON)
    add_step(duty=later, as_whom="Chair of the Board", member=chair, by=officer)
    add_evidence(duty=later, note="Draft", by=owner)

    assert [one.title for one in work_of(owner)["Duties"]] == ["Sooner", "Later"]
    assert work_of(chair) == {}
    set_status(duty=later, status=Status.FOR_SIGN_OFF, by=owner)
    assert [(one.title, one.note) for one in work_of(chair)["To sign off"]] == [("Later", "As Chair of the Board")]
    assert sooner.owner == owner


def test_my_work_asks_one_question_of_many_duties(a_duty, owner, django_assert_num_queries):
    for number in range(5):
        a_duty(f"Duty {number}", due=SOON)

    with django_assert_num_queries(1):
        assert len(list(duties_owned(owner))) == 5


def test_my_work_asks_no_more_of_more_steps(a_duty, owner, officer, chair, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert list(duties_to_sign(chair)) == []
    for number in range(3):
        duty = a_duty(f"Duty {number}", due=SOON)
        add_step(duty=duty, as_whom="Chair of the Board", member=chair, by=officer)
        add_evidence(duty=duty, note="Draft", by=owner)
        set_status(duty=duty, status=Status.FOR_SIGN_OFF, by=owner)

    with django_assert_num_queries(2):
        assert len(list(duties_to_sign(chair))) == 3


def test_what_a_duty_follows_is_asked_for_in_its_own_words(sign_in, officer, partnership):
    place = address("adopt", partnership, template="scrutiny-response")

    assert "Enter the day on which the committee sent its report" in page(
        sign_in(officer).post(place, {"owner": officer.pk})
    )
    wrong = {"happened_day": 31, "happened_month": 2, "happened_year": 2026}
    assert "The day on which the committee sent its report must be a real date" in page(
        sign_in(officer).post(place, wrong)
    )
