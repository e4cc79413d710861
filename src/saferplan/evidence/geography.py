"""Areas, their codes over time, and what lies in what.

The unit of "every CSP" is made by joining local authorities and CSPs that overlap: 300 in England and Wales,
each a set of whole authorities and of whole CSPs. Every small area belongs to one unit, and every larger area
(force, region, country) is a set of units.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import duckdb
import numpy as np
import pyarrow as pa

from saferplan.errors import NothingLoaded, UnknownName, nearest
from saferplan.evidence.lake import Snapshot

ENGLAND, WALES, ENGLAND_AND_WALES = "E92000001", "W92000004", "K04000001"
COUNTRY_NAMES = {ENGLAND: "England", WALES: "Wales", ENGLAND_AND_WALES: "England and Wales"}
LOAD_LOOKUPS = "Get the ONS lookups with `saferplan fetch geography` and load them with `saferplan load`."
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
}
# Levels of a unit's own small areas, from small to large, then those that are sets of units.
WITHIN_UNIT = ("lsoa", "ward", "ltla")
SETS_OF_UNITS = ("pfa", "fra", "region", "country")


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
        return _Builder(snapshot).build()

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
        folded = query.casefold()
        ranked = [
            (rank, _SIZE_ORDER.index(self.kinds[code]), name, code)
            for code, name in self.names.items()
            if code in self.kinds and (rank := _likeness(folded, code.casefold(), name.casefold())) is not None
        ]
        found = [code for *_, code in sorted(ranked)[:most]]
        if found:
            return found
        by_name = {name: code for code, name in self.names.items() if self.kinds.get(code) not in (None, "lsoa")}
        offered = nearest(query, list(by_name), most)
        return [code for name, code in by_name.items() if f" {name}," in offered or f" {name}?" in offered][:most]


_SIZE_ORDER = ("unit", "csp", "ltla", "pfa", "fra", "region", "country", "ward", "lsoa")


def _likeness(query: str, code: str, name: str) -> int | None:
    if query in (code, name):
        return 0
    if name.startswith(query) or code.startswith(query):
        return 1
    return 2 if query in name else None


class _Builder:
    """Reads the lookups of a snapshot. Of several vintages of one level, the newest that has a link is used."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._links: dict[tuple[str, str], list[tuple[str, str, str]]] = defaultdict(list)
        rows = duckdb.sql(
            "SELECT DISTINCT child_level, parent_level, child_code, parent_code, coalesce(change_code, '')"
            f" FROM {snapshot.scan('area_links')}"
        ).fetchall()
        for child_level, parent_level, child, parent, change in rows:
            self._links[(child_level, parent_level)].append((child, parent, change))

    def build(self) -> Geography:
        self._names = self._read_names()
        ltla_of_lsoa, self._ltla_level = self._newest("lsoa21", "ltla")
        ward_of_lsoa, self._ward_level = self._newest("lsoa21", "ward")
        successors = self._successors()
        ltla_of_lsoa = {lsoa: successors.get(ltla, ltla) for lsoa, ltla in ltla_of_lsoa.items()}
        units = self._units()
        if not units:
            raise NothingLoaded(
                "no lookup of local authorities, partnerships and police forces is loaded",
                where=str(self._snapshot.root),
                remedy=LOAD_LOOKUPS,
            )
        unit_of = {code: unit.code for unit in units.values() for code in (*unit.authorities, *unit.partnerships)}
        fits, best_fits = self._lsoa_fits(set(ltla_of_lsoa))
        places = _places(fits, ward_of_lsoa, ltla_of_lsoa, unit_of)
        unit_of |= _small_area_units(places)
        kinds = self._kinds(places, units)
        names = {code: self._names.get(code, code) for code in kinds} | {code: one.name for code, one in units.items()}
        names |= {code: self._names.get(code, code) for code in successors}
        return Geography(names, kinds, units, unit_of, successors, places, best_fits)

    def _read_names(self) -> dict[str, str]:
        # Later vintages first: an area keeps its code and sometimes changes its name.
        rows = duckdb.sql(
            f"SELECT code, arg_max(name, level || edition) FROM {self._snapshot.scan('areas')}"
            " WHERE name <> '' GROUP BY code"
        ).fetchall()
        return dict(rows) | COUNTRY_NAMES

    def _newest(self, child_level: str, parent_kind: str) -> tuple[dict[str, str], str]:
        """Child to parent through the newest vintage of the parent's kind, and that level's name."""
        levels = sorted(
            (parent for child, parent in self._links if child == child_level and parent.startswith(parent_kind)),
            key=lambda level: level.removeprefix(parent_kind),
        )
        if not levels:
            return {}, ""
        return {child: parent for child, parent, _ in self._links[(child_level, levels[-1])]}, levels[-1]

    def _linked_to_authority(self, parent_kind: str) -> list[tuple[str, str]]:
        pairs: dict[tuple[str, str], None] = {}
        for child_level, parent_level in sorted(self._links):
            if child_level.startswith("ltla") and parent_level.startswith(parent_kind):
                pairs |= {(child, parent): None for child, parent, _ in self._links[(child_level, parent_level)]}
        return list(pairs)

    def _successors(self) -> dict[str, str]:
        """Abolished authority to the one that took its place, through each vintage up to the newest loaded."""
        steps: dict[str, str] = {}
        levels = sorted({level for pair in self._links for level in pair if level.startswith("ltla")})
        for older, newer in sorted(self._links):
            if older in levels and newer == levels[-1]:
                steps |= {child: parent for child, parent, _ in self._links[(older, newer)] if child != parent}
        return steps

    def _units(self) -> dict[str, Unit]:
        stated = self._stated_units()
        joined: dict[str, set[str]] = {}
        partnership_pairs = self._linked_to_authority("csp")
        for authority, partnership in partnership_pairs:
            together = joined.get(authority, {authority}) | joined.get(partnership, {partnership})
            joined |= dict.fromkeys(together, together)
        partnerships = {partnership for _, partnership in partnership_pairs}
        groups = {id(group): group for group in joined.values()}.values()
        built = [self._unit(group, group & partnerships) for group in groups]
        return {unit.code: unit for unit in built} | stated

    def _unit(self, group: set[str], partnerships: set[str]) -> Unit:
        authorities = tuple(sorted(group - partnerships))
        code = authorities[0] if len(authorities) == 1 else min(partnerships)
        names = [self._names.get(one, one) for one in (authorities if len(authorities) == 1 else sorted(partnerships))]
        name = names[0] if len(names) == 1 else " and ".join(self._names.get(one, one) for one in authorities)
        return Unit(
            code,
            name,
            authorities,
            tuple(sorted(partnerships)),
            self._parent(authorities, "pfa"),
            self._parent(authorities, "region"),
            tuple(sorted({parent for one in authorities for parent in self._parents("fra").get(one, ())})),
        )

    def _parents(self, kind: str) -> dict[str, list[str]]:
        if not hasattr(self, "_parent_cache"):
            self._parent_cache: dict[str, dict[str, list[str]]] = {}
        if kind not in self._parent_cache:
            parents: dict[str, list[str]] = defaultdict(list)
            for authority, parent in self._linked_to_authority(kind):
                parents[authority].append(parent)
            self._parent_cache[kind] = parents
        return self._parent_cache[kind]

    def _parent(self, authorities: Iterable[str], kind: str) -> str:
        return next((parent for one in authorities for parent in self._parents(kind).get(one, ())), "")

    def _stated_units(self) -> dict[str, Unit]:
        """Units given as such, for areas whose small areas are not in the lake."""
        parents: dict[str, dict[str, str]] = defaultdict(dict)
        for (child_level, parent_level), links in self._links.items():
            if child_level == "unit":
                for child, parent, _ in links:
                    parents[child][parent_level.rstrip("0123456789")] = parent
        return {
            code: Unit(code, self._names.get(code, code), (), (), own.get("pfa", ""), own.get("region", ""), ())
            for code, own in parents.items()
        }

    def _lsoa_fits(self, current: set[str]) -> tuple[dict[str, str], int]:
        """LSOA code of either vintage to the 2021 one; and how many were split, so that one part had to stand for all.

        A 2011 area that was split goes to the part with the most residents in 2021 (best fit). Figures below the
        level of a local authority inherit that; above it no part crosses a boundary but in six irregular cases.
        """
        residents = dict(
            duckdb.sql(
                "SELECT code, arg_max(residents, reference_date)"
                f" FROM {self._snapshot.scan('population')} WHERE level = 'lsoa21' GROUP BY code"
            ).fetchall()
        )
        candidates: dict[str, list[str]] = defaultdict(list)
        for older, newer, _ in self._links[("lsoa11", "lsoa21")]:
            candidates[older].append(newer)
        fits = {
            older: max(newer, key=lambda code: (residents.get(code, 0), _reversed(code)))
            for older, newer in candidates.items()
        }
        split = sum(len(newer) > 1 for newer in candidates.values())
        return fits | {code: code for code in current}, split

    def _kinds(self, places: pa.Table, units: dict[str, Unit]) -> dict[str, str]:
        kinds: dict[str, str] = {}
        for kind in WITHIN_UNIT:
            kinds |= {code: kind for code in places.column(kind).unique().to_pylist() if code}
        for unit in units.values():
            kinds |= dict.fromkeys(unit.authorities, "ltla") | dict.fromkeys(unit.partnerships, "csp")
            kinds |= {unit.pfa: "pfa", unit.region: "region"} | dict.fromkeys(unit.fra, "fra")
            kinds[unit.country] = "country"
        kinds[ENGLAND_AND_WALES] = "country"
        kinds |= dict.fromkeys(units, "unit")
        kinds.pop("", None)
        return kinds


def _reversed(code: str) -> str:
    """Sorts codes backwards, so that of equals the first is the greatest."""
    return "".join(chr(255 - ord(letter)) for letter in code)


def _places(
    fits: dict[str, str], ward_of_lsoa: dict[str, str], ltla_of_lsoa: dict[str, str], unit_of: dict[str, str]
) -> pa.Table:
    codes = sorted(code for code, lsoa in fits.items() if lsoa in ltla_of_lsoa)
    lsoas = [fits[code] for code in codes]
    authorities = [ltla_of_lsoa[lsoa] for lsoa in lsoas]
    return pa.table(
        {
            "lsoa_code": pa.array(codes, pa.string()),
            "lsoa": pa.array(lsoas, pa.string()),
            "ward": pa.array([ward_of_lsoa.get(lsoa) for lsoa in lsoas], pa.string()),
            "ltla": pa.array(authorities, pa.string()),
            "unit": pa.array([unit_of.get(authority) for authority in authorities], pa.string()),
        }
    )


def _small_area_units(places: pa.Table) -> dict[str, str]:
    units = np.array(places.column("unit").to_pylist(), dtype=object)
    found: dict[str, str] = {}
    for kind in WITHIN_UNIT:
        found |= {
            code: unit for code, unit in zip(places.column(kind).to_pylist(), units, strict=True) if code and unit
        }
    return found
