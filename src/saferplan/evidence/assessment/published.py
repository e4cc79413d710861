"""What ONS, or the Home Office, prints for an area's partnerships, under the measures that count nearly the same."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import duckdb

from saferplan.evidence.assessment.scope import ALL_CRIME, Scope
from saferplan.evidence.basis import Basis
from saferplan.evidence.periods import Period, month_number, parse_period

ONS, HOME_OFFICE = "ONS", "the Home Office"
QUARTERS_IN_YEAR = 4
Offences = dict[str, int]


@dataclass(frozen=True)
class Published:
    """Offences by measure in all CSPs of the area together, over `period`; `publisher` is ONS or the Home Office."""

    publisher: str
    period: Period
    source: str
    offences: Offences


@dataclass(frozen=True)
class _Tables:
    """One publisher's tables: offences by period, CSP (code or folded name) and measure, and a source line."""

    source: str
    by_period: dict[str, dict[str, Offences]]


def published(scope: Scope) -> Published | None:
    """The newest that is loaded for every CSP of the area: ONS's year, else the Home Office's last four quarters."""
    return _ons(scope) or _home_office(scope)


def _ons(scope: Scope) -> Published | None:
    tables = scope.basis.remembered("ons_recorded_crime", lambda: _read_ons(scope.basis))
    home = scope.basis.geography.units[scope.unit]
    codes = home.partnerships or home.authorities or (home.code,)
    known = [period for period, own in tables.by_period.items() if all(code in own for code in codes)]
    if not known:
        return None
    newest = max(known)
    return _together(ONS, [newest], codes, tables)


def _home_office(scope: Scope) -> Published | None:
    """Its tables name partnerships and give no codes."""
    tables = scope.basis.remembered("home_office_recorded_crime", lambda: _read_home_office(scope.basis))
    geography = scope.basis.geography
    names = tuple(folded(geography.names[code]) for code in geography.units[scope.unit].partnerships)
    known = sorted(period for period, own in tables.by_period.items() if all(name in own for name in names))
    if not names or not known:
        return None
    return _together(HOME_OFFICE, _last_in_a_row(known), names, tables)


def _last_in_a_row(quarters: list[str]) -> list[str]:
    """The newest quarters without a gap, at most a year of them."""
    kept = [quarters[-1]]
    for quarter in reversed(quarters[:-1]):
        if month_number(kept[0][:7]) - month_number(quarter[-7:]) != 1 or len(kept) == QUARTERS_IN_YEAR:
            break
        kept.insert(0, quarter)
    return kept


def _together(publisher: str, periods: list[str], names: tuple[str, ...], tables: _Tables) -> Published:
    totals: Offences = {}
    for period in periods:
        for name in names:
            for measure, offences in tables.by_period[period][name].items():
                totals[measure] = totals.get(measure, 0) + offences
    ordered = {measure: totals[measure] for measure in measures() if measure in totals}
    span = parse_period(f"{periods[0][:7]}..{periods[-1][-7:]}")
    return Published(publisher, span, tables.source, ordered)


def _read_ons(basis: Basis) -> _Tables:
    rows = duckdb.sql(
        "SELECT period, code, offence_group, sum(offences)::BIGINT, any_value(source)"
        f" FROM {basis.snapshot.scan('recorded_crime')}"
        " WHERE code <> '' AND offence_code IS NULL AND offences IS NOT NULL GROUP BY ALL"
    ).fetchall()
    measures = _measures_by("headings")
    return _tables((period, code, measures.get(folded(group)), *rest) for period, code, group, *rest in rows)


def _read_home_office(basis: Basis) -> _Tables:
    rows = duckdb.sql(
        "SELECT period, name, offence_group, offence_subgroup, sum(offences)::BIGINT, any_value(source)"
        f" FROM {basis.snapshot.scan('recorded_crime')}"
        " WHERE level = 'csp' AND offence_code IS NOT NULL AND offences IS NOT NULL GROUP BY ALL"
    ).fetchall()
    groups, subgroups = _measures_by("groups"), _measures_by("subgroups")
    left_out = {folded(group) for group in _listed()["left_out"]}
    found: list[tuple[str, str, str | None, int, str]] = []
    for period, name, group, subgroup, offences, source in rows:
        if folded(group) not in left_out:
            measure = subgroups.get(folded(subgroup or "")) or groups.get(folded(group))
            found += [(period, folded(name), one, offences, source) for one in (ALL_CRIME, measure)]
    return _tables(found)


def _tables(rows: Iterable[tuple[str, str, str | None, int, str]]) -> _Tables:
    """Of period, CSP, measure (None for what is counted under none), offences and source."""
    by_period: dict[str, dict[str, Offences]] = defaultdict(lambda: defaultdict(dict))
    sources: set[str] = set()
    for period, name, measure, offences, source in rows:
        if measure:
            own = by_period[period][name]
            own[measure] = own.get(measure, 0) + offences
            sources.add(source)
    return _Tables("; ".join(sorted(sources)), by_period)


def folded(name: str) -> str:
    """A heading or a name without notes, in small letters, '&' written out: as two publishers both may print it."""
    return " ".join(re.sub(r"\[note \d+\]", "", name).replace("&", " and ").split()).casefold()


@cache
def _listed() -> dict[str, Any]:
    text = files("saferplan.evidence.assessment").joinpath("published_headings.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _measures_by(kind: str) -> dict[str, str]:
    """Measure by heading, group or subgroup."""
    return {folded(name): category["measure"] for category in _listed()["category"] for name in category[kind]}


def measures() -> list[str]:
    """The measures beside which published figures can stand, all crime first."""
    return [category["measure"] for category in _listed()["category"]]
