"""Which month of which list there is: of the police for every member, of partners for who sends files."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from saferplan.evidence.feed_months import FeedMonths, of_partners, of_police
from saferplan.evidence.partners.keeping import kept_profiles
from saferplan.evidence.partners.quality.history import months_told
from saferplan.evidence.snapshot import Snapshot
from saferplan.web.evidence.delivery_presenters import rows_of
from saferplan.web.evidence.in_force import in_force
from saferplan.web.evidence.lake import lake_of
from saferplan.web.evidence.models import Delivery, State
from saferplan.web.evidence.month_presenters import ShownMonths, waiting_of
from saferplan.web.evidence.own_area import own_area
from saferplan.web.evidence.reports import read_report
from saferplan.web.partnerships.models import Partnership
from saferplan.web.people.permissions import Permission


@require_safe
def months(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    lake = lake_of(partnership)
    found = in_force(lake)
    force = own_area(found.snapshot, partnership.area_code).force
    feeds = of_police(one for one in found.coverage if not force or one.publisher == force)
    waiting, broken, profiles = {}, [], []
    if request.member.may(Permission.LOAD_EVIDENCE):
        feeds += _of_partners(found.snapshot)
        profiles = kept_profiles(lake.root)
        seen = partnership.deliveries.visible_to(request.member).to_look_at()
        waiting = waiting_of(_told(partnership, seen.filter(state=State.TO_DECIDE)))
        broken = rows_of(seen.filter(state__in=(State.TO_MAP, State.FAULTY)))
    shown = ShownMonths(feeds, request.GET.get("to", ""), _today(), waiting, profiles)
    return render(request, "evidence/months.html", {"shown": shown, "broken": broken})


def _today() -> date:
    return timezone.localdate()


def _of_partners(snapshot: Snapshot) -> list[FeedMonths]:
    return of_partners(months_told(snapshot), snapshot.extracts)


def _told(partnership: Partnership, deliveries: Any) -> Iterator[tuple[Delivery, dict[str, Any]]]:
    for delivery in deliveries.prefetch_related("trials"):
        delivery.partnership = partnership
        *_, trial = delivery.trials.all()
        yield delivery, read_report(trial)
