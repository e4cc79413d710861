"""What a source is: a module that recognises one publisher's file by its content and reads it into tables."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from saferplan.errors import FileRefused

HEAD_BYTES = 64 * 1024
# Reference files have some tens of megabytes, and are read whole; their lines have some kilobytes.
LARGEST_REFERENCE = 512 * 1024**2
LONGEST_LINE = 1024**2


@dataclass(frozen=True)
class Delivered:
    """A file as a partner delivered it, unpacked where it came in an archive.

    `path` is where its bytes are now (plain, never compressed); `name` is what the user calls it,
    with an archive's member after '!'; `released` is the file's own time stamp.
    """

    path: Path
    name: str
    released: datetime
    sha256: str

    @property
    def extract_id(self) -> str:
        return self.sha256[:16]

    @property
    def stem(self) -> str:
        """Name of the file itself, without folders, archive or any ending: 'mid-2020-by-age-lsoa11'."""
        return Path(self.name.split("!")[-1]).name.split(".")[0]

    @cached_property
    def head(self) -> bytes:
        with self.path.open("rb") as stream:
            return stream.read(HEAD_BYTES)

    @cached_property
    def header(self) -> list[str]:
        """Cells of the first line, read as CSV in UTF-8 (a byte-order mark dropped); [] where it is no text."""
        try:
            text = self.head.decode("utf-8-sig", errors="ignore" if len(self.head) == HEAD_BYTES else "strict")
            return [cell.strip() for cell in next(csv.reader(io.StringIO(text)), [])]
        except (UnicodeDecodeError, csv.Error):
            return []

    def refuse(self, problem: str, *, line: int | None = None, remedy: str = "") -> FileRefused:
        """The error to raise when this file cannot be loaded at all."""
        where = f"{self.name}, line {line}" if line else self.name
        return FileRefused(problem, where=where, remedy=remedy)


@dataclass(frozen=True)
class RejectedRow:
    line: int
    field: str
    reason: str


@dataclass(frozen=True)
class Slice:
    """Rows that replace one slice of one table, such as an edition. `rows` has the table's columns but extract_id."""

    table: str
    key: tuple[str, ...]
    rows: pa.Table


@dataclass
class Reading:
    """What reading one file gave. rows_read = rows_loaded + len(rejected), counted in the file's own data rows.

    `note` is what the user should be told of a file that was loaded.
    """

    rows_read: int
    rows_loaded: int
    slices: list[Slice]
    rejected: list[RejectedRow] = field(default_factory=list)
    note: str = ""


class Source(Protocol):
    """A reader of one format. `format` is the name that the load summary prints."""

    format: str

    def recognises(self, delivered: Delivered) -> bool:
        """By content (heading, first bytes), never by the file's name alone."""
        ...

    def read(self, delivered: Delivered) -> Reading:
        """Reads the whole file; raises FileRefused where nothing of it can be trusted."""
        ...


def check_size(delivered: Delivered) -> None:
    """Refuses a reference file or a line of it that is too large to be read into memory, before it is."""
    if delivered.path.stat().st_size > LARGEST_REFERENCE:
        raise delivered.refuse(
            f"the file is larger than {LARGEST_REFERENCE // 1024**2} MiB, which no such table is",
            remedy="Download the file again.",
        )
    with delivered.path.open("rb") as stream:
        lines = iter(lambda: stream.readline(LONGEST_LINE), b"")
        for line, content in enumerate(lines, start=1):
            if len(content) == LONGEST_LINE:
                raise delivered.refuse(
                    "the line is too long for a CSV file", line=line, remedy="Download the file again."
                )


def numbered_rows(delivered: Delivered) -> Iterator[tuple[int, list[str]]]:
    """(physical line on which the row starts, cells) of a CSV file in UTF-8; refuses what is no such file.

    For reference files of some tens of megabytes; incidents have a reader of their own.
    """
    check_size(delivered)
    line = 1
    try:
        with delivered.path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            for cells in reader:
                yield line, cells
                line = reader.line_num + 1
    except UnicodeDecodeError as fault:
        raise delivered.refuse(
            f"byte {fault.start} is not UTF-8 text", remedy="Save the file as CSV in UTF-8 and load it again."
        ) from None
    except csv.Error as fault:
        raise delivered.refuse(
            f"the file is not a readable CSV ({fault})", line=line, remedy="Download the file again."
        ) from None
