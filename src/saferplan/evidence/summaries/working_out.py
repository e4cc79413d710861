"""Works out what is kept of a lake for some partnership areas: the parts of these, and all others as wholes."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from saferplan.errors import NothingLoaded
from saferplan.evidence.basis import Basis
from saferplan.evidence.counts import Counts
from saferplan.evidence.denominators import Denominator, DenominatorName
from saferplan.evidence.geography import SPLIT, Geography
from saferplan.evidence.stated_figures import unplaced_by_month
from saferplan.evidence.summaries.kept_basis import Kept, KeptWards, WardVintages
from saferplan.evidence.without_place import published_in_records

T = TypeVar("T")
OF_ALL = ("unit", "ltla")
"""Kinds of area that are kept for the whole country: what an area can be set beside."""
OF_OWN = ("lsoa", "ward", SPLIT)
ESTIMATES: tuple[DenominatorName, ...] = ("residents", "households")


def worked_out(basis: Basis, units: Iterable[str]) -> Kept:
    """`units`: the partnership areas whose small areas and wards are kept. Raises NothingLoaded without lookups."""
    own = tuple(units)
    places = _places_of(basis, own)
    vintages = _vintages(basis, places, own)
    geography = _restricted(basis, places, vintages)
    levels = [level for level in geography.wards.levels if level not in _faults(basis)]
    kinds = (*OF_ALL, *OF_OWN, *levels)
    return Kept(
        own,
        geography,
        vintages,
        basis.coverage,
        {(name, kind): _estimates(basis, name, kind, geography) for name in ESTIMATES for kind in kinds},
        basis.profiles,
        basis.crime_types,
        {code: months for code, months in basis.months_of_splits.items() if code in geography.splits},
        published_in_records(basis),
        _stated_unplaced(basis),
        _counts(basis, own, levels),
    )


def _counts(basis: Basis, units: Iterable[str], levels: Iterable[str]) -> dict[tuple[str, str | None], Counts]:
    counts: dict[tuple[str, str | None], Counts] = {(kind, None): basis.counts(kind) for kind in OF_ALL}
    own = {(kind, unit): basis.counts(kind, unit) for unit in units for kind in (*OF_OWN, *levels)}
    return counts | own


def _estimates(basis: Basis, name: DenominatorName, kind: str, geography: Geography) -> dict[date, Denominator]:
    """Of small areas and wards, the own ones alone; sources are named as for the whole country."""
    found = {day: basis.denominators.on(name, kind, day) for day in sorted(basis.denominators.days(name, kind))}
    if kind in OF_ALL:
        return found
    own = _codes(geography, kind)
    return {
        day: replace(one, values={code: value for code, value in one.values.items() if code in own})
        for day, one in found.items()
    }


def _codes(geography: Geography, kind: str) -> set[str]:
    return {code for unit in geography.unit_codes for code in geography.members(kind, unit)}


def _stated_unplaced(basis: Basis) -> dict:
    areas = sorted({unit.pfa for unit in basis.geography.units.values() if unit.pfa})
    return {pfa: unplaced_by_month(basis.snapshot, pfa) for pfa in areas}


def _faults(basis: Basis) -> dict[str, tuple[str, str, str]]:
    """Levels of wards that cannot be worked out, for want of the boundaries of small areas."""
    return basis.remembered("faults of ward levels", lambda: _found_faults(basis.geography))


def _found_faults(geography: Geography) -> dict[str, tuple[str, str, str]]:
    found: dict[str, tuple[str, str, str]] = {}
    for level in geography.wards.levels:
        try:
            geography.wards.unit_of(level)
            geography.places_with(level)
        except NothingLoaded as fault:
            found[level] = (fault.problem, fault.where, fault.remedy)
    return found


def _places_of(basis: Basis, units: tuple[str, ...]) -> pa.Table:
    places = basis.geography.places
    wanted = pc.SetLookupOptions(pa.array(units, pa.string()))
    return places.filter(pc.call_function("is_in", [places["unit"]], wanted))


def _restricted(basis: Basis, places: pa.Table, vintages: WardVintages) -> Geography:
    """The geography without the small areas and wards of other partnership areas."""
    whole = basis.geography
    columns = ("lsoa_code", "lsoa", "ward", SPLIT)
    small = {code for column in columns for code in places.column(column).to_pylist() if code}
    wards = {code for own in vintages.levels.values() for code in own}

    def is_kept(code: str) -> bool:
        return code in small or code in wards or not _is_part(whole, code)

    return Geography(
        _only(whole.names, is_kept),
        _only(whole.kinds, is_kept),
        whole.units,
        _only(whole.unit_of, is_kept),
        {code: newer for code, newer in whole.successors.items() if is_kept(code) and is_kept(newer)},
        places,
        _only(whole.splits, is_kept),
        KeptWards(basis.snapshot, places, vintages),
        whole.ward_level,
    )


def _vintages(basis: Basis, places: pa.Table, units: tuple[str, ...]) -> WardVintages:
    wards, faults = basis.geography.wards, _faults(basis)
    small = set(places.column("lsoa").to_pylist())
    unit_of = {
        level: {code: unit for code, unit in wards.unit_of(level).items() if unit in units}
        for level in wards.levels
        if level not in faults
    }
    return WardVintages(
        {level: _only(names, unit_of.get(level, {}).__contains__) for level, names in wards.levels.items()},
        unit_of,
        {level: _only(wards.fits(level), small.__contains__) for level in unit_of},
        faults,
    )


def _is_part(geography: Geography, code: str) -> bool:
    """Whether a code is of a small area or a ward, of any year."""
    kind = geography.kind_of(code)
    return kind.startswith(("lsoa", "ward"))


def _only(mapping: dict[str, T], is_kept: Callable[[str], bool]) -> dict[str, T]:
    return {code: value for code, value in mapping.items() if is_kept(code)}
