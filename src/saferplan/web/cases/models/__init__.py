"""Cases, the people in them, and access to them when no agreement gives it."""

from saferplan.web.cases.models.cases import MAY_BECOME, Case, CaseQuerySet, CaseStatus, Open, Risk, RiskJudgement
from saferplan.web.cases.models.emergencies import (
    BreakGlass,
    BreakGlassReview,
    Escalation,
    EscalationDecision,
    OverdueNotice,
)
from saferplan.web.cases.models.people import CasePerson, Note, Part

__all__ = [
    "MAY_BECOME",
    "BreakGlass",
    "BreakGlassReview",
    "Case",
    "CasePerson",
    "CaseQuerySet",
    "CaseStatus",
    "Escalation",
    "EscalationDecision",
    "Note",
    "Open",
    "OverdueNotice",
    "Part",
    "Risk",
    "RiskJudgement",
]
