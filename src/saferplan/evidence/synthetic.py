"""Records that were generated: how they are marked, and how a lake that holds them is known."""

import duckdb

from saferplan.evidence.lake import Snapshot
from saferplan.evidence.tables import INCIDENTS, PARTNER_INCIDENTS

# Every generated record of the police is on or near such a street; none of data.police.uk is. The mark travels with
# the record, whatever its file is called.
SYNTHETIC_LOCATION = "On or near Synthetic Street"
# Every feed of the synthetic partnership is so named, and no agency but its own.
SYNTHETIC_FEED, SYNTHETIC_AGENCY = "synthetic-", "Synthetic "
SYNTHETIC_NOTICE = "Single records here are synthetic; counts are the real published ones"


def is_synthetic(snapshot: Snapshot) -> bool:
    """Whether any single record in the lake was generated: of the police, or of a partner and the people it names.

    Restricted tables are not read for it; the list of extracts names the feeds.
    """
    return _has_synthetic_feed(snapshot) or _has_synthetic_location(snapshot)


def _has_synthetic_feed(snapshot: Snapshot) -> bool:
    of_partners = (row["slice"] for row in snapshot.extracts if row["dataset"] == PARTNER_INCIDENTS.name)
    return any(name.startswith(SYNTHETIC_FEED) for name in of_partners)


def _has_synthetic_location(snapshot: Snapshot) -> bool:
    """Reads one column, and stops at the first such record."""
    if not snapshot.has(INCIDENTS.name):
        return False
    found = duckdb.execute(
        f"SELECT 1 FROM {snapshot.scan(INCIDENTS.name)} WHERE starts_with(location, ?) LIMIT 1", [SYNTHETIC_LOCATION]
    ).fetchone()
    return found is not None
