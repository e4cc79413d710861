"""Wards: which have the highest rates, which come up more than once, and which differ beyond chance."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from saferplan.errors import UnknownName, UsageError, nearest
from saferplan.evidence.analysis import league
from saferplan.evidence.analysis.change import Difference
from saferplan.evidence.area_names import folded, printable
from saferplan.evidence.assessment.scope import ALL_CRIME, Scope, title_of
from saferplan.evidence.assessment.volumes import Table, titled
from saferplan.evidence.basis import Basis
from saferplan.evidence.geography import Area, Geography
from saferplan.evidence.measures.calculate import measured, parts_of
from saferplan.evidence.standing import standings

TOP_WARDS = 5


@dataclass(frozen=True)
class WardTables:
    """`rates`: every ward and measure. `top`: the highest for each crime type. `union`: wards in any of these.
    `standing`: all crime, each ward against the area's own rate. `limits`: the funnel's lines.
    """

    rates: Table
    top: Table
    union: Table
    standing: Table
    limits: Table
    dispersion: float | None
    overlap: league.Overlap | None

    @property
    def above(self) -> list[str]:
        """Names of the wards clearly above the area's rate; `below` the same."""
        return [row["area_name"] for row in self.standing if row["verdict"] == Difference.HIGHER]

    @property
    def below(self) -> list[str]:
        return [row["area_name"] for row in self.standing if row["verdict"] == Difference.LOWER]

    def numbers(self, named: int) -> dict[str, int]:
        """How many wards there are of each kind that a text may speak of; `named`: wards in the list given."""
        return {
            "all": len({row["area_code"] for row in self.rates if row["rate"] is not None}),
            "union": len(self.union),
            "named": named,
            "overlap": len(self.overlap.both) if self.overlap else 0,
            "above": len(self.above),
            "below": len(self.below),
        }


def ward_tables(scope: Scope) -> WardTables:
    wards = parts_of(scope.basis, scope.area, "ward")
    records = measured(scope.basis, scope.requests(scope.measures, wards)) if wards else []
    names = unlike_names(scope.basis, wards)
    rates = [titled(record) | {"area_name": names[record.area_code]} for record in records]
    crime_only = {measure.name for measure in scope.crime_measures}
    leagues = league.top([row for row in rates if row["crime_type"] in crime_only], TOP_WARDS)
    listed = league.union(leagues)
    overlap = league.overlap(listed, [ward.code for ward in scope.named_wards]) if scope.named_wards else None
    standing = standings([row for row in rates if row["crime_type"] == ALL_CRIME])
    return WardTables(
        rates,
        _top(leagues, rates),
        _union(listed, scope),
        standing.rows,
        standing.limits,
        standing.dispersion,
        overlap,
    )


def unlike_names(basis: Basis, wards: Sequence[Area]) -> dict[str, str]:
    """Names by code; wards of one name, as in partnerships of several authorities, get their authority's, or code."""
    geography = basis.geography
    authorities = basis.remembered("authority_of_ward", lambda: _authority_of_ward(geography))
    names = {ward.code: ward.name for ward in wards}
    for more in (lambda code: geography.names.get(authorities.get(code) or "", code), lambda code: code):
        often = Counter(names.values())
        names = {code: f"{name} ({more(code)})" if often[name] > 1 else name for code, name in names.items()}
    return names


def _authority_of_ward(geography: Geography) -> dict[str, str]:
    places = geography.places
    return dict(zip(places.column("ward").to_pylist(), places.column("ltla").to_pylist(), strict=True))


def _top(leagues: dict[str, league.TopList], rates: Table) -> Table:
    by_key = {(row["area_code"], row["crime_type"]): row for row in rates}
    return [
        {"rank": place.rank, "league_note": listed.note} | by_key[(place.area_code, crime_type)]
        for crime_type, listed in leagues.items()
        for place in listed.places
    ]


def _union(listed: Sequence[league.Listed], scope: Scope) -> Table:
    named = {ward.code for ward in scope.named_wards}
    return [
        {
            "area_code": one.area_code,
            "area_name": one.area_name,
            "times": len(one.crime_types),
            "crime_types": ", ".join(title_of(name) for name in one.crime_types),
            "named": one.area_code in named,
        }
        for one in listed
    ]


def named_wards(wards: Sequence[Area], lines: Sequence[str], where: str) -> tuple[Area, ...]:
    """Wards of the area by name or code, one a line; blank lines and those that begin with # are passed over.

    Raises UnknownName with the line for a name that is no ward's, or more than one's, and UsageError for no ward.
    """
    by_name: dict[str, list[Area]] = {}
    for ward in wards:
        for key in (folded(ward.name), ward.code.casefold()):
            by_name.setdefault(key, []).append(ward)
    found: dict[str, Area] = {}
    for number, line in enumerate(lines, start=1):
        name = line.strip().strip('",').strip()
        if name and not name.startswith("#"):
            ward = _ward(name, by_name, wards, f"{where}, line {number}")
            found[ward.code] = ward
    if not found:
        raise UsageError("the list names no ward", where=where, remedy="Write a name or a code on each line.")
    return tuple(found.values())


def _ward(name: str, by_name: dict[str, list[Area]], wards: Sequence[Area], where: str) -> Area:
    matches = by_name.get(folded(name), [])
    if len(matches) > 1:
        codes = ", ".join(ward.code for ward in matches)
        raise UnknownName(f"'{name}' is the name of {len(matches)} wards", where=where, remedy=f"Give a code: {codes}.")
    if not matches:
        remedy = nearest(name, [ward.name for ward in wards]) or "Find names and codes with: saferplan areas NAME"
        raise UnknownName(f"'{printable(name)}' is no ward of the area", where=where, remedy=remedy)
    return matches[0]
