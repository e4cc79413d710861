"""Puts a record on hold, so that it is not deleted when its time is over, and releases it."""

from django.db import transaction

from saferplan.web.audit.models import Hold, HoldRelease
from saferplan.web.audit.retention import Keeper
from saferplan.web.partnerships.refused import Refused
from saferplan.web.people.models import Member


class NotThere(Refused):
    """No such record, or no longer."""


class HeldAlready(Refused):
    """Nothing to do."""


@transaction.atomic
def put_on_hold(*, keeper: Keeper, number: str, reason: str, by: Member) -> Hold:
    """The record is locked: whoever is about to delete it either has done so, or will find the hold."""
    record = keeper.known(by.partnership, number).select_for_update().first()
    if record is None:
        raise NotThere(f"There is no record {number} among {keeper.kind.title.lower()}", field="number")
    table = keeper.model._meta.db_table
    if by.partnership.holds.in_force().filter(table_name=table, record=record.pk).exists():
        raise HeldAlready(f"Record {number} is on hold already", field="number")
    hold = Hold(partnership=by.partnership, kind=keeper.kind.word, number=keeper.called(record), reason=reason, by=by)
    hold.table_name, hold.record = table, str(record.pk)
    hold.full_clean()
    hold.save()
    return hold


@transaction.atomic
def release(*, hold: Hold, reason: str, by: Member) -> HoldRelease:
    Hold.objects.select_for_update().get(pk=hold.pk)
    if HoldRelease.objects.filter(hold=hold).exists():
        raise HeldAlready("Somebody released the hold already")
    made = HoldRelease(partnership=hold.partnership, hold=hold, reason=reason, by=by)
    made.full_clean()
    made.save()
    return made
