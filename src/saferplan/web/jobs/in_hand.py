"""What this process works at, and until when."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

LIMIT = timedelta(hours=2)  # what takes longer hangs: a hundred times what loads and assessments have been seen to take


@dataclass(frozen=True, eq=False)
class Piece:
    """`give_up` writes down that it took too long; False where it has ended after all. `job` where it is one's."""

    name: str
    limit: timedelta
    give_up: Callable[[], bool]
    job: int | None = None


_until: dict[Piece, float] = {}


@contextmanager
def at_work(piece: Piece) -> Iterator[None]:
    _until[piece] = time.monotonic() + piece.limit.total_seconds()
    try:
        yield
    finally:
        _until.pop(piece, None)


def jobs() -> list[int]:
    return [piece.job for piece in list(_until) if piece.job is not None]


def overdue() -> list[Piece]:
    return [piece for piece, until in list(_until.items()) if until <= time.monotonic()]
