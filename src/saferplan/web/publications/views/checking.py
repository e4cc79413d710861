"""The check list of a document."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from saferplan.web.documents.models import Document
from saferplan.web.documents.scoped import of_a_document
from saferplan.web.people.permissions import Permission
from saferplan.web.publications.checklist import checklist_of
from saferplan.web.publications.views.leading import to_job
from saferplan.web.publications.work import check_document


@require_safe
@of_a_document
def check(request: HttpRequest, document: Document) -> HttpResponse:
    """What the newest check found."""
    context = {
        "document": document,
        "list": checklist_of(document, request.member),
        "may_check": request.member.may(Permission.EDIT_DOCUMENTS),
    }
    return render(request, "publications/check.html", context)


@require_POST
@of_a_document
def begin(request: HttpRequest, document: Document) -> HttpResponse:
    key = f"document-{document.pk}"
    return to_job(
        check_document.ask(partnership=document.partnership, by=request.member, key=key, document=document.pk)
    )
