"""What a newer release of a month changed: publishers correct outcomes, places and identifiers for years."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

import duckdb

from saferplan.evidence.lake import Snapshot
from saferplan.evidence.tables import INCIDENTS, OUTCOMES


@dataclass(frozen=True)
class Changes:
    """Rows of the old release that the new one lacks and the reverse; of rows in both, those that differ."""

    rows_gone: int
    rows_new: int
    changed_outcome: int
    changed_place: int
    changed_lsoa_code: int

    def as_record(self) -> dict[str, int]:
        return asdict(self)


# Rows without an identifier (anti-social behaviour) are matched by all else that they say, one to one.
_IDENTITY = {
    INCIDENTS.name: "coalesce(incident_id, concat_ws('|', crime_type, longitude, latitude, location))",
    OUTCOMES.name: "concat_ws('|', incident_id, outcome_type)",
}
_OUTCOME = {INCIDENTS.name: "last_outcome", OUTCOMES.name: "outcome_type"}
_PLACE = {
    INCIDENTS.name: "concat_ws('|', longitude, latitude, location)",
    OUTCOMES.name: "concat_ws('|', longitude, latitude)",
}


def changes_between(
    old: Snapshot, new: Snapshot, table: str, keys: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], Changes]:
    """For each (publisher, month) of `keys` in both snapshots: what the newer one changed."""
    wanted = ", ".join(f"('{publisher}', '{month}')" for publisher, month in keys)
    if not wanted or table not in _IDENTITY:
        return {}
    found = duckdb.sql(
        f"""
        WITH old AS ({_grouped(old, table, wanted)}), new AS ({_grouped(new, table, wanted)})
        SELECT coalesce(old.publisher, new.publisher), coalesce(old.month, new.month),
               sum(greatest(coalesce(old.n, 0) - coalesce(new.n, 0), 0)),
               sum(greatest(coalesce(new.n, 0) - coalesce(old.n, 0), 0)),
               count(*) FILTER (old.n = 1 AND new.n = 1 AND old.outcome IS DISTINCT FROM new.outcome),
               count(*) FILTER (old.n = 1 AND new.n = 1 AND old.place IS DISTINCT FROM new.place),
               count(*) FILTER (old.n = 1 AND new.n = 1 AND old.lsoa_code IS DISTINCT FROM new.lsoa_code)
        FROM old FULL JOIN new USING (publisher, month, identity) GROUP BY 1, 2
        """
    ).fetchall()
    return {(row[0], row[1]): Changes(*(int(n) for n in row[2:])) for row in found}


def _grouped(snapshot: Snapshot, table: str, wanted: str) -> str:
    return (
        f"SELECT publisher, month, {_IDENTITY[table]} AS identity, count(*) AS n,"
        f" any_value({_OUTCOME[table]}) AS outcome, any_value({_PLACE[table]}) AS place,"
        " any_value(lsoa_code) AS lsoa_code"
        f" FROM {snapshot.scan(table)} WHERE (publisher, month) IN ({wanted}) GROUP BY ALL"
    )
