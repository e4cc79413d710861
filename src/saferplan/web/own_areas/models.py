"""Areas that a partnership draws for itself. A drawing is a version: an edit adds one, and none is ever rewritten."""

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from saferplan.evidence.own_areas.definition import CODE
from saferplan.evidence.own_areas.definition import OwnArea as DrawnArea
from saferplan.web.partnerships.scope import PartnershipRecord


class Kind(models.TextChoices):
    ESTATE = "estate", "Estate"
    TOWN_CENTRE = "town-centre", "Town centre"
    COMMUNITY_BOARD = "community-board", "Community board"
    POLICE_AREA = "police-area", "Police neighbourhood or beat"
    OTHER = "other", "Other"


class Way(models.TextChoices):
    """How it came about."""

    DRAWN = "draw", "Drawn on the map"
    UPLOADED = "upload", "From a file"
    PICKED = "pick", "Made of wards and neighbourhoods"


class OwnAreaQuerySet(models.QuerySet):
    def in_force(self) -> "OwnAreaQuerySet":
        return self.filter(removal=None)

    def with_newest(self) -> "OwnAreaQuerySet":
        """Each with the key of its newest version."""
        newest = AreaVersion.objects.filter(area=OuterRef("pk")).order_by("-number")
        return self.select_related("removal").annotate(newest=Subquery(newest.values("pk")[:1]))


class OwnArea(PartnershipRecord):
    """`number` stands in its code, which figures and addresses name: own-3."""

    number = models.PositiveIntegerField()

    objects = OwnAreaQuerySet.as_manager()

    class Meta:
        default_related_name = "own_areas"
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=("partnership", "number"), name="own_area_has_a_number"),
            models.CheckConstraint(condition=Q(number__gt=0), name="own_area_is_numbered_from_one"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        return CODE.format(number=self.number)


class AreaVersion(PartnershipRecord):
    """`outline`: polygons in well-known binary, longitude and latitude; empty where it is made of `parts`.

    `remarks`: what was done to the outline when it came in, a line each.
    """

    area = models.ForeignKey(OwnArea, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=20, choices=Kind)
    way = models.CharField(max_length=10, choices=Way)
    outline = models.BinaryField(default=b"")
    hectares = models.FloatField(null=True, blank=True)
    remarks = models.TextField(blank=True)
    reason = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey("people.Member", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_related_name = "own_area_versions"
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=("area", "number"), name="own_area_version_has_a_number"),
            models.CheckConstraint(condition=~Q(name=""), name="own_area_has_a_name"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="own_area_is_of_a_kind"),
            models.CheckConstraint(condition=Q(way__in=Way.values), name="own_area_came_about_somehow"),
            models.CheckConstraint(
                condition=Q(way=Way.PICKED, outline=b"", hectares=None)
                | (~Q(way=Way.PICKED) & ~Q(outline=b"") & Q(hectares__gt=0)),
                name="own_area_is_drawn_or_picked",
            ),
            models.CheckConstraint(condition=Q(number=1) | ~Q(reason=""), name="own_area_changes_for_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.number}"

    @property
    def is_outlined(self) -> bool:
        return self.way != Way.PICKED

    def as_drawn(self, unit: str) -> DrawnArea:
        """As figures are worked out of it. `unit`: the partnership area."""
        return DrawnArea(
            self.area.code, self.name, unit, tuple(part.code for part in self.parts.all()), bytes(self.outline)
        )


class AreaPart(PartnershipRecord):
    """A ward or small area (LSOA 2021) that a version is made of."""

    version = models.ForeignKey(AreaVersion, on_delete=models.PROTECT, related_name="parts")
    code = models.CharField(max_length=9)

    class Meta:
        default_related_name = "own_area_parts"
        ordering = ("code",)
        constraints = [
            models.UniqueConstraint(fields=("version", "code"), name="own_area_has_a_part_once"),
            models.CheckConstraint(condition=Q(code__regex=r"^[EW][0-9]{8}$"), name="own_area_part_has_a_code"),
        ]

    def __str__(self) -> str:
        return self.code


class AreaRemoval(PartnershipRecord):
    """That an area is no more measured. Its versions stay, so that what was published of it can be explained."""

    area = models.OneToOneField(OwnArea, on_delete=models.PROTECT, related_name="removal")
    reason = models.CharField(max_length=200)
    by = models.ForeignKey("people.Member", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_related_name = "own_area_removals"
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="own_area_removal_says_why")]

    def __str__(self) -> str:
        return f"{self.area} removed"
