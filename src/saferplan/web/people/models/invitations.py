"""Who is invited to a partnership. Each is open until one outcome ends it; of its links, the last one sent opens it."""

from datetime import timedelta

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from saferplan.web.partnerships.models import Agency
from saferplan.web.partnerships.scope import PartnershipRecord
from saferplan.web.people.models.members import Member
from saferplan.web.people.roles import name_of

# Long enough for a week's leave; the OWASP Forgot Password cheat sheet asks of such links that they end, not when.
LINK_HOLDS_FOR = timedelta(days=7)


class InvitationQuerySet(models.QuerySet):
    def open(self) -> "InvitationQuerySet":
        return self.filter(~Exists(InvitationOutcome.objects.filter(invitation=OuterRef("pk"))))

    def with_details(self) -> "InvitationQuerySet":
        return self.select_related("agency", "by__user").prefetch_related("roles", "sendings")


class Invitation(PartnershipRecord):
    email = models.EmailField()
    name = models.CharField(max_length=200)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    job_title = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        default_related_name = "invitations"
        ordering = ("name", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(email=models.functions.Lower("email")), name="invitation_email_is_lower_case"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def role_names(self) -> list[str]:
        return [name_of(entry.role) for entry in self.roles.all()]

    @property
    def last_sending(self) -> "InvitationSending | None":
        return max(self.sendings.all(), key=lambda sending: sending.pk, default=None)


class InvitationRole(PartnershipRecord):
    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(max_length=40)

    class Meta:
        default_related_name = "invitation_roles"
        constraints = [
            models.UniqueConstraint(fields=("invitation", "role"), name="invitation_gives_a_role_once"),
        ]


class InvitationSending(PartnershipRecord):
    """One link of an invitation. The database knows its hash alone."""

    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, related_name="sendings")
    token_hash = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        default_related_name = "invitation_sendings"
        ordering = ("id",)

    @property
    def has_expired(self) -> bool:
        return timezone.now() >= self.expires_at


class Outcome(models.TextChoices):
    ACCEPTED = "accepted", "Accepted"
    WITHDRAWN = "withdrawn", "Withdrawn"


class InvitationOutcome(PartnershipRecord):
    """How an invitation ended. There is room for one: a link that two people use at once lets in one of them."""

    invitation = models.OneToOneField(Invitation, on_delete=models.PROTECT, related_name="outcome")
    outcome = models.CharField(max_length=20, choices=Outcome)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        default_related_name = "invitation_outcomes"
