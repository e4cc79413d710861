"""Who acts: told to the database for as long as a request, a job or a command lasts, and never a moment longer.

The database keeps it as a setting of the connection, which the audit's trigger reads. Contexts nest. They are entered
and left in the order of the transactions around them, so a rollback puts the setting back to what it was when the
transaction began. A connection that cannot be told is closed: its setting goes with it.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import uuid4

import psycopg
from django.db import connection

from saferplan.web.people.models import Member, User

WORDS = re.compile(r"(visitor|(command|job|demo|test|token): [\w .:-]{1,80})")
TELL = "SELECT set_config('saferplan.actor', %s, false), set_config('saferplan.request', %s, false)"


@dataclass(frozen=True)
class Actor:
    """`words` is member, user, visitor, or the name of a command, job or token, such as `command: backup`."""

    words: str = ""
    member: int | None = None
    user: int | None = None
    partnership: int | None = None

    @classmethod
    def of(cls, who: Member | User | str) -> "Actor":
        if isinstance(who, Member):
            return cls("member", who.pk, who.user_id, who.partnership_id)
        if isinstance(who, User):
            return cls("user", user=who.pk)
        if not WORDS.fullmatch(who):
            raise ValueError(f"nobody acts as {who!r}: name a member, a user, or 'command: …' or 'job: …'")
        return cls(who)

    def __str__(self) -> str:
        """As the trigger takes it apart."""
        return ",".join(
            "" if part is None else str(part) for part in (self.words, self.member, self.user, self.partnership)
        )


NONE = Actor()
_acting: ContextVar[tuple[Actor, str]] = ContextVar("acting", default=(NONE, ""))


def acting() -> Actor:
    return _acting.get()[0]


@contextmanager
def acting_as(who: Member | User | str, *, request: str = "") -> Iterator[None]:
    """`request` is the request's or job's own number; without one, that of the context around, or a new one."""
    before = _acting.get()
    token = _acting.set((Actor.of(who), request or before[1] or uuid4().hex))
    _tell_if_open()
    try:
        yield
    finally:
        _acting.reset(token)
        _tell_if_open()


def tell_new_connection(connection, **_) -> None:
    """A connection that is opened while somebody acts, also one that takes the place of a broken one."""
    actor, request = _acting.get()
    if actor is not NONE:
        connection.connection.execute(TELL, [str(actor), request])


def _tell_if_open() -> None:
    """Past Django's own cursor, which refuses after an error in a transaction that is about to be rolled back."""
    open_one = connection.connection
    if open_one is None or open_one.closed:
        return
    if open_one.info.transaction_status == psycopg.pq.TransactionStatus.INERROR:
        return  # The rollback that must come puts back what was told before.
    actor, request = _acting.get()
    try:
        open_one.execute(TELL, [str(actor), request])
    except psycopg.Error:
        connection.close()
