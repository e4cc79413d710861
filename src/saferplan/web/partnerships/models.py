"""The partnership and the agencies in it."""

from django.core.validators import RegexValidator
from django.db import models

from saferplan.web.partnerships.scope import PartnershipRecord


class Partnership(models.Model):
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    area_code = models.CharField(
        max_length=9,
        validators=[RegexValidator(r"^[EW]\d{8}$", "Enter a code such as E06000060")],
        help_text="The area that its Strategic Assessment is of: a GSS code",
    )

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class AgencyKind(models.TextChoices):
    """Who takes part. The first five are responsible authorities: Crime and Disorder Act 1998 s.5(1)."""

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


class Agency(PartnershipRecord):
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=AgencyKind)
    standing = models.CharField(max_length=20, choices=Standing)

    class Meta:
        default_related_name = "agencies"
        ordering = ("name",)
        verbose_name_plural = "agencies"
        constraints = [
            models.UniqueConstraint(fields=("partnership", "name"), name="agency_has_one_name"),
        ]

    def __str__(self) -> str:
        return self.name
