"""Beside the lake's tables: by which key its pseudonyms were made. Tells keys apart, and gives nothing of one away."""

import json
import os
from pathlib import Path

from saferplan.errors import KeyRefused, LakeError
from saferplan.evidence.access import OWN_FILE
from saferplan.evidence.lake import IDENTITIES_CHECK
from saferplan.identities.keys import PartnershipKey


def check_of(lake: Path) -> str | None:
    """What the lake says of its key; None where it has no pseudonyms yet. Raises LakeError where that is unreadable."""
    file = lake / IDENTITIES_CHECK
    try:
        said = json.loads(file.read_text(encoding="utf-8"))["key_check"]
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError):
        said = None
    if not isinstance(said, str):
        raise LakeError(
            "the file that tells by which key this lake's pseudonyms were made cannot be read",
            where=str(file),
            remedy="Restore it from a copy of the lake.",
        )
    return said


def check_lake(lake: Path, key: PartnershipKey) -> None:
    """Raises KeyRefused where the lake's pseudonyms were made with another key."""
    if check_of(lake) not in (None, key.check):
        raise KeyRefused(
            "the pseudonyms of this lake were made with another key than SAFERPLAN_KEY holds",
            where=str(lake),
            remedy="Set the key of this partnership, or name its own lake with --lake.",
        )


def note_lake(lake: Path, key: PartnershipKey) -> None:
    """Notes the key in a lake that has none yet; checks that of any other."""
    if check_of(lake) is None:
        lake.mkdir(parents=True, exist_ok=True)
        write_check(lake, key.check)
    check_lake(lake, key)


def write_check(lake: Path, check: str) -> None:
    """Puts the check in place, whole and kept."""
    waiting = lake / f"{IDENTITIES_CHECK}.waiting"
    with os.fdopen(os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, OWN_FILE), "w") as file:
        json.dump({"key_check": check}, file)
        file.flush()
        os.fsync(file.fileno())
    waiting.replace(lake / IDENTITIES_CHECK)
    folder = os.open(lake, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
