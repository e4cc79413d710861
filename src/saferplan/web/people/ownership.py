"""What a member owns, and how it goes to a successor. Each app registers its own kind, and none is named here."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from saferplan.web.people.models import Member
from saferplan.web.people.permissions import Permission


class CannotTakeOver(Exception):
    """Why this member may not have it, as a sentence for the person who chose the successor."""


@dataclass(frozen=True)
class Holding:
    """One thing that a member owns. `key` names it among its kind; `title` is read by who chooses the successor."""

    key: str
    title: str
    address: str = ""


class Ownership(Protocol):
    """One kind of thing. `permission` is what a successor must hold."""

    word: str
    title: str
    permission: Permission | None

    def held_by(self, member: Member) -> Iterable[Holding]: ...

    def hand_over(self, *, key: str, leaver: Member, to: Member, by: Member | None) -> None:
        """Runs within the leaver's transaction. Raises CannotTakeOver."""


_KINDS: dict[str, Ownership] = {}


def register(kind: Ownership) -> None:
    """Called from an app's `ready`. The same word twice is a mistake of ours."""
    if _KINDS.setdefault(kind.word, kind) is not kind:
        raise ValueError(f"what a member owns is registered twice: {kind.word}")


def kind(word: str) -> Ownership:
    return _KINDS[word]


def held_by(member: Member) -> Iterator[tuple[Ownership, list[Holding]]]:
    """Each kind of which the member has something, in the order of their titles."""
    for known in sorted(_KINDS.values(), key=lambda known: known.title):
        if holdings := list(known.held_by(member)):
            yield known, holdings
