"""Owners hear of a duty thirty and seven days before it is due, once each, and nothing of it names anybody."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from saferplan.web.duties.actions import add_evidence, adopt_duty, set_status
from saferplan.web.duties.models import Duty, Status, Warned
from saferplan.web.duties.statutory import templates
from saferplan.web.duties.warnings import warn_of_duties
from saferplan.web.people.models import Member
from site_jobs import run_jobs

TODAY = timezone.localdate()


def days_from_now(days):
    return TODAY + timedelta(days=days)


@pytest.mark.parametrize(("days", "warned"), [(-1, None), (0, 7), (7, 7), (8, 30), (30, 30), (31, None)], ids=str)
def test_who_is_warned_of_what(days, warned, a_duty, partnership):
    a_duty(due=days_from_now(days))

    assert warn_of_duties(partnership) == (1 if warned else 0)
    assert list(Warned.objects.values_list("days_before", flat=True)) == ([warned] if warned else [])


def test_each_warning_goes_once(a_duty, partnership):
    a_duty(due=days_from_now(30))

    assert [warn_of_duties(partnership, days_from_now(later)) for later in (0, 0, 10, 23, 24, 30)] == [1, 0, 0, 1, 0, 0]


def test_the_owner_gets_a_message_with_the_statutes_words_and_the_way(partnership, owner):
    template = templates()["partnership-plan"]
    duty = adopt_duty(partnership=partnership, template=template, due=days_from_now(30), owner=owner, by=None)

    warn_of_duties(partnership)
    run_jobs()

    (message,) = mail.outbox
    assert message.to == [owner.user.email]
    assert template.title in message.subject
    assert f"/partnerships/{partnership.slug}/duties/{duty.pk}/" in message.body


def test_what_people_typed_does_not_leave_the_site(a_duty, partnership):
    a_duty("Ring Jane Doe about the noise", due=days_from_now(7), description="She lives at 1 Chalk Lane")

    warn_of_duties(partnership)
    run_jobs()

    (message,) = mail.outbox
    assert "Doe" not in message.subject + message.body
    assert "Chalk Lane" not in message.body


def test_nobody_is_warned_of_what_is_done(a_duty, partnership, owner):
    duty = a_duty(due=days_from_now(7))
    add_evidence(duty=duty, note="Done", by=owner)
    set_status(duty=duty, status=Status.DONE, by=owner)

    assert warn_of_duties(partnership) == 0


def test_who_has_left_is_not_written_to(a_duty, partnership, owner):
    a_duty(due=days_from_now(7))
    Member.objects.filter(pk=owner.pk).update(until=TODAY)

    assert warn_of_duties(partnership) == 0


def test_other_partnerships_are_left_to_their_own_run(a_duty, other_partnership):
    a_duty(due=days_from_now(7))

    assert warn_of_duties(other_partnership) == 0


def test_a_warning_that_could_not_be_queued_is_not_on_record(a_duty, partnership, monkeypatch):
    def gone(**_told):
        raise OSError("the queue is gone")

    a_duty(due=days_from_now(7))
    monkeypatch.setattr("saferplan.web.duties.warnings.send_later", gone)

    with pytest.raises(OSError, match="gone"):
        warn_of_duties(partnership)

    assert not Warned.objects.exists()


def test_the_database_holds_one_warning_of_a_kind(a_duty, partnership, owner):
    told = {"partnership": partnership, "duty": a_duty(due=days_from_now(7)), "days_before": 7, "member": owner}
    Warned.objects.create(**told)

    with pytest.raises(IntegrityError, match="duty_is_warned_of_once"), transaction.atomic():
        Warned.objects.create(**told)


def test_many_duties_are_found_in_one_question(a_duty, partnership, django_assert_num_queries):
    for number in range(5):
        a_duty(f"Duty {number}", due=days_from_now(100))

    with django_assert_num_queries(1):
        warn_of_duties(partnership)

    assert Duty.objects.count() == 5
