"""Groups of a partnership in a tree, who sits in them, and how they were before each reorganisation.

A group's row says how it is now; `GroupBefore` says how it was, so that the tree of any day can be drawn again.
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Lower
from django.utils import timezone

from saferplan.web.design_system.versions import EditedRecord
from saferplan.web.partnerships.dated import Dated, DatedQuerySet, ends_after_start
from saferplan.web.partnerships.scope import PartnershipRecord


class GroupKind(models.TextChoices):
    BOARD = "board", "Board"
    CO_ORDINATING = "co-ordinating", "Co-ordinating group"
    SUBGROUP = "subgroup", "Subgroup"
    TASK_AND_FINISH = "task-and-finish", "Task and finish group"
    ACTION = "action", "Action group"
    DISTRICT = "district", "District group"
    PANEL = "panel", "Panel"


class GroupQuerySet(DatedQuerySet):
    def open(self) -> "GroupQuerySet":
        """Those that nobody has closed, be it for a day to come."""
        return self.filter(until=None)


class Group(EditedRecord, Dated, PartnershipRecord):
    """`ends_on`: the last day that a task and finish group is meant for. Closing (`until`) is a person's act."""

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=GroupKind)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="subgroups")
    purpose = models.CharField(max_length=500, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged")
    closing_note = models.CharField(max_length=500, blank=True)

    objects = GroupQuerySet.as_manager()

    class Meta:
        default_related_name = "groups"
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(
                "partnership",
                Lower("name"),
                condition=Q(until=None),
                name="group_has_one_name",
                violation_error_message="The partnership has a group with this name already",
            ),
            models.CheckConstraint(
                condition=~Q(kind=GroupKind.TASK_AND_FINISH) | Q(ends_on__isnull=False),
                name="task_and_finish_has_an_end",
                violation_error_message="A task and finish group needs the date on which it is to end",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("since")), name="group_is_to_end_after_start"
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(until__isnull=False), name="group_that_was_merged_is_closed"
            ),
            models.CheckConstraint(condition=Q(parent=None) | ~Q(parent=F("id")), name="group_is_not_below_itself"),
            ends_after_start("group_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_past_its_end(self) -> bool:
        return self.until is None and self.ends_on is not None and self.ends_on < timezone.localdate()


class GroupBefore(PartnershipRecord):
    """What a group was called and where in the tree it stood, until it was renamed or moved."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="before")
    name = models.CharField(max_length=200)
    parent = models.ForeignKey(Group, on_delete=models.PROTECT, null=True, related_name="+")
    until = models.DateField()
    by = models.ForeignKey("people.Member", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_related_name = "groups_before"
        ordering = ("until", "id")

    def __str__(self) -> str:
        return f"{self.name} until {self.until}"


class SeatRole(models.TextChoices):
    CHAIR = "chair", "Chair"
    VICE_CHAIR = "vice-chair", "Vice chair"
    SECRETARY = "secretary", "Secretary"
    MEMBER = "member", "Member"


class Seat(Dated, PartnershipRecord):
    """An agency's seat in a group. It stays the agency's while those who sit there change."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="seats")
    agency = models.ForeignKey("partnerships.Agency", on_delete=models.PROTECT, related_name="seats")
    role = models.CharField(max_length=20, choices=SeatRole, default=SeatRole.MEMBER)

    class Meta:
        default_related_name = "seats"
        ordering = ("id",)
        constraints = [ends_after_start("seat_ends_after_start")]

    def __str__(self) -> str:
        return f"{self.get_role_display()} for {self.agency}"


class Sitting(Dated, PartnershipRecord):
    """Who sits on a seat, from one day to another."""

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="sittings")
    member = models.ForeignKey("people.Member", on_delete=models.PROTECT, related_name="sittings")

    class Meta:
        default_related_name = "sittings"
        ordering = ("since", "id")
        constraints = [
            ends_after_start("sitting_ends_after_start"),
            ExclusionConstraint(
                name="seat_holds_one_person_at_a_time",
                # A range of one number stands for the seat: GiST compares plain numbers only with an extension.
                expressions=[
                    (Func(F("seat_id"), F("seat_id"), Value("[]"), function="int8range"), RangeOperators.OVERLAPS),
                    (Func(F("since"), F("until"), function="daterange"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} from {self.since}"


class TermsOfReference(PartnershipRecord):
    """One version of what a group is for and how it works, in Markdown. Versions are added, never rewritten."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="terms")
    number = models.PositiveIntegerField()
    text = models.TextField()
    adopted_on = models.DateField()
    by = models.ForeignKey("people.Member", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_related_name = "terms_of_reference"
        ordering = ("-number",)
        constraints = [models.UniqueConstraint(fields=("group", "number"), name="terms_are_numbered")]

    def __str__(self) -> str:
        return f"Terms of reference of {self.group}, version {self.number}"
