"""Partners' records small enough to check by hand, in a lake with two partnerships of one force.

    agency | kind  | ref | day        | victim | lsoa
    police | crime | 1   | 2024-04-01 | ann    | a1

An agency's feed is its name; its kind is the part of its name before a dash, so that 'landlord-b' is a landlord. The
keys of one name at two agencies differ, as those of partners do; `linked` makes them one.
"""

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from saferplan.evidence.lake import Lake
from saferplan.evidence.periods import Period, parse_period
from tiny_lake import HOME_FORCE, Row, lake_rows, rows_of, write_lake

PLACES = f"""
lsoa21 | ward24 | ltla24 | csp24 | pfa24
a1     | w1     | E06000901 | E22000901 | {HOME_FORCE}
a2     | w2     | E06000901 | E22000901 | {HOME_FORCE}
b1     | w3     | E06000902 | E22000902 | {HOME_FORCE}
"""
HOME, OTHER = "E06000901", "E06000902"
YEAR: Period = parse_period("FY2024")
NOW = datetime(2025, 5, 1, 9)


def records(drawn: str) -> list[Row]:
    return [record(**row) for row in rows_of(drawn)]


def record(
    agency: str = "police",
    kind: str = "crime",
    ref: str = "1",
    day: str = "2024-04-01",
    victim: str | None = "ann",
    lsoa: str | None = "a1",
    address: str | None = None,
    child: str | None = None,
    **more: Any,
) -> Row:
    reported = datetime.fromisoformat(day)
    return {
        "feed": agency,
        "month": day[:7],
        "agency": agency,
        "agency_kind": agency.partition("-")[0],
        "reference": ref,
        "kind": kind,
        "reported_time": reported,
        "lsoa_code": lsoa,
        "victim_key": f"{agency}/{victim}" if victim else None,
        "victim_is_child": None if child is None else child == "yes",
        "address_key": address,
        "expires_on": date(2031, 1, 1),
        "extract_id": "tiny",
        **more,
    }


def lake_of(folder: Path, incidents: list[Row], **drawn: str) -> Lake:
    write_lake(folder, lake_rows(places=PLACES, **drawn) | {"partner_incidents": incidents})
    return Lake(folder)


def linked(incidents: Iterable[Row]) -> pa.Table:
    """Clusters of keys by the names behind them."""
    keys = sorted({row["victim_key"] for row in incidents if row["victim_key"]})
    return pa.table({"person_key": keys, "cluster": [key.partition("/")[2] for key in keys]})


def many(number: int, times: int = 1, *, agency: str = "police", start: int = 0, **more: Any) -> list[Row]:
    """`number` people harmed `times` times each, a month apart from April 2024 on."""
    return [
        record(
            agency=agency,
            ref=f"{agency}-{start + person}-{time}",
            day=f"2024-{4 + time:02d}-01T10:00",
            victim=f"p{start + person}",
            **more,
        )
        for person in range(number)
        for time in range(times)
    ]
