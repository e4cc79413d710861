"""What somebody did, and when. It is added to, and never rewritten."""

from django.db import models
from django.utils import timezone

from saferplan.web.partnerships.scope import PartnershipRecord


class RecordedAct(PartnershipRecord):
    by = models.ForeignKey("people.Member", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True
