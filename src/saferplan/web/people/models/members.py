"""As whom a person acts in a partnership: from an agency, with roles, from one day until another."""

from functools import cached_property

from django.db import models
from django.db.models import Q

from saferplan.web.partnerships.dated import Dated, DatedQuerySet, ends_after_start
from saferplan.web.partnerships.models import Agency
from saferplan.web.partnerships.scope import PartnershipRecord
from saferplan.web.people.models.users import User
from saferplan.web.people.permissions import Permission
from saferplan.web.people.roles import Role, name_of, roles, roles_with


class Source(models.TextChoices):
    """Who decides about a membership or a role. What a directory gave, only the directory takes away."""

    PERSON = "person", "An administrator"
    DIRECTORY = "directory", "The agency's directory"


class MemberQuerySet(DatedQuerySet):
    def acting(self, *, user: User, slug: str) -> "Member | None":
        """As whom a user acts in a partnership today; None for who is no member of it, or no longer."""
        return (
            self.in_force()
            .filter(user=user, partnership__slug=slug)
            .select_related("partnership", "agency", "user")
            .prefetch_related("roles")
            .order_by("-since", "-id")
            .first()
        )

    def holding(self, permission: Permission) -> "MemberQuerySet":
        """Who may do it today."""
        held = MemberRole.objects.in_force().filter(role__in=[role.word for role in roles_with(permission)])
        return self.in_force().filter(id__in=held.values("member"))

    def with_details(self) -> "MemberQuerySet":
        """What a list of members shows, in a fixed number of queries."""
        return self.select_related("user", "agency", "partnership").prefetch_related("roles")


class Member(Dated, PartnershipRecord):
    """A person of an agency who takes part in a partnership."""

    user = models.ForeignKey(User, on_delete=models.PROTECT)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    job_title = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=20, choices=Source, default=Source.PERSON)
    ended_by = models.ForeignKey("people.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = MemberQuerySet.as_manager()

    class Meta:
        default_related_name = "members"
        ordering = ("user__name",)
        constraints = [
            ends_after_start("member_ends_after_start"),
            models.UniqueConstraint(
                fields=("user", "partnership"), condition=Q(until=None), name="member_acts_for_one_agency"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user.name}, {self.agency.name}"

    @cached_property
    def roles_in_force(self) -> list[Role]:
        held = {entry.role for entry in self.roles.all() if entry.is_in_force()}
        return [role for word, role in roles().items() if word in held]

    def may(self, permission: Permission) -> bool:
        return any(permission in role.permissions for role in self.roles_in_force)


class MemberRole(Dated, PartnershipRecord):
    """That a member holds a role. A role that ends keeps its row: who held what, and by whom, can be read for good."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT)
    role = models.CharField(max_length=40)
    source = models.CharField(max_length=20, choices=Source, default=Source.PERSON)
    given_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        default_related_name = "roles"
        ordering = ("since", "id")
        constraints = [
            ends_after_start("role_ends_after_start"),
            models.UniqueConstraint(
                fields=("member", "role"), condition=Q(until=None), name="member_holds_a_role_once"
            ),
        ]

    @property
    def name(self) -> str:
        return name_of(self.role)
