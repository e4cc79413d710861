"""A file of data.police.uk on its way into the lake: what it should hold, and how its rows fare."""

import csv
from dataclasses import dataclass, field
from pathlib import Path

from saferplan.evidence.sources.base import Delivered, RejectedRow
from saferplan.evidence.sources.plain_text import DOWNLOAD_AGAIN, check_text, with_even_newlines
from saferplan.evidence.sources.police_uk import Expected, PoliceFormat, expected_content

LAST_LINE_SEARCHED = 64 * 1024


@dataclass(eq=False)
class PoliceFile:
    """`rows_read` are physical lines of data: each ends as a row loaded or as a row rejected."""

    delivered: Delivered
    format: PoliceFormat
    expected: Expected
    newline: str
    rows_read: int
    rows_loaded: int = 0
    rejected: list[RejectedRow] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, str]:
        return (self.expected.publisher, self.expected.month)


def inspect(delivered: Delivered, police_format: PoliceFormat, this_month: str, staging: Path) -> PoliceFile:
    """Checks a file before any of it is written; raises FileRefused. A mended copy goes to `staging`."""
    facts = check_text(delivered)
    if facts.lines < 2:
        raise delivered.refuse("the file has a heading and no rows", remedy=DOWNLOAD_AGAIN)
    if not facts.ends_with_newline and _cells_of_last_line(delivered) < len(delivered.header):
        raise delivered.refuse("the file is cut off in the middle of a row", line=facts.lines, remedy=DOWNLOAD_AGAIN)
    expected = expected_content(delivered, police_format, this_month)
    newline = facts.newline
    if not newline:
        staging.mkdir(exist_ok=True)
        delivered, newline = with_even_newlines(delivered, staging / f"{delivered.sha256}.csv"), "\n"
    return PoliceFile(delivered, police_format, expected, newline, facts.lines - 1)


def _cells_of_last_line(delivered: Delivered) -> int:
    with delivered.path.open("rb") as stream:
        stream.seek(max(0, delivered.path.stat().st_size - LAST_LINE_SEARCHED))
        last = stream.read().rsplit(b"\n", 1)[-1]
    return len(next(csv.reader([last.decode("utf-8", errors="replace")]), []))
