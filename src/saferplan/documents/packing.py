"""Zip files whose bytes depend on their contents and their day alone."""

import io
import zipfile
from collections.abc import Collection, Mapping
from datetime import date

_UNIX, _READABLE = 3, 0o644 << 16


def zipped(files: Mapping[str, bytes], made_on: date, *, stored: Collection[str] = ()) -> bytes:
    """The files in the order given, all dated `made_on`; those in `stored` are not compressed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, (made_on.year, made_on.month, made_on.day, 0, 0, 0))
            entry.create_system, entry.external_attr = _UNIX, _READABLE
            entry.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return stream.getvalue()


def unzipped(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
