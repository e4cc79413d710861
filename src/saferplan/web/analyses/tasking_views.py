"""Taskings: what a meeting decided about a place, who does it by when, and what came of it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from saferplan.web.access.permitted import not_permitted
from saferplan.web.analyses import actions, answers, presenters
from saferplan.web.analyses.forms import CorrectionForm, ResultForm, TaskingForm
from saferplan.web.analyses.models import Analysis, Tasking
from saferplan.web.analyses.rights import may_tell_of
from saferplan.web.analyses.views import of_an_analysis
from saferplan.web.design_system.lists import page_of
from saferplan.web.partnerships.models import Partnership
from saferplan.web.partnerships.refused import attempt
from saferplan.web.people.permissions import Permission


@require_safe
def taskings(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    """For the next meeting: what was decided and has not ended, then what has."""
    known = partnership.taskings.with_result()
    ended = page_of(request, known.ended().order_by("-ends_on", "-pk"))
    context = {
        "columns": presenters.COLUMNS_OF_TASKINGS,
        "open": presenters.rows_of_taskings(_of(partnership, known.open())),
        "page": ended,
        "ended": presenters.rows_of_taskings(_of(partnership, ended)),
    }
    return render(request, "analyses/taskings.html", context)


def _of(partnership: Partnership, found) -> list[Tasking]:
    for one in (listed := list(found)):
        one.partnership = partnership
    return listed


@require_safe
def tasking(request: HttpRequest, partnership: Partnership, tasking: int) -> HttpResponse:
    found = _found(partnership, tasking)
    context = {
        "tasking": found,
        "results": found.results.select_related("by__user"),
        "before": found.before.select_related("by__user", "owner__user"),
        "may_correct": not found.is_ended and request.member.may(Permission.EDIT_DOCUMENTS),
        "may_tell": not found.is_ended and may_tell_of(request.member, found),
        "analysis": presenters.address_of(found.analysis),
    }
    return render(request, "analyses/tasking.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@of_an_analysis
def add_tasking(request: HttpRequest, partnership: Partnership, analysis: Analysis) -> HttpResponse:
    """About a place that stood out in an answer."""
    answer = answers.answer_of(analysis)
    if analysis.is_guarded or not (answer and answer["places"]):
        raise Http404
    form = TaskingForm(request.POST or None, analysis=analysis, places=answer["places"])
    if form.is_valid():
        told = form.cleaned_data | {"where": form.where[form.cleaned_data["place"]]}
        if attempt(form, actions.add_tasking, analysis=analysis, **told, by=request.member):
            messages.success(request, "The tasking was recorded")
            return redirect(presenters.address_of(analysis))
    return render(request, "analyses/add_tasking.html", {"form": form, "back": presenters.address_of(analysis)})


@require_http_methods(["GET", "HEAD", "POST"])
def correct_tasking(request: HttpRequest, partnership: Partnership, tasking: int) -> HttpResponse:
    found = _found(partnership, tasking)
    address = presenters.address_of_tasking(found)
    if found.is_ended:
        return redirect(address)
    form = CorrectionForm(request.POST or None, instance=found)
    told = {"tasking": found, "by": request.member}
    if form.is_valid() and attempt(form, actions.correct_tasking, **told, **form.cleaned_data):
        messages.success(request, "The tasking was corrected")
        return redirect(address)
    return render(request, "analyses/correct_tasking.html", {"form": form, "tasking": found, "back": address})


@require_http_methods(["GET", "HEAD", "POST"])
def add_result(request: HttpRequest, partnership: Partnership, tasking: int) -> HttpResponse:
    """For its owner, and for who keeps the papers of meetings."""
    found = _found(partnership, tasking)
    if not may_tell_of(request.member, found):
        return not_permitted(request, Permission.EDIT_DOCUMENTS, also="Or who owns the tasking.")
    address = presenters.address_of_tasking(found)
    if found.is_ended:
        return redirect(address)
    form = ResultForm(request.POST or None)
    if form.is_valid() and attempt(form, actions.add_result, tasking=found, **form.cleaned_data, by=request.member):
        messages.success(request, "The result was recorded")
        return redirect(address)
    return render(request, "analyses/add_result.html", {"form": form, "tasking": found, "back": address})


def _found(partnership: Partnership, number: int) -> Tasking:
    found = get_object_or_404(partnership.taskings.with_result(), pk=number)
    found.partnership = found.analysis.partnership = partnership
    return found
