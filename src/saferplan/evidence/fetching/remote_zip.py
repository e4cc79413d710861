"""Reads single members of a zip archive on a server, through HTTP ranges: its directory, then only what is wanted.

An archive of data.police.uk holds 1.7 GB; one force's months in it are some tens of megabytes.
"""

import io
import zipfile
from dataclasses import dataclass

from urllib3.response import BaseHTTPResponse

from saferplan.evidence.fetching.download import Validators, content_range
from saferplan.evidence.fetching.transport import Client, TryAgain

# The directory of the archive of July 2026 (4,485 members) takes some 0.5 MB: one request reads it.
TAIL_BYTES = 1024 * 1024
BLOCK_BYTES = 1024 * 1024
# A member that is larger than this when packed is read in blocks, so that memory stays bounded.
LARGEST_SPAN = 64 * 1024 * 1024
LOCAL_HEADER_BYTES = 30
# Room for a longer extra field in the member's own header than in the directory.
SLACK_BYTES = 1024


class NoRanges(Exception):
    """The server sends whole files only."""


class NotModified(Exception):
    """The server says that the archive is still the one that was read before."""


class Changed(Exception):
    """The archive was replaced while it was being read."""


@dataclass(frozen=True)
class Span:
    start: int
    data: bytes

    def cut(self, position: int, length: int) -> bytes:
        begin = position - self.start
        return self.data[begin : begin + length] if 0 <= begin < len(self.data) else b""


class RemoteFile(io.RawIOBase):
    """A file on a server, as Python's zipfile wants it: seekable, read in spans of bytes that are asked for."""

    def __init__(self, client: Client, url: str, *, missing: frozenset[int], known_etag: str = "") -> None:
        super().__init__()
        self._client, self._url, self._missing = client, url, missing
        self._position = 0
        self.validators, self.size = Validators(), 0
        conditions = {"If-None-Match": known_etag} if known_etag else {}
        self._tail = self._request(f"bytes=-{TAIL_BYTES}", conditions)
        self._near = self._tail

    def _request(self, wanted: str, conditions: dict[str, str]) -> Span:
        return self._client.persist(lambda: self._ask({"Range": wanted, **conditions}), self._url)

    def _ask(self, headers: dict[str, str]) -> Span:
        with self._client.exchange(self._url, headers, self._missing) as response:
            if response.status == 304:
                raise NotModified
            first, last, size = content_range(response)
            if response.status != 206 or first is None or last is None or size is None:
                raise Changed if self.size else NoRanges
            self._same_file(response, size)
            data = b"".join(self._client.chunks(response))
        if len(data) != last - first + 1:
            raise TryAgain("it sent less than it announced")
        return Span(first, data)

    def _same_file(self, response: BaseHTTPResponse, size: int) -> None:
        validators = Validators.of(response)
        if self.size and (size, validators) != (self.size, self.validators):
            raise Changed
        self.size, self.validators = size, validators

    def read_ahead(self, start: int, length: int) -> None:
        """Fetches a span in one request, from which reads are then served."""
        if length <= LARGEST_SPAN and not self._tail.cut(start, 1):
            self._near = self._span(start, length)

    def _span(self, start: int, length: int) -> Span:
        last = min(start + length, self.size) - 1
        conditions = {"If-Range": self.validators.for_range} if self.validators.for_range else {}
        return self._request(f"bytes={start}-{last}", conditions)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self.size}[whence]
        self._position = base + offset
        return self._position

    def tell(self) -> int:
        return self._position

    def readinto(self, buffer) -> int:  # type: ignore[override] - the stub's Buffer has no length
        length = min(len(buffer), max(0, self.size - self._position))
        if length == 0:
            return 0
        data = self._near.cut(self._position, length) or self._tail.cut(self._position, length)
        if not data:
            self._near = self._span(self._position, max(length, BLOCK_BYTES))
            data = self._near.cut(self._position, length)
        buffer[: len(data)] = data
        self._position += len(data)
        return len(data)


class RemoteZip:
    """The directory of an archive on a server, and its members one by one."""

    def __init__(self, client: Client, url: str, *, missing: frozenset[int], known_etag: str = "") -> None:
        """Raises NoRanges, NotModified, or what the client raises; zipfile.BadZipFile where it is no archive."""
        self._file = RemoteFile(client, url, missing=missing, known_etag=known_etag)
        self.archive = zipfile.ZipFile(io.BufferedReader(self._file))

    @property
    def validators(self) -> Validators:
        return self._file.validators

    def prepare(self, member: zipfile.ZipInfo) -> None:
        """Fetches the packed bytes of a member in one request, before it is opened."""
        header = LOCAL_HEADER_BYTES + len(member.filename.encode()) + len(member.extra) + SLACK_BYTES
        self._file.read_ahead(member.header_offset, header + member.compress_size)
