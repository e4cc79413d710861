from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from saferplan.web.design_system.lists import page_of
from saferplan.web.evidence import presenters
from saferplan.web.evidence.assessments import FIRST_PAGE, as_one_file, assessment_folder, file_of
from saferplan.web.evidence.delivery_presenters import rows_of
from saferplan.web.evidence.forms import NOTHING, AssessmentForm
from saferplan.web.evidence.in_force import in_force
from saferplan.web.evidence.lake import lake_of
from saferplan.web.evidence.own_area import own_area
from saferplan.web.evidence.work import build_assessment
from saferplan.web.jobs.models import Job
from saferplan.web.partnerships.models import Partnership
from saferplan.web.people.permissions import Permission


@require_safe
def evidence(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    found = in_force(lake_of(partnership))
    snapshot = found.snapshot
    page = page_of(request, found.loads[::-1])
    may_load = request.member.may(Permission.LOAD_EVIDENCE)
    own, others = presenters.forces_of(found.coverage, own_area(snapshot, partnership.area_code).force)
    context = {
        "own": own,
        "others": others,
        "feeds": presenters.feeds_of(snapshot),
        "deliveries": rows_of(partnership.deliveries.visible_to(request.member).unfinished()) if may_load else [],
        "datasets": presenters.datasets_of(snapshot),
        "page": page,
        "loads": [presenters.ShownLoad(one) for one in page],
        "assessments": partnership.jobs.of_kind(build_assessment.kind).done()[:5],
        "first_page": FIRST_PAGE,
    }
    return render(request, "evidence/evidence.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def build(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    months = own_area(in_force(lake_of(partnership)).snapshot, partnership.area_code).months
    form = AssessmentForm(request.POST or None, months=months)
    if form.is_valid():
        period, against = form.cleaned_data["period"], form.cleaned_data["against"]
        asked = {"period": period, "against": "" if against == NOTHING else against}
        return _to(
            build_assessment.ask(
                partnership=partnership, by=request.member, key=f"{period}-{asked['against']}", **asked
            )
        )
    context = {"form": form, "back": _evidence(partnership), "is_possible": bool(months)}
    return render(request, "evidence/build.html", context)


@require_safe
@as_one_file
def assessment(request: HttpRequest, partnership: Partnership, job: int, page: str) -> FileResponse:
    built = get_object_or_404(partnership.jobs.of_kind(build_assessment.kind).done(), pk=job)
    return file_of(assessment_folder(partnership.slug, built.pk), page)


def _evidence(partnership: Partnership) -> str:
    return reverse("evidence:evidence", kwargs={"partnership": partnership.slug})


def _to(job: Job) -> HttpResponse:
    return redirect("jobs:job", partnership=job.partnership.slug, job=job.pk)
