"""What tests of review ask the restricted store."""

from saferplan.identities.linkage.explaining import count_doubtful
from saferplan.identities.linkage.in_force import run_in_force
from saferplan.identities.store import RestrictedStore
from stored import PURPOSE


def pairs_in_doubt(store: RestrictedStore) -> int:
    return count_doubtful(store.connection, run_in_force(store.connection, PURPOSE))


def decided(store: RestrictedStore) -> list[tuple]:
    """(verdict, why, by, number), oldest first."""
    return store.connection.execute(
        "SELECT verdict, why, decided_by, decision_id FROM link_decisions ORDER BY decision_id"
    ).fetchall()
