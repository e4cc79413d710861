"""What became of the crimes of the period, as far as police had published when the files were made."""

import tomllib
from collections import Counter
from functools import cache
from importlib.resources import files

import pyarrow as pa
import pyarrow.compute as pc

from saferplan.evidence.assessment.scope import ALL_CRIME, Scope, title_of
from saferplan.evidence.assessment.volumes import Table
from saferplan.evidence.basis import Basis
from saferplan.evidence.counts import placed_incidents
from saferplan.evidence.measures.definition import measure_named
from saferplan.evidence.periods import financial_year_of

OTHER = "Other or unknown"


@cache
def outcome_groups() -> dict[str, str]:
    """Group by outcome, in the groups' order."""
    text = files("saferplan.evidence.assessment").joinpath("outcome_groups.toml").read_text(encoding="utf-8")
    return {outcome: group["title"] for group in tomllib.loads(text)["group"] for outcome in group["outcomes"]}


def outcomes(scope: Scope) -> Table:
    """Crimes of the period by crime type and group of last outcome, with shares; all crime first."""
    counted = _counted(scope)
    titles = list(dict.fromkeys(outcome_groups().values()))
    table: Table = []
    for name in (ALL_CRIME, *(measure.name for measure in scope.crime_measures)):
        types = set(measure_named(name).crime_types)
        groups: Counter[str] = Counter()
        for (crime_type, outcome), count in counted.items():
            if crime_type in types:
                groups[outcome_groups().get(outcome or "", OTHER)] += count
        total = sum(groups.values())
        table += [
            {
                "title": title_of(name),
                "crime_type": name,
                "outcome": title,
                "count": groups[title],
                "share": groups[title] / total,
            }
            for title in titles
            if total
        ]
    return table


def outcomes_by_year(scope: Scope) -> Table:
    """Recorded crimes of each financial year of which there are records, by group of last outcome."""
    counted_types = set(measure_named(ALL_CRIME).crime_types)
    recorded = scope.basis.recorded_by_unit[scope.unit]
    years: dict[str, Counter[str]] = {}
    months: dict[str, set[str]] = {}
    for row in _own_rows(scope):
        if row["month"] in recorded and row["crime_type"] in counted_types:
            year = financial_year_of(row["month"]).short_title
            months.setdefault(year, set()).add(row["month"])
            years.setdefault(year, Counter())[outcome_groups().get(row["last_outcome"] or "", OTHER)] += row[
                "incidents"
            ]
    titles = list(dict.fromkeys(outcome_groups().values()))
    return [
        {
            "year": year,
            "months_present": len(months[year]),
            "outcome": title,
            "count": years[year][title],
            "share": years[year][title] / years[year].total(),
        }
        for year in sorted(years)
        for title in titles
    ]


def _counted(scope: Scope) -> Counter[tuple[str, str | None]]:
    """Incidents by crime type and last outcome, in the period's months of which there are records."""
    found: Counter[tuple[str, str | None]] = Counter()
    for row in _own_rows(scope):
        if row["month"] in scope.months_recorded:
            found[(row["crime_type"], row["last_outcome"])] += row["incidents"]
    return found


def _own_rows(scope: Scope) -> list[dict]:
    by_unit = scope.basis.remembered("outcomes_by_unit", lambda: _by_unit(scope.basis))
    return by_unit.filter(pc.call_function("equal", [by_unit["area"], scope.unit])).to_pylist()


def _by_unit(basis: Basis) -> pa.Table:
    """Columns area, month, crime_type, last_outcome, incidents, by partnership area."""
    placed = placed_incidents(basis.engine, basis.geography.places, "unit")
    return basis.engine.run(
        placed.group_by("area", "month", "crime_type", "last_outcome").aggregate(incidents=placed.count())
    )
