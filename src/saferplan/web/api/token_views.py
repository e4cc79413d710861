"""Where members learn how their tools read the figures, and where tokens are issued and revoked."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from saferplan.web.api.forms import TokenForm
from saferplan.web.api.presenters import examples_of, rows_of
from saferplan.web.api.tokens import issue_token, revoke_token
from saferplan.web.partnerships.models import Partnership
from saferplan.web.partnerships.refused import attempt
from saferplan.web.people.permissions import Permission


@require_safe
def data(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    issues = request.member.may(Permission.ISSUE_TOKENS)
    context = {
        "examples": examples_of(partnership),
        "openapi": settings.BASE_URL + reverse("api:openapi"),
        "issues": issues,
        "tokens": rows_of(partnership.tokens.with_details()) if issues else [],
    }
    return render(request, "api/data.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    """The token is shown once, when it is issued."""
    form = TokenForm(request.POST or None, by=request.member)
    if form.is_valid():
        made = attempt(form, issue_token, **form.cleaned_data, by=request.member)
        if made:
            record, token = made
            return _kept_nowhere(render(request, "api/issued.html", {"record": record, "token": token}))
    return render(request, "api/issue.html", {"form": form, "back": _data(partnership)})


@require_POST
def revoke(request: HttpRequest, partnership: Partnership, token: int) -> HttpResponse:
    record = get_object_or_404(partnership.tokens, pk=token)
    revoke_token(token=record, by=request.member)
    messages.success(
        request, f"The token for “{record.name}” was revoked. Tools that use it get nothing from it any more"
    )
    return redirect(_data(partnership))


def _data(partnership: Partnership) -> str:
    return reverse("tokens:data", kwargs={"partnership": partnership.slug})


def _kept_nowhere(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "private, no-store"
    return answer
