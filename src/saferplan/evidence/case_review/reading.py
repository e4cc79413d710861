"""Complaints about anti-social behaviour out of partners' records, by linked victim. Read for casework alone."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

import pyarrow as pa

from saferplan.evidence.case_review.complaints import Complaint
from saferplan.evidence.case_review.rules import Rule
from saferplan.evidence.case_review.threshold import in_order
from saferplan.evidence.engines import Engine
from saferplan.evidence.periods import month_number, month_of
from saferplan.evidence.tables import PARTNER_INCIDENTS

READ_FOR = "casework"
KINDS = ("asb", "hate-incident")
COLUMNS = (
    "agency",
    "reference",
    "case_reference",
    "kind",
    "from_time",
    "to_time",
    "reported_time",
    "is_hate",
    "is_domestic",
    "victim_is_child",
)


def complaints_by_victim(
    engine: Engine, clusters: pa.Table, *, feeds: Collection[str], rule: Rule, on: date
) -> dict[int, list[Complaint]]:
    """Complaints that may count on that day, by a number for each cluster of `clusters` (person_key, cluster).

    A record of a victim in no cluster is left out: the purpose does not allow that person, or nobody has linked them.
    """
    rows: Any = engine.table(PARTNER_INCIDENTS.name, purpose=READ_FOR)
    months = _months(rule, on)
    asb = rows.kind.isin(KINDS) | rows.asb_category.notnull() | rows.is_hate.fill_null(False)
    wanted = rows.filter(rows.feed.isin(sorted(feeds)), rows.month.isin(months), asb, rows.reported_time.notnull())
    keys = pa.table({"of_key": clusters.column("person_key"), "cluster": clusters.column("cluster").cast(pa.string())})
    linked = engine.small("clusters_of_complaints", keys)
    found = engine.run(wanted.inner_join(linked, wanted.victim_key == linked.of_key).select("cluster", *COLUMNS))
    by_cluster: dict[str, set[Complaint]] = defaultdict(set)
    for row in found.to_pylist():
        by_cluster[row["cluster"]].add(_complaint(row))
    return dict(enumerate(in_order(own) for _, own in sorted(by_cluster.items())))


def _months(rule: Rule, on: date) -> list[str]:
    last = month_number(f"{on:%Y-%m}")
    return [month_of(number) for number in range(last - rule.months_to_apply, last + 1)]


def _complaint(row: dict[str, Any]) -> Complaint:
    happened: datetime | None = row["to_time"] or row["from_time"]
    made: datetime = row["reported_time"]
    return Complaint(
        agency=row["agency"],
        reference=row["reference"],
        case=row["case_reference"] or row["reference"],
        made=made.date(),
        behaviour=happened.date() if happened else None,
        is_hate=bool(row["is_hate"]) or row["kind"] == "hate-incident",
        take_care=bool(row["is_domestic"]) or bool(row["victim_is_child"]),
    )
