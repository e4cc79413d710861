"""The least that makes an XLS workbook (BIFF8 in a compound file), which no library here writes any more."""

import struct
from collections.abc import Sequence

SECTOR, END, FAT_SECTOR, FREE = 512, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
# Streams below this size lie elsewhere in the file.
SMALLEST_STREAM = 4096


def xls(rows: Sequence[Sequence[str | float]], name: str = "Cases", merges: Sequence[tuple[int, ...]] = ()) -> bytes:
    """`merges`: first and last row, first and last column, from 0."""
    beginning = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    listed = struct.pack("<BB", len(name), 0) + name.encode("ascii")
    length = len(beginning) + 4 + 6 + len(listed) + 4
    sheet_entry = _record(0x0085, struct.pack("<IH", length, 0) + listed)
    return _compound(beginning + sheet_entry + _record(0x000A, b"") + _sheet(rows, merges))


def _sheet(rows: Sequence[Sequence[str | float]], merges: Sequence[tuple[int, ...]]) -> bytes:
    width = max(len(cells) for cells in rows)
    found = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    found += _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            place = struct.pack("<HHH", row, column, 0)
            if isinstance(cell, str):
                text = cell.encode("utf-16-le")
                found += _record(0x0204, place + struct.pack("<HB", len(cell), 1) + text) if cell else b""
            else:
                found += _record(0x0203, place + struct.pack("<d", cell))
    if merges:
        found += _record(0x00E5, struct.pack("<H", len(merges)) + b"".join(struct.pack("<4H", *one) for one in merges))
    return found + _record(0x000A, b"")


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _compound(stream: bytes) -> bytes:
    stream = stream.ljust(max(SMALLEST_STREAM, -(-len(stream) // SECTOR) * SECTOR), b"\0")
    sectors = len(stream) // SECTOR
    chain = [FAT_SECTOR, END, *range(3, sectors + 2), END]
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(SECTOR, b"\xff")
    directory = _entry("Root Entry", 5, END, 0, child=1) + _entry("Workbook", 2, 2, len(stream))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, SMALLEST_STREAM, END, 0, END, 0)
    header += struct.pack("<109I", 0, *[FREE] * 108)
    return header + table + directory.ljust(SECTOR, b"\0") + stream


def _entry(name: str, kind: int, start: int, size: int, child: int = FREE) -> bytes:
    text = f"{name}\0".encode("utf-16-le")
    head = text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text), kind, 1, FREE, FREE, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)
