"""Writes about agreements. Each takes the agreement's turn first: two people's acts come one after the other."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from saferplan.errors import SaferplanError
from saferplan.web.agreements.closing import before_closing
from saferplan.web.agreements.models import (
    Agreement,
    AgreementStatus,
    CoveredPurpose,
    Party,
    Signature,
    Terms,
    TermsDocument,
)
from saferplan.web.agreements.standing import Act, Recorded, Standing
from saferplan.web.agreements.vocabulary import covers_people
from saferplan.web.files.actions import keep_file, remove_file
from saferplan.web.files.checking import CheckedFile
from saferplan.web.partnerships.models import Agency
from saferplan.web.people.models import Member


class NotNow(SaferplanError):
    """What was asked for does not follow from how the agreement stands, or something is missing."""


@dataclass(frozen=True)
class Content:
    """What terms say. `gateways` by purpose; `sharing` are agencies whose records the `reading` ones may read."""

    what_for: str
    gateways: Mapping[str, str]
    categories: Iterable[str]
    sharing: Iterable[Agency]
    reading: Iterable[Agency]
    begins: date
    until: date
    review_by: date


@transaction.atomic
def draft_agreement(*, title: str, content: Content, owner: Member, by: Member) -> Agreement:
    agreement = Agreement(partnership=by.partnership, title=title, owner=owner)
    agreement.full_clean()
    agreement.save()
    _draft(agreement, 1, content, by)
    return agreement


@transaction.atomic
def edit_draft(*, agreement: Agreement, title: str, content: Content, based_on: int, by: Member) -> Terms:
    """Raises EditedMeanwhile where somebody else saved the draft since `based_on`."""
    _take_turn(agreement, Act.EDIT)
    terms = agreement.latest
    terms.begin_edit(based_on=based_on)
    agreement.title = title
    agreement.full_clean()
    agreement.save()
    _fill(terms, content)
    terms.purposes.all().delete()
    terms.parties.all().delete()
    _add_parts(terms, content)
    return terms


@transaction.atomic
def renew(*, agreement: Agreement, by: Member) -> Terms:
    """The next version as a copy of the latest: what is in force stays so until all have signed the new one."""
    _take_turn(agreement, Act.RENEW)
    last = agreement.latest
    terms = _draft(agreement, last.number + 1, content_of(last), by)
    for held in last.documents.all():
        TermsDocument.objects.create(partnership=agreement.partnership, terms=terms, document=held.document)
    return terms


@transaction.atomic
def attach(*, agreement: Agreement, checked: CheckedFile, by: Member) -> TermsDocument:
    """To the draft: what is attached is signed with it."""
    _take_turn(agreement, Act.EDIT)
    stored = keep_file(checked, partnership=agreement.partnership, by=by)
    return TermsDocument.objects.create(partnership=agreement.partnership, terms=agreement.latest, document=stored)


@transaction.atomic
def detach(*, agreement: Agreement, held: TermsDocument, by: Member) -> None:
    """From the draft. The file goes where no earlier version holds it."""
    _take_turn(agreement, Act.EDIT)
    if held.terms_id != agreement.latest.pk:
        raise NotNow("the document belongs to a version that was sent")
    stored = held.document
    held.delete()
    if not stored.terms_documents.exists():
        remove_file(stored)


@transaction.atomic
def send_for_signature(*, agreement: Agreement, by: Member) -> None:
    _take_turn(agreement, Act.SEND)
    if lacks := lacking(agreement.latest):
        raise NotNow("; ".join(lacks))
    _record(agreement, agreement.latest, Recorded.SENT, by)


@transaction.atomic
def sign(*, terms: Terms, by: Member) -> Signature:
    """For the signatory's agency. `terms` are those that the signatory has read: signing others is refused."""
    agreement = terms.agreement
    _take_turn(agreement, Act.SIGN)
    if agreement.latest != terms:
        raise NotNow("there is a newer version of this agreement", remedy="Read and sign that one.")
    today = timezone.localdate()
    party = next((party for party in agreement.latest.unsigned(today) if party.agency_id == by.agency_id), None)
    if party is None:
        raise NotNow(f"{by.agency} has no signature to give: it is no party, or has signed")
    return Signature.objects.create(partnership=agreement.partnership, party=party, signed_by=by)


@transaction.atomic
def suspend(*, agreement: Agreement, why: str, by: Member) -> None:
    _halt(agreement, Act.SUSPEND, Recorded.SUSPENDED, why, by)


@transaction.atomic
def resume(*, agreement: Agreement, why: str, by: Member) -> None:
    _halt(agreement, Act.RESUME, Recorded.RESUMED, why, by)


@transaction.atomic
def end(*, agreement: Agreement, why: str, by: Member) -> None:
    _halt(agreement, Act.END, Recorded.ENDED, why, by)


def lacking(terms: Terms) -> list[str]:
    """What keeps terms from being sent for signature."""
    lacks = {
        "it names no agency whose records may be read": not terms.sharing(),
        "it names no agency that may read them": not terms.reading(),
        "it has fewer than two parties": len(terms.parties.all()) < 2,
        "it names no purpose": not terms.purposes.all(),
        "it covers no data": not terms.categories,
        "its last day has passed": terms.until < timezone.localdate(),
    }
    return [lack for lack, is_so in lacks.items() if is_so] + [
        f"its gateway for {covered} does not serve that purpose, or covers no personal data on the first day"
        for covered in terms.purposes.all()
        if not (covered.gateway_in_law and covers_people(covered.gateway_in_law, terms.begins))
    ]


def content_of(terms: Terms) -> Content:
    return Content(
        what_for=terms.what_for,
        gateways={covered.purpose: covered.gateway for covered in terms.purposes.all()},
        categories=terms.categories,
        sharing=terms.sharing(),
        reading=terms.reading(),
        begins=terms.begins,
        until=terms.until,
        review_by=terms.review_by,
    )


def _take_turn(agreement: Agreement, act: Act) -> None:
    """What stands is read after the lock is held, never before."""
    Agreement.objects.select_for_update(no_key=True).get(pk=agreement.pk)
    agreement._prefetched_objects_cache = {}
    if not agreement.may(act):
        raise NotNow(
            f"the agreement stands as '{agreement.standing().label}'", remedy="Open it again to see what can be done."
        )


def _draft(agreement: Agreement, number: int, content: Content, by: Member) -> Terms:
    terms = Terms(partnership=agreement.partnership, agreement=agreement, number=number)
    _fill(terms, content)
    _add_parts(terms, content)
    _record(agreement, terms, Recorded.DRAFTED, by)
    return terms


def _fill(terms: Terms, content: Content) -> None:
    terms.what_for, terms.categories = content.what_for, list(content.categories)
    terms.begins, terms.until, terms.review_by = content.begins, content.until, content.review_by
    terms.full_clean()
    terms.save()


def _add_parts(terms: Terms, content: Content) -> None:
    sharing, reading = set(content.sharing), set(content.reading)
    whole = {"partnership": terms.partnership, "terms": terms}
    Party.objects.bulk_create(
        Party(**whole, agency=agency, shares=agency in sharing, reads=agency in reading) for agency in sharing | reading
    )
    CoveredPurpose.objects.bulk_create(
        CoveredPurpose(**whole, purpose=purpose, gateway=gateway) for purpose, gateway in content.gateways.items()
    )


def _halt(agreement: Agreement, act: Act, status: Recorded, why: str, by: Member) -> None:
    _take_turn(agreement, act)
    if not why.strip():
        raise NotNow("a reason is missing", remedy="Say why.")
    today = timezone.localdate()
    governing = agreement.governing(today)
    if governing and governing.standing(today) is Standing.IN_FORCE:
        before_closing(governing, status, today)
    _record(agreement, governing or agreement.latest, status, by, why)


def _record(agreement: Agreement, terms: Terms, status: Recorded, by: Member, why: str = "") -> None:
    AgreementStatus.objects.create(
        partnership=agreement.partnership, agreement=agreement, terms=terms, status=status, by=by, why=why
    )
