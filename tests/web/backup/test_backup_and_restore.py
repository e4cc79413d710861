"""A backup that is made while people go on working is restored elsewhere: every row, every lake version, every file."""

from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from installations import NOW, Installation, erase_record, files_of, key_of, rows_of, versions_of, work_on

from partner_lake import incident, load, references
from saferplan.commands.forgetting import forgetting
from saferplan.identities.store import opened
from saferplan.web.backup import cut
from saferplan.web.backup.checks import no_restore_is_unfinished
from saferplan.web.backup.restoring import release, restored
from saferplan.web.people.models import User

KEYS = {"plain": None, "encrypted": key_of()}


@pytest.mark.parametrize("key", KEYS.values(), ids=KEYS)
def test_everything_is_as_it_stood_at_the_moment_of_the_backup(
    here: Installation, elsewhere: Installation, tmp_path: Path, key
):
    stood = {}

    def meanwhile(step: str) -> None:
        if step == "everything is frozen":
            stood.update(here.contents())
            work_on(here)

    backup = here.backup(tmp_path / "backups", key=key, done=meanwhile)
    assert here.contents() != stood
    elsewhere.restore(backup, key=key)

    found = elsewhere.contents()
    for part, content in stood.items():
        assert found[part] == content, part
    assert len(found["site"]["partnerships_agency"]) == 10
    assert len(found["store"]["persons"]) == 5
    assert len(found["lake"]) >= 2
    assert len([name for name in found["files"] if name.startswith("files/chalkshire/")]) == 2


def test_the_restored_site_can_be_backed_up_and_restored_again(
    here: Installation, elsewhere: Installation, tmp_path: Path
):
    first = here.backup(tmp_path / "first")
    elsewhere.restore(first)
    stood = elsewhere.contents()

    second = elsewhere.backup(tmp_path / "second")
    elsewhere.restore(second, replace=True)

    assert elsewhere.contents() == stood


def test_the_restored_lake_and_store_go_on_together(here: Installation, elsewhere: Installation, tmp_path: Path):
    """Next loads and the daily retention run find one lake and its own store."""
    backup = here.backup(tmp_path / "backups")
    elsewhere.restore(backup)
    before = rows_of(elsewhere.store)["persons"]

    load(elsewhere.lake, [incident("X9", month="2026-06")], now=NOW + timedelta(days=1))
    with opened(elsewhere.store, key_of(), elsewhere.lake.root) as store, forgetting(elsewhere.lake, store):
        pass

    assert "X9" in references(elsewhere.lake)
    assert rows_of(elsewhere.store)["persons"] == before


def test_a_load_between_the_looks_is_in_the_backup(
    here: Installation, elsewhere: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """The lake moves on while the databases are being frozen: the moment is chosen anew."""
    from partner_lake import incident, load, references

    moved, frozen = [], cut.frozen

    def freezing(url: str):
        if not moved:
            moved.append(load(here.lake, [incident("X7", month="2026-07")]))
        return frozen(url)

    monkeypatch.setattr(cut, "frozen", freezing)
    backup = here.backup(tmp_path / "backups")
    elsewhere.restore(backup)

    assert "X7" in references(elsewhere.lake)


def test_an_erasure_during_the_copy_is_not_undone_by_it(here: Installation, elsewhere: Installation, tmp_path: Path):
    """Its old files go while they are copied. The backup is begun anew, and the erased record is not in it."""
    erased = []

    def meanwhile(step: str) -> None:
        if step == "everything is frozen" and not erased:
            erased.append("X1")
            erase_record(here, "X1")

    backup = here.backup(tmp_path / "backups", done=meanwhile)
    elsewhere.restore(backup)

    assert versions_of(elsewhere.lake) == versions_of(here.lake)
    assert "X1" not in str(versions_of(elsewhere.lake)[-1][1]["partner_incidents"])


def test_nobody_is_signed_in_behind_a_restore(here: Installation, elsewhere: Installation, tmp_path: Path, client):
    client.force_login(User.objects.first())
    assert Session.objects.exists()
    backup = here.backup(tmp_path / "backups")

    elsewhere.restore(backup)

    with psycopg.connect(elsewhere.url) as connected:
        assert connected.execute("SELECT count(*) FROM django_session").fetchone() == (0,)


def test_a_restored_site_is_not_served_until_erasures_are_repeated(
    here: Installation, elsewhere: Installation, tmp_path: Path, settings
):
    backup = here.backup(tmp_path / "backups")
    elsewhere.restore(backup)
    settings.HOME = elsewhere.home

    (found,) = no_restore_is_unfinished(None)
    assert "2026-11-22T02:00:00+00:00" in found.msg
    assert restored(elsewhere.home)["backup"] == backup.name

    release(elsewhere.home)
    assert no_restore_is_unfinished(None) == []


def test_who_may_enter_folders_is_restored_too(here: Installation, elsewhere: Installation, tmp_path):
    backup = here.backup(tmp_path / "backups")
    elsewhere.restore(backup)

    for folder in ("files", "lakes/chalkshire/restricted"):
        assert (elsewhere.home / folder).stat().st_mode & 0o777 == 0o700
    assert backup.stat().st_mode & 0o777 == 0o700


def test_a_site_without_lakes_and_files_is_backed_up_too(
    transactional_db, own_home: Path, elsewhere: Installation, postgres, tmp_path: Path
):
    bare = Installation(postgres.url(connection.settings_dict["NAME"]), own_home, "")

    elsewhere.restore(bare.backup(tmp_path / "backups"))

    assert rows_of(elsewhere.url) == rows_of(bare.url)
    assert files_of(elsewhere.home) == {}
