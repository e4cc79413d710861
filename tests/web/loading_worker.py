"""A worker that stops in the middle until a file `go` is there: python loading_worker.py FOLDER WHERE [--until-idle].

WHERE: `before` a load comes into force, `after` it has and nobody was told, or in the middle of a `trial`. The folder
is the test's own; the site's home is `home` in it. `begun-N` says that the place has been reached for the N-th time.
"""

# ruff: noqa: E402 models are there once Django is set up
import os
import sys
import time
from datetime import timedelta
from itertools import count
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "site_settings"

import django
from django.conf import settings

folder = Path(sys.argv[1])
django.setup()
settings.HOME = folder / "home"
settings.WORKER_BEAT, settings.WORKER_SILENCE = timedelta(seconds=0.2), timedelta(seconds=1)

from saferplan.evidence.lake_writer import Writer
from saferplan.web.evidence import work
from saferplan.web.jobs.worker import work as work_on

commit, tried, times = Writer.commit, work.tried, count(1)


def stop() -> None:
    (folder / f"begun-{os.getpid()}-{next(times)}").touch()
    while not (folder / "go").exists():
        time.sleep(0.02)


def stopped_before(writer: Writer, **told):
    stop()
    return commit(writer, **told)


def stopped_after(writer: Writer, **told):
    made = commit(writer, **told)
    stop()
    return made


def stopped_in_the_trial(*given, **told):
    found = tried(*given, **told)
    stop()
    return found


match sys.argv[2]:
    case "before":
        Writer.commit = stopped_before
    case "after":
        Writer.commit = stopped_after
    case "trial":
        work.tried = stopped_in_the_trial
work_on(until_idle="--until-idle" in sys.argv)
