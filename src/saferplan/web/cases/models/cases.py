"""A case: what it is about, who holds it, how risky it is held to be, whether it is open."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from saferplan.web.agreements.access import Reader
from saferplan.web.cases.vocabulary import kinds
from saferplan.web.design_system.versions import EditedRecord
from saferplan.web.partnerships.models import Agency
from saferplan.web.partnerships.scope import PartnershipRecord
from saferplan.web.people.models import Member


class Open(models.TextChoices):
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"


MAY_BECOME = {None: {Open.OPEN}, Open.OPEN: {Open.CLOSED}, Open.CLOSED: {Open.OPEN}}


class Risk(models.TextChoices):
    """A person's judgement, in words: no score."""

    STANDARD = "standard", "Standard"
    MEDIUM = "medium", "Medium"
    HIGH = "high", "High"


class CaseQuerySet(models.QuerySet):
    def readable_by(self, member: Member, purpose: str, on: date | None = None) -> "CaseQuerySet":
        """Those for which `agreements.access.decide` says yes."""
        return self.filter(Reader.of(member, on).readable(purpose))

    def as_they_stand(self) -> "CaseQuerySet":
        """With `status` and `risk` as last recorded, and what a list shows of each."""
        return self.annotate(status=_last(CaseStatus, "status"), risk=_last(RiskJudgement, "level")).select_related(
            "holder", "owner__user"
        )

    def open(self) -> "CaseQuerySet":
        return self.annotate(status_now=_last(CaseStatus, "status")).filter(status_now=Open.OPEN)

    def high_risk(self) -> "CaseQuerySet":
        return self.annotate(risk_now=_last(RiskJudgement, "level")).filter(risk_now=Risk.HIGH)


class Case(EditedRecord, PartnershipRecord):
    """`categories` are the kinds of data that the case holds, by the words of agreements/categories.toml."""

    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    holder = models.ForeignKey(Agency, on_delete=models.PROTECT)
    owner = models.ForeignKey(Member, on_delete=models.PROTECT)
    categories = ArrayField(models.CharField(max_length=40))
    opened_on = models.DateField(default=timezone.localdate)

    objects = CaseQuerySet.as_manager()

    class Meta:
        default_related_name = "cases"
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(fields=("partnership", "number"), name="case_has_one_number"),
            models.CheckConstraint(condition=models.Q(number__gt=0), name="case_number_counts_from_one"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        return reference_of(self.number)

    @property
    def usual_purpose(self) -> str:
        return kinds()[self.kind].purpose

    def get_kind_display(self) -> str:
        known = kinds().get(self.kind)
        return known.title if known else self.kind


class CaseStatus(PartnershipRecord):
    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    status = models.CharField(max_length=20, choices=Open)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Member, on_delete=models.PROTECT)
    why = models.TextField(blank=True)

    class Meta:
        default_related_name = "case_statuses"
        ordering = ("pk",)
        verbose_name_plural = "case statuses"
        indexes = [models.Index(fields=("case", "-id"), name="last_status_of_a_case")]


class RiskJudgement(PartnershipRecord):
    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    level = models.CharField(max_length=20, choices=Risk)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Member, on_delete=models.PROTECT)
    why = models.TextField()

    class Meta:
        default_related_name = "risk_judgements"
        ordering = ("pk",)
        indexes = [models.Index(fields=("case", "-id"), name="last_risk_of_a_case")]


def reference_of(number: int) -> str:
    """As people write and say it: C-00042."""
    return f"C-{number:05}"


def number_of(reference: str) -> int | None:
    """What was meant by 'c-00042' or '42'; None for what is no reference."""
    digits = reference.strip().upper().removeprefix("C").removeprefix("-").strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 9 else None


def _last(model: type[CaseStatus | RiskJudgement], field: str) -> Subquery:
    return Subquery(model.objects.filter(case=OuterRef("pk")).order_by("-pk").values(field)[:1])
