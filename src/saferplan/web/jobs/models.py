"""Work that goes on after the page has answered: what was asked for, by whom, and how it went.

A job's states are rows that are added and never changed. How far it has come is one row that is.
"""

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone

from saferplan.web.partnerships.scope import PartnershipRecord
from saferplan.web.people.models import Member
from saferplan.web.people.permissions import Permission


class State(models.TextChoices):
    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    TRYING_AGAIN = "trying-again", "Waiting to try again"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


class JobQuerySet(models.QuerySet):
    def with_state(self) -> "JobQuerySet":
        """Each job with its latest state, and how far it has come."""
        latest = JobState.objects.filter(job=OuterRef("pk")).order_by("-pk")
        return self.annotate(
            state=Subquery(latest.values("state")[:1]),
            state_since=Subquery(latest.values("at")[:1]),
            explanation=Subquery(latest.values("explanation")[:1]),
        ).select_related("progress", "asked_by__user", "asked_by__agency")

    def visible_to(self, member: Member) -> "JobQuerySet":
        """Everyone sees what they asked for; who may see jobs sees all of the partnership."""
        return self if member.may(Permission.SEE_JOBS) else self.filter(asked_by=member)

    def unfinished(self) -> "JobQuerySet":
        return self.filter(finished_at=None)

    def of_kind(self, kind: str) -> "JobQuerySet":
        return self.filter(kind=kind)

    def done(self) -> "JobQuerySet":
        return self.filter(states__state=State.DONE)


class Job(PartnershipRecord):
    """`key` names a piece of work: asked for again while it is unfinished, it is the same job.

    `asked_by` is empty where the site itself asked, such as each morning. `queue_number` is procrastinate's.
    """

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200, blank=True)
    asked_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    queue_number = models.BigIntegerField(null=True, blank=True)
    result = models.CharField(max_length=300, blank=True, help_text="The address of what came of it")

    objects = JobQuerySet.as_manager()

    class Meta:
        default_related_name = "jobs"
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("partnership", "kind", "key"),
                condition=Q(finished_at=None) & ~Q(key=""),
                name="job_of_a_key_is_unfinished_once",
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(finished_at__gte=F("asked_at")), name="job_finishes_after_asked"
            ),
        ]
        indexes = [
            models.Index(fields=("partnership", "-id"), name="jobs_of_a_partnership"),
            models.Index(fields=("asked_at",), condition=Q(finished_at=None), name="jobs_unfinished"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class JobState(PartnershipRecord):
    job = models.ForeignKey(Job, on_delete=models.CASCADE)
    state = models.CharField(max_length=20, choices=State)
    at = models.DateTimeField(default=timezone.now)
    attempt = models.PositiveSmallIntegerField(default=0)
    explanation = models.CharField(max_length=500, blank=True)

    class Meta:
        default_related_name = "states"
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("job",), condition=Q(state__in=(State.DONE, State.FAILED)), name="job_ends_once"
            ),
            models.CheckConstraint(condition=~Q(state=State.FAILED) | ~Q(explanation=""), name="failed_job_says_why"),
        ]


class JobProgress(PartnershipRecord):
    """How far a job has come, and when its worker was last heard of."""

    job = models.OneToOneField(Job, on_delete=models.CASCADE)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=200, blank=True)
    beat_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_related_name = "progress"
        constraints = [
            models.CheckConstraint(condition=Q(total=0) | Q(done__lte=F("total")), name="done_is_within_total"),
        ]


class PeriodicRun(models.Model):
    """One run of what the site does by the clock, for one partnership or for the whole installation."""

    name = models.CharField(max_length=100)
    partnership = models.ForeignKey(
        "partnerships.Partnership", on_delete=models.PROTECT, null=True, blank=True, related_name="periodic_runs"
    )
    due_at = models.DateTimeField()
    started_at = models.DateTimeField(default=timezone.now)
    succeeded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-pk",)
        indexes = [models.Index(fields=("name", "due_at"), name="runs_of_a_time")]
        constraints = [
            models.UniqueConstraint(
                fields=("name", "due_at", "partnership"),
                condition=~Q(succeeded_at=None),
                nulls_distinct=False,
                name="periodic_run_succeeds_once",
            ),
        ]


class OutgoingEmail(PartnershipRecord):
    """A message on its way. The row goes when the message has been sent."""

    job = models.OneToOneField(Job, on_delete=models.CASCADE)
    address = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField()

    class Meta:
        default_related_name = "outgoing_emails"
