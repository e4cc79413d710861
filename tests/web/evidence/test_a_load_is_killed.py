"""A real worker, killed where a load was about to come into force: the next one loads the delivery whole, and once."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection
from sent_files import as_it_is, last_trial, sent

from police_files import csv_text, name_of, rows_in, street_rows
from saferplan.web.evidence import actions
from saferplan.web.evidence.lake import lake_of
from saferplan.web.evidence.models import State
from saferplan.web.files import places
from site_people import a_member

PROGRAM = Path(__file__).parents[1] / "loading_worker.py"
PATIENCE = 120  # seconds, and far more than is needed: it is the machine that may be slow
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def worker(postgres, tmp_path):
    started = []
    environment = os.environ | {
        "DATABASE_URL": postgres.url(connection.settings_dict["NAME"]),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }

    def start(*words):
        started.append(subprocess.Popen([sys.executable, PROGRAM, tmp_path, *words], env=environment))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def until(happened):
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def test_killed_before_it_came_into_force_it_is_loaded_whole_by_the_next_worker(worker, partnership, tmp_path):
    analyst = a_member(partnership, "analyst")
    delivery = sent(analyst, csv_text(street_rows(40)), name_of())
    place = places.root() / delivery.file.place
    actions.accept_delivery(delivery=delivery, trial=last_trial(delivery).pk, by=analyst)

    victim = worker()
    until(lambda: list(tmp_path.glob(f"begun-{victim.pid}-*")))
    victim.send_signal(signal.SIGKILL)
    victim.wait()

    assert not lake_of(partnership).loads(), "nothing half loaded is in force"
    assert place.exists(), "and nothing is lost"
    (tmp_path / "go").touch()
    worker()
    until(lambda: as_it_is(delivery).state == State.LOADED)

    assert sum(rows_in(lake_of(partnership)).values()) == 40
    assert len(lake_of(partnership).loads()) == 1
    assert as_it_is(delivery).load == 1
    assert not place.exists()
