"""E-mail that goes when the page has answered and what it tells of is kept. A message never says anything of a case."""

from smtplib import SMTPException
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from saferplan.web.jobs.models import Job, OutgoingEmail
from saferplan.web.jobs.running import Running
from saferplan.web.jobs.work import work
from saferplan.web.partnerships.models import Partnership
from saferplan.web.people.models import Member, User


@transaction.atomic
def send_later(*, to: User, subject: str, text: str, partnership: Partnership, by: Member | None) -> Job:
    job = send_email.ask(partnership=partnership, by=by)
    OutgoingEmail.objects.create(partnership=partnership, job=job, address=to.email, subject=subject, text=text)
    return job


@work("jobs.email", title="Send an e-mail", retry_on=(SMTPException, OSError), attempts=6)
def send_email(job: Running) -> None:
    """A worker killed right after sending sends again, with the same Message-ID, by which mail programs know it."""
    waiting = OutgoingEmail.objects.filter(job=job.job).first()
    if waiting is None:
        return
    numbered = {"Message-ID": f"<saferplan-job-{job.number}@{urlsplit(settings.BASE_URL).hostname}>"}
    EmailMessage(waiting.subject, waiting.text, to=[waiting.address], headers=numbered).send()
    waiting.delete()
