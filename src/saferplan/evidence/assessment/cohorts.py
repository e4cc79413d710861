"""The cohorts of the area: whether people offend less than before, and who is in them beside who was meant to be."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from saferplan.evidence.analysis.before_after.cohort import BeforeAfter, before_after, beyond_comparison
from saferplan.evidence.analysis.change import ALPHA
from saferplan.evidence.analysis.disproportionality import shares
from saferplan.evidence.analysis.multiple_testing import q_values
from saferplan.evidence.assessment.scope import Scope
from saferplan.evidence.assessment.volumes import Row, Table
from saferplan.evidence.disclosure import is_small, to_hide_in_list

PURPOSE = "before-and-after"
WHOLE = "All districts"
SUPPRESSED = "suppressed"
SIDES = ("people", "comparison_people")
# Verdicts. Without a comparison nothing is said of the scheme, however far offending fell.
MORE, LESS = "fell more than in the comparison", "fell less than in the comparison"
NO_CLEAR_DIFFERENCE, CANNOT_SAY = "no clear difference from the comparison", "cannot say"
NO_COMPARISON = "no comparison: people taken on after a bad spell improve by themselves"


def cohorts(scope: Scope) -> Table:
    """A record a cohort and district, the whole cohort first: people, offences before and after, ratio with interval.

    `comparison_…` are the same of people chosen alike and not taken on; `net_ratio` is the cohort's ratio over theirs,
    with interval, and q over the table. None where there are too few people or no comparison.
    """
    rows = [row for members in _by_cohort(_members(scope)) for row in _of_cohort(members)]
    tested = q_values([np.nan if row["net_p"] is None else row["net_p"] for row in rows]) if rows else []
    return [row | {"net_q": _known(q), "verdict": _verdict(row, q)} for row, q in zip(rows, tested, strict=True)]


def cohort_makeup(scope: Scope) -> Table:
    """A record a cohort and target: people with the characteristic, their share with its interval, and the target.

    `is_met` is None while chance alone could put the share on either side of the target.
    """
    targets = scope.basis.engine.run(scope.basis.engine.table("cohort_targets")).to_pylist()
    return [
        _makeup([row for row in members if not row["is_comparison"]], target)
        for members in _by_cohort(_members(scope))
        for target in sorted(targets, key=lambda one: (one["characteristic"], one["value"]))
        if target["cohort"] == members[0]["cohort"]
    ]


def _members(scope: Scope) -> Table:
    """The members' rows of schemes of this area."""
    basis = scope.basis
    if not basis.snapshot.has("cohort_members"):
        return []
    rows = basis.engine.run(basis.engine.table("cohort_members", purpose=PURPOSE)).to_pylist()
    known = basis.geography.names
    return [
        row
        for row in rows
        if row["area_code"] in known and basis.geography.area(row["area_code"]).units == (scope.unit,)
    ]


def _by_cohort(members: Table) -> Iterator[Table]:
    for cohort in sorted({row["cohort"] for row in members}):
        yield [row for row in members if row["cohort"] == cohort]


def _of_cohort(members: Table) -> Iterator[Row]:
    """The whole cohort, then its districts. Those of so few people that one might be known lose their figures, and
    other districts with them as it takes.
    """
    whole = _compared(members, WHOLE)
    names = sorted({row["district"] for row in members})
    districts = [_compared([row for row in members if row["district"] == name], name) for name in names]
    yield _without_figures(whole) if is_small([whole[side] for side in SIDES]).any() else whole
    if len(districts) > 1:
        hidden = np.any([to_hide_in_list([row[side] for row in districts])[:-1] for side in SIDES], axis=0)
        for row, is_hidden in zip(districts, hidden, strict=True):
            yield _without_figures(row) if is_hidden else row


def _without_figures(row: Row) -> Row:
    return dict.fromkeys(row) | {key: row[key] for key in ("cohort", "district", "months")} | {"status": SUPPRESSED}


def _compared(members: Table, district: str) -> Row:
    cohort, comparison = (_counted(members, is_comparison) for is_comparison in (False, True))
    net = beyond_comparison(cohort, comparison)
    return {
        "cohort": members[0]["cohort"],
        "district": district,
        "months": sorted({row["months"] for row in members}),
        "status": "ok",
        **_columns(cohort, ""),
        **_columns(comparison, "comparison_"),
        "net_ratio": _known(net.ratio),
        "net_low": _known(net.low),
        "net_high": _known(net.high),
        "net_p": _known(net.p),
    }


def _counted(members: Table, is_comparison: bool) -> BeforeAfter:
    own = [row for row in members if row["is_comparison"] == is_comparison]
    return before_after([row["offences_before"] for row in own], [row["offences_after"] for row in own])


def _columns(counted: BeforeAfter, prefix: str) -> Row:
    return {
        f"{prefix}people": counted.people,
        f"{prefix}before": counted.before,
        f"{prefix}after": counted.after,
        f"{prefix}ratio": _known(counted.ratio),
        f"{prefix}low": _known(counted.low),
        f"{prefix}high": _known(counted.high),
    }


def _verdict(row: Row, q: float) -> str:
    if row["status"] == SUPPRESSED:
        return CANNOT_SAY
    if not row["comparison_people"]:
        return NO_COMPARISON if row["ratio"] is not None else CANNOT_SAY
    if np.isnan(q):
        return CANNOT_SAY
    if q >= ALPHA:
        return NO_CLEAR_DIFFERENCE
    return MORE if row["net_ratio"] < 1 else LESS


def _makeup(members: Sequence[Row], target: Row) -> Row:
    held = Counter(row[target["characteristic"]] for row in members)
    known, count = len(members) - held[None], held[target["value"]]
    record = {key: target[key] for key in ("cohort", "characteristic", "value", "target_share", "source")}
    if _is_hidden(held, target["value"]):
        hidden = ("people", "unknown", "count", "share", "low", "high", "is_met")
        return record | dict.fromkeys(hidden) | {"status": SUPPRESSED}
    share = shares([count], [known])
    low, high = float(share.low[0]), float(share.high[0])
    aimed = target["target_share"]
    return record | {
        "people": known,
        "unknown": held[None],
        "count": count,
        "share": _known(share.share[0]),
        "low": _known(low),
        "high": _known(high),
        "is_met": None if not known or low <= aimed <= high else low > aimed,
        "status": "ok",
    }


def _is_hidden(held: Counter[str | None], value: str) -> bool:
    """Values without a target count too: what the others leave of the whole must not tell how many hold one."""
    values = sorted({value, *held} - {None})
    return bool(to_hide_in_list([held[one] for one in values])[values.index(value)])


def _known(value: Any) -> float | None:
    return float(value) if np.isfinite(value) else None
