"""Writes about people and what they may do."""

from collections.abc import Collection, Iterable

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone

from saferplan.web.partnerships.models import Agency, Partnership
from saferplan.web.partnerships.refused import Refused
from saferplan.web.people.models import Member, MemberRole, Source, User
from saferplan.web.people.permissions import Permission
from saferplan.web.people.roles import roles as known_roles
from saferplan.web.people.sessions import end_all
from saferplan.web.people.work import send_new_password


@transaction.atomic
def register_person(*, email: str, name: str, password: str | None = None) -> User:
    """A person whose address is known to be theirs: by a link that was sent to it, or by their agency's directory."""
    user = User.objects.create_user(email, password, name=name)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@transaction.atomic
def add_member(
    *,
    user: User,
    agency: Agency,
    roles: Iterable[str] = (),
    job_title: str = "",
    source: Source = Source.PERSON,
    by: Member | None,
) -> Member:
    """Raises Refused where the agency takes part no longer, be it that it ended a moment ago."""
    agency.refresh_from_db(from_queryset=Agency.objects.select_for_update(no_key=True), fields=["until"])
    if agency.until is not None and agency.until <= timezone.localdate():
        raise Refused(f"{agency} takes part no longer", remedy="Choose another agency.", field="agency")
    member = Member.objects.create(
        partnership=agency.partnership, user=user, agency=agency, job_title=job_title, source=source
    )
    for role in roles:
        give_role(member=member, role=role, source=source, by=by)
    return member


def give_role(*, member: Member, role: str, source: Source = Source.PERSON, by: Member | None) -> MemberRole:
    if role not in known_roles():
        raise ValueError(f"there is no role {role}")
    return MemberRole.objects.create(
        partnership=member.partnership, member=member, role=role, source=source, given_by=by
    )


@transaction.atomic
def change_roles(*, member: Member, roles: Collection[str], by: Member | None) -> None:
    """What an administrator decides; nobody gives themselves more. Roles of a directory stay. Raises Refused."""
    lock(member.partnership)
    held = member.roles.in_force()
    given = set(roles) - set(held.values_list("role", flat=True))
    if given:
        refuse_for_oneself(member, by, "Nobody gives themselves a role", field="roles")
    ended = held.filter(source=Source.PERSON).exclude(role__in=roles)
    ended.update(until=timezone.localdate(), ended_by=by)
    for role in given:
        give_role(member=member, role=role, by=by)
    require_an_administrator(member.partnership)


def refuse_for_oneself(member: Member, by: Member | None, why: str, *, field: str) -> None:
    """Who manages people would else read the records of any agency, and nobody would have been asked."""
    if by is not None and by.user_id == member.user_id:
        raise Refused(why, remedy="Ask another administrator, or make a colleague one.", field=field)


def offer_new_password(user: User) -> None:
    """By mail. Who is in no partnership has nothing to sign in to."""
    member = a_membership([user])
    if member:
        send_new_password.ask(partnership=member.partnership, by=None, key=f"user-{user.pk}", user=user.pk)


def a_membership(users: Iterable[User]) -> Member | None:
    """The first in force: mail about an account goes by the jobs of one partnership."""
    return Member.objects.in_force().filter(user__in=users).select_related("partnership", "user").order_by("id").first()


@transaction.atomic
def forget_second_factor(*, user: User) -> int:
    """For who has lost all of them, by whoever runs the installation; no administrator of a partnership can."""
    count, _ = Authenticator.objects.filter(user=user).delete()
    transaction.on_commit(lambda: end_all(user))
    return count


def lock(partnership: Partnership) -> None:
    """Who changes who belongs waits for others who do: rules about all members hold for two people at once.

    Not for those who write other things: every row of the partnership holds its key, and a lock on that stops them all.
    """
    Partnership.objects.select_for_update(no_key=True).get(pk=partnership.pk)


def require_an_administrator(partnership: Partnership) -> None:
    """Raises Refused, within the transaction that would leave the partnership to nobody."""
    if not partnership.members.holding(Permission.MANAGE_PEOPLE).exists():
        raise Refused(
            "A partnership needs somebody who may manage people", remedy="Make another member administrator first."
        )
