"""Our figure beside the one that ONS prints for the same area and months, with what explains the gap."""

import re
import tomllib
from collections import defaultdict
from functools import cache
from importlib.resources import files

import duckdb

from saferplan.evidence.assessment.scope import Scope, title_of
from saferplan.evidence.assessment.volumes import Table
from saferplan.evidence.basis import Basis
from saferplan.evidence.measures.definition import measure_named
from saferplan.evidence.periods import Period, parse_period


@cache
def categories() -> dict[str, str]:
    """Measure by ONS heading, in small letters and without notes."""
    text = files("saferplan.evidence.assessment").joinpath("ons_headings.toml").read_text(encoding="utf-8")
    return {
        _folded(heading): category["measure"]
        for category in tomllib.loads(text)["category"]
        for heading in category["headings"]
    }


def _folded(heading: str) -> str:
    return " ".join(re.sub(r"\[note \d+\]", "", heading).split()).casefold()


def reconciliation(scope: Scope) -> Table:
    """A record a category: what ONS prints, ours over the months present, and ours scaled to the whole period.

    Empty where no table of recorded crime is loaded for the area. The newest period loaded is used.
    """
    published = _published(scope)
    if not published:
        return []
    latest = max(published)
    period = parse_period(latest)
    present = [month for month in period.months if month in scope.basis.months_by_unit[scope.unit]]
    return [
        _record(scope, measure, offences, source, period, present)
        for measure, (offences, source) in published[latest].items()
    ]


def _record(scope: Scope, measure: str, offences: int, source: str, period: Period, present: list[str]) -> dict:
    types = measure_named(measure).crime_types
    ours = int(scope.basis.counts("unit").of([scope.unit], present, types).sum()) if present else None
    scaled = ours * len(period.months) / len(present) if ours is not None else None
    return {
        "title": title_of(measure),
        "crime_type": measure,
        "period": period.title,
        "published": offences,
        "count": ours,
        "months_present": len(present),
        "months_expected": len(period.months),
        "scaled": scaled,
        "gap": scaled - offences if scaled is not None else None,
        "gap_share": (scaled - offences) / offences if scaled is not None and offences else None,
        "source": source,
    }


def _published(scope: Scope) -> dict[str, dict[str, tuple[int, str]]]:
    """By period and measure: offences in all CSPs of the partnership area together, and the source."""
    everyone = scope.basis.remembered("recorded_crime", lambda: _recorded_crime(scope.basis))
    home = scope.basis.geography.units[scope.unit]
    codes = home.partnerships or home.authorities or (home.code,)
    found: dict[str, dict[str, tuple[int, str]]] = {}
    for period, by_code in everyone.items():
        if not all(code in by_code for code in codes):
            continue
        totals: dict[str, tuple[int, str]] = {}
        for code in codes:
            for measure, (offences, source) in by_code[code].items():
                totals[measure] = (totals.get(measure, (0, ""))[0] + offences, source)
        found[period] = {
            measure: totals[measure] for measure in dict.fromkeys(categories().values()) if measure in totals
        }
    return found


def _recorded_crime(basis: Basis) -> dict[str, dict[str, dict[str, tuple[int, str]]]]:
    rows = duckdb.sql(
        "SELECT period, code, offence_group, sum(offences)::BIGINT, any_value(source)"
        f" FROM {basis.snapshot.scan('recorded_crime')}"
        " WHERE code <> '' AND offence_code IS NULL AND offences IS NOT NULL GROUP BY ALL"
    ).fetchall()
    found: dict[str, dict[str, dict[str, tuple[int, str]]]] = defaultdict(lambda: defaultdict(dict))
    for period, code, heading, offences, source in rows:
        if measure := categories().get(_folded(heading)):
            before = found[period][code].get(measure, (0, source))[0]
            found[period][code][measure] = (before + offences, source)
    return found
