"""A document and its chapters."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Deferrable, Q
from django.utils import timezone

from saferplan.documents.kinds.kind import Kind, kinds
from saferplan.web.design_system.versions import EditedRecord
from saferplan.web.documents.models.standing import StandingQuerySet
from saferplan.web.partnerships.scope import PartnershipRecord

SLUG_PATTERN = "^[a-z0-9]+(-[a-z0-9]+)*$"


class DocumentQuerySet(models.QuerySet):
    def with_standing(self) -> "DocumentQuerySet":
        """With what its way to approval and publication is told by (`web.publications`)."""
        return self.prefetch_related("submissions", "publications__notices")


class Document(EditedRecord, PartnershipRecord):
    """`kind`: of documents/kinds/kinds.toml. Periods as commands take them; `measure` of a problem profile alone."""

    slug = models.SlugField(max_length=60, editable=False)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=40, editable=False)
    period = models.CharField(max_length=40)
    against = models.CharField("compared with", max_length=40, blank=True)
    measure = models.CharField(max_length=60, blank=True)
    begun_by = models.ForeignKey("people.Member", on_delete=models.PROTECT, related_name="+", editable=False)
    begun_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        default_related_name = "documents"
        ordering = ("-begun_at", "-id")
        constraints = [
            models.UniqueConstraint(fields=("partnership", "slug"), name="document_has_an_address_of_its_own"),
            models.CheckConstraint(condition=Q(slug__regex=SLUG_PATTERN), name="document_has_a_plain_slug"),
            models.CheckConstraint(condition=~Q(title=""), name="document_has_a_title"),
            models.CheckConstraint(condition=~Q(period=""), name="document_has_a_period"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def of_kind(self) -> Kind:
        return kinds()[self.kind]


class Chapter(PartnershipRecord):
    """`slug` is its id in the document that is built; `answers`: matters of the 2007 Regulations that it answers."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="chapters")
    position = models.PositiveSmallIntegerField()
    slug = models.SlugField(max_length=60, editable=False)
    title = models.CharField(max_length=200)
    answers = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    is_removed = models.BooleanField(default=False, editable=False)

    objects = StandingQuerySet.as_manager()

    class Meta:
        default_related_name = "document_chapters"
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(
                fields=("document", "position"), name="chapters_have_an_order", deferrable=Deferrable.DEFERRED
            ),
            models.UniqueConstraint(fields=("document", "slug"), name="chapter_has_an_address_of_its_own"),
            models.CheckConstraint(condition=Q(slug__regex=SLUG_PATTERN), name="chapter_has_a_plain_slug"),
            models.CheckConstraint(condition=~Q(title=""), name="chapter_has_a_title"),
        ]

    def __str__(self) -> str:
        return self.title
