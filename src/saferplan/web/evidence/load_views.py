"""What a load changed, and the way back to how the lake stood before."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from saferplan.evidence.lake import LoadRecord, Snapshot
from saferplan.web.design_system.forms import Form
from saferplan.web.evidence import presenters
from saferplan.web.evidence.in_force import in_force
from saferplan.web.evidence.lake import lake_of
from saferplan.web.evidence.load_changes import Change, changes_between, stays_of
from saferplan.web.evidence.work import go_back_to
from saferplan.web.partnerships.models import Partnership
from saferplan.web.people.permissions import Permission


@require_safe
def loaded(request: HttpRequest, partnership: Partnership, load: int) -> HttpResponse:
    lake = lake_of(partnership)
    record, before, newest = _loads(partnership, load)
    shown = presenters.ShownLoad(record)
    rejected = presenters.rejected_of(lake.snapshot(), shown)
    may_go_back = request.member.may(Permission.ACCEPT_EVIDENCE) and record.load_id != newest.load_id
    context = {
        "load": shown,
        "rejected": rejected[: presenters.REJECTED_SHOWN],
        "rejected_count": len(rejected),
        "changes": _changes(partnership, before, record) if before else [],
        "may_go_back": may_go_back,
        "back": _evidence(partnership),
    }
    return render(request, "evidence/loaded.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def go_back(request: HttpRequest, partnership: Partnership, load: int) -> HttpResponse:
    """Asks first, and shows what goes and what comes back."""
    record, _, newest = _loads(partnership, load)
    page = reverse("evidence:loaded", kwargs={"partnership": partnership.slug, "load": load})
    if record.load_id == newest.load_id:
        return redirect(page)
    if request.method == "POST":
        job = go_back_to.ask(partnership=partnership, by=request.member, key=f"back-{load}", load=load)
        return redirect("jobs:job", partnership=partnership.slug, job=job.pk)
    stays = stays_of(newest, record)
    context = {
        "form": Form(),
        "load": presenters.ShownLoad(record),
        "stays": stays,
        "changes": [one for one in _changes(partnership, newest, record) if one.dataset not in stays],
        "back": page,
    }
    return render(request, "evidence/go_back.html", context)


def _loads(partnership: Partnership, number: int) -> tuple[LoadRecord, LoadRecord | None, LoadRecord]:
    """The load, the one before it, and the newest."""
    loads = in_force(lake_of(partnership)).loads
    at = next((at for at, one in enumerate(loads) if one.load_id == number), None)
    if at is None:
        raise Http404
    return loads[at], loads[at - 1] if at else None, loads[-1]


def _changes(partnership: Partnership, before: LoadRecord, after: LoadRecord) -> list[Change]:
    root = lake_of(partnership).root
    return changes_between(Snapshot(root, before).extracts, Snapshot(root, after).extracts)


def _evidence(partnership: Partnership) -> str:
    return reverse("evidence:evidence", kwargs={"partnership": partnership.slug})
