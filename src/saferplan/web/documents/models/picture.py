"""Images that blocks show."""

from django.db import models
from django.db.models import Q

from saferplan.web.documents.models.document import Document
from saferplan.web.partnerships.recorded import RecordedAct


class Picture(RecordedAct):
    """An image that blocks show as ![alternative text](name)."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="pictures")
    name = models.CharField(max_length=80)
    alternative = models.CharField(max_length=500)
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")

    class Meta:
        default_related_name = "document_pictures"
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(fields=("document", "name"), name="picture_has_a_name_of_its_own"),
            models.CheckConstraint(
                condition=Q(name__regex=r"^[a-z0-9]+(-[a-z0-9]+)*\.(png|jpg)$"), name="picture_has_a_plain_name"
            ),
            models.CheckConstraint(condition=~Q(alternative=""), name="picture_has_alternative_text"),
        ]

    def __str__(self) -> str:
        return self.name
