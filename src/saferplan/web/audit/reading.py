"""Reads of people's records are written down before the record is shown, each with its purpose.

What cannot be written down raises, and so is not shown. Call it in the view, before the page is rendered.
"""

from collections.abc import Iterable
from typing import Any

from saferplan.web.audit.acting import Actor, acting, acting_as
from saferplan.web.audit.models import Entry, Operation
from saferplan.web.partnerships.scope import PartnershipRecord
from saferplan.web.people.models import Member


def log_read(
    *,
    member: Member,
    record: PartnershipRecord,
    purpose: str,
    what: str = "",
    agreement: PartnershipRecord | None = None,
    break_glass: bool = False,
) -> None:
    """`purpose` is a word of the agreements' vocabulary; `what` names the page, nothing of what it shows."""
    log_reads(member=member, records=[record], purpose=purpose, what=what, agreement=agreement, break_glass=break_glass)


def log_reads(
    *,
    member: Member,
    records: Iterable[PartnershipRecord],
    purpose: str,
    what: str = "",
    agreement: PartnershipRecord | None = None,
    break_glass: bool = False,
) -> None:
    """Several records on one page, in one statement."""
    if not purpose:
        raise ValueError("a read has a purpose")
    told = {"what": what, "agreement": agreement and agreement.pk, "break_glass": break_glass or None}
    details = {name: value for name, value in told.items() if value}
    _write(member, [_read_of(member, record, purpose, details) for record in records])


def _read_of(member: Member, record: PartnershipRecord, purpose: str, details: dict[str, Any]) -> Entry:
    if record.pk is None or record.partnership_id != member.partnership_id:
        raise ValueError(f"no record of the member's partnership: {type(record).__name__} {record.pk}")
    return entry(member, Operation.READ, record._meta.db_table, record.pk, purpose=purpose, details=details)


def log_entries(*, member: Member, rows: Iterable[tuple[str, str]], purpose: str, what: str) -> None:
    """Reads of rows that are known as (table, key) of the member's own partnership."""
    read = Operation.READ
    _write(
        member,
        [entry(member, read, table, key, purpose=purpose, details={"what": what}) for table, key in rows],
    )


def log_own_use(
    *, member: Member, operation: Operation, table: str, record: object = "", details: dict[str, Any]
) -> None:
    """A search of the audit, or an export: what was asked for, not what was found."""
    _write(member, [entry(member, operation, table, record, details=details)])


def log_token_use(token: PartnershipRecord, *, what: str) -> None:
    """By an agency's own tool, which acts for no member: `what` names the address, nothing of what it gave."""
    Entry.objects.create(
        partnership_id=token.partnership_id,
        table_name=token._meta.db_table,
        record=str(token.pk),
        operation=Operation.READ,
        after={"what": what},
    )


def entry(
    member: Member, operation: Operation, table: str, record: object, *, purpose: str = "", details: dict[str, Any]
) -> Entry:
    return Entry(
        partnership_id=member.partnership_id,
        table_name=table,
        record=str(record),
        operation=operation,
        purpose=purpose,
        after=details or None,
    )


def _write(member: Member, entries: list[Entry]) -> None:
    """The database stamps them with whoever acts, so that has to be this member."""
    if acting().member not in (None, member.pk):
        raise ValueError("one member acts and another is named")
    if acting() == Actor.of(member):
        Entry.objects.bulk_create(entries)
    else:
        with acting_as(member):
            Entry.objects.bulk_create(entries)
