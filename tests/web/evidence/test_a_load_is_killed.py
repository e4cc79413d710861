"""Real workers: killed in a trial or a load, the next does it whole and once; two at once do not mix two files."""

import os
import signal
from pathlib import Path

import pytest
from sent_files import as_it_is, last_trial, sent

from police_files import csv_text, name_of, rows_in, street_rows
from saferplan.web.evidence import actions
from saferplan.web.evidence.lake import lake_of
from saferplan.web.evidence.models import State
from saferplan.web.files import places
from saferplan.web.files.checking import checked_bytes
from waiting import until

PROGRAM = Path(__file__).parents[1] / "loading_worker.py"
pytestmark = pytest.mark.django_db(transaction=True)


def killed(worker, where: str, folder: Path) -> None:
    """A worker, where it is halfway."""
    victim = worker(where)
    until(lambda: list(folder.glob(f"begun-{victim.pid}-*")))
    victim.send_signal(signal.SIGKILL)
    victim.wait()


def goes_on(worker, where: str, folder: Path) -> None:
    (folder / "go").touch()
    worker(where)


@pytest.fixture
def accepted(analyst):
    delivery = sent(analyst, csv_text(street_rows(40)), name_of())
    actions.accept_delivery(delivery=delivery, trial=last_trial(delivery).pk, by=analyst)
    return delivery


def test_killed_before_it_came_into_force_it_is_loaded_whole_by_the_next_worker(
    worker, accepted, partnership, tmp_path
):
    place = places.root() / accepted.file.place

    killed(worker, "before", tmp_path)

    assert not lake_of(partnership).loads(), "nothing half loaded is in force"
    assert place.exists(), "and nothing is lost"
    goes_on(worker, "before", tmp_path)
    until(lambda: as_it_is(accepted).state == State.LOADED)

    assert sum(rows_in(lake_of(partnership)).values()) == 40
    assert len(lake_of(partnership).loads()) == 1
    assert as_it_is(accepted).load == 1
    assert not place.exists()


def test_killed_when_it_was_in_force_and_nobody_told_it_says_which_load_it_was(worker, accepted, partnership, tmp_path):
    """The next worker finds all of it there: not because it was loaded before it was accepted."""
    killed(worker, "after", tmp_path)
    assert len(lake_of(partnership).loads()) == 1
    assert as_it_is(accepted).state == State.ACCEPTED

    goes_on(worker, "after", tmp_path)
    until(lambda: as_it_is(accepted).state == State.LOADED)

    delivery = as_it_is(accepted)
    assert len(lake_of(partnership).loads()) == 1
    assert delivery.load == 1
    assert delivery.state_note == "40 rows were loaded, 0 were rejected."


def test_killed_in_a_trial_the_next_worker_tries_it_and_it_is_told_once(worker, analyst, partnership, tmp_path):
    content = checked_bytes("extract", name_of(), csv_text(street_rows(40)).encode())
    delivery = actions.send_delivery(partnership=partnership, file=content, by=analyst)

    killed(worker, "trial", tmp_path)

    assert as_it_is(delivery).state == State.RECEIVED
    assert not delivery.trials.exists()
    goes_on(worker, "trial", tmp_path)
    until(lambda: as_it_is(delivery).state == State.TO_DECIDE)
    assert delivery.trials.get().rows_loaded == 40


def test_two_of_one_month_that_are_accepted_at_once_are_loaded_by_two_workers_and_the_later_stays(
    worker, analyst, partnership, tmp_path
):
    deliveries = [sent(analyst, csv_text(street_rows(rows)), name_of()) for rows in (25, 40)]
    for hour, delivery in enumerate(deliveries):
        os.utime(places.root() / delivery.file.place, (hour * 3600, hour * 3600))
    for delivery in reversed(deliveries):
        actions.accept_delivery(delivery=delivery, trial=last_trial(delivery).pk, by=analyst)

    (tmp_path / "go").touch()
    for _ in deliveries:
        worker("before")
    until(lambda: all(as_it_is(one).state == State.LOADED for one in deliveries))

    assert sum(rows_in(lake_of(partnership)).values()) == 40
    assert as_it_is(deliveries[1]).load
