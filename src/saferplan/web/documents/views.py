from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from saferplan.documents.kinds.kind import kind_named
from saferplan.web.design_system.lists import page_of
from saferplan.web.design_system.versions import EditedMeanwhile, both_versions
from saferplan.web.documents import presenters
from saferplan.web.documents.arranging import edit_document
from saferplan.web.documents.beginning import begin_document
from saferplan.web.documents.forms import BeginForm, DocumentForm
from saferplan.web.documents.models import Document
from saferplan.web.documents.rights import may_write
from saferplan.web.documents.scoped import of_a_document
from saferplan.web.evidence.in_force import in_force
from saferplan.web.evidence.lake import lake_of
from saferplan.web.evidence.own_area import own_area
from saferplan.web.partnerships.models import Partnership
from saferplan.web.partnerships.refused import attempt


@require_safe
def documents(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    page = page_of(request, partnership.documents.select_related("partnership").with_standing())
    context = {"page": page, "rows": presenters.rows_of_documents(page), "may_write": may_write(request.member)}
    return render(request, "documents/documents.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    form = BeginForm(request.POST or None, months=_months_known(partnership))
    if form.is_valid():
        about = form.cleaned_data | {"kind": kind_named(form.cleaned_data["kind"])}
        with transaction.atomic():
            document = begin_document(partnership=partnership, **about, by=request.member)
        presenters.figures_for(document, request.member)
        messages.success(request, "The document was begun. Its chapters are below")
        return redirect(presenters.address(document))
    return render(request, "documents/begin.html", {"form": form})


@require_safe
@of_a_document
def document(request: HttpRequest, document: Document) -> HttpResponse:
    context = {
        "document": document,
        "period": presenters.in_words(document.period),
        "against": presenters.in_words(document.against),
        "standing": presenters.how_it_stands(document),
        "chapters": presenters.chapters_of(document),
        "to_write": presenters.to_write(document),
        "removed": document.chapters.removed(),
        "figures": presenters.figures_for(document, request.member),
        "may_write": may_write(request.member),
    }
    return render(request, "documents/document.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_document
def edit(request: HttpRequest, document: Document) -> HttpResponse:
    form = DocumentForm(request.POST or None, instance=document, months=_months_known(document.partnership))
    back = presenters.address(document)
    if form.is_valid():
        try:
            changed = attempt(form, edit_document, document=form.instance, based_on=form.based_on(), by=request.member)
        except EditedMeanwhile:
            return both_versions(request, form, request.partnership.documents.get(pk=document.pk), back=back)
        if changed:
            messages.success(request, "What the document is about was changed")
            return redirect(back)
    return render(request, "documents/edit.html", {"form": form, "document": document, "back": back})


@require_safe
@of_a_document
def history(request: HttpRequest, document: Document) -> HttpResponse:
    context = {"document": document, "events": presenters.history_of(document, request.member)}
    return render(request, "documents/history.html", context)


def _months_known(partnership: Partnership) -> tuple[str, ...]:
    return own_area(in_force(lake_of(partnership)).snapshot, partnership.area_code).months
