"""How an app declares what it does outside a request: `@work` for what someone asks for, `@periodic` for the clock.

Both stand in the app's module `work`, which is found when the site starts. Whatever is declared must be safe to run
twice: a worker that is killed has its job taken up by another, from the start.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, InterfaceError, OperationalError, transaction

from saferplan.web.jobs import queue
from saferplan.web.jobs.in_hand import LIMIT
from saferplan.web.jobs.models import Job, JobProgress, JobState, State
from saferplan.web.partnerships.models import Partnership

if TYPE_CHECKING:
    from saferplan.web.people.models import Member

ATTEMPTS = 3
FIRST_WAIT = timedelta(seconds=30)  # before the second attempt; each further one waits four times as long
WAIT_GROWS = 4
# What passes by itself: the database restarts, or a connection is lost.
PASSING = (OperationalError, InterfaceError, ConnectionError, TimeoutError)

Argument = int | str | bool | None
_works: dict[str, "Work"] = {}
_periodics: dict[str, "Periodic"] = {}


@dataclass(frozen=True)
class Work:
    """A kind of job. `one_at_a_time` names what two jobs of a partnership must not touch together, such as its lake.

    What takes longer than `limit` hangs, and is given up.
    """

    kind: str
    title: str
    do: "Callable[..., str | None]"
    one_at_a_time: str = ""
    retry_on: tuple[type[Exception], ...] = ()
    attempts: int = ATTEMPTS
    limit: timedelta = LIMIT

    def ask(self, *, partnership: Partnership, by: "Member | None", key: str = "", **arguments: Argument) -> Job:
        """Queues the job with the transaction that it is asked in; the same key, unfinished, is the same job."""
        with transaction.atomic():
            job = _new_job(self.kind, partnership, by, key)
            if job is None:
                return partnership.jobs.unfinished().get(kind=self.kind, key=key)
            JobState.objects.create(partnership=partnership, job=job, state=State.WAITING)
            JobProgress.objects.create(partnership=partnership, job=job)
            lock = f"{partnership.pk}/{self.one_at_a_time}" if self.one_at_a_time else None
            job.queue_number = queue.put(job=job.pk, arguments=arguments, lock=lock)
            job.save(update_fields=("queue_number",))
        return job

    def is_passing(self, fault: Exception) -> bool:
        return isinstance(fault, (*PASSING, *self.retry_on))

    def wait_before(self, attempt: int) -> timedelta:
        """How long before an attempt that follows a failed one: 30 seconds, 2 minutes, 8 minutes."""
        return FIRST_WAIT * WAIT_GROWS ** max(0, attempt - 2)


def _new_job(kind: str, partnership: Partnership, by: "Member | None", key: str) -> Job | None:
    """None where the key's job is under way. Two people at once: the database lets one of them be first."""
    try:
        with transaction.atomic():
            return Job.objects.create(partnership=partnership, kind=kind, key=key, asked_by=by)
    except IntegrityError as fault:
        if "job_of_a_key_is_unfinished_once" not in str(fault):
            raise
        return None


@dataclass(frozen=True)
class Periodic:
    name: str
    cron: str
    do: Callable[..., None]
    whole: bool


def work(
    kind: str,
    *,
    title: str,
    one_at_a_time: str = "",
    retry_on: tuple[type[Exception], ...] = (),
    attempts: int = ATTEMPTS,
    limit: timedelta = LIMIT,
) -> "Callable[[Callable[..., str | None]], Work]":
    """Makes a kind of job of a function of the running job and its arguments, which returns its result's address.

    Arguments lie in the queue: numbers and short words, never anything of a person.
    """

    def declare(do: "Callable[..., str | None]") -> Work:
        return _known(_works, kind, Work(kind, title, do, one_at_a_time, retry_on, attempts, limit))

    return declare


def periodic(cron: str, *, whole: bool = False) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Runs a function by the clock (minute, hour, day, month, weekday; UTC), for each partnership by itself.

    With `whole` it runs once for the installation. A time that nobody was there for is made up for within a day.
    """

    def declare(do: Callable[..., None]) -> Callable[..., None]:
        name = f"{do.__module__.removeprefix('saferplan.web.').removesuffix('.work')}.{do.__name__}"
        _known(_periodics, name, Periodic(name, cron, do, whole))
        return do

    return declare


def _known(table: dict, name: str, entry):
    if name in table:
        raise ValueError(f"two kinds of work are called {name}")
    table[name] = entry
    return entry


def works() -> dict[str, Work]:
    return _works


def periodics() -> dict[str, Periodic]:
    return _periodics
