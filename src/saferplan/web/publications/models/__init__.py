"""From the text of a document to its editions: what was looked through, built, approved and published."""

from saferplan.web.publications.models.approving import (
    Approval,
    ApprovalStep,
    Outcome,
    Submission,
    SubmissionEnd,
    SubmissionStep,
    Verdict,
)
from saferplan.web.publications.models.building import Build, BuildVersion
from saferplan.web.publications.models.checking import Check, CheckRemark
from saferplan.web.publications.models.publishing import Notice, NoticeKind, Publication

__all__ = [
    "Approval",
    "ApprovalStep",
    "Build",
    "BuildVersion",
    "Check",
    "CheckRemark",
    "Notice",
    "NoticeKind",
    "Outcome",
    "Publication",
    "Submission",
    "SubmissionEnd",
    "SubmissionStep",
    "Verdict",
]
