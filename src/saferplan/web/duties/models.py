"""What a partnership has to do by when: duties, what became of them, who signs off, and what shows that it was done."""

from datetime import timedelta

from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone

from saferplan.web.design_system.versions import EditedRecord
from saferplan.web.duties.statutory import Template, templates
from saferplan.web.partnerships.dated import Dated, ends_after_start
from saferplan.web.partnerships.scope import PartnershipRecord

MOST_MONTHS = 120
"""Ten years between one time and the next: longer than any plan that a law asks for."""


class Status(models.TextChoices):
    TO_DO = "to-do", "To do"
    IN_PROGRESS = "in-progress", "In progress"
    FOR_SIGN_OFF = "for-sign-off", "For sign-off"
    DONE = "done", "Done"
    NOT_NEEDED = "not-needed", "Not needed"


FINISHED = (Status.DONE, Status.NOT_NEEDED)
TRANSITIONS = {
    Status.TO_DO: {Status.IN_PROGRESS, Status.FOR_SIGN_OFF, Status.DONE, Status.NOT_NEEDED},
    Status.IN_PROGRESS: {Status.TO_DO, Status.FOR_SIGN_OFF, Status.DONE, Status.NOT_NEEDED},
    Status.FOR_SIGN_OFF: {Status.IN_PROGRESS, Status.DONE},
    Status.DONE: set(),
    Status.NOT_NEEDED: set(),
}


class CountedFrom(models.TextChoices):
    """From which day the next time is counted."""

    DUE = "due", "the day that it was due"
    DONE = "done", "the day that it was done"


class DutyQuerySet(models.QuerySet):
    def with_status(self) -> "DutyQuerySet":
        newest = DutyStatus.objects.filter(duty=OuterRef("pk")).order_by("-id")
        return self.annotate(status=Subquery(newest.values("status")[:1]), status_at=Subquery(newest.values("at")[:1]))

    def open(self) -> "DutyQuerySet":
        return self.with_status().exclude(status__in=FINISHED)

    def finished(self) -> "DutyQuerySet":
        return self.with_status().filter(status__in=FINISHED)

    def by_due_date(self) -> "DutyQuerySet":
        return self.select_related("owner__user", "owner__agency").order_by("due", "id")


class Duty(EditedRecord, PartnershipRecord):
    """One time that something is due. `follows`: the time before, where it comes again and again."""

    template = models.CharField(max_length=60, blank=True, editable=False)
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    due = models.DateField()
    owner = models.ForeignKey("people.Member", on_delete=models.PROTECT, related_name="duties_owned")
    every_months = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(MOST_MONTHS)]
    )
    counted_from = models.CharField(max_length=10, choices=CountedFrom, default=CountedFrom.DUE)
    day_of_month = models.PositiveSmallIntegerField(editable=False)
    follows = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, editable=False, related_name="followed_by"
    )
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = DutyQuerySet.as_manager()

    class Meta:
        default_related_name = "duties"
        ordering = ("due", "id")
        verbose_name_plural = "duties"
        constraints = [
            models.CheckConstraint(
                condition=Q(every_months=None) | Q(every_months__range=(1, MOST_MONTHS)), name="duty_recurs_in_months"
            ),
            models.CheckConstraint(condition=Q(day_of_month__range=(1, 31)), name="duty_has_a_day_of_the_month"),
            models.CheckConstraint(condition=~Q(title=""), name="duty_has_a_title"),
        ]
        indexes = [models.Index(fields=("partnership", "due"))]

    def __str__(self) -> str:
        return self.title

    @property
    def statute(self) -> Template | None:
        """What the law says of it; None for a local duty, and for a template that has been taken out since."""
        return templates().get(self.template)

    @property
    def days_left(self) -> int:
        return (self.due - timezone.localdate()) // timedelta(days=1)

    @property
    def is_overdue(self) -> bool:
        return self.days_left < 0


class DutyStatus(PartnershipRecord):
    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="statuses")
    status = models.CharField(max_length=20, choices=Status)
    note = models.TextField(blank=True)
    by = models.ForeignKey("people.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_related_name = "duty_statuses"
        ordering = ("id",)
        indexes = [models.Index(fields=("duty", "-id"))]
        constraints = [
            models.CheckConstraint(condition=~Q(status=Status.NOT_NEEDED) | ~Q(note=""), name="not_needed_says_why"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="duty_status_is_known"),
        ]

    def __str__(self) -> str:
        return self.get_status_display()


class StepQuerySet(models.QuerySet):
    def open_now(self) -> "StepQuerySet":
        """The first step of each duty that waits for sign-off and is not signed in this round."""
        later = DutyStatus.objects.filter(duty=OuterRef("duty"), pk__gt=OuterRef("now_round"))
        signed = SignOff.objects.filter(step=OuterRef("pk"), round=OuterRef("now_round"))
        earlier = SignOffStep.objects.filter(duty=OuterRef("duty"), position__lt=OuterRef("position")).exclude(
            Exists(SignOff.objects.filter(step=OuterRef("pk"), round=OuterRef(OuterRef("now_round"))))
        )
        return self.annotate(now_round=F("duty__statuses"), now=F("duty__statuses__status")).filter(
            ~Exists(later), ~Exists(signed), ~Exists(earlier), now=Status.FOR_SIGN_OFF
        )


class SignOffStep(PartnershipRecord):
    """Who signs off, and in which order. `as_whom`: the Board, the Cabinet, the chief officer."""

    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="steps")
    position = models.PositiveSmallIntegerField()
    as_whom = models.CharField(max_length=200)
    member = models.ForeignKey("people.Member", on_delete=models.PROTECT, related_name="sign_off_steps")

    objects = StepQuerySet.as_manager()

    class Meta:
        default_related_name = "sign_off_steps"
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(
                fields=("duty", "position"), name="sign_off_has_an_order", deferrable=models.Deferrable.DEFERRED
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.as_whom}"


class Verdict(models.TextChoices):
    SIGNED = "signed", "Signed off"
    RETURNED = "returned", "Sent back"


class SignOff(PartnershipRecord):
    """`round`: the time that the duty was sent for sign-off. Sent back and sent again, it begins at the first step."""

    step = models.ForeignKey(SignOffStep, on_delete=models.PROTECT, related_name="sign_offs")
    round = models.ForeignKey(DutyStatus, on_delete=models.PROTECT, related_name="sign_offs")
    verdict = models.CharField(max_length=20, choices=Verdict)
    note = models.TextField(blank=True)
    by = models.ForeignKey("people.Member", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_related_name = "sign_offs"
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=("step", "round"), name="step_is_signed_once_a_round"),
            models.CheckConstraint(condition=~Q(verdict=Verdict.RETURNED) | ~Q(note=""), name="sent_back_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()}: {self.step}"


class Evidence(PartnershipRecord):
    """What shows that it was done: a note, a link, a file."""

    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="evidence")
    note = models.TextField(blank=True)
    link = models.URLField(max_length=500, blank=True, validators=[URLValidator(schemes=["http", "https"])])
    document = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey("people.Member", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_related_name = "duty_evidence"
        ordering = ("id",)
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                condition=~Q(note="") | ~Q(link="") | Q(document__isnull=False), name="evidence_shows_something"
            ),
        ]

    def __str__(self) -> str:
        return self.note or self.link or str(self.document)


class Warned(PartnershipRecord):
    """That the owner was written to so many days before a duty is due: once for each."""

    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="warnings")
    days_before = models.PositiveSmallIntegerField()
    member = models.ForeignKey("people.Member", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_related_name = "duty_warnings"
        constraints = [
            models.UniqueConstraint(fields=("duty", "days_before"), name="duty_is_warned_of_once"),
        ]

    def __str__(self) -> str:
        return f"{self.days_before} days before"


class CalendarFeed(Dated, PartnershipRecord):
    """A member's secret address of duties as a calendar. Only a digest of the address is kept."""

    member = models.ForeignKey("people.Member", on_delete=models.PROTECT, related_name="calendar_feeds")
    token_hash = models.CharField(max_length=64, unique=True)
    mine_only = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_related_name = "calendar_feeds"
        constraints = [
            models.UniqueConstraint(
                fields=("member",), condition=Q(until=None), name="member_has_one_calendar_address"
            ),
            ends_after_start("calendar_address_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"Calendar of {self.member}"
