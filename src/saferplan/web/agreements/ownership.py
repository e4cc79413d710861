"""Agreements go to a successor when their owner leaves."""

from collections.abc import Iterator

from django.urls import reverse

from saferplan.web.agreements.models import Agreement
from saferplan.web.people.models import Member
from saferplan.web.people.ownership import Holding
from saferplan.web.people.permissions import Permission


class OwnedAgreements:
    word = "agreements"
    title = "Agreements"
    permission = Permission.EDIT_AGREEMENTS

    def held_by(self, member: Member) -> Iterator[Holding]:
        """Ended ones as well: somebody answers for what was done under them."""
        for agreement in member.agreements.select_related("partnership"):
            where = reverse("agreements:agreement", args=[agreement.partnership.slug, agreement.pk])
            yield Holding(str(agreement.pk), agreement.title, where)

    def hand_over(self, *, key: str, leaver: Member, to: Member, by: Member | None) -> None:  # noqa: ARG002
        agreement = Agreement.objects.select_for_update(no_key=True).get(pk=int(key), owner=leaver)
        agreement.owner = to
        agreement.save()
