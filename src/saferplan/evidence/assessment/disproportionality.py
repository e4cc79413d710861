"""Stops and searches by group: how often people of each are searched, and how often something comes of it.

For the area's police force as a whole: a fifth of stops have no place, so what part of them was in one partnership's
area is not known. Stop and search is read for this purpose and no other.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from saferplan.evidence.analysis.change import ALPHA, Difference, difference
from saferplan.evidence.analysis.disproportionality import Disproportion, disproportion, shares
from saferplan.evidence.analysis.rates import MONTHS_IN_YEAR
from saferplan.evidence.assessment.group_residents import Residents, residents_by_group
from saferplan.evidence.assessment.scope import Scope
from saferplan.evidence.assessment.search_groups import Grouping, groupings, rules
from saferplan.evidence.assessment.volumes import Table
from saferplan.evidence.disclosure import to_hide, with_totals
from saferplan.evidence.tables import STOP_AND_SEARCH

PURPOSE = "disproportionality"
# Columns of the records, and what fills them.
RATES = {
    "rate": "rate",
    "rate_low": "rate_low",
    "rate_high": "rate_high",
    "ratio": "ratio",
    "ratio_low": "low",
    "ratio_high": "high",
    "ratio_least": "ratio_least",
    "ratio_most": "ratio_most",
    "q": "q",
}
RESULTS = {"found_share": "share", "found_low": "low", "found_high": "high"}
UNEXPLAINED_BY_GAPS = "unrecorded could explain"
"""Verdict where the people whose group nobody recorded could make up the whole difference."""


def disproportionality(scope: Scope) -> Table:
    """A record a group of each grouping, in the groupings' order; empty where no stops of the period are loaded.

    `count` stops, `unknown` stops without a group, `residents` with their source and date, `rate` a year per 1,000
    with its interval, `ratio` to the reference group with interval, q and verdict, `ratio_least` and `ratio_most`
    for the unknown; `found` stops of which something came, with share and interval. None where residents are unknown,
    in counts that disclosure control hides, and in what would tell them.
    """
    months = _months(scope)
    if not months:
        return []
    stops, force = _stops(scope, months), scope.basis.geography.units[scope.unit].pfa
    return [
        record
        for grouping in groupings()
        for record in _records(grouping, stops, residents_by_group(scope.basis, force, grouping), len(months))
    ]


def _months(scope: Scope) -> list[str]:
    """Those of the period's months of which the force's stops are loaded."""
    loaded = {
        tuple(extract["slice"].split("/"))
        for extract in scope.basis.snapshot.extracts
        if extract["dataset"] == STOP_AND_SEARCH.name
    }
    return [month for month in scope.period.months if (scope.publisher, month) in loaded]


def _stops(scope: Scope, months: Sequence[str]) -> list[dict[str, Any]]:
    """Numbers of stops by the values of all columns that matter."""
    engine = scope.basis.engine
    stops: Any = engine.table(STOP_AND_SEARCH.name, purpose=PURPOSE)
    own = stops.filter(stops.publisher == scope.publisher, stops.month.isin(months))
    columns = [*(grouping.column for grouping in groupings()), "outcome"]
    return engine.run(own.group_by(columns).aggregate(stops=own.count())).to_pylist()


def _records(grouping: Grouping, stops: list[dict[str, Any]], residents: Residents, months: int) -> Table:
    count, found = _counted(grouping, stops), _counted(grouping, [row for row in stops if _something_came(row)])
    shown, shown_found = _after_disclosure_control(count, found)
    names = [group.name for group in grouping.groups]
    # With the rates and the residents beside them, either would give a hidden number of unknown away.
    telling = dict.fromkeys(("ratio_least", "ratio_most")) if np.isnan(shown[""]) else {}
    compared = disproportion(
        [shown[name] for name in names],
        [residents.by_group.get(name, np.nan) for name in names],
        names.index(grouping.reference),
        unknown=count[""],
        exposure=months / MONTHS_IN_YEAR,
    )
    results = shares([shown_found[name] for name in names], [shown[name] for name in names])
    verdicts = _verdicts(compared)
    return [
        {
            "grouping": grouping.name,
            "grouping_title": grouping.title,
            "group": group.name,
            "title": group.title,
            "people": group.people,
            "is_reference": group.name == grouping.reference,
            "count": _whole(shown[group.name]),
            "unknown": _whole(shown[""]),
            "months_present": months,
            **_columns_of_residents(residents, group.name),
            **_columns(compared, at, RATES),
            **telling,
            "verdict": "" if group.name == grouping.reference else verdicts[at],
            "found": _whole(shown_found[group.name]),
            **_columns(results, at, RESULTS),
            "status": "ok" if _whole(shown[group.name]) is not None else "suppressed",
        }
        for at, group in enumerate(grouping.groups)
    ]


def _columns_of_residents(residents: Residents, group: str) -> dict[str, Any]:
    day = residents.reference_date
    return {
        "residents": residents.by_group.get(group),
        "residents_source": residents.source,
        "residents_date": day.isoformat() if day else None,
    }


def _columns(arrays: Any, position: int, names: Mapping[str, str]) -> dict[str, float | None]:
    """One group's values of arrays; None stands for unknown, and for a ratio without end."""
    values = {column: float(getattr(arrays, name)[position]) for column, name in names.items()}
    return {column: value if np.isfinite(value) else None for column, value in values.items()}


def _after_disclosure_control(
    count: dict[str, int], found: dict[str, int]
) -> tuple[dict[str, float], dict[str, float]]:
    """The counts that may be published, NaN where one may not: a table of groups by whether anything came of it.

    All groupings have one and the same total, so a hidden group must not be what the others leave of it.
    """
    names = list(count)
    hidden = to_hide(with_totals([[found[name], count[name] - found[name]] for name in names]))
    shown = {name: np.nan if hidden[at, 2] else float(count[name]) for at, name in enumerate(names)}
    shown_found = {name: np.nan if hidden[at, 0] else float(found[name]) for at, name in enumerate(names)}
    return shown, shown_found


def _counted(grouping: Grouping, stops: list[dict[str, Any]]) -> dict[str, int]:
    count = dict.fromkeys([*(group.name for group in grouping.groups), ""], 0)
    for row in stops:
        count[grouping.group_of(row[grouping.column])] += row["stops"]
    return count


def _something_came(row: dict[str, Any]) -> bool:
    return bool(row["outcome"]) and row["outcome"] not in rules()["nothing_came"]


def _verdicts(compared: Disproportion) -> list[str]:
    """In words; a clear difference that the unrecorded could make up is none."""
    words = difference(compared.q, compared.ratio, ALPHA)
    clear = (words == Difference.HIGHER) | (words == Difference.LOWER)
    covered = (compared.ratio_least <= 1) & (compared.ratio_most >= 1)
    told = np.where(clear & covered, UNEXPLAINED_BY_GAPS, words)
    return [str(word) for word in told]


def _whole(count: float) -> int | None:
    """None stands for a count that is hidden."""
    return None if np.isnan(count) else int(count)
