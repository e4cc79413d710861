"""What cases hold about people in them, for the answer to somebody who asks."""

from typing import Any

from saferplan.web.audit.subject_access import Held, PersonDetails, holds
from saferplan.web.cases.models import Case, CasePerson
from saferplan.web.config.jinja import day, moment
from saferplan.web.partnerships.models import Partnership

DETAILS = {
    "date_of_birth": "Date of birth",
    "address": "Address",
    "postcode": "Postcode",
    "phone": "Phone number",
    "email": "E-mail address",
}


@holds("cases", title="Cases")
def people_in_cases(partnership: Partnership, person: PersonDetails) -> list[Held]:
    """Every person of every case is opened for it: the database alone cannot tell who anybody is."""
    known = partnership.case_people.select_related("case__holder").order_by("case__number", "pk")
    found = ((one, _matched(one.details, person)) for one in known.iterator(chunk_size=1000))
    return [_in_case(one, by) for one, by in found if by]


def _matched(details: dict[str, Any], person: PersonDetails) -> str:
    compared = {name: details[name] for name in ("email", "date_of_birth", "postcode", "phone") if details.get(name)}
    return person.matched_by(name=name_of(details), **compared)


def name_of(details: dict[str, Any]) -> str:
    return " ".join(details[part] for part in ("forenames", "surname") if details.get(part))


def _in_case(one: CasePerson, by: str) -> Held:
    case, details = one.case, one.details
    told = {label: _shown(details.get(name)) for name, label in DETAILS.items()}
    return Held(
        key=f"case-person:{one.pk}",
        title=f"Case {case}, as {one.get_part_display().lower()}",
        matched=by,
        facts={
            "Name": name_of(details),
            **told,
            "Under 18": "Yes" if one.is_child else "No",
            "Kind of case": case.get_kind_display(),
            "Held by": case.holder.name,
            "Opened": day(case.opened_on),
            **_whole_case(case),
        },
        names=tuple(name_of(other.details) for other in case.case_people.exclude(pk=one.pk)),
        rows=(("cases_case", str(case.pk)), ("cases_caseperson", str(one.pk))),
    )


def _whole_case(case: Case) -> dict[str, list[str]]:
    return {
        "Status": [f"{moment(each.at)}: {each.get_status_display()}. {each.why}" for each in case.case_statuses.all()],
        "Risk": [f"{moment(each.at)}: {each.get_level_display()}. {each.why}" for each in case.risk_judgements.all()],
        "Notes": [f"{moment(note.at)}: {note.text}" for note in case.case_notes.all()],
    }


def _shown(value: Any) -> str:
    return day(value) if hasattr(value, "year") else str(value or "")
