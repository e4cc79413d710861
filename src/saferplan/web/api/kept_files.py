"""Files of figures on maps, kept for a while by each process: a program that reads one in parts asks many times.

What is kept is of one load, one set of own areas and one scope, so that it is never another's, nor older than the
figures of the same question asked as JSON.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock

from django.http import HttpRequest, HttpResponse

from saferplan.web.api.figures import Asked
from saferplan.web.maps.kept import OUTLINES
from saferplan.web.partnerships.models import Partnership

MOST_BYTES = 64 * 1024 * 1024
KEPT_SECONDS = 600
"""A layer is read within a minute; whoever moves about on its map for longer has it made once more."""
HEADERS = ("Content-Type", "Content-Disposition")


@dataclass(frozen=True)
class _File:
    content: bytes
    headers: dict[str, str]
    made_at: float


_files: OrderedDict[Hashable, _File] = OrderedDict()
_lock = Lock()


def kept_answer(request: HttpRequest, asked: Asked, make: Callable[[], HttpResponse]) -> HttpResponse:
    """What `make` answers, made once for requests of the same. What it raises is raised, and nothing is kept."""
    key = _key(request, asked)
    found = _found(key)
    if found is None:
        answer = make()
        found = _File(answer.content, {name: answer[name] for name in HEADERS}, time.monotonic())
        _keep(key, found)
    return HttpResponse(found.content, headers=found.headers)


def forget() -> None:
    """What this process keeps."""
    with _lock:
        _files.clear()


def _key(request: HttpRequest, asked: Asked) -> Hashable:
    load = asked.basis.snapshot.load
    partnership: Partnership = request.partnership
    own = [(one.pk, one.newest, hasattr(one, "removal")) for one in partnership.own_areas.with_newest()]
    return (
        request.path,
        tuple(sorted((name, tuple(values)) for name, values in request.GET.lists())),
        asked.scope,
        (str(asked.basis.snapshot.root), load.load_id, str(load.loaded_at)),
        OUTLINES.newest(partnership),
        (tuple(own), tuple(sorted(asked.basis.geography.own.figures))) if asked.with_own else (),
    )


def _found(key: Hashable) -> _File | None:
    with _lock:
        found = _files.get(key)
        if found is not None and time.monotonic() - found.made_at > KEPT_SECONDS:
            del _files[key]
            return None
        return found


def _keep(key: Hashable, file: _File) -> None:
    """The oldest make room; one that alone is too large is not kept."""
    if len(file.content) > MOST_BYTES:
        return
    with _lock:
        _files[key] = file
        while sum(len(one.content) for one in _files.values()) > MOST_BYTES:
            _files.popitem(last=False)
