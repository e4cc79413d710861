"""A worker that stops where an answer would be put in its place, until a file `go` is there.

`python analysing_worker.py FOLDER`: the folder is the test's own; the site's home is `home` in it. `begun-PID` says
that the answer has been worked out and lies beside its place.
"""

# ruff: noqa: E402 models are there once Django is set up
import os
import sys
import time
from datetime import timedelta
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "site_settings"

import django
from django.conf import settings

folder = Path(sys.argv[1])
django.setup()
settings.HOME = folder / "home"
settings.WORKER_BEAT, settings.WORKER_SILENCE = timedelta(seconds=0.2), timedelta(seconds=1)

from saferplan.web.analyses import answers
from saferplan.web.jobs.worker import work as work_on

keep = answers.keep


def stopped_within(analysis, write, *, attempt):
    def stopped(place):
        write(place)
        (folder / f"begun-{os.getpid()}").touch()
        while not (folder / "go").exists():
            time.sleep(0.02)

    keep(analysis, stopped, attempt=attempt)


answers.keep = stopped_within
work_on()
