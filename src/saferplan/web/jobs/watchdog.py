"""Looks after jobs whose worker is gone. Each worker keeps one such dog, in a thread of its own: a job that takes hours
keeps it from nothing.
"""

import logging
import threading
from datetime import timedelta

from django.db import DatabaseError, InterfaceError, close_old_connections, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from saferplan.web.jobs import queue
from saferplan.web.jobs.models import JobProgress
from saferplan.web.jobs.running import in_hand, take_from_the_dead

log = logging.getLogger("saferplan.jobs")


class Watchdog(threading.Thread):
    """Tells every `beat` that this process still works at its jobs, and takes up those that nobody works at."""

    def __init__(self, *, beat: timedelta, silence: timedelta) -> None:
        super().__init__(name="watchdog", daemon=True)
        self._beat, self._silence = beat, silence
        self._ended = threading.Event()

    def run(self) -> None:
        while not self._ended.wait(self._beat.total_seconds()):
            try:
                close_old_connections()
                tell_that_we_live()
                mend_stuck(self._silence)
            except (DatabaseError, InterfaceError) as fault:
                log.warning("watchdog disturbed", exc_info=fault)

    def end(self) -> None:
        self._ended.set()


def tell_that_we_live() -> None:
    JobProgress.objects.filter(job__in=list(in_hand)).update(beat_at=timezone.now())


def mend_stuck(silence: timedelta) -> int:
    """How many jobs were taken up. Of several watchdogs each takes what the others have not."""
    with transaction.atomic():
        stuck = list(queue.taken_by_the_dead(silence).select_for_update(of=("self",), skip_locked=True))
        alive = JobProgress.objects.filter(
            job__in=[taken.args["job"] for taken in stuck if "job" in taken.args],
            beat_at__gte=timezone.now() - silence,
        ).values_list("job", flat=True)
        beating = set(alive)
        return sum(_mended(taken) for taken in stuck if taken.args.get("job") not in beating)


def _mended(taken: ProcrastinateJob) -> bool:
    log.warning("job taken from a worker that is gone", extra={"job": taken.args.get("job"), "kind": taken.task_name})
    if "job" in taken.args:
        take_from_the_dead(taken)
    else:
        queue.put_back(taken.pk, at=timezone.now())
    return True
