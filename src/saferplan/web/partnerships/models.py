"""The partnership, the places that it covers, and the agencies in it."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from saferplan.web.design_system.versions import EditedRecord
from saferplan.web.partnerships.areas import Nation, PlaceKind, kind_of, nation_of
from saferplan.web.partnerships.dated import Dated, DatedQuerySet, ends_after_start
from saferplan.web.partnerships.scope import PartnershipRecord

GSS_CODE = RegexValidator(r"\A[EW][0-9]{8}\Z", "Enter a code such as E06000060: E or W, then 8 numbers")


# Folders and variables of the environment are called by it, with hyphens as underscores: no two partnerships are to
# meet in one.
SLUG = RegexValidator(r"\A[a-z0-9]+(-[a-z0-9]+)*\Z", "Write small letters, digits and hyphens between them")


class Partnership(EditedRecord):
    slug = models.SlugField(unique=True, validators=[SLUG])
    name = models.CharField(max_length=200)
    area_code = models.CharField(
        max_length=9,
        validators=[GSS_CODE],
        help_text="The area that its Strategic Assessment is of: a GSS code",
    )

    class Meta:
        ordering = ("name",)
        constraints = [
            models.CheckConstraint(
                condition=Q(slug__regex="^[a-z0-9]+(-[a-z0-9]+)*$"), name="partnership_has_a_plain_slug"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def nation(self) -> Nation:
        return nation_of(self.area_code)


class Place(PartnershipRecord):
    """An area by its GSS code: a council's, a county's, a Community Safety Partnership's own in official figures."""

    code = models.CharField("GSS code", max_length=9, validators=[GSS_CODE])
    name = models.CharField(max_length=200)

    class Meta:
        default_related_name = "places"
        ordering = ("code",)
        constraints = [
            models.UniqueConstraint(
                fields=("partnership", "code"),
                name="place_is_named_once",
                violation_error_message="The partnership has a place with this code already",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"

    @property
    def kind(self) -> PlaceKind:
        return kind_of(self.code)


class AgencyKind(models.TextChoices):
    """Who takes part. The first five are responsible authorities: `responsible_authorities.toml` says since when."""

    POLICE = "police", "Police"
    COUNCIL = "council", "Local authority"
    FIRE = "fire", "Fire and rescue authority"
    HEALTH = "health", "Integrated care board or local health board"
    PROBATION = "probation", "Probation"
    LANDLORD = "landlord", "Social landlord"
    COMMISSIONER = "commissioner", "Police and crime commissioner"
    VOLUNTARY = "voluntary", "Voluntary organisation"
    OTHER = "other", "Other"


class Standing(models.TextChoices):
    """How an agency belongs: Crime and Disorder Act 1998 s.5(1), (2) and (3)."""

    RESPONSIBLE = "responsible", "Responsible authority"
    CO_OPERATING = "co-operating", "Co-operating body"
    INVITEE = "invitee", "Invitee"


class Agency(EditedRecord, Dated, PartnershipRecord):
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=AgencyKind)
    standing = models.CharField(max_length=20, choices=Standing)

    objects = DatedQuerySet.as_manager()

    class Meta:
        default_related_name = "agencies"
        ordering = ("name",)
        verbose_name_plural = "agencies"
        constraints = [
            models.UniqueConstraint(
                fields=("partnership", "name"),
                condition=Q(until=None),
                name="agency_has_one_name",
                violation_error_message="The partnership has an agency with this name already",
            ),
            ends_after_start("agency_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.name


class AgencyBefore(PartnershipRecord):
    """What an agency was called, and how it belonged, until it changed."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="before")
    name = models.CharField(max_length=200)
    standing = models.CharField(max_length=20, choices=Standing)
    until = models.DateField()
    by = models.ForeignKey("people.Member", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_related_name = "agencies_before"
        ordering = ("-until", "-id")

    def __str__(self) -> str:
        return f"{self.name} until {self.until}"


class AgencyContact(Dated, PartnershipRecord):
    """Whom the partnership writes to at an agency: its single point of contact, one at a time."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="contacts")
    member = models.ForeignKey("people.Member", on_delete=models.PROTECT, related_name="contact_for")

    class Meta:
        default_related_name = "agency_contacts"
        ordering = ("-since", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=("agency",), condition=Q(until=None), name="agency_has_one_contact_at_a_time"
            ),
            ends_after_start("contact_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.member} for {self.agency}"
