"""What the pages about a document share."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from saferplan.web.documents.models import Document
from saferplan.web.jobs.models import Job
from saferplan.web.partnerships.models import Partnership


def of_a_document(view: Callable) -> Callable:
    """The view gets the document itself."""

    @wraps(view)
    def scoped(request: HttpRequest, partnership: Partnership, document: str, **parts) -> HttpResponse:
        known = get_object_or_404(partnership.documents.select_related("partnership"), slug=document)
        return view(request, partnership, known, **parts)

    return scoped


def to(name: str, document: Document, **parts: int) -> HttpResponse:
    return redirect(f"publications:{name}", partnership=document.partnership.slug, document=document.slug, **parts)


def to_job(job: Job) -> HttpResponse:
    return redirect("jobs:job", partnership=job.partnership.slug, job=job.pk)
