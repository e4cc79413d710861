"""What was deleted because its time was over, and what is held back from it. Neither names anybody."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from saferplan.web.partnerships.models import Partnership
from saferplan.web.partnerships.scope import PartnershipRecord
from saferplan.web.people.models import Member


class DeletionQuerySet(models.QuerySet):
    def of(self, partnership: Partnership) -> "DeletionQuerySet":
        """Its own, and those of what belongs to no partnership, such as sessions and accounts."""
        return self.filter(Q(partnership=partnership) | Q(partnership=None))


class Deletion(models.Model):
    """One step of the nightly run: so many records of a kind, gone whole or not at all.

    `entries` of the log were emptied of what they told of these records; `entries_digest` is of these entries' numbers
    and digests. For the log's own retention `removed_before` and `seals_until` say which entries were removed.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, null=True, related_name="deletions")
    kind = models.CharField(max_length=40)
    at = models.DateTimeField(default=timezone.now)
    cutoff = models.DateField()
    months = models.PositiveSmallIntegerField()
    records = models.PositiveIntegerField()
    entries = models.PositiveIntegerField()
    entries_digest = models.CharField(max_length=64)
    removed_before = models.DateTimeField(null=True)
    seals_until = models.BigIntegerField(null=True)

    objects = DeletionQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"Deletion {self.pk}"


class DeletedRows(models.Model):
    deletion = models.ForeignKey(Deletion, on_delete=models.PROTECT, related_name="tables")
    table_name = models.CharField(max_length=63)
    rows = models.PositiveIntegerField()

    class Meta:
        ordering = ("table_name",)
        verbose_name_plural = "deleted rows"
        constraints = [models.UniqueConstraint(fields=("deletion", "table_name"), name="deleted_rows_once_a_table")]


class HoldQuerySet(models.QuerySet):
    def in_force(self) -> "HoldQuerySet":
        return self.filter(release=None)


class Hold(PartnershipRecord):
    """Keeps one record from being deleted, until somebody releases it: a claim, an inquiry, a request for access."""

    kind = models.CharField(max_length=40)
    table_name = models.CharField(max_length=63)
    record = models.CharField(max_length=255)
    number = models.CharField(max_length=60, help_text="By which people know the record")
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(Member, on_delete=models.PROTECT)
    at = models.DateTimeField(default=timezone.now)

    objects = HoldQuerySet.as_manager()

    class Meta:
        default_related_name = "holds"
        ordering = ("-at", "-id")
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="hold_has_a_reason")]
        indexes = [models.Index(fields=("table_name", "record"), name="hold_of_record")]


class HoldRelease(PartnershipRecord):
    hold = models.OneToOneField(Hold, on_delete=models.PROTECT, related_name="release")
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(Member, on_delete=models.PROTECT)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_related_name = "hold_releases"
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="release_has_a_reason")]
