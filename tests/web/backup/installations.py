"""An installation with something in every part of it, and everything that one holds, to be compared with another's."""

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from partner_lake import held, incident, load
from partner_people import Partnership as Partners
from partner_people import partnership as partners_of
from restricted import TEST_KEY
from saferplan.evidence.forgetting.erasure import Decision, OneRecord, erase
from saferplan.evidence.lake import Lake
from saferplan.evidence.tables import ALL_TABLES
from saferplan.identities.keys import PartnershipKey
from saferplan.web.backup.databases import ENDED_BY_A_RESTORE
from saferplan.web.backup.making import make_backup
from saferplan.web.backup.restoring import OWN, restore_backup
from saferplan.web.backup.versions import known_migrations
from saferplan.web.files.actions import keep_file
from saferplan.web.files.checking import checked_bytes
from saferplan.web.files.models import StoredFile
from saferplan.web.partnerships.models import Partnership
from saferplan.web.people.models import Member
from site_people import a_member, a_partnership
from site_uploads import CSV, PDF

NOW = datetime(2026, 11, 22, 2, tzinfo=UTC)
SLUG, STORE = "chalkshire", "SAFERPLAN_STORE_CHALKSHIRE"


@dataclass
class Installation:
    """`store` is the database of the restricted store of the one partnership that has a lake."""

    url: str
    home: Path
    store: str

    @property
    def lake(self) -> Lake:
        return Lake(self.home / "lakes" / SLUG)

    def contents(self) -> dict[str, Any]:
        """Every row of every table of both databases, every version of every table of the lake, every file."""
        return {
            "site": rows_of(self.url),
            "store": rows_of(self.store),
            "lake": versions_of(self.lake),
            "files": {name: digest for name, digest in files_of(self.home).items() if not name.startswith("lakes/")},
        }

    def backup(self, to: Path, **options: Any) -> Path:
        told = {"key": None, "site_key": TEST_KEY, "now": NOW}
        with self.in_the_environment():
            return make_backup(self.url, self.home, to, **told | options)[0]

    def restore(self, backup: Path, **options: Any) -> None:
        told = {"key": None, "site_key": TEST_KEY, "now": NOW, "known_migrations": known_migrations()}
        with self.in_the_environment():
            restore_backup(backup, self.url, self.home, **told | options)

    @contextmanager
    def in_the_environment(self) -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            if self.store:
                patch.setenv(STORE, self.store)
            yield


def furnish(url: str, home: Path, store: str, scratch: Path) -> Installation:
    """A partnership with people, uploaded files and a lake whose people a restricted store knows; and another one."""
    here = Installation(url, home, store)
    partnership = a_partnership("Chalkshire")
    member = a_member(partnership, "administrator")
    a_member(a_partnership("Fenmoor"))
    upload(member, PDF)
    upload(member, CSV + b"Brook,7\r\n")
    partners: Partners = partners_of(scratch, store)
    (home / "lakes").mkdir()
    shutil.move(partners.lake.root, here.lake.root)
    load(here.lake, [incident("X1", month="2026-03")])
    (home / "documents").mkdir()
    (home / "documents" / "strategy.md").write_text("# Strategy\n")
    return here


def upload(member: Member, content: bytes) -> StoredFile:
    return keep_file(checked_bytes("duty-evidence", "a.csv", content), partnership=member.partnership, by=member)


def work_on(here: Installation) -> None:
    """What people do while a backup is made: all of it comes too late for it."""
    partnership = Partnership.objects.get(slug=SLUG)
    member = partnership.members.first()
    gone = StoredFile.objects.order_by("id").first()
    upload(member, PDF + b"\n")
    remove(gone)
    Partnership.objects.filter(slug="fenmoor").update(name="Safer Fenmoor and Marsh")
    load(here.lake, [incident("X2", month="2026-04")])
    (here.home / "documents" / "strategy.md").write_text("# Strategy\n")


def remove(stored: StoredFile) -> None:
    from saferplan.web.files.actions import remove_file

    remove_file(stored)


def erase_record(here: Installation, reference: str) -> None:
    with here.lake.writing() as writer:
        feed = next(row["feed"] for row in held(here.lake) if row["reference"] == reference)
        erase(writer, OneRecord(feed, reference), Decision("Article 17", "DPO", NOW.date()), digest)
        writer.commit(loaded_at=NOW, summary={"removed": "an erasure"})


def digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def rows_of(url: str) -> dict[str, list[str]]:
    """Every row as text, by table; but not who is signed in."""
    with psycopg.connect(url) as connection:
        names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        row = SQL("SELECT held::text FROM {} AS held ORDER BY 1")
        return {
            name: [text for (text,) in connection.execute(row.format(Identifier(name)))]
            for (name,) in sorted(names)
            if name not in ENDED_BY_A_RESTORE
        }


def versions_of(lake: Lake) -> list[tuple[Any, ...]]:
    """Every load, and what every table held behind it that can still be read."""
    return [(one, _tables(lake, datetime.fromisoformat(one.loaded_at))) for one in lake.loads()]


def _tables(lake: Lake, as_at: datetime) -> dict[str, Any]:
    from saferplan.errors import LakeError

    found: dict[str, Any] = {}
    snapshot = lake.snapshot(as_at)
    for name in snapshot.versions:
        try:
            found[name] = held(snapshot, ALL_TABLES[name])
        except LakeError as fault:
            found[name] = fault.problem
    return found


def files_of(home: Path) -> dict[str, str]:
    return {
        file.relative_to(home).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() + oct(file.stat().st_mode)
        for file in sorted(home.rglob("*"))
        if file.is_file() and file.relative_to(home).parts[0] not in OWN and ".incoming" not in file.parts
    }


def key_of(text: str = TEST_KEY) -> PartnershipKey:
    return PartnershipKey.of(text)
