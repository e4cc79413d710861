"""Where a view leads to when it is done."""

from django.http import HttpResponse
from django.shortcuts import redirect

from saferplan.web.documents.models import Document
from saferplan.web.jobs.models import Job


def to(name: str, document: Document, **parts: int) -> HttpResponse:
    return redirect(f"publications:{name}", partnership=document.partnership.slug, document=document.slug, **parts)


def to_job(job: Job) -> HttpResponse:
    return redirect("jobs:job", partnership=job.partnership.slug, job=job.pk)
