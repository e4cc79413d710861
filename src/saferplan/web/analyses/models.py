"""What was asked of the evidence and what came of it; and what a tasking meeting decided about a place.

An analysis is one question put to one load of the lake, asked once and shared by the partnership. What came of it is
added and never changed. The answer itself, with its pictures, lies in a folder beside the lake (answers.py).
"""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone

from saferplan.documents.analyses.kinds import Kind, kinds
from saferplan.documents.analyses.question import Question, together
from saferplan.evidence.periods import Period, run_of_months
from saferplan.web.partnerships.recorded import RecordedAct
from saferplan.web.partnerships.scope import PartnershipRecord

MONTH = RegexValidator(r"^[12][0-9]{3}-(0[1-9]|1[0-2])$")
SEPARATOR = ","


class AnalysisQuerySet(models.QuerySet):
    def with_outcome(self) -> "AnalysisQuerySet":
        """Each with the latest of what came of it: its finding, or why there is none; neither while it waits."""
        latest = Outcome.objects.filter(analysis=OuterRef("pk")).order_by("-pk")
        return self.annotate(
            finding=Subquery(latest.values("finding")[:1]),
            why_not=Subquery(latest.values("why_not")[:1]),
            worked_out_at=Subquery(latest.values("at")[:1]),
        )

    def of_kind(self, kind: Kind) -> "AnalysisQuerySet":
        return self.filter(kind=kind.word)

    def open_to_all(self) -> "AnalysisQuerySet":
        """Without those that only who may see small numbers reads."""
        return self.filter(is_guarded=False)


class Analysis(PartnershipRecord):
    """`measures`: names with commas between, none for what the kind takes by itself. `load`: of the lake.

    `area_version`: the key of an own area's version; 0 for areas that others draw. `is_guarded`: restricted records in
    a cut of one's own choosing, for those who may see small numbers.
    """

    kind = models.CharField(max_length=40)
    measures = models.CharField(max_length=400, blank=True)
    first_month = models.CharField(max_length=7, validators=[MONTH])
    last_month = models.CharField(max_length=7, validators=[MONTH])
    against_first = models.CharField(max_length=7, blank=True, validators=[MONTH])
    against_last = models.CharField(max_length=7, blank=True, validators=[MONTH])
    area_code = models.CharField(max_length=40)
    area_name = models.CharField(max_length=200)
    area_version = models.PositiveBigIntegerField(default=0)
    load = models.PositiveIntegerField()
    loaded_at = models.CharField(max_length=40)
    is_guarded = models.BooleanField(default=False)
    asked_by = models.ForeignKey("people.Member", on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)

    objects = AnalysisQuerySet.as_manager()

    class Meta:
        default_related_name = "analyses"
        ordering = ("-pk",)
        verbose_name_plural = "analyses"
        constraints = [
            models.UniqueConstraint(
                fields=(
                    "partnership", "kind", "measures", "first_month", "last_month", "against_first", "against_last",
                    "area_code", "area_version", "load", "loaded_at",
                ),
                name="question_is_asked_once_of_a_load",
            ),
            models.CheckConstraint(condition=Q(last_month__gte=F("first_month")), name="analysis_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(against_first="", against_last="")
                | Q(against_last__gte=F("against_first"), against_first__gt=""),
                name="analysis_compares_with_whole_periods",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=("partnership", "kind", "-id"), name="analyses_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.kind_told.title}: {self.area_name}, {self.period.title}"

    @property
    def told(self) -> Question:
        """As the analyses themselves read it."""
        return Question(self.kind, self.period, self.against, tuple(filter(None, self.measures.split(SEPARATOR))))

    @property
    def period(self) -> Period:
        return run_of_months(self.first_month, self.last_month)

    @property
    def against(self) -> Period | None:
        return run_of_months(self.against_first, self.against_last) if self.against_first else None

    @property
    def measure_title(self) -> str:
        names = self.told.measures
        return together(names).title if names else ""

    @property
    def kind_told(self) -> Kind:
        return kinds()[self.kind]


class Outcome(PartnershipRecord):
    """What came of working an analysis out: the finding in a sentence, or why nothing can be said."""

    analysis = models.ForeignKey(Analysis, on_delete=models.CASCADE)
    finding = models.CharField(max_length=600, blank=True)
    why_not = models.CharField(max_length=600, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_related_name = "outcomes"
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=(Q(finding="") & ~Q(why_not="")) | (~Q(finding="") & Q(why_not="")),
                name="outcome_is_a_finding_or_says_why_not",
            ),
        ]

    def __str__(self) -> str:
        return self.finding or self.why_not


class TaskingQuerySet(models.QuerySet):
    def with_result(self) -> "TaskingQuerySet":
        """Each with the latest that a meeting was told of it."""
        latest = TaskingResult.objects.filter(tasking=OuterRef("pk")).order_by("-pk")
        return self.annotate(
            result=Subquery(latest.values("text")[:1]),
            result_at=Subquery(latest.values("at")[:1]),
            is_ended=Subquery(latest.values("is_last")[:1]),
        ).select_related("owner__user", "owner__agency", "analysis")

    def open(self) -> "TaskingQuerySet":
        return self.exclude(results__is_last=True)

    def ended(self) -> "TaskingQuerySet":
        return self.filter(results__is_last=True)


class Tasking(PartnershipRecord):
    """What a meeting decided about a place that stood out. It ends on its last day unless a meeting begins another."""

    analysis = models.ForeignKey(Analysis, on_delete=models.PROTECT)
    place = models.CharField(max_length=3)
    where = models.CharField(max_length=300, blank=True)
    problem = models.TextField()
    decision = models.TextField()
    owner = models.ForeignKey("people.Member", on_delete=models.PROTECT, related_name="taskings_owned")
    decided_on = models.DateField()
    ends_on = models.DateField()
    by = models.ForeignKey("people.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = TaskingQuerySet.as_manager()

    class Meta:
        default_related_name = "taskings"
        ordering = ("ends_on", "pk")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("decided_on")), name="tasking_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(problem="") & ~Q(decision=""), name="tasking_has_problem_and_decision"),
        ]

    def __str__(self) -> str:
        return f"Place {self.place}: {self.decision[:60]}"

    @property
    def is_overdue(self) -> bool:
        return self.ends_on < timezone.localdate()


class TaskingBefore(RecordedAct):
    """What a tasking said until it was corrected, by whom and why."""

    tasking = models.ForeignKey(Tasking, on_delete=models.PROTECT, related_name="before")
    problem = models.TextField()
    decision = models.TextField()
    owner = models.ForeignKey("people.Member", on_delete=models.PROTECT, related_name="+")
    ends_on = models.DateField()
    why = models.CharField(max_length=300)

    class Meta:
        default_related_name = "taskings_before"
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(condition=~Q(why=""), name="tasking_is_corrected_for_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.tasking} until {self.at:%Y-%m-%d}"


class TaskingResult(PartnershipRecord):
    """What a meeting was told of a tasking; the last one ends it."""

    tasking = models.ForeignKey(Tasking, on_delete=models.PROTECT, related_name="results")
    text = models.TextField()
    is_last = models.BooleanField(default=False)
    by = models.ForeignKey("people.Member", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_related_name = "tasking_results"
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=("tasking",), condition=Q(is_last=True), name="tasking_ends_once"),
            models.CheckConstraint(condition=~Q(text=""), name="tasking_result_says_something"),
        ]

    def __str__(self) -> str:
        return self.text[:60]
