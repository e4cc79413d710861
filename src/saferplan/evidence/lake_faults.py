"""What a full disk, a missing permission or a broken folder looks like from below, and what to tell the user."""

import errno
import os
import re
import shutil
from pathlib import Path

from deltalake.exceptions import DeltaError

from saferplan.errors import LakeError
from saferplan.evidence.snapshot import first_line

WRITE_FAULTS = (OSError, DeltaError)
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
NOT_ALLOWED = {errno.EACCES, errno.EPERM, errno.EROFS}
# Delta and DuckDB give the system's fault in words alone, Delta with its number.
_NUMBERED = re.compile(r"os error (\d+)")


def write_fault(fault: BaseException, root: Path) -> LakeError:
    """The error to raise where writing to the lake in `root` failed with `fault`."""
    number, place = _number(fault), _existing(root)
    if number in NO_ROOM:
        free = shutil.disk_usage(place).free // 1024**2
        problem = f"there is no room to write ({free:,} MiB are free)"
        remedy = "Make room on that disk and load again."
    elif number in NOT_ALLOWED:
        problem = f"you may not write there ({os.strerror(number)})"
        remedy = "Ask for the permission, or name another folder with --lake."
    else:
        problem, remedy = f"writing failed ({first_line(fault)})", "Load again; where it fails again, check the disk."
    return LakeError(f"{problem}; nothing has changed", where=str(root), remedy=remedy)


def _number(fault: BaseException) -> int:
    if isinstance(fault, OSError) and fault.errno:
        return fault.errno
    text = str(fault)
    if found := _NUMBERED.search(text):
        return int(found[1])
    return next((number for number in (*NO_ROOM, *NOT_ALLOWED) if os.strerror(number) in text), 0)


def _existing(folder: Path) -> Path:
    return folder if folder.exists() else _existing(folder.parent)
