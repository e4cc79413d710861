"""Where a frozen document keeps what: the names of its files and folders."""

from pathlib import Path

from saferplan.errors import UsageError

MANIFEST = "frozen.json"
OUTPUTS, SOURCE, EVIDENCE = "outputs", "source", "evidence.json"
VERSION = 1
"""Of the form of a frozen document."""


def refuse_frozen(place: Path) -> None:
    """Raises UsageError where `place` lies in a frozen document."""
    for folder in (place, *place.absolute().parents):
        if (folder / MANIFEST).is_file():
            raise UsageError("this is a frozen document", where=str(folder), remedy="Name another folder with --out.")
