"""Pages that wait for a job: each asks how far it is, and is opened anew once the job has ended."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from saferplan.web.access.parts import is_part
from saferplan.web.jobs.models import Job
from saferplan.web.jobs.presenters import ShownJob


def while_waiting(request: HttpRequest, job: Job | None) -> HttpResponse | None:
    """The answer to the page itself; None for a person who opens the page. `job`: with its state."""
    if not is_part(request):
        return None
    if job and job.finished_at is None:
        return render(request, "jobs/_how_far.html", {"job": ShownJob(job)})
    return HttpResponse(headers={"HX-Refresh": "true"})
