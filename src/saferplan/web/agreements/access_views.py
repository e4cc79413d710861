"""What a member may see, and why: told by agency, purpose and kind of data, and never by record."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from saferplan.web.agreements.access import Reader
from saferplan.web.agreements.forms import MaySeeForm, WhyNotForm
from saferplan.web.agreements.presenters import may_see as seen
from saferplan.web.agreements.vocabulary import purposes
from saferplan.web.partnerships.models import Partnership
from saferplan.web.people.permissions import Permission


@require_safe
def may_see(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    asked = request.GET.get("purpose")
    purpose = purposes().get(asked) or next(iter(purposes().values()))
    shown = {
        "filter_form": MaySeeForm(initial={"purpose": purpose.word}),
        "purpose": purpose,
        "rows": seen(Reader.of(request.member), list(partnership.agencies.in_force()), purpose.word),
    }
    return render(request, "agreements/may_see.html", shown)


@require_safe
def why_not(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    form = WhyNotForm(request.GET or None, partnership=partnership)
    answer = None
    if form.is_valid():
        answer = Reader.of(request.member).decide(form.asked(), form.cleaned_data["purpose"])
    keepers = partnership.members.holding(Permission.EDIT_AGREEMENTS).with_details()
    return render(request, "agreements/why_not.html", {"form": form, "answer": answer, "keepers": keepers})
