"""What the site does by the clock: for each partnership by itself, each time once, and again where it failed."""

from datetime import UTC, datetime, timedelta

import pytest
from procrastinate.contrib.django import app

from saferplan.web.audit.acting import acting
from saferplan.web.jobs.clockwork import SomeFailed, run_periodic
from saferplan.web.jobs.models import PeriodicRun
from saferplan.web.jobs.work import Periodic, periodic, periodics

DUE = datetime(2026, 11, 22, 5, 30, tzinfo=UTC)


def warn(do, *, whole: bool = False) -> Periodic:
    return Periodic("test.warn", "30 5 * * *", do, whole)


def test_it_runs_for_each_partnership(partnership, other_partnership):
    seen = []

    run_periodic(warn(seen.append), due=DUE)

    assert seen == [partnership, other_partnership]
    assert PeriodicRun.objects.exclude(succeeded_at=None).count() == 2


def test_the_whole_installations_work_runs_once(partnership, other_partnership):
    seen = []

    run_periodic(warn(lambda: seen.append(acting().words), whole=True), due=DUE)

    assert seen == ["job: test.warn"]


def test_one_partnerships_fault_does_not_keep_it_from_the_others(partnership, other_partnership):
    seen = []

    def stumble_over_the_first(one):
        if one == partnership:
            raise KeyError
        seen.append(one)

    with pytest.raises(SomeFailed):
        run_periodic(warn(stumble_over_the_first), due=DUE)

    assert seen == [other_partnership]


def test_when_it_is_tried_again_only_those_that_failed_run(partnership, other_partnership):
    seen = []

    def stumble_once(one):
        seen.append(one)
        if seen.count(partnership) == 1 and one == partnership:
            raise KeyError

    with pytest.raises(SomeFailed):
        run_periodic(warn(stumble_once), due=DUE)
    run_periodic(warn(stumble_once), due=DUE)

    assert seen == [partnership, other_partnership, partnership]


def test_the_next_day_it_runs_for_all_again(partnership):
    seen = []

    run_periodic(warn(seen.append), due=DUE)
    run_periodic(warn(seen.append), due=DUE)
    run_periodic(warn(seen.append), due=DUE + timedelta(days=1))

    assert seen == [partnership, partnership]


def test_everything_declared_is_on_the_clock():
    on_the_clock = {name for _, name in app.periodic_registry.periodic_tasks}

    assert set(periodics()) <= on_the_clock


def test_a_name_is_made_of_the_app_and_the_function(monkeypatch):
    monkeypatch.setattr("saferplan.web.jobs.work._periodics", {})

    @periodic("0 3 * * *", whole=True)
    def prune() -> None: ...

    (made,) = periodics().values()
    assert (made.name.rpartition(".")[2], made.cron, made.whole) == ("prune", "0 3 * * *", True)
