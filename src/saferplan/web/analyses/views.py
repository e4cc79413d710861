from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from saferplan.documents.analyses.kinds import Kind, kinds
from saferplan.errors import NothingLoaded, UnknownName
from saferplan.web.analyses import actions, answers, presenters
from saferplan.web.analyses.forms import QuestionForm
from saferplan.web.analyses.models import Analysis
from saferplan.web.analyses.rights import may_read, readable
from saferplan.web.analyses.standing import areas_to_ask_of, months_known
from saferplan.web.design_system.lists import page_of
from saferplan.web.evidence.in_force import snapshot_of
from saferplan.web.evidence.lake import lake_of
from saferplan.web.evidence.summaries import basis_of
from saferplan.web.jobs.models import Job
from saferplan.web.jobs.presenters import ShownJob
from saferplan.web.jobs.waiting import while_waiting
from saferplan.web.partnerships.models import Partnership
from saferplan.web.people.permissions import Permission

TOO_NARROW = (
    "Choose what this analysis begins with, over a whole year: other cuts of single records could tell of people, and"
    " are for those who may see small numbers"
)


def of_a_kind(view: Callable) -> Callable:
    """The view gets the kind itself."""

    @wraps(view)
    def scoped(request: HttpRequest, partnership: Partnership, kind: str) -> HttpResponse:
        if kind not in kinds():
            raise Http404
        return view(request, partnership, kinds()[kind])

    return scoped


def of_an_analysis(view: Callable) -> Callable:
    """The view gets the analysis itself, with what came of it."""

    @wraps(view)
    def scoped(request: HttpRequest, partnership: Partnership, analysis: int, **parts) -> HttpResponse:
        known = partnership.analyses.with_outcome().select_related("asked_by__user")
        found = get_object_or_404(known, pk=analysis)
        found.partnership = partnership
        return view(request, partnership, found, **parts)

    return scoped


@require_safe
def analyses(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    known = readable(request.member, partnership.analyses.with_outcome()).exclude(worked_out_at=None)
    newest = _named(partnership, known.order_by("kind", "-pk").distinct("kind"))
    context = {
        "kinds": presenters.latest_of_each(kinds().values(), newest),
        "open_taskings": partnership.taskings.open().count(),
    }
    return render(request, "analyses/analyses.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_kind
def kind(request: HttpRequest, partnership: Partnership, kind: Kind) -> HttpResponse:
    known = readable(request.member, partnership.analyses.with_outcome()).of_kind(kind)
    form, why_not = _form(request, partnership, kind)
    if form is not None and form.is_valid():
        question = form.question
        if actions.is_guarded(question) and not request.member.may(Permission.SEE_SMALL_NUMBERS):
            form.add_error(None, TOO_NARROW)
        else:
            return _to(actions.ask(partnership=partnership, question=question, area=form.area, by=request.member))
    page = page_of(request, known)
    context = {
        "kind": kind,
        "why_not": why_not,
        "page": page,
        "rows": presenters.rows_of_analyses(_named(partnership, page)),
    }
    return render(request, "analyses/kind.html", context | ({"form": form} if form else {}))


def _form(request: HttpRequest, partnership: Partnership, kind: Kind) -> tuple[QuestionForm | None, str]:
    """None, and why, before there is anything to ask about."""
    try:
        basis = basis_of(partnership)
        months = months_known(basis, partnership)
    except (NothingLoaded, UnknownName) as fault:
        return None, presenters.in_a_sentence(fault.problem)
    if not months:
        return None, "No month of crime in the area is known yet."
    areas = areas_to_ask_of(basis, partnership)
    return QuestionForm(request.POST or None, kind=kind, months=months, areas=areas), ""


def _named(partnership: Partnership, found) -> list[Analysis]:
    """With the partnership that is known already, for their addresses."""
    for one in (listed := list(found)):
        one.partnership = partnership
    return listed


@require_safe
@of_a_kind
def method(request: HttpRequest, partnership: Partnership, kind: Kind) -> HttpResponse:
    return render(request, "analyses/method.html", {"kind": kind})


@require_safe
@of_an_analysis
def result(request: HttpRequest, partnership: Partnership, analysis: Analysis) -> HttpResponse:
    """Waited for, answered, or why not. To those who may not read it, what was asked and no figure."""
    job = None if analysis.finding else _job(partnership, analysis)
    if told := while_waiting(request, job):
        return told
    context = {
        "analysis": analysis,
        "kind": analysis.kind_told,
        "question": presenters.question_of(analysis),
        "is_hidden": not may_read(request.member, analysis),
        "is_behind": snapshot_of(lake_of(partnership)).load.load_id != analysis.load,
    }
    if context["is_hidden"]:
        return render(request, "analyses/result.html", context)
    answer = answers.answer_of(analysis) if analysis.finding else None
    if answer is None:
        return render(request, "analyses/result.html", context | {"job": ShownJob(job) if job else None})
    taskings = partnership.taskings.with_result().filter(analysis=analysis) if analysis.kind == "hotspots" else []
    context |= {
        "answer": answer,
        "exhibits": presenters.exhibits_of(answer, analysis),
        "files": presenters.files_of(analysis),
        "is_sheet_behind": partnership.jobs.of_kind(actions.MAKE_SHEET)
        .filter(key=actions.job_key(analysis))
        .unfinished()
        .exists(),
        "columns_of_taskings": presenters.COLUMNS_OF_TASKINGS,
        "taskings": presenters.rows_of_taskings(taskings),
    }
    return render(request, "analyses/result.html", context)


def _job(partnership: Partnership, analysis: Analysis) -> Job | None:
    """The latest that was asked to work it out."""
    asked = partnership.jobs.of_kind(actions.WORK_OUT).filter(key=actions.job_key(analysis))
    return asked.with_state().order_by("-pk").first()


@require_safe
@gzip_page
@of_an_analysis
def file(request: HttpRequest, partnership: Partnership, analysis: Analysis, name: str) -> FileResponse:
    if not may_read(request.member, analysis):
        raise Http404
    return answers.file_of(analysis, name)


@require_POST
@of_an_analysis
def ask_again(request: HttpRequest, partnership: Partnership, analysis: Analysis) -> HttpResponse:
    """The same question, of what is loaded now; of one that failed, once more."""
    if not may_read(request.member, analysis):
        raise Http404
    try:
        area = basis_of(partnership).geography.area(analysis.area_code)
    except (NothingLoaded, UnknownName) as fault:
        messages.warning(request, presenters.in_a_sentence(fault.problem))
        return _to(analysis)
    return _to(actions.ask(partnership=partnership, question=analysis.told, area=area, by=request.member))


def _to(analysis: Analysis) -> HttpResponse:
    return redirect("analyses:result", partnership=analysis.partnership.slug, analysis=analysis.pk)
