from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from saferplan.errors import NothingLoaded, SaferplanError, UnknownName
from saferplan.web.access.numbers import number_told
from saferplan.web.access.parts import PART, part_or_page
from saferplan.web.design_system.lists import paged_table
from saferplan.web.evidence.notes import notes_in_words
from saferplan.web.evidence.summaries import Shown, shown
from saferplan.web.explore import downloads, pictures, presenters
from saferplan.web.explore.answer import Answer, answer
from saferplan.web.explore.forms import ExploreForm
from saferplan.web.explore.question import LOAD, Asked
from saferplan.web.explore.why import INTERVAL, explained
from saferplan.web.jobs.running import told_of
from saferplan.web.partnerships.models import Partnership

NOT_FOUND = 404


@dataclass(frozen=True)
class View:
    """What an address asks for, of the figures as they are, or as they were at the load that it names."""

    shown: Shown
    asked: Asked
    form: ExploreForm


def _view(request: HttpRequest, partnership: Partnership) -> View:
    """Raises NothingLoaded, and UnknownName where the lookups do not know the partnership's area."""
    found = shown(partnership, number_told(request.GET.get(LOAD)))
    own = found.basis.geography.area(partnership.area_code)
    asked = Asked(found.basis, own, request.GET)
    return View(found, asked, ExploreForm.of(found.basis, own, asked.question, asked.problems))


@require_safe
def explore(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    try:
        view = _view(request, partnership)
    except (NothingLoaded, UnknownName) as fault:
        return nothing(request, fault)
    if view.asked.problems:
        return _page(request, view)
    try:
        found = answer(view.shown.basis, view.asked.question)
    except SaferplanError as fault:
        return _page(request, view, fault=told_of(fault))
    return _page(request, view, **_answered(request, found, partnership, view))


def nothing(request: HttpRequest, fault: SaferplanError) -> HttpResponse:
    """A page of its own, for which a page with choices is opened anew."""
    answer = render(request, "explore/nothing.html", {"fault": told_of(fault)})
    if part_or_page(request) == PART:
        answer["HX-Refresh"] = "true"
    return answer


def _page(request: HttpRequest, view: View, *, fault: str = "", **answered: Any) -> HttpResponse:
    problems, at = view.asked.problems, reverse("explore:explore", kwargs={"partnership": request.partnership.slug})
    context = {"form": view.form, "question": view.asked.question, "shown": view.shown, "problems": problems}
    context |= {"fault": fault, "at": at, "layout": part_or_page(request)} | answered
    return render(request, "explore/explore.html", context, status=NOT_FOUND if problems else None)


def _answered(request: HttpRequest, found: Answer, partnership: Partnership, view: View) -> dict[str, Any]:
    told = {
        "title": presenters.title(found),
        "headline": presenters.headline(found),
        "is_known": found.is_known,
        "known": presenters.months_known(found),
        "comparisons": presenters.comparisons(found) if found.is_known else [],
        "map": presenters.map_of(found, partnership),
        "drawing": pictures.drawing_of(found),
        "source": presenters.SOURCE,
    }
    if not found.is_known:
        return told | {"page": None, "notes": [], "taken": []}
    columns, page = paged_table(request, *presenters.table(found, partnership), at="the-figures")
    query = f"{found.question.query}&{LOAD}={view.shown.basis.snapshot.load.load_id}"
    return told | {
        "drawn_as": presenters.unit_of(found),
        "alt": pictures.alt_of(found),
        "chart_notes": pictures.notes_on(found),
        "columns": columns,
        "page": page,
        "notes": notes_in_words(found.notes),
        "taken": presenters.taken(partnership, "figures", "chart" if told["drawing"] else "", query),
    }


@require_safe
def figures(request: HttpRequest, partnership: Partnership) -> StreamingHttpResponse:
    found, view = _answer_or_404(request, partnership)
    return downloads.as_csv(found, view.shown.basis)


@require_safe
def chart(request: HttpRequest, partnership: Partnership, form: str) -> HttpResponse:
    found, view = _answer_or_404(request, partnership)
    return downloads.as_picture(found, view.shown.basis, form)


def _answer_or_404(request: HttpRequest, partnership: Partnership) -> tuple[Answer, View]:
    try:
        view = _view(request, partnership)
        if not view.asked.problems:
            return answer(view.shown.basis, view.asked.question), view
    except SaferplanError:
        pass
    raise Http404


@require_safe
def why(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    try:
        view = _view(request, partnership)
    except (NothingLoaded, UnknownName) as fault:
        return nothing(request, fault)
    if view.asked.problems:
        return _page(request, view)
    question, basis = view.asked.question, view.shown.basis
    try:
        one = explained(basis, question)
    except SaferplanError as fault:
        return nothing(request, fault)
    context = {
        "one": one,
        "question": question,
        "shown": view.shown,
        "note": " ".join(notes_in_words([one.record.note])),
        "back_query": question.query,
        "interval_words": INTERVAL,
        "load": presenters.load_of(basis.snapshot),
    }
    return render(request, "explore/why.html", context)
