"""What a data protection officer finds in the demo: a hold, an answer to a request, the first seal. All is invented."""

from django.utils import timezone

from saferplan.web.audit.answers import prepare_answer
from saferplan.web.audit.holding import put_on_hold
from saferplan.web.audit.reading import log_read
from saferplan.web.audit.retention import keepers
from saferplan.web.audit.sealing import seal_finished
from saferplan.web.audit.subject_access import PersonDetails, everything_held
from saferplan.web.partnerships.models import Partnership
from saferplan.web.people.models import Member


def make_demo(partnership: Partnership, people: dict[str, Member]) -> None:
    officer = people["data-protection-officer"]
    first = partnership.cases.order_by("number").first()
    if first is not None:
        _about_a_case(first, officer, people["caseworker"])
    seal_finished()


def _about_a_case(case, officer: Member, caseworker: Member) -> None:
    log_read(member=caseworker, record=case, purpose=case.usual_purpose, what="the case")
    put_on_hold(keeper=keepers()["case"], number=str(case.number), reason="County court claim 2026/17", by=officer)
    someone = case.case_people.first()
    if someone is not None:
        asks = PersonDetails("{forenames} {surname}".format_map(someone.details))
        prepare_answer(
            reference="SAR 2026/4",
            received_on=timezone.localdate(),
            person=asks,
            records=everything_held(case.partnership, asks),
            by=officer,
        )
