"""The register of erasures, read again: what was erased, and what its proofs found."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import duckdb
import pyarrow as pa

from saferplan.errors import UnknownName
from saferplan.evidence.forgetting.proving import Looked
from saferplan.evidence.lake_writer import Writer
from saferplan.evidence.snapshot import Snapshot, quoted
from saferplan.evidence.tables import ERASURE_PROOFS, ERASURES, SUPPRESSED

ACCOUNTABILITY = "accountability"


def erasures(snapshot: Snapshot) -> list[dict[str, Any]]:
    """Every erasure, oldest first, with the number of its proofs and the traces that the last one found."""
    proofs = snapshot.scan(ERASURE_PROOFS.name, purpose=ACCOUNTABILITY)
    return _records(f"""
        WITH proofs AS (SELECT erasure, proved_at, sum(found)::BIGINT AS found FROM {proofs} GROUP BY ALL)
        SELECT held.*, (SELECT count(*) FROM proofs WHERE proofs.erasure = held.erasure) AS proofs,
               (SELECT arg_max(found, proved_at) FROM proofs WHERE proofs.erasure = held.erasure) AS traces_found
        FROM {snapshot.scan(ERASURES.name, purpose=ACCOUNTABILITY)} AS held
        ORDER BY erased_on, string_split(erasure, '.')[-1]::INTEGER
    """)  # fmt: skip


def digests_of(snapshot: Snapshot, erasure: str) -> frozenset[str]:
    """By what an erasure's traces are known. Raises UnknownName for one that the register does not have."""
    known = [row["erasure"] for row in erasures(snapshot)]
    if erasure not in known:
        raise UnknownName(f"the register has no erasure {erasure!r}", remedy="List them with: saferplan erase list")
    rows = _records(
        f"SELECT digest FROM {snapshot.scan(SUPPRESSED.name, purpose=ACCOUNTABILITY)}"
        f" WHERE erasure = {quoted([erasure])}"
    )
    return frozenset(row["digest"] for row in rows)


def record_proof(writer: Writer, erasure: str, looked: Iterable[Looked], now: datetime) -> None:
    """Adds what a proof found to the register; not in force yet."""
    at = now.isoformat()
    told = {"erasure": erasure, "proved_at": at, "proved_on": now.date()}
    rows = [told | {"place": one.place, "looked_at": one.looked_at, "found": one.found} for one in looked]
    writer.replace(ERASURE_PROOFS, pa.Table.from_pylist(rows, schema=ERASURE_PROOFS.schema), [(erasure, at)])


def _records(query: str) -> list[dict[str, Any]]:
    return duckdb.connect(config={"temp_directory": ""}).sql(query).to_arrow_table().to_pylist()
