"""Takes away content that no row names: of uploads that broke off, and of files that were removed during a backup."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from saferplan.web.files import places
from saferplan.web.files.models import StoredFile

OLD_SECONDS = 24 * 60 * 60  # far longer than any request that is still going to write its row
# An arbitrary number of our own; held by a backup while it copies, and by whoever takes content away.
CONTENT_LOCK = 7_305_102


def sweep(now: float | None = None) -> int:
    """How many files went. Does nothing while a backup is being made."""
    before = (time.time() if now is None else now) - OLD_SECONDS
    with _alone() as alone:
        if not alone:
            return 0
        named = set(StoredFile.objects.values_list("place", flat=True))
        orphans = [file for file in _lying() if _is_older(file, before) and _place_of(file) not in named]
        for file in orphans:
            file.unlink(missing_ok=True)
    return len(orphans)


def remove_content(place: str) -> None:
    with _alone() as alone:
        if alone:
            (places.root() / place).unlink(missing_ok=True)


def _lying() -> Iterator[Path]:
    return (file for file in places.root().rglob("*") if file.is_file())


def _place_of(file: Path) -> str:
    return file.relative_to(places.root()).as_posix()


def _is_older(file: Path, moment: float) -> bool:
    try:
        return file.stat().st_mtime < moment
    except FileNotFoundError:  # an upload that has ended since it was listed
        return False


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether no backup is being made, nor begins before this has ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [CONTENT_LOCK])
        (alone,) = cursor.fetchone()
        try:
            yield alone
        finally:
            if alone:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [CONTENT_LOCK])
