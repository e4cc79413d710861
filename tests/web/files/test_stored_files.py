"""Files with their rows: kept together, handed out without harm, and swept away when nobody names them."""

import hashlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction

from saferplan.web.files import places
from saferplan.web.files.actions import keep_file, remove_file
from saferplan.web.files.checking import checked_bytes
from saferplan.web.files.download import download
from saferplan.web.files.models import StoredFile
from saferplan.web.files.sweeping import CONTENT_LOCK, OLD_SECONDS, sweep
from site_people import a_member
from site_uploads import PDF


@pytest.fixture
def stored(member) -> StoredFile:
    return keep_file(checked_bytes("agreement-document", "plan.pdf", PDF), partnership=member.partnership, by=member)


def path_of(stored: StoredFile) -> Path:
    return places.root() / stored.place


def lying() -> list[Path]:
    return [file for file in places.root().rglob("*") if file.is_file()]


def test_the_row_tells_what_lies_on_the_disk(stored, member):
    assert path_of(stored).read_bytes() == PDF
    assert stored.sha256 == hashlib.sha256(PDF).hexdigest()
    assert (stored.size, stored.media_type, stored.name) == (len(PDF), "application/pdf", "plan.pdf")
    assert (stored.uploaded_by, stored.partnership) == (member, member.partnership)
    assert stored.purpose_name == "Document of an agreement"
    assert lying() == [path_of(stored)]


def test_nobody_else_may_enter_a_folder_on_the_way(stored):
    folders = [parent for parent in path_of(stored).parents if parent.is_relative_to(places.root())]

    assert len(folders) == 3
    assert {folder.stat().st_mode & 0o777 for folder in folders} == {0o700}


def test_the_path_holds_nothing_that_the_client_chose(member):
    hostile = checked_bytes("agreement-document", "../../../../etc/cron.d/plan.pdf", PDF)

    stored = keep_file(hostile, partnership=member.partnership, by=member)

    assert "plan" not in stored.place
    assert path_of(stored).resolve().is_relative_to(places.root().resolve())


def test_the_same_content_twice_is_two_files(member, stored):
    again = keep_file(checked_bytes("agreement-document", "b.pdf", PDF), partnership=member.partnership, by=member)

    assert again.place != stored.place


def test_it_is_handed_out_to_be_saved_and_never_to_be_shown(stored):
    answer = download(stored)

    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="plan.pdf"'
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("name", ['a".pdf', "Plan für März.pdf", "a;b=c.pdf", "a\\b.pdf"])
def test_a_name_says_nothing_else_in_the_header(member, name):
    stored = keep_file(checked_bytes("agreement-document", name, PDF), partnership=member.partnership, by=member)

    told = download(stored)["Content-Disposition"]

    assert told.startswith("attachment; filename")
    assert "\n" not in told


@pytest.mark.parametrize(
    ("column", "value", "constraint"),
    [
        ("size", 0, "stored_file_is_not_empty"),
        ("sha256", "0" * 63, "stored_file_has_a_digest"),
        ("place", "../../etc/passwd", "stored_file_has_a_place"),
        ("place", f"x/00/{'0' * 32}/../../y", "stored_file_has_a_place"),
    ],
)
def test_the_database_refuses_rows_that_lead_elsewhere(stored, column, value, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        StoredFile.objects.filter(pk=stored.pk).update(**{column: value})


def test_the_database_refuses_another_partnerships_uploader(stored, other_partnership):
    outsider = a_member(other_partnership)

    with transaction.atomic():
        StoredFile.objects.filter(pk=stored.pk).update(uploaded_by=outsider)
        with pytest.raises(IntegrityError, match="same"), transaction.atomic():
            connection.check_constraints()
        transaction.set_rollback(True)


def test_a_removed_file_goes_when_that_is_certain(stored, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        remove_file(stored)
        assert lying()

    assert not lying()
    assert not StoredFile.objects.exists()


def test_a_file_stays_where_its_removal_fails(stored):
    with transaction.atomic():
        remove_file(stored)
        transaction.set_rollback(True)

    assert StoredFile.objects.exists()
    assert lying() == [path_of(stored)]


def test_during_a_backup_content_stays(stored, postgres, django_capture_on_commit_callbacks):
    with psycopg.connect(postgres.url(connection.settings_dict["NAME"])) as backup:
        backup.execute("SELECT pg_advisory_xact_lock_shared(%s)", [CONTENT_LOCK])
        with django_capture_on_commit_callbacks(execute=True):
            remove_file(stored)
        assert sweep(now=far_ahead()) == 0

    assert len(lying()) == 1
    assert sweep(now=far_ahead()) == 1
    assert not lying()


def far_ahead() -> float:
    return max(file.stat().st_mtime for file in lying()) + OLD_SECONDS + 1


def test_what_no_row_names_is_swept_away_after_a_day(stored):
    orphan = places.root() / places.new_place("chalkshire")
    orphan.parent.mkdir(parents=True)
    orphan.write_bytes(PDF)
    left = checked_bytes("agreement-document", "left.pdf", PDF).incoming.path

    assert sweep() == 0
    assert sweep(now=far_ahead()) == 2
    assert not orphan.exists()
    assert not left.exists()
    assert lying() == [path_of(stored)]


def test_sweeping_before_the_first_upload_is_nothing(db):
    assert sweep() == 0


@pytest.mark.parametrize("moment", ["put_in_place", "create"])
def test_killed_while_it_is_kept_there_is_no_row_and_the_sweep_takes_the_rest(
    moment, member, tmp_path, postgres, transactional_db
):
    """Before and behind the moment at which the content lies in its place."""
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, moment, str(tmp_path / "home"), postgres.url(connection.settings_dict["NAME"])],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "DJANGO_SETTINGS_MODULE": "site_settings"},
        check=False,
        capture_output=True,
    )

    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert not StoredFile.objects.exists()
    assert len(lying()) == 1
    assert sweep(now=far_ahead()) == 1


KILLED = """
import os, signal, sys
from pathlib import Path
moment, home, os.environ["DATABASE_URL"] = sys.argv[1:]
import django
from django.conf import settings
django.setup()
settings.HOME = Path(home)
from saferplan.web.files import actions, places
from saferplan.web.files.checking import checked_bytes
from saferplan.web.files.models import StoredFile
from saferplan.web.people.models import Member

def die(*_args, **_named):
    os.kill(os.getpid(), signal.SIGKILL)

setattr(places if moment == "put_in_place" else StoredFile.objects, moment, die)
member = Member.objects.first()
from site_uploads import PDF
actions.keep_file(checked_bytes("agreement-document", "a.pdf", PDF), partnership=member.partnership, by=member)
"""
