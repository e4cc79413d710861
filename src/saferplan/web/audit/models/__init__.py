"""The tables of the audit, by subject."""

from saferplan.web.audit.models.entries import CHANGES, NOBODY, Entry, Operation
from saferplan.web.audit.models.retention import DeletedRows, Deletion, Hold, HoldRelease
from saferplan.web.audit.models.seals import Seal, SealCheck
from saferplan.web.audit.models.subject_access import PreparedAnswer, SubjectAccessRequest

__all__ = [
    "CHANGES",
    "NOBODY",
    "DeletedRows",
    "Deletion",
    "Entry",
    "Hold",
    "HoldRelease",
    "Operation",
    "PreparedAnswer",
    "Seal",
    "SealCheck",
    "SubjectAccessRequest",
]
