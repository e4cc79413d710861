"""The log: one row for each change of a row, each read of a person's record, each search of the log itself.

The database writes it (`sql/`): who, when and the digests are set by a trigger, whatever an INSERT says. Rows are never
rewritten; only retention may empty what one says was changed, and remove the oldest.
"""

from collections import defaultdict
from collections.abc import Iterable

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL

from saferplan.web.partnerships.models import Partnership
from saferplan.web.people.models import Member, User

NOBODY = "nobody"  # the actor of a change for which nobody was named


class Operation(models.TextChoices):
    INSERT = "insert", "Added"
    UPDATE = "update", "Changed"
    DELETE = "delete", "Removed"
    READ = "read", "Read"
    SEARCH = "search", "Searched the audit"
    EXPORT = "export", "Exported"


CHANGES = (Operation.INSERT, Operation.UPDATE, Operation.DELETE)


def _named(model: type[models.Model], **options) -> models.ForeignKey:
    """A key that the database does not hold: the log outlives what it tells of, and its writing is to be quick."""
    return models.ForeignKey(
        model, null=True, db_constraint=False, db_index=False, on_delete=models.DO_NOTHING, **options
    )


class EntryQuerySet(models.QuerySet):
    def of_this_transaction(self) -> "EntryQuerySet":
        return self.filter(transaction=RawSQL("pg_current_xact_id()::text::bigint", []))

    def telling_of(self, rows: Iterable[tuple[str, str]]) -> "EntryQuerySet":
        """Changes of these rows, (table, record), of which the log still says what was changed."""
        records = defaultdict(list)
        for table, record in rows:
            records[table].append(record)
        named = Q(pk__in=[])
        for table, keys in records.items():
            named |= Q(table_name=table, record__in=keys)
        return self.filter(named, Q(before__isnull=False) | Q(after__isnull=False), operation__in=CHANGES)


class Entry(models.Model):
    """`record` is the row's key as text. An UPDATE has in `before` and `after` only what differs."""

    at = models.DateTimeField()
    transaction = models.BigIntegerField()
    request = models.CharField(max_length=64, blank=True)
    actor = models.CharField(max_length=100)
    member = _named(Member, related_name="+")
    user = _named(User, related_name="+")
    partnership = _named(Partnership, related_name="audit_entries")
    table_name = models.CharField(max_length=63)
    record = models.CharField(max_length=255)
    operation = models.CharField(max_length=10, choices=Operation)
    purpose = models.CharField(max_length=100, blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    salt = models.UUIDField(null=True)
    content_digest = models.BinaryField()
    digest = models.BinaryField()
    redacted_by = models.BigIntegerField(null=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "entries"
        indexes = [
            models.Index(fields=("partnership", "-at", "-id"), name="audit_of_partnership"),
            models.Index(fields=("partnership", "user", "-at", "-id"), name="audit_of_person"),
            models.Index(fields=("partnership", "table_name", "-at", "-id"), name="audit_of_table"),
            models.Index(fields=("table_name", "record", "-at", "-id"), name="audit_of_record"),
            models.Index(
                fields=("partnership", "purpose", "-at", "-id"), condition=~Q(purpose=""), name="audit_of_purpose"
            ),
            models.Index(fields=("transaction",), name="audit_of_transaction"),
            models.Index(fields=("redacted_by",), condition=~Q(redacted_by=None), name="audit_of_deletion"),
            BrinIndex(fields=("at",), name="audit_at"),
        ]

    def __str__(self) -> str:
        return f"{self.operation} of {self.table_name} {self.record}"
