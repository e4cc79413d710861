"""Break-glass access, its review, and the decisions that wait for a case's owner."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from saferplan.web.cases import emergencies
from saferplan.web.cases.forms import BreakGlassForm, EscalationForm, ReviewForm
from saferplan.web.cases.models import Case
from saferplan.web.cases.models.cases import number_of
from saferplan.web.cases.presenters import address
from saferplan.web.cases.reading import remember
from saferplan.web.cases.vocabulary import limits
from saferplan.web.partnerships.models import Partnership
from saferplan.web.people.models import Member

# The same for a case that there is and an agency that it is not for: to that one it is not there.
NO_SUCH_CASE = (
    "No open case has this reference, of an agency that has agreed to share with yours. Ring the agency that holds the"
    " case, or 999 where somebody is in danger now"
)


@require_http_methods(["GET", "POST"])
def break_glass(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    form = BreakGlassForm(request.POST or None)
    if form.is_valid() and (case := _open_case(form, partnership)) and _opens(form, case, request.member):
        remember(request.session, case, form.cleaned_data["purpose"])
        return redirect(address(case))
    back = reverse("cases:register", args=[partnership.slug])
    return render(request, "cases/break_glass.html", {"form": form, "back": back, "limits": limits()})


@require_safe
def uses(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    reviewed = partnership.break_glass.reviewed()
    return render(
        request, "cases/break_glass_uses.html", {"waiting": partnership.break_glass.unreviewed(), "reviewed": reviewed}
    )


@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, partnership: Partnership, use: int) -> HttpResponse:
    found = get_object_or_404(partnership.break_glass.unreviewed(), pk=use)
    form = ReviewForm(request.POST or None)
    back = reverse("cases:break-glass-uses", args=[partnership.slug])
    if form.is_valid():
        try:
            emergencies.review_break_glass(use=found, **form.cleaned_data, by=request.member)
        except (emergencies.NotYours, emergencies.AlreadyReviewed) as fault:
            form.add_error(None, fault.message)
        else:
            messages.success(request, "Your finding is recorded.")
            return redirect(back)
    return render(request, "cases/review.html", {"form": form, "use": found, "back": back})


@require_http_methods(["GET", "POST"])
def decide_escalation(request: HttpRequest, partnership: Partnership, escalation: int) -> HttpResponse:
    found = get_object_or_404(partnership.escalations.for_member(request.member), pk=escalation)
    form = EscalationForm(request.POST or None)
    back = reverse("partnerships:overview", args=[partnership.slug])
    if form.is_valid():
        emergencies.decide_escalation(escalation=found, **form.cleaned_data, by=request.member)
        messages.success(request, "Your decision is recorded.")
        return redirect(back)
    return render(request, "cases/escalation.html", {"form": form, "escalation": found, "back": back})


def _opens(form: BreakGlassForm, case: Case, member: Member) -> bool:
    told = {name: form.cleaned_data[name] for name in ("purpose", "ground", "why")}
    try:
        emergencies.break_glass(case=case, **told, by=member)
    except emergencies.NotNeeded:
        return True
    except emergencies.NotYours:
        form.add_error("reference", NO_SUCH_CASE)
        return False
    return True


def _open_case(form: BreakGlassForm, partnership: Partnership) -> Case | None:
    number = number_of(form.cleaned_data["reference"])
    case = partnership.cases.open().filter(number=number).first() if number else None
    if case is None:
        form.add_error("reference", NO_SUCH_CASE)
    return case
