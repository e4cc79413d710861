"""Who signs in, and as whom they act in a partnership."""

from datetime import date
from functools import cached_property

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from saferplan.web.partnerships.models import Agency
from saferplan.web.partnerships.scope import PartnershipRecord
from saferplan.web.people.permissions import Permission
from saferplan.web.people.roles import Role, roles


class Users(BaseUserManager):
    def create_user(self, email: str, password: str | None = None, **details) -> "User":
        user = self.model(email=email.strip().lower(), **details)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, email: str) -> "User":
        return self.get(email=email.strip().lower())


class User(AbstractBaseUser):
    """A person with an address. What the person may do hangs on memberships, never on the user."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    joined = models.DateTimeField(default=timezone.now)

    objects = Users()

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ("name",)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(email=models.functions.Lower("email")), name="user_email_is_lower_case"),
        ]

    def __str__(self) -> str:
        return self.name


class MemberQuerySet(models.QuerySet):
    def in_force(self, on: date | None = None) -> "MemberQuerySet":
        day = on or timezone.localdate()
        return self.filter(Q(until=None) | Q(until__gte=day), since__lte=day)

    def acting(self, *, user: User, slug: str) -> "Member | None":
        """As whom a user acts in a partnership today; None for who is no member of it, or no longer."""
        return (
            self.in_force()
            .filter(user=user, partnership__slug=slug)
            .select_related("partnership", "agency", "user")
            .prefetch_related("roles")
            .order_by("-since")
            .first()
        )


class Member(PartnershipRecord):
    """A person of an agency who takes part in a partnership, from one day to another."""

    user = models.ForeignKey(User, on_delete=models.PROTECT)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    job_title = models.CharField(max_length=200, blank=True)
    since = models.DateField(default=timezone.localdate)
    until = models.DateField(null=True, blank=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        default_related_name = "members"
        ordering = ("user__name",)
        constraints = [
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="member_ends_after_start"),
            models.UniqueConstraint(
                fields=("user", "partnership"), condition=Q(until=None), name="member_acts_for_one_agency"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user.name}, {self.agency.name}"

    @cached_property
    def roles_in_force(self) -> list[Role]:
        today = timezone.localdate()
        held = {entry.role for entry in self.roles.all() if entry.since <= today and (entry.until or today) >= today}
        return [role for word, role in roles().items() if word in held]

    def may(self, permission: Permission) -> bool:
        return any(permission in role.permissions for role in self.roles_in_force)


class MemberRole(PartnershipRecord):
    member = models.ForeignKey(Member, on_delete=models.PROTECT)
    role = models.CharField(max_length=40)
    since = models.DateField(default=timezone.localdate)
    until = models.DateField(null=True, blank=True)

    class Meta:
        default_related_name = "roles"
        constraints = [
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="role_ends_after_start"),
            models.UniqueConstraint(
                fields=("member", "role"), condition=Q(until=None), name="member_holds_a_role_once"
            ),
        ]
