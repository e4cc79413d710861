"""How linkage fares on records whose persons are known, at each threshold, and which thresholds meet a target.

Precision: of the pairs of records in one cluster, the share that are of one person. Recall: of the pairs of one person,
the share in one cluster. Intervals are Wilson's at 95%, as if pairs were drawn one by one.
"""

import csv
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from saferplan.errors import FileRefused
from saferplan.evidence.analysis.disproportionality import shares
from saferplan.identities.linkage.linkage import DECISIONS, cluster
from saferplan.identities.linkage.linking import score, workbench
from saferplan.identities.linkage.model import Model, people_model
from saferplan.identities.linkage.prepare import PEOPLE, prepare
from saferplan.identities.linkage.training import estimated_from_known

THRESHOLDS = tuple(range(0, 21))
"""In bits, tried one by one."""


@dataclass(frozen=True)
class Target:
    precision: float
    recall: float


@dataclass(frozen=True)
class Point:
    """What comes of one threshold. `wrong`: pairs in one cluster that are two people; `missed`: the other way round."""

    threshold: float
    precision: float
    precision_low: float
    precision_high: float
    recall: float
    recall_low: float
    recall_high: float
    wrong: int
    missed: int


@dataclass(frozen=True)
class Whole:
    """People and clusters at the model's own threshold. `several`: people named more than once, of whom `whole` have
    all their records in one cluster; `clusters` of more than one record, of which `mixed` hold more than one person.
    """

    several: int
    whole: int
    clusters: int
    mixed: int


@dataclass(frozen=True)
class Calibration:
    """`curve`: from the highest threshold down; `trained`: the model with m and u as these records have them."""

    records: int
    true_pairs: int
    curve: tuple[Point, ...]
    recall_by_kind: tuple[dict[str, Any], ...]
    whole: Whole
    target: Target
    model: Model
    trained: Model

    @property
    def meeting(self) -> tuple[Point, ...]:
        """Points that reach the target, lower ends of the intervals included."""
        return tuple(
            point
            for point in self.curve
            if point.precision_low >= self.target.precision and point.recall_low >= self.target.recall
        )

    def advice(self) -> list[str]:
        """Which threshold to link from: the lowest that meets the target, since it misses fewest."""
        wanted = f"precision of {self.target.precision} and recall of {self.target.recall}"
        if not self.meeting:
            return [f"No threshold meets a {wanted}, intervals included: more records, or another target."]
        lowest, highest = self.meeting[-1].threshold, self.meeting[0].threshold
        shipped = self.model.thresholds
        return [
            f"A {wanted}, intervals included, is met from {lowest:g} to {highest:g} bits.",
            f"The shipped model links from {shipped.link:g} bits and asks a person from {shipped.review:g}.",
        ]

    def parameters(self) -> list[dict[str, Any]]:
        return [
            {"comparison": comparison.name, "level": level.name, "m": level.m, "u": level.u, "bits": level.bits}
            for comparison in self.trained.comparisons
            for level in comparison.levels
        ]

    def as_record(self, *, with_parameters: bool) -> dict[str, Any]:
        told = {
            "records": self.records,
            "true_pairs": self.true_pairs,
            "curve": [asdict(point) for point in self.curve],
            "recall_by_kind": list(self.recall_by_kind),
            "whole": asdict(self.whole),
            "meets": [point.threshold for point in self.meeting],
        }
        return told | ({"parameters": self.parameters()} if with_parameters else {})


def calibrate(
    labelled: pa.Table, target: Target, model: Model | None = None, thresholds: Sequence[int] = THRESHOLDS
) -> Calibration:
    """`labelled`: PEOPLE with `person`, equal for records of one person; perhaps `name_kind` to report recall by."""
    model = model or people_model()
    with workbench() as connection:
        prepare(connection, labelled, model)
        least = min(thresholds)
        score(connection, model.with_thresholds(link=least, review=least))
        true_pairs = _register_truth(connection, labelled)
        curve = tuple(_point(connection, model, bits, true_pairs) for bits in sorted(thresholds, reverse=True))
        cluster(connection, model, DECISIONS.empty_table())
        by_kind = _recall_by_kind(connection) if "name_kind" in labelled.column_names else ()
        whole = _whole(connection)
        trained = estimated_from_known(connection, model, connection.table("truth").to_arrow_table())
    return Calibration(labelled.num_rows, true_pairs, curve, by_kind, whole, target, model, trained)


def _register_truth(connection: duckdb.DuckDBPyConnection, labelled: pa.Table) -> int:
    named = "name_kind" if "name_kind" in labelled.column_names else "null as name_kind"
    connection.register("labelled", labelled)
    connection.execute(
        f"create or replace table truth as select id, person, name_kind from people"
        f" join (select person_key, person, {named} from labelled) using (person_key)"
    )
    connection.unregister("labelled")
    return _count(connection, "select sum(n * (n - 1) // 2) from (select count(*) as n from truth group by person)")


def _count(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    return int(connection.execute(sql).fetchall()[0][0] or 0)


def _point(connection: duckdb.DuckDBPyConnection, model: Model, bits: float, true_pairs: int) -> Point:
    cluster(connection, model.with_thresholds(link=bits, review=bits), DECISIONS.empty_table())
    held = _count(connection, "select sum(n * (n - 1) // 2) from (select count(*) as n from clusters group by cluster)")
    right = _count(
        connection,
        "select sum(n * (n - 1) // 2) from"
        " (select count(*) as n from clusters join truth using (id) group by cluster, person)",
    )
    precision, recall = _share(right, held), _share(right, true_pairs)
    return Point(bits, *precision, *recall, held - right, true_pairs - right)


def _share(part: int, whole: int) -> tuple[float, float, float]:
    if whole == 0:
        return 1.0, 0.0, 1.0
    found = shares(part, whole)
    return float(found.share), float(found.low), float(found.high)


def _whole(connection: duckdb.DuckDBPyConnection) -> Whole:
    held = (
        "select {by}, count(*) as records, count(distinct {of}) as parts from truth join clusters using (id) group by 1"
    )
    of_people, of_clusters = (held.format(by=by, of=of) for by, of in (("person", "cluster"), ("cluster", "person")))
    return Whole(
        _count(connection, f"select count(*) from ({of_people}) where records > 1"),
        _count(connection, f"select count(*) from ({of_people}) where records > 1 and parts = 1"),
        _count(connection, f"select count(*) from ({of_clusters}) where records > 1"),
        _count(connection, f"select count(*) from ({of_clusters}) where parts > 1"),
    )


def _recall_by_kind(connection: duckdb.DuckDBPyConnection) -> tuple[dict[str, Any], ...]:
    """Of the pairs of people with each kind of name, the share in one cluster."""
    rows = connection.execute(
        "select l.name_kind, count(*), avg((x.cluster = y.cluster)::integer) from truth l join truth r using (person)"
        " join clusters x on x.id = l.id join clusters y on y.id = r.id where l.id < r.id group by 1 order by 1"
    ).fetchall()
    return tuple({"name_kind": kind, "pairs": pairs, "recall": recall} for kind, pairs, recall in rows)


def read_labelled(path: Path) -> pa.Table:
    """A CSV with a column `person` and columns of PEOPLE; those that it lacks are empty.

    Raises FileRefused, which names the line and the column and never what a cell holds.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as fault:
        told = fault.strerror if isinstance(fault, OSError) and fault.strerror else "it is no CSV file in UTF-8"
        raise FileRefused(f"this cannot be read ({told})", where=str(path)) from None
    headings = set(rows[0]) if rows else set()
    if missing := {"person", "forenames", "surname"} - headings:
        raise FileRefused(
            f"there is no column {', '.join(sorted(missing))}",
            where=str(path),
            remedy="A labelled sample has a row for each record and a column person, equal for records of one person.",
        )
    return _labelled(path, rows, "name_kind" in headings)


def _labelled(path: Path, rows: Sequence[dict[str, Any]], has_kind: bool) -> pa.Table:
    columns: dict[str, list[Any]] = {name: [row.get(name) or None for row in rows] for name in PEOPLE.names}
    columns["person_key"] = [f"{at:010d}" for at in range(len(rows))]
    columns["date_of_birth"] = [_day(path, at, cell) for at, cell in enumerate(columns["date_of_birth"])]
    table = pa.table({name: pa.array(columns[name], PEOPLE.field(name).type) for name in PEOPLE.names})
    persons = [row.get("person") or f"unnamed {at}" for at, row in enumerate(rows)]
    table = table.append_column("person", pa.array(persons, pa.string()))
    return table.append_column("name_kind", pa.array([row["name_kind"] for row in rows])) if has_kind else table


def _day(path: Path, at: int, cell: str | None) -> date | None:
    try:
        return date.fromisoformat(cell) if cell else None
    except ValueError:
        raise FileRefused(
            f"row {at + 1}: date_of_birth is not a date", where=str(path), remedy="Write dates as 1980-05-31."
        ) from None
