"""What waits for a member, on the partnership's first page. Each app registers its own kind, and none is named here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from saferplan.web.people.models import Member


@dataclass(frozen=True)
class Waiting:
    """One thing to do. `address` is where it is done."""

    title: str
    address: str
    due: date | None = None
    note: str = ""


_KINDS: dict[str, Callable[[Member], Iterable[Waiting]]] = {}


def register(title: str, find: Callable[[Member], Iterable[Waiting]]) -> None:
    """Called from an app's `ready`. The same title twice is a mistake of ours."""
    if _KINDS.setdefault(title, find) is not find:
        raise ValueError(f"this kind of work is registered twice: {title}")


def work_of(member: Member) -> dict[str, list[Waiting]]:
    """By kind, what is due first; kinds with nothing in them are left out."""
    found = {title: sorted(find(member), key=_due_first) for title, find in _KINDS.items()}
    return {title: waiting for title, waiting in found.items() if waiting}


def _due_first(waiting: Waiting) -> tuple[bool, date]:
    return waiting.due is None, waiting.due or date.max
