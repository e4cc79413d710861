"""A job as it runs: told of, tried again where that helps, ended once, and honest about why it failed."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone
from freezegun import freeze_time

from saferplan.errors import FileRefused
from saferplan.web.audit.acting import acting, acting_as
from saferplan.web.audit.models import NOBODY, Entry, Operation
from saferplan.web.jobs import in_hand
from saferplan.web.jobs.models import Job, JobProgress, JobState, State
from saferplan.web.jobs.running import Running, Superseded, run
from saferplan.web.jobs.work import Work, works
from site_jobs import run_jobs


@pytest.fixture
def declare(monkeypatch: pytest.MonkeyPatch):
    """Declares a kind of work for this test, and asks for it."""

    def declared(do, **more) -> Work:
        made = Work("test.work", "Work", do, **more)
        monkeypatch.setitem(works(), "test.work", made)
        return made

    return declared


def states(job: Job) -> list[str]:
    return list(job.states.values_list("state", flat=True))


def test_a_job_that_is_done_leads_to_what_came_of_it(declare, partnership, member):
    asked = declare(lambda job, *, number: f"/results/{number}").ask(partnership=partnership, by=member, number=7)

    assert run_jobs() == 1

    asked.refresh_from_db()
    assert asked.result == "/results/7"
    assert asked.finished_at is not None
    assert states(asked) == [State.WAITING, State.RUNNING, State.DONE]


def test_a_job_acts_as_who_asked_for_it(declare, partnership, member):
    seen = []
    work = declare(lambda job: seen.append((acting().member, job.asked_by, job.partnership)))

    work.ask(partnership=partnership, by=member)
    run_jobs()

    assert seen == [(member.pk, member, partnership)]


def test_a_job_that_the_site_asked_for_acts_in_its_own_name(declare, partnership):
    seen = []
    declare(lambda job: seen.append(acting().words)).ask(partnership=partnership, by=None)

    run_jobs()

    assert seen == ["job: test.work"]


def test_what_a_person_can_mend_is_told_to_them_without_the_servers_path(declare, partnership, member):
    def refuse(job):
        raise FileRefused("the file is no CSV", where="/srv/saferplan/incoming/x.csv", remedy="Save it as CSV.")

    asked = declare(refuse).ask(partnership=partnership, by=member)
    run_jobs()

    end = asked.states.last()
    assert (end.state, end.explanation) == (State.FAILED, "The file is no CSV. Save it as CSV.")


def test_a_fault_of_ours_is_told_by_a_number_and_not_by_its_words(declare, partnership, member):
    def stumble(job):
        raise KeyError("Ann Example, 1 Mill Lane")

    asked = declare(stumble).ask(partnership=partnership, by=member)
    run_jobs()

    end = asked.states.last()
    assert end.state == State.FAILED
    assert str(asked.pk) in end.explanation
    assert "Ann" not in end.explanation


def test_what_passes_by_itself_is_tried_again_after_a_wait_that_grows(declare, partnership, member):
    tried = []

    def lose_the_database(job):
        tried.append(timezone.now())
        raise OperationalError("server closed the connection unexpectedly")

    with freeze_time("2026-11-22 12:00") as clock:
        asked = declare(lose_the_database).ask(partnership=partnership, by=member)
        for _ in range(12):
            run_jobs()
            clock.tick(timedelta(seconds=30))

    assert [moment - tried[0] for moment in tried] == [timedelta(0), timedelta(seconds=30), timedelta(seconds=150)]
    assert states(asked) == [
        State.WAITING, State.RUNNING, State.TRYING_AGAIN, State.RUNNING, State.TRYING_AGAIN, State.RUNNING, State.FAILED
    ]  # fmt: skip
    assert "after 3 attempts" in asked.states.last().explanation


def test_a_kind_says_what_else_passes_by_itself(declare, partnership, member):
    attempts = []

    def no_answer(job):
        attempts.append(job.attempt)
        if job.attempt < 2:
            raise FileNotFoundError

    with freeze_time("2026-11-22 12:00") as clock:
        asked = declare(no_answer, retry_on=(FileNotFoundError,)).ask(partnership=partnership, by=member)
        run_jobs()
        clock.tick(timedelta(minutes=1))
        run_jobs()

    assert attempts == [1, 2]
    assert asked.states.last().state == State.DONE


def test_a_job_that_has_ended_is_not_done_again(declare, partnership, member):
    done = []
    asked = declare(lambda job: done.append(1)).ask(partnership=partnership, by=member)

    run(asked.pk, {})
    run(asked.pk, {})

    assert done == [1]
    assert states(asked).count(State.DONE) == 1


def test_a_job_whose_record_is_gone_is_not_tried_for_ever(declare, partnership, member):
    job = declare(lambda running: None).ask(partnership=partnership, by=member)
    number = job.pk
    job.delete()

    assert run(number, {}) is None
    assert run_jobs() == 1
    assert run_jobs() == 0


def test_work_that_no_app_knows_any_more_fails_and_says_so(declare, partnership, member, monkeypatch):
    asked = declare(lambda job: None).ask(partnership=partnership, by=member)
    monkeypatch.delitem(works(), "test.work")

    run_jobs()

    assert asked.states.last().state == State.FAILED


def test_progress_is_told_at_most_once_a_second_and_always_at_the_end(declare, partnership, member, monkeypatch):
    told = []

    def step_by_step(job):
        for done in range(1, 51):
            job.progress(done=done, of=50, message=f"file {done}")
            told.append(JobProgress.objects.get(job=job.job).done)

    declare(step_by_step).ask(partnership=partnership, by=member)
    run_jobs()

    assert told[0] == 1
    assert told[-1] == 50
    assert len(set(told)) < 50


def test_progress_beyond_the_whole_is_the_whole_and_long_words_are_cut(declare, partnership, member):
    declare(lambda job: job.progress(done=5, of=4, message="x" * 1000)).ask(partnership=partnership, by=member)
    run_jobs()

    progress = JobProgress.objects.get()
    assert (progress.done, progress.total, len(progress.message)) == (4, 4, 200)


def test_a_worker_that_lost_its_job_lets_go_at_its_next_word(declare, partnership, member):
    asked = declare(lambda job: None).ask(partnership=partnership, by=member)
    Job.objects.filter(pk=asked.pk).update(attempt=2)

    with pytest.raises(Superseded):
        Running(asked, attempt=1).progress(done=1, of=2)


def test_a_worker_that_lost_its_job_does_not_end_it(declare, partnership, member):
    def lose_it(job):
        Job.objects.filter(pk=job.number).update(attempt=job.attempt + 1)

    asked = declare(lose_it).ask(partnership=partnership, by=member)

    with pytest.raises(Superseded):
        run(asked.pk, {})

    assert not JobState.objects.filter(job=asked, state=State.DONE).exists()


def test_a_job_begun_more_often_than_it_may_be_is_given_up(declare, partnership, member):
    done = []
    asked = declare(lambda job: done.append(1)).ask(partnership=partnership, by=member)
    Job.objects.filter(pk=asked.pk).update(attempt=3)

    run_jobs()

    assert not done
    assert "stopped in the middle of this 3 times" in asked.states.last().explanation


def test_what_a_job_has_been_is_never_rewritten(declare, partnership, member):
    asked = declare(lambda job: None).ask(partnership=partnership, by=member)

    with pytest.raises(IntegrityError, match="added and never rewritten"), transaction.atomic():
        asked.states.update(state=State.DONE)


@pytest.mark.parametrize(
    ("limit", "said"),
    [(timedelta(hours=2), "2 hours"), (timedelta(hours=1), "1 hour"), (timedelta(minutes=90), "90 minutes")],
)
def test_a_job_over_its_time_is_told_as_failed_while_its_thread_still_hangs(limit, said, declare, partnership, member):
    def hang(job):
        with freeze_time(timezone.now() + limit, tick=True):
            (piece,) = in_hand.overdue()
            assert piece.give_up()

    asked = declare(hang, limit=limit).ask(partnership=partnership, by=member)
    with pytest.raises(Superseded):
        run_jobs()

    assert states(asked) == [State.WAITING, State.RUNNING, State.FAILED]
    assert f"longer than {said} and was given up" in asked.states.last().explanation
    assert in_hand.jobs() == []


def test_a_job_that_ends_at_the_last_moment_has_ended(declare, partnership, member):
    pieces = []
    asked = declare(lambda job: pieces.extend(in_hand.overdue()), limit=timedelta(0))
    asked = asked.ask(partnership=partnership, by=member)
    run_jobs()

    assert [piece.give_up() for piece in pieces] == [False]
    assert states(asked)[-1] == State.DONE


def test_what_the_worker_writes_of_a_job_is_written_down_in_its_name(declare, partnership, member):
    with acting_as(member):
        asked = declare(lambda job: None).ask(partnership=partnership, by=member)
    run_jobs()

    told = Entry.objects.filter(table_name="jobs_job", record=asked.pk, operation=Operation.UPDATE)
    assert NOBODY not in set(told.values_list("actor", flat=True))
