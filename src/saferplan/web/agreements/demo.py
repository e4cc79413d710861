"""Invented agreements of the demo partnership: one that lapses soon, one that waits for a signature, one draft."""

from datetime import timedelta

from django.utils import timezone

from saferplan.web.agreements.actions import Content, draft_agreement, send_for_signature, sign
from saferplan.web.agreements.models import Agreement
from saferplan.web.partnerships.models import Agency, AgencyKind, Partnership
from saferplan.web.people.actions import add_member
from saferplan.web.people.models import Member, User

ASB = "Anti-social behaviour: working on cases together"
LAPSES_IN = timedelta(days=20)  # within the time of warning, so that the demo shows one
CASEWORK_DATA = ("account", "identity", "contact", "risk", "allegations")
SECTION_115 = "cda-1998-s115"


def make_demo(partnership: Partnership, people: dict[str, Member]) -> None:
    officer, landlord = people["community-safety-officer"], people["caseworker"].agency
    police, council = people["signatory"].agency, officer.agency
    health = partnership.agencies.get(kind=AgencyKind.HEALTH)
    signatories = [people["signatory"], people["chair"], invented(landlord, "Val Charter", "signatory")]
    _in_force(ASB, _casework([police, council, landlord]), officer, signatories)
    violence = draft_agreement(
        title="Serious violence: prevention panel", content=_panel([police, council]), owner=officer, by=officer
    )
    send_for_signature(agreement=violence, by=officer)
    sign(terms=violence.latest, by=people["chair"])
    support = _support([police, health], [council, landlord])
    draft_agreement(title="Hate crime: support for victims", content=support, owner=officer, by=officer)


def _casework(parties: list[Agency]) -> Content:
    today = timezone.localdate()
    return Content(
        what_for="To put together what each agency knows of anti-social behaviour, and agree who does what.",
        gateways={"anti-social-behaviour": SECTION_115, "case-review": "asbcpa-2014-sch4"},
        categories=CASEWORK_DATA,
        sharing=parties,
        reading=parties,
        begins=today - timedelta(days=345),
        until=today + LAPSES_IN,
        review_by=today + LAPSES_IN,
    )


def _panel(parties: list[Agency]) -> Content:
    today = timezone.localdate()
    return Content(
        what_for="To find early who is drawn into serious violence, and to offer help.",
        gateways={"serious-violence": "pcsca-2022-s16"},
        categories=[*CASEWORK_DATA, "children"],
        sharing=parties,
        reading=parties,
        begins=today,
        until=today + timedelta(days=730),
        review_by=today + timedelta(days=365),
    )


def _support(sharing: list[Agency], reading: list[Agency]) -> Content:
    today = timezone.localdate()
    return Content(
        what_for="To support people who are targeted for who they are.",
        gateways={"hate": SECTION_115},
        categories=[*CASEWORK_DATA, "special"],
        sharing=sharing,
        reading=reading,
        begins=today,
        until=today + timedelta(days=365),
        review_by=today + timedelta(days=300),
    )


def invented(agency: Agency, name: str, role: str) -> Member:
    """Somebody more of an agency, made up."""
    address = f"{name.lower().replace(' ', '.')}@demo.invalid"
    user = User.objects.create_user(address, name=f"{name} (synthetic)")
    return add_member(user=user, agency=agency, roles=[role], by=None)


def _in_force(title: str, content: Content, owner: Member, signatories: list[Member]) -> Agreement:
    agreement = draft_agreement(title=title, content=content, owner=owner, by=owner)
    send_for_signature(agreement=agreement, by=owner)
    for signatory in signatories:
        sign(terms=agreement.latest, by=signatory)
    return agreement
