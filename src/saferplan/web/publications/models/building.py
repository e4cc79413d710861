"""A document built in all formats: a draft to be read, or the final version, which is frozen and can be approved."""

import hashlib

from django.db import models
from django.db.models import Q
from django.utils import timezone

from saferplan.web.documents.models import Audience
from saferplan.web.partnerships.scope import PartnershipRecord

A_DIGEST = r"^[0-9a-f]{64}$"


class BuildQuerySet(models.QuerySet):
    def final(self) -> "BuildQuerySet":
        return self.filter(is_final=True)

    def drafts(self) -> "BuildQuerySet":
        return self.filter(is_final=False)

    def of_text(self, digest: str) -> "BuildQuerySet":
        return self.filter(text_digest=digest)


class Build(PartnershipRecord):
    """`job`: the number of the job that made it, which names its folder. `load`: the evidence that it was built on."""

    document = models.ForeignKey("documents.Document", on_delete=models.PROTECT, related_name="builds")
    job = models.PositiveBigIntegerField(unique=True)
    is_final = models.BooleanField()
    text_digest = models.CharField(max_length=64)
    load = models.PositiveIntegerField()
    by = models.ForeignKey("people.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = BuildQuerySet.as_manager()

    class Meta:
        default_related_name = "builds"
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(condition=Q(text_digest__regex=A_DIGEST), name="build_is_of_a_text"),
        ]

    def __str__(self) -> str:
        return f"{'Final version' if self.is_final else 'Draft'} of {self.document}, {self.at:%d %B %Y}"

    @property
    def digest(self) -> str:
        """What is signed: one digest over the frozen versions, and through them over every byte of them."""
        told = sorted((one.audience, one.sha256) for one in self.versions.all())
        return hashlib.sha256("".join(f"{audience} {sha256}\n" for audience, sha256 in told).encode()).hexdigest()

    @property
    def public(self) -> "BuildVersion":
        return next(one for one in self.versions.all() if one.audience == Audience.PUBLIC)


class BuildVersion(PartnershipRecord):
    """What one audience gets. `sha256` is of the final version's frozen.json; a draft has none."""

    build = models.ForeignKey(Build, on_delete=models.CASCADE, related_name="versions")
    audience = models.CharField(max_length=10, choices=Audience)
    sha256 = models.CharField(max_length=64, blank=True)
    title = models.CharField(max_length=400)
    subtitle = models.CharField(max_length=400, blank=True)
    to_write = models.PositiveIntegerField(default=0)

    class Meta:
        default_related_name = "build_versions"
        ordering = ("-audience",)  # the public version first
        constraints = [
            models.UniqueConstraint(fields=("build", "audience"), name="build_has_an_audience_once"),
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="build_version_has_an_audience"),
            models.CheckConstraint(condition=Q(sha256="") | Q(sha256__regex=A_DIGEST), name="build_version_is_frozen"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.get_audience_display()})"
