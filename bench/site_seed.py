"""A site with so many partnerships and so many records: one is made as the demo makes it, and the database copies it.

Copying is told by the models themselves, so a model that is added or changed needs no change here. Triggers and keys
are passed over while it copies; unique words get a number, and every key to a copied row leads to the copy.
"""

# ruff: noqa: E402 models are there once Django is set up
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

import django
from django.db import connection, models, transaction
from django.test import Client

django.setup()

from django.apps import apps
from django.conf import settings

from saferplan.identities.keys import PartnershipKey
from saferplan.web.operations.rekeying import SEALED
from saferplan.web.partnerships.models import Partnership
from saferplan.web.people.models import Member, User

# What a partnership has ever more of; people, groups and agreements it has as many as the demo.
OPERATIONAL = ("cases", "duties", "audit", "jobs")
NOT_COPIED = ("audit_seal",)
SPAN = 1_000_000  # numbers of one copy of a partnership's rows; no table of the demo has so many


@dataclass(frozen=True)
class Copying:
    """Rows of `tables` whose number is below `limit`, copied `times`; copy n has all numbers raised by n * `step`."""

    tables: Sequence[type[models.Model]]
    step: int
    times: int
    limit: int

    def run(self) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            for model in self.tables:
                cursor.execute(self.statement(model))
            for model, bound in SEALED.items():
                self._seal_anew(model, bound)

    def _seal_anew(self, model: type[models.Model], bound: Callable[[int, UUID], str]) -> None:
        """What is said of people is bound to its row: a copy's is sealed for the copy."""
        key = PartnershipKey.of(settings.KEY)
        copied = model._base_manager.only("pk", "partnership_id", "row", "sealed")
        opened = {
            one.pk: key.unseal(bytes(one.sealed), bound(one.partnership_id, one.row))
            for one in copied.filter(pk__lt=self.limit)
        }
        copies = list(copied.filter(pk__gte=self.limit))
        for copy in copies:
            copy.sealed = key.seal(opened[copy.pk % self.step], bound(copy.partnership_id, copy.row))
        model._base_manager.bulk_update(copies, ["sealed"], batch_size=2_000)

    def statement(self, model: type[models.Model]) -> str:
        fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.GeneratedField)]
        columns = ", ".join(f'"{field.column}"' for field in fields)
        values = ", ".join(self._value(model, field) for field in fields)
        table, key = model._meta.db_table, model._meta.pk.column
        return (
            f'INSERT INTO "{table}" ({columns}) SELECT {values} FROM "{table}" t, generate_series(1, {self.times}) n'
            f' WHERE t."{key}" < {self.limit} ORDER BY n, t."{key}"'
        )

    def _value(self, model: type[models.Model], field: models.Field) -> str:
        column = f't."{field.column}"'
        if field.primary_key or (field.is_relation and field.related_model in self.tables):
            return f"{column} + n * {self.step}"
        if not self._must_differ(model, field):
            return column
        if isinstance(field, models.CharField | models.TextField):
            return _another_word(column, field.max_length)
        if isinstance(field, models.UUIDField):
            return "gen_random_uuid()"
        if isinstance(field, models.IntegerField):
            return f"{column} + n * 1000"
        return column

    def _must_differ(self, model: type[models.Model], field: models.Field) -> bool:
        """Whether two copies with the same value would break a rule that no raised number keeps."""
        if field.unique:
            return True
        rules = [rule.fields for rule in model._meta.constraints if isinstance(rule, models.UniqueConstraint)]
        return any(field.name == self._told_apart_by(model, rule) for rule in rules)

    def _told_apart_by(self, model: type[models.Model], rule: Sequence[str]) -> str | None:
        """The last field of a rule that may be changed; None where a raised number tells copies apart."""
        free = [name for name in rule if not model._meta.get_field(name).choices]
        return free[-1] if free and not self._are_raised(model, rule) else None

    def _are_raised(self, model: type[models.Model], names: Iterable[str]) -> bool:
        return any(model._meta.get_field(name).related_model in self.tables for name in names)


def _another_word(column: str, most: int | None) -> str:
    """A digest keeps its length and letters; an address, a slug or a name gets a number before it."""
    numbered = f"CASE WHEN {column} = '' THEN '' ELSE n || '-' || {column} END"
    if not most:
        return numbered
    digest = f"overlay({column} placing lpad(to_hex(n), 8, '0') from 1 for 8)"
    return f"CASE WHEN length({column}) = {most} THEN {digest} ELSE left({numbered}, {most}) END"


def seed(*, partnerships: int, records: int) -> dict[str, int]:
    """So many partnerships with so many operational records in all; gives what was made."""
    from saferplan.demo.partnership import make_partnership

    make_partnership("chalkshire", "Safer Chalkshire", "E06000060")
    operational = _copied(OPERATIONAL)
    base = _rows(operational)
    more = max(0, -(-records // partnerships // max(1, base)) - 1)
    # Both steps keep the numbers of a partnership below SPAN.
    limit = _highest() + 1
    Copying(operational, step=limit, times=more, limit=limit).run()
    Copying(_copied(), step=SPAN, times=partnerships - 1, limit=SPAN).run()
    _settle()
    return {"partnerships": Partnership.objects.count(), "people": User.objects.count(), "records": _rows(operational)}


def _copied(labels: Sequence[str] = ()) -> list[type[models.Model]]:
    """Every table that belongs to partnerships; of some apps where they are named."""
    return [
        model
        for model in apps.get_models()
        if model._meta.managed
        and not model._meta.proxy
        and model._meta.db_table not in NOT_COPIED
        and isinstance(model._meta.pk, models.AutoField | models.BigAutoField)
        and (model in (Partnership, User) or any(field.related_model is Partnership for field in model._meta.fields))
        and (not labels or model._meta.app_label in labels)
    ]


def _rows(tables: Iterable[type[models.Model]]) -> int:
    return sum(model._default_manager.count() for model in tables)


def _highest() -> int:
    found = (model._default_manager.aggregate(most=models.Max("pk"))["most"] for model in _copied())
    return max(number for number in found if number)


def _settle() -> None:
    """As a database is that has been used for a while: numbers go on after the highest, and the planner knows sizes."""
    with connection.cursor() as cursor:
        for model in _copied():
            table, key = model._meta.db_table, model._meta.pk.column
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', '{key}'), (SELECT max({key}) FROM {table}))"
                f" WHERE pg_get_serial_sequence('{table}', '{key}') IS NOT NULL"
            )
        cursor.execute("VACUUM ANALYZE")


def sessions(people: int) -> list[dict[str, str]]:
    """So many people of as many partnerships, of all roles in turn, who have signed in: their cookies and addresses."""
    slugs = list(Partnership.objects.order_by("pk").values_list("slug", flat=True)[:people])
    found = []
    for number, slug in enumerate(slugs):
        members = list(Member.objects.in_force().filter(partnership__slug=slug).select_related("user").order_by("pk"))
        member = members[number % len(members)]
        found.append({"cookie": f"{settings.SESSION_COOKIE_NAME}={signed_in(member.user)}", "slug": slug})
    return found


def signed_in(user: User) -> str:
    """The session's key. The site runs as a demo, in which a sign-in by one click counts as a second factor."""
    from saferplan.web.people.second_factor import Way, mark_passed

    client = Client()
    client.force_login(user)
    session = client.session
    mark_passed(session, user, how=Way.DEMO)
    session.save()
    return session.session_key


def main(partnerships: int, records: int, people: int) -> None:
    """`python -m bench.site_seed 300 1000000 50`: into the database of the environment; prints what was made."""
    made = seed(partnerships=partnerships, records=records)
    print(json.dumps(made | {"sessions": sessions(people)}))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
