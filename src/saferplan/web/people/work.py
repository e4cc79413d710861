"""Mail that carries a secret. The secret is made when the mail is written: no job and no table holds it."""

from smtplib import SMTPException

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from saferplan.web.jobs.running import Running
from saferplan.web.jobs.work import work
from saferplan.web.people.invitation_links import mail_link
from saferplan.web.people.models import User

MAIL_FAULTS = (SMTPException, OSError)


@work("people.invitation", title="Send an invitation", retry_on=MAIL_FAULTS, attempts=6)
def send_invitation(job: Running, *, invitation: int) -> None:
    found = job.partnership.invitations.open().filter(pk=invitation).first()
    if found:
        mail_link(invitation=found, by=job.asked_by)


@work("people.new-password", title="Send a link for a new password", retry_on=MAIL_FAULTS, attempts=6)
def send_new_password(job: Running, *, user: int) -> None:
    person = User.objects.get(pk=user)
    place = {"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)}
    address = settings.BASE_URL + reverse("account_reset_password_from_key", kwargs=place)
    EmailMessage(
        subject="Choose a new password",
        body=render_to_string("people/email/new_password.txt", {"address": address}),
        to=[person.email],
    ).send()


@work("people.new-address", title="Send a link to confirm an email address", retry_on=MAIL_FAULTS, attempts=6)
def send_address_link(job: Running, *, address: int) -> None:
    """None to an address that has an account: its reader asked for nothing."""
    asked = EmailAddress.objects.filter(pk=address, verified=False).first()
    if asked is None or User.objects.filter(email=asked.email).exists():
        return
    link = settings.BASE_URL + reverse("confirm_own_address", kwargs={"key": EmailConfirmationHMAC(asked).key})
    EmailMessage(
        subject="Confirm your new email address",
        body=render_to_string("people/email/new_address.txt", {"address": link}),
        to=[asked.email],
    ).send()
