"""When no agreement gives access any more: a case's owner decides what becomes of it, and glass is broken."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from saferplan.errors import SaferplanError
from saferplan.web.agreements.access import Reader
from saferplan.web.agreements.models import Terms
from saferplan.web.agreements.standing import Recorded
from saferplan.web.cases.models import (
    BreakGlass,
    BreakGlassReview,
    Case,
    Escalation,
    EscalationDecision,
)
from saferplan.web.cases.models.emergencies import Ground
from saferplan.web.cases.telling import tell_of_use
from saferplan.web.cases.vocabulary import limits
from saferplan.web.people.models import Member
from saferplan.web.people.permissions import Permission


class NotYours(SaferplanError):
    """Somebody else is to do it."""


class AlreadyReviewed(SaferplanError):
    """Another officer was first, perhaps a moment ago."""


class NotNeeded(SaferplanError):
    """The case may be read for that purpose as it is."""


@transaction.atomic
def break_glass(*, case: Case, purpose: str, ground: Ground, why: str, by: Member) -> BreakGlass:
    """Access to this case for a while, which a data protection officer reviews.

    For agencies that the case's holder has agreed to share with, where that agreement does not open it, or not any more
    (docs/explanation/who-may-see-what.md). Raises NotYours or NotNeeded.
    """
    if not by.may(Permission.READ_CASES):
        raise NotYours("none of your roles lets you read cases")
    reader = Reader.of(by)
    if reader.decide(case, purpose).allowed:
        raise NotNeeded("you may read this case already")
    if not reader.has_been_let_in_by(case.holder):
        raise NotYours("the agency that holds this case never signed an agreement to share with yours")
    now = timezone.now()
    use = BreakGlass(
        partnership=case.partnership,
        case=case,
        member=by,
        purpose=purpose,
        ground=ground,
        why=why,
        begins=now,
        until=now + limits().break_glass,
    )
    use.full_clean()
    use.save()
    tell_of_use(use)
    return use


@transaction.atomic
def review_break_glass(*, use: BreakGlass, outcome: BreakGlassReview.Outcome, why: str, by: Member) -> BreakGlassReview:
    if by.user_id == use.member.user_id:  # also for another agency, and under another membership
        raise NotYours("nobody reviews their own access", remedy="Ask another data protection officer.")
    BreakGlass.objects.select_for_update().get(pk=use.pk)
    if BreakGlassReview.objects.filter(use=use).exists():
        raise AlreadyReviewed("a finding on this use is recorded already", remedy="It stands in the list of uses.")
    review = BreakGlassReview(partnership=use.partnership, use=use, outcome=outcome, why=why, by=by)
    review.full_clean()
    review.save()
    return review


@transaction.atomic
def escalate(*, terms: Terms, cause: Escalation.Cause, closes_on: date, decide_by: date | None = None) -> int:
    """One for each open high-risk case that partners read under the terms; once, however often it is called."""
    covered = terms.partnership.cases.filter(
        holder__in=terms.sharing(), categories__contained_by=terms.categories, opened_on__lte=closes_on
    )
    due = decide_by or closes_on + limits().decide
    raised = Escalation.objects.bulk_create(
        [
            Escalation(
                partnership=terms.partnership, case=case, terms=terms, cause=cause, closes_on=closes_on, decide_by=due
            )
            for case in covered.open().high_risk()
        ],
        ignore_conflicts=True,
    )
    return len(raised)


def escalate_before_closing(terms: Terms, status: Recorded, closes_on: date) -> None:
    """Where an agreement stops at once."""
    escalate(terms=terms, cause=Escalation.Cause(status), closes_on=closes_on)


@transaction.atomic
def decide_escalation(
    *, escalation: Escalation, outcome: EscalationDecision.Outcome, why: str, by: Member
) -> EscalationDecision:
    """The case's owner decides, or, when the day has passed, whoever keeps agreements."""
    is_owner = by.pk == escalation.case.owner_id
    is_late = timezone.localdate() > escalation.decide_by
    if not is_owner and not (is_late and by.may(Permission.EDIT_AGREEMENTS)):
        raise NotYours("the owner of the case decides this")
    decision = EscalationDecision(
        partnership=escalation.partnership, escalation=escalation, outcome=outcome, why=why, by=by
    )
    decision.full_clean()
    decision.save()
    return decision
