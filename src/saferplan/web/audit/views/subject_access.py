"""Answers to people who ask what is held about them. The person's details go through the page and are not kept."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from saferplan.web.audit.answers import answer_by, log_found, open_answer, prepare_answer
from saferplan.web.audit.forms import ChooseForm, RequestForm
from saferplan.web.audit.models import Operation, SubjectAccessRequest
from saferplan.web.audit.reading import log_own_use
from saferplan.web.audit.subject_access import Held, PersonDetails, everything_held
from saferplan.web.config.jinja import day
from saferplan.web.design_system.lists import page_of
from saferplan.web.partnerships.models import Partnership

OF_THE_PAGE = ("csrfmiddlewaretoken", "choose")


def requests(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    page = page_of(request, partnership.subject_access_requests.prefetch_related("answers"))
    rows = [
        [
            each.reference,
            {"text": day(each.received_on), "sort": each.received_on.isoformat()},
            {"text": day(answer_by(each.received_on)), "sort": answer_by(each.received_on).isoformat()},
            _latest(each, partnership),
        ]
        for each in page
    ]
    return render(request, "audit/requests.html", {"page": page, "rows": rows})


def _latest(asked: SubjectAccessRequest, partnership: Partnership) -> dict:
    lasting = [answer for answer in asked.answers.all() if answer.expires_at > timezone.now()]
    if not lasting:
        return {"text": "Expired: prepare it again"}
    parts = {"partnership": partnership.slug, "answer": lasting[0].pk}
    open_it = format_html(
        'Open the answer<span class="govuk-visually-hidden"> to {}</span> (kept until {})', asked.reference,
        day(lasting[0].expires_at),
    )  # fmt: skip
    return {"html": open_it, "href": reverse("subject-access:answer", kwargs=parts)}


@sensitive_post_parameters()
def find(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    """First the person's details, then which of the records found are the person's, then the answer."""
    form = RequestForm(request.POST or None)
    if not form.is_valid():
        return render(request, "audit/find_person.html", {"form": form, "back": _list(partnership)})
    told = form.cleaned_data
    person = PersonDetails(**{name: told[name] for name in PersonDetails.__dataclass_fields__})
    found = everything_held(partnership, person)
    choosing = ChooseForm(request.POST if "choose" in request.POST else None, found=found)
    if "choose" in request.POST and (not found or choosing.is_valid()):
        chosen = set(choosing.cleaned_data["records"]) if found else set()
        return _prepared(request, told, person, [held for held in found if held.key in chosen])
    _log_search(request, told["reference"], found)
    asked = [(name, value) for name, value in request.POST.items() if name not in (*choosing.fields, *OF_THE_PAGE)]
    context = {"form": choosing, "asked": asked, "found": found, "back": _list(partnership)}
    return render(request, "audit/choose_records.html", context)


def _log_search(request: HttpRequest, reference: str, found: list[Held]) -> None:
    table = SubjectAccessRequest._meta.db_table
    details = {"reference": reference, "found": len(found)}
    log_own_use(member=request.member, operation=Operation.SEARCH, table=table, details=details)
    log_found(found, by=request.member, what="a search for the person")


def _prepared(request: HttpRequest, told: dict, person: PersonDetails, records: list[Held]) -> HttpResponse:
    answer = prepare_answer(
        reference=told["reference"], received_on=told["received_on"], person=person, records=records, by=request.member
    )
    messages.success(request, "The answer is prepared. Check it before you send it")
    return redirect("subject-access:answer", partnership=request.partnership.slug, answer=answer.pk)


def answer(request: HttpRequest, partnership: Partnership, answer: int) -> HttpResponse:
    known = partnership.prepared_answers.lasting().select_related("request", "by__user").defer("sealed")
    found = get_object_or_404(known, pk=answer)
    context = {"answer": found, "answer_by": answer_by(found.request.received_on), "back": _list(partnership)}
    return render(request, "audit/answer.html", context)


@require_POST
def download(request: HttpRequest, partnership: Partnership, answer: int) -> HttpResponse:
    found = get_object_or_404(partnership.prepared_answers.lasting().select_related("partnership"), pk=answer)
    headers = {
        "Content-Disposition": f'attachment; filename="answer-{found.pk}.zip"',
        "Cache-Control": "private, no-store",
    }
    content = open_answer(answer=found, by=request.member)
    return HttpResponse(content, content_type="application/zip", headers=headers)


def _list(partnership: Partnership) -> str:
    return reverse("subject-access:requests", kwargs={"partnership": partnership.slug})
