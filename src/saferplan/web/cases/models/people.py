"""Who is in a case, and what is noted in it: sealed, so that the database alone gives nobody away."""

from functools import cached_property
from typing import Any
from uuid import uuid4

from django.db import models
from django.utils import timezone

from saferplan.web.cases.models.cases import Case
from saferplan.web.cases.sealing import open_details, open_text
from saferplan.web.design_system.versions import EditedRecord
from saferplan.web.partnerships.scope import PartnershipRecord
from saferplan.web.people.models import Member


class Part(models.TextChoices):
    """Who somebody is to a case. That somebody is alleged to have done something is no finding."""

    VICTIM = "victim", "Victim"
    COMPLAINANT = "complainant", "Complainant"
    ALLEGED = "alleged", "Alleged to be responsible"


class CasePerson(EditedRecord, PartnershipRecord):
    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    part = models.CharField(max_length=20, choices=Part)
    is_child = models.BooleanField(default=False, help_text="Under 18")
    row = models.UUIDField(default=uuid4, unique=True, editable=False)
    sealed = models.BinaryField()

    class Meta:
        default_related_name = "case_people"
        ordering = ("pk",)
        verbose_name_plural = "case people"

    def __str__(self) -> str:
        return f"{self.get_part_display()} in {self.case}"

    @cached_property
    def details(self) -> dict[str, Any]:
        """Opened: only for whoever may read the case, with a line in the log of reads."""
        return open_details(self.sealed, partnership_id=self.partnership_id, row=self.row)

    @property
    def full_name(self) -> str:
        return " ".join(self.details[part] for part in ("forenames", "surname") if self.details.get(part))


class Note(PartnershipRecord):
    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    row = models.UUIDField(default=uuid4, unique=True, editable=False)
    sealed = models.BinaryField()
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Member, on_delete=models.PROTECT)

    class Meta:
        default_related_name = "case_notes"
        ordering = ("-pk",)

    @cached_property
    def text(self) -> str:
        return open_text(self.sealed, partnership_id=self.partnership_id, row=self.row)
