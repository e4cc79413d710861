from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from saferplan.web.access.opening import opens
from saferplan.web.design_system.lists import page_of
from saferplan.web.jobs.presenters import ShownJob
from saferplan.web.jobs.waiting import while_waiting
from saferplan.web.partnerships.models import Partnership


def jobs(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    page = page_of(request, partnership.jobs.with_state())
    return render(request, "jobs/jobs.html", {"page": page, "jobs": [ShownJob(one) for one in page]})


def job(request: HttpRequest, partnership: Partnership, job: int) -> HttpResponse:
    known = partnership.jobs.visible_to(request.member).with_state()
    found = get_object_or_404(known, pk=job)
    if told := while_waiting(request, found):
        return told
    result = found.result if found.result and opens(request.member, found.result) else ""
    return render(request, "jobs/job.html", {"job": ShownJob(found), "result": result})
