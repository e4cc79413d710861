"""Deletes what is due, and proves it: a step is one transaction, which leaves nothing of its records or did not happen.

The audit itself tells what a step deleted, rows that went along included. Of each such row its entries are emptied, in
the same transaction; their digests stay, so the seals still verify. A killed run leaves whole steps, and the next run
goes on.
"""

import logging
from collections import Counter
from collections.abc import Iterator
from datetime import date

from django.db import DatabaseError, connection, transaction
from django.db.models import CharField, Model, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone

from saferplan.errors import SaferplanError
from saferplan.web.audit.acting import acting_as
from saferplan.web.audit.models import DeletedRows, Deletion, Entry, Hold, Operation
from saferplan.web.audit.redactions import digest_of
from saferplan.web.audit.retention import Keeper, keepers
from saferplan.web.audit.tables import written

log = logging.getLogger("saferplan.audit")

STEP = 100  # records a transaction: few enough that a kill loses seconds of work

Row = tuple[str, str]


class NotForgotten(SaferplanError):
    """A step left something of its records, so it was taken back."""


def delete_due(on: date | None = None) -> list[Deletion]:
    """Of every kind whose keeper is known."""
    day = on or timezone.localdate()
    made, failed = [], []
    with acting_as("job: retention"):
        for keeper in keepers().values():
            try:
                made += _delete_kind(keeper, day)
            except (NotForgotten, DatabaseError):  # the edge of a kind: the others are due all the same
                log.exception("retention failed", extra={"kind": keeper.kind.word})
                failed.append(keeper.kind.title)
    if failed:
        raise NotForgotten(f"not deleted: {', '.join(failed)}", remedy="The log of the worker says why.")
    return made


def _delete_kind(keeper: Keeper, on: date) -> Iterator[Deletion]:
    while (made := _step(keeper, keeper.kind.cutoff(on))) is not None:
        yield made


def due_and_free(keeper: Keeper, cutoff: date) -> QuerySet:
    """What is due and under no hold."""
    due = keeper.due(cutoff)
    held = Hold.objects.in_force().filter(table_name=due.model._meta.db_table).values("record")
    return due.alias(held_as=Cast("pk", CharField())).exclude(held_as__in=held)


@transaction.atomic(durable=True)
def _step(keeper: Keeper, cutoff: date) -> Deletion | None:
    """Records of one partnership; those that somebody works on at this moment wait for the next run."""
    records = _of_one_partnership(_locked(keeper, cutoff))
    if not records:
        return None
    table_name = keeper.model._meta.db_table
    gone = [(table_name, str(record.pk)) for record in records]
    for record in records:
        keeper.remove(record)
    if table_name not in written().exempt:
        gone = _touched(keeper.kind.tables)
    return _proven(keeper, cutoff, records, gone)


def _locked(keeper: Keeper, cutoff: date) -> list[Model]:
    """Looked at again once they are locked: meanwhile somebody may have put a hold on one."""
    free = due_and_free(keeper, cutoff)
    ids = list(free.order_by("pk").values_list("pk", flat=True)[:STEP])
    table = free.model._base_manager.select_for_update(skip_locked=True, of=("self",))
    locked = list(table.filter(pk__in=ids).order_by("pk"))
    still = set(free.filter(pk__in=[record.pk for record in locked]).values_list("pk", flat=True))
    return [record for record in locked if record.pk in still]


def _of_one_partnership(records: list[Model]) -> list[Model]:
    first = getattr(records[0], "partnership_id", None) if records else None
    return [record for record in records if getattr(record, "partnership_id", None) == first]


def _touched(tables: tuple[str, ...]) -> list[Row]:
    """Rows that this transaction has deleted, and rows of the kind that it has emptied."""
    made_now = Entry.objects.of_this_transaction()
    deleted = made_now.filter(operation=Operation.DELETE)
    emptied = made_now.filter(operation=Operation.UPDATE, table_name__in=tables)
    return sorted(deleted.union(emptied).values_list("table_name", "record"))


def _proven(keeper: Keeper, cutoff: date, records: list[Model], gone: list[Row]) -> Deletion:
    entries = Entry.objects.telling_of(gone)
    deletion = Deletion.objects.create(
        partnership_id=getattr(records[0], "partnership_id", None),
        kind=keeper.kind.word,
        cutoff=cutoff,
        months=keeper.kind.months,
        records=len(records),
        entries=entries.count(),
        entries_digest=digest_of(entries),
    )
    rows = Counter(table for table, _ in gone)
    DeletedRows.objects.bulk_create(DeletedRows(deletion=deletion, table_name=t, rows=n) for t, n in rows.items())
    emptied = entries.update(before=None, after=None, salt=None, redacted_by=deletion.pk)
    _check_nothing_remains(keeper, records, gone, emptied=emptied, deletion=deletion)
    return deletion


def _check_nothing_remains(
    keeper: Keeper, records: list[Model], gone: list[Row], *, emptied: int, deletion: Deletion
) -> None:
    """Looks at the database as it is now, past every model."""
    left = keeper.due(deletion.cutoff).filter(pk__in=[record.pk for record in records]).count()
    telling = Entry.objects.telling_of(gone).count()
    if left or telling or emptied != deletion.entries or _rows_there():
        raise NotForgotten(f"a step of {keeper.kind.word} left something behind; nothing of it was deleted")


def _rows_there() -> bool:
    """Whether a row that the audit saw deleted is there. Rows that stay, emptied, are the keeper's own to check."""
    deleted = Entry.objects.of_this_transaction().filter(operation=Operation.DELETE)
    with connection.cursor() as cursor:
        for table, record in deleted.values_list("table_name", "record"):
            key = connection.introspection.get_primary_key_column(cursor, table)
            cursor.execute(f'SELECT 1 FROM public."{table}" WHERE "{key}"::text = %s', [record])
            if cursor.fetchone():
                return True
    return False
