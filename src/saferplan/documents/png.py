"""PNG files without what tells of their making, and only where every pixel is there (ISO/IEC 15948)."""

import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEPT_PARTS = frozenset({b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"pHYs"})
"""Of a PNG's parts those that its pixels need, beside the critical ones (4.7.2). Colour profiles and texts are packed,
and a megabyte of them can unfold to a gigabyte; texts and Exif also tell who took it, and where.
"""
CHANNELS = {
    0: 1,
    2: 3,
    3: 1,
    4: 2,
    6: 4,
}  # of each colour type: grey, colours, palette, either with transparency (11.2.2)
DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
IN_ONE, INTERLACED = (
    ((0, 0, 1, 1),),
    (
        (0, 0, 8, 8),
        (4, 0, 8, 8),
        (0, 4, 4, 8),
        (2, 0, 4, 4),
        (0, 2, 2, 4),
        (1, 0, 2, 2),
        (0, 1, 1, 2),
    ),
)  # first column and row, and steps, of each pass (8.2)
UNPACKED_AT_ONCE = 1 << 20


class Part(NamedTuple):
    name: bytes
    data: bytes
    content: bytes


def size_of(content: bytes) -> tuple[int, int] | None:
    """Width and height in pixels, as the head says."""
    return struct.unpack(">II", content[16:24]) if content[12:16] == b"IHDR" and len(content) >= 24 else None


def bare_png(content: bytes) -> bytes | None:
    """The picture alone, without what follows its end; None where it is cut off or damaged.

    All pixels are unpacked, a little at a time: whoever calls has looked at the size.
    """
    parts = list(_parts(content))
    if not parts or parts[-1].name != b"IEND" or not _has_its_pixels(parts):
        return None
    return SIGNATURE + b"".join(part.content for part in parts if part.name[:1].isupper() or part.name in KEPT_PARTS)


def _parts(content: bytes) -> Iterator[Part]:
    """Up to the end of the picture, or to the first part that is not as it was written."""
    at = len(SIGNATURE)
    while at + 12 <= len(content):
        length, name = struct.unpack_from(">I4s", content, at)
        after = at + 12 + length
        if after > len(content) or content[after - 4 : after] != zlib.crc32(content[at + 4 : after - 4]).to_bytes(4):
            return
        yield Part(name, content[at + 8 : after - 4], content[at:after])
        if name == b"IEND":
            return
        at = after


def _has_its_pixels(parts: list[Part]) -> bool:
    wanted = _length_of_pixels(parts[0])
    return bool(wanted) and _unpacked(part.data for part in parts if part.name == b"IDAT") >= wanted


def _length_of_pixels(head: Part) -> int:
    """How many bytes they unpack to; 0 where the head says what no PNG can be."""
    if head.name != b"IHDR" or len(head.data) != 13:
        return 0
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", head.data)
    if depth not in DEPTHS.get(colour, ()) or interlaced > 1:
        return 0
    bits = depth * CHANNELS[colour]
    return sum(
        _steps(height, row, down) * (1 + (columns * bits + 7) // 8)
        for column, row, right, down in (INTERLACED if interlaced else IN_ONE)
        if (columns := _steps(width, column, right))
    )


def _steps(whole: int, first: int, step: int) -> int:
    return max(0, -((first - whole) // step))


def _unpacked(packed: Iterator[bytes]) -> int:
    """How many bytes come of it, none of which are kept."""
    unpacker, count = zlib.decompressobj(), 0
    try:
        for rest in packed:
            while rest and not unpacker.eof:
                count += len(unpacker.decompress(rest, UNPACKED_AT_ONCE))
                rest = unpacker.unconsumed_tail  # noqa: PLW2901 the part is worked off piece by piece
    except zlib.error:
        return 0
    return count
