"""A document's way through the order of approval."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from saferplan.web.documents.models import Document
from saferplan.web.documents.scoped import of_a_document
from saferplan.web.partnerships.refused import attempt
from saferplan.web.people.permissions import Permission
from saferplan.web.publications import actions, presenters
from saferplan.web.publications.earlier import compared, last_decided
from saferplan.web.publications.forms import DecideForm, SendForm, TakeBackForm
from saferplan.web.publications.models import Outcome, Submission
from saferplan.web.publications.text import Text
from saferplan.web.publications.views.leading import to

FORMS = ["GET", "HEAD", "POST"]


@require_safe
@of_a_document
def approval(request: HttpRequest, document: Document) -> HttpResponse:
    """How it stands, whose turn it is, and what happened."""
    submissions = list(document.submissions.with_details())
    newest = submissions[0] if submissions else None
    digest = Text.of(document).digest
    is_current = newest is not None and newest.build.text_digest == digest
    context = {
        "document": document,
        "submission": newest,
        "tag": presenters.submission_tag(newest, is_current=is_current) if newest else None,
        "is_current": is_current,
        "steps": presenters.approval_steps(newest) if newest else [],
        "order": presenters.order_of(document),
        "events": presenters.approval_events(submissions),
        "is_ones_turn": newest is not None and _is_turn_of(request, newest),
        "may_send": request.member.may(Permission.EDIT_DOCUMENTS) and _may_be_sent(newest, is_current=is_current),
        "may_take_back": newest is not None and newest.is_open and request.member.may(Permission.EDIT_DOCUMENTS),
        "may_publish": is_current and _is_to_be_published(newest) and request.member.may(Permission.PUBLISH_DOCUMENTS),
        "final": document.builds.final().of_text(digest).first(),
    }
    return render(request, "publications/approval.html", context)


@require_http_methods(FORMS)
@of_a_document
def send(request: HttpRequest, document: Document) -> HttpResponse:
    """The newest final version of the text as it stands; without one, the page of builds."""
    final = document.builds.final().of_text(Text.of(document).digest).prefetch_related("versions").first()
    if final is None:
        messages.warning(request, "Build the final version of the text first: it is what is approved")
        return to("builds", document)
    form = SendForm(request.POST or None)
    if form.is_valid() and attempt(
        form, actions.send_for_approval, build=final, note=form.cleaned_data["note"], by=request.member
    ):
        messages.success(request, "The document was sent for approval")
        return to("approval", document)
    context = {"form": form, "document": document, "versions": presenters.shown_versions(final, request.member)}
    context |= {"build": final, "steps": presenters.order_of(document)}
    return render(request, "publications/send.html", context)


@require_http_methods(FORMS)
@of_a_document
def decide(request: HttpRequest, document: Document) -> HttpResponse:
    """For whoever is next; others see the page that says who is."""
    submission = document.submissions.open().with_details().first()
    if submission is None or not _is_turn_of(request, submission):
        return to("approval", document)
    form = DecideForm(request.POST or None, initial={"digest": submission.build.digest})
    if form.is_valid() and attempt(
        form, actions.approve, submission=submission, **form.cleaned_data, by=request.member
    ):
        messages.success(request, "Your decision was recorded")
        return to("approval", document)
    context = {
        "form": form,
        "document": document,
        "submission": submission,
        "step": submission.next_step,
        "build": submission.build,
        "versions": presenters.shown_versions(submission.build, request.member),
        "is_current": submission.build.text_digest == Text.of(document).digest,
        "compared": compared(submission.build, last_decided(submission.build, request.member), request.member),
    }
    return render(request, "publications/decide.html", context)


@require_http_methods(FORMS)
@of_a_document
def take_back(request: HttpRequest, document: Document) -> HttpResponse:
    submission = document.submissions.open().with_details().first()
    if submission is None:
        return to("approval", document)
    form = TakeBackForm(request.POST or None)
    if form.is_valid() and attempt(
        form, actions.take_back, submission=submission, note=form.cleaned_data["note"], by=request.member
    ):
        messages.success(request, "The document was taken back")
        return to("approval", document)
    return render(request, "publications/take_back.html", {"form": form, "document": document})


def _is_turn_of(request: HttpRequest, submission: Submission) -> bool:
    step = submission.next_step
    return step is not None and step.people().filter(pk=request.member.pk).exists()


def _may_be_sent(newest: Submission | None, *, is_current: bool) -> bool:
    if newest is None or not is_current:
        return True
    return newest.outcome in {Outcome.SENT_BACK, Outcome.TAKEN_BACK}


def _is_to_be_published(submission: Submission | None) -> bool:
    return submission is not None and submission.outcome == Outcome.APPROVED and not submission.publications.exists()
