"""Killed in the middle, retention and sealing leave whole steps, and the next run goes on."""

import os
import signal
import subprocess
import sys
from datetime import date

import pytest
from django.db import connection

from saferplan.web.audit.forgetting import delete_due
from saferplan.web.audit.models import Deletion, Entry, Seal
from saferplan.web.audit.sealing import seal_finished
from saferplan.web.audit.verifying import verify
from saferplan.web.people.models import Invitation
from site_people import a_member, a_partnership, a_user

pytestmark = pytest.mark.django_db(transaction=True)

START = """
import os, signal, sys
from datetime import date
from django.conf import settings
import django
django.setup()
from django.db import connections
from saferplan.web.audit import {module}
connections["default"].settings_dict.update(eval(sys.argv[1]))
die = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
{body}
"""
# After a first whole step of one record, in the second: rows are gone and the deletion is written, not committed.
RETENTION = """
forgetting.STEP = 1
checked, calls = forgetting._check_nothing_remains, []
def second_time(*given, **told):
    calls.append(1)
    die() if len(calls) == 2 else checked(*given, **told)
forgetting._check_nothing_remains = second_time
forgetting.delete_due(date(2040, 1, 1))
"""
# When the seal is written and not committed.
SEALING = """
from saferplan.web.audit.models import Seal
saved = Seal.save
Seal.save = lambda seal, **told: (saved(seal, **told), die())
sealing.seal_finished()
"""


def killed(module: str, body: str) -> None:
    told = connection.settings_dict | {"TEST": {}}
    place = {name: told[name] for name in ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")}
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "site_settings", "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", START.format(module=module, body=body), repr(place)],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stderr


def test_retention_killed_between_deleting_and_proving():
    officer = a_member(a_partnership("Chalkshire"), "data-protection-officer")
    for number in range(3):
        Invitation.objects.create(
            partnership=officer.partnership, agency=officer.agency, email=f"n{number}@example.org", name="Nobody",
            by=officer,
        )  # fmt: skip
    seal_finished()

    killed("forgetting", RETENTION)

    assert Invitation.objects.count() == 2
    assert Deletion.objects.filter(kind="invitation").count() == 1
    assert Entry.objects.filter(table_name="people_invitation", redacted_by=None).count() == 2

    delete_due(date(2040, 1, 1))
    seal_finished()
    assert not Invitation.objects.exists()
    assert verify().fault is None


def test_sealing_killed_before_its_seal_is_committed():
    a_user()

    killed("sealing", SEALING)
    assert not Seal.objects.exists()

    assert seal_finished().number == 1
    assert verify().fault is None
