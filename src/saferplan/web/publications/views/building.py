"""Builds of a document, drafts and final versions, and their files."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from saferplan.web.design_system.lists import page_of
from saferplan.web.documents.models import Audience, Document
from saferplan.web.documents.scoped import of_a_document
from saferplan.web.people.models import Member
from saferplan.web.people.permissions import Permission
from saferplan.web.publications.earlier import Earlier, compared, last_decided, last_edition
from saferplan.web.publications.models import Build
from saferplan.web.publications.presenters import shown_builds, shown_versions
from saferplan.web.publications.rights import may_read
from saferplan.web.publications.serving import handed_out
from saferplan.web.publications.text import Text
from saferplan.web.publications.views.leading import to_job
from saferplan.web.publications.work import build_document


@require_safe
@of_a_document
def builds(request: HttpRequest, document: Document) -> HttpResponse:
    page = page_of(request, document.builds.select_related("by__user").prefetch_related("versions"))
    context = {
        "document": document,
        "page": page,
        "rows": shown_builds(page, document, Text.of(document).digest),
        "may_build": request.member.may(Permission.EDIT_DOCUMENTS),
    }
    return render(request, "publications/builds.html", context)


@require_POST
@of_a_document
def begin(request: HttpRequest, document: Document) -> HttpResponse:
    is_final = "final" in request.POST
    key = f"document-{document.pk}-{'final' if is_final else 'draft'}"
    asked = build_document.ask(
        partnership=document.partnership, by=request.member, key=key, document=document.pk, is_final=is_final
    )
    return to_job(asked)


@require_safe
@of_a_document
def build(request: HttpRequest, document: Document, build: int) -> HttpResponse:
    known = _build(document, build)
    context = {
        "document": document,
        "build": known,
        "versions": shown_versions(known, request.member),
        "is_of_this_text": known.text_digest == Text.of(document).digest,
        "submission": known.submissions.with_details().first(),
        "may_send": request.member.may(Permission.EDIT_DOCUMENTS),
        "compared": compared(known, _earlier(known, request.member), request.member),
    }
    return render(request, "publications/build.html", context)


@require_safe
@of_a_document
def file(request: HttpRequest, document: Document, build: int, audience: str, file: str) -> HttpResponse:
    known = _build(document, build)
    version = next((one for one in known.versions.all() if one.audience == audience), None)
    if version is None or (audience == Audience.EXEMPT and not may_read(request.member, version)):
        raise Http404
    version.build = known
    return handed_out(version, file)


def _earlier(build: Build, member: Member) -> Earlier | None:
    """An edition is laid beside the one before it; what is on its way, beside what was decided on."""
    if not build.is_final:
        return None
    is_edition = build.document.publications.filter(version__build=build).exists()
    return last_edition(build) if is_edition else last_decided(build, member)


def _build(document: Document, number: int) -> Build:
    known = document.builds.select_related("by__user", "partnership").prefetch_related("versions__partnership")
    return get_object_or_404(known, pk=number)
