"""Whether the log is as it was written: the seals, and having them checked."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from saferplan.web.audit.forms import CheckForm
from saferplan.web.audit.models import Entry, Seal, SealCheck
from saferplan.web.audit.work import check_seals, what_to_do
from saferplan.web.design_system.lists import page_of
from saferplan.web.partnerships.models import Partnership


def seals(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    form = CheckForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        kept = {"number": form.cleaned_data["number"], "code": form.cleaned_data["code"].strip()}
        job = check_seals.ask(partnership=partnership, by=request.member, **kept)
        return redirect("jobs:job", partnership=partnership.slug, job=job.pk)
    known = Seal.objects.order_by("-number").defer("tags", "ids")
    last = known.first()
    check = SealCheck.objects.first()
    context = {
        "form": form,
        "last": last,
        "code": bytes(last.code).hex() if last else "",
        "waiting": Entry.objects.filter(transaction__gte=last.until if last else 0).count(),
        "check": check,
        "what_to_do": what_to_do(check.fault) if check else "",
        "page": page_of(request, known),
    }
    return render(request, "audit/seals.html", context)
