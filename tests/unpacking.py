"""What a file holds, however it is packed: archives within archives, compressed streams, and what a PDF shows."""

import bz2
import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.parquet as pq

PDF_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def unpacked(name: str, content: bytes) -> Iterator[bytes]:
    """The content, and what it holds packed."""
    yield content
    if content.startswith(b"PAR1"):
        yield from _parquet(content)
    elif content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.infolist():
                yield from unpacked(member.filename, archive.read(member))
    elif content.startswith(b"\x1f\x8b"):
        yield from unpacked(name, gzip.decompress(content))
    elif content.startswith(b"BZh"):
        yield from unpacked(name, bz2.decompress(content))
    elif content.startswith(b"%PDF"):
        for stream in PDF_STREAM.findall(content):
            try:
                yield zlib.decompress(stream)
            except zlib.error:
                continue
        yield _pdf_text(content)


def _parquet(content: bytes) -> Iterator[bytes]:
    whole = pq.ParquetFile(pa.BufferReader(content))
    yield repr(whole.metadata.to_dict()).encode()
    yield repr(whole.read().to_pylist()).encode()


def _pdf_text(content: bytes) -> bytes:
    """What a reader sees: letters in a PDF are numbers of its own fonts."""
    import pikepdf

    from pdf_reading import pages

    with pikepdf.open(io.BytesIO(content)) as pdf:
        return "\n".join(map(str, pages(pdf))).encode()
