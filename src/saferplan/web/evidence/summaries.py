"""What the pages work figures out from: one basis for each partnership's lake as its last load left it."""

from threading import Lock

from saferplan.evidence.basis import Basis
from saferplan.web.evidence.lake import lake_of
from saferplan.web.partnerships.models import Partnership

_remembered: dict[str, tuple[tuple[int, str], Basis]] = {}
_reading = Lock()


def basis_of(partnership: Partnership) -> Basis:
    """The lake of the partnership, remembered in this process until there is another load.

    Raises NothingLoaded before the first load.
    """
    snapshot = lake_of(partnership).snapshot()
    load = (snapshot.load.load_id, snapshot.load.loaded_at)
    key = str(snapshot.root)
    with _reading:
        found = _remembered.get(key)
        if found is None or found[0] != load:
            found = _remembered[key] = (load, Basis(snapshot))
        return found[1]
