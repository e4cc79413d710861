"""Who a partner's file names: handed to the keeper of identities, which gives keys in their stead.

Evidence never keeps a mention. It asks for the keys, writes those to the lake, and forgets who stood behind them.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

import pyarrow as pa


class Subject(StrEnum):
    """As what a person is named. Suspects are allegations: their records are never linked with victims'."""

    VICTIM = "victim"
    SUSPECT = "suspect"


PERSONS = pa.schema(
    [
        pa.field("row", pa.int64()),
        pa.field("subject", pa.string()),
        pa.field("person_reference", pa.string()),
        pa.field("forenames", pa.string()),
        pa.field("surname", pa.string()),
        pa.field("date_of_birth", pa.date32()),
        pa.field("sex", pa.string()),
        pa.field("address", pa.string()),
        pa.field("postcode", pa.string()),
        pa.field("uprn", pa.string()),
        pa.field("phone", pa.string()),
        pa.field("email", pa.string()),
        pa.field("is_child", pa.bool_()),
        pa.field("expires_on", pa.date32()),
    ]
)
"""A row for each person that a row of the file names. `row`: position of the incident; `person_reference`: the agency's
own number of the person; the address is the person's own. Whatever the file does not tell is null.
"""

PLACES = pa.schema(
    [
        pa.field("row", pa.int64()),
        pa.field("address", pa.string()),
        pa.field("postcode", pa.string()),
        pa.field("uprn", pa.string()),
        pa.field("expires_on", pa.date32()),
    ]
)
"""A row for each address at which an incident of the file took place."""

# Columns of a mention that tell by themselves who somebody is; a reference alone does so to nobody but its agency.
DIRECT_IDENTIFIERS = ("forenames", "surname", "date_of_birth", "address", "uprn", "phone", "email")


@dataclass(frozen=True)
class Feed:
    """One agency's one kind of file. `version` is that of its mapping profile."""

    name: str
    agency: str
    agency_kind: str
    version: int


class Keys(NamedTuple):
    """A key for each row of PERSONS and of PLACES, in their order; null where nothing tells who or where it is."""

    persons: pa.Array
    places: pa.Array


class Identities(Protocol):
    """Keeps who people are, apart from the lake. One partnership's key gives one identity one key, always."""

    def register(self, feed: Feed, persons: pa.Table, places: pa.Table, *, now: datetime) -> Keys:
        """Keeps the mentions, and gives their keys. What it has kept is there before it answers.

        Raises SaferplanError where it cannot keep them; the file is then refused.
        """
        ...

    def person_keys(self, feed: Feed, persons: pa.Table) -> pa.Array:
        """The keys that `register` would give the persons. Keeps nothing. Raises as `register` does."""
        ...

    def take_back(self, keys: Collection[str], named: Collection[str]) -> None:
        """Forgets people and addresses that were registered for nothing, but for those that are `named` elsewhere."""
        ...


def is_child_on(born: date, day: date) -> bool:
    """Whether a person is under 18 on the day; one born on 29 February comes of age on 1 March."""
    return (day.year - born.year) - ((day.month, day.day) < (born.month, born.day)) < 18
