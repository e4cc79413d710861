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


def _counted(scope: Scope) -> Counter[tuple[str, str | None]]:
    """Incidents by crime type and last outcome, in the period's months of which there are records."""
    by_unit = scope.basis.remembered("outcomes_by_unit", lambda: _by_unit(scope.basis))
    own = by_unit.filter(pc.call_function("equal", [by_unit["area"], scope.unit])).to_pylist()
    found: Counter[tuple[str, str | None]] = Counter()
    for row in own:
        if row["month"] in scope.months_recorded:
            found[(row["crime_type"], row["last_outcome"])] += row["incidents"]
    return found


def _by_unit(basis: Basis) -> pa.Table:
    """Columns area, month, crime_type, last_outcome, incidents, by partnership area."""
    placed = placed_incidents(basis.engine, basis.geography.places, "unit")
    return basis.engine.run(
        placed.group_by("area", "month", "crime_type", "last_outcome").aggregate(incidents=placed.count())
    )
