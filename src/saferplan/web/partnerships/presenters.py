"""The partnership and its agencies, as their pages show them."""

from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils import timezone

from saferplan.web.partnerships.models import Agency, AgencyContact, Partnership, Standing
from saferplan.web.partnerships.responsible import missing
from saferplan.web.people.models import Member
from saferplan.web.people.permissions import Permission

CITATIONS = {
    Standing.RESPONSIBLE: "Crime and Disorder Act 1998 s.5(1)",
    Standing.CO_OPERATING: "Crime and Disorder Act 1998 s.5(2)",
    Standing.INVITEE: "Crime and Disorder Act 1998 s.5(3)",
}
TITLES = {
    Standing.RESPONSIBLE: "Responsible authorities",
    Standing.CO_OPERATING: "Co-operating bodies",
    Standing.INVITEE: "Invitees",
}


@dataclass(frozen=True)
class ByStanding:
    title: str
    citation: str
    agencies: list[Agency]


def overview_of(partnership: Partnership) -> dict:
    contacts = AgencyContact.objects.in_force().select_related("member__user")
    agencies = list(partnership.agencies.in_force().prefetch_related(Prefetch("contacts", contacts, to_attr="now")))
    places = list(partnership.places.all())
    codes = [partnership.area_code, *(place.code for place in places)]
    return {
        "standings": [
            ByStanding(TITLES[standing], CITATIONS[standing], found)
            for standing in Standing
            if (found := [agency for agency in agencies if agency.standing == standing])
        ],
        "missing": missing(agencies, codes, timezone.localdate()),
        "places": places,
        "former": partnership.agencies.exclude(until=None).order_by("-until"),
    }


def page_of(agency: Agency, member: Member) -> dict:
    return {
        "agency": agency,
        "citation": CITATIONS[Standing(agency.standing)],
        "contact": agency.contacts.in_force().select_related("member__user").first(),
        "people": agency.members.in_force().select_related("user"),
        "seats": agency.seats.in_force().select_related("group").order_by("group__name", "pk"),
        "events": _events(agency),
        "may_edit": agency.until is None and member.may(Permission.EDIT_PARTNERSHIP),
    }


def _events(agency: Agency) -> list[dict]:
    """Newest first."""
    events = [{"title": "Takes part no longer", "when": agency.until}] if agency.until else []
    name, standing = agency.name, Standing(agency.standing).label
    for row in agency.before.select_related("by__user"):
        was = Standing(row.standing).label
        changes = [f"{row.name} became {name}"] if row.name != name else []
        changes += [f"{was} became {standing.lower()}"] if was != standing else []
        events.append({"title": "; ".join(changes), "when": row.until, "by": row.by.user.name if row.by else ""})
        name, standing = row.name, was
    return [*events, {"title": f"Takes part as {standing.lower()}", "when": agency.since}]
