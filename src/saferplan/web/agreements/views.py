"""The register of agreements, and what is done with one."""

from functools import partial

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from saferplan.web.agreements import actions
from saferplan.web.agreements.forms import DocumentForm, SignForm, TermsForm, WhyForm
from saferplan.web.agreements.lapsing import ends_soon
from saferplan.web.agreements.models import Agreement, Terms, TermsDocument
from saferplan.web.agreements.presenters import TermsShown, events, tag
from saferplan.web.agreements.standing import Act
from saferplan.web.config.jinja import day
from saferplan.web.design_system.versions import EditedMeanwhile, both_versions
from saferplan.web.files.download import download
from saferplan.web.partnerships.models import Partnership
from saferplan.web.people.models import Member
from saferplan.web.people.permissions import Permission

HALTS = {
    Act.SUSPEND: (
        actions.suspend,
        "Suspend the agreement",
        "Access under it closes at once, until it is resumed.",
        "The agreement is suspended.",
    ),
    Act.RESUME: (
        actions.resume,
        "Resume the agreement",
        "Access under it opens again at once.",
        "The agreement is resumed.",
    ),
    Act.END: (
        actions.end,
        "End the agreement",
        "Access under it closes at once and for good.",
        "The agreement has ended.",
    ),
}


@require_safe
def register(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    today = timezone.localdate()
    found = partnership.agreements.with_terms().select_related("owner__user")
    rows = [_row(request, agreement, today) for agreement in found]
    shown = {"rows": rows, "may_edit": request.member.may(Permission.EDIT_AGREEMENTS)}
    return render(request, "agreements/register.html", shown)


@require_safe
def agreement(request: HttpRequest, partnership: Partnership, agreement: int) -> HttpResponse:
    """The terms in force; those that are prepared where none are."""
    found = _agreement(partnership, agreement)
    return _page(request, found, found.governing(timezone.localdate()) or found.latest)


@require_safe
def version(request: HttpRequest, partnership: Partnership, agreement: int, number: int) -> HttpResponse:
    found = _agreement(partnership, agreement)
    return _page(request, found, _version(found, number))


@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    form = TermsForm(request.POST or None, instance=Terms(partnership=partnership))
    if form.is_valid() and _title_is_free(form, partnership, None):
        made = actions.draft_agreement(
            title=form.cleaned_data["title"], content=form.content(), owner=request.member, by=request.member
        )
        messages.success(request, "The agreement is drafted. Send it for signature when it is ready.")
        return redirect(_address(made))
    back = reverse("agreements:register", args=[partnership.slug])
    return render(request, "agreements/edit.html", {"form": form, "back": back, "heading": "Draft an agreement"})


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, partnership: Partnership, agreement: int) -> HttpResponse:
    found = _agreement(partnership, agreement)
    if not found.may(Act.EDIT):
        return _refused(request, found, "There is no draft to edit. Draft a new version instead.")
    form = TermsForm(request.POST or None, instance=found.latest)
    if form.is_valid() and _title_is_free(form, partnership, found):
        told = {"title": form.cleaned_data["title"], "content": form.content(), "based_on": form.based_on()}
        try:
            actions.edit_draft(agreement=found, **told, by=request.member)
        except EditedMeanwhile:
            return both_versions(request, form, partnership.terms.get(pk=found.latest.pk))
        except actions.NotNow as fault:
            return _refused(request, found, fault.message)
        messages.success(request, "The draft is saved.")
        return redirect(_address(found))
    return render(request, "agreements/edit.html", {"form": form, "back": _address(found), "heading": "Edit the draft"})


@require_http_methods(["GET", "POST"])
def attach(request: HttpRequest, partnership: Partnership, agreement: int) -> HttpResponse:
    found = _agreement(partnership, agreement)
    if not found.may(Act.EDIT):
        return _refused(request, found, "There is no draft to attach it to. Draft a new version first.")
    form = DocumentForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            actions.attach(agreement=found, checked=form.cleaned_data["document"], by=request.member)
        except actions.NotNow as fault:
            return _refused(request, found, fault.message)
        messages.success(request, "The document is attached.")
        return redirect(_address(found))
    return render(request, "agreements/attach.html", {"form": form, "back": _address(found), "agreement": found})


@require_safe
def document(request: HttpRequest, partnership: Partnership, agreement: int, document: int) -> FileResponse:
    held = get_object_or_404(_documents(partnership, agreement), pk=document)
    return download(held.document)


@require_POST
def detach(request: HttpRequest, partnership: Partnership, agreement: int, document: int) -> HttpResponse:
    held = get_object_or_404(_documents(partnership, agreement), pk=document)
    return _do(
        request, _agreement(partnership, agreement), partial(actions.detach, held=held), "The document is removed."
    )


@require_POST
def send(request: HttpRequest, partnership: Partnership, agreement: int) -> HttpResponse:
    return _do(request, _agreement(partnership, agreement), actions.send_for_signature, "Sent for signature.")


@require_POST
def renew(request: HttpRequest, partnership: Partnership, agreement: int) -> HttpResponse:
    done = "A new version is drafted. The version in force stays so until all parties have signed the new one."
    return _do(request, _agreement(partnership, agreement), actions.renew, done)


@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, partnership: Partnership, agreement: int) -> HttpResponse:
    found = _agreement(partnership, agreement)
    if request.method == "GET" and not _may_sign(found, request.member):
        return _refused(request, found, f"no signature of {request.member.agency} is wanted.")
    form = SignForm(request.POST or None, initial={"number": found.latest.number})
    if form.is_valid():
        terms = _version(found, form.cleaned_data["number"])
        try:
            actions.sign(terms=terms, by=request.member)
        except actions.NotNow as fault:
            return _refused(request, found, fault.message)
        messages.success(request, f"Signed for {request.member.agency}.")
        return redirect(_address(found))
    documents = found.latest.documents.select_related("document")
    shown = {
        "form": form,
        "documents": documents,
        "shown": TermsShown(found.latest, timezone.localdate()),
        "back": _address(found),
    }
    return render(request, "agreements/sign.html", shown | {"agreement": found})


@require_http_methods(["GET", "POST"])
def halt(request: HttpRequest, partnership: Partnership, agreement: int, act: Act) -> HttpResponse:
    found = _agreement(partnership, agreement)
    act_on, heading, warning, done = HALTS[act]
    form = WhyForm(request.POST or None)
    if form.is_valid():
        try:
            act_on(agreement=found, why=form.cleaned_data["why"], by=request.member)
        except actions.NotNow as fault:
            return _refused(request, found, fault.message)
        messages.success(request, done)
        return redirect(_address(found))
    shown = {
        "form": form,
        "heading": heading,
        "warning": warning,
        "act": act,
        "back": _address(found),
        "agreement": found,
    }
    return render(request, "agreements/halt.html", shown)


def _agreement(partnership: Partnership, key: int) -> Agreement:
    return get_object_or_404(partnership.agreements.with_terms().select_related("owner__user", "owner__agency"), pk=key)


def _documents(partnership: Partnership, agreement: int):
    return TermsDocument.objects.filter(partnership=partnership, terms__agreement=agreement).select_related("document")


def _version(found: Agreement, number: int) -> Terms:
    terms = next((terms for terms in found.terms.all() if terms.number == number), None)
    if terms is None:
        raise Http404
    return terms


def _page(request: HttpRequest, found: Agreement, terms: Terms) -> HttpResponse:
    today = timezone.localdate()
    member = request.member
    may_edit = member.may(Permission.EDIT_AGREEMENTS)
    shown = {
        "agreement": found,
        "shown": TermsShown(terms, today),
        "standing": tag(found.standing(today)),
        "versions": sorted(found.terms.all(), key=lambda one: -one.number),
        "events": events(found),
        "acts": [act for act in Act if may_edit and act is not Act.SIGN and found.may(act, today)],
        "lapses_soon": ends_soon(terms, today),
        "documents": terms.documents.select_related("document"),
        "may_attach": may_edit and terms == found.latest and found.may(Act.EDIT, today),
        "may_sign": member.may(Permission.SIGN_AGREEMENTS) and _may_sign(found, member),
    }
    return render(request, "agreements/agreement.html", shown)


def _may_sign(found: Agreement, member: Member) -> bool:
    today = timezone.localdate()
    waits = any(party.agency_id == member.agency_id for party in found.latest.unsigned(today))
    return waits and found.may(Act.SIGN, today)


def _row(request: HttpRequest, agreement: Agreement, today) -> list:
    terms = agreement.governing(today) or agreement.latest
    return [
        {"text": agreement.title, "href": _address(agreement)},
        tag(agreement.standing(today)),
        ", ".join(str(party) for party in terms.parties.all()),
        {"text": day(terms.until), "sort": terms.until.isoformat()},
        {"text": day(terms.review_by), "sort": terms.review_by.isoformat()},
        agreement.owner.user.name,
    ]


def _do(request: HttpRequest, found: Agreement, act, done: str) -> HttpResponse:
    try:
        act(agreement=found, by=request.member)
    except actions.NotNow as fault:
        return _refused(request, found, fault.message)
    messages.success(request, done)
    return redirect(_address(found))


def _refused(request: HttpRequest, found: Agreement, why: str) -> HttpResponse:
    messages.warning(request, f"That was not done: {why}")
    return redirect(_address(found))


def _title_is_free(form: TermsForm, partnership: Partnership, own: Agreement | None) -> bool:
    taken = partnership.agreements.filter(title=form.cleaned_data["title"]).exclude(pk=own.pk if own else None)
    if taken.exists():
        form.add_error("title", "Another agreement has this title. Enter a different one")
    return not taken


def _address(agreement: Agreement) -> str:
    return reverse("agreements:agreement", args=[agreement.partnership.slug, agreement.pk])
