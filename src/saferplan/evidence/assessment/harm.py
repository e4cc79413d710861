"""Harm of an area's offences by the indices whose weights are loaded: in all, by offence group, and what has changed.

Only offence codes are weighed. The categories of data.police.uk are too broad: one holds murder and harassment.
"""

import tomllib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from saferplan.evidence.analysis.change import verdict
from saferplan.evidence.analysis.harm import Harm, compare_harm, harm_of
from saferplan.evidence.analysis.multiple_testing import q_values
from saferplan.evidence.assessment.offences import Offence, Offences, code_of, months_of, published_offences
from saferplan.evidence.assessment.published import folded
from saferplan.evidence.assessment.scope import Scope
from saferplan.evidence.assessment.volumes import Table
from saferplan.evidence.basis import Basis
from saferplan.evidence.denominators import Denominator

ALL_OFFENCES = "All offences"
NOT_TESTED = {"change": None, "change_low": None, "change_high": None, "verdict": None}


@dataclass(frozen=True)
class Index:
    """The weights in force of one index. `left_out`: codes and folded offence groups that it leaves out."""

    name: str
    title: str
    version: str
    unit: str
    source: str
    weights: dict[str, float]
    codes_left_out: frozenset[str]
    groups_left_out: frozenset[str]

    def counts(self, offence: Offence) -> bool:
        return offence.code not in self.codes_left_out and folded(offence.group) not in self.groups_left_out

    def weigh(self, counted: Counter[Offence]) -> Harm:
        return harm_of(list(counted.values()), [self.weights.get(offence.code, np.nan) for offence in counted])


@dataclass(frozen=True)
class _Side:
    """One period: the offences counted in its spans, the months of those, and the residents to relate them to."""

    counted: Counter[Offence]
    months: list[str]
    residents: int | None
    residents_source: str

    @property
    def exposure(self) -> float:
        return (self.residents or 0) * len(self.months)


def harm(scope: Scope, read: Callable[[Scope], Offences | None] = published_offences) -> Table:
    """For each index a record of all offences, then one a group, most harm first.

    `score` is harm per resident of the months there are. `without_weight` counts offences whose codes, listed in
    `codes_without_weight`, have no weight and are in no sum; where none of a group has one, its harm is None.
    `left_out` are those that the index leaves out. With a period to compare with, `change` is harm per resident and
    month now over then, over the same months of the year.
    Empty without weights, or without offences by code of the period.
    """
    found, indices = read(scope), all_indices(scope.basis)
    spans = found.within(scope.period) if found else {}
    if found is None or not spans or not indices:
        return []
    people = scope.basis.denominators.nearest("residents", "unit", scope.period, [scope.unit])
    now = _side(scope, found, list(spans.values()), people)
    pair = _like_for_like(scope, found)
    return [
        row | {"source": found.source, "months_expected": len(scope.period.months)}
        for index in indices
        for row in _records(index, now, pair)
    ]


def _like_for_like(scope: Scope, found: Offences) -> tuple[_Side, _Side] | None:
    """Both periods over the spans that lie equally far from their beginnings."""
    if scope.against is None:
        return None
    now, then = found.within(scope.period), found.within(scope.against)
    common = sorted(at for at in now.keys() & then.keys() if now[at][0][5:] == then[at][0][5:])
    if not common:
        return None
    periods = (scope.period, scope.against)
    people, people_then = scope.basis.denominators.of_one_series("residents", "unit", periods, [scope.unit])
    return (
        _side(scope, found, [now[at] for at in common], people),
        _side(scope, found, [then[at] for at in common], people_then),
    )


def _side(scope: Scope, found: Offences, spans: list[tuple[str, str]], people: Denominator) -> _Side:
    return _Side(found.counted(spans), months_of(spans), people.of(scope.unit), people.source)


def _records(index: Index, now: _Side, pair: tuple[_Side, _Side] | None) -> Table:
    counted = _only(index.counts, now.counted)
    whole = index.weigh(counted)
    groups = sorted({offence.group for offence in counted}, key=lambda group: -index.weigh(_of(group, counted)).harm)
    rows = [_record(index, ALL_OFFENCES, now, counted, whole)]
    rows += [_record(index, group, now, _of(group, counted), whole) for group in groups]
    left_out = sum(now.counted.values()) - sum(counted.values())
    rows[0]["left_out"] = left_out
    changes = _changes(index, [ALL_OFFENCES, *groups], pair)
    return [row | change for row, change in zip(rows, changes, strict=True)]


def _record(index: Index, group: str, now: _Side, counted: Counter[Offence], whole: Harm) -> dict[str, Any]:
    own = index.weigh(counted)
    # Offences none of which has a weight have an unknown harm, not one of 0.
    is_known = bool(own.weighed) or not own.offences
    low, high = own.interval() if is_known else (None, None)
    total = own.harm if is_known else None
    return {
        "index": index.name,
        "index_title": index.title,
        "version": index.version,
        "offence_group": group,
        "count": int(own.offences),
        "harm": total,
        "harm_low": low,
        "harm_high": high,
        "score": _over(total, now.residents),
        "score_low": _over(low, now.residents),
        "score_high": _over(high, now.residents),
        "share_of_count": _over(own.offences, whole.offences),
        "share_of_harm": _over(total, whole.harm),
        "coverage": own.coverage if own.offences else None,
        "without_weight": int(own.offences - own.weighed),
        "codes_without_weight": _listed(index, counted),
        "left_out": 0,
        "months_present": len(now.months),
        "residents": now.residents,
        "denominator_source": now.residents_source,
        "unit": index.unit,
        "weights_source": index.source,
    }


def _over(value: float | None, of: float | None) -> float | None:
    return value / of if value is not None and of else None


def _listed(index: Index, counted: Counter[Offence]) -> str:
    """'12A (3), 95 (1)': codes without a weight, most offences first."""
    unknown = Counter({one.code: number for one, number in counted.items() if one.code not in index.weights and number})
    return ", ".join(
        f"{code} ({number:,})" for code, number in sorted(unknown.items(), key=lambda one: (-one[1], one[0]))
    )


def _changes(index: Index, groups: list[str], pair: tuple[_Side, _Side] | None) -> Table:
    """What has changed, by group; the false discovery rate is held over the table."""
    if pair is None:
        return [dict(NOT_TESTED) for _ in groups]
    sides = [_only(index.counts, side.counted) for side in pair]
    found = [
        compare_harm(
            index.weigh(_of(group, sides[0])), pair[0].exposure, index.weigh(_of(group, sides[1])), pair[1].exposure
        )
        for group in groups
    ]
    words = verdict(q_values([one.p for one in found]), [one.ratio for one in found])
    return [
        {"change": one.ratio, "change_low": one.low, "change_high": one.high, "verdict": str(said)}
        if one.ratio == one.ratio
        else NOT_TESTED | {"verdict": str(said)}
        for one, said in zip(found, words, strict=True)
    ]


def _only(wanted: Callable[[Offence], bool], counted: Counter[Offence]) -> Counter[Offence]:
    return Counter({offence: number for offence, number in counted.items() if wanted(offence)})


def _of(group: str, counted: Counter[Offence]) -> Counter[Offence]:
    return _only(lambda offence: group in (ALL_OFFENCES, offence.group), counted)


def all_indices(basis: Basis) -> list[Index]:
    """The indices whose weights are loaded, in their newest versions; those of the reviewed list first."""
    return basis.remembered("harm_indices", lambda: _read_indices(basis))


def _read_indices(basis: Basis) -> list[Index]:
    rows = basis.engine.run(basis.engine.table("harm_weights")).to_pylist()
    newest: dict[str, str] = {}
    for row in rows:
        newest[row["index"]] = max(newest.get(row["index"], ""), row["version"])
    order = [*reviewed(), *sorted(newest)]
    return [
        _index(name, [row for row in rows if (row["index"], row["version"]) == (name, newest[name])])
        for name in sorted(newest, key=order.index)
    ]


def _index(name: str, rows: list[dict[str, Any]]) -> Index:
    known = reviewed().get(name, {"title": name, "leaves_out": []})
    return Index(
        name,
        known["title"],
        rows[0]["version"],
        rows[0]["unit"],
        "; ".join(sorted({row["source"] for row in rows})),
        {code_of(row["offence_code"]): row["weight"] for row in rows if not row["left_out"]},
        frozenset(code_of(row["offence_code"]) for row in rows if row["left_out"]),
        frozenset(folded(group) for group in known["leaves_out"]),
    )


@cache
def reviewed() -> dict[str, dict[str, Any]]:
    """What each known index is called and leaves out, by its name."""
    text = files("saferplan.evidence.assessment").joinpath("harm_indices.toml").read_text(encoding="utf-8")
    return {one["name"]: one for one in tomllib.loads(text)["index"]}


def of_index(table: Iterable[dict[str, Any]], name: str) -> Table:
    return [row for row in table if row["index"] == name]
