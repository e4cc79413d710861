from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from saferplan.web.access.permitted import not_permitted
from saferplan.web.design_system.lists import page_of as page_of_list
from saferplan.web.design_system.versions import EditedMeanwhile, both_versions
from saferplan.web.duties import actions, presenters
from saferplan.web.duties.forms import (
    AdoptForm,
    DutyForm,
    EditDutyForm,
    EvidenceForm,
    SignForm,
    StatusForm,
    StepForm,
)
from saferplan.web.duties.models import FINISHED, Duty, SignOffStep
from saferplan.web.duties.rights import may_work_on
from saferplan.web.duties.statutory import Template, templates, templates_for
from saferplan.web.files.download import download
from saferplan.web.partnerships.models import Partnership
from saferplan.web.partnerships.refused import Refused, attempt
from saferplan.web.people.permissions import Permission


def of_a_duty(view: Callable) -> Callable:
    """The view gets the duty itself, with its status."""

    @wraps(view)
    def scoped(request: HttpRequest, partnership: Partnership, duty: int, **parts) -> HttpResponse:
        known = partnership.duties.with_status().select_related("owner__user", "owner__agency")
        return view(request, partnership, get_object_or_404(known, pk=duty), **parts)

    return scoped


def works_on_a_duty(view: Callable) -> Callable:
    """For its owner, and for whoever keeps the register; of a duty that is not finished."""

    @of_a_duty
    @wraps(view)
    def guarded(request: HttpRequest, partnership: Partnership, duty: Duty, **parts) -> HttpResponse:
        if not may_work_on(request.member, duty):
            return not_permitted(request, Permission.EDIT_DUTIES, also="Or who owns the duty.")
        if duty.status in FINISHED:
            return _to(duty)
        return view(request, partnership, duty, **parts)

    return guarded


def plan(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    """What is due when, overdue first."""
    duties = partnership.duties.open().select_related("owner__user")
    context = {
        "sections": presenters.forward_plan(duties, timezone.localdate()),
        "columns": presenters.COLUMNS,
        "keeps_register": request.member.may(Permission.EDIT_DUTIES),
    }
    return render(request, "duties/plan.html", context)


def finished(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    duties = partnership.duties.finished().select_related("owner__user").order_by("-due", "-id")
    page = page_of_list(request, duties)
    rows = [presenters.row(duty) for duty in page]
    return render(request, "duties/finished.html", {"page": page, "rows": rows, "columns": presenters.COLUMNS})


def statutory(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    in_register = set(partnership.duties.open().exclude(template="").values_list("template", flat=True))
    rows = presenters.statutory_rows(
        _templates_of(partnership),
        in_register,
        partnership.slug,
        may_add=request.member.may(Permission.EDIT_DUTIES),
    )
    return render(request, "duties/statutory.html", {"rows": rows})


def _templates_of(partnership: Partnership) -> list[Template]:
    codes = [partnership.area_code, *partnership.places.values_list("code", flat=True)]
    return templates_for(codes, on=timezone.localdate())


def adopt(request: HttpRequest, partnership: Partnership, template: str) -> HttpResponse:
    known = templates().get(template)
    if known is None or known not in _templates_of(partnership):
        raise Http404
    start = {"owner": request.member}
    form = AdoptForm(request.POST or None, template=known, partnership=partnership, initial=start)
    if form.is_valid():
        due, owner = form.cleaned_data["due"], form.cleaned_data["owner"]
        made = attempt(
            form, actions.adopt_duty, partnership=partnership, template=known, due=due, owner=owner, by=request.member
        )
        if made:
            messages.success(request, f"In the register, due on {presenters.in_words(made.due)}")
            return _to(made)
    context = {
        "form": form,
        "template": known,
        "law": known.laws[partnership.nation],
        "recurrence": known.when,
        "certainty": known.certainty.in_words,
        "back": reverse("duties:statutory", kwargs={"partnership": partnership.slug}),
    }
    return render(request, "duties/adopt.html", context)


def add(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    form = DutyForm(request.POST or None, partnership=partnership, initial={"owner": request.member})
    if form.is_valid():
        made = attempt(form, actions.add_duty, partnership=partnership, **form.cleaned_data, by=request.member)
        if made:
            messages.success(request, f"In the register, due on {presenters.in_words(made.due)}")
            return _to(made)
    back = reverse("duties:plan", kwargs={"partnership": partnership.slug})
    return render(request, "duties/add.html", {"form": form, "back": back})


@of_a_duty
def duty(request: HttpRequest, partnership: Partnership, duty: Duty) -> HttpResponse:
    context = presenters.page_of(duty, request.member) | {"law": _law(duty, partnership)}
    return render(request, "duties/duty.html", context)


def _law(duty: Duty, partnership: Partnership):
    return duty.statute.laws.get(partnership.nation) if duty.statute else None


@of_a_duty
def edit(request: HttpRequest, partnership: Partnership, duty: Duty) -> HttpResponse:
    form = EditDutyForm(request.POST or None, instance=duty)
    if form.is_valid():
        try:
            changed = attempt(form, actions.edit_duty, duty=form.instance, based_on=form.based_on(), by=request.member)
        except EditedMeanwhile:
            return both_versions(request, form, partnership.duties.get(pk=duty.pk), back=presenters.address(duty))
        if changed:
            messages.success(request, "The duty was changed")
            return _to(duty)
    return render(request, "duties/edit.html", {"form": form, "duty": duty, "back": presenters.address(duty)})


@works_on_a_duty
def status(request: HttpRequest, partnership: Partnership, duty: Duty) -> HttpResponse:
    form = StatusForm(request.POST or None, duty=duty)
    if form.is_valid() and attempt(form, actions.set_status, duty=duty, **form.cleaned_data, by=request.member):
        messages.success(request, "How it stands was recorded")
        return _to(duty)
    return render(request, "duties/status.html", {"form": form, "duty": duty, "back": presenters.address(duty)})


@works_on_a_duty
def add_evidence(request: HttpRequest, partnership: Partnership, duty: Duty) -> HttpResponse:
    form = EvidenceForm(request.POST or None, request.FILES or None, duty=duty)
    if form.is_valid() and attempt(form, actions.add_evidence, duty=duty, **form.cleaned_data, by=request.member):
        messages.success(request, "The evidence was added")
        return _to(duty)
    return render(request, "duties/add_evidence.html", {"form": form, "duty": duty, "back": presenters.address(duty)})


@of_a_duty
def evidence_file(request: HttpRequest, partnership: Partnership, duty: Duty, evidence: int) -> HttpResponse:
    shown = get_object_or_404(duty.evidence.select_related("document").exclude(document=None), pk=evidence)
    return download(shown.document)


@of_a_duty
def add_step(request: HttpRequest, partnership: Partnership, duty: Duty) -> HttpResponse:
    form = StepForm(request.POST or None, duty=duty)
    if form.is_valid() and attempt(form, actions.add_step, duty=duty, **form.cleaned_data, by=request.member):
        messages.success(request, "Added to the order of sign-off")
        return _to(duty)
    return render(request, "duties/add_step.html", {"form": form, "duty": duty, "back": presenters.address(duty)})


@require_POST
@of_a_duty
def remove_step(request: HttpRequest, partnership: Partnership, duty: Duty, step: int) -> HttpResponse:
    held: SignOffStep = get_object_or_404(duty.steps.select_related("duty"), pk=step)
    try:
        actions.remove_step(step=held, by=request.member)
    except Refused as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, f"{held.as_whom} was taken out of the order of sign-off")
    return _to(duty)


@of_a_duty
def sign(request: HttpRequest, partnership: Partnership, duty: Duty) -> HttpResponse:
    """For whoever is next in the order; others see the duty's page, which says who is."""
    step = SignOffStep.objects.open_now().filter(duty=duty, member=request.member).first()
    if step is None:
        return _to(duty)
    form = SignForm(request.POST or None)
    if form.is_valid() and attempt(form, actions.sign_off, duty=duty, **form.cleaned_data, by=request.member):
        messages.success(request, "Your decision was recorded")
        return _to(duty)
    context = {"form": form, "duty": duty, "step": step, "back": presenters.address(duty)}
    return render(request, "duties/sign.html", context | {"evidence": duty.evidence.select_related("document")})


def _to(duty: Duty) -> HttpResponse:
    return redirect(presenters.address(duty))
