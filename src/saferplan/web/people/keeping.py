"""How long accounts, invitations and sessions are kept."""

from datetime import date, datetime, time

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from saferplan.web.audit.retention import keeps
from saferplan.web.partnerships.models import Partnership
from saferplan.web.people.models import Invitation, Member, User

FORGOTTEN = "Former member"
NO_ADDRESS = "forgotten.invalid"  # a domain that can never receive mail (RFC 2606, section 2)


def _accounts(cutoff: date) -> QuerySet:
    """Of people whose last membership ended before that day, or who never had one and were here before it."""
    theirs = Member.objects.filter(user=OuterRef("pk"))
    lasting = theirs.filter(Q(until=None) | Q(until__gte=cutoff))
    known = User.objects.exclude(email__endswith=f"@{NO_ADDRESS}")
    return known.filter(~Exists(lasting), Q(Exists(theirs)) | Q(joined__lt=_midnight(cutoff)))


def forget(user: User) -> None:
    """What the person did stays, under a number; signing in is no longer possible."""
    for model in (EmailAddress, Authenticator, SocialAccount, UserSession):
        model.objects.filter(user=user).delete()
    user.set_unusable_password()
    user.name, user.email, user.is_active = FORGOTTEN, f"{user.pk}@{NO_ADDRESS}", False
    user.save()


def _of_a_partnership(partnership: Partnership, address: str) -> QuerySet:
    """Of people who are or were its members."""
    return User.objects.filter(pk__in=partnership.members.values("user"), email__iexact=address.strip())


def _invitations(cutoff: date) -> QuerySet:
    return Invitation.objects.filter(at__lt=_midnight(cutoff))


def _sessions(cutoff: date) -> QuerySet:
    return Session.objects.filter(expire_date__lt=min(timezone.now(), _midnight(cutoff)))


def end(session: Session) -> None:
    UserSession.objects.filter(session_key=session.session_key).delete()
    session.delete()


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


keeps("account", due=_accounts, remove=forget, find=_of_a_partnership)
keeps("invitation", due=_invitations)
keeps("sign-in-session", due=_sessions, remove=end)
