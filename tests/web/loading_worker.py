"""A worker that stops where a load would come into force, until a file `go` is there: python loading_worker.py FOLDER.

The folder is the test's own; the site's home is `home` in it. `begun-N` says that the N-th commit has been reached.
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
from saferplan.web.jobs.worker import work as work_on

commit, times = Writer.commit, count(1)


def stopped_before(writer: Writer, **told):
    (folder / f"begun-{os.getpid()}-{next(times)}").touch()
    while not (folder / "go").exists():
        time.sleep(0.02)
    return commit(writer, **told)


Writer.commit = stopped_before
work_on(until_idle="--until-idle" in sys.argv)
