"""Why a file was not kept, in words for whoever sent it."""

from collections.abc import Iterator
from contextlib import contextmanager

from saferplan.errors import SaferplanError
from saferplan.evidence.lake_faults import NO_ROOM


class NotKept(SaferplanError):
    """Nothing of the file is kept."""


NO_ROOM_LEFT = "There is no room for this file. Tell your administrator; nothing of it was kept"


@contextmanager
def room_expected() -> Iterator[None]:
    """A full disk, a full quota or a limit of the process becomes NotKept; every other fault stays what it is."""
    try:
        yield
    except OSError as fault:
        if fault.errno in NO_ROOM:
            raise NotKept(NO_ROOM_LEFT) from None
        raise
