"""Open invitations go to another administrator when whoever made them leaves: somebody answers for each way in."""

from collections.abc import Iterator

from django.urls import reverse

from saferplan.web.people.models import Invitation, Member
from saferplan.web.people.ownership import Holding
from saferplan.web.people.permissions import Permission


class OpenInvitations:
    word = "invitations"
    title = "Open invitations"
    permission = Permission.MANAGE_PEOPLE

    def held_by(self, member: Member) -> Iterator[Holding]:
        where = reverse("people:invitations", args=[member.partnership.slug])
        for invitation in member.partnership.invitations.open().filter(by=member).prefetch_related("roles"):
            roles = ", ".join(invitation.role_names) or "no role"
            yield Holding(str(invitation.pk), f"Invitation of {invitation}, {roles}", where)

    def hand_over(self, *, key: str, leaver: Member, to: Member, by: Member | None) -> None:  # noqa: ARG002
        """Whoever takes it over answers for it, or withdraws it; who sent its links stays on record."""
        Invitation.objects.filter(pk=int(key), partnership=leaver.partnership, by=leaver).update(by=to)
