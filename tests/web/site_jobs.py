"""The site's jobs in tests, done in the test's own process and transaction."""

from django.db import connection
from django.db.models import Q
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from saferplan.web.jobs import queue
from saferplan.web.jobs.running import run


def run_jobs() -> int:
    """Does what is due, and what that asks for; gives the number of jobs that were done."""
    done = 0
    while entry := _due():
        done += 1
        again = run(entry.args["job"], entry.args["arguments"])
        if again:
            _later(entry, again)
        else:
            queue.drop(entry.pk)
    return done


def _due() -> ProcrastinateJob | None:
    due = Q(scheduled_at=None) | Q(scheduled_at__lte=timezone.now())
    return ProcrastinateJob.objects.filter(due, status="todo", task_name=queue.RUN).order_by("pk").first()


def _later(entry: ProcrastinateJob, at) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = %s WHERE id = %s", [at, entry.pk])
