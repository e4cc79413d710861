"""Duties of the demo partnership, due before and after today, so that there is something to see on any day."""

from datetime import timedelta

from django.utils import timezone

from saferplan.web.duties.actions import add_duty, add_evidence, adopt_duty, set_status
from saferplan.web.duties.models import Duty, Status
from saferplan.web.duties.statutory import templates
from saferplan.web.partnerships.actions import name_contact
from saferplan.web.partnerships.models import Partnership
from saferplan.web.people.models import Member

# Of a statute's duty: days from today, and who owns it.
ADOPTED = (
    ("asb-case-review-figures", -12, "community-safety-officer"),
    ("strategic-assessment", 9, "analyst"),
    ("scrutiny-meeting", 30, "community-safety-officer"),
    ("shared-information", 39, "agency-officer"),
    ("serious-violence-strategy", None, "community-safety-officer"),
    ("partnership-plan", None, "community-safety-officer"),
    ("plan-summary", None, "administrator"),
    ("views-of-people", None, "administrator"),
    ("public-meeting", None, "community-safety-officer"),
    ("domestic-abuse-strategy", 420, "board-member"),
)


def make_demo(partnership: Partnership, people: dict[str, Member]) -> None:
    by = people["community-safety-officer"]
    made = {word: _adopted(partnership, word, days, people[owner], people, by) for word, days, owner in ADOPTED}
    _sent_for_sign_off(made["strategic-assessment"], people["analyst"])
    set_status(duty=made["partnership-plan"], status=Status.IN_PROGRESS, by=by)
    _done(partnership, by)
    officer = people["agency-officer"]
    name_contact(agency=officer.agency, member=officer, by=by)


def _adopted(
    partnership: Partnership, word: str, days: int | None, owner: Member, people: dict[str, Member], by: Member
) -> Duty:
    template, today = templates()[word], timezone.localdate()
    due = template.suggested_due(today) if days is None else today + timedelta(days=days)
    signed_off = word in {"strategic-assessment", "partnership-plan"}
    steps = [("Vice chair of the Board", people["signatory"]), ("Chair of the Board", people["chair"])]
    return adopt_duty(
        partnership=partnership, template=template, due=due, owner=owner, steps=steps if signed_off else (), by=by
    )


def _sent_for_sign_off(duty: Duty, owner: Member) -> None:
    add_evidence(duty=duty, note="Final draft, as sent to the Board (synthetic).", by=owner)
    set_status(duty=duty, status=Status.FOR_SIGN_OFF, by=owner)


def _done(partnership: Partnership, by: Member) -> None:
    """A local duty that comes every quarter: this one is done, and the next stands in the register."""
    duty = add_duty(
        partnership=partnership,
        title="Review the delivery plans",
        description="Each lead says how far the actions are; the Co-ordinating group sees the whole.",
        due=timezone.localdate() - timedelta(days=20),
        owner=by,
        every_months=3,
        by=by,
    )
    add_evidence(duty=duty, note="Minutes of the Co-ordinating group (synthetic).", by=by)
    set_status(duty=duty, status=Status.DONE, by=by)
