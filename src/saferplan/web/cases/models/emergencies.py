"""When no agreement gives access: break-glass access and its review, and cases that wait for their owner's decision."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from saferplan.web.agreements.models import Terms
from saferplan.web.cases.models.cases import Case
from saferplan.web.cases.vocabulary import limits
from saferplan.web.partnerships.scope import PartnershipRecord
from saferplan.web.people.models import Member
from saferplan.web.people.permissions import Permission


class Ground(models.TextChoices):
    """Why it cannot wait: UK GDPR, Article 6(1)(d); Data Protection Act 2018, Schedule 1, paragraphs 10 and 18."""

    LIFE = "life", "Somebody’s life is in danger"
    HARM = "harm", "A child or an adult at risk is in danger of serious harm"
    CRIME = "crime", "A serious crime is about to be committed"


class BreakGlassQuerySet(models.QuerySet):
    def lasting(self, at: datetime | None = None) -> "BreakGlassQuerySet":
        """Unless a data protection officer has found meanwhile that it was not justified."""
        now = at or timezone.now()
        found = self.filter(begins__lte=now, until__gt=now)
        return found.exclude(review__outcome=BreakGlassReview.Outcome.UNJUSTIFIED)

    def unreviewed(self) -> "BreakGlassQuerySet":
        return self.filter(review=None).select_related("case", "member__user", "member__agency")

    def reviewed(self) -> "BreakGlassQuerySet":
        found = self.exclude(review=None).order_by("-begins")
        return found.select_related("case", "member__user", "member__agency", "review__by__user")

    def overdue(self, at: datetime | None = None) -> "BreakGlassQuerySet":
        return self.unreviewed().filter(begins__lte=(at or timezone.now()) - limits().break_glass_review)


class BreakGlass(PartnershipRecord):
    """A member's access to one case, for a stated reason and a short time."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    member = models.ForeignKey(Member, on_delete=models.PROTECT)
    purpose = models.CharField(max_length=40)
    ground = models.CharField(max_length=20, choices=Ground)
    why = models.TextField()
    begins = models.DateTimeField()
    until = models.DateTimeField()

    objects = BreakGlassQuerySet.as_manager()

    class Meta:
        default_related_name = "break_glass"
        ordering = ("begins",)
        verbose_name_plural = "break-glass access"
        constraints = [models.CheckConstraint(condition=Q(until__gt=F("begins")), name="break_glass_ends")]

    @property
    def review_by(self) -> datetime:
        return self.begins + limits().break_glass_review


class BreakGlassReview(PartnershipRecord):
    class Outcome(models.TextChoices):
        JUSTIFIED = "justified", "It was justified"
        ANOTHER_WAY = "another-way", "There was another way"
        UNJUSTIFIED = "unjustified", "It was not justified: treat it as a personal data breach"

    use = models.OneToOneField(BreakGlass, on_delete=models.PROTECT, related_name="review")
    outcome = models.CharField(max_length=20, choices=Outcome)
    why = models.TextField()
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Member, on_delete=models.PROTECT)

    class Meta:
        default_related_name = "break_glass_reviews"


class OverdueNotice(PartnershipRecord):
    """That an administrator was told that a use of break-glass access was not reviewed in time."""

    use = models.OneToOneField(BreakGlass, on_delete=models.PROTECT, related_name="overdue_notice")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_related_name = "overdue_notices"


class EscalationQuerySet(models.QuerySet):
    def undecided(self) -> "EscalationQuerySet":
        return self.filter(decision=None).select_related("case", "terms__agreement")

    def for_member(self, member: Member) -> "EscalationQuerySet":
        """Those that wait for this member: the case's owner, and once the day has passed who keeps agreements."""
        own = Q(case__owner=member)
        late = Q(decide_by__lt=timezone.localdate())
        return self.undecided().filter(own | late if member.may(Permission.EDIT_AGREEMENTS) else own)


class Escalation(PartnershipRecord):
    """An open high-risk case that partners can no longer read, or soon cannot: its owner decides what becomes of it."""

    class Cause(models.TextChoices):
        LAPSE = "lapse", "The agreement lapses"
        SUSPENDED = "suspended", "The agreement was suspended"
        ENDED = "ended", "The agreement was ended"

    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    terms = models.ForeignKey(Terms, on_delete=models.PROTECT)
    cause = models.CharField(max_length=20, choices=Cause)
    closes_on = models.DateField(help_text="The first day on which partners cannot read it")
    raised_at = models.DateTimeField(default=timezone.now)
    decide_by = models.DateField()

    objects = EscalationQuerySet.as_manager()

    class Meta:
        default_related_name = "escalations"
        ordering = ("decide_by", "pk")
        constraints = [
            models.UniqueConstraint(fields=("case", "terms", "cause", "closes_on"), name="case_escalates_once"),
        ]


class EscalationDecision(PartnershipRecord):
    class Outcome(models.TextChoices):
        NOT_NEEDED = "not-needed", "Partners no longer need to read this case"
        RENEWAL = "renewal", "The agreement will be renewed or replaced"
        OTHERWISE = "otherwise", "Partners are told what they need in another lawful way"

    escalation = models.OneToOneField(Escalation, on_delete=models.PROTECT, related_name="decision")
    outcome = models.CharField(max_length=20, choices=Outcome)
    why = models.TextField()
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Member, on_delete=models.PROTECT)

    class Meta:
        default_related_name = "escalation_decisions"
