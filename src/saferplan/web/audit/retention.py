"""How long each kind of record is kept (`retention.toml`), and the apps' own word on which records are due.

An app says in its module `keeping`: `keeps("case", due=…)`. `due(cutoff)` are the records whose event lies before that
day.
`remove(record)` takes one of them away; without it, the record goes with all rows of the kind's tables that hang on it.
"""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.db.models import Model, QuerySet

from saferplan.web.audit.tables_named import numbered
from saferplan.web.duties.recurring import months_after
from saferplan.web.partnerships.models import Partnership

FILE = Path(__file__).with_name("retention.toml")


@dataclass(frozen=True)
class Kind:
    word: str
    title: str
    holds: str
    counts_from: str
    reason: str
    citation: str
    checked: date
    tables: tuple[str, ...]
    months: int | None = None

    def cutoff(self, on: date) -> date:
        """Records whose event lies before this day are due on that one."""
        return months_after(on, -(self.months or 0))


@dataclass(frozen=True)
class Keeper:
    """`number` is the field by which people name such a record, where they put a hold on it.

    `find` gives what a partnership knows by the words told, of records that belong to none.
    """

    kind: Kind
    due: Callable[[date], QuerySet]
    remove: Callable[[Model], None]
    number: str
    find: Callable[[Partnership, str], QuerySet] | None = None

    @property
    def model(self) -> type[Model]:
        return self.due(self.kind.checked).model

    @property
    def may_be_held(self) -> bool:
        """Records of a partnership may, and accounts of its people; sessions belong to none."""
        return self.find is not None or hasattr(self.model, "partnership")

    def known(self, partnership: Partnership, told: str) -> QuerySet:
        if self.find:
            return self.find(partnership, told)
        return numbered(self.model, self.number, told).filter(partnership=partnership)

    def called(self, record: Model) -> str:
        """As people write it, and never a name: what a hold says is kept for good."""
        return str(getattr(record, "reference", getattr(record, self.number)))


_keepers: dict[str, Keeper] = {}


@cache
def schedule() -> dict[str, Kind]:
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {word: Kind(word, **entry | {"tables": tuple(entry["tables"])}) for word, entry in told.items()}


def keeps(
    word: str,
    *,
    due: Callable[[date], QuerySet],
    remove: Callable[[Model], None] | None = None,
    number: str = "pk",
    find: Callable[[Partnership, str], QuerySet] | None = None,
) -> None:
    kind = schedule()[word]
    if kind.months is None:
        raise ValueError(f"retention.toml gives {word} no months")
    _keepers[word] = Keeper(kind, due, remove or (lambda record: remove_whole(record, kind.tables)), number, find)


def keepers() -> dict[str, Keeper]:
    return _keepers


def remove_whole(record: Model, tables: tuple[str, ...]) -> None:
    """With what hangs on it in these tables. Anything else that hangs on it stops the whole."""
    for relation in record._meta.related_objects:
        if relation.related_model._meta.db_table in tables:
            for child in relation.related_model._base_manager.filter(**{relation.field.name: record}):
                remove_whole(child, tables)
    type(record)._base_manager.filter(pk=record.pk).delete()
