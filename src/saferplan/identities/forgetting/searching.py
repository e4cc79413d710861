"""Finds the pseudonyms that stand for one person, for a person's own request: by name and date of birth."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from saferplan.errors import UsageError
from saferplan.identities.folding import folded
from saferplan.identities.reading import DATA_SUBJECT_REQUEST, find, log_read
from saferplan.identities.sealing import unsealed
from saferplan.identities.store import RestrictedStore

TELLING = ("phone", "email", "uprn")
"""What by itself leads to a person, and stands nowhere but in the store."""


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
        return _words(self.forenames, self.surname)


@dataclass(frozen=True, repr=False)
class Found:
    """Pseudonyms: with the name and the date of birth, and of those linked to them in the linkage in force.

    `similar` counts those who are not taken and may be meant: who were born on that day and bear one of the names, or
    bear the name and gave no date of birth. `texts`: by what else a trace of the person would be known. `words`: every
    word of a name that any agency has for the person.
    """

    named: frozenset[str]
    linked: frozenset[str]
    similar: int
    texts: frozenset[str]

    words: frozenset[str]

    @property
    def keys(self) -> frozenset[str]:
        return self.named | self.linked


def search(store: RestrictedStore, sought: Sought, linked_to: Callable[[Collection[str]], Collection[str]]) -> Found:
    """Everybody who bears the name, whichever way round, and was born on that day. The reading is logged.

    `linked_to`: gives the pseudonyms that the linkage holds for the same people as some.
    """
    born = find(store.connection, store.key, date_of_birth=sought.date_of_birth).to_pylist()
    called = find(store.connection, store.key, forenames=sought.forenames, surname=sought.surname).to_pylist()
    same = [person for person in born if _names_of(person) == sought.names]
    alike = [person for person in born if _names_of(person) & sought.names and person not in same]
    undated = [person for person in called if person["date_of_birth"] is None]
    named = frozenset(person["person_key"] for person in same)
    linked = frozenset(linked_to(named)) - named if named else frozenset()
    words = sought.names | names_of(store, named | linked)
    return Found(named, linked, len(alike) + len(undated), _texts(sought, same), words)


def names_of(store: RestrictedStore, keys: Collection[str]) -> frozenset[str]:
    """Words of the names that the store has under these pseudonyms, folded. The reading is logged."""
    rows = store.connection.execute(
        "SELECT person_key, details FROM persons WHERE person_key = ANY(%s)", [list(keys)]
    ).fetchall()
    log_read(store.connection, DATA_SUBJECT_REQUEST, None, [], [], len(rows))
    return frozenset(word for key, cell in rows for word in _names_of(unsealed(store.key, bytes(cell), key)))


def _names_of(person: dict[str, Any]) -> frozenset[str]:
    return _words(person.get("forenames") or "", person.get("surname") or "")


def _words(*parts: str) -> frozenset[str]:
    """Words of a name, folded: files put surname and forenames in either order."""
    return frozenset(word for part in parts for word in folded(part).split())


def _texts(sought: Sought, people: Iterable[dict[str, Any]]) -> frozenset[str]:
    """The name as files write it, and what the store holds of the person that no other text is like."""
    name, surname = sought.forenames, sought.surname
    written = {f"{name} {surname}", f"{surname} {name}", f"{surname}, {name}", f"{surname},{name}"}
    return frozenset(written | {person[detail] for person in people for detail in TELLING if person[detail]})
