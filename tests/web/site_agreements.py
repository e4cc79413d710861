"""Agreements and cases for tests, made through the site's own actions."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from freezegun import freeze_time

from saferplan.web.agreements.actions import Content, draft_agreement, renew, send_for_signature, sign
from saferplan.web.agreements.models import Agreement, Terms
from saferplan.web.agreements.vocabulary import purposes
from saferplan.web.cases.actions import open_case
from saferplan.web.cases.models import Case, Risk
from saferplan.web.partnerships.models import Agency
from saferplan.web.people.models import Member
from site_people import a_member

BEGINS, UNTIL = date(2026, 1, 1), date(2099, 12, 31)
ASB = "anti-social-behaviour"
ALL_DATA = ("account", "identity", "contact", "risk", "allegations", "special", "children")


def content(
    *,
    sharing: Iterable[Agency],
    reading: Iterable[Agency],
    purpose: str = ASB,
    categories: Iterable[str] = ALL_DATA,
    begins: date = BEGINS,
    until: date = UNTIL,
) -> Content:
    return Content(
        what_for="To act together.",
        gateways={purpose: purposes()[purpose].gateways[0].name},
        categories=categories,
        sharing=sharing,
        reading=reading,
        begins=begins,
        until=until,
        review_by=until,
    )


def an_officer(agency: Agency) -> Member:
    return a_member(agency.partnership, "community-safety-officer", "signatory", agency=agency)


def signed(agreement: Agreement, *, day: date, but: Iterable[Agency] = ()) -> Terms:
    """The latest terms, sent and signed by all parties, or by all but some, on that day."""
    with freeze_time(f"{day} 12:00"):
        send_for_signature(agreement=agreement, by=agreement.owner)
        sign_all(agreement, but=but)
    return agreement.latest


def sign_all(agreement: Agreement, but: Iterable[Agency] = ()) -> None:
    for party in agreement.latest.parties.all():
        if party.agency not in but:
            sign(terms=agreement.latest, by=an_officer(party.agency))


def an_agreement(title: str = "Safer homes", *, day: date = BEGINS, **told) -> Agreement:
    """In force from `day`, unless told otherwise."""
    agreement = a_draft(title, **told)
    signed(agreement, day=day)
    return Agreement.objects.with_terms().get(pk=agreement.pk)


def a_draft(title: str = "Safer homes", **told) -> Agreement:
    made = content(**told)
    owner = an_officer(next(iter(made.sharing)))
    with freeze_time("2025-12-01 12:00"):
        return draft_agreement(title=title, content=made, owner=owner, by=owner)


def renewed(agreement: Agreement, *, day: date) -> Terms:
    renew(agreement=agreement, by=agreement.owner)
    return signed(agreement, day=day)


def a_case(
    holder: Agency,
    *,
    categories: Iterable[str] = ("identity",),
    risk: Risk = Risk.STANDARD,
    owner: Member | None = None,
) -> Case:
    owner = owner or a_member(holder.partnership, "caseworker", agency=holder)
    return open_case(
        kind="asb",
        categories=categories,
        owner=owner,
        risk=risk,
        why_risk="As told.",
        opened_on=date(2026, 2, 1),
        by=owner,
    )


def case_page(case: Case, name: str = "case", **parts: int) -> str:
    return reverse(f"cases:{name}", kwargs={"partnership": case.partnership.slug, "number": case.number} | parts)
