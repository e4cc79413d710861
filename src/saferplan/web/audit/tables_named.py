"""Tables and records in the words of the screen."""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache

from django.apps import apps
from django.db.models import Model, QuerySet, TextField, UniqueConstraint
from django.db.models.functions import Cast

from saferplan.web.audit.models import Entry
from saferplan.web.audit.tables import written
from saferplan.web.partnerships.models import Partnership


@cache
def models_by_table() -> dict[str, type[Model]]:
    return {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}


@cache
def choices() -> list[tuple[str, str]]:
    """Every table that the audit may tell of, by its name on screen; two of one name are told apart."""
    told = [(title_of(table), table) for table in models_by_table() if table not in written().exempt]
    return [(table, title) for title, table in sorted(told)]


def title_of(table: str) -> str:
    model = models_by_table().get(table)
    return str(model._meta.verbose_name).capitalize() if model else table


@cache
def is_numbered(table: str) -> bool:
    """Whether people know such a record by its `number` in the partnership, and not by the database's key."""
    model = models_by_table().get(table)
    unique = [rule.fields for rule in model._meta.constraints if isinstance(rule, UniqueConstraint)] if model else []
    return ("partnership", "number") in unique


def plain_number(told: str) -> str:
    """C-00007, c-7 and 7 are one."""
    return re.sub(r"^[A-Za-z]+-0*(?=\d)", "", told.strip())


def key_of(partnership: Partnership, table: str, told: str) -> str:
    """The database's key of the record that people know by this number; the number itself where there is none."""
    if not is_numbered(table):
        return told.strip()
    found = numbered(models_by_table()[table], "number", told).filter(partnership=partnership).first()
    return str(found.pk) if found else told.strip()


def numbered(model: type[Model], field: str, told: str) -> QuerySet:
    """Records whose field reads like that, whatever kind of field it is and whatever was typed."""
    return model._base_manager.alias(as_text=Cast(field, TextField())).filter(as_text=plain_number(told))


def numbers_of(entries: Iterable[Entry]) -> dict[tuple[str, str], str]:
    """Of each (table, record) the number that people know it by: one query for each kind of record on the page."""
    keys = defaultdict(set)
    for entry in entries:
        if is_numbered(entry.table_name) and entry.record.isdecimal():
            keys[entry.table_name].add(int(entry.record))
    known = {}
    for table, wanted in keys.items():
        found = models_by_table()[table]._base_manager.filter(pk__in=wanted).only("number")
        known |= {(table, str(one.pk)): str(getattr(one, "reference", one.number)) for one in found}
    return known
