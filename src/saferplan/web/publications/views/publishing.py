"""Editions: publishing what was approved, and notices on what was published."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from saferplan.web.documents.models import Audience, Document
from saferplan.web.documents.scoped import of_a_document
from saferplan.web.partnerships.refused import attempt
from saferplan.web.people.permissions import Permission
from saferplan.web.publications import actions, presenters
from saferplan.web.publications.earlier import compared, last_edition
from saferplan.web.publications.forms import NoticeForm, PublishForm
from saferplan.web.publications.models import Outcome
from saferplan.web.publications.views.leading import to

FORMS = ["GET", "HEAD", "POST"]


@require_safe
@of_a_document
def editions(request: HttpRequest, document: Document) -> HttpResponse:
    published = document.publications.open_to_all().select_related("by__user", "submission")
    submission = document.submissions.with_details().first()
    to_publish = submission and submission.outcome == Outcome.APPROVED and not submission.publications.exists()
    context = {
        "document": document,
        "editions": [presenters.ShownEdition(one) for one in published],
        "is_to_be_published": bool(to_publish),
        "may_publish": request.member.may(Permission.PUBLISH_DOCUMENTS),
        "exempt": {one.edition: one for one in document.publications.filter(audience=Audience.EXEMPT)},
    }
    return render(request, "publications/editions.html", context)


@require_http_methods(FORMS)
@of_a_document
def publish(request: HttpRequest, document: Document) -> HttpResponse:
    submission = document.submissions.with_details().first()
    if submission is None or submission.outcome != Outcome.APPROVED or submission.publications.exists():
        messages.warning(request, "There is nothing to publish: a document is published once it is approved")
        return to("editions", document)
    form = PublishForm(request.POST or None, is_first=not document.publications.exists())
    if form.is_valid():
        changed = form.cleaned_data.get("what_changed", "")
        made = attempt(form, actions.publish, document=document, what_changed=changed, by=request.member)
        if made:
            messages.success(request, f"Edition {made[0].edition} was published")
            return to("editions", document)
    context = {"form": form, "document": document, "build": submission.build}
    context |= {
        "versions": presenters.shown_versions(submission.build, request.member),
        "compared": compared(submission.build, last_edition(submission.build), request.member),
    }
    return render(request, "publications/publish.html", context)


@require_http_methods(FORMS)
@of_a_document
def notice(request: HttpRequest, document: Document, edition: int) -> HttpResponse:
    publication = get_object_or_404(document.publications.open_to_all(), edition=edition)
    form = NoticeForm(request.POST or None)
    if form.is_valid() and attempt(
        form, actions.give_notice, publication=publication, **form.cleaned_data, by=request.member
    ):
        messages.success(request, "The notice stands on the edition’s page")
        return to("editions", document)
    return render(request, "publications/notice.html", {"form": form, "document": document, "publication": publication})
