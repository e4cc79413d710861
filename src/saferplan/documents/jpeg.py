"""JPEG files without what tells of their making: Exif says where a photograph was taken, and by whose camera.

Only the way up is kept, in an Exif block of our own: a picture from a telephone may lie on its side without it.
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple

START, SCAN, END = 0xD8, 0xDA, 0xD9  # ITU-T T.81, table B.1
APP0, EXIF, ADOBE, COMMENT = 0xE0, 0xE1, 0xEE, 0xFE
APPLICATIONS = range(0xE0, 0xF0)
# JFIF gives the density, Adobe's block how colours are to be read; pixels need no other (JFIF 1.02; T.872, 6.5.3).
KEPT_APPLICATIONS = frozenset({APP0, ADOBE})
# Frame headers hold the size (T.81, B.2.2); C4, C8 and CC are tables of other kinds.
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_STUFFED = frozenset({0x00, *range(0xD0, 0xD8)})
EXIF_START = b"Exif\0\0"
ORIENTATION = 0x0112  # Exif 2.32, 4.6.4; 1 is upright
UPRIGHT, LAST_ORIENTATION = 1, 8
_BIG_ENDIAN = b"MM\0*"


class Segment(NamedTuple):
    """`content`: the marker's two bytes and all that belongs to it, for a scan its coded data too."""

    marker: int
    content: bytes


def bare_jpeg(content: bytes) -> bytes | None:
    """The picture alone; None where the file is cut off or no JPEG."""
    segments = list(_segments(content))
    if not segments or segments[-1].marker != END:
        return None
    kept = [one.content for one in segments if _is_of_the_picture(one.marker)]
    turned = next((way for one in segments if one.marker == EXIF and (way := _orientation(one.content))), UPRIGHT)
    block = [_exif_of(turned)] if turned != UPRIGHT else []
    return b"".join([content[:2], *block, *kept])


def size_of(content: bytes) -> tuple[int, int] | None:
    """Width and height in pixels, from the first frame header."""
    frame = next((one for one in _segments(content) if one.marker in FRAMES), None)
    if frame is None or len(frame.content) < 9:
        return None
    height, width = struct.unpack(">HH", frame.content[5:9])
    return width, height


def _segments(content: bytes) -> Iterator[Segment]:
    """Up to the end of the picture, or to where the file is no more what it should be."""
    at = 2
    while at + 2 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == END:
            yield Segment(END, content[at : at + 2])
            return
        after = at + 2 + int.from_bytes(content[at + 2 : at + 4])
        if after < at + 4 or after > len(content):
            return
        if marker == SCAN:
            after = _end_of_scan(content, after)
        yield Segment(marker, content[at:after])
        at = after


def _end_of_scan(content: bytes, at: int) -> int:
    """Coded data runs to the next marker; FF 00 and the restart markers belong to it (T.81, B.1.1.5)."""
    while (at := content.find(b"\xff", at)) >= 0 and at + 1 < len(content):
        if content[at + 1] not in _STUFFED:
            return at
        at += 2
    return len(content)


def _is_of_the_picture(marker: int) -> bool:
    return marker != COMMENT and (marker not in APPLICATIONS or marker in KEPT_APPLICATIONS)


def _orientation(segment: bytes) -> int:
    """Which way up, 1 to 8; 0 where the block does not say it in its first directory, or is damaged."""
    block = segment[4:].removeprefix(EXIF_START)
    order = ">" if block.startswith(b"MM") else "<"
    try:
        (first,) = struct.unpack_from(f"{order}I", block, 4)
        (entries,) = struct.unpack_from(f"{order}H", block, first)
        for number in range(entries):
            tag, _, _, value = struct.unpack_from(f"{order}HHIH", block, first + 2 + 12 * number)
            if tag == ORIENTATION:
                return value if UPRIGHT <= value <= LAST_ORIENTATION else 0
    except struct.error:
        return 0
    return 0


def _exif_of(orientation: int) -> bytes:
    directory = struct.pack(">HHHIHHI", 1, ORIENTATION, 3, 1, orientation, 0, 0)
    block = EXIF_START + _BIG_ENDIAN + struct.pack(">I", 8) + directory
    return struct.pack(">BBH", 0xFF, EXIF, len(block) + 2) + block
