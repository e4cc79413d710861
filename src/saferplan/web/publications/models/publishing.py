"""Editions of a document that were published, for good, and what was said of them since."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from saferplan.web.documents.models import Audience
from saferplan.web.partnerships.recorded import RecordedAct
from saferplan.web.publications.models.approving import Submission
from saferplan.web.publications.models.building import A_DIGEST, BuildVersion


class NoticeKind(models.TextChoices):
    CORRECTION = "correction", "Correction"
    WITHDRAWAL = "withdrawal", "Withdrawn"


class PublicationQuerySet(models.QuerySet):
    def open_to_all(self) -> "PublicationQuerySet":
        """What the public may read, and what it may read no more, the newest edition first."""
        return self.filter(audience=Audience.PUBLIC).with_notices().order_by("-edition")

    def in_force(self) -> "PublicationQuerySet":
        withdrawn = Notice.objects.filter(publication=OuterRef("pk"), kind=NoticeKind.WITHDRAWAL)
        return self.filter(~Exists(withdrawn))

    def with_notices(self) -> "PublicationQuerySet":
        return self.select_related("partnership", "document", "version__build").prefetch_related("notices")


class Publication(RecordedAct):
    """One edition for one audience: the frozen version that was approved, and the SHA-256 of its frozen.json."""

    document = models.ForeignKey("documents.Document", on_delete=models.PROTECT, related_name="publications")
    edition = models.PositiveSmallIntegerField()
    audience = models.CharField(max_length=10, choices=Audience)
    version = models.OneToOneField(BuildVersion, on_delete=models.PROTECT, related_name="publication")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="publications")
    sha256 = models.CharField(max_length=64)
    what_changed = models.TextField(blank=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        default_related_name = "publications"
        ordering = ("-edition", "-audience")
        constraints = [
            models.UniqueConstraint(fields=("document", "edition", "audience"), name="edition_is_published_once"),
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="publication_has_an_audience"),
            models.CheckConstraint(condition=Q(edition__gte=1), name="editions_begin_at_one"),
            models.CheckConstraint(condition=Q(sha256__regex=A_DIGEST), name="publication_is_frozen"),
            models.CheckConstraint(
                condition=Q(edition=1) | ~Q(what_changed=""), name="later_edition_says_what_changed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version.title}, edition {self.edition}"

    @property
    def withdrawal(self) -> "Notice | None":
        return next((one for one in self.notices.all() if one.kind == NoticeKind.WITHDRAWAL), None)

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawal is not None

    @property
    def corrections(self) -> "list[Notice]":
        return [one for one in self.notices.all() if one.kind == NoticeKind.CORRECTION]


class Notice(RecordedAct):
    """Said to the public of a public edition. What is withdrawn can no longer be read; its address says why."""

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=20, choices=NoticeKind)
    text = models.TextField()

    class Meta:
        default_related_name = "publication_notices"
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=NoticeKind.values), name="notice_is_of_a_known_kind"),
            models.CheckConstraint(condition=~Q(text=""), name="notice_says_something"),
            models.UniqueConstraint(
                fields=("publication",), condition=Q(kind=NoticeKind.WITHDRAWAL), name="edition_is_withdrawn_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.publication}"
