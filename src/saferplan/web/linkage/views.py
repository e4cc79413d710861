"""Clerical review: whoever may, one doubtful pair after the other. Every look is logged before the pair is shown."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from saferplan.errors import KeyRefused, NothingLoaded, PurposeRefused, SaferplanError, StoreError, UsageError
from saferplan.identities.linkage import sittings
from saferplan.identities.linkage.sittings import DecidedMeanwhile
from saferplan.web.audit.reading import log_read
from saferplan.web.linkage import actions, presenters
from saferplan.web.linkage.forms import AnswerForm, BeginForm
from saferplan.web.linkage.models import Said, Sitting
from saferplan.web.linkage.stores import NoStore, store_for, store_for_sitting
from saferplan.web.partnerships.models import Partnership

STATUSES = {PurposeRefused: 403, NoStore: 409, NothingLoaded: 409, StoreError: 503, KeyRefused: 503}


def looks_into_the_store(view: Callable) -> Callable:
    """Where the store or the purpose refuses, the page says what it said."""

    @wraps(view)
    def guarded(request: HttpRequest, partnership: Partnership, **parts) -> HttpResponse:
        try:
            return view(request, partnership, **parts)
        except tuple(STATUSES) as refusal:
            return _refused(request, refusal)

    return guarded


def _refused(request: HttpRequest, refusal: SaferplanError) -> HttpResponse:
    status = next(code for kind, code in STATUSES.items() if isinstance(refusal, kind))
    context = {"problem": refusal.problem, "remedy": refusal.remedy, "has_lapsed": isinstance(refusal, PurposeRefused)}
    return render(request, "linkage/refused.html", context, status=status)


def of_a_sitting(view: Callable) -> Callable:
    """The view gets one's own sitting; another's is not there."""

    @looks_into_the_store
    @wraps(view)
    def scoped(request: HttpRequest, partnership: Partnership, sitting: int) -> HttpResponse:
        own = get_object_or_404(partnership.review_sittings.filter(member=request.member), pk=sitting)
        own.member = request.member
        return view(request, partnership, own)

    return scoped


@require_http_methods(["GET", "HEAD", "POST"])
@looks_into_the_store
def purposes(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    with store_for(request.member) as store:
        shown = presenters.purposes_of(store, request.member, timezone.now())
    open_ones = [(one.name, one.title) for one in shown if one.waiting]
    form = BeginForm(request.POST or None, purposes=open_ones)
    if form.is_valid():
        return _to("pair", actions.begin_sitting(**form.cleaned_data, by=request.member))
    context = {
        "form": form,
        "purposes": shown,
        "may_begin": bool(open_ones),
        "open": partnership.review_sittings.open().filter(member=request.member),
        "titles": {one.name: one.title for one in shown},
    }
    return render(request, "linkage/purposes.html", context)


@require_safe
@of_a_sitting
def pair(request: HttpRequest, partnership: Partnership, sitting: Sitting) -> HttpResponse:
    return _pair_page(request, sitting, AnswerForm())


def _pair_page(request: HttpRequest, sitting: Sitting, form: AnswerForm) -> HttpResponse:
    if sitting.ended_at:
        return _to("ended", sitting)
    now = timezone.now()
    skipped = set(sitting.answers.standing().filter(said=Said.SKIPPED).values_list("pair", flat=True))
    with store_for_sitting(sitting) as store:
        found = sittings.waiting(store, sitting.purpose, skipped, now=now)
        if found.pair is None:
            return _summary(request, sitting, left=found.count)
        name = sittings.name_of(store, found.pair)
        log_read(member=request.member, record=sitting, purpose=sitting.purpose, what=f"doubtful pair {name}")
        records = sittings.both(store, sitting.purpose, found.pair, now=now)
    context = {
        "sitting": sitting,
        "form": form,
        "pair": name,
        "waiting": found.count,
        "rows": presenters.side_by_side(*records),
        "reasons": presenters.reasons_of(found.pair),
        "weight": found.pair.weight,
        "verdict": presenters.verdict_of_model(found.pair),
        "guard": presenters.guard_of(found.pair),
        "counts": actions.counts_of(sitting),
    }
    return render(request, "linkage/pair.html", context)


@require_POST
@of_a_sitting
def answer(request: HttpRequest, partnership: Partnership, sitting: Sitting) -> HttpResponse:
    form = AnswerForm(request.POST)
    if sitting.ended_at is None and form.is_valid():
        given = form.cleaned_data
        try:
            with store_for_sitting(sitting) as store:
                actions.answer_pair(store=store, sitting=sitting, **given, by=request.member)
        except DecidedMeanwhile as refusal:
            messages.warning(request, presenters.sentence(refusal.message))
        except UsageError as refusal:
            form.add_error("why", presenters.sentence(refusal.message))
            return _pair_page(request, sitting, form)
    return _to("pair", sitting)


@require_POST
@of_a_sitting
def undo(request: HttpRequest, partnership: Partnership, sitting: Sitting) -> HttpResponse:
    try:
        with store_for_sitting(sitting) as store:
            last = actions.take_back_last(store=store, sitting=sitting, by=request.member)
    except DecidedMeanwhile as refusal:
        messages.warning(request, presenters.sentence(refusal.message))
    else:
        if last is None:
            messages.warning(request, "There is nothing to take back in this sitting.")
        else:
            messages.success(request, f"Taken back: {last.get_said_display().lower()}")
    return _to("pair", sitting)


@require_POST
@of_a_sitting
def keys(request: HttpRequest, partnership: Partnership, sitting: Sitting) -> HttpResponse:
    are_on = actions.turn_keys(sitting=sitting, by=request.member)
    messages.success(request, "Single keys are on" if are_on else "Single keys are off")
    return _to("pair", sitting)


@require_POST
@of_a_sitting
def end(request: HttpRequest, partnership: Partnership, sitting: Sitting) -> HttpResponse:
    actions.end_sitting(sitting=sitting, by=request.member)
    return _to("ended", sitting)


@require_safe
@of_a_sitting
def ended(request: HttpRequest, partnership: Partnership, sitting: Sitting) -> HttpResponse:
    return _summary(request, sitting, left=None)


def _summary(request: HttpRequest, sitting: Sitting, *, left: int | None) -> HttpResponse:
    context = {"sitting": sitting, "counts": actions.counts_of(sitting), "left": left}
    return render(request, "linkage/summary.html", context)


def _to(name: str, sitting: Sitting) -> HttpResponse:
    return redirect(reverse(f"linkage:{name}", kwargs={"partnership": sitting.partnership.slug, "sitting": sitting.pk}))
