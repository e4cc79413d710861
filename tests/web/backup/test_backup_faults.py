"""What goes wrong while a backup is made or restored: it is told, and nothing half done is taken for done."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from installations import NOW, Installation, key_of, remove, rows_of, work_on

from restricted import OTHER_KEY, TEST_KEY
from saferplan.errors import BackupError, KeyRefused, StoreError
from saferplan.identities.lake_check import LakeCheck, read_check, write_check
from saferplan.web.backup import programs
from saferplan.web.backup.checks import no_restore_is_unfinished
from saferplan.web.backup.manifest import ABOUT, CONTENTS
from saferplan.web.backup.restoring import BEGUN, begun, restored
from saferplan.web.backup.verifying import verified
from saferplan.web.backup.versions import known_migrations
from saferplan.web.files import places
from saferplan.web.files.models import StoredFile

MAKING = [
    "everything is frozen",
    "the lakes are copied",
    "the databases are copied",
    "the uploaded files are copied",
    "the backup is whole",
]
BEFORE_IT_HAS_BEGUN = ["the backup is read through", "the files are laid out"]
BEHIND = [
    "the restore has begun",
    "the site's database is restored",
    "the databases are restored",
    "what stood there is put aside",
    "a part has taken its place",
]


def assert_untouched(elsewhere: Installation) -> None:
    assert rows_of(elsewhere.url) == {}
    assert rows_of(elsewhere.store) == {}
    assert [path.name for path in elsewhere.home.iterdir() if not path.name.startswith(".")] == []
    assert not begun(elsewhere.home)
    assert restored(elsewhere.home) is None


def killed(act: str, step: str, elsewhere: Installation, *words: Path) -> None:
    """The act in a process of its own, which ends by SIGKILL behind that step."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED, act, step, elsewhere.url, elsewhere.home, elsewhere.store, *words],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "DJANGO_SETTINGS_MODULE": "site_settings"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()


KILLED = """
import os, signal, sys
from pathlib import Path
import django
django.setup()
from installations import Installation
act, step, url, home, store, *words = sys.argv[1:]

def done(told):
    if told == step:
        os.kill(os.getpid(), signal.SIGKILL)

getattr(Installation(url, Path(home), store), act)(*map(Path, words), done=done)
"""


@pytest.mark.parametrize("step", MAKING)
def test_a_backup_that_is_killed_is_not_there(step: str, here: Installation, tmp_path: Path):
    to = tmp_path / "backups"

    killed("backup", step, here, to)

    assert [path.name for path in to.iterdir() if not path.name.startswith(".")] == []
    whole = here.backup(to)
    assert sorted(path.name for path in to.iterdir()) == sorted([".lock", whole.name])


@pytest.mark.parametrize("step", BEFORE_IT_HAS_BEGUN)
def test_a_restore_that_is_killed_before_it_has_begun_has_changed_nothing(step: str, elsewhere, backup, made):
    killed("restore", step, elsewhere, backup)

    assert_untouched(elsewhere)
    elsewhere.restore(backup)
    assert elsewhere.contents() == made.stood


@pytest.mark.parametrize("step", BEHIND)
def test_a_restore_that_is_killed_later_keeps_the_site_closed_until_it_is_run_again(
    step: str, elsewhere, backup, made, settings
):
    killed("restore", step, elsewhere, backup)
    settings.HOME = elsewhere.home

    (found,) = no_restore_is_unfinished(None)
    assert found.id == "saferplan.E030"
    elsewhere.restore(backup)
    assert elsewhere.contents() == made.stood
    assert not begun(elsewhere.home)


def test_another_backup_is_no_way_to_end_a_restore_that_was_killed(elsewhere, backup, here, tmp_path):
    other = here.backup(tmp_path / "others", now=NOW + timedelta(days=1))
    killed("restore", "the databases are restored", elsewhere, backup)

    with pytest.raises(BackupError, match="not empty"):
        elsewhere.restore(other)


def test_a_database_that_fails_leaves_what_it_held(elsewhere, backup, tmp_path):
    """The dump is damaged in a way that its digest does not tell: the transaction takes everything back."""
    with psycopg.connect(elsewhere.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('kept')")
    dump = backup / "databases" / "site.dump"
    dump.write_bytes(dump.read_bytes()[:-5000])
    with_new_digests(backup)

    with pytest.raises(BackupError, match="could not be restored") as refused:
        elsewhere.restore(backup, replace=True)

    assert rows_of(elsewhere.url) == {"kept": ["(kept)"]}
    assert "example.org" not in refused.value.message


def with_new_digests(backup: Path) -> None:
    contents = json.loads((backup / CONTENTS).read_text())
    for entry in contents["files"]:
        entry["sha256"] = hashlib.sha256((backup / entry["path"]).read_bytes()).hexdigest()
    (backup / CONTENTS).write_text(json.dumps(contents))
    about = json.loads((backup / ABOUT).read_text())
    about["contents_sha256"] = hashlib.sha256((backup / CONTENTS).read_bytes()).hexdigest()
    (backup / ABOUT).write_text(json.dumps(about))


def a_byte(backup: Path) -> None:
    dump = backup / "databases" / "site.dump"
    content = bytearray(dump.read_bytes())
    content[len(content) // 2] ^= 1
    dump.write_bytes(content)


def a_file_gone(backup: Path) -> None:
    next((backup / "home" / "files").rglob("*/*/*")).unlink()


def a_file_more(backup: Path) -> None:
    (backup / "home" / "more.txt").write_text("x")


def a_link(backup: Path) -> None:
    file = next(path for path in (backup / "home" / "files").rglob("*") if path.is_file())
    content = file.with_name("moved")
    shutil.move(file, content)
    file.symlink_to(content)


def the_list(backup: Path) -> None:
    text = (backup / CONTENTS).read_text()
    (backup / CONTENTS).write_text(text.replace('"mode": 384', '"mode": 511', 1))


def the_list_gone(backup: Path) -> None:
    (backup / CONTENTS).unlink()


def a_path_outside(backup: Path) -> None:
    contents = json.loads((backup / CONTENTS).read_text())
    contents["files"].append(contents["files"][0] | {"path": "home/../../outside"})
    (backup / CONTENTS).write_text(json.dumps(contents))
    (backup.parent / "outside").write_text("x")
    with_new_digests(backup)


def a_folder_outside(backup: Path) -> None:
    """A restore gives folders their modes: this one would open another to everybody."""
    contents = json.loads((backup / CONTENTS).read_text())
    (backup.parent / "theirs").mkdir(mode=0o700)
    contents["folders"][str(backup.parent / "theirs")] = 0o777
    (backup / CONTENTS).write_text(json.dumps(contents))
    with_new_digests(backup)


def anothers_rights(backup: Path) -> None:
    contents = json.loads((backup / CONTENTS).read_text())
    contents["files"][0]["mode"] = 0o4755
    (backup / CONTENTS).write_text(json.dumps(contents))
    with_new_digests(backup)


DAMAGES = [a_byte, a_file_gone, a_file_more, a_link, the_list, the_list_gone, a_path_outside, a_folder_outside]


@pytest.mark.parametrize("damage", [*DAMAGES, anothers_rights])
def test_a_damaged_backup_touches_nothing(damage, elsewhere, backup):
    damage(backup)

    with pytest.raises(BackupError):
        elsewhere.restore(backup)

    assert_untouched(elsewhere)


@pytest.mark.parametrize(
    "told",
    ["", "{}", "[]", '{"format": 2, "saferplan": "9.9.0"}', '{"format": 1}', "\0"],
    ids=["empty", "nothing", "a list", "a later format", "half", "no text"],
)
def test_what_is_no_backup_of_this_version_is_refused(told, elsewhere, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / ABOUT).write_text(told)

    with pytest.raises(BackupError):
        elsewhere.restore(folder)
    with pytest.raises(BackupError, match="no backup of saferplan"):
        elsewhere.restore(tmp_path / "none")


def test_a_newer_versions_backup_is_refused_and_an_older_ones_is_taken(elsewhere, backup):
    known = known_migrations()
    older = known | {"files": known["files"][:-1]}

    with pytest.raises(BackupError, match=r"made by a newer saferplan .*files"):
        elsewhere.restore(backup, known_migrations=older)
    assert_untouched(elsewhere)

    elsewhere.restore(backup, known_migrations=known | {"files": [*known["files"], "9999_later"]})


@pytest.mark.parametrize(("made", "given"), [(TEST_KEY, OTHER_KEY), (TEST_KEY, None), (None, TEST_KEY)])
def test_a_backups_own_key_is_needed(made, given, here, elsewhere, tmp_path):
    backup = here.backup(tmp_path / "sealed", key=made and key_of(made))

    with pytest.raises(KeyRefused, match="encrypted"):
        elsewhere.restore(backup, key=given and key_of(given))

    assert_untouched(elsewhere)


def test_an_encrypted_backup_tells_nothing(here, tmp_path):
    backup = here.backup(tmp_path / "sealed", key=key_of())

    whole = b"".join(file.read_bytes() for file in backup.rglob("*") if file.is_file())
    for word in (b"PGDMP", b"Chalkshire Police", b"%PDF", b"PAR1", b"partnerships_partnership"):
        assert word not in whole


def test_what_cases_say_needs_the_key_of_that_day(elsewhere, backup):
    with pytest.raises(KeyRefused, match="made under another key than SAFERPLAN_KEY holds"):
        elsewhere.restore(backup, site_key=OTHER_KEY)
    with pytest.raises(KeyRefused):
        elsewhere.restore(backup, site_key="")

    assert_untouched(elsewhere)


def test_an_installation_that_is_not_empty_is_kept(elsewhere, backup):
    (elsewhere.home / "files").mkdir()
    with pytest.raises(BackupError, match="the home of the site is not empty"):
        elsewhere.restore(backup)
    (elsewhere.home / "files").rmdir()
    with psycopg.connect(elsewhere.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (word text)")
    with pytest.raises(BackupError, match="the database is not empty"):
        elsewhere.restore(backup)


def test_what_is_replaced_is_gone(elsewhere, backup, made):
    (elsewhere.home / "files").mkdir()
    (elsewhere.home / "files" / "old").write_text("x")
    with psycopg.connect(elsewhere.url, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA other")
        connection.execute("CREATE TABLE other.old (word text)")

    elsewhere.restore(backup, replace=True)

    assert elsewhere.contents() == made.stood
    with psycopg.connect(elsewhere.url) as connection:
        assert connection.execute("SELECT to_regclass('other.old')").fetchone() == (None,)


def test_a_site_that_is_being_used_is_not_replaced(elsewhere, backup):
    with psycopg.connect(elsewhere.url), pytest.raises(BackupError, match="1 others are connected"):
        elsewhere.restore(backup)

    assert_untouched(elsewhere)


def test_a_restricted_store_needs_somewhere_to_go(elsewhere, backup):
    nowhere = Installation(elsewhere.url, elsewhere.home, "")

    with pytest.raises(BackupError, match="store of chalkshire, and SAFERPLAN_STORE_CHALKSHIRE is not set"):
        nowhere.restore(backup)

    assert_untouched(elsewhere)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "small"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200k", "none", disk], check=False).returncode:
        pytest.skip("only root can mount a file system")
    yield disk
    subprocess.run(["umount", disk], check=True)


def test_a_full_disk_leaves_no_backup(here, small_disk):
    with pytest.raises(BackupError, match="there is no room for the backup"):
        here.backup(small_disk)

    assert [path.name for path in small_disk.iterdir()] == [".lock"]


def test_a_full_disk_leaves_the_installation_as_it_was(elsewhere, backup, small_disk):
    small = Installation(elsewhere.url, small_disk / "home", elsewhere.store)

    with pytest.raises(BackupError, match="there is no room to restore the files; nothing has changed"):
        small.restore(backup)

    assert_untouched(small)


def test_lost_and_changed_uploads_are_told_and_the_rest_is_backed_up(here, tmp_path):
    lost, changed = StoredFile.objects.order_by("id")
    (places.root() / lost.place).unlink()
    (places.root() / changed.place).write_bytes(b"something else")

    backup = here.backup(tmp_path / "backups")

    _, contents = verified(backup, None)
    assert sorted(contents.missing) == sorted([lost.place, changed.place])


def test_an_upload_that_is_removed_during_the_copy_is_in_it(here, tmp_path):
    stored = StoredFile.objects.first()

    backup = here.backup(
        tmp_path / "backups", done=lambda step: remove(stored) if step == "the lakes are copied" else None
    )

    assert (backup / "home" / "files" / stored.place).exists()
    assert verified(backup, None)[1].missing == []


def test_a_lake_whose_key_is_being_rotated_waits(here, tmp_path):
    check = read_check(here.lake.root)
    write_check(here.lake.root, LakeCheck(check.key, "0" * 32))

    with pytest.raises(BackupError, match="key of this lake is being rotated"):
        here.backup(tmp_path / "backups")


def test_two_backups_at_once_are_one(here, tmp_path):
    def again(step: str) -> None:
        if step == "everything is frozen":
            with pytest.raises(BackupError, match="another backup is being made here"):
                here.backup(tmp_path / "backups")

    here.backup(tmp_path / "backups", done=again)


def test_a_link_in_the_home_is_not_followed(here, tmp_path):
    (here.home / "elsewhere").symlink_to("/etc")

    with pytest.raises(BackupError, match="a link stands in the home"):
        here.backup(tmp_path / "backups")
    assert [path.name for path in (tmp_path / "backups").iterdir()] == [".lock"]


def test_a_server_that_cannot_be_reached_is_told_without_its_password(here, tmp_path):
    unreachable = Installation("postgresql://me:secret@127.0.0.1:1/x", here.home, here.store)

    with pytest.raises(StoreError) as told:
        unreachable.backup(tmp_path / "backups")

    assert "secret" not in told.value.message


def test_programs_that_are_older_than_the_server_are_passed_over(tmp_path, monkeypatch):
    old = tmp_path / "old"
    old.mkdir()
    (old / "pg_dump").write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 15.3'\n")
    (old / "pg_dump").chmod(0o755)
    monkeypatch.setenv("PATH", f"{old}:{os.environ['PATH']}")

    assert programs.program("pg_dump", 150_000) == old / "pg_dump"
    assert programs.program("pg_dump", 180_000) != old / "pg_dump"

    monkeypatch.setenv(programs.FOLDER, str(old))
    with pytest.raises(BackupError, match=r"older than the server, which is 18: found 15"):
        programs.program("pg_dump", 180_000)


def test_programs_that_are_not_there_are_told(tmp_path, monkeypatch):
    monkeypatch.setenv(programs.FOLDER, str(tmp_path))

    with pytest.raises(BackupError, match="pg_dump is not installed"):
        programs.program("pg_dump", 180_000)


def test_no_password_is_in_the_list_of_processes():
    arguments, environment = programs.reached("postgresql://me:secret@db.internal/site?sslmode=verify-full")

    assert "secret" not in " ".join(arguments)
    assert "verify-full" in " ".join(arguments)
    assert environment["PGPASSWORD"] == "secret"


def test_the_unused_is_used(here):
    """What people do meanwhile really changes every part, else the comparison would prove nothing."""
    before = here.contents()
    work_on(here)

    after = here.contents()
    assert {part for part in before if before[part] != after[part]} == {"site", "lake", "files"}
    assert BEGUN.startswith(".")
