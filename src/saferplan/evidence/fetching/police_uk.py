"""Months of police forces from the archives of data.police.uk, without its form and without whole archives."""

import shutil
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from saferplan.errors import FetchError
from saferplan.evidence.fetching.archives import archives_up_to, listed_archives, plan
from saferplan.evidence.fetching.download import Download, Validators, Wanted, kept, part_of
from saferplan.evidence.fetching.outcomes import Outcome, Report, Status, failure, success
from saferplan.evidence.fetching.publishers import catalogue
from saferplan.evidence.fetching.remote_zip import Changed, NoRanges, NotModified, RemoteZip
from saferplan.evidence.fetching.store import Entry, Store, file_digest
from saferplan.evidence.fetching.transport import Client, NotPublished
from saferplan.evidence.periods import month_title
from saferplan.evidence.sources.police_forces import Force

KINDS = ("street", "outcomes", "stop-and-search")
INDEX, NEWEST = "/data/archive/", "/api/crimes-street-dates"
# Amazon S3 answers 403 for what it does not have, unless the asker may list the bucket.
MISSING = frozenset({403, 404, 410})
LARGEST_MEMBER = 512 * 1024**2
TRIES_AT_A_CHANGING_ARCHIVE = 3


@dataclass(frozen=True)
class Member:
    """A file inside an archive; its path there is its path in the folder."""

    month: str
    force: Force
    kind: str

    @property
    def path(self) -> str:
        return f"{self.month}/{self.month}-{self.force.slug}-{self.kind}.csv"


def fetch_police_uk(
    client: Client, store: Store, forces: Iterable[Force], months: Iterable[str], kinds: Iterable[str] = ("street",)
) -> Report:
    """Gets the files of `kinds` of every force and month; what is not published is reported, the rest goes on.

    Raises FetchError where not even the list of archives can be had.
    """
    rules, report = catalogue().police_archives, Report()
    forces, kinds, months = tuple(forces), tuple(kinds), sorted(set(months))
    checksums = _archives(client)
    while months:
        planned = plan(months, checksums, rules)
        months = []
        for month in planned.left:
            report.outcomes += [_unpublished(member, checksums) for member in _members([month], forces, kinds)]
        for archive, covered in planned.take.items():
            members = _members(covered, forces, kinds)
            try:
                report.outcomes += _Archive(client, store, archive, checksums[archive]).fetch(members)
            except NotPublished:
                del checksums[archive]
                months += covered
            except FetchError as fault:
                report.outcomes += [failure(member.path, fault) for member in members]
    report.outcomes.sort(key=lambda outcome: outcome.path)
    return report


def _members(months: Iterable[str], forces: tuple[Force, ...], kinds: tuple[str, ...]) -> list[Member]:
    return [Member(month, force, kind) for month in months for force in forces for kind in kinds]


def _archives(client: Client) -> dict[str, str]:
    """Month and MD5 of every archive, from the index page; where that has changed its form, from the API."""
    try:
        page = client.document(client.url(INDEX)).body.decode("utf-8", errors="replace")
    except NotPublished:
        page = ""
    if found := listed_archives(page):
        return found
    months = client.json(client.url(NEWEST))
    try:
        newest = max(entry["date"] for entry in months)
    except (TypeError, KeyError, ValueError):
        raise client.error("it does not say which months are published", client.url(NEWEST)) from None
    return dict.fromkeys(archives_up_to(newest, catalogue().police_archives), "")


def _unpublished(member: Member, archives: Iterable[str]) -> Outcome:
    newest = max(archives, default="")
    said = f"; the newest month is {month_title(newest)}" if newest and member.month > newest else ""
    return Outcome(member.path, Status.NOT_PUBLISHED, problem=f"{month_title(member.month)} is not published{said}")


class _Archive:
    """One archive on the server, and the members that are wanted from it."""

    def __init__(self, client: Client, store: Store, month: str, md5: str) -> None:
        self.client, self.store, self.month, self.md5 = client, store, month, md5
        self.url = client.url(f"{INDEX}{month}.zip")
        self.validators = Validators()

    def fetch(self, members: list[Member]) -> list[Outcome]:
        held = {member: self.store.held(member.path) for member in members}
        try:
            return self._fetch_ranges(members, held)
        except NotModified:
            return [success(entry, Status.UNCHANGED) for entry in held.values() if entry]
        except NoRanges:
            return self._fetch_whole(members, held)
        except (zipfile.BadZipFile, zlib.error, EOFError) as fault:
            raise self.client.error(f"the archive is cut off or damaged ({fault})", self.url) from None

    def _known(self, held: dict[Member, Entry | None]) -> Validators | None:
        """The version of the archive from which all wanted files were taken, where it is one and all are here."""
        editions = {(entry.url.partition("#")[0], entry.etag) if entry else None for entry in held.values()}
        only = editions.pop() if len(editions) == 1 else None
        return Validators(only[1]) if only and only[0] == self.url and only[1] else None

    def _fetch_ranges(self, members: list[Member], held: dict[Member, Entry | None]) -> list[Outcome]:
        known = self._known(held)
        for _ in range(TRIES_AT_A_CHANGING_ARCHIVE):
            try:
                remote = RemoteZip(self.client, self.url, missing=MISSING, known_etag=known.etag if known else "")
                self.validators = remote.validators
                return [self._take(remote.archive, member, held[member], remote) for member in members]
            except Changed:
                held = {member: self.store.held(member.path) for member in members}
        raise self.client.error("it is being replaced while it is read", self.url)

    def _fetch_whole(self, members: list[Member], held: dict[Member, Entry | None]) -> list[Outcome]:
        """For a server without ranges: the archive goes into a hidden folder, its members out, and it goes again."""
        part = part_of(self.store, f".archives/{self.month}.zip")
        wanted = Wanted(self.url, f"{self.month}.zip", "", "", md5=self.md5, missing=MISSING)
        download = Download(self.client, wanted, part, known=self._known(held))
        if not download.run():
            return [success(entry, Status.UNCHANGED) for entry in held.values() if entry]
        self.validators = download.validators
        try:
            with zipfile.ZipFile(part) as archive:
                return [self._take(archive, member, held[member]) for member in members]
        finally:
            shutil.rmtree(part.parent)

    def _take(
        self, archive: zipfile.ZipFile, member: Member, held: Entry | None, remote: RemoteZip | None = None
    ) -> Outcome:
        try:
            info = archive.getinfo(member.path)
        except KeyError:
            said = f"{member.force.name} has no {member.kind} file for {month_title(member.month)}"
            return Outcome(member.path, Status.NOT_PUBLISHED, self.url, problem=f"{said} in {self.month}.zip")
        if held and (held.crc32, held.bytes) == (f"{info.CRC:08x}", info.file_size):
            if held.etag != self.validators.etag:
                fresh = replace(held, url=f"{self.url}#{member.path}", etag=self.validators.etag)
                self.store.note(replace(fresh, last_modified=self.validators.last_modified))
            return success(held, Status.UNCHANGED)
        if remote:
            remote.prepare(info)
        part = part_of(self.store, member.path)
        try:
            self._unpack(archive, info, part)
        except (zipfile.BadZipFile, zlib.error, EOFError) as fault:
            part.unlink(missing_ok=True)
            return failure(member.path, self.client.error(f"its copy in the archive is damaged ({fault})", self.url))
        return kept(self.store, part, self._entry(member, info, part), datetime(*info.date_time))

    def _unpack(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, part: Path) -> None:
        """zipfile compares the CRC-32 when it has read a member to its end, and raises BadZipFile."""
        if info.file_size > LARGEST_MEMBER:
            raise self.client.error(f"{info.filename} is larger than {LARGEST_MEMBER // 1024**2} MiB", self.url)
        try:
            with archive.open(info) as packed, part.open("wb") as plain:
                while piece := packed.read(64 * 1024):
                    plain.write(piece)
                    self.client.progress(info.filename, plain.tell(), info.file_size)
        except OSError as fault:
            raise self.store.unwritable(fault) from None

    def _entry(self, member: Member, info: zipfile.ZipInfo, part: Path) -> Entry:
        return Entry(
            path=member.path,
            url=f"{self.url}#{member.path}",
            sha256=file_digest(part, "sha256"),
            bytes=info.file_size,
            etag=self.validators.etag,
            last_modified=self.validators.last_modified,
            fetched_at=self.client.pace.now().isoformat(timespec="seconds"),
            licence=self.client.publisher.licence,
            source=self.client.publisher.source,
            title=f"{member.force.name}, {member.kind}, {month_title(member.month)}",
            edition=f"{self.month}.zip",
            crc32=f"{info.CRC:08x}",
        )
