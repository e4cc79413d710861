"""What a newer release of a month changed: publishers correct outcomes, places and identifiers for years."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

import duckdb

from saferplan.evidence.lake import Snapshot
from saferplan.evidence.snapshot import quoted
from saferplan.evidence.tables import INCIDENTS, OUTCOMES

Key = tuple[str, str]  # publisher and month


@dataclass(frozen=True)
class Changes:
    """Rows of the old release that the new one lacks and the reverse; of rows in both, those that differ.

    A row is in both where its Crime ID is (an outcome: with the same outcome), or, having none, all else that it says.
    An ID that occurs more than once in a release counts in `rows_gone` and `rows_new` alone.
    """

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


def changes_between(old: Snapshot, new: Snapshot, table: str, keys: Iterable[Key]) -> dict[Key, Changes]:
    """For each (publisher, month) of `keys` in both snapshots: what the newer one changed. One month at a time."""
    if table not in _IDENTITY:
        return {}
    publishers: dict[str, list[str]] = {}
    for publisher, month in keys:
        publishers.setdefault(month, []).append(publisher)
    found: dict[Key, Changes] = {}
    for month, names in sorted(publishers.items()):
        found |= _changes_in_month(old, new, table, month, names)
    return found


def _changes_in_month(old: Snapshot, new: Snapshot, table: str, month: str, names: list[str]) -> dict[Key, Changes]:
    rows = duckdb.sql(
        f"""
        WITH old AS ({_grouped(old, table, month, names)}), new AS ({_grouped(new, table, month, names)})
        SELECT coalesce(old.publisher, new.publisher),
               sum(greatest(coalesce(old.n, 0) - coalesce(new.n, 0), 0)),
               sum(greatest(coalesce(new.n, 0) - coalesce(old.n, 0), 0)),
               count(*) FILTER (old.n = 1 AND new.n = 1 AND old.outcome IS DISTINCT FROM new.outcome),
               count(*) FILTER (old.n = 1 AND new.n = 1 AND old.place IS DISTINCT FROM new.place),
               count(*) FILTER (old.n = 1 AND new.n = 1 AND old.lsoa_code IS DISTINCT FROM new.lsoa_code)
        FROM old FULL JOIN new USING (publisher, identity) GROUP BY 1
        """
    ).fetchall()
    return {(row[0], month): Changes(*(int(n) for n in row[1:])) for row in rows}


def _grouped(snapshot: Snapshot, table: str, month: str, names: list[str]) -> str:
    return (
        f"SELECT publisher, {_IDENTITY[table]} AS identity, count(*) AS n,"
        f" any_value({_OUTCOME[table]}) AS outcome, any_value({_PLACE[table]}) AS place,"
        " any_value(lsoa_code) AS lsoa_code"
        f" FROM {snapshot.scan(table)} WHERE month = '{month}' AND publisher IN ({quoted(names)}) GROUP BY ALL"
    )
