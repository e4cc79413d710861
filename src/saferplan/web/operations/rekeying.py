"""Gives the site another key: whatever is sealed in its database is opened under the old one and sealed under the new.

All of it in one transaction. Killed, or met by a cell that does not open, nothing has changed and the old key holds.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection, models, transaction

from saferplan.errors import KeyRefused
from saferplan.identities.keys import PartnershipKey
from saferplan.web.audit import answers
from saferplan.web.audit.models import PreparedAnswer
from saferplan.web.cases import sealing
from saferplan.web.cases.models import CasePerson, Note
from saferplan.web.operations.alone import refuse_use
from saferplan.web.people.sealing import rekey as rekey_second_factors

SEALED: dict[type[models.Model], Callable[[int, UUID], str]] = {
    CasePerson: sealing.bound,
    Note: sealing.bound,
    PreparedAnswer: answers.bound,
}
"""Every table with sealed cells, and what each cell is bound to."""
AT_ONCE = 500
_REFUSING = """
    SELECT pg_class.relname, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
    WHERE pg_class.relname = ANY(%s) AND tgfoid = to_regproc('refuse_rewriting')
"""


def rekey(old: PartnershipKey, new: PartnershipKey) -> int:
    """How many cells were sealed anew. Raises KeyRefused where one does not open, StoreError while the site is used."""
    if old.check == new.check:
        raise KeyRefused(
            "SAFERPLAN_NEW_KEY is the key that is in force", remedy="Make another: saferplan identities new-key"
        )
    refuse_use()  # a page that is being written would seal under the old key behind our back
    with transaction.atomic(), _rows_may_be_rewritten():
        count = sum(_rekeyed(model, bound, old, new) for model, bound in SEALED.items())
        return count + rekey_second_factors(old, new)


def _rekeyed(
    model: type[models.Model], bound: Callable[[int, UUID], str], old: PartnershipKey, new: PartnershipKey
) -> int:
    count, rows = 0, model._base_manager.select_for_update().only("partnership_id", "row", "sealed")
    for record in rows.iterator(AT_ONCE):
        place = bound(record.partnership_id, record.row)
        sealed = new.seal(old.unseal(bytes(record.sealed), place), place)
        count += model._base_manager.filter(pk=record.pk).update(sealed=sealed)
    return count


@contextmanager
def _rows_may_be_rewritten() -> Iterator[None]:
    """Notes are never rewritten, and the database sees to it; their words stay as they are, under another key.

    What the audit writes down of it stays in force.
    """
    connection.check_constraints()  # PostgreSQL alters no table that has checks to come
    with connection.cursor() as cursor:
        cursor.execute(_REFUSING, [[model._meta.db_table for model in SEALED]])
        refusing = cursor.fetchall()
        for table, trigger in refusing:
            cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER "{trigger}"')
        yield
        connection.check_constraints()
        for table, trigger in refusing:
            cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER "{trigger}"')
