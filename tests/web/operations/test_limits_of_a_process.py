"""What a page may ask of the database ends before its reader loses patience; a job may take its time."""

import os
import subprocess
import sys

import pytest

PROGRAM = """
import sys
from saferplan.web.config.started import Role, start
start(Role(sys.argv[1]))
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SELECT current_setting('statement_timeout'), current_setting('lock_timeout')")
    print(*cursor.fetchone())
connection.close_pool()
"""


@pytest.mark.parametrize(("role", "limits"), [("pages", "20s 5s"), ("jobs", "0 1min"), ("administration", "0 0")])
def test_each_kind_of_process_has_its_limits(role, limits, database):
    environment = os.environ | {"DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "saferplan.web.config.settings"}

    told = subprocess.run(
        [sys.executable, "-c", PROGRAM, role], env=environment, capture_output=True, text=True, check=False
    )

    assert told.stdout.strip() == limits, told.stderr
