"""Deliveries: files that agencies sent, what trying them found, what was decided of each, and how its columns are read.

What became of a delivery is told by rows that are added and never rewritten. The file itself goes once it has been
loaded, rejected or withdrawn; that it was there, and what was decided, stays.
"""

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone

from saferplan.web.files.models import StoredFile
from saferplan.web.partnerships.models import Agency
from saferplan.web.partnerships.scope import PartnershipRecord
from saferplan.web.people.models import Member
from saferplan.web.people.permissions import Permission


class State(models.TextChoices):
    RECEIVED = "received", "Being tried"
    TO_DECIDE = "to-decide", "Waiting for a decision"
    TO_MAP = "to-map", "Needs a mapping"
    FAULTY = "faulty", "Cannot be loaded as it is"
    ACCEPTED = "accepted", "Being loaded"
    LOADED = "loaded", "Loaded"
    REJECTED = "rejected", "Rejected"
    WITHDRAWN = "withdrawn", "Withdrawn"


TRIED = (State.TO_DECIDE, State.TO_MAP, State.FAULTY)
"""States in which it waits for a person."""
ENDED = (State.LOADED, State.REJECTED, State.WITHDRAWN)
_AWAY = {State.RECEIVED, State.REJECTED, State.WITHDRAWN}
TRANSITIONS: dict[State, set[State]] = {
    State.RECEIVED: {*TRIED, State.REJECTED, State.WITHDRAWN},
    State.TO_DECIDE: {State.ACCEPTED, *_AWAY},
    State.TO_MAP: _AWAY,
    State.FAULTY: _AWAY,
    # What could not be loaded after all waits again, and says why.
    State.ACCEPTED: {State.LOADED, State.FAULTY, State.TO_DECIDE},
    **{state: set() for state in ENDED},
}


class DeliveryQuerySet(models.QuerySet):
    def with_state(self) -> "DeliveryQuerySet":
        newest = DeliveryState.objects.filter(delivery=OuterRef("pk")).order_by("-pk")
        return self.annotate(
            state=Subquery(newest.values("state")[:1]),
            state_at=Subquery(newest.values("at")[:1]),
            state_note=Subquery(newest.values("note")[:1]),
            load=Subquery(newest.values("load")[:1]),
        ).select_related("agency", "sent_by__user", "sent_by__agency")

    def visible_to(self, member: Member) -> "DeliveryQuerySet":
        """Who accepts sees all; everyone else what their own agency sent."""
        return self if member.may(Permission.ACCEPT_EVIDENCE) else self.filter(agency=member.agency_id)

    def unfinished(self) -> "DeliveryQuerySet":
        return self.with_state().exclude(state__in=ENDED)

    def to_look_at(self) -> "DeliveryQuerySet":
        return self.with_state().filter(state__in=TRIED)


class Delivery(PartnershipRecord):
    """A file that an agency sent. `file`: None once it is gone; name, size and digest stay."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="deliveries")
    file = models.OneToOneField(StoredFile, on_delete=models.SET_NULL, null=True, related_name="delivery")
    name = models.CharField(max_length=150)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    note = models.CharField(max_length=500, blank=True)
    sent_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        default_related_name = "deliveries"
        ordering = ("-sent_at", "-id")
        verbose_name_plural = "deliveries"
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="delivery_is_not_empty"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="delivery_has_a_digest"),
        ]
        indexes = [models.Index(fields=("partnership", "-sent_at"))]

    def __str__(self) -> str:
        return self.name


class DeliveryState(PartnershipRecord):
    """`load`: the number of the load that it came in with. `note`: why it was rejected, or could not be loaded."""

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="states")
    state = models.CharField(max_length=20, choices=State)
    note = models.CharField(max_length=2000, blank=True)
    load = models.PositiveIntegerField(null=True)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_related_name = "delivery_states"
        ordering = ("id",)
        indexes = [models.Index(fields=("delivery", "-id"))]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="delivery_state_is_known"),
            models.CheckConstraint(condition=~Q(state=State.REJECTED) | ~Q(note=""), name="rejected_says_why"),
            models.CheckConstraint(condition=Q(load=None) | Q(state=State.LOADED), name="only_loaded_names_a_load"),
        ]

    def __str__(self) -> str:
        return self.get_state_display()


class Mapping(PartnershipRecord):
    """A mapping profile on its way: each change of it is a row of its own, so that none is lost.

    `text` is the profile as TOML, with nothing in it that is of a person. `by`: None where saferplan proposed it.
    """

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="mappings")
    text = models.TextField()
    by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_related_name = "mappings"
        ordering = ("id",)
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="mapping_says_something")]

    def __str__(self) -> str:
        return f"Mapping {self.pk}"


class Trial(PartnershipRecord):
    """That a delivery was tried, by which mapping, and what would be loaded. What else was found lies in `reports`."""

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="trials")
    mapping = models.ForeignKey(Mapping, on_delete=models.PROTECT, null=True, related_name="trials")
    format = models.CharField(max_length=200, blank=True)
    rows_read = models.PositiveBigIntegerField(default=0)
    rows_loaded = models.PositiveBigIntegerField(default=0)
    rows_rejected = models.PositiveBigIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_related_name = "trials"
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(rows_read__gte=F("rows_loaded") + F("rows_rejected")), name="trial_counts_every_row"
            ),
        ]

    def __str__(self) -> str:
        return f"Trial {self.pk}"
