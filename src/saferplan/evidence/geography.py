"""Areas, their codes over time, and what lies in what.

The unit of "every CSP" is made by joining local authorities and CSPs that overlap: 300 in England and Wales,
each a set of whole authorities and of whole CSPs. Every small area belongs to one unit, and every larger area
(force, region, country) is a set of units.
"""

from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import pyarrow as pa

from saferplan.errors import UnknownName
from saferplan.evidence.area_names import AreaNames, printable
from saferplan.evidence.lake import Snapshot

if TYPE_CHECKING:
    from saferplan.evidence.own_areas.figures import OwnAreas
    from saferplan.evidence.placing import WardsByPoint

ENGLAND, WALES, ENGLAND_AND_WALES = "E92000001", "W92000004", "K04000001"
COUNTRY_NAMES = {ENGLAND: "England", WALES: "Wales", ENGLAND_AND_WALES: "England and Wales"}
KIND_TITLES = {
    "lsoa": "small area (LSOA)",
    "lsoa11": "small area (LSOA) of 2011",
    "ward": "ward",
    "ltla": "local authority",
    "csp": "Community Safety Partnership",
    "unit": "partnership area",
    "pfa": "police force area",
    "fra": "fire and rescue area",
    "region": "region",
    "country": "country",
    "group": "group of partnership areas",
    "former": "former local authority",
    "own": "own area",
}
# Levels of a unit's own small areas, from small to large, then those that are sets of units.
WITHIN_UNIT = ("lsoa", "ward", "ltla")
SPLIT = "lsoa11"
OWN = "own"
"""Areas that a partnership has drawn for itself, each inside its partnership area."""
SETS_OF_UNITS = ("pfa", "fra", "region", "country", "group")


def kind_title(kind: str) -> str:
    """A kind of area in words; wards of another vintage than the lookup's are named with their year."""
    return KIND_TITLES.get(kind) or f"ward of 20{kind.removeprefix('ward')}"


@dataclass(frozen=True)
class Unit:
    """A partnership area: whole local authorities and whole CSPs. `pfa` is its police force area."""

    code: str
    name: str
    authorities: tuple[str, ...]
    partnerships: tuple[str, ...]
    pfa: str
    region: str
    fra: tuple[str, ...]

    @property
    def country(self) -> str:
        return WALES if self.code.startswith("W") else ENGLAND


@dataclass(frozen=True)
class Area:
    """What a code stands for. `units` are the partnership areas that make it up, or the one in which it lies.

    `note` says where the code asked for was taken to mean another, such as an authority abolished since.
    """

    code: str
    name: str
    kind: str
    units: tuple[str, ...]
    note: str = ""

    @property
    def title(self) -> str:
        return kind_title(self.kind)

    @property
    def is_set_of_units(self) -> bool:
        return self.kind in SETS_OF_UNITS


def _no_own_areas() -> "OwnAreas":
    from saferplan.evidence.own_areas.figures import OwnAreas

    return OwnAreas()


@dataclass
class Geography:
    """Built once from a snapshot. Raises NothingLoaded where the lookups it needs are not there.

    `kinds`: kind of every area that is counted; `successors`: codes that are no more to those in their place;
    `splits`: small areas of 2011 to their parts of 2021, whose older incidents are all in one part (best fit);
    `wards`: wards of other vintages than `ward_level`, which no lookup of small areas leads to.
    """

    names: dict[str, str]
    kinds: dict[str, str]
    units: dict[str, Unit]
    unit_of: dict[str, str]
    successors: dict[str, str]
    # One row for each LSOA code of either vintage: lsoa_code, lsoa, lsoa11, ward, ltla, unit, publisher. `lsoa11` is
    # the small area of 2011 that was split into this one and others, and is empty for all else.
    places: pa.Table = field(repr=False)
    splits: dict[str, tuple[str, ...]] = field(repr=False)
    wards: "WardsByPoint" = field(repr=False)
    ward_level: str
    own: "OwnAreas" = field(default_factory=_no_own_areas, repr=False)

    @classmethod
    def of(cls, snapshot: Snapshot) -> "Geography":
        from saferplan.evidence.lookup_reader import LookupReader

        return LookupReader(snapshot).read()

    def with_own_areas(self, own: "OwnAreas") -> "Geography":
        other = copy(self)
        other.own = own
        other.names, other.kinds = self.names | own.names, self.kinds | dict.fromkeys(own.names, OWN)
        return other

    @cached_property
    def unit_codes(self) -> tuple[str, ...]:
        return tuple(sorted(self.units))

    def members(self, kind: str, unit: str) -> list[str]:
        """Codes of the areas of `kind` that lie in a unit, in order."""
        return self._members(kind).get(unit, [])

    def _members(self, kind: str) -> dict[str, list[str]]:
        if kind not in self._members_by_kind:
            own = self.wards.unit_of(kind) if kind in self.wards.levels else self._unit_by(kind)
            found: dict[str, list[str]] = {}
            for code, unit in sorted(own.items()):
                found.setdefault(unit, []).append(code)
            self._members_by_kind[kind] = found
        return self._members_by_kind[kind]

    @cached_property
    def _members_by_kind(self) -> dict[str, dict[str, list[str]]]:
        return {}

    def _unit_by(self, kind: str) -> dict[str, str]:
        pairs = zip(self.places.column(kind).to_pylist(), self.places.column("unit").to_pylist(), strict=True)
        return {code: unit for code, unit in pairs if code and unit}

    def places_with(self, kind: str) -> pa.Table:
        """The places with a column of `kind`: for wards of another vintage, each small area's best fit."""
        return self.wards.places_with(kind) if kind in self.wards.levels else self.places

    def codes_within(self, area: Area, kind: str) -> set[str]:
        """Codes of the areas of `kind` that share small areas with `area`, itself smaller than a partnership area."""
        if area.kind == OWN:
            return self._codes_of_own(area, kind)
        places = self.places_with(area.kind if area.kind in self.wards.levels else kind)
        pairs = zip(places.column(kind).to_pylist(), places.column(area.kind).to_pylist(), strict=True)
        return {code for code, own in pairs if own == area.code and code}

    def _codes_of_own(self, area: Area, kind: str) -> set[str]:
        shares = self.own[area.code].shares
        pairs = zip(self.places_with(kind).column(kind).to_pylist(), self.places["lsoa"].to_pylist(), strict=True)
        return {code for code, lsoa in pairs if code and lsoa in shares}

    def lies_within(self, part: Area, whole: Area) -> bool:
        """Whether one area is part of another, or the same. Wards of two vintages never are, for all that is known."""
        if whole.kind == "unit" or whole.is_set_of_units:
            return set(part.units) <= set(whole.units)
        if OWN in (part.kind, whole.kind) and part != whole:
            return self._lies_within_own(part, whole)
        nested = (SPLIT, *WITHIN_UNIT)
        if part.kind not in nested or whole.kind not in nested or part.units != whole.units:
            return part == whole
        # Every small area of the part must lie in the whole: an authority shares some with each of its wards.
        return self.codes_within(part, "lsoa") <= self.codes_within(whole, "lsoa")

    def _lies_within_own(self, part: Area, whole: Area) -> bool:
        """Of an own area only the small areas that lie in it whole are sure to hold what is a part of them."""
        if not self._is_known_by_small_areas(part) or not self._is_known_by_small_areas(whole):
            return False
        inside = set(self.own[whole.code].whole) if whole.kind == OWN else self.codes_within(whole, "lsoa")
        return self.codes_within(part, "lsoa") <= inside

    def may_overlap(self, one: Area, other: Area) -> bool:
        """Whether an own area may have something in common with another area that is no part of it, nor holds it."""
        if OWN not in (one.kind, other.kind) or not set(one.units) & set(other.units):
            return False
        if not self._is_known_by_small_areas(one) or not self._is_known_by_small_areas(other):
            return True
        return bool(self.codes_within(one, "lsoa") & self.codes_within(other, "lsoa"))

    def _is_known_by_small_areas(self, area: Area) -> bool:
        return bool(self.own[area.code].shares) if area.kind == OWN else area.kind in (SPLIT, *WITHIN_UNIT)

    def area(self, code: str) -> Area:
        """The area that a code means today; raises UnknownName with the nearest names."""
        wanted = code.strip()
        return self._own_area(wanted) if wanted in self.own else self._published_area(wanted)

    def _own_area(self, code: str) -> Area:
        own = self.own[code]
        return Area(code, own.name, OWN, (own.unit,), own.note)

    def _published_area(self, code: str) -> Area:
        wanted = code if code in self.names else code.upper()
        if wanted in self.units:
            return Area(wanted, self.units[wanted].name, "unit", (wanted,))
        if wanted in self.unit_of:
            return self._within_unit(wanted)
        if self.kinds.get(wanted) in SETS_OF_UNITS:
            return Area(wanted, self.names[wanted], self.kinds[wanted], self._units_in(wanted))
        if wanted in self._split_homes:
            return self._split(wanted)
        if wanted in self.successors:
            return self._successor(wanted)
        if self.kinds.get(wanted) in self.wards.levels:
            return self.part(wanted, self.kinds[wanted])
        raise UnknownName(
            f"there is no area '{printable(code)}'",
            remedy=self.by_name.nearest(wanted) or "Find areas with: saferplan areas NAME",
        )

    def part(self, code: str, kind: str) -> Area:
        """A ward or LSOA of a partnership area, in the vintage that `kind` says: one code may stand in several."""
        if kind not in self.wards.levels:
            return self.area(code)
        year = f"20{kind.removeprefix('ward')}"
        note = f"wards of {year} are counted by map point; their residents are those of the small areas that fit best"
        return Area(code, self.wards.names.get(code, code), kind, (self.wards.unit_of(kind)[code],), note)

    def _within_unit(self, code: str) -> Area:
        unit = self.units[self.unit_of[code]]
        kind = self.kinds[code]
        is_whole = (kind == "csp" and unit.partnerships == (code,)) or unit.authorities == (code,)
        if is_whole:
            return Area(unit.code, unit.name, "unit", (unit.code,))
        if kind == "csp":
            note = (
                f"{self.names[code]} ({code}) shares its authority with other partnerships;"
                f" the figures are for all of {unit.name}"
            )
            return Area(unit.code, unit.name, "unit", (unit.code,), note)
        return Area(code, self.names[code], kind, (unit.code,))

    @cached_property
    def _split_homes(self) -> dict[str, str]:
        """Partnership area of each small area of 2011 that is the sum of its parts."""
        return self._unit_by(SPLIT)

    def _split(self, code: str) -> Area:
        name, parts = self.names.get(code, code), " and ".join(self.splits[code])
        note = f"{name} ({code}) was split in 2021; the figures are for all of its parts: {parts}"
        return Area(code, name, SPLIT, (self._split_homes[code],), note)

    def divided(self, kind: str) -> dict[str, list[str]]:
        """Area of `kind` to the split small areas of 2011 that lie in part in it, and in part in others."""
        homes = dict(zip(self.places.column("lsoa").to_pylist(), self.places.column(kind).to_pylist(), strict=True))
        found: dict[str, list[str]] = {}
        for older, parts in self.splits.items():
            around = {homes.get(part) for part in parts}
            for code in sorted(filter(None, around)) if len(around) > 1 else ():
                found.setdefault(code, []).append(older)
        return found

    def _successor(self, code: str) -> Area:
        today = self.area(self.successors[code])
        fate = "was split or merged in 2021" if self.kind_of(code) == "lsoa11" else "no longer exists"
        note = f"{self.names.get(code, code)} ({code}) {fate}; the figures are for {today.name}"
        return Area(today.code, today.name, today.kind, today.units, note)

    def _units_in(self, code: str) -> tuple[str, ...]:
        return tuple(
            unit.code
            for unit in self.units.values()
            if code in (unit.pfa, unit.region, unit.country, ENGLAND_AND_WALES) or code in unit.fra
        )

    @property
    def by_name(self) -> AreaNames:
        return AreaNames(self.names, self.kinds)

    def search(self, query: str, most: int = 20) -> list[str]:
        """Codes whose code or name fits a query, best first."""
        return self.by_name.search(query, most)

    def kind_of(self, code: str) -> str:
        """The kind of area; 'former' for a local authority that is no more."""
        return self.by_name.kind_of(code)
