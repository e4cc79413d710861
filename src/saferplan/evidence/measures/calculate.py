"""`measure`: one measure of one area over a period, broken down and compared as asked."""

from collections.abc import Sequence
from dataclasses import replace

from saferplan.errors import NothingLoaded, UsageError
from saferplan.evidence.basis import Basis
from saferplan.evidence.geography import OWN, SPLIT, WITHIN_UNIT, Area, kind_title
from saferplan.evidence.measures.changes import add_changes
from saferplan.evidence.measures.comparison import compare_areas
from saferplan.evidence.measures.definition import Measure
from saferplan.evidence.measures.measured import measured
from saferplan.evidence.measures.records import Record
from saferplan.evidence.measures.request import Request
from saferplan.evidence.periods import Period

__all__ = ["Request", "add_changes", "compare_areas", "measure_area", "measured", "parts_of"]

_SMALL = {"ward", "lsoa", SPLIT}
LOAD_BOUNDARIES = "Get boundaries with `saferplan fetch geography` and load them with `saferplan load`."


def measure_area(
    basis: Basis,
    measure: Measure,
    area: Area,
    period: Period,
    *,
    by: str | None = None,
    against: Period | None = None,
    beside: Sequence[Area] = (),
) -> list[Record]:
    """Records of the area, or of its parts, then of the areas to set it beside (compare_areas).

    `by`: month, crime_type, ward, lsoa, or wards of another year whose boundaries are loaded, such as ward25.
    `against`: each record gets its change over the months that both periods have. Raises NothingLoaded where no
    incidents are loaded, or no such parts of the area, and UsageError where an area cannot have such parts, or where
    the two periods cannot be compared.
    """
    requests = _requests(basis, measure, area, period, by)
    records = measured(basis, requests)
    if beside:
        requests += [Request.of(other, period, measure) for other in beside]
        records += compare_areas(basis, [measure], area, beside, period)
    if against is not None:
        add_changes(basis, requests, records, against, whole=period)
    return records


def _requests(basis: Basis, measure: Measure, area: Area, period: Period, by: str | None) -> list[Request]:
    whole = Request.of(area, period, measure)
    if by is None:
        return [whole]
    if by == "month":
        return [replace(whole, period=Period(month, month, month)) for month in period.months]
    if by == "crime_type":
        types = [slug for slug in measure.crime_types if slug in basis.crime_types]
        return [replace(whole, measure=replace(measure, crime_types=(slug,)), crime_type=slug) for slug in types]
    return [replace(whole, area=part) for part in _loaded_parts(basis, area, by)]


def _loaded_parts(basis: Basis, area: Area, by: str) -> list[Area]:
    wards = basis.geography.wards
    if area.kind == OWN and (by != "lsoa" or basis.geography.own[area.code].is_outlined):
        raise UsageError(f"{area.name} is an own area, and cuts through areas of the kind '{kind_title(by)}'")
    kind = "ward" if by == basis.geography.ward_level else by
    if kind != area.kind and (area.kind, kind) != ("ward", "lsoa") and area.kind in _SMALL | wards.levels.keys():
        raise UsageError(f"{area.name} is a {area.title} and cannot be broken down by {by}")
    if kind not in (*WITHIN_UNIT, *wards.levels):
        known = [basis.geography.ward_level, *wards.levels]
        raise NothingLoaded(
            f"no boundaries of any {kind_title(kind)} are loaded",
            remedy=f"There are {', '.join(filter(None, known)) or 'no wards at all'}. {LOAD_BOUNDARIES}",
        )
    parts = parts_of(basis, area, kind)
    if not parts:
        raise NothingLoaded(
            f"no areas of the kind '{kind_title(kind)}' in {area.name} are loaded", remedy=LOAD_BOUNDARIES
        )
    return parts


def parts_of(basis: Basis, area: Area, kind: str) -> list[Area]:
    """Areas of `kind` (ward, lsoa, or a vintage of wards such as ward25) in an area, in the order of their codes."""
    geography = basis.geography
    codes = [code for unit in area.units for code in geography.members(kind, unit)]
    if area.kind in (*WITHIN_UNIT, OWN, *geography.wards.levels):
        inside = geography.codes_within(area, kind)
        codes = [code for code in codes if code in inside]
    return [geography.part(code, kind) for code in codes]
