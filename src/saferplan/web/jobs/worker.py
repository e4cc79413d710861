"""A worker: takes jobs one after the other, and outlives a database that is gone for a while."""

import asyncio
import logging
import signal
import time
from datetime import timedelta

import psycopg
from django.conf import settings
from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import ConnectorException

from saferplan.web.jobs import queue
from saferplan.web.jobs.watchdog import Watchdog

log = logging.getLogger("saferplan.jobs")

SECONDS_BETWEEN_TRIES = 5
# Two listen and beat, the rest fetch and end jobs. What a lost database holds up is tried anew after the time-out.
POOL = {"min_size": 1, "max_size": 4, "timeout": 10, "reconnect_timeout": 5}


def work(*, at_once: int = 1, until_idle: bool = False) -> None:
    """Until it is told to stop (SIGTERM, SIGINT) and has finished what it began; `until_idle`: until none waits."""
    watchdog = Watchdog(beat=settings.WORKER_BEAT, silence=settings.WORKER_SILENCE)
    watchdog.start()
    stop = _Stop()
    try:
        while not _worked(at_once, stop, until_idle=until_idle) and not stop.told:
            time.sleep(SECONDS_BETWEEN_TRIES)
    finally:
        watchdog.end()


class _Stop:
    """That somebody told the worker to stop: known also where the database goes away while it does."""

    def __init__(self) -> None:
        self.told = False

    def of(self, worker: asyncio.Task) -> None:
        self.told = True
        worker.cancel()


def _worked(at_once: int, stop: _Stop, *, until_idle: bool) -> bool:
    """Whether it ended because it was to end; otherwise the database went away."""
    connector = PsycopgConnector(kwargs=connector_params(), **POOL)
    try:
        with app.replace_connector(connector):
            return asyncio.run(_until_told(at_once, stop, until_idle=until_idle))
    except (ConnectorException, psycopg.Error) as fault:
        log.warning("worker lost the database", exc_info=fault)
        return False


async def _until_told(at_once: int, stop: _Stop, *, until_idle: bool) -> bool:
    async with app.open_async():
        worker = asyncio.create_task(
            app.run_worker_async(
                queues=[queue.QUEUE],
                concurrency=at_once,
                wait=not until_idle,
                update_heartbeat_interval=_seconds(settings.WORKER_BEAT),
                stalled_worker_timeout=_seconds(settings.WORKER_SILENCE),
                delete_jobs="always",
                install_signal_handlers=False,
            )
        )
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.of, worker)
        try:
            await worker
        except asyncio.CancelledError:
            return True
        return until_idle


def _seconds(span: timedelta) -> float:
    return span.total_seconds()
