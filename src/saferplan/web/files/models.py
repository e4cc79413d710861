"""A file that somebody uploaded. Its row never changes, and neither does its content."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from saferplan.web.files.purposes import purposes
from saferplan.web.partnerships.scope import PartnershipRecord
from saferplan.web.people.models import Member


class StoredFile(PartnershipRecord):
    """`place` is where the content lies; `media_type` and `sha256` are of what lies there."""

    purpose = models.CharField(max_length=40)
    name = models.CharField(max_length=150)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    place = models.CharField(max_length=200, unique=True)
    uploaded_at = models.DateTimeField(default=timezone.now)
    uploaded_by = models.ForeignKey(Member, on_delete=models.PROTECT)

    class Meta:
        default_related_name = "files"
        ordering = ("-uploaded_at", "-id")
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="stored_file_is_not_empty"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="stored_file_has_a_digest"),
            # The database too lets no row lead out of the folder of files.
            models.CheckConstraint(
                condition=Q(place__regex=r"^[-a-zA-Z0-9_]+/[0-9a-f]{2}/[0-9a-f]{32}$"), name="stored_file_has_a_place"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def purpose_name(self) -> str:
        return purposes()[self.purpose].name
