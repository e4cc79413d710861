"""The quality of the newest extract of a feed, from what the lake keeps: lines and references, no row's content."""

from collections.abc import Collection, Mapping
from datetime import datetime

import duckdb
import numpy as np
import pyarrow as pa

from saferplan.evidence.lake import Snapshot
from saferplan.evidence.partners.profile import Profile
from saferplan.evidence.partners.quality.extract import Extract
from saferplan.evidence.partners.quality.history import Past, newest_extract
from saferplan.evidence.partners.quality.mending import to_mend
from saferplan.evidence.partners.quality.of_mapping import headings_of
from saferplan.evidence.partners.quality.report import Quality, quality_of
from saferplan.evidence.sources.base import RejectedRow
from saferplan.evidence.tables import PARTNER_INCIDENTS, REJECTED

PURPOSE = "data-quality"
"""Of those that partner_incidents is kept for."""


def quality_of_feed(
    snapshot: Snapshot, feed: str, *, profile: Profile | None = None, area: Collection[str] | None = None
) -> Quality:
    """The feed's newest extract beside those before it. Raises UnknownName where it has none.

    `profile`: the feed's own, which knows how its files head each field. Rows of partner_incidents are read for the
    purpose data-quality, which the lake's log of reads tells.
    """
    newest, earlier = newest_extract(snapshot, feed)
    promised = headings_of(profile) if profile else {}
    return quality_of(newest, earlier, to_mend(_extract(snapshot, newest, promised), area=area), promised)


def _extract(snapshot: Snapshot, past: Past, promised: Mapping[str, str]) -> Extract:
    """What is still in force of it: months that a newer extract has replaced are gone."""
    rejected = _rejected(snapshot, past.extract_id)
    return Extract(
        past.feed,
        past.agency,
        past.file,
        past.extract_id,
        datetime.fromisoformat(past.released),
        0,
        _rows(snapshot, past),
        np.empty(0, dtype=np.int64),
        rejected=rejected,
        promised=promised,
    )


def _rows(snapshot: Snapshot, past: Past) -> pa.Table:
    listed = ", ".join(PARTNER_INCIDENTS.column_names)
    scan = snapshot.scan(PARTNER_INCIDENTS.name, purpose=PURPOSE)
    query = f"SELECT {listed} FROM {scan} WHERE feed = ? AND extract_id = ? ORDER BY reported_time, reference"
    # Rows about people stay in memory, and are not spilt to the working folder.
    connection = duckdb.connect(config={"temp_directory": ""})
    return connection.execute(query, [past.feed, past.extract_id]).to_arrow_table().cast(PARTNER_INCIDENTS.schema)


def _rejected(snapshot: Snapshot, extract_id: str) -> list[RejectedRow]:
    query = f"SELECT line, field, reason FROM {snapshot.scan(REJECTED.name)} WHERE extract_id = ? ORDER BY line"
    return [RejectedRow(*row) for row in duckdb.execute(query, [extract_id]).fetchall()]
