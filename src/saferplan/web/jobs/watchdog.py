"""Looks after jobs whose worker is gone, and after what hangs in its own. Each worker keeps one such dog, in a thread
beside its jobs: one that takes hours keeps it from nothing.
"""

import logging
import os
import threading
from datetime import timedelta

from django.db import DatabaseError, InterfaceError, close_old_connections, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from saferplan.web.audit.acting import acting_as
from saferplan.web.jobs import in_hand, queue
from saferplan.web.jobs.models import JobProgress
from saferplan.web.jobs.running import take_from_the_dead

log = logging.getLogger("saferplan.jobs")

HANGS = 70  # the exit code of a worker that ended itself (sysexits.h: EX_SOFTWARE)


class Watchdog(threading.Thread):
    """Tells every `beat` that this process still works at its jobs, and takes up those that nobody works at.

    A piece of work over its time is given up, and its process with it: whatever runs the worker starts it anew.
    """

    def __init__(self, *, beat: timedelta, silence: timedelta) -> None:
        super().__init__(name="watchdog", daemon=True)
        self._beat, self._silence = beat, silence
        self._ended = threading.Event()

    def run(self) -> None:
        while not self._ended.wait(self._beat.total_seconds()):
            if give_up_what_hangs():
                os._exit(HANGS)  # a thread cannot be ended; what else this worker had in hand is begun again by another
            try:
                close_old_connections()
                tell_that_we_live()
                mend_stuck(self._silence)
            except (DatabaseError, InterfaceError) as fault:
                log.warning("watchdog disturbed", exc_info=fault)

    def end(self) -> None:
        self._ended.set()


def give_up_what_hangs() -> bool:
    """Of all that hangs, even where the first is reason enough to end."""
    return sum(_gave_up(piece) for piece in in_hand.overdue()) > 0


def _gave_up(piece: in_hand.Piece) -> bool:
    log.error("work hangs", extra={"job": piece.job, "kind": piece.name})
    try:
        close_old_connections()
        with acting_as("job: watchdog"):
            return piece.give_up()
    except (DatabaseError, InterfaceError) as fault:
        log.warning("watchdog disturbed", exc_info=fault)  # another worker finds the job, as one of the dead
        return True


def tell_that_we_live() -> None:
    JobProgress.objects.filter(job__in=in_hand.jobs()).update(beat_at=timezone.now())


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
        with acting_as("job: watchdog"):
            take_from_the_dead(taken)
    else:
        queue.put_back(taken.pk, at=timezone.now())
    return True
