"""One file from an address to its place: resumed where it was cut, checked before it gets its name."""

import csv
import hashlib
import io
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from urllib3.response import BaseHTTPResponse

from saferplan.errors import FetchError
from saferplan.evidence.fetching.content import HEAD, Spoiled, check, published_md5
from saferplan.evidence.fetching.outcomes import Outcome, Status, success
from saferplan.evidence.fetching.store import Entry, Store, file_digest
from saferplan.evidence.fetching.transport import MISSING, Client, TryAgain, looks_like_html, packing

LARGEST_FILE = 4 * 1024**3
# A file that arrives whole but wrong is fetched a second time, not a fifth: the fault is then the publisher's.
MOST_SPOILED = 2


@dataclass(frozen=True)
class Wanted:
    """A file to fetch: `name` is its path in the folder, `md5` the checksum published elsewhere than in its headers."""

    url: str
    name: str
    title: str
    source: str
    md5: str = ""
    missing: frozenset[int] = MISSING
    examine: Callable[[Path], None] | None = None


@dataclass(frozen=True)
class Validators:
    """By what a server tells one version of a file from another."""

    etag: str = ""
    last_modified: str = ""

    @classmethod
    def of(cls, response: BaseHTTPResponse) -> "Validators":
        return cls(response.headers.get("ETag", ""), response.headers.get("Last-Modified", ""))

    @property
    def for_range(self) -> str:
        """What If-Range may carry: a weak ETag does not promise the same bytes (RFC 9110, 13.1.5)."""
        return self.etag if self.etag and not self.etag.startswith("W/") else self.last_modified

    def agree(self, other: "Validators") -> bool:
        return self.for_range == other.for_range

    @property
    def modified(self) -> datetime | None:
        try:
            return parsedate_to_datetime(self.last_modified) if self.last_modified else None
        except ValueError:
            return None


class Download:
    """The attempts at one file. What has arrived is kept in .NAME.part, with its validators beside it."""

    def __init__(self, client: Client, wanted: Wanted, part: Path, *, known: Validators | None = None) -> None:
        self.client, self.wanted, self.part, self.known = client, wanted, part, known
        self.notes = part.with_name(f"{part.name}.json")
        self.validators, self.md5 = Validators(), wanted.md5
        self._spoiled, self._furthest, self._noted_md5 = 0, 0, ""

    def run(self) -> bool:
        """True: .NAME.part is whole and right. False: the server says that the known copy still holds."""
        return self.client.persist(self._attempt, self.wanted.url)

    def _attempt(self) -> bool:
        held, validators = self._held()
        with self.client.exchange(self.wanted.url, self._headers(held, validators), self.wanted.missing) as response:
            if response.status == 304:
                return False
            start = self._start(response, held, validators)
            if start is not None:
                self._receive(response, start)
        self._verify()
        self.notes.unlink(missing_ok=True)
        return True

    def _held(self) -> tuple[int, Validators]:
        """Bytes that can be built upon, and the version they are of."""
        try:
            noted = json.loads(self.notes.read_text(encoding="utf-8"))
            validators = Validators(noted["etag"], noted["last_modified"])
            usable = noted["url"] == self.wanted.url and validators.for_range and self.part.exists()
            self._noted_md5 = str(noted["md5"])
        except (OSError, ValueError, KeyError, TypeError):
            return 0, Validators()
        return (self.part.stat().st_size, validators) if usable else (0, Validators())

    def _headers(self, held: int, validators: Validators) -> dict[str, str]:
        if held:
            return {"Range": f"bytes={held}-", "If-Range": validators.for_range}
        if self.known is None:
            return {}
        conditions = {"If-None-Match": self.known.etag, "If-Modified-Since": self.known.last_modified}
        return {name: value for name, value in conditions.items() if value}

    def _start(self, response: BaseHTTPResponse, held: int, validators: Validators) -> int | None:
        """Where this answer's bytes belong; None where all of them are here already."""
        if response.status == 200:
            self.validators, self.md5 = Validators.of(response), self._published_md5(response)
            return 0
        # In a partial answer Content-MD5 is of the part: the one that came with the whole file was noted.
        self.validators, self.md5 = validators, self.wanted.md5 or self._noted_md5
        begins, _, total = content_range(response)
        if response.status == 416:
            if (begins, total) == (None, held):
                return None
            raise self._start_again("what was fetched before no longer fits the file")
        if begins != held or packing(response) or not Validators.of(response).agree(validators):
            raise self._start_again("the file changed between two attempts")
        return held

    def _published_md5(self, response: BaseHTTPResponse) -> str:
        if self.wanted.md5 or packing(response):
            return self.wanted.md5
        return published_md5(response.headers, etag_is_md5=self.client.publisher.etag_is_md5)

    def _start_again(self, reason: str) -> TryAgain:
        self._discard()
        return TryAgain(reason, wait=0.0)

    def _discard(self) -> None:
        self.part.unlink(missing_ok=True)
        self.notes.unlink(missing_ok=True)

    def _receive(self, response: BaseHTTPResponse, start: int) -> None:
        length = response.headers.get("Content-Length", "")
        total = start + int(length) if length.isdecimal() else None
        self._cap(total or 0)
        written = start
        try:
            self._note(resumable=not packing(response))
            with self.part.open("r+b" if start else "wb") as stream:
                stream.seek(start)
                for piece in self.client.chunks(response):
                    if written == 0:
                        self._refuse_page(piece[:HEAD])
                    stream.write(piece)
                    written += len(piece)
                    self._cap(written)
                    self.client.progress(self.wanted.name, written, total)
        except TryAgain as fault:
            fault.gained = written > self._furthest
            self._furthest = max(written, self._furthest)
            raise
        except OSError as fault:
            raise FetchError(
                f"it cannot be written ({fault.strerror})",
                where=str(self.part),
                remedy="Free some space or give another folder with --out; the part that arrived is kept.",
            ) from None

    def _note(self, *, resumable: bool) -> None:
        if not resumable:
            self.notes.unlink(missing_ok=True)
            return
        noted = {"url": self.wanted.url, "md5": self.md5, **asdict(self.validators)}
        self.notes.write_text(json.dumps(noted), encoding="utf-8")

    def _cap(self, size: int) -> None:
        if size > LARGEST_FILE:
            self._discard()
            raise self.client.error(f"it is larger than {LARGEST_FILE // 1024**3} GiB", self.wanted.url)

    def _refuse_page(self, head: bytes) -> None:
        if looks_like_html(head):
            self._discard()
            raise self.client.error("a web page was sent in place of the file", self.wanted.url)

    def _verify(self) -> None:
        try:
            check(self.part, self.wanted.name, self.md5)
        except Spoiled as fault:
            self._discard()
            self._spoiled += 1
            if self._spoiled >= MOST_SPOILED:
                raise self.client.error(str(fault), self.wanted.url) from None
            raise TryAgain(str(fault)) from None
        try:
            if self.wanted.examine:
                self.wanted.examine(self.part)
        except FetchError:
            self._discard()
            raise


def content_range(response: BaseHTTPResponse) -> tuple[int | None, int | None, int | None]:
    """First byte, last byte and whole size of a partial answer; None where it does not say."""
    match = re.fullmatch(
        r"bytes (?:(\d+)-(\d+)|\*)/(\d+|\*)", response.headers.get("Content-Range", "").strip(), re.ASCII
    )
    if not match:
        return None, None, None
    first, last, total = (int(text) if text and text.isdecimal() else None for text in match.groups())
    return first, last, total


def fetch_file(client: Client, store: Store, wanted: Wanted) -> Outcome:
    """Gets one file into `store`, unless the copy there is whole and the server says that it still holds.

    Raises NotPublished, Unreachable or another FetchError.
    """
    entry = store.held(wanted.name)
    known = Validators(entry.etag, entry.last_modified) if entry and entry.url == wanted.url else None
    part = part_of(store, wanted.name)
    download = Download(client, wanted, part, known=known)
    if not download.run() and entry:
        return success(entry, Status.UNCHANGED)
    fresh = Entry(
        path=wanted.name,
        url=wanted.url,
        sha256=file_digest(part, "sha256"),
        bytes=part.stat().st_size,
        etag=download.validators.etag,
        last_modified=download.validators.last_modified,
        fetched_at=client.pace.now().isoformat(timespec="seconds"),
        licence=client.publisher.licence,
        source=wanted.source,
        title=wanted.title,
    )
    return kept(store, part, fresh, download.validators.modified)


def part_of(store: Store, name: str) -> Path:
    """Where a file is while it is not whole: hidden, so that loading the folder does not take it for one that is."""
    place = store.place(name)
    return place.with_name(f".{place.name}.part")


def kept(store: Store, part: Path, fresh: Entry, modified: datetime | None = None) -> Outcome:
    """Puts a verified part in its place; says 'unchanged' where the same bytes were there before."""
    before = store.held(fresh.path)
    store.keep(part, fresh, modified)
    return success(fresh, Status.UNCHANGED if before and before.sha256 == fresh.sha256 else Status.FETCHED)


def write_file(client: Client, store: Store, made: Wanted, data: Iterable[bytes], edition: str) -> Outcome:
    """Puts a file that is put together here, piece by piece, from the pages of `edition`, in its place."""
    part, digest, size = part_of(store, made.name), hashlib.sha256(), 0
    try:
        with part.open("wb") as stream:
            for piece in data:
                stream.write(piece)
                digest.update(piece)
                size += len(piece)
    except OSError as fault:
        raise store.unwritable(fault) from None
    except FetchError:
        part.unlink()
        raise
    fresh = Entry(
        path=made.name,
        url=made.url,
        sha256=digest.hexdigest(),
        bytes=size,
        etag="",
        last_modified="",
        fetched_at=client.pace.now().isoformat(timespec="seconds"),
        licence=client.publisher.licence,
        source=made.source,
        title=made.title,
        edition=edition,
    )
    return kept(store, part, fresh)


def csv_line(cells: Iterable[object]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue().encode("utf-8")
