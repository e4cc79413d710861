"""Whether the styles and scripts that are served are those of this version."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders

NOTE = "collected-from"


def note_collected() -> None:
    _note().write_text(_digest(), encoding="ascii")


def are_collected() -> bool:
    return _note().exists() and _note().read_text(encoding="ascii") == _digest()


def _note() -> Path:
    return settings.STATIC_ROOT / NOTE


def _digest() -> str:
    """Of every file that the apps bring along: its name and what is in it."""
    found = hashlib.sha256()
    for finder in get_finders():
        for path, storage in sorted(finder.list(ignore_patterns=[]), key=lambda entry: entry[0]):
            found.update(path.encode() + b"\0" + Path(storage.path(path)).read_bytes())
    return found.hexdigest()
