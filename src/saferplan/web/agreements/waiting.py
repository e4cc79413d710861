"""What waits for a member in agreements: signatures to give, and an own agreement that lapses soon."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

from saferplan.web.agreements.lapsing import WARNED, ends_soon
from saferplan.web.agreements.models import Agreement
from saferplan.web.agreements.standing import Act
from saferplan.web.partnerships.my_work import Waiting
from saferplan.web.people.models import Member
from saferplan.web.people.permissions import Permission


def to_sign(member: Member) -> Iterator[Waiting]:
    if not member.may(Permission.SIGN_AGREEMENTS):
        return
    today = timezone.localdate()
    for agreement in member.partnership.agreements.unsigned_by(member.agency_id).with_terms():
        unsigned = {party.agency_id for party in agreement.latest.unsigned(today)}
        if member.agency_id in unsigned and agreement.may(Act.SIGN, today):
            yield Waiting(agreement.title, _address(agreement, "sign"), due=agreement.latest.begins)


def to_renew(member: Member) -> Iterator[Waiting]:
    today = timezone.localdate()
    own = member.partnership.agreements.filter(owner=member)
    for agreement in own.ending(today, today + WARNED).with_terms():
        terms = agreement.governing(today)
        if terms and ends_soon(terms, today):
            yield Waiting(f"{agreement.title}: draft a new version", _address(agreement, "agreement"), terms.until)


def _address(agreement: Agreement, name: str) -> str:
    return reverse(f"agreements:{name}", args=[agreement.partnership.slug, agreement.pk])
