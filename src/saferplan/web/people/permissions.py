"""What a role may do. Reading what every member may read needs none."""

from enum import StrEnum


class Permission(StrEnum):
    EDIT_PARTNERSHIP = "partnership.edit"
    EDIT_GROUPS = "group.edit"
    MANAGE_PEOPLE = "people.manage"
    EDIT_AGREEMENTS = "agreement.edit"
    SIGN_AGREEMENTS = "agreement.sign"
    READ_CASES = "case.read"
    EDIT_CASES = "case.edit"
    REVIEW_BREAK_GLASS = "break-glass.review"
    EDIT_DUTIES = "duty.edit"
    SEARCH_AUDIT = "audit.search"
    EXPORT_SUBJECT_ACCESS = "subject-access.export"
    MANAGE_RETENTION = "retention.manage"
    SEE_JOBS = "job.read"
    LOAD_EVIDENCE = "evidence.load"
    ACCEPT_EVIDENCE = "evidence.accept"
    SEE_SMALL_NUMBERS = "evidence.small-numbers"
    EDIT_AREAS = "area.edit"
    REVIEW_LINKS = "linkage.review"
    EDIT_DOCUMENTS = "document.edit"
    APPROVE_DOCUMENTS = "document.approve"
    PUBLISH_DOCUMENTS = "document.publish"
    ISSUE_TOKENS = "token.issue"
