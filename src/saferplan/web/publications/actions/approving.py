"""A final version goes to those who approve, one after the other. Each signs that version, and no other."""

from django.db import transaction

from saferplan.web.documents.models import Document
from saferplan.web.partnerships.refused import Refused
from saferplan.web.people.models import Member
from saferplan.web.publications.models import (
    Approval,
    Build,
    Outcome,
    Submission,
    SubmissionEnd,
    SubmissionStep,
    Verdict,
)
from saferplan.web.publications.telling import tell_outcome, tell_whose_turn_it_is
from saferplan.web.publications.text import Text

REPLACED = "Replaced by a newer version."


@transaction.atomic
def send_for_approval(*, build: Build, note: str = "", by: Member) -> Submission:
    """In the order of its kind as it is now. What was sent before, and is no longer the text, ends with it."""
    document = held(build.document)
    _refuse_unless_current(document, build)
    steps = list(document.partnership.approval_steps.in_force_for(document.kind))
    if not steps:
        raise Refused("Nobody is named to approve documents", remedy="Ask an administrator to set the order.")
    if before := document.submissions.open().select_related("build").first():
        if before.build.text_digest == build.text_digest:
            raise Refused("This text is waiting for approval already")
        _end(before, Outcome.TAKEN_BACK, REPLACED, by)
    submission = Submission.objects.create(
        partnership=document.partnership, document=document, build=build, note=note, by=by
    )
    for step in steps:
        SubmissionStep.objects.create(
            partnership=document.partnership,
            submission=submission,
            position=step.position,
            as_whom=step.as_whom,
            role=step.role,
            group=step.group,
            seat=step.seat,
        )
    tell_whose_turn_it_is(submission, by=by)
    return submission


@transaction.atomic
def approve(*, submission: Submission, digest: str, verdict: Verdict, note: str = "", by: Member) -> Approval:
    """By whoever is next. `digest`: of the version that they had before them."""
    document, submission = _both_held(submission)
    step = submission.next_step
    if step is None or not step.people().filter(pk=by.pk).exists():
        raise Refused("It is not your turn to approve", remedy="Look at the order on the document’s page.")
    if digest != submission.build.digest:
        raise Refused("Another version was sent in the meantime", remedy="Read that one, and decide again.")
    if verdict == Verdict.RETURNED and not note:
        raise Refused("Say what is to be changed", field="note")
    if verdict == Verdict.APPROVED and not is_current(document, submission.build):
        raise Refused("The text was changed after it was sent", remedy="Send it back, so that it is sent again.")
    made = Approval.objects.create(
        partnership=document.partnership, step=step, verdict=verdict, note=note, digest=digest, by=by
    )
    is_last = step.position == max(one.position for one in submission.steps.all())
    if verdict == Verdict.RETURNED:
        _end(submission, Outcome.SENT_BACK, note, by)
    elif is_last:
        _end(submission, Outcome.APPROVED, "", by)
    else:
        tell_whose_turn_it_is(Submission.objects.get(pk=submission.pk), by=by)
    return made


@transaction.atomic
def take_back(*, submission: Submission, note: str, by: Member) -> SubmissionEnd:
    _, submission = _both_held(submission)
    if not submission.is_open:
        raise Refused("It is no longer waiting for approval")
    return _end(submission, Outcome.TAKEN_BACK, note, by)


def held(document: Document) -> Document:
    """With nobody else sending, approving or publishing it until the end of the transaction."""
    return Document.objects.select_for_update(of=("self",)).select_related("partnership").get(pk=document.pk)


def is_current(document: Document, build: Build) -> bool:
    return build.text_digest == Text.of(document).digest


def _both_held(submission: Submission) -> tuple[Document, Submission]:
    document = held(submission.document)
    return document, document.submissions.with_details().get(pk=submission.pk)


def _refuse_unless_current(document: Document, build: Build) -> None:
    if not build.is_final:
        raise Refused("A draft cannot be approved", remedy="Build the final version first.")
    if not is_current(document, build):
        raise Refused("The text was changed after this version was built", remedy="Build the final version again.")
    if document.publications.filter(version__build=build).exists():
        raise Refused("This version is published already")


def _end(submission: Submission, outcome: Outcome, note: str, by: Member) -> SubmissionEnd:
    Submission.objects.filter(pk=submission.pk).update(is_open=False)
    end = SubmissionEnd.objects.create(
        partnership=submission.partnership, submission=submission, outcome=outcome, note=note, by=by
    )
    tell_outcome(submission, outcome, by=by)
    return end
