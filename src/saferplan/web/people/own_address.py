"""Another e-mail address for one's own account: in force once a link that was sent to it has been opened.

The link works for the person alone, signed in, so that nobody who gets it by mistake comes near the account. The
address until then is told of the change, in the same transaction: nothing is changed that its reader does not learn of.
"""

from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string

from saferplan.web.directories.adapter import answers_for
from saferplan.web.partnerships.refused import Refused
from saferplan.web.people.actions import a_membership
from saferplan.web.people.models import User
from saferplan.web.people.work import MAIL_FAULTS, send_address_link


def may_change(user: User) -> bool:
    """Not who signs in by a directory: it says what their address is."""
    return user.has_usable_password() and answers_for(user) is None and a_membership([user]) is not None


def awaiting(user: User) -> EmailAddress | None:
    return EmailAddress.objects.filter(user=user, verified=False).first()


@transaction.atomic
def ask_for(*, user: User, email: str) -> EmailAddress:
    """What was asked for before lapses. The same for an address that another account has: no link goes to it."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    EmailAddress.objects.filter(user=user, verified=False).delete()
    asked = EmailAddress.objects.create(user=user, email=email)
    send_address_link.ask(
        partnership=a_membership([user]).partnership, by=None, key=f"address-{asked.pk}", address=asked.pk
    )
    return asked


def asked_by(user: User, key: str) -> EmailAddress | None:
    """What the link confirms, while it works and was sent for this person."""
    confirmation = EmailConfirmationHMAC.from_key(key)
    asked = confirmation.email_address if confirmation else None
    return asked if asked and asked.user_id == user.pk else None


def change(*, asked: EmailAddress) -> None:
    """Raises Refused, and then everything is as it was."""
    try:
        _change(asked)
    except IntegrityError:
        raise Refused("Another account has this address", remedy="Sign in with that account.") from None
    except MAIL_FAULTS:
        raise Refused(
            "Your address was not changed, as your old address could not be told", remedy="Try again in a few minutes."
        ) from None


@transaction.atomic
def _change(asked: EmailAddress) -> None:
    user = User.objects.select_for_update(no_key=True).get(pk=asked.user_id)
    asked = EmailAddress.objects.filter(pk=asked.pk, verified=False).first()
    if asked is None:
        raise Refused("This link no longer works", remedy="Ask for a new one.")
    before, user.email = user.email, asked.email
    user.save(update_fields=["email"])
    EmailAddress.objects.filter(user=user).exclude(pk=asked.pk).delete()
    asked.verified = asked.primary = True
    asked.save(update_fields=["verified", "primary"])
    EmailMessage(
        subject="Your email address was changed",
        body=render_to_string("people/email/address_changed.txt"),
        to=[before],
    ).send()
