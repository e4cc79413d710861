"""Cases as pages show them."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from saferplan.web.agreements.vocabulary import titles_of
from saferplan.web.cases.models import Case, CasePerson, Open, Part, Risk
from saferplan.web.config.jinja import day

RISK_COLOURS = {Risk.STANDARD: "grey", Risk.MEDIUM: "yellow", Risk.HIGH: "red"}
STATUS_COLOURS = {Open.OPEN: "blue", Open.CLOSED: "grey"}
HEADINGS = {Part.VICTIM: "Victims", Part.COMPLAINANT: "Complainants", Part.ALLEGED: "People alleged to be responsible"}
EXPORTED = ("Reference", "Kind", "Held by", "Owner", "Risk", "Status", "Opened on")


def address(case: Case, name: str = "case", **parts: int) -> str:
    return reverse(f"cases:{name}", kwargs={"partnership": case.partnership.slug, "number": case.number} | parts)


def risk_tag(level: str) -> dict[str, str]:
    return {"text": Risk(level).label, "tag": RISK_COLOURS[level], "sort": list(Risk).index(level)}


def status_tag(status: str) -> dict[str, str]:
    return {"text": Open(status).label, "tag": STATUS_COLOURS[status]}


def row(case: Case) -> list[Any]:
    return [
        {"text": case.reference, "href": address(case)},
        case.get_kind_display(),
        case.holder.name,
        case.owner.user.name,
        risk_tag(case.risk),
        status_tag(case.status),
        {"text": day(case.opened_on), "sort": case.opened_on.isoformat()},
    ]


def exported(case: Case) -> list[Any]:
    return [
        case.reference,
        case.get_kind_display(),
        case.holder.name,
        case.owner.user.name,
        Risk(case.risk).label,
        Open(case.status).label,
        case.opened_on,
    ]


def people_apart(people: Iterable[CasePerson]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Victims, complainants and those of whom something is alleged, each under a heading of their own."""
    found = list(people)
    return [
        (heading, [_person(person) for person in found if person.part == part])
        for part, heading in HEADINGS.items()
        if any(person.part == part for person in found)
    ]


def facts(case: Case) -> list[tuple[str, str]]:
    return [
        ("Kind", case.get_kind_display()),
        ("Held by", case.holder.name),
        ("Owner", case.owner.user.name),
        ("Opened on", day(case.opened_on)),
        ("Holds", titles_of(case.categories)),
    ]


def events(case: Case) -> list[dict[str, Any]]:
    """Risk and status as they were recorded, newest first."""
    judged = [
        {"title": f"Risk judged {one.get_level_display().lower()}", "text": one.why, "when": one.at, "by": one.by}
        for one in case.risk_judgements.select_related("by__user", "by__agency")
    ]
    statuses = [
        {
            "title": "Case closed" if one.status == Open.CLOSED else "Case opened",
            "text": one.why,
            "when": one.at,
            "by": one.by,
        }
        for one in case.case_statuses.select_related("by__user", "by__agency")
    ]
    return sorted(judged + statuses, key=lambda event: event["when"], reverse=True)


def _person(person: CasePerson) -> dict[str, Any]:
    told = person.details
    shown = {
        "Date of birth": day(told.get("date_of_birth")),
        "Address": told.get("address", ""),
        "Postcode": told.get("postcode", ""),
        "Telephone": told.get("phone", ""),
        "E-mail": told.get("email", ""),
    }
    return {
        "name": person.full_name,
        "key": person.pk,
        "is_child": person.is_child,
        "facts": [(title, value) for title, value in shown.items() if value],
    }
