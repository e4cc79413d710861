"""Duties as their pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from django.urls import reverse
from markupsafe import Markup

from saferplan.web.duties.models import FINISHED, Duty, SignOffStep, Status, Verdict
from saferplan.web.duties.rights import may_work_on
from saferplan.web.duties.statutory import Template, how_often
from saferplan.web.people.models import Member
from saferplan.web.people.permissions import Permission

TAGS = {
    Status.TO_DO: "blue",
    Status.IN_PROGRESS: "light-blue",
    Status.FOR_SIGN_OFF: "yellow",
    Status.DONE: "green",
    Status.NOT_NEEDED: "grey",
}
COLUMNS = [{"text": text, "sort": False} for text in ("Duty and owner", "Due", "How it stands")]
TITLE = Markup(
    '<a class="govuk-link" href="{}">{}</a><span class="govuk-hint govuk-!-margin-bottom-0 saferplan-owner">{}</span>'
)


@dataclass(frozen=True)
class Section:
    title: str
    rows: list[list] = field(default_factory=list)


def forward_plan(duties: Iterable[Duty], today: date) -> list[Section]:
    """What is overdue first, then month by month. The duties come by due date."""
    duties = list(duties)
    overdue = [row(duty) for duty in duties if duty.due < today]
    months = groupby((duty for duty in duties if duty.due >= today), key=lambda duty: (duty.due.year, duty.due.month))
    plan = [Section(f"{date(year, month, 1):%B %Y}", [row(duty) for duty in due]) for (year, month), due in months]
    return [Section("Overdue", overdue), *plan] if overdue else plan


def row(duty: Duty) -> list:
    return [
        {"html": TITLE.format(address(duty), duty.title, duty.owner.user.name)},
        {"text": in_words(duty.due), "sort": duty.due.isoformat()},
        tag(duty),
    ]


def tag(duty: Duty) -> dict:
    status = Status(duty.status)
    if duty.is_overdue and status not in FINISHED:
        return {"text": "Overdue", "tag": "red"}
    return {"text": status.label, "tag": TAGS[status]}


def address(duty: Duty) -> str:
    return reverse("duties:duty", kwargs={"partnership": duty.partnership.slug, "duty": duty.pk})


def page_of(duty: Duty, member: Member) -> dict:
    is_open = duty.status not in FINISHED
    signs_now = SignOffStep.objects.open_now().filter(duty=duty).select_related("member__user").first()
    return {
        "duty": duty,
        "tag": tag(duty),
        "is_open": is_open,
        "steps": _steps(duty, signs_now),
        "signs_now": signs_now is not None and signs_now.member_id == member.pk,
        "evidence": list(duty.evidence.select_related("by__user", "document")),
        "events": _events(duty),
        "works_on_it": is_open and may_work_on(member, duty),
        "keeps_register": is_open and member.may(Permission.EDIT_DUTIES),
        "may_change_steps": is_open and duty.status != Status.FOR_SIGN_OFF and member.may(Permission.EDIT_DUTIES),
        "certainty": duty.statute.certainty.in_words if duty.statute else "",
        "recurrence": how_often(duty.every_months, duty.counted_from),
        "followed_by": Duty.objects.filter(follows=duty).first(),
    }


def _steps(duty: Duty, signs_now: SignOffStep | None) -> list[dict]:
    newest = duty.statuses.filter(status=Status.FOR_SIGN_OFF).last()
    signed = {one.step_id: one for one in newest.sign_offs.filter(verdict=Verdict.SIGNED)} if newest else {}
    return [
        {"step": step, "signed": signed.get(step.pk), "is_next": signs_now is not None and step.pk == signs_now.pk}
        for step in duty.steps.select_related("member__user", "member__agency")
    ]


def _events(duty: Duty) -> list[dict]:
    """Newest first."""
    told = [
        {"title": one.get_status_display(), "text": one.note, "when": one.at, "by": one.by.user.name if one.by else ""}
        for one in duty.statuses.select_related("by__user")
    ]
    for step in duty.steps.prefetch_related("sign_offs__by__user"):
        told += [
            {
                "title": f"{one.get_verdict_display()} as {step.as_whom}",
                "text": one.note,
                "when": one.at,
                "by": one.by.user.name,
            }
            for one in step.sign_offs.all()
        ]
    return sorted(told, key=lambda event: event["when"], reverse=True)


def statutory_rows(templates: Iterable[Template], in_register: set[str], slug: str, *, may_add: bool) -> list[dict]:
    return [
        {
            "template": template,
            "recurrence": template.when,
            "certainty": template.certainty.in_words,
            "in_register": template.word in in_register,
            "add": reverse("duties:adopt", kwargs={"partnership": slug, "template": template.word})
            if may_add and (template.within or template.word not in in_register)
            else "",
        }
        for template in templates
    ]


def in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
