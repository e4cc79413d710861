"""Reads the lookups in the lake into a Geography: joins authorities and CSPs into units, and fits old codes to new."""

from collections import defaultdict
from collections.abc import Iterable

import duckdb
import pyarrow as pa

from saferplan.errors import NothingLoaded
from saferplan.evidence.geography import COUNTRY_NAMES, ENGLAND_AND_WALES, WITHIN_UNIT, Geography, Unit
from saferplan.evidence.lake import Snapshot

LOAD_LOOKUPS = "Get the ONS lookups with `saferplan fetch geography` and load them with `saferplan load`."


class LookupReader:
    """Makes a Geography of the lookups of a snapshot. Of several vintages of a level, the newest linked one is used."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._links: dict[tuple[str, str], list[tuple[str, str, str]]] = defaultdict(list)
        rows = duckdb.sql(
            "SELECT DISTINCT child_level, parent_level, child_code, parent_code, coalesce(change_code, '')"
            f" FROM {snapshot.scan('area_links')}"
        ).fetchall()
        for child_level, parent_level, child, parent, change in rows:
            self._links[(child_level, parent_level)].append((child, parent, change))

    def read(self) -> Geography:
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
        for older, newer, _ in sorted(self._links[("lsoa11", "lsoa21")]):
            candidates[older].append(newer)
        split = {older: newer for older, newer in candidates.items() if len(newer) > 1}
        # Of parts with equal numbers, max keeps the first: the one with the lowest code.
        best = {older: max(newer, key=lambda code: residents.get(code, 0)) for older, newer in split.items()}
        only = {older: newer[0] for older, newer in candidates.items()}
        return only | best | {code: code for code in current}, len(split)

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
    units = places.column("unit").to_pylist()
    return {
        code: unit
        for kind in WITHIN_UNIT
        for code, unit in zip(places.column(kind).to_pylist(), units, strict=True)
        if code and unit
    }
