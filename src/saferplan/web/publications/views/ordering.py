"""Who approves a partnership's documents, and in which order."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from saferplan.web.partnerships.models import Partnership
from saferplan.web.partnerships.refused import attempt
from saferplan.web.people.permissions import Permission
from saferplan.web.publications import actions, presenters
from saferplan.web.publications.forms import StepForm


@require_safe
def order(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    context = {
        "orders": presenters.shown_orders(partnership),
        "may_edit": request.member.may(Permission.EDIT_PARTNERSHIP),
    }
    return render(request, "publications/order.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add_step(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    form = StepForm(request.POST or None, partnership=partnership)
    if form.is_valid() and attempt(form, actions.add_step, partnership=partnership, **form.told, by=request.member):
        messages.success(request, "Added to the order of approval")
        return _to(partnership)
    back = reverse("publications:order", kwargs={"partnership": partnership.slug})
    return render(request, "publications/add_step.html", {"form": form, "back": back})


@require_POST
def remove_step(request: HttpRequest, partnership: Partnership, step: int) -> HttpResponse:
    known = get_object_or_404(partnership.approval_steps, pk=step)
    actions.remove_step(step=known, by=request.member)
    messages.success(request, f"{known.as_whom} was taken out of the order of approval")
    return _to(partnership)


def _to(partnership: Partnership) -> HttpResponse:
    return redirect("publications:order", partnership=partnership.slug)
