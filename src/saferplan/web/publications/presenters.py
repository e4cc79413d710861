"""Builds, approvals and editions as their pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from saferplan.documents.kinds.kind import kinds
from saferplan.web.documents.models import Audience, Document
from saferplan.web.partnerships.models import Partnership
from saferplan.web.people.models import Member
from saferplan.web.publications.files import OutputFile, files_of
from saferplan.web.publications.models import (
    ApprovalStep,
    Build,
    BuildVersion,
    NoticeKind,
    Outcome,
    Publication,
    Submission,
    SubmissionStep,
    Verdict,
)
from saferplan.web.publications.rights import may_read

AUDIENCES = {Audience.PUBLIC: "For the public", Audience.EXEMPT: "With what is exempt, not for the public"}


@dataclass(frozen=True)
class ShownVersion:
    version: BuildVersion
    files: list[OutputFile]

    @property
    def audience(self) -> str:
        return AUDIENCES[Audience(self.version.audience)]

    @property
    def to_read(self) -> list[OutputFile]:
        return [one for one in self.files if one.is_to_read]

    @property
    def to_check(self) -> list[OutputFile]:
        """The data, and what the files can be held against."""
        return [one for one in self.files if not (one.is_to_read or one.is_of_an_exhibit)]


def shown_versions(build: Build, member: Member) -> list[ShownVersion]:
    """Those that the member may read."""
    readable = [one for one in build.versions.all() if may_read(member, one)]
    for one in readable:
        one.build = build
    return [ShownVersion(one, list(files_of(one).values())) for one in readable]


def shown_builds(builds: Iterable[Build], document: Document, digest: str) -> list[list]:
    return [_build_row(build, document, is_of_this_text=build.text_digest == digest) for build in builds]


def _build_row(build: Build, document: Document, *, is_of_this_text: bool) -> list:
    from saferplan.web.config.jinja import moment

    address = reverse(
        "publications:build",
        kwargs={"partnership": document.partnership.slug, "document": document.slug, "build": build.pk},
    )
    kind = {"text": "Final", "tag": "green"} if build.is_final else {"text": "Draft", "tag": "grey"}
    return [
        {"text": moment(build.at), "href": address, "sort": build.at.isoformat()},
        kind,
        "The text as it stands" if is_of_this_text else "An earlier text",
        build.by.user.name if build.by else "",
    ]


def order_of(document: Document) -> list[ApprovalStep]:
    """Who would approve it, were it sent now."""
    steps = document.partnership.approval_steps.select_related("group")
    return list(steps.in_force_for(document.kind))


@dataclass(frozen=True)
class ShownOrder:
    """`title`: of which documents it is."""

    title: str
    steps: list[ApprovalStep]


def shown_orders(partnership: Partnership) -> list[ShownOrder]:
    """The order for all documents, with or without steps, then those of kinds that have their own."""
    steps = list(partnership.approval_steps.select_related("group"))
    own = [(kind.name, [step for step in steps if step.kind == kind.id]) for kind in kinds().values()]
    rest = "All other documents" if any(of_kind for _, of_kind in own) else "All documents"
    of_all = ShownOrder(rest, [step for step in steps if not step.kind])
    return [of_all, *(ShownOrder(title, of_kind) for title, of_kind in own if of_kind)]


def approval_steps(submission: Submission) -> list[dict]:
    """Who has signed, whose turn it is, and who can take it."""
    turn = submission.next_step
    return [
        {
            "step": step,
            "approval": getattr(step, "approval", None),
            "is_next": step == turn,
            "people": _named(step) if step == turn else "",
        }
        for step in submission.steps.all()
    ]


def _named(step: SubmissionStep) -> str:
    names = [member.user.name for member in step.people().select_related("user")]
    return ", ".join(names) if names else "Nobody holds this post today"


def submission_tag(submission: Submission, *, is_current: bool) -> dict[str, str]:
    if submission.outcome == Outcome.APPROVED:
        return {"text": "Approved", "tag": "green"} if is_current else {"text": "Text changed", "tag": "orange"}
    if submission.outcome:
        return {"text": Outcome(submission.outcome).label, "tag": "red"}
    if not is_current:
        return {"text": "Text changed", "tag": "orange"}
    return {"text": "Waiting", "tag": "yellow"}


def approval_events(submissions: Iterable[Submission]) -> list[dict]:
    """Newest first."""
    told: list[dict] = []
    for submission in submissions:
        told.append(_event("Sent for approval", submission, submission.note))
        for step in submission.steps.all():
            if approval := getattr(step, "approval", None):
                told.append(_event(f"{Verdict(approval.verdict).label} ({step.as_whom})", approval, approval.note))
        if submission.outcome == Outcome.TAKEN_BACK:
            told.append(_event(Outcome.TAKEN_BACK.label, submission.end, submission.end.note))
    return sorted(told, key=lambda event: event["when"], reverse=True)


def _event(title: str, record, text: str) -> dict:
    return {"title": title, "text": text, "when": record.at, "by": record.by.user.name}


@dataclass(frozen=True)
class ShownEdition:
    publication: Publication

    @property
    def address(self) -> str:
        return edition_address(self.publication)

    @property
    def in_full(self) -> str:
        return f"{settings.BASE_URL}{self.address}"

    @property
    def tag(self) -> dict[str, str]:
        if self.publication.is_withdrawn:
            return {"text": NoticeKind.WITHDRAWAL.label, "tag": "red"}
        if self.publication.corrections:
            return {"text": "Corrected", "tag": "orange"}
        return {"text": "Published", "tag": "green"}


def edition_address(publication: Publication) -> str:
    parts = _parts(publication) | {"edition": publication.edition}
    return reverse("published:edition", kwargs=parts)


def _parts(publication: Publication) -> dict[str, str]:
    return {"partnership": publication.partnership.slug, "document": publication.document.slug}
