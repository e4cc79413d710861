"""Single records that were generated for the demo: how they are marked, and how a lake that holds them is known."""

import duckdb

from saferplan.evidence.lake import Snapshot
from saferplan.evidence.tables import INCIDENTS

# Every generated record is on or near such a street; none of data.police.uk is. The mark travels with the record,
# whatever its file is called.
SYNTHETIC_LOCATION = "On or near Synthetic Street"
SYNTHETIC_NOTICE = "Single records here are synthetic; counts are the real published ones"


def is_synthetic(snapshot: Snapshot) -> bool:
    """Whether any single record in the lake was generated. Reads one column, and stops at the first such record."""
    if not snapshot.has(INCIDENTS.name):
        return False
    found = duckdb.execute(
        f"SELECT 1 FROM {snapshot.scan(INCIDENTS.name)} WHERE starts_with(location, ?) LIMIT 1", [SYNTHETIC_LOCATION]
    ).fetchone()
    return found is not None
