"""That somebody is an agency's single point of contact goes to a successor of the same agency."""

from collections.abc import Iterator

from django.urls import reverse

from saferplan.web.partnerships.actions import name_contact
from saferplan.web.partnerships.refused import Refused
from saferplan.web.people.models import Member
from saferplan.web.people.ownership import CannotTakeOver, Holding


class Contacts:
    word = "contacts"
    title = "Single points of contact"
    permission = None

    def held_by(self, member: Member) -> Iterator[Holding]:
        for contact in member.contact_for.in_force().select_related("agency__partnership"):
            at = {"partnership": contact.agency.partnership.slug, "agency": contact.agency_id}
            yield Holding(str(contact.pk), contact.agency.name, reverse("partnerships:agency", kwargs=at))

    def hand_over(self, *, key: str, leaver: Member, to: Member, by: Member | None) -> None:
        contact = leaver.contact_for.in_force().select_related("agency").get(pk=int(key))
        try:
            name_contact(agency=contact.agency, member=to, by=by)
        except Refused as refusal:
            raise CannotTakeOver(refusal.message) from refusal
