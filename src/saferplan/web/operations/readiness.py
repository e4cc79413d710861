"""What the site needs to do its work, each looked at by itself."""

import shutil

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from saferplan.web.jobs.queue import workers_heard_of

GONE = (OperationalError, InterfaceError)  # a pool's time-out is one of the first


def conditions() -> dict[str, bool]:
    database = answers()
    return {
        "database": database,
        "migrations": database and is_migrated(),
        "worker": database and _worker(),
        "disk": _disk(),
    }


def answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except GONE:
        return False
    return True


def is_migrated() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _worker() -> bool:
    return workers_heard_of(settings.WORKER_SILENCE).exists()


def _disk() -> bool:
    """Whether uploads would still be taken."""
    try:
        return shutil.disk_usage(settings.HOME).free > settings.FILES_LEAST_FREE
    except OSError:
        return False
