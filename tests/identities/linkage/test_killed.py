"""A run that is killed while it writes leaves the last one in force, and the next one runs."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from restricted import TEST_KEY
from saferplan.identities.linkage.in_force import people_clusters, runs
from saferplan.identities.store import RestrictedStore
from stored import PURPOSE, filled, purposed, ran

# The command itself, stopped inside its last transaction: the run and its clusters are written, and not committed.
STOPPED_WHILE_WRITING = """
import sys, time
from saferplan.identities.linkage import runs

def wait(*_):
    print("written", flush=True)
    time.sleep(600)

runs.parted_since = wait
from saferplan.cli import main
sys.exit(main(["linkage", "run", "--purpose", "repeat-victims", "--lake", sys.argv[1]]))
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
def test_a_killed_run_leaves_the_last_one_in_force(
    restricted_store: RestrictedStore, store_url: str, tmp_path: Path
) -> None:
    purposed(restricted_store, tmp_path)
    filled(restricted_store)
    first = ran(restricted_store)
    before = people_clusters(restricted_store.connection, PURPOSE)
    killed_while_writing(store_url, tmp_path / "lake")
    assert [row["run_id"] for row in runs(restricted_store.connection)] == [first.run_id]
    assert people_clusters(restricted_store.connection, PURPOSE) == before
    wait_until_gone(restricted_store.connection)
    assert ran(restricted_store).run_id > first.run_id


def killed_while_writing(url: str, lake: Path) -> None:
    environment = os.environ | {"DATABASE_URL": url, "SAFERPLAN_KEY": TEST_KEY}
    with subprocess.Popen(
        [sys.executable, "-c", STOPPED_WHILE_WRITING, str(lake)], env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "written\n"
        process.send_signal(signal.SIGKILL)
        process.wait()


def wait_until_gone(connection: psycopg.Connection) -> None:
    """PostgreSQL takes a moment to see that a client is dead, and then lets go of its locks."""
    connection.execute("SELECT pg_advisory_lock(7250120)")
    connection.execute("SELECT pg_advisory_unlock(7250120)")
