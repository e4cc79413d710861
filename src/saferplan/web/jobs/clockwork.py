"""Periodic functions as they run: for each partnership by itself, and each time once."""

import logging
from datetime import datetime

from django.utils import timezone

from saferplan.web.audit.acting import acting_as
from saferplan.web.jobs.in_hand import LIMIT, Piece, at_work
from saferplan.web.jobs.models import PeriodicRun
from saferplan.web.jobs.work import Periodic
from saferplan.web.partnerships.models import Partnership

log = logging.getLogger("saferplan.jobs")


class SomeFailed(Exception):
    """Of the partnerships that a periodic function ran for: those that it succeeded for are not run again."""


def run_periodic(periodic: Periodic, *, due: datetime) -> None:
    """Raises SomeFailed, so that the queue tries again."""
    theirs = [None] if periodic.whole else Partnership.objects.order_by("pk")
    done = set(_runs(periodic, due).exclude(succeeded_at=None).values_list("partnership_id", flat=True))
    failed = [one for one in theirs if (one.pk if one else None) not in done and not _ran(periodic, one, due)]
    if failed:
        raise SomeFailed(f"{periodic.name}: {len(failed)}")


def _runs(periodic: Periodic, due: datetime):
    return PeriodicRun.objects.filter(name=periodic.name, due_at=due)


def _ran(periodic: Periodic, partnership: Partnership | None, due: datetime) -> bool:
    """Whether it succeeded. One partnership's fault does not keep it from the others."""
    with at_work(Piece(periodic.name, LIMIT, give_up=lambda: True)), acting_as(f"job: {periodic.name}"):
        record = PeriodicRun.objects.create(name=periodic.name, partnership=partnership, due_at=due)
        try:
            periodic.do(*([partnership] if partnership else []))
        except Exception:  # the edge: logged, tried again, and seen in the record
            place = partnership.pk if partnership else None
            log.exception("periodic work failed", extra={"kind": periodic.name, "partnership": place})
            return False
        record.succeeded_at = timezone.now()
        record.save(update_fields=("succeeded_at",))
        return True
