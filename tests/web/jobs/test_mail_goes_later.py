"""E-mail goes when the page has answered, and nothing of it stays behind."""

from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.db import transaction
from freezegun import freeze_time
from procrastinate.contrib.django.models import ProcrastinateJob

from saferplan.web.jobs.mail import send_email, send_later
from saferplan.web.jobs.models import OutgoingEmail, State
from saferplan.web.jobs.running import Running
from site_jobs import run_jobs


def ask(partnership, member):
    return send_later(
        to=member.user, subject="A duty is due", text="Sign in to see it.", partnership=partnership, by=member
    )


def test_a_message_is_sent_and_then_forgotten(partnership, member):
    job = ask(partnership, member)
    assert not mail.outbox

    run_jobs()

    (message,) = mail.outbox
    assert (message.to, message.subject, message.body) == (
        [member.user.email], "A duty is due", "Sign in to see it."
    )  # fmt: skip
    assert not OutgoingEmail.objects.exists()
    assert job.states.last().state == State.DONE


def test_the_queue_holds_no_address_and_no_words(partnership, member):
    job = ask(partnership, member)

    assert ProcrastinateJob.objects.get().args == {"job": job.pk, "arguments": {}}


def test_a_change_that_is_rolled_back_sends_nothing(partnership, member):
    with pytest.raises(LookupError), transaction.atomic():  # noqa: PT012 what is raised is how the transaction ends
        ask(partnership, member)
        raise LookupError

    run_jobs()
    assert not mail.outbox


def test_a_message_sent_twice_has_one_number_so_that_mail_programs_know_it(partnership, member):
    job = ask(partnership, member)
    waiting = OutgoingEmail.objects.get()

    send_email.do(Running(job, attempt=1))
    waiting.save(force_insert=True)  # as after a worker that was killed between sending and forgetting
    send_email.do(Running(job, attempt=2))

    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]


def test_a_mail_server_that_hangs_up_is_tried_again(partnership, member, monkeypatch):
    def hang_up(*_):
        raise SMTPServerDisconnected

    with freeze_time("2026-11-22 12:00") as clock:
        job = ask(partnership, member)
        with monkeypatch.context() as patch:
            patch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", hang_up)
            run_jobs()
        assert job.states.last().state == State.TRYING_AGAIN
        assert OutgoingEmail.objects.exists()
        clock.tick(timedelta(minutes=1))
        run_jobs()

    assert len(mail.outbox) == 1
