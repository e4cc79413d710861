"""What procrastinate's workers run: one task for all that people ask for, and one for each periodic function."""

from datetime import UTC, datetime, timedelta

from django.utils import timezone
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job as QueuedJob

from saferplan.web.jobs import queue
from saferplan.web.jobs.clockwork import run_periodic
from saferplan.web.jobs.running import Superseded, run
from saferplan.web.jobs.work import FIRST_WAIT, Periodic

PERIODIC_ATTEMPTS = 3
PERIODIC_WAIT = timedelta(minutes=10)


class TryAgain(Exception):
    """Tells the queue when."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        super().__init__("a fault that passes by itself")


class OfJobs(BaseRetryStrategy):
    """A fault that nobody could write down, such as a database that is gone, leaves the job in the queue."""

    def get_retry_decision(self, *, exception: BaseException, job: QueuedJob) -> RetryDecision | None:  # noqa: ARG002
        if isinstance(exception, Superseded):
            return None
        return RetryDecision(retry_at=exception.at if isinstance(exception, TryAgain) else timezone.now() + FIRST_WAIT)


class OfPeriodics(BaseRetryStrategy):
    def get_retry_decision(self, *, exception: BaseException, job: QueuedJob) -> RetryDecision | None:  # noqa: ARG002
        if job.attempts + 1 >= PERIODIC_ATTEMPTS:
            return None
        return RetryDecision(retry_at=timezone.now() + PERIODIC_WAIT)


@app.task(name=queue.RUN, queue=queue.QUEUE, retry=OfJobs())
def run_job(job: int, arguments: dict) -> None:
    again = run(job, arguments)
    if again:
        raise TryAgain(again)


def by_the_clock(periodic: Periodic) -> None:
    """Makes procrastinate run it. The times are in the database: of several workers one runs it."""

    @app.periodic(cron=periodic.cron, periodic_id=periodic.name)
    @app.task(name=f"periodic:{periodic.name}", queue=queue.QUEUE, retry=OfPeriodics(), lock=periodic.name)
    def task(timestamp: int) -> None:
        run_periodic(periodic, due=datetime.fromtimestamp(timestamp, UTC))
