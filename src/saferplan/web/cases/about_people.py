"""What cases hold about a person who asks.

Every sealed record of the partnership is opened to look: an index would tell what is sealed.
"""

from saferplan.web.audit.subject_access import Held, PersonDetails, holds
from saferplan.web.cases.models import Case, CasePerson, Part
from saferplan.web.config.jinja import day, moment
from saferplan.web.partnerships.models import Partnership

AT_ONCE = 1000


@holds("cases", title="Cases")
def held(partnership: Partnership, person: PersonDetails) -> list[Held]:
    everybody = partnership.case_people.select_related("case__holder")
    found = ((one, _matched(one, person)) for one in everybody.iterator(chunk_size=AT_ONCE))
    return [_held(one, by) for one, by in found if by]


def _matched(one: CasePerson, person: PersonDetails) -> str:
    told = one.details
    return person.matched_by(
        name=one.full_name,
        email=told.get("email", ""),
        date_of_birth=told.get("date_of_birth"),
        postcode=told.get("postcode", ""),
        phone=told.get("phone", ""),
    )


def _held(one: CasePerson, by: str) -> Held:
    told, case = one.details, one.case
    others = case.case_people.exclude(pk=one.pk)
    return Held(
        key=f"case-person:{one.pk}",
        title=f"Case {case}, as {Part(one.part).label.lower()}",
        matched=by,
        facts={
            "Name": one.full_name,
            "Date of birth": day(told.get("date_of_birth")),
            "Address": told.get("address", ""),
            "Postcode": told.get("postcode", ""),
            "Telephone": told.get("phone", ""),
            "E-mail address": told.get("email", ""),
            "Kind of case": case.get_kind_display(),
            "Held by": case.holder.name,
            "Opened on": day(case.opened_on),
            "Notes": [f"{moment(note.at)}: {note.text}" for note in case.case_notes.all()],
            "Risk": [_judged(judged) for judged in case.risk_judgements.all()],
        },
        names=tuple(other.full_name for other in others),
        rows=(("cases_caseperson", str(one.pk)), (Case._meta.db_table, str(case.pk))),
    )


def _judged(judged) -> str:
    return f"{moment(judged.at)}: {judged.get_level_display()}. {judged.why}"
