"""What becomes of a duty: who says so, on which grounds, and what the database keeps."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from freezegun import freeze_time

from saferplan.web.duties.actions import (
    add_evidence,
    add_step,
    adopt_duty,
    edit_duty,
    hand_over_duty,
    remove_step,
    set_status,
    sign_off,
)
from saferplan.web.duties.models import (
    FINISHED,
    TRANSITIONS,
    CountedFrom,
    Duty,
    DutyStatus,
    Evidence,
    SignOff,
    SignOffStep,
    Status,
    Verdict,
)
from saferplan.web.duties.statutory import templates
from saferplan.web.partnerships.refused import Refused


def status_of(duty):
    return Duty.objects.with_status().get(pk=duty.pk).status


@pytest.fixture
def shown(a_duty, owner):
    """A duty with evidence."""
    duty = a_duty()
    add_evidence(duty=duty, note="On the council's pages", by=owner)
    return duty


@pytest.fixture
def signed_by_two(a_duty, owner, officer, chair):
    duty = a_duty(steps=[("Officer", officer), ("Chair of the Board", chair)])
    add_evidence(duty=duty, note="Final draft", by=owner)
    return duty


def test_a_new_duty_is_to_do(a_duty):
    assert status_of(a_duty()) == Status.TO_DO


def test_every_status_has_its_transitions():
    assert set(TRANSITIONS) == set(Status)
    assert all(TRANSITIONS[status] == set() for status in FINISHED)


@pytest.mark.parametrize("status", sorted(set(Status) - TRANSITIONS[Status.FOR_SIGN_OFF] - {Status.FOR_SIGN_OFF}))
def test_what_waits_for_sign_off_does_not_become(status, signed_by_two, owner):
    set_status(duty=signed_by_two, status=Status.FOR_SIGN_OFF, by=owner)

    with pytest.raises(Refused, match="“For sign-off” cannot become"):
        set_status(duty=signed_by_two, status=status, note="Why", by=owner)


def test_it_is_not_done_without_evidence(a_duty, owner):
    with pytest.raises(Refused, match=r"Nothing shows that it was done\. Add evidence first"):
        set_status(duty=a_duty(), status=Status.DONE, by=owner)


def test_it_is_done_with_evidence(shown, owner):
    set_status(duty=shown, status=Status.DONE, by=owner)

    assert status_of(shown) == Status.DONE
    assert [one.by for one in shown.statuses.all()][-1] == owner


def test_it_is_not_done_past_those_who_sign_off(signed_by_two, owner):
    with pytest.raises(Refused, match="It is done once it is signed off"):
        set_status(duty=signed_by_two, status=Status.DONE, by=owner)


def test_it_is_not_sent_to_nobody(shown, owner):
    with pytest.raises(Refused, match="Nobody is named to sign it off"):
        set_status(duty=shown, status=Status.FOR_SIGN_OFF, by=owner)


def test_not_needed_says_why(a_duty, owner):
    duty = a_duty()

    with pytest.raises(Refused, match="Say why it is not needed"):
        set_status(duty=duty, status=Status.NOT_NEEDED, by=owner)
    with pytest.raises(IntegrityError, match="not_needed_says_why"), transaction.atomic():
        DutyStatus.objects.create(partnership=duty.partnership, duty=duty, status=Status.NOT_NEEDED)


def test_a_finished_duty_stays_finished(shown, owner, officer):
    set_status(duty=shown, status=Status.DONE, by=owner)

    with pytest.raises(Refused, match="“Done” cannot become “In progress”"):
        set_status(duty=shown, status=Status.IN_PROGRESS, by=owner)
    with pytest.raises(Refused, match="The duty is finished"):
        edit_duty(duty=Duty.objects.get(pk=shown.pk), based_on=shown.version, by=officer)
    with pytest.raises(Refused, match="The duty is finished"):
        add_step(duty=shown, as_whom="Board", member=officer, by=officer)


@pytest.mark.parametrize("model", [DutyStatus, SignOff, Evidence])
def test_what_was_said_is_not_rewritten(model, signed_by_two, owner, officer):
    set_status(duty=signed_by_two, status=Status.FOR_SIGN_OFF, by=owner)
    sign_off(duty=signed_by_two, verdict=Verdict.SIGNED, by=officer)

    with pytest.raises(IntegrityError, match="added and never rewritten"), transaction.atomic():
        model.objects.update(note="Something else")


class TestSigningOff:
    @pytest.fixture
    def sent(self, signed_by_two, owner):
        set_status(duty=signed_by_two, status=Status.FOR_SIGN_OFF, by=owner)
        return signed_by_two

    def test_in_the_order(self, sent, officer, chair):
        with pytest.raises(Refused, match="not your turn"):
            sign_off(duty=sent, verdict=Verdict.SIGNED, by=chair)

        sign_off(duty=sent, verdict=Verdict.SIGNED, by=officer)
        assert status_of(sent) == Status.FOR_SIGN_OFF
        sign_off(duty=sent, verdict=Verdict.SIGNED, by=chair)
        assert status_of(sent) == Status.DONE

    def test_by_nobody_else(self, sent, owner):
        with pytest.raises(Refused, match="not your turn"):
            sign_off(duty=sent, verdict=Verdict.SIGNED, by=owner)

    def test_once(self, sent, officer):
        sign_off(duty=sent, verdict=Verdict.SIGNED, by=officer)

        with pytest.raises(Refused, match="not your turn"):
            sign_off(duty=sent, verdict=Verdict.SIGNED, by=officer)

    def test_by_one_person_as_two(self, a_duty, owner, officer):
        duty = a_duty(steps=[("Officer", officer), ("Secretary", officer)])
        add_evidence(duty=duty, note="Final draft", by=owner)
        set_status(duty=duty, status=Status.FOR_SIGN_OFF, by=owner)

        sign_off(duty=duty, verdict=Verdict.SIGNED, by=officer)
        assert status_of(duty) == Status.FOR_SIGN_OFF
        sign_off(duty=duty, verdict=Verdict.SIGNED, by=officer)
        assert status_of(duty) == Status.DONE

    def test_sent_back_says_why(self, sent, officer):
        with pytest.raises(Refused, match="Say what is missing"):
            sign_off(duty=sent, verdict=Verdict.RETURNED, by=officer)

    def test_sent_back_and_sent_again_it_begins_at_the_first(self, sent, owner, officer, chair):
        sign_off(duty=sent, verdict=Verdict.SIGNED, by=officer)
        sign_off(duty=sent, verdict=Verdict.RETURNED, note="No costs in it", by=chair)
        assert status_of(sent) == Status.IN_PROGRESS

        set_status(duty=sent, status=Status.FOR_SIGN_OFF, by=owner)

        assert SignOffStep.objects.open_now().get(duty=sent).member == officer

    def test_nobody_is_added_meanwhile(self, sent, officer):
        with pytest.raises(Refused, match="Take it back first"):
            add_step(duty=sent, as_whom="Cabinet", member=officer, by=officer)

    def test_the_database_holds_one_signature_of_a_step_in_a_round(self, sent, officer):
        signed = sign_off(duty=sent, verdict=Verdict.SIGNED, by=officer)

        with pytest.raises(IntegrityError, match="step_is_signed_once_a_round"), transaction.atomic():
            SignOff.objects.create(
                partnership=sent.partnership, step=signed.step, round=signed.round, verdict="signed", by=officer
            )


def test_steps_stay_numbered_when_one_is_taken_out(signed_by_two, officer):
    remove_step(step=signed_by_two.steps.first(), by=officer)

    assert [(step.position, step.as_whom) for step in signed_by_two.steps.all()] == [(1, "Chair of the Board")]


def test_a_step_that_someone_signed_stays(signed_by_two, owner, officer, chair):
    set_status(duty=signed_by_two, status=Status.FOR_SIGN_OFF, by=owner)
    sign_off(duty=signed_by_two, verdict=Verdict.RETURNED, note="No costs", by=officer)

    with pytest.raises(Refused, match="stays on record"):
        remove_step(step=signed_by_two.steps.first(), by=officer)


class TestComingAgain:
    def finished(self, duty, owner, status=Status.DONE):
        if status == Status.DONE:
            add_evidence(duty=duty, note="Done", by=owner)
        set_status(duty=duty, status=status, note="Why", by=owner)
        return Duty.objects.filter(follows=duty).first()

    def test_the_next_is_due_a_year_after_it_was_due(self, a_duty, owner, officer):
        duty = a_duty(due=date(2026, 3, 31), every_months=12, steps=[("Officer", officer)])
        remove_step(step=duty.steps.get(), by=officer)

        following = self.finished(duty, owner)

        assert (following.due, following.owner, status_of(following)) == (date(2027, 3, 31), owner, Status.TO_DO)

    def test_the_order_of_sign_off_goes_along(self, signed_by_two, owner, officer, chair):
        Duty.objects.filter(pk=signed_by_two.pk).update(every_months=12)
        set_status(duty=signed_by_two, status=Status.FOR_SIGN_OFF, by=owner)
        for by in (officer, chair):
            sign_off(duty=signed_by_two, verdict=Verdict.SIGNED, by=by)

        following = Duty.objects.get(follows=signed_by_two)
        assert [(step.as_whom, step.member) for step in following.steps.all()] == [
            ("Officer", officer),
            ("Chair of the Board", chair),
        ]

    @freeze_time("2026-11-22 12:00")
    def test_counted_from_the_day_that_it_was_done(self, a_duty, owner):
        duty = a_duty(due=date(2026, 10, 1), every_months=12, counted_from=CountedFrom.DONE)

        assert self.finished(duty, owner).due == date(2027, 11, 22)

    def test_the_31st_comes_back_to_the_31st(self, a_duty, owner):
        first = a_duty(due=date(2026, 1, 31), every_months=1)

        february = self.finished(first, owner)
        march = self.finished(february, owner)

        assert (february.due, march.due) == (date(2026, 2, 28), date(2026, 3, 31))

    def test_what_is_not_needed_this_time_comes_again(self, a_duty, owner):
        assert self.finished(a_duty(every_months=12), owner, Status.NOT_NEEDED) is not None

    def test_what_is_due_once_does_not(self, a_duty, owner):
        assert self.finished(a_duty(), owner) is None

    def test_the_database_holds_one_next_time(self, a_duty, owner):
        duty = a_duty(every_months=12)
        self.finished(duty, owner)

        with pytest.raises(IntegrityError), transaction.atomic():
            Duty.objects.create(
                partnership=duty.partnership, title="Again", due=duty.due, day_of_month=1, owner=owner, follows=duty
            )


class TestADutyByStatute:
    def adopted(self, partnership, owner, word="strategic-assessment", due=date(2027, 3, 31)):
        return adopt_duty(partnership=partnership, template=templates()[word], due=due, owner=owner, by=owner)

    def test_it_brings_the_statutes_words(self, partnership, owner):
        duty = self.adopted(partnership, owner)

        assert duty.title == "Prepare the strategic assessment"
        assert (duty.every_months, duty.counted_from) == (12, CountedFrom.DUE)
        assert duty.statute.certainty == "recalled"

    def test_it_is_in_the_register_once(self, partnership, owner):
        self.adopted(partnership, owner)

        with pytest.raises(Refused, match="The register has this duty already"):
            self.adopted(partnership, owner)

    def test_what_follows_an_event_may_be_there_twice(self, partnership, owner):
        for day in (1, 2):
            self.adopted(partnership, owner, "scrutiny-response", date(2027, 1, day))

        assert partnership.duties.count() == 2

    def test_that_its_template_is_gone_takes_nothing_away(self, partnership, owner):
        duty = self.adopted(partnership, owner)
        Duty.objects.filter(pk=duty.pk).update(template="repealed-since")

        kept = Duty.objects.get()
        assert kept.statute is None
        assert kept.title == "Prepare the strategic assessment"


def test_evidence_shows_something(a_duty, owner):
    duty = a_duty()

    with pytest.raises(IntegrityError, match="evidence_shows_something"), transaction.atomic():
        Evidence.objects.create(partnership=duty.partnership, duty=duty, by=owner)


def test_a_duty_goes_to_another_owner(a_duty, officer):
    assert hand_over_duty(duty=a_duty(), to=officer, by=officer).owner == officer


def test_the_order_of_sign_off_has_no_two_of_one_place(signed_by_two, officer):
    told = {"partnership": signed_by_two.partnership, "duty": signed_by_two, "as_whom": "Cabinet", "member": officer}

    with transaction.atomic():
        SignOffStep.objects.create(position=1, **told)
        with pytest.raises(IntegrityError, match="sign_off_has_an_order"), transaction.atomic():
            connection.check_constraints()
        transaction.set_rollback(True)
