"""Blocks, each with every version that it ever had."""

from django.db import models
from django.db.models import Deferrable, OuterRef, Q, Subquery

from saferplan.web.documents.models.standing import StandingQuerySet
from saferplan.web.partnerships.recorded import RecordedAct
from saferplan.web.partnerships.scope import PartnershipRecord

MOST_CHARACTERS = 50_000
"""Of a block: a chapter of that length has some 8,000 words, and folder.py reads chapters of twenty times as much."""


class Audience(models.TextChoices):
    """Whom a block is for. What is exempt reaches no public output (Local Government Act 1972, Schedule 12A)."""

    PUBLIC = "public", "Public"
    EXEMPT = "exempt", "Exempt"


class BlockQuerySet(StandingQuerySet):
    def with_text(self) -> "BlockQuerySet":
        """`text`, and `number` of the version that it is of."""
        newest = BlockVersion.objects.filter(block=OuterRef("pk")).order_by("-number")
        return self.annotate(text=Subquery(newest.values("text")[:1]), number=Subquery(newest.values("number")[:1]))

    def public(self) -> "BlockQuerySet":
        return self.filter(audience=Audience.PUBLIC)


class Block(PartnershipRecord):
    """One passage of a chapter: a paragraph, a heading, a list, an exhibit."""

    chapter = models.ForeignKey("documents.Chapter", on_delete=models.PROTECT, related_name="blocks")
    position = models.PositiveIntegerField()
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.PUBLIC)
    is_removed = models.BooleanField(default=False, editable=False)

    objects = BlockQuerySet.as_manager()

    class Meta:
        default_related_name = "document_blocks"
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(
                fields=("chapter", "position"), name="blocks_have_an_order", deferrable=Deferrable.DEFERRED
            ),
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="block_has_a_known_audience"),
        ]

    def __str__(self) -> str:
        return f"{self.chapter}, {self.position}"


class BlockVersion(RecordedAct):
    """What a block said from `at`: Markdown with live figures.

    `based_on`: the version that the writer began from. `merged_with`: the newer one, of somebody else, whose changes
    were put together with theirs; `text` then holds both.
    """

    block = models.ForeignKey(Block, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    based_on = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    merged_with = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        default_related_name = "document_block_versions"
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=("block", "number"), name="versions_have_an_order"),
            models.CheckConstraint(condition=Q(number__gte=1), name="versions_begin_at_one"),
            models.CheckConstraint(
                condition=Q(number=1) | Q(based_on__isnull=False), name="later_version_is_based_on_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.block}, version {self.number}"
