"""What is done each morning: who is warned, and which cases wait for their owner's decision."""

from datetime import timedelta

from django.utils import timezone

from saferplan.web.agreements.lapsing import lapsing, warn_of_lapse
from saferplan.web.cases.emergencies import escalate
from saferplan.web.cases.models import Escalation
from saferplan.web.cases.telling import tell_of_overdue_reviews
from saferplan.web.jobs.work import periodic
from saferplan.web.partnerships.models import Partnership


@periodic("0 5 * * *")
def warn_and_escalate(partnership: Partnership) -> None:
    """A case that is high-risk only later is escalated on the morning after."""
    today = timezone.localdate()
    for terms in lapsing(partnership, today):
        closes_on = terms.until + timedelta(days=1)
        escalate(terms=terms, cause=Escalation.Cause.LAPSE, closes_on=closes_on, decide_by=terms.until)
    warn_of_lapse(partnership=partnership, on=today)


@periodic("30 5 * * *")
def escalate_reviews(partnership: Partnership) -> None:
    tell_of_overdue_reviews(partnership=partnership)
