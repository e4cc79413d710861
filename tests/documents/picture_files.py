"""Picture files made by hand: PNG whole enough to be opened, JPEG only to be recognised."""

import struct
import zlib


def png_head(width, height):
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", width, height) + b"rest"


def jpeg(width=4, height=5, blocks=(), after=b""):
    """`blocks`: segments between the first one and the frame; `after`: what follows the picture's end."""
    thumbnail = segment(0xE0, b"\xff\xd8ab")
    frame = segment(0xC0, b"\x08" + struct.pack(">HH", height, width) + b"\x01\x01\x11\0")
    scan = segment(0xDA, b"\x01\x01\0\0\x3f\0") + b"coded\xff\0data\xff\xd0more"
    return b"\xff\xd8" + thumbnail + b"".join(blocks) + frame + scan + b"\xff\xd9" + after


def segment(marker, data):
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def exif(orientation, place=b"51.5N 0.1W", order=">"):
    """A block as a telephone writes it: the way up, and behind it where the picture was taken."""
    start = b"Exif\0\0" + (b"MM" if order == ">" else b"II") + struct.pack(f"{order}HI", 42, 8)
    make = struct.pack(f"{order}HHII", 0x010F, 2, 4, 0)
    way_up = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)
    return segment(0xE1, start + struct.pack(f"{order}H", 2) + make + way_up + struct.pack(f"{order}I", 0) + place)


def whole_png(width=8, height=6, colour=(200, 30, 30)):
    """One colour, eight bits a channel."""
    row = b"\0" + bytes(colour) * width
    return png_of(row * height, width, height)


def png_of(pixels, width, height, depth=8, kind=2, interlaced=0):
    """`pixels` as they are packed: each row after the byte of its filter."""
    header = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, interlaced)
    parts = [(b"IHDR", header), (b"IDAT", zlib.compress(pixels)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(name, data) for name, data in parts)


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
