"""Work is asked for within a transaction: kept with it, gone with it, and the same work is one job."""

import pytest
from django.db import IntegrityError, connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from saferplan.web.jobs.models import Job, JobState, State
from saferplan.web.jobs.work import Work, work, works


@pytest.fixture
def count_sheep(monkeypatch: pytest.MonkeyPatch) -> Work:
    return declared(monkeypatch, lambda job, *, sheep: None, kind="test.sheep", title="Count sheep")


def declared(monkeypatch: pytest.MonkeyPatch, do, *, kind: str, title: str, **more) -> Work:
    """A kind of work for one test."""
    made = Work(kind, title, do, **more)
    monkeypatch.setitem(works(), kind, made)
    return made


def test_a_job_waits_in_the_queue_with_who_asked(count_sheep, partnership, member):
    job = count_sheep.ask(partnership=partnership, by=member, sheep=3)

    entry = ProcrastinateJob.objects.get(pk=job.queue_number)
    assert (entry.status, entry.args) == ("todo", {"job": job.pk, "arguments": {"sheep": 3}})
    shown = partnership.jobs.with_state().get()
    assert (shown.state, shown.asked_by, shown.attempt) == (State.WAITING, member, 0)


def test_what_is_rolled_back_leaves_no_job_and_nothing_in_the_queue(count_sheep, partnership, member):
    class Changed(Exception):
        pass

    with pytest.raises(Changed), transaction.atomic():  # noqa: PT012 what is raised is how the transaction ends
        count_sheep.ask(partnership=partnership, by=member, sheep=3)
        raise Changed

    assert not Job.objects.exists()
    assert not ProcrastinateJob.objects.exists()


def test_the_same_key_is_the_same_job_while_it_is_unfinished(count_sheep, partnership, member):
    first = count_sheep.ask(partnership=partnership, by=member, key="field-1", sheep=3)

    assert count_sheep.ask(partnership=partnership, by=member, key="field-1", sheep=3) == first
    assert count_sheep.ask(partnership=partnership, by=member, key="field-2", sheep=3) != first
    assert ProcrastinateJob.objects.count() == 2


def test_a_key_whose_job_has_ended_can_be_asked_for_again(count_sheep, partnership, member):
    first = count_sheep.ask(partnership=partnership, by=member, key="field-1", sheep=3)
    Job.objects.filter(pk=first.pk).update(finished_at=first.asked_at)

    assert count_sheep.ask(partnership=partnership, by=member, key="field-1", sheep=3) != first


def test_without_a_key_every_asking_is_a_job(count_sheep, partnership, member):
    first = count_sheep.ask(partnership=partnership, by=member, sheep=3)

    assert count_sheep.ask(partnership=partnership, by=member, sheep=3) != first


def test_partnerships_do_not_share_keys(count_sheep, partnership, other_partnership):
    ours = count_sheep.ask(partnership=partnership, by=None, key="field-1", sheep=3)
    theirs = count_sheep.ask(partnership=other_partnership, by=None, key="field-1", sheep=3)

    assert ours != theirs
    assert theirs.partnership == other_partnership


def test_what_must_not_be_done_side_by_side_has_one_lock_in_a_partnership(monkeypatch, partnership, other_partnership):
    shear = declared(monkeypatch, lambda job: None, kind="test.shear", title="Shear", one_at_a_time="flock")

    locks = [
        ProcrastinateJob.objects.get(pk=shear.ask(partnership=one, by=None).queue_number).lock
        for one in (partnership, partnership, other_partnership)
    ]

    assert locks[0] == locks[1] != locks[2]


def test_a_job_cannot_have_two_ends(count_sheep, partnership):
    job = count_sheep.ask(partnership=partnership, by=None, sheep=1)
    JobState.objects.create(partnership=partnership, job=job, state=State.DONE)

    with pytest.raises(IntegrityError, match="job_ends_once"), transaction.atomic():
        JobState.objects.create(partnership=partnership, job=job, state=State.FAILED, explanation="No.")


def test_a_failed_job_says_why(count_sheep, partnership):
    job = count_sheep.ask(partnership=partnership, by=None, sheep=1)

    with pytest.raises(IntegrityError, match="failed_job_says_why"), transaction.atomic():
        JobState.objects.create(partnership=partnership, job=job, state=State.FAILED)


def test_no_job_has_done_more_than_there_is(count_sheep, partnership):
    job = count_sheep.ask(partnership=partnership, by=None, sheep=1)
    job.progress.done, job.progress.total = 4, 3

    with pytest.raises(IntegrityError, match="done_is_within_total"), transaction.atomic():
        job.progress.save()


def test_a_job_does_not_end_before_it_was_asked_for(count_sheep, partnership):
    job = count_sheep.ask(partnership=partnership, by=None, sheep=1)

    with (
        pytest.raises(IntegrityError, match="job_finishes_after_asked"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE jobs_job SET finished_at = asked_at - interval '1 second' WHERE id = %s", [job.pk])


def test_a_kind_is_declared_once():
    with pytest.raises(ValueError, match=r"two kinds of work are called jobs\.email"):
        work("jobs.email", title="Again")(lambda job: None)
