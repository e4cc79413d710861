"""Areas, their codes over time, and what lies in what.

The unit of "every CSP" is made by joining local authorities and CSPs that overlap: 300 in England and Wales,
each a set of whole authorities and of whole CSPs. Every small area belongs to one unit, and every larger area
(force, region, country) is a set of units.
"""

from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property

import pyarrow as pa

from saferplan.errors import UnknownName
from saferplan.evidence.lake import Snapshot

ENGLAND, WALES, ENGLAND_AND_WALES = "E92000001", "W92000004", "K04000001"
COUNTRY_NAMES = {ENGLAND: "England", WALES: "Wales", ENGLAND_AND_WALES: "England and Wales"}
KIND_TITLES = {
    "lsoa": "small area (LSOA)",
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
}
# Levels of a unit's own small areas, from small to large, then those that are sets of units.
WITHIN_UNIT = ("lsoa", "ward", "ltla")
SETS_OF_UNITS = ("pfa", "fra", "region", "country", "group")


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
        return KIND_TITLES[self.kind]


@dataclass
class Geography:
    """Built once from a snapshot. Raises NothingLoaded where the lookups it needs are not there."""

    names: dict[str, str]
    kinds: dict[str, str]
    units: dict[str, Unit]
    unit_of: dict[str, str]
    successors: dict[str, str]
    # One row for each LSOA code of either vintage: lsoa_code, lsoa, ward, ltla, unit.
    places: pa.Table = field(repr=False)
    best_fits: int = 0

    @classmethod
    def of(cls, snapshot: Snapshot) -> "Geography":
        from saferplan.evidence.lookup_reader import LookupReader

        return LookupReader(snapshot).read()

    @cached_property
    def unit_codes(self) -> tuple[str, ...]:
        return tuple(sorted(self.units))

    def members(self, kind: str, unit: str) -> list[str]:
        """Codes of the areas of `kind` that lie in a unit."""
        column = self.places.column(kind).to_pylist()
        units = self.places.column("unit").to_pylist()
        return sorted({code for code, own in zip(column, units, strict=True) if own == unit and code})

    def area(self, code: str) -> Area:
        """The area that a code (or an exact name) means today; raises UnknownName with the nearest names."""
        wanted = code.strip()
        if wanted in self.units:
            return Area(wanted, self.units[wanted].name, "unit", (wanted,))
        if wanted in self.unit_of:
            return self._within_unit(wanted)
        if wanted in self.kinds and self.kinds[wanted] in SETS_OF_UNITS:
            return Area(wanted, self.names[wanted], self.kinds[wanted], self._units_in(wanted))
        if wanted in self.successors:
            return self._successor(wanted)
        raise UnknownName(
            f"there is no area '{code}'",
            remedy=self._offer(wanted) or "Find areas with: saferplan areas NAME",
        )

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

    def _successor(self, code: str) -> Area:
        today = self.area(self.successors[code])
        note = f"{self.names.get(code, code)} ({code}) no longer exists; the figures are for {today.name}"
        return Area(today.code, today.name, today.kind, today.units, note)

    def _units_in(self, code: str) -> tuple[str, ...]:
        return tuple(
            unit.code
            for unit in self.units.values()
            if code in (unit.pfa, unit.region, unit.country, ENGLAND_AND_WALES) or code in unit.fra
        )

    def _offer(self, wanted: str) -> str:
        found = [f"{code} {self.names[code]}" for code in self.search(wanted, most=5)]
        return f"Nearest: {'; '.join(found)}." if found else ""

    def search(self, query: str, most: int = 20) -> list[str]:
        """Codes whose code or name fits a query, best first: the exact one, then a start, a part, a likeness."""
        folded = query.strip().casefold()
        ranked = [
            (rank, _SIZE_ORDER.index(self.kind_of(code)), name, code)
            for code, name in self.names.items()
            if (rank := _likeness(folded, code.casefold(), name.casefold())) is not None
        ]
        return [code for *_, code in sorted(ranked)[:most]] or self._alike(query, most)

    def kind_of(self, code: str) -> str:
        """The kind of area; 'former' for a local authority that is no more."""
        return self.kinds.get(code, "former")

    def _alike(self, query: str, most: int) -> list[str]:
        """For a query that is in no name: codes of the names spelt most like it, small areas left out."""
        codes = {name.casefold(): code for code, name in self.names.items() if self.kind_of(code) != "lsoa"}
        return [codes[name] for name in get_close_matches(query.casefold(), list(codes), n=most, cutoff=0.5)]


_SIZE_ORDER = ("unit", "csp", "ltla", "former", "pfa", "fra", "region", "country", "ward", "lsoa")


def _likeness(query: str, code: str, name: str) -> int | None:
    if query in (code, name):
        return 0
    if name.startswith(query) or code.startswith(query):
        return 1
    return 2 if query in name else None
