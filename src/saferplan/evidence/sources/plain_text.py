"""Checks a CSV file's bytes before they are parsed, so that one fault cannot swallow the rows behind it.

Of what passes, every physical line is one row and has one reading, the same for each parser.
"""

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from saferplan.evidence.sources.base import Delivered

# Small enough that its memory is used again and again: for larger blocks the system hands out fresh pages each time,
# which takes longer than all the checks.
CHUNK = 64 * 1024
NEWLINE, RETURN = 10, 13
# Far above any row, and below the two megabytes at which DuckDB gives up on a line.
LONGEST_LINE = 512 * 1024
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# A cell in quotation marks, whole: from the start of a line or a comma to a comma or the end of the line.
_QUOTED_CELL = re.compile(rb'"(?<![^,\n]")(?:[^"\n]|"")*"(?=[,\r\n]|\Z)')
DOWNLOAD_AGAIN = "Download the file again, or save it as CSV in UTF-8 without changing it."


@dataclass(frozen=True)
class TextFacts:
    """`lines`: physical lines, the heading and a last one without an end included. `newline`: '' where mixed."""

    lines: int
    ends_with_newline: bool
    newline: str


def check_text(delivered: Delivered) -> TextFacts:
    """Counts lines and refuses what is empty, binary, not UTF-8, or has a quotation mark out of place.

    A stray mark is refused for the whole file: a reader may take all that follows for one cell.
    """
    if delivered.path.stat().st_size == 0:
        raise delivered.refuse("the file is empty", remedy=DOWNLOAD_AGAIN)
    if delivered.head[:2] in UTF16_MARKS:
        raise delivered.refuse("the file is UTF-16 text, not UTF-8", line=1, remedy=DOWNLOAD_AGAIN)
    lines, returns, last = 0, 0, b"\n"
    with delivered.path.open("rb") as stream:
        if stream.read(len(BYTE_ORDER_MARK)) != BYTE_ORDER_MARK:
            stream.seek(0)
        while chunk := stream.read(CHUNK):
            block = chunk + stream.readline(LONGEST_LINE)
            found = _check_block(delivered, block, lines)
            lines, returns, last = lines + found.newlines, returns + found.returns, block[-1:]
    newline = {0: "\n", lines: "\r\n"}.get(returns, "")
    return TextFacts(lines + (last != b"\n"), last == b"\n", newline)


def with_even_newlines(delivered: Delivered, target: Path) -> Delivered:
    """A copy of a checked file whose lines all end in the same way, which DuckDB's reader needs to keep them apart."""
    with delivered.path.open("rb") as mixed, target.open("wb") as even:
        for line in mixed:
            even.write(line.removesuffix(b"\r\n") + b"\n" if line.endswith(b"\r\n") else line)
    return replace(delivered, path=target)


class _Found(NamedTuple):
    newlines: int
    returns: int


def _check_block(delivered: Delivered, block: bytes, lines_before: int) -> _Found:
    """`block` holds whole lines. Each test is one fast pass; the line at fault is looked for only where one fails."""
    if b"\0" in block:
        line = lines_before + block[: block.index(b"\0")].count(b"\n") + 1
        raise delivered.refuse("the file holds binary data, not text", line=line, remedy=DOWNLOAD_AGAIN)
    if len(block) - (block.rfind(b"\n") + 1) >= LONGEST_LINE:
        line = lines_before + block.count(b"\n") + 1
        raise delivered.refuse("the line is too long for a CSV file", line=line, remedy=DOWNLOAD_AGAIN)
    if not block.isascii():
        _check_encoding(delivered, block, lines_before)
    # NumPy counts line ends many times faster than bytes.count does, and they are what most of the time goes into.
    letters = np.frombuffer(block, np.uint8)
    returns = np.flatnonzero(letters == RETURN)
    if len(returns) and (returns[-1] == len(block) - 1 or (letters[returns + 1] != NEWLINE).any()):
        _refuse_stray_return(delivered, block, lines_before)
    if b'"' in block:
        _check_quotes(delivered, block, lines_before)
    return _Found(int(np.count_nonzero(letters == NEWLINE)), len(returns))


def _check_encoding(delivered: Delivered, block: bytes, lines_before: int) -> None:
    try:
        block.decode("utf-8")
    except UnicodeDecodeError as fault:
        line = lines_before + block[: fault.start].count(b"\n") + 1
        raise delivered.refuse(
            f"the byte 0x{block[fault.start]:02x} is not UTF-8 text", line=line, remedy=DOWNLOAD_AGAIN
        ) from None


def _refuse_stray_return(delivered: Delivered, block: bytes, lines_before: int) -> None:
    at = next(i for i, byte in enumerate(block) if byte == RETURN and block[i + 1 : i + 2] != b"\n")
    line = lines_before + block[:at].count(b"\n") + 1
    raise delivered.refuse("a carriage return stands inside the line", line=line, remedy=DOWNLOAD_AGAIN)


def _check_quotes(delivered: Delivered, block: bytes, lines_before: int) -> None:
    left = _QUOTED_CELL.sub(b"", block)
    if b'"' in left:
        line = lines_before + left[: left.index(b'"')].count(b"\n") + 1
        raise delivered.refuse("a quotation mark is out of place or not closed", line=line, remedy=DOWNLOAD_AGAIN)
