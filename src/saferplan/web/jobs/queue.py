"""The one way into the queue: within the transaction of whoever asks, so that nothing is queued that was not kept,
and nothing kept that was not queued.
"""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker
from procrastinate.jobs import Job as QueuedJob
from procrastinate.manager import JobManager

RUN = "saferplan.run"  # the one task of what people ask for; the record of the job tells the rest
QUEUE = "saferplan"
# By Django's own connection, in a worker too, where procrastinate's app would take one of its own.
_manager = JobManager(DjangoConnector(alias="default"))


def put(*, job: int, arguments: dict, lock: str | None) -> int:
    """The number in the queue."""
    queued = QueuedJob(
        queue=QUEUE,
        lock=lock,
        queueing_lock=None,
        task_name=RUN,
        task_kwargs={"job": job, "arguments": arguments},
    )
    return _manager.defer_job(queued).id


def taken_by_the_dead(age: timedelta) -> "QuerySet[ProcrastinateJob]":
    """What workers had taken that have not been heard of for so long."""
    silent = Q(worker=None) | Q(worker__last_heartbeat__lt=timezone.now() - age)
    return ProcrastinateJob.objects.filter(silent, status="doing").order_by("pk")


def put_back(number: int, *, at: datetime) -> None:
    _manager.retry_job_by_id(number, at)


@transaction.atomic
def put_anew(taken: ProcrastinateJob) -> int:
    """In place of what a dead worker had taken: should it wake up, what it says of its own entry changes nothing."""
    drop(taken.pk)
    return put(job=taken.args["job"], arguments=taken.args["arguments"], lock=taken.lock)


def drop(number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT procrastinate_finish_job_v1(%s, 'failed', true)", [number])


def workers_heard_of(age: timedelta) -> "QuerySet[ProcrastinateWorker]":
    return ProcrastinateWorker.objects.filter(last_heartbeat__gte=timezone.now() - age)
