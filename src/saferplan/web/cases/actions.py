"""Writes about cases. The data that a case is marked as holding always covers what is in it."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Max

from saferplan.errors import SaferplanError
from saferplan.web.cases.models import MAY_BECOME, Case, CasePerson, CaseStatus, Note, Open, Part, Risk, RiskJudgement
from saferplan.web.cases.sealing import seal_details, seal_text
from saferplan.web.partnerships.models import Partnership
from saferplan.web.people.models import Member

CONTACT = ("address", "postcode", "phone", "email")


class NotNow(SaferplanError):
    """What was asked for does not follow from how the case stands."""


@transaction.atomic
def open_case(
    *, kind: str, categories: Iterable[str], owner: Member, risk: Risk, why_risk: str, opened_on: date, by: Member
) -> Case:
    """Held by the agency of whoever opens it."""
    Partnership.objects.select_for_update(no_key=True).get(pk=by.partnership_id)  # numbers one after another
    last = by.partnership.cases.aggregate(last=Max("number"))["last"] or 0
    case = Case(
        partnership=by.partnership,
        number=last + 1,
        kind=kind,
        holder=by.agency,
        owner=owner,
        categories=_ordered({*categories, "account", "risk"}),
        opened_on=opened_on,
    )
    case.full_clean()
    case.save()
    CaseStatus.objects.create(partnership=case.partnership, case=case, status=Open.OPEN, by=by)
    judge_risk(case=case, level=risk, why=why_risk, by=by)
    return case


@transaction.atomic
def edit_case(*, case: Case, kind: str, categories: Iterable[str], owner: Member, based_on: int, by: Member) -> None:
    """Raises EditedMeanwhile. Kinds of data that the case's people need cannot be taken off it."""
    case.begin_edit(based_on=based_on)
    case.kind, case.owner = kind, owner
    case.categories = _ordered({*categories, "account", "risk", *_needed_by_people(case)})
    case.full_clean()
    case.save()


@transaction.atomic
def judge_risk(*, case: Case, level: Risk, why: str, by: Member) -> RiskJudgement:
    return RiskJudgement.objects.create(partnership=case.partnership, case=case, level=level, why=why, by=by)


@transaction.atomic
def set_status(*, case: Case, status: Open, why: str, by: Member) -> CaseStatus:
    _lock(case)
    last = case.case_statuses.last()
    if status not in MAY_BECOME[last.status if last else None]:
        raise NotNow(f"the case is {last.get_status_display().lower()} already")
    return CaseStatus.objects.create(partnership=case.partnership, case=case, status=status, why=why, by=by)


@transaction.atomic
def add_person(*, case: Case, part: Part, is_child: bool, details: dict[str, Any], by: Member) -> CasePerson:
    """The case is marked as holding what is now in it, which may keep readers out: see `categories_of`."""
    row = uuid4()
    cell = seal_details(details, partnership_id=case.partnership_id, row=row)
    person = CasePerson(partnership=case.partnership, case=case, part=part, is_child=is_child, row=row, sealed=cell)
    person.full_clean()
    person.save()
    _mark(case, categories_of(person))
    return person


@transaction.atomic
def edit_person(
    *, person: CasePerson, part: Part, is_child: bool, details: dict[str, Any], based_on: int, by: Member
) -> None:
    """Raises EditedMeanwhile."""
    person.begin_edit(based_on=based_on)
    person.part, person.is_child = part, is_child
    person.sealed = seal_details(details, partnership_id=person.partnership_id, row=person.row)
    person.__dict__.pop("details", None)
    person.full_clean()
    person.save()
    _mark(person.case, categories_of(person))


@transaction.atomic
def add_note(*, case: Case, text: str, by: Member) -> Note:
    row = uuid4()
    cell = seal_text(text, partnership_id=case.partnership_id, row=row)
    return Note.objects.create(partnership=case.partnership, case=case, row=row, sealed=cell, by=by)


def categories_of(person: CasePerson) -> set[str]:
    """The kinds of data that follow from somebody's being in a case."""
    needs = {
        "identity": True,
        "contact": any(person.details.get(name) for name in CONTACT),
        "allegations": person.part == Part.ALLEGED,
        "children": person.is_child,
    }
    return {word for word, is_needed in needs.items() if is_needed}


def _needed_by_people(case: Case) -> set[str]:
    return set().union(*(categories_of(person) for person in case.case_people.all()))


def _mark(case: Case, words: set[str]) -> None:
    held = _lock(case)
    if not words <= set(held.categories):
        case.categories = _ordered({*held.categories, *words})
        Case.objects.filter(pk=case.pk).update(categories=case.categories)


def _lock(case: Case) -> Case:
    return Case.objects.select_for_update(no_key=True).get(pk=case.pk)


def _ordered(words: Iterable[str]) -> list[str]:
    return sorted(set(words))
