"""A job as its worker runs it: begun once per attempt, told of, and ended once."""

import logging
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from saferplan.errors import SaferplanError
from saferplan.web.audit.acting import acting_as
from saferplan.web.design_system.faults import in_words
from saferplan.web.jobs import queue
from saferplan.web.jobs.in_hand import LIMIT, Piece, at_work
from saferplan.web.jobs.models import Job, JobProgress, JobState, State
from saferplan.web.jobs.work import Work, works
from saferplan.web.partnerships.models import Partnership
from saferplan.web.people.models import Member

log = logging.getLogger("saferplan.jobs")

SECONDS_BETWEEN_WORDS = 1.0  # progress that comes faster is not worth a write
OUR_FAULT = "Something went wrong in saferplan, not in what you gave it. Tell your administrator this number: {number}"
GIVEN_UP = "This could not be done after {attempts} attempts, because a part of the site did not answer. Try later."
TOO_LONG = "This took longer than {limit} and was given up. Tell your administrator this number: {number}"
KILLED = "The server stopped in the middle of this {attempts} times. Tell your administrator this number: {number}"


class Superseded(BaseException):
    """Another worker has taken the job over: this one must let go. No `except Exception` is to hold it."""


@dataclass
class Running:
    """What a job's function is given."""

    job: Job
    attempt: int
    _told_at: float = field(default=float("-inf"), repr=False)

    @property
    def number(self) -> int:
        return self.job.pk

    @property
    def partnership(self) -> Partnership:
        return self.job.partnership

    @property
    def asked_by(self) -> Member | None:
        return self.job.asked_by

    def progress(self, *, done: int = 0, of: int = 0, message: str = "") -> None:
        """Tells how far the job has come. Outside a transaction, or nobody sees it before the end."""
        if time.monotonic() - self._told_at < SECONDS_BETWEEN_WORDS and done != of:
            return
        self._told_at = time.monotonic()
        told = JobProgress.objects.filter(job=self.job, job__attempt=self.attempt, job__finished_at=None)
        words = message[: JobProgress._meta.get_field("message").max_length]
        if not told.update(done=min(done, of) if of else 0, total=of, message=words, beat_at=timezone.now()):
            raise Superseded


def run(number: int, arguments: dict) -> datetime | None:
    """Does a job's work. Gives the time to try again, where a fault passes by itself."""
    with acting_as("job: worker", request=f"job-{number}"):
        running = _begun(number)
    if running is None:
        return None
    known = works().get(running.job.kind)
    limit = known.limit if known else LIMIT
    piece = Piece(running.job.kind, limit, lambda: _given_up(running, limit), number)
    with at_work(piece), acting_as(running.asked_by or f"job: {running.job.kind}", request=f"job-{number}"):
        return _done(running, arguments)


def _done(running: Running, arguments: dict) -> datetime | None:
    work = works().get(running.job.kind)
    if work is None or running.attempt > work.attempts:
        _ended(running, State.FAILED, explanation=KILLED.format(attempts=running.attempt - 1, number=running.number))
        return None
    try:
        result = work.do(running, **arguments)
    except SaferplanError as fault:
        _ended(running, State.FAILED, explanation=told_of(fault))
    except Exception as fault:  # noqa: BLE001 the edge: a job's fault is told to who asked, and the worker goes on
        return _faulted(running, work, fault)
    else:
        _ended(running, State.DONE, result=result or "")
    return None


def told_of(fault: SaferplanError) -> str:
    """For the page: what is wrong and what to do, without the path on the server."""
    return f"{in_words(fault)}."


@transaction.atomic
def _begun(number: int) -> Running | None:
    """None where there is nothing to do any more, which the queue does not know.

    The job has ended, and a worker was killed before it could say so; or its record is gone.
    """
    known = Job.objects.select_for_update(of=("self",)).select_related("partnership", "asked_by__user")
    job = known.filter(pk=number).first()
    if job is None or job.finished_at:
        return None
    job.attempt += 1
    job.save(update_fields=("attempt",))
    _say(job, State.RUNNING)
    JobProgress.objects.filter(job=job).update(done=0, total=0, message="", beat_at=timezone.now())
    return Running(job, job.attempt)


@transaction.atomic
def _ended(running: Running, state: State, *, explanation: str = "", result: str = "") -> None:
    _still_ours(running)
    running.job.finished_at, running.job.result = timezone.now(), result
    running.job.save(update_fields=("finished_at", "result"))
    _say(running.job, state, explanation)


def _given_up(running: Running, limit: timedelta) -> bool:
    """Of a job that hangs: told by another thread than the one that hangs."""
    explanation = TOO_LONG.format(limit=_in_words(limit), number=running.number)
    try:
        with transaction.atomic():
            _ended(running, State.FAILED, explanation=explanation)
            queue.drop(running.job.queue_number)
    except Superseded:
        return False
    return True


def _in_words(limit: timedelta) -> str:
    minutes = max(1, round(limit.total_seconds() / 60))
    amount, unit = (minutes // 60, "hour") if minutes % 60 == 0 else (minutes, "minute")
    return f"{amount} {unit}{'' if amount == 1 else 's'}"


def _faulted(running: Running, work: Work, fault: Exception) -> datetime | None:
    extra = {"job": running.number, "kind": running.job.kind, "attempt": running.attempt}
    if not work.is_passing(fault):
        log.error("job failed", extra=extra, exc_info=fault)
        _ended(running, State.FAILED, explanation=OUR_FAULT.format(number=running.number))
        return None
    log.warning("job disturbed", extra=extra, exc_info=fault)
    if running.attempt >= work.attempts:
        _ended(running, State.FAILED, explanation=GIVEN_UP.format(attempts=running.attempt))
        return None
    return _again(running, timezone.now() + work.wait_before(running.attempt + 1))


@transaction.atomic
def _again(running: Running, at: datetime) -> datetime:
    _still_ours(running)
    _say(running.job, State.TRYING_AGAIN)
    return at


def _still_ours(running: Running) -> None:
    ours = Job.objects.select_for_update().filter(pk=running.number, attempt=running.attempt, finished_at=None)
    if not ours.exists():
        raise Superseded


@transaction.atomic
def take_from_the_dead(taken: ProcrastinateJob) -> None:
    """What is done with the job of a worker that was killed: another attempt, or the truth about it."""
    job = Job.objects.select_for_update().filter(pk=taken.args["job"]).first()
    if job is None or job.finished_at:
        queue.drop(taken.pk)
        return
    work = works().get(job.kind)
    if work is None or job.attempt >= work.attempts:
        queue.drop(taken.pk)
        job.finished_at = timezone.now()
        job.save(update_fields=("finished_at",))
        _say(job, State.FAILED, KILLED.format(attempts=job.attempt, number=job.pk))
    else:
        job.queue_number = queue.put_anew(taken)
        job.save(update_fields=("queue_number",))
        _say(job, State.TRYING_AGAIN)


def _say(job: Job, state: State, explanation: str = "") -> None:
    words = explanation[: JobState._meta.get_field("explanation").max_length]
    JobState.objects.create(
        partnership_id=job.partnership_id, job=job, state=state, attempt=job.attempt, explanation=words
    )
