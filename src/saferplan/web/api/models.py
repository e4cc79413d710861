"""Tokens of agencies' own tools. Only a digest of a token is kept."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from saferplan.web.partnerships.models import Agency
from saferplan.web.partnerships.scope import PartnershipRecord
from saferplan.web.people.models import Member, MemberRole
from saferplan.web.people.permissions import Permission
from saferplan.web.people.roles import roles_with

A_DIGEST = r"^[0-9a-f]{64}$"


class TokenQuerySet(models.QuerySet):
    def standing(self) -> "TokenQuerySet":
        """Neither revoked nor expired, of an agency that still takes part, by a member who may still issue tokens."""
        issuers = [role.word for role in roles_with(Permission.ISSUE_TOKENS)]
        held = MemberRole.objects.in_force().filter(role__in=issuers)
        may_issue = Member.objects.in_force().filter(user__is_active=True, id__in=held.values("member"))
        return self.filter(
            revoked_at=None,
            expires_on__gte=timezone.localdate(),
            issued_by__in=may_issue,
            agency__in=Agency.objects.in_force(),
        )

    def with_details(self) -> "TokenQuerySet":
        return self.select_related("partnership", "agency", "issued_by__user", "revoked_by__user").prefetch_related(
            "scopes"
        )


class Token(PartnershipRecord):
    """`name` says which tool; `expires_on` is its last day."""

    agency = models.ForeignKey("partnerships.Agency", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    issued_by = models.ForeignKey("people.Member", on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(default=timezone.now)
    expires_on = models.DateField()
    revoked_at = models.DateTimeField(null=True, editable=False)
    revoked_by = models.ForeignKey(
        "people.Member", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = TokenQuerySet.as_manager()

    class Meta:
        default_related_name = "tokens"
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(condition=Q(token_hash__regex=A_DIGEST), name="token_is_kept_as_a_digest"),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None) | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="who_revoked_a_token_is_known",
            ),
            models.CheckConstraint(
                condition=Q(expires_on__gte=models.functions.TruncDate("issued_at")),
                name="token_expires_after_its_issue",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def words(self) -> set[str]:
        return {one.scope for one in self.scopes.all()}


class TokenScope(PartnershipRecord):
    token = models.ForeignKey(Token, on_delete=models.PROTECT, related_name="scopes")
    scope = models.CharField(max_length=40)

    class Meta:
        default_related_name = "token_scopes"
        constraints = [models.UniqueConstraint(fields=("token", "scope"), name="token_has_a_scope_once")]

    def __str__(self) -> str:
        return self.scope
