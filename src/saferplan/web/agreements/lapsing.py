"""Agreements that lapse soon: who is told, and when.

Access closes by the date alone. A job that does not run delays a warning, and keeps nothing open.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from saferplan.web.agreements.models import LapseWarning, Terms
from saferplan.web.agreements.standing import Standing
from saferplan.web.config.jinja import day
from saferplan.web.jobs.mail import send_later
from saferplan.web.partnerships.models import Partnership
from saferplan.web.people.models import Member
from saferplan.web.people.permissions import Permission

WARNED = timedelta(days=30)
"""Before the last day: time for a Board meeting, and for each party to sign."""


def lapsing(partnership: Partnership, on: date) -> Iterable[Terms]:
    """In force that day, ending within the time of warning, and not replaced by terms that all have signed."""
    for agreement in partnership.agreements.with_terms():
        terms = agreement.governing(on)
        if terms and ends_soon(terms, on):
            yield terms


def ends_soon(terms: Terms, on: date) -> bool:
    is_near = terms.standing(on) is Standing.IN_FORCE and terms.until - on <= WARNED
    return is_near and terms.agreement.governing(terms.until + timedelta(days=1)) == terms


@transaction.atomic
def warn_of_lapse(*, partnership: Partnership, on: date) -> int:
    """Once for each version of an agreement, however often it is called. Gives how many were warned of."""
    found = [
        terms
        for terms in lapsing(partnership, on)
        if LapseWarning.objects.get_or_create(partnership=partnership, terms=terms)[1]
    ]
    for terms in found:
        for member in _concerned(terms):
            send_later(
                to=member.user,
                subject=f"An agreement lapses on {day(terms.until)}",
                text=_text(terms),
                partnership=partnership,
                by=None,
            )
    return len(found)


def _concerned(terms: Terms) -> Iterable[Member]:
    """Signatories of the parties, and who keeps the partnership's agreements."""
    members = terms.partnership.members.select_related("user")
    parties = [party.agency_id for party in terms.parties.all()]
    signatories = members.holding(Permission.SIGN_AGREEMENTS).filter(agency__in=parties)
    keepers = members.holding(Permission.EDIT_AGREEMENTS)
    return members.filter(Q(pk__in=signatories.values("pk")) | Q(pk__in=keepers.values("pk")))


def _text(terms: Terms) -> str:
    where = reverse("agreements:agreement", args=[terms.partnership.slug, terms.agreement_id])
    return (
        f"The agreement '{terms.agreement}' of {terms.partnership} is in force until the end of {day(terms.until)}.\n\n"
        "Then access under it closes. To go on, draft a new version and have every party sign it before that day:\n"
        f"{settings.BASE_URL}{where}\n"
    )
