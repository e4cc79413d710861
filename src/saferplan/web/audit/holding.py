"""Puts a record on hold, so that it is not deleted when its time is over, and releases it."""

from django.db import transaction

from saferplan.errors import SaferplanError
from saferplan.web.audit.models import Hold, HoldRelease
from saferplan.web.audit.retention import Keeper
from saferplan.web.people.models import Member


class NotThere(SaferplanError):
    """No such record, or no longer."""


class HeldAlready(SaferplanError):
    """Nothing to do."""


@transaction.atomic
def put_on_hold(*, keeper: Keeper, number: str, reason: str, by: Member) -> Hold:
    """The record is locked: whoever is about to delete it either has done so, or will find the hold."""
    model = keeper.due(keeper.kind.checked).model
    found = model._base_manager.select_for_update().filter(partnership=by.partnership, **{keeper.number: number})
    record = found.first()
    if record is None:
        raise NotThere(f"there is no record {number} among {keeper.kind.title.lower()}")
    table = model._meta.db_table
    if by.partnership.holds.in_force().filter(table_name=table, record=record.pk).exists():
        raise HeldAlready(f"record {number} is on hold already")
    hold = Hold(
        partnership=by.partnership, kind=keeper.kind.word, table_name=table, record=str(record.pk), reason=reason, by=by
    )
    hold.full_clean()
    hold.save()
    return hold


@transaction.atomic
def release(*, hold: Hold, reason: str, by: Member) -> HoldRelease:
    Hold.objects.select_for_update().get(pk=hold.pk)
    if HoldRelease.objects.filter(hold=hold).exists():
        raise HeldAlready("the hold was released already")
    made = HoldRelease(partnership=hold.partnership, hold=hold, reason=reason, by=by)
    made.full_clean()
    made.save()
    return made
