"""Beside the lake's tables: by which key its pseudonyms were made. Tells keys apart, and gives nothing of one away."""

import json
import os
from pathlib import Path
from typing import NamedTuple

from saferplan.errors import KeyRefused, LakeError
from saferplan.evidence.access import OWN_FILE
from saferplan.evidence.lake import IDENTITIES_CHECK
from saferplan.evidence.lake_faults import write_fault
from saferplan.identities.keys import PartnershipKey


class LakeCheck(NamedTuple):
    """Checks of the key in force, None where the lake has no pseudonyms yet, and of the key that is to follow it."""

    key: str | None = None
    next_key: str | None = None

    @property
    def is_rotating(self) -> bool:
        return self.next_key is not None


def read_check(lake: Path) -> LakeCheck:
    """Raises LakeError where what the lake says of its key cannot be read."""
    file = lake / IDENTITIES_CHECK
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
        check = LakeCheck(said["key_check"], said.get("next_key_check"))
    except (FileNotFoundError, NotADirectoryError):
        return LakeCheck()
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise _unreadable(file) from None
    if not isinstance(check.key, str) or not isinstance(check.next_key, str | None):
        raise _unreadable(file)
    return check


def check_lake(lake: Path, key: PartnershipKey) -> None:
    """Raises KeyRefused where the lake's pseudonyms were made with another key, or its key is being rotated."""
    check = read_check(lake)
    if check.is_rotating:
        raise KeyRefused(
            "the key of this lake is being rotated, or a rotation was broken off",
            where=str(lake),
            remedy="Where none runs, this ends it: saferplan identities check --lake DIR (it needs DATABASE_URL).",
        )
    if check.key not in (None, key.check):
        raise KeyRefused(
            "the pseudonyms of this lake were made with another key than SAFERPLAN_KEY holds",
            where=str(lake),
            remedy="Set the key of this partnership, or name its own lake with --lake.",
        )


def note_lake(lake: Path, key: PartnershipKey) -> None:
    """Notes the key in a lake that has none yet; checks that of any other."""
    check_lake(lake, key)
    if read_check(lake).key is None:
        lake.mkdir(parents=True, exist_ok=True)
        write_check(lake, LakeCheck(key.check))


def write_check(lake: Path, check: LakeCheck) -> None:
    """Puts the check in place: whole, and there for good before this returns. Raises LakeError where it cannot."""
    told = {"key_check": check.key} | ({"next_key_check": check.next_key} if check.next_key else {})
    try:
        _write_for_good(lake, json.dumps(told))
    except OSError as fault:
        raise write_fault(fault, lake) from None


def _write_for_good(lake: Path, content: str) -> None:
    waiting = lake / f"{IDENTITIES_CHECK}.waiting"
    with os.fdopen(os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, OWN_FILE), "w") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    waiting.replace(lake / IDENTITIES_CHECK)
    folder = os.open(lake, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _unreadable(file: Path) -> LakeError:
    return LakeError(
        "the file that tells by which key this lake's pseudonyms were made cannot be read",
        where=str(file),
        remedy="Restore it from a copy of the lake.",
    )
