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
)


def complaints_by_victim(
    engine: Engine, clusters: pa.Table, *, feeds: Collection[str], rule: Rule, on: date
) -> dict[int, list[Complaint]]:
    """Complaints that may count on that day, by a number for each cluster of `clusters` (person_key, cluster).

    A record of a victim in no cluster is left out: the purpose does not allow that person, or nobody has linked them.
    Where any record of the victim, of whatever kind and agency, asks for care, each complaint does: one agency may know
    of domestic abuse and another make the offer.
    """
    rows: Any = engine.table(PARTNER_INCIDENTS.name, purpose=READ_FOR)
    months = _months(rule, on)
    asb = rows.kind.isin(KINDS) | rows.asb_category.notnull() | rows.is_hate.fill_null(False)
    wanted = rows.filter(rows.feed.isin(sorted(feeds)), rows.month.isin(months), asb, rows.reported_time.notnull())
    keys = pa.table({"of_key": clusters.column("person_key"), "cluster": clusters.column("cluster").cast(pa.string())})
    linked = engine.small("clusters_of_complaints", keys)
    found = engine.run(wanted.inner_join(linked, wanted.victim_key == linked.of_key).select("cluster", *COLUMNS))
    flagged = rows.filter(
        rows.feed.isin(sorted(feeds)), rows.is_domestic.fill_null(False) | rows.victim_is_child.fill_null(False)
    )
    cared = engine.run(flagged.inner_join(linked, flagged.victim_key == linked.of_key).select("cluster").distinct())
    take_care = set(cared.column("cluster").to_pylist())
    by_cluster: dict[str, set[Complaint]] = defaultdict(set)
    for row in found.to_pylist():
        by_cluster[row["cluster"]].add(_complaint(row, take_care=row["cluster"] in take_care))
    return dict(enumerate(in_order(own) for _, own in sorted(by_cluster.items())))


def _months(rule: Rule, on: date) -> list[str]:
    last = month_number(f"{on:%Y-%m}")
    return [month_of(number) for number in range(last - rule.months_to_apply, last + 1)]


def _last_told(began: datetime | None, ended: datetime | None, made: datetime) -> datetime | None:
    """The last moment at which it can have happened of what was complained about: it may have gone on afterwards."""
    last = ended or began
    return min(last, made) if last and began and began <= made else last


def _complaint(row: dict[str, Any], *, take_care: bool) -> Complaint:
    made: datetime = row["reported_time"]
    happened = _last_told(row["from_time"], row["to_time"], made)
    return Complaint(
        agency=row["agency"],
        reference=row["reference"],
        case=row["case_reference"] or row["reference"],
        made=made.date(),
        behaviour=happened.date() if happened else None,
        is_hate=bool(row["is_hate"]) or row["kind"] == "hate-incident",
        take_care=take_care,
    )
