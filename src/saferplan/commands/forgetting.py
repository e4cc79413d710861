"""What retention and erasure share: the lake first, in one step; then the database; then what lies about on disk."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from saferplan.commands.restricted import DATABASE, restricted_store

if TYPE_CHECKING:
    from saferplan.evidence.lake import Lake, Writer
    from saferplan.identities.store import RestrictedStore

NO_DATABASE = f"{DATABASE} is not set, so people and addresses in the database were not looked at"


@dataclass
class Forgotten:
    """Rows that went, by table of the database; folders of engines; and what the operator has still to do."""

    database: dict[str, int] = field(default_factory=dict)
    spill_folders: int = 0
    left_to_the_operator: list[str] = field(default_factory=list)


@contextmanager
def store_if_any(lake: "Lake") -> Iterator["RestrictedStore | None"]:
    """A lake of depersonalised files alone has no database."""
    with restricted_store(lake.root) if os.environ.get(DATABASE) else nullcontext() as store:
        yield store


@contextmanager
def forgetting(
    lake: "Lake", store: "RestrictedStore | None", *, is_restored: bool = False
) -> Iterator[tuple["Writer", Forgotten]]:
    """The lake's writer, under its lock: what the caller commits comes into force. Behind that the database forgets
    whom the lake no longer names. Killed anywhere, the next run ends it. `is_restored`: the lake is from a backup.
    """
    import duckdb

    from saferplan.evidence.forgetting.rekeying import feeds_of_pseudonyms
    from saferplan.evidence.lake_faults import WRITE_FAULTS, write_fault
    from saferplan.evidence.spilling import remove_left_over

    told = Forgotten()
    lake.snapshot()  # a folder that is no lake is not made one
    try:
        with lake.writing() as writer:
            yield writer, told
            if store:
                told.database = _forget_in(store, lake, feeds_of_pseudonyms(writer), is_restored=is_restored)
    except (*WRITE_FAULTS, duckdb.IOException, duckdb.OutOfMemoryException) as fault:
        raise write_fault(fault, lake.root) from fault
    told.spill_folders = remove_left_over()
    if store:
        from saferplan.identities.forgetting.vacuuming import vacuum

        told.left_to_the_operator = vacuum(store.connection).left_to_the_operator


def _forget_in(
    store: "RestrictedStore", lake: "Lake", told_by: set[tuple[str, str]], *, is_restored: bool
) -> dict[str, int]:
    """Links whose purpose is over, and whom no row names; rows that went, by table."""
    from saferplan.identities.forgetting.linkage_over import forget_linkage_over
    from saferplan.identities.forgetting.unnamed import DecidingLake, forget_unnamed

    over = forget_linkage_over(store.connection, datetime.now(UTC).date())
    deciding = DecidingLake(lake.identity(), lake.loads()[-1].load_id)
    unnamed = forget_unnamed(
        store.connection, {key for key, _ in told_by}, deciding, told_by=told_by, is_restored=is_restored
    ).rows
    return {table: over.get(table, 0) + unnamed.get(table, 0) for table in sorted({*over, *unnamed})}
