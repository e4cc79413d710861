"""Writes about partnerships and their agencies."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from saferplan.web.partnerships.models import (
    Agency,
    AgencyBefore,
    AgencyContact,
    AgencyKind,
    Partnership,
    Place,
    Standing,
)
from saferplan.web.partnerships.refused import Refused


@transaction.atomic
def found_partnership(*, slug: str, name: str, area_code: str) -> Partnership:
    """An installation's own act: nobody is a member of a partnership that is not there yet."""
    partnership = Partnership(slug=slug, name=name, area_code=area_code)
    partnership.full_clean()
    partnership.save()
    return partnership


@transaction.atomic
def edit_partnership(*, partnership: Partnership, based_on: int, by) -> Partnership:
    partnership.begin_edit(based_on=based_on)
    partnership.full_clean()
    partnership.save()
    return partnership


def add_place(*, partnership: Partnership, code: str, name: str, by) -> Place:
    place = Place(partnership=partnership, code=code, name=name)
    place.full_clean()
    place.save()
    return place


def remove_place(*, place: Place, by) -> None:
    place.delete()


@transaction.atomic
def add_agency(
    *, partnership: Partnership, name: str, kind: AgencyKind, standing: Standing, since: date | None = None, by
) -> Agency:
    agency = Agency(
        partnership=partnership, name=name, kind=kind, standing=standing, since=since or timezone.localdate()
    )
    agency.full_clean()
    agency.save()
    return agency


@transaction.atomic
def change_agency(*, agency: Agency, name: str, standing: Standing, on: date, based_on: int, by) -> Agency:
    """From `on`. How it was until then is kept."""
    agency.begin_edit(based_on=based_on)
    refuse_if_earlier(agency, on)
    if on > agency.since:  # from its first day on it is a correction: it was never otherwise
        AgencyBefore.objects.create(
            partnership=agency.partnership, agency=agency, name=agency.name, standing=agency.standing, until=on, by=by
        )
    agency.name, agency.standing = name, standing
    agency.full_clean()
    agency.save()
    return agency


@transaction.atomic
def end_agency(*, agency: Agency, on: date, by) -> Agency:
    """From `on` it takes part no longer. Its seats in groups end that day; its people have to be seen to first."""
    from saferplan.web.groups.actions.seats import end_seats_of

    agency = Agency.objects.select_for_update().get(pk=agency.pk)
    refuse_if_earlier(agency, on)
    if agency.members.in_force().exists():
        raise Refused(
            f"{agency.name} still has members", remedy="End their memberships first, on the page People.", field="on"
        )
    end_seats_of(agency=agency, on=on, by=by)
    agency.contacts.filter(until=None).update(until=on)
    agency.until = on
    agency.full_clean()
    agency.save()
    return agency


@transaction.atomic
def name_contact(*, agency: Agency, member, by) -> AgencyContact:
    """The agency's single point of contact, from today."""
    agency = Agency.objects.select_for_update().get(pk=agency.pk)
    today = timezone.localdate()
    if member.agency_id != agency.pk or not type(member).objects.in_force().filter(pk=member.pk).exists():
        raise Refused("Choose a member of the agency", field="member")
    agency.contacts.filter(until=None).update(until=today)
    return AgencyContact.objects.create(partnership=agency.partnership, agency=agency, member=member, since=today)


def refuse_if_earlier(record, on: date) -> None:
    """A change is of today or of a day gone by, and not before what is recorded already."""
    newest = max([record.since, *record.before.values_list("until", flat=True)])
    if record.until is not None:
        raise Refused(f"{record} has ended", field="on")
    if on > timezone.localdate():
        raise Refused("The date must be today or in the past", field="on")
    if on < newest:
        raise Refused(
            f"The date must not be before {newest.day} {newest:%B %Y}, the day of the last change", field="on"
        )
