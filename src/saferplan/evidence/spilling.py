"""Where an engine writes what does not fit into memory: a folder of the user's own, named by the process that made it.

A process that is killed leaves its folder, with restricted rows in it; whoever retains or erases next takes it away.
"""

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NAME = re.compile(r"saferplan-spill-(\d+)-.+")


def make_spill_folder() -> Path:
    """A new folder that its user alone can open."""
    return Path(tempfile.mkdtemp(prefix=f"saferplan-spill-{os.getpid()}-"))


@contextmanager
def spill_folder() -> Iterator[Path]:
    """The same, gone at the end."""
    folder = make_spill_folder()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def spill_folders() -> list[Path]:
    """Those of this user, in use and left over."""
    places = sorted(Path(tempfile.gettempdir()).glob("saferplan-spill-*"))
    return [one for one in places if _NAME.fullmatch(one.name) and one.is_dir() and one.stat().st_uid == os.geteuid()]


def remove_left_over() -> int:
    """Deletes the folders of processes that are no more; gives how many."""
    left = [one for one in spill_folders() if not one.is_symlink() and not _is_running(one)]
    for folder in left:
        shutil.rmtree(folder, ignore_errors=True)
    return len(left)


def _is_running(folder: Path) -> bool:
    found = _NAME.fullmatch(folder.name)
    try:
        os.kill(int(found[1]) if found else os.getpid(), 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # another user's process has the number now
        return True
    return True
