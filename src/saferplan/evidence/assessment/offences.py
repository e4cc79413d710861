"""Offences of an area by Home Office code: from the Home Office's table of partnerships, or from a force's extract."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from saferplan.evidence.assessment.published import folded
from saferplan.evidence.assessment.scope import Scope
from saferplan.evidence.basis import Basis
from saferplan.evidence.periods import Period, month_number, month_range
from saferplan.evidence.points.events import PLACE_COLUMNS, lie_in

PURPOSE = "harm"
NO_GROUP = "Group not known"


@dataclass(frozen=True)
class Offence:
    """`group`: offence group of the Home Office."""

    code: str
    name: str
    group: str


@dataclass(frozen=True)
class Offences:
    """What an area's source holds: offences by first and last month of a span (a quarter, or a month) and by code."""

    source: str
    tables: tuple[str, ...]
    spans: dict[tuple[str, str], Counter[Offence]]

    def within(self, period: Period) -> dict[int, tuple[str, str]]:
        """Spans that lie in the period, by how many months after its beginning they begin."""
        start = month_number(period.first)
        return {
            month_number(first) - start: (first, last)
            for first, last in sorted(self.spans)
            if period.first <= first and last <= period.last
        }

    def counted(self, spans: Iterable[tuple[str, str]]) -> Counter[Offence]:
        return added_up(self.spans[span] for span in spans)


def added_up(counts: Iterable[Counter[Offence]]) -> Counter[Offence]:
    """Not with +, which drops what is negative: a quarter in which more offences were cancelled than recorded."""
    total: Counter[Offence] = Counter()
    for one in counts:
        total.update(one)
    return total


def months_of(spans: Iterable[tuple[str, str]]) -> list[str]:
    return [month for first, last in spans for month in month_range(first, last)]


def code_of(written: str) -> str:
    """An offence code as it is compared: one publisher writes 8n, another 8N."""
    return written.strip().upper()


def published_offences(scope: Scope) -> Offences | None:
    """The Home Office's table of partnerships: quarters that it has for every partnership of the area."""
    by_name = scope.basis.remembered("offences_by_partnership", lambda: _read_published(scope.basis))
    geography = scope.basis.geography
    names = [folded(geography.names[code]) for code in geography.units[scope.unit].partnerships]
    if not names or not all(name in by_name for name in names):
        return None
    common = set.intersection(*(set(by_name[name]) for name in names))
    spans = {span: added_up(by_name[name][span] for name in names) for span in common}
    source = "Home Office, police recorded crime open data tables by Community Safety Partnership"
    return Offences(source, ("recorded_crime",), spans) if spans else None


def _read_published(basis: Basis) -> dict[str, dict[tuple[str, str], Counter[Offence]]]:
    rows = duckdb.sql(
        "SELECT name, period, offence_code, offence, offence_group, sum(offences)::BIGINT"
        f" FROM {basis.snapshot.scan('recorded_crime')}"
        " WHERE level = 'csp' AND offence_code IS NOT NULL AND offences IS NOT NULL GROUP BY ALL"
    ).fetchall()
    found: dict[str, dict[tuple[str, str], Counter[Offence]]] = {}
    for name, period, code, offence, group, number in rows:
        first, _, last = period.partition("..")
        counts = found.setdefault(folded(name), {}).setdefault((first, last), Counter())
        counts[Offence(code_of(code), offence, group)] += number
    return found


def recorded_offences(scope: Scope) -> Offences | None:
    """A force's extract, read for the purpose of harm: offences in the area, by month.

    Groups and names of codes are those of the Home Office's table, where it is loaded. Raises NothingLoaded where
    offences have a point and no LSOA, and the outline of the area is not known.
    """
    known = scope.basis.remembered("offence_codes", lambda: _known_codes(scope.basis))
    table = scope.basis.engine.table("offence_records", purpose=PURPOSE)
    rows = scope.basis.engine.run(table.select("source", "month", "offence_code", *PLACE_COLUMNS))
    own = rows.filter(pa.array(lie_in(scope.basis, scope.area, rows))).to_pylist()
    spans: dict[tuple[str, str], Counter[Offence]] = {}
    for row in own:
        code = code_of(row["offence_code"])
        offence = known.get(code, Offence(code, code, NO_GROUP))
        spans.setdefault((row["month"], row["month"]), Counter())[offence] += 1
    source = "; ".join(sorted({row["source"] for row in own}))
    return Offences(source, ("offence_records",), spans) if spans else None


def _known_codes(basis: Basis) -> dict[str, Offence]:
    by_name = basis.remembered("offences_by_partnership", lambda: _read_published(basis))
    every = {offence for spans in by_name.values() for counts in spans.values() for offence in counts}
    return {offence.code: offence for offence in sorted(every, key=lambda one: (one.code, one.name))}
