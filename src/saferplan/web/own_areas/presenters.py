"""Own areas as their pages show them."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from saferplan.documents import numbers
from saferplan.errors import NothingLoaded, UnknownName
from saferplan.evidence.counted import counted
from saferplan.evidence.own_areas.figures import OwnFigures
from saferplan.web.evidence.summaries import basis_of
from saferplan.web.jobs.presenters import ShownJob
from saferplan.web.maps.kept import OUTLINES, has_outlines
from saferplan.web.maps.work import keep_outlines
from saferplan.web.own_areas.drawing import picture
from saferplan.web.own_areas.models import AreaVersion, OwnArea, Way
from saferplan.web.own_areas.outlines import as_geojson
from saferplan.web.partnerships.models import Partnership

HINTS = {
    Way.DRAWN: "On a map of the partnership’s area. By mouse, finger or keyboard; needs JavaScript.",
    Way.UPLOADED: "From another program: GeoJSON, KML, a GeoPackage or a zipped Shapefile.",
    Way.PICKED: "Residents are then known exactly, and figures of partners’ records fit best.",
}
TITLES = {
    Way.DRAWN: "Draw an own area",
    Way.UPLOADED: "Send a file of an own area",
    Way.PICKED: "Make an own area of wards and neighbourhoods",
}
COLUMNS = [
    {"text": "Area"},
    {"text": "Kind"},
    {"text": "Residents", "numeric": True},
    {"text": "Outline", "sort": False},
    {"text": "Changed"},
]
HISTORY = [{"text": text, "sort": False} for text in ("Version", "Outline", "Why", "By whom")]
NOT_KNOWN, BEING_COUNTED = "Not known", "Being counted"


def list_of(partnership: Partnership) -> dict[str, Any]:
    areas = list(partnership.own_areas.with_newest())
    newest = {one.pk: one for one in partnership.own_area_versions.filter(pk__in=[area.newest for area in areas])}
    figures, absent = _all_figures(partnership)
    in_force = [area for area in areas if not hasattr(area, "removal")]
    known = {code: _about(one) for code, one in figures.items()} | dict.fromkeys(absent, BEING_COUNTED)
    rows = [_row(area, newest[area.newest], known.get(area.code, NOT_KNOWN), figures) for area in in_force]
    removed = [(newest[area.newest], area.removal, _address(area)) for area in areas if hasattr(area, "removal")]
    return {"columns": COLUMNS, "rows": sorted(rows, key=lambda row: row[0]["text"]), "removed": removed}


def _row(area: OwnArea, version: AreaVersion, about: str, figures: dict[str, OwnFigures]) -> list[Any]:
    residents = figures[area.code].residents if area.code in figures else None
    return [
        {"text": version.name, "href": _address(area)},
        version.get_kind_display(),
        {"text": about, "sort": residents.estimate if residents else None},
        version.get_way_display(),
        {"text": f"{version.at.day} {version.at:%B %Y}", "sort": version.at.isoformat()},
    ]


def _about(figures: OwnFigures) -> str:
    """An estimate says that it is one."""
    residents = figures.residents
    if residents is None:
        return NOT_KNOWN
    return f"{'' if residents.is_exact else 'about '}{residents.estimate:,}"


def _all_figures(partnership: Partnership) -> tuple[dict[str, OwnFigures], Iterable[str]]:
    """By code; and which are not counted yet."""
    try:
        own = basis_of(partnership).geography.own
    except NothingLoaded:
        return {}, ()
    return dict(own.figures), own.absent


def ways_to_add(partnership: Partnership) -> list[dict[str, str]]:
    return [
        {
            "title": title,
            "hint": HINTS[way],
            "href": reverse("own_areas:add", kwargs={"partnership": partnership.slug, "way": way.value}),
        }
        for way, title in (
            (Way.DRAWN, "Draw it on the map"),
            (Way.UPLOADED, "Send a file"),
            (Way.PICKED, "Choose wards and neighbourhoods"),
        )
    ]


def page_of(partnership: Partnership, area: OwnArea, newest: AreaVersion) -> dict[str, Any]:
    figures, waiting = _figures(partnership, area)
    versions = list(area.versions.select_related("by__user").order_by("-number"))
    return {
        "area": area,
        "shown": newest,
        "figures": figures,
        "waiting": waiting,
        "facts": _facts(newest, figures, _names(partnership, newest)),
        "picture": picture(partnership, newest),
        "remarks": newest.remarks.splitlines(),
        "columns": HISTORY,
        "history": [_history_row(area, one) for one in versions],
        "ways": [way.value for way in Way],
    }


def version_page(partnership: Partnership, area: OwnArea, newest: AreaVersion, shown: AreaVersion) -> dict[str, Any]:
    before = area.versions.filter(number=shown.number - 1).prefetch_related("parts").first()
    return {
        "area": area,
        "shown": shown,
        "newest": newest,
        "before": before,
        "facts": _facts(shown, None, _names(partnership, shown)),
        "picture": picture(partnership, shown, before),
        "remarks": shown.remarks.splitlines(),
    }


def _figures(partnership: Partnership, area: OwnArea) -> tuple[OwnFigures | None, str]:
    """What is known of it, and else why not."""
    try:
        return basis_of(partnership).geography.own[area.code], ""
    except KeyError:
        return None, "No lookup that is loaded knows the partnership’s area."
    except (NothingLoaded, UnknownName) as fault:
        return None, f"{fault.problem[:1].upper()}{fault.problem[1:]}."


def _names(partnership: Partnership, version: AreaVersion) -> list[str]:
    """Of the wards and neighbourhoods that it is made of."""
    if version.is_outlined:
        return []
    try:
        names = basis_of(partnership).geography.names
    except NothingLoaded:
        names = {}
    return [names.get(part.code, part.code) for part in version.parts.all()]


def _facts(version: AreaVersion, figures: OwnFigures | None, names: list[str]) -> list[tuple[str, str]]:
    facts = [("Kind", version.get_kind_display()), ("Outline", version.get_way_display())]
    if version.hectares is not None:
        facts.append(("Size", f"{version.hectares:,.0f} hectares" if version.hectares >= 1 else "under 1 hectare"))
    if names:
        facts.append(("Made of", ", ".join(names)))
    if figures is not None:
        facts += _facts_of_figures(figures)
    return facts


def _facts_of_figures(figures: OwnFigures) -> list[tuple[str, str]]:
    facts = [("Residents", _residents_in_words(figures))]
    if figures.is_outlined and figures.shares:
        whole, cut = len(figures.whole), counted(len(figures.cut), "neighbourhood")
        facts.append(("Neighbourhoods (LSOA)", f"{whole or 'None'} as a whole, and part of {cut}"))
    if figures.unknown:
        facts.append(("Not counted", f"{', '.join(figures.unknown)}: not in the lookups that are loaded"))
    return facts


def _residents_in_words(figures: OwnFigures) -> str:
    residents = figures.residents
    if residents is None:
        return "Not known: no boundaries, or no population, of its neighbourhoods are loaded"
    if residents.is_exact:
        return f"{numbers.count(residents.estimate)} ({residents.source})"
    return (
        f"About {numbers.count(residents.estimate)}: at least {numbers.count(residents.low)},"
        f" at most {numbers.count(residents.high)} ({residents.source})"
    )


def _history_row(area: OwnArea, version: AreaVersion) -> list[Any]:
    address = {"partnership": area.partnership.slug, "number": area.number, "version": version.number}
    when = f"{version.at.day} {version.at:%B %Y}"
    return [
        {"text": f"Version {version.number}, {when}", "href": reverse("own_areas:version", kwargs=address)},
        version.get_way_display(),
        version.reason or "First drawn" if version.is_outlined else version.reason or "First chosen",
        version.by.user.name,
    ]


def drawing_on(partnership: Partnership, version: AreaVersion | None) -> dict[str, Any]:
    """What the map's script is given: where outlines come from, and what is changed."""
    state = OUTLINES.newest(partnership)
    OUTLINES.ask(keep_outlines, partnership)
    layers = {
        kind: reverse("maps:outlines", kwargs={"partnership": partnership.slug, "state": state, "kind": kind})
        for kind in ("ward", "lsoa")
        if state and has_outlines(partnership, state, kind)
    }
    others = reverse("own_areas:outlines", kwargs={"partnership": partnership.slug})
    now = as_geojson([version]) if version is not None and version.is_outlined else None
    code = version.area.code if version is not None else ""
    job = None if state else OUTLINES.waited_for(keep_outlines, partnership)
    told = {"job": job and ShownJob(job), "fault": "" if state else OUTLINES.fault(keep_outlines, partnership)}
    return {"layers": layers, "others": others, "now": now, "code": code} | told


def _address(area: OwnArea) -> str:
    return reverse("own_areas:area", kwargs={"partnership": area.partnership.slug, "number": area.number})
