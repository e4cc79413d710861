"""What the site holds about a person who asks (UK GDPR, Article 15): apps say it in their module `about_people`.

    @holds("cases", title="Cases")
    def held(partnership, person) -> list[Held]: …

A match is only proposed: an officer, who has checked who is asking, says which records are the person's.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from saferplan.identities.folding import folded, folded_email, folded_phone, folded_postcode
from saferplan.web.partnerships.models import Partnership

Row = tuple[str, str]


@dataclass(frozen=True)
class PersonDetails:
    """As the person gave them; what is empty is not compared."""

    name: str
    email: str = ""
    date_of_birth: date | None = None
    postcode: str = ""
    phone: str = ""

    def matched_by(
        self,
        *,
        name: str = "",
        email: str = "",
        date_of_birth: date | None = None,
        postcode: str = "",
        phone: str = "",
    ) -> str:
        """In words, what a record has in common with the person; empty where it is not enough to propose it.

        A name is enough, and so are an e-mail address or a phone number; a date of birth only with a postcode.
        """
        same = {
            "name": _same(folded, self.name, name),
            "e-mail address": _same(folded_email, self.email, email),
            "phone number": _same(folded_phone, self.phone, phone),
            "date of birth": bool(self.date_of_birth) and self.date_of_birth == date_of_birth,
            "postcode": _same(folded_postcode, self.postcode, postcode),
        }
        found = [word for word, is_same in same.items() if is_same]
        enough = {"name", "e-mail address", "phone number"} & set(found) or {"date of birth", "postcode"} <= set(found)
        return ", ".join(found) if enough else ""


def _same(fold: Callable[[str], str], asked: str, held: str) -> bool:
    return bool(fold(asked)) and fold(asked) == fold(held)


@dataclass(frozen=True)
class Held:
    """One record, or one part of a case, that may be about the person.

    `facts` is everything that it holds. `names` are of other people who may be in it. `rows`, (table, key), are what
    the audit calls it: who read it goes with the answer.
    """

    key: str
    title: str
    matched: str
    facts: dict[str, str | list[str]]
    names: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    register: str = field(default="", compare=False)


Finder = Callable[[Partnership, PersonDetails], list[Held]]
_finders: dict[str, tuple[str, Finder]] = {}


def holds(word: str, *, title: str) -> Callable[[Finder], Finder]:
    def declare(finder: Finder) -> Finder:
        _finders[word] = (title, finder)
        return finder

    return declare


def finders() -> dict[str, tuple[str, Finder]]:
    return _finders


def everything_held(partnership: Partnership, person: PersonDetails) -> list[Held]:
    return [
        Held(**vars(held) | {"register": title})
        for title, find in _finders.values()
        for held in find(partnership, person)
    ]
