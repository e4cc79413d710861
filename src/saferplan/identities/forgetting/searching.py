"""Finds the pseudonyms that stand for one person, for a subject's own request: by name and date of birth.

Everybody has to be unsealed for it, so the search is written down: who searched, never for whom.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date

import psycopg

from saferplan.errors import UsageError
from saferplan.identities.folding import folded
from saferplan.identities.keys import PartnershipKey
from saferplan.identities.sealing import unsealed


@dataclass(frozen=True)
class Sought:
    """Whom a request is about. Never printed: `repr` holds nothing of it."""

    forenames: str
    surname: str
    date_of_birth: date

    def __post_init__(self) -> None:
        if not folded(self.forenames) or not folded(self.surname):
            raise UsageError("a person is sought by forename, surname and date of birth", remedy="Give all three.")

    def __repr__(self) -> str:
        return "Sought(…)"

    @property
    def names(self) -> frozenset[str]:
        return _names(self.forenames, self.surname)


@dataclass(frozen=True)
class Found:
    """Pseudonyms: with the name and the date of birth, and of those linked to them in the linkage in force.

    `similar` counts those who are not taken and may be meant: who were born on that day and bear one of the names, or
    bear the name and gave no date of birth.
    """

    named: frozenset[str]
    linked: frozenset[str]
    similar: int

    @property
    def keys(self) -> frozenset[str]:
        return self.named | self.linked


def find(
    connection: psycopg.Connection,
    key: PartnershipKey,
    sought: Sought,
    *,
    linked_to: Callable[[set[str]], Collection[str]],
    by: str,
    command: str,
) -> Found:
    """Everybody who bears the name, whichever way round, and was born on that day.

    `linked_to`: gives the pseudonyms that the linkage in force holds for the same people as some.
    """
    named, similar, looked_at = set(), 0, 0
    for person, names, born in _everybody(connection, key):
        looked_at += 1
        if names == sought.names and born == sought.date_of_birth:
            named.add(person)
        elif (names & sought.names and born == sought.date_of_birth) or (names == sought.names and born is None):
            similar += 1
    linked = frozenset(linked_to(named)) - named if named else frozenset()
    connection.execute(
        "INSERT INTO searches (searched_by, command, persons, found) VALUES (%s, %s, %s, %s)",
        [by, command, looked_at, len(named) + len(linked)],
    )
    return Found(frozenset(named), linked, similar)


def _everybody(
    connection: psycopg.Connection, key: PartnershipKey
) -> Iterator[tuple[str, frozenset[str], date | None]]:
    for person, cell in connection.execute("SELECT person_key, details FROM persons"):
        told = unsealed(key, bytes(cell), person)
        yield person, _names(told.get("forenames") or "", told.get("surname") or ""), told.get("date_of_birth")


def _names(*parts: str) -> frozenset[str]:
    """Words of a name, folded: files put surname and forenames in either order."""
    return frozenset(word for part in parts for word in (folded(part) or "").split())
