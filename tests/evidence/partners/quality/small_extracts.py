"""Extracts of a few rows that can be checked by hand. Every person in them is invented."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import numpy as np
import pyarrow as pa

from saferplan.evidence.partners.mentions import PERSONS, PLACES
from saferplan.evidence.partners.quality.extract import Extract
from saferplan.evidence.partners.quality.figures import Figure, Measure
from saferplan.evidence.partners.quality.history import Past
from saferplan.evidence.sources.base import RejectedRow
from saferplan.evidence.tables import PARTNER_INCIDENTS

RELEASED = datetime(2024, 2, 5, 9)


def extract(
    rows: Sequence[Mapping[str, Any]],
    *,
    rejected: Sequence[RejectedRow] = (),
    promised: Mapping[str, str] | None = None,
    left_empty: Mapping[str, int] | None = None,
    from_lake: bool = False,
) -> Extract:
    """Keys of a row: columns of partner_incidents, and victim, suspect or place with the columns of a mention.

    The rows stand on line 2 and those that follow.
    """
    incidents = [_incident(row) for row in rows]
    persons = [
        {"row": at, "subject": subject} | dict(row[subject])
        for subject in ("victim", "suspect")
        for at, row in enumerate(rows)
        if row.get(subject)
    ]
    places = [{"row": at} | dict(row["place"]) for at, row in enumerate(rows) if row.get("place")]
    return Extract(
        feed="harbour-homes-asb",
        agency="Harbour Homes",
        file="january.xlsx",
        extract_id="0123456789abcdef",
        released=RELEASED,
        rows_read=len(rows) + len(rejected),
        rows=pa.Table.from_pylist(incidents, schema=PARTNER_INCIDENTS.schema),
        lines=np.array([] if from_lake else np.arange(2, 2 + len(rows)), dtype=np.int64),
        persons=None if from_lake else pa.Table.from_pylist(persons, schema=PERSONS),
        places=None if from_lake else pa.Table.from_pylist(places, schema=PLACES),
        rejected=rejected,
        left_empty=left_empty or {},
        promised={"reference": "Case Ref"} if promised is None else promised,
    )


def _incident(row: Mapping[str, Any]) -> dict[str, Any]:
    given = {name: value for name, value in row.items() if name in PARTNER_INCIDENTS.column_names}
    when = given.get("reported_time") or given.get("from_time") or datetime(2024, 1, 10)
    return {"feed": "harbour-homes-asb", "kind": "asb", "month": f"{when:%Y-%m}", "reported_time": when} | given


def person(surname: str, forenames: str = "Ann", **rest: Any) -> dict[str, Any]:
    return {"surname": surname, "forenames": forenames, "date_of_birth": date(1980, 1, 1)} | rest


def past(released: str, *figures: Figure, file: str = "earlier.xlsx") -> Past:
    return Past(f"id{released}", "harbour-homes-asb", "Harbour Homes", file, released, figures)


def filled(value: int, of: int, field: str = "outcome") -> Figure:
    return Figure(Measure.FILLED, value, of, field)


def month(name: str, incidents: int) -> Figure:
    return Figure(Measure.IN_MONTH, incidents, month=name)
