"""A worker in a process of its own, which can be killed: `python worker_process.py FOLDER [--until-idle]`.

It does what `saferplan worker` does, with a pulse of tenths of seconds, and knows two kinds of work: `test.linger`
notes in the folder that it has begun, and goes on once a file `go` is there; `test.hang` does the same with a limit.
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

django.setup()
settings.WORKER_BEAT, settings.WORKER_SILENCE = timedelta(seconds=0.2), timedelta(seconds=1)

from saferplan.web.jobs.running import Running
from saferplan.web.jobs.work import work
from saferplan.web.jobs.worker import work as work_on

folder = Path(sys.argv[1])


@work("test.linger", title="Linger", attempts=2)
def linger(job: Running) -> str:
    (folder / f"begun-{job.number}-{job.attempt}").touch()
    while not (folder / "go").exists():
        time.sleep(0.02)
    (folder / f"done-{job.number}-{job.attempt}").touch()
    return "/results/lingered"


@work("test.hang", title="Hang", limit=timedelta(seconds=0.5))
def hang(job: Running) -> str:
    return linger.do(job)


work_on(until_idle="--until-idle" in sys.argv)
