"""The answers of a partnership's analyses: each in a folder by its number, put there whole, handed out file by file."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404

from saferplan.documents.analyses.kept import ANSWER, CELLS, Shown, read_answer
from saferplan.evidence.access import OWN_FOLDER
from saferplan.web.analyses.models import Analysis

ANALYSES, SHEET = "analyses", "tasking.pdf"
SERVED = re.compile(r"[a-z0-9-]{1,60}\.(svg|csv)|" + re.escape(CELLS) + "|" + re.escape(SHEET), re.ASCII)
MEDIA_TYPES = {
    ".svg": "image/svg+xml",
    ".csv": "text/csv; charset=utf-8",
    ".geojson": "application/geo+json",
    ".pdf": "application/pdf",
}
TAKEN_AWAY = {".csv", ".geojson", ".pdf"}
"""Files that a browser saves in place of showing them."""


def folder_of(analysis: Analysis) -> Path:
    return Path(settings.HOME) / ANALYSES / analysis.partnership.slug / str(analysis.pk)


def keep(analysis: Analysis, write: Callable[[Path], None], *, attempt: int) -> None:
    """Written beside its place and put there whole: nobody opens half an answer, and none is left of killed workers."""
    place = folder_of(analysis)
    for left in place.parent.glob(f".{place.name}-*"):
        shutil.rmtree(left)
    begun = place.with_name(f".{place.name}-{attempt}")
    begun.mkdir(mode=OWN_FOLDER, parents=True)
    write(begun)
    shutil.rmtree(place, ignore_errors=True)
    begun.rename(place)


def answer_of(analysis: Analysis) -> Shown | None:
    """None where it was never kept, or its folder is gone."""
    return read_answer(folder_of(analysis))


def add_file(analysis: Analysis, name: str, content: bytes) -> None:
    """To an answer that is kept already."""
    place = folder_of(analysis) / name
    beside = place.with_name(f".{name}")
    beside.write_bytes(content)
    beside.replace(place)


def has_file(analysis: Analysis, name: str) -> bool:
    return (folder_of(analysis) / name).is_file()


def file_of(analysis: Analysis, name: str) -> FileResponse:
    """Raises Http404 for what is no part of an answer."""
    wanted = folder_of(analysis) / name
    if not SERVED.fullmatch(name) or name == ANSWER or not wanted.is_file():
        raise Http404
    return FileResponse(
        wanted.open("rb"),
        content_type=MEDIA_TYPES[wanted.suffix],
        as_attachment=wanted.suffix in TAKEN_AWAY,
        filename=f"{analysis.kind}-{analysis.pk}-{name}",
    )
