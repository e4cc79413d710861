"""Bytes of a partner's text file to UTF-8 with one kind of line end, whatever programs have had a hand in it."""

import codecs
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from saferplan.evidence.sources.base import Delivered, check_size
from saferplan.evidence.sources.plain_text import BYTE_ORDER_MARK, UTF16_MARKS

BLOCK = 1024**2
# Of UTF-16 text in Western letters every other byte is zero; of text with a few stray zeros next to none is.
SHARE_OF_ZEROS_IN_UTF16 = 0.25
# More letters than these that steer a terminal and not a printer, and it is no text.
MOST_CONTROL_LETTERS = 0.02
_CONTROLS = bytes(set(range(32)) - {0, 9, 10, 12, 13, 26})
SAVE_AS_TEXT = "Save the list as XLSX, ODS or CSV and load that."


@dataclass(frozen=True)
class Decoded:
    """`data` is UTF-8 whose lines end in a line feed alone. `said` tells what had to be done to it."""

    data: bytes
    said: tuple[str, ...] = ()


def decode(delivered: Delivered) -> Decoded:
    """The whole file. UTF-8 and UTF-16 by their marks or looks; any line that is neither is read as Windows-1252.

    Raises FileRefused for what is empty, too large, or no text.
    """
    check_size(delivered)
    refuse_unless_text(delivered)
    with delivered.path.open("rb") as stream:
        return _decoded(stream, _utf16(delivered.head))


def refuse_unless_text(delivered: Delivered) -> None:
    """By its first part alone."""
    if not delivered.head:
        raise delivered.refuse("the file is empty", remedy="Ask for it to be sent again.")
    if not _is_text(delivered.head):
        raise delivered.refuse("the file is neither a workbook nor text", remedy=SAVE_AS_TEXT)


def decode_head(delivered: Delivered) -> bytes:
    """The first part of the file, to recognise it by; nothing of what is no text."""
    if not _is_text(delivered.head):
        return b""
    return _decoded(io.BytesIO(delivered.head), _utf16(delivered.head)).data


def _decoded(stream: BinaryIO, utf16: str) -> Decoded:
    if utf16:
        return _tidy(_from_utf16(stream, utf16), ["it is UTF-16 text"])
    blocks, other_lines = [], 0
    for block in _blocks(stream):
        read, others = _block_as_utf8(block)
        blocks.append(read)
        other_lines += others
    said = [f"lines read as Windows-1252 text: {other_lines:,}"] if other_lines else []
    return _tidy(b"".join(blocks), said)


def _utf16(head: bytes) -> str:
    """The encoding, where it is one of two bytes a letter."""
    if head[:2] in UTF16_MARKS:
        return "utf-16"
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) < SHARE_OF_ZEROS_IN_UTF16 * len(head) or min(even, odd) > max(even, odd) / 10:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _from_utf16(stream: BinaryIO, encoding: str) -> bytes:
    decoder, blocks = codecs.getincrementaldecoder(encoding)("replace"), []
    while block := stream.read(BLOCK):
        blocks.append(decoder.decode(block).encode("utf-8", "replace"))
    blocks.append(decoder.decode(b"", final=True).encode("utf-8", "replace"))
    return b"".join(blocks)


def _is_text(head: bytes) -> bool:
    if _utf16(head):
        return True
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return controls <= MOST_CONTROL_LETTERS * len(head) and head.count(0) <= SHARE_OF_ZEROS_IN_UTF16 * len(head)


def _blocks(stream: BinaryIO) -> Iterator[bytes]:
    """Whole lines at a time."""
    while block := stream.read(BLOCK):
        yield block + stream.readline()


def _block_as_utf8(block: bytes) -> tuple[bytes, int]:
    """(the block in UTF-8, how many of its lines were not)."""
    if block.isascii() or _is_utf8(block):
        return block, 0
    lines = block.splitlines(keepends=True)
    others = [at for at, line in enumerate(lines) if not (line.isascii() or _is_utf8(line))]
    for at in others:
        lines[at] = "".join(_windows_letter(byte) for byte in lines[at]).encode()
    return b"".join(lines), len(others)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _windows_letter(byte: int) -> str:
    """Windows-1252 leaves five bytes without a letter."""
    return bytes([byte]).decode("cp1252", "replace")


def _tidy(data: bytes, said: list[str]) -> Decoded:
    data = data.removeprefix(BYTE_ORDER_MARK).rstrip(b"\x1a")
    if zeros := data.count(0):
        data = data.replace(b"\0", b"")
        said.append(f"zero bytes passed over: {zeros:,}")
    if b"\r" in data:
        data = _with_line_feeds(data)
    return Decoded(data, tuple(said))


def _with_line_feeds(data: bytes) -> bytes:
    """A return by itself ends a line where nothing else does; otherwise it stands in a cell."""
    data = data.replace(b"\r\n", b"\n")
    return data.replace(b"\r", b" " if b"\n" in data else b"\n")
