"""Partners' records: the page, and the same lines and chart as files."""

from operator import itemgetter

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from saferplan.errors import NothingLoaded, UnknownName
from saferplan.web.access.parts import part_or_page
from saferplan.web.design_system.lists import paged_table
from saferplan.web.evidence.partner_counts import counts_of
from saferplan.web.evidence.summaries import Shown, shown, state_of
from saferplan.web.explore import partner_presenters
from saferplan.web.explore.downloads import picture
from saferplan.web.explore.forms import PartnersForm
from saferplan.web.explore.partner_figures import BY_MONTH, BY_OWN, BY_WARD
from saferplan.web.explore.partners import (
    PartnerView,
    choice_of,
    own_areas_of,
    places_of,
    series_for,
    view_of,
    word_of,
    years_of,
)
from saferplan.web.explore.views import nothing
from saferplan.web.files.csv_export import csv_response
from saferplan.web.partnerships.models import Partnership
from saferplan.web.people.permissions import Permission

FILE = "partners-records"


@require_safe
def partner_records(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    """What nobody may see yet, or this reader may not, is left out: no page says that there was more."""
    try:
        found = shown(partnership)
        view, form = _view(request, partnership, found)
    except (NothingLoaded, UnknownName) as fault:
        return nothing(request, fault)
    if not view:
        return render(request, "explore/no_partners.html", {})
    told = partner_presenters.of_partners(view, partnership, found.basis.snapshot.load)
    columns, page = paged_table(request, told["columns"], told["rows"], at="the-figures")
    at = reverse("explore:partners", kwargs={"partnership": partnership.slug})
    context = {"at": at, "form": form, "shown": found, "is_exact": _is_exact(request)}
    context |= {"layout": part_or_page(request)}
    return render(request, "explore/partners.html", context | told | {"columns": columns, "page": page})


@require_safe
def partner_figures(request: HttpRequest, partnership: Partnership) -> StreamingHttpResponse:
    """The lines of the page as it is for this reader."""
    view, found = _view_or_404(request, partnership)
    return csv_response(f"{FILE}.csv", *partner_presenters.for_a_file(view, found.basis.snapshot.load))


@require_safe
def partner_chart(request: HttpRequest, partnership: Partnership, form: str) -> HttpResponse:
    """The chart of the page as it is for this reader."""
    view, found = _view_or_404(request, partnership)
    told = f"{partner_presenters.headline(view)} Records that partners sent. Load {found.basis.snapshot.load.load_id}."
    title = partner_presenters.title(view)
    return picture(partner_presenters.drawing_of(view), form, name=FILE, title=title, told=told)


def _view_or_404(request: HttpRequest, partnership: Partnership) -> tuple[PartnerView, Shown]:
    try:
        found = shown(partnership)
        view, _ = _view(request, partnership, found)
    except (NothingLoaded, UnknownName):
        raise Http404 from None
    if not view:
        raise Http404
    return view, found


def _is_exact(request: HttpRequest) -> bool:
    return request.member.may(Permission.SEE_SMALL_NUMBERS)


def _view(
    request: HttpRequest, partnership: Partnership, found: Shown
) -> tuple[PartnerView | None, PartnersForm | None]:
    """What the address asks for, and the first of everything where it asks for what is not there."""
    basis, is_exact = found.basis, _is_exact(request)
    own = basis.geography.area(partnership.area_code)
    counts = counts_of(partnership, state_of(partnership, basis.snapshot))
    series = {word_of(one): one for one in series_for(counts, is_exact=is_exact)} if counts else {}
    if not counts or not series:
        return None, None
    what = series.get(request.GET.get("what", "")) or next(iter(series.values()))
    years = {year.code: year for year in years_of(counts, what, is_exact=is_exact)}
    year = years.get(request.GET.get("year", "")) or next(iter(years.values()))
    wards = [(code, basis.geography.names.get(code, code)) for code in places_of(basis, own)]
    breakdowns = [(BY_WARD, "Wards"), (BY_MONTH, "Months")]
    breakdowns += [(BY_OWN, "Own areas")] if own_areas_of(basis) else []
    breakdowns += [(code, f"Small areas of {name}") for code, name in sorted(wards, key=lambda ward: ward[1])]
    by = request.GET.get("by", "")
    by = by if by in dict(breakdowns) else BY_WARD
    form = PartnersForm(
        {"what": word_of(what), "year": year.code, "by": by},
        series=sorted(((word, choice_of(one)) for word, one in series.items()), key=itemgetter(1)),
        years=[(code, f"Financial year {one.short_title}") for code, one in years.items()],
        breakdowns=breakdowns,
    )
    return view_of(basis, own, counts, what, year, by, is_exact=is_exact), form
