"""Picture files made by hand: whole enough to be opened (`whole_png`), or only to be recognised."""

import struct
import zlib


def png(width=2, height=3):
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", width, height) + b"rest"


def jpeg(width=4, height=5):
    thumbnail = b"\xff\xe0\0\x06\xff\xd8ab"
    return b"\xff\xd8" + thumbnail + b"\xff\xc0\0\x11\x08" + struct.pack(">HH", height, width) + b"rest"


def whole_png(width=8, height=6, colour=(200, 30, 30)):
    """One colour, eight bits a channel."""
    row = b"\0" + bytes(colour) * width
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", header), (b"IDAT", zlib.compress(row * height)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(name, data) for name, data in parts)


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
