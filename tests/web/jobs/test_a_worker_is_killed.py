"""Real workers, killed, stopped and stuck in the middle of a job: nothing that was asked for is lost, and nothing done
twice that was done.
"""

import signal
import time
from pathlib import Path

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from saferplan.web.jobs.models import Job, State
from saferplan.web.jobs.watchdog import HANGS
from saferplan.web.jobs.work import Work
from waiting import PATIENCE, until

PROGRAM = Path(__file__).parents[1] / "worker_process.py"
linger = Work("test.linger", "Linger", lambda job: None, attempts=2)  # as worker_process.py declares it
hang = Work("test.hang", "Hang", lambda job: None)
pytestmark = pytest.mark.django_db(transaction=True)


def states(job: Job) -> list[str]:
    return list(job.states.values_list("state", flat=True))


def test_the_job_of_a_killed_worker_is_taken_up_by_another(worker, partnership, member, tmp_path):
    job = linger.ask(partnership=partnership, by=member)
    first = worker()
    until((tmp_path / f"begun-{job.pk}-1").exists)

    first.send_signal(signal.SIGKILL)
    first.wait()
    (tmp_path / "go").touch()
    worker()
    until(lambda: State.DONE in states(job))

    assert states(job) == [State.WAITING, State.RUNNING, State.TRYING_AGAIN, State.RUNNING, State.DONE]
    assert (tmp_path / f"done-{job.pk}-2").exists()
    until(lambda: not ProcrastinateJob.objects.filter(args__job=job.pk).exists())


def test_a_job_that_kills_its_workers_is_given_up_and_says_so(worker, partnership, member, tmp_path):
    job = linger.ask(partnership=partnership, by=member)
    for attempt in (1, 2):
        victim = worker()
        until((tmp_path / f"begun-{job.pk}-{attempt}").exists)
        victim.send_signal(signal.SIGKILL)
        victim.wait()

    worker()
    until(lambda: State.FAILED in states(job))

    assert "stopped in the middle of this 2 times" in job.states.last().explanation
    job.refresh_from_db()
    assert job.finished_at is not None


def test_a_worker_that_is_told_to_stop_finishes_what_it_began(worker, partnership, member, tmp_path):
    job, next_job = (linger.ask(partnership=partnership, by=member) for _ in range(2))
    process = worker()
    until((tmp_path / f"begun-{job.pk}-1").exists)

    process.terminate()
    other = worker()
    until((tmp_path / f"begun-{next_job.pk}-1").exists)
    time.sleep(1.5)  # longer than a worker may be silent: the other must hear it work, and leave it its job
    (tmp_path / "go").touch()

    assert process.wait(PATIENCE) == 0
    assert states(job) == [State.WAITING, State.RUNNING, State.DONE]
    other.terminate()
    assert other.wait(PATIENCE) == 0
    assert states(next_job)[-1] == State.DONE


def test_a_job_that_hangs_is_given_up_with_its_worker_and_the_next_one_goes_on(worker, partnership, member, tmp_path):
    job, next_job = hang.ask(partnership=partnership, by=member), linger.ask(partnership=partnership, by=member)

    assert worker().wait(PATIENCE) == HANGS
    assert states(job) == [State.WAITING, State.RUNNING, State.FAILED]
    assert "took longer than 1 minute and was given up" in job.states.last().explanation

    (tmp_path / "go").touch()
    worker()
    until(lambda: State.DONE in states(next_job))
    assert states(job)[-1] == State.FAILED
    assert not (tmp_path / f"begun-{job.pk}-2").exists(), "what hangs is not begun again"
