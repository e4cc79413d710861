"""Who approves a document, in the partnership's order, and what each signed: a frozen version, by its digest."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from saferplan.web.groups.models import SeatRole, Sitting
from saferplan.web.partnerships.recorded import RecordedAct
from saferplan.web.partnerships.scope import PartnershipRecord
from saferplan.web.people.models import Member, MemberRole
from saferplan.web.people.roles import name_of
from saferplan.web.publications.models.building import A_DIGEST, Build

BY_ROLE_OR_SEAT = (Q(group=None, seat="") & ~Q(role="")) | (Q(role="", group__isnull=False) & ~Q(seat=""))


class Signatory(PartnershipRecord):
    """In which post somebody approves: who holds a role, or who sits on a seat of a group."""

    as_whom = models.CharField(max_length=200)
    role = models.CharField(max_length=40, blank=True)
    group = models.ForeignKey("groups.Group", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    seat = models.CharField(max_length=20, choices=SeatRole, blank=True)

    class Meta:
        abstract = True

    @property
    def who(self) -> str:
        return name_of(self.role) if self.role else f"{self.get_seat_display()} of {self.group.name}"

    def people(self) -> models.QuerySet:
        """Who may sign today."""
        members = Member.objects.in_force().filter(partnership=self.partnership_id)
        if self.role:
            held = MemberRole.objects.in_force().filter(role=self.role)
            return members.filter(id__in=held.values("member"))
        sitting = Sitting.objects.in_force().filter(seat__group=self.group_id, seat__role=self.seat)
        return members.filter(id__in=sitting.values("member"))


class ApprovalStepQuerySet(models.QuerySet):
    def of_order(self, kind: str) -> "ApprovalStepQuerySet":
        """Of this order alone; an empty `kind` has the one for all documents."""
        return self.filter(kind=kind)

    def in_force_for(self, kind: str) -> "ApprovalStepQuerySet":
        """The order that documents of a kind go through: their own, or else the one for all documents."""
        own = self.of_order(kind)
        return own if own.exists() else self.of_order("")


class ApprovalStep(Signatory):
    """One step of an order in which the partnership approves: all documents, or those of one `kind`."""

    kind = models.CharField(max_length=40, blank=True)
    position = models.PositiveSmallIntegerField()

    objects = ApprovalStepQuerySet.as_manager()

    class Meta:
        default_related_name = "approval_steps"
        ordering = ("kind", "position")
        constraints = [
            models.CheckConstraint(condition=BY_ROLE_OR_SEAT, name="approval_step_is_by_role_or_seat"),
            models.UniqueConstraint(
                fields=("partnership", "kind", "position"),
                name="approval_has_an_order",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.as_whom}"


class Outcome(models.TextChoices):
    APPROVED = "approved", "Approved"
    SENT_BACK = "sent-back", "Sent back"
    TAKEN_BACK = "taken-back", "Taken back"


class SubmissionQuerySet(models.QuerySet):
    def open(self) -> "SubmissionQuerySet":
        return self.filter(is_open=True)

    def with_details(self) -> "SubmissionQuerySet":
        return self.select_related("build", "by__user", "end__by__user").prefetch_related(
            "build__versions", "steps__group", "steps__approval__by__user"
        )


class Submission(RecordedAct):
    """That a final version was sent for approval. The order is copied: a later change of it is for the next time."""

    document = models.ForeignKey("documents.Document", on_delete=models.PROTECT, related_name="submissions")
    build = models.ForeignKey(Build, on_delete=models.PROTECT, related_name="submissions")
    note = models.TextField(blank=True)
    is_open = models.BooleanField(default=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        default_related_name = "submissions"
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=("document",), condition=Q(is_open=True), name="document_is_approved_one_version_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document}, sent for approval on {self.at:%d %B %Y}"

    @property
    def next_step(self) -> "SubmissionStep | None":
        if not self.is_open:
            return None
        return next((step for step in self.steps.all() if not hasattr(step, "approval")), None)

    @property
    def outcome(self) -> str:
        """Empty while it is open."""
        return self.end.outcome if hasattr(self, "end") else ""


class StepQuerySet(models.QuerySet):
    def open_now(self) -> "StepQuerySet":
        """The first step of each open submission that nobody has signed."""
        earlier = SubmissionStep.objects.filter(
            submission=OuterRef("submission"), position__lt=OuterRef("position"), approval=None
        )
        return self.filter(~Exists(earlier), approval=None, submission__is_open=True)


class SubmissionStep(Signatory):
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="steps")
    position = models.PositiveSmallIntegerField()

    objects = StepQuerySet.as_manager()

    class Meta:
        default_related_name = "submission_steps"
        ordering = ("position",)
        constraints = [
            models.CheckConstraint(condition=BY_ROLE_OR_SEAT, name="submission_step_is_by_role_or_seat"),
            models.UniqueConstraint(fields=("submission", "position"), name="submission_has_an_order"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.as_whom}"


class Verdict(models.TextChoices):
    APPROVED = "approved", "Approved"
    RETURNED = "returned", "Sent back"


class Approval(RecordedAct):
    """`digest`: of the version that was in front of whoever signed."""

    step = models.OneToOneField(SubmissionStep, on_delete=models.PROTECT, related_name="approval")
    verdict = models.CharField(max_length=20, choices=Verdict)
    note = models.TextField(blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        default_related_name = "approvals"
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="approval_has_a_verdict"),
            models.CheckConstraint(condition=~Q(verdict=Verdict.RETURNED) | ~Q(note=""), name="returned_says_why"),
            models.CheckConstraint(condition=Q(digest__regex=A_DIGEST), name="approval_is_of_a_version"),
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()}: {self.step}"


class SubmissionEnd(RecordedAct):
    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="end")
    outcome = models.CharField(max_length=20, choices=Outcome)
    note = models.TextField(blank=True)

    class Meta:
        default_related_name = "submission_ends"
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="submission_ends_in_a_known_way"),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}: {self.submission}"
