"""What tests of identities share: two agencies' feeds, mentions, and a purpose. Everybody here is invented."""

from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa

from saferplan.evidence.partners.mentions import PERSONS, PLACES, Feed

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
KEPT_UNTIL = date(2029, 11, 1)
HOMES = Feed("harbour-homes-asb", "Harbour Homes", "landlord", 1)
POLICE = Feed("police-crimes", "Anyshire Police", "police", 1)

ANN = {"forenames": "Ann", "surname": "Synthetic", "date_of_birth": date(1980, 5, 4), "postcode": "ZZ1 1AA"}
BEN = {"forenames": "Ben", "surname": "Invented", "date_of_birth": date(1991, 2, 3), "phone": "01632 960001"}
CAL = {"forenames": "Cal", "surname": "Madeup", "date_of_birth": date(2012, 7, 8), "is_child": True}
DEE = {"forenames": "Dee", "surname": "Fictitious", "date_of_birth": date(1975, 1, 2), "subject": "suspect"}

PURPOSE = """
name = "repeat-victims"
title = "Who is victimised again, and by whom it is known"
what_for = "Counts of repeat victims for the strategic assessment"
gateway = "cda-1998-s115"
feeds = ["harbour-homes-asb", "police-crimes"]
groups = ["adult-victims"]
result = "counts"
retention_months = 12
dpia = "DPIA 12"
decided_by = "Chair of the data group"

[agreement]
name = "Anyshire information sharing agreement"
parties = ["Anyshire Police", "Harbour Homes"]
signed = 2026-01-20
from = 2026-02-01
until = 2027-01-31
review = 2026-12-01
"""


def persons(*rows: dict) -> pa.Table:
    """Mentions of victims, unless a row says otherwise."""
    usual = {"subject": "victim", "expires_on": KEPT_UNTIL}
    return pa.Table.from_pylist([{"row": at} | usual | row for at, row in enumerate(rows)], schema=PERSONS)


def places(*rows: dict) -> pa.Table:
    return pa.Table.from_pylist([{"row": at, "expires_on": KEPT_UNTIL} | row for at, row in enumerate(rows)], PLACES)


def purpose_file(folder: Path, **replaced: str) -> Path:
    """A purpose's file; `replaced` gives a field's new value, such as groups='["child-victims"]'; '' leaves it out."""
    lines = []
    for line in PURPOSE.strip().splitlines():
        field = line.partition(" = ")[0]
        if field not in replaced:
            lines.append(line)
        elif replaced[field]:
            lines.append(f"{field} = {replaced[field]}")
    file = folder / "purpose.toml"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file
