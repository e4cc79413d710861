"""Reads the lookups in the lake into a Geography: joins authorities and CSPs into units, and fits old codes to new."""

from functools import cached_property

import duckdb
import pyarrow as pa

from saferplan.errors import NothingLoaded
from saferplan.evidence.geography import COUNTRY_NAMES, ENGLAND_AND_WALES, WITHIN_UNIT, Geography, Unit
from saferplan.evidence.lake import Snapshot
from saferplan.evidence.placing import WardsByPoint
from saferplan.evidence.snapshot import quoted
from saferplan.evidence.sources import police_forces
from saferplan.evidence.units import Links, Successors, join_units

LOAD_LOOKUPS = "Get the ONS lookups with `saferplan fetch geography` and load them with `saferplan load`."
# Control characters and marks that turn the direction of writing round: names come from files that others wrote, and
# go to terminals, spreadsheets and drawings.
UNPRINTABLE = r"[\x00-\x1F\x7F-\x9F\x{200E}\x{200F}\x{202A}-\x{202E}\x{2066}-\x{2069}]+"


class LookupReader:
    """Makes a Geography of the lookups of a snapshot. Small areas stay in DuckDB and Arrow; the rest is hundreds.

    Codes are written into the queries, quoted: DuckDB imports pandas, which takes a second, to bind parameters.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._db = duckdb.connect()
        self._db.execute(f"CREATE VIEW links AS SELECT * FROM {snapshot.scan('area_links')}")

    def read(self) -> Geography:
        """Raises NothingLoaded where no lookup says which authorities and partnerships there are."""
        units = self._units()
        if not units:
            raise NothingLoaded(
                "no lookup of local authorities, partnerships and police forces is loaded",
                where=str(self._snapshot.root),
                remedy=LOAD_LOOKUPS,
            )
        places, splits = self._places(units)
        wards = WardsByPoint(self._snapshot, places, self._other_ward_levels(places))
        kinds = wards.kinds | _kinds(places, units)
        former = self._former(set(kinds), places)
        kinds |= dict.fromkeys((code for code in former if code in self._fits), "lsoa11")
        return Geography(
            self._names_of({**kinds, **former}, units, wards),
            kinds,
            units,
            _unit_of(places, units),
            former,
            places,
            splits,
            wards,
            self._ward_level,
        )

    @cached_property
    def _successors(self) -> Successors:
        """Steps from an authority to the one that took its place; none for one that lives on in the newer vintage."""
        rows = self._db.execute(
            "SELECT parent_level, child_code, min(parent_code), bool_or(parent_code = child_code) FROM links"
            " WHERE child_level LIKE 'ltla%' AND parent_level LIKE 'ltla%' GROUP BY ALL ORDER BY parent_level"
        ).fetchall()
        steps: dict[str, str] = {}
        for _, code, newer, lives_on in rows:
            if lives_on:
                steps.pop(code, None)
            else:
                steps[code] = newer
        return Successors(steps)

    def _linked(self, children: str, parents: str) -> Links:
        """Pairs of child and parent codes by their two levels, oldest parents first."""
        rows = self._db.execute(
            "SELECT parent_level, child_level, child_code, parent_code FROM links"
            f" WHERE child_level LIKE '{children}' AND parent_level LIKE '{parents}' ORDER BY ALL"
        ).fetchall()
        found: Links = {}
        for parent_level, child_level, child, parent in rows:
            found.setdefault((parent_level, child_level), []).append((child, parent))
        return found

    def _units(self) -> dict[str, Unit]:
        links = {kind: self._linked("ltla%", f"{kind}%") for kind in ("csp", "pfa", "region", "fra")}
        return join_units(links, self._linked("unit", "%"), self._successors, self._names)

    def _places(self, units: dict[str, Unit]) -> tuple[pa.Table, dict[str, tuple[str, ...]]]:
        """The table of places, and the small areas of 2011 that were split, with their parts: one stands for all."""
        unit_of = {code: unit.code for unit in units.values() for code in unit.authorities}
        steps = self._successors.resolved
        self._db.execute(_FITS.format(population=self._snapshot.scan("population")))
        places = self._db.execute(
            _PLACES.format(
                ward_level=quoted([self._ward_level]),
                former=quoted(steps),
                present=quoted(steps.values()),
                authorities=quoted(unit_of),
                units=quoted(unit_of.values()),
                publishers=quoted(police_forces.publisher_of(units[unit].pfa) for unit in unit_of.values()),
            )
        ).to_arrow_table()
        splits = self._db.execute("SELECT older, parts FROM fits WHERE len(parts) > 1 ORDER BY older").fetchall()
        return places, {older: tuple(parts) for older, parts in splits}

    @cached_property
    def _ward_level(self) -> str:
        """The vintage of wards that the lookup of small areas leads to: the one with most of them, then the newest."""
        found = self._db.execute(
            "SELECT parent_level FROM links WHERE child_level = 'lsoa21' AND parent_level LIKE 'ward%'"
            " GROUP BY parent_level ORDER BY count(DISTINCT child_code) DESC, parent_level DESC LIMIT 1"
        ).fetchone()
        return found[0] if found else ""

    def _other_ward_levels(self, places: pa.Table) -> dict[str, dict[str, str]]:
        """Codes and names of the wards in boundaries of other vintages, by level."""
        own = set(places.column("ward").unique().to_pylist())
        rows = self._db.execute(
            f"SELECT level, code, {_clean('any_value(name)')} FROM {self._snapshot.scan('boundaries')}"
            f" WHERE level LIKE 'ward%' AND level <> {quoted([self._ward_level])} GROUP BY ALL ORDER BY ALL"
        ).fetchall()
        found: dict[str, dict[str, str]] = {}
        for level, code, name in rows:
            found.setdefault(level, {})[code] = name
        # The same areas under another year's name need no points: the lookup leads to them.
        return {level: names for level, names in found.items() if not own.issuperset(names)}

    @cached_property
    def _names(self) -> dict[str, str]:
        # Later vintages come first: an area keeps its code and sometimes changes its name.
        rows = self._db.execute(
            f"SELECT code, {_clean('arg_max(name, level || edition)')} FROM {self._snapshot.scan('areas')}"
            " WHERE name <> '' GROUP BY code"
        ).fetchall()
        return dict(rows) | COUNTRY_NAMES

    @cached_property
    def _fits(self) -> dict[str, str]:
        """LSOA code of 2011 that is no more, to the area of 2021 that stands for it."""
        return dict(self._db.execute("SELECT older, newer FROM fits WHERE older <> newer").fetchall())

    def _former(self, known: set[str], places: pa.Table) -> dict[str, str]:
        """Codes that are no more, to those that took their place, as far as these are known."""
        today = set(places.column("lsoa").unique().to_pylist())
        lsoas = {older: newer for older, newer in self._fits.items() if newer in today and older not in today}
        authorities = {code: newer for code, newer in self._successors.resolved.items() if newer in known}
        return {code: newer for code, newer in (authorities | lsoas).items() if code not in known}

    def _names_of(self, codes: dict[str, str], units: dict[str, Unit], wards: WardsByPoint) -> dict[str, str]:
        names = wards.names | self._names
        return {code: names.get(code, code) for code in codes} | {code: unit.name for code, unit in units.items()}


def _clean(column: str) -> str:
    return f"trim(regexp_replace({column}, '{UNPRINTABLE}', ' ', 'g'))"


def _kinds(places: pa.Table, units: dict[str, Unit]) -> dict[str, str]:
    kinds: dict[str, str] = {}
    for kind in WITHIN_UNIT:
        kinds |= dict.fromkeys(places.column(kind).unique().to_pylist(), kind)
    for unit in units.values():
        kinds |= dict.fromkeys(unit.authorities, "ltla") | dict.fromkeys(unit.partnerships, "csp")
        kinds |= {unit.pfa: "pfa", unit.region: "region"} | dict.fromkeys(unit.fra, "fra")
        kinds[unit.country] = "country"
    kinds[ENGLAND_AND_WALES] = "country"
    kinds |= dict.fromkeys(units, "unit")
    return {code: kind for code, kind in kinds.items() if code}


def _unit_of(places: pa.Table, units: dict[str, Unit]) -> dict[str, str]:
    """Partnership area of every small area, ward, authority and CSP."""
    own = places.column("unit").to_pylist()
    within = {kind: places.column(kind).to_pylist() for kind in WITHIN_UNIT}
    found = {code: unit.code for unit in units.values() for code in (*unit.authorities, *unit.partnerships)}
    for codes in within.values():
        found |= {code: unit for code, unit in zip(codes, own, strict=True) if code and unit}
    return found


# A 2011 area that was split goes to the part with the most residents in 2021; of equals, to the lowest code. Parts that
# took in land of other areas come last: most of their residents are not its own. That keeps the three areas of 2011
# that have parts in two authorities in their own, so that only figures below a local authority are approximate.
_FITS = """
CREATE TEMP TABLE fits AS
WITH residents AS (
    SELECT code, arg_max(residents, reference_date) AS residents FROM {population} WHERE level = 'lsoa21' GROUP BY code
), parts AS (
    SELECT DISTINCT child_code AS older, parent_code AS newer FROM links
    WHERE child_level = 'lsoa11' AND parent_level = 'lsoa21'
), shared AS (SELECT newer, count(*) AS origins FROM parts GROUP BY newer)
SELECT older, first(newer ORDER BY origins, coalesce(residents, 0) DESC, newer) AS newer,
       list(newer ORDER BY newer) AS parts, max(origins) = 1 AS all_its_own
FROM parts JOIN shared USING (newer) LEFT JOIN residents ON code = newer GROUP BY older
"""

# Small areas of 2021 were drawn inside the authorities of their day, so the oldest lookup of theirs says in which they
# lie. Lookups of later wards are best fits and can cross the border (E01027305 of West Northamptonshire is put into a
# ward of Cherwell): a ward of another authority is then no ward of the small area.
_PLACES = """
WITH linked AS (
    SELECT child_code AS lsoa, parent_level, parent_code FROM links WHERE child_level = 'lsoa21'
), authorities AS (
    SELECT lsoa, arg_min(parent_code, parent_level) AS ltla FROM linked WHERE parent_level LIKE 'ltla%' GROUP BY lsoa
), steps AS (SELECT unnest([{former}]::VARCHAR[]) AS ltla, unnest([{present}]::VARCHAR[]) AS newer),
ward_homes AS (
    SELECT child_code AS ward, coalesce(newer, parent_code) AS home FROM links LEFT JOIN steps ON ltla = parent_code
    WHERE child_level = {ward_level} AND parent_level LIKE 'ltla%'
), wards AS (
    SELECT lsoa, min(parent_code) AS ward FROM linked WHERE parent_level = {ward_level} GROUP BY lsoa
),
own_unit AS (
    SELECT unnest([{authorities}]::VARCHAR[]) AS ltla, unnest([{units}]::VARCHAR[]) AS unit,
           unnest([{publishers}]::VARCHAR[]) AS publisher
),
homes AS (SELECT lsoa, coalesce(newer, ltla) AS ltla FROM authorities LEFT JOIN steps USING (ltla)),
current AS (
    SELECT lsoa, CASE WHEN coalesce(list_contains(home, ltla), true) THEN ward END AS ward, ltla
    FROM homes LEFT JOIN wards USING (lsoa)
    LEFT JOIN (SELECT ward, list(home) AS home FROM ward_homes GROUP BY ward) USING (ward)
), codes AS (
    SELECT lsoa AS lsoa_code, lsoa FROM current
    UNION ALL SELECT older, newer FROM fits WHERE older NOT IN (SELECT lsoa FROM current)
), split AS (
    SELECT unnest(parts) AS lsoa, older AS lsoa11 FROM fits WHERE len(parts) > 1 AND all_its_own
)
SELECT lsoa_code, lsoa, lsoa11, ward, ltla, unit, publisher
FROM codes JOIN current USING (lsoa) LEFT JOIN own_unit USING (ltla) LEFT JOIN split USING (lsoa)
ORDER BY lsoa_code
"""
