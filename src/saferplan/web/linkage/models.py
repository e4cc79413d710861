"""Sittings of clerical review: who looks at doubtful pairs for what, and what was answered so far.

No person's key stands here. A pair goes by a digest under the restricted store's own secret, and a decision by its
number in that store, which keeps what was decided.
"""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from saferplan.web.partnerships.scope import PartnershipRecord


class SittingQuerySet(models.QuerySet):
    def open(self) -> "SittingQuerySet":
        return self.filter(ended_at=None)


class Sitting(PartnershipRecord):
    """`purpose` is the name of a purpose that is recorded in the restricted store; `why` goes with each decision."""

    member = models.ForeignKey("people.Member", on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=100)
    why = models.CharField(max_length=300, blank=True)
    by_keys = models.BooleanField(default=True)
    begun_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, editable=False)

    objects = SittingQuerySet.as_manager()

    class Meta:
        default_related_name = "review_sittings"
        ordering = ("-id",)
        verbose_name = "sitting of clerical review"
        constraints = [
            models.UniqueConstraint(
                fields=("member", "purpose"), condition=Q(ended_at=None), name="one_open_sitting_for_a_purpose"
            ),
        ]

    def __str__(self) -> str:
        return f"Sitting {self.pk}"


class Said(models.TextChoices):
    SAME = "same", "One person"
    DIFFERENT = "different", "Two people"
    SKIPPED = "skipped", "Skipped"
    BACK = "back", "Taken back"


class AnswerQuerySet(models.QuerySet):
    def standing(self) -> "AnswerQuerySet":
        """Those that nobody took back."""
        taken_back = Answer.objects.filter(takes_back=OuterRef("pk"))
        return self.exclude(said=Said.BACK).filter(~Exists(taken_back))


class Answer(PartnershipRecord):
    """What was said of a pair. `decision` is its number in the restricted store."""

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="answers")
    pair = models.CharField(max_length=32)
    said = models.CharField(max_length=10, choices=Said)
    decision = models.BigIntegerField(null=True)
    takes_back = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="taken_back_by")
    at = models.DateTimeField(default=timezone.now)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        default_related_name = "review_answers"
        ordering = ("id",)
        verbose_name = "answer in clerical review"
        constraints = [
            models.CheckConstraint(
                condition=Q(said__in=("same", "different"), decision__isnull=False)
                | Q(said__in=("skipped", "back"), decision=None),
                name="what_is_decided_has_a_decision",
            ),
            models.CheckConstraint(
                condition=Q(said="back", takes_back__isnull=False) | (~Q(said="back") & Q(takes_back=None)),
                name="what_is_taken_back_was_said",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_said_display()} in {self.sitting}"
