"""Documents as they are written: chapters in blocks, each block with every version that it ever had.

Nothing that was saved is rewritten or deleted. A block or a chapter that is taken out stays, with its versions, and can
be put back. What is written out for building is what stands now (`writing_out.py`).
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Deferrable, Exists, OuterRef, Q, Subquery
from django.utils import timezone

from saferplan.documents.kinds.kind import Kind, kinds
from saferplan.web.design_system.versions import EditedRecord
from saferplan.web.partnerships.scope import PartnershipRecord

SLUG_PATTERN = "^[a-z0-9]+(-[a-z0-9]+)*$"
MOST_CHARACTERS = 50_000
"""Of a block: a chapter of that length has some 8,000 words, and folder.py reads chapters of twenty times as much."""


class Audience(models.TextChoices):
    """Whom a block is for. What is exempt reaches no public output (Local Government Act 1972, Schedule 12A)."""

    PUBLIC = "public", "Public"
    EXEMPT = "exempt", "Exempt"


class Document(EditedRecord, PartnershipRecord):
    """`kind`: of documents/kinds/kinds.toml. Periods as commands take them; `measure` of a problem profile alone."""

    slug = models.SlugField(max_length=60, editable=False)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=40, editable=False)
    period = models.CharField(max_length=40)
    against = models.CharField("compared with", max_length=40, blank=True)
    measure = models.CharField(max_length=60, blank=True)
    begun_by = models.ForeignKey("people.Member", on_delete=models.PROTECT, related_name="+", editable=False)
    begun_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        default_related_name = "documents"
        ordering = ("-begun_at", "-id")
        constraints = [
            models.UniqueConstraint(fields=("partnership", "slug"), name="document_has_an_address_of_its_own"),
            models.CheckConstraint(condition=Q(slug__regex=SLUG_PATTERN), name="document_has_a_plain_slug"),
            models.CheckConstraint(condition=~Q(title=""), name="document_has_a_title"),
            models.CheckConstraint(condition=~Q(period=""), name="document_has_a_period"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def of_kind(self) -> Kind:
        return kinds()[self.kind]

    @property
    def has_exempt(self) -> bool:
        """Whether its public version leaves anything out."""
        standing = Block.objects.standing().filter(chapter__document=self, chapter__is_removed=False)
        return standing.filter(audience=Audience.EXEMPT).exists()


class StandingQuerySet(models.QuerySet):
    def standing(self) -> "StandingQuerySet":
        """Not taken out."""
        return self.filter(is_removed=False)

    def removed(self) -> "StandingQuerySet":
        return self.filter(is_removed=True)


class Chapter(PartnershipRecord):
    """`slug` is its id in the document that is built; `answers`: matters of the 2007 Regulations that it answers."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="chapters")
    position = models.PositiveSmallIntegerField()
    slug = models.SlugField(max_length=60, editable=False)
    title = models.CharField(max_length=200)
    answers = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    is_removed = models.BooleanField(default=False, editable=False)

    objects = StandingQuerySet.as_manager()

    class Meta:
        default_related_name = "document_chapters"
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(
                fields=("document", "position"), name="chapters_have_an_order", deferrable=Deferrable.DEFERRED
            ),
            models.UniqueConstraint(fields=("document", "slug"), name="chapter_has_an_address_of_its_own"),
            models.CheckConstraint(condition=Q(slug__regex=SLUG_PATTERN), name="chapter_has_a_plain_slug"),
            models.CheckConstraint(condition=~Q(title=""), name="chapter_has_a_title"),
        ]

    def __str__(self) -> str:
        return self.title


class BlockQuerySet(StandingQuerySet):
    def with_text(self) -> "BlockQuerySet":
        """`text`, and `number` of the version that it is of."""
        newest = BlockVersion.objects.filter(block=OuterRef("pk")).order_by("-number")
        return self.annotate(text=Subquery(newest.values("text")[:1]), number=Subquery(newest.values("number")[:1]))

    def public(self) -> "BlockQuerySet":
        return self.filter(audience=Audience.PUBLIC)


class Block(PartnershipRecord):
    """One passage of a chapter: a paragraph, a heading, a list, an exhibit."""

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="blocks")
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


class BlockVersion(PartnershipRecord):
    """What a block said from `at`: Markdown with live figures.

    `based_on`: the version that the writer began from. `merged_with`: the newer one, of somebody else, whose changes
    were put together with theirs; `text` then holds both.
    """

    block = models.ForeignKey(Block, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    based_on = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    merged_with = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey("people.Member", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

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


class CommentQuerySet(models.QuerySet):
    def open(self) -> "CommentQuerySet":
        return self.exclude(Exists(CommentSettled.objects.filter(comment=OuterRef("pk"))))


class Comment(PartnershipRecord):
    block = models.ForeignKey(Block, on_delete=models.PROTECT, related_name="comments")
    text = models.TextField()
    by = models.ForeignKey("people.Member", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = CommentQuerySet.as_manager()

    class Meta:
        default_related_name = "document_comments"
        ordering = ("id",)
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="comment_says_something")]

    def __str__(self) -> str:
        return self.text


class CommentSettled(PartnershipRecord):
    comment = models.OneToOneField(Comment, on_delete=models.PROTECT, related_name="settled")
    by = models.ForeignKey("people.Member", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_related_name = "document_comments_settled"
        verbose_name_plural = "comments settled"

    def __str__(self) -> str:
        return f"Settled: {self.comment}"


class SuggestionQuerySet(models.QuerySet):
    def open(self) -> "SuggestionQuerySet":
        return self.exclude(Exists(SuggestionVerdict.objects.filter(suggestion=OuterRef("pk"))))


class Suggestion(PartnershipRecord):
    """Another text for a block, as somebody would have it.

    `is_from_conflict`: what its writer wanted to save, and which met changes of somebody else's in the same words.
    """

    block = models.ForeignKey(Block, on_delete=models.PROTECT, related_name="suggestions")
    based_on = models.ForeignKey(BlockVersion, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    note = models.TextField(blank=True)
    is_from_conflict = models.BooleanField(default=False)
    by = models.ForeignKey("people.Member", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        default_related_name = "document_suggestions"
        ordering = ("id",)

    def __str__(self) -> str:
        return f"For {self.block}"


class SuggestionVerdict(PartnershipRecord):
    """`version`: what an accepted suggestion became."""

    suggestion = models.OneToOneField(Suggestion, on_delete=models.PROTECT, related_name="verdict")
    version = models.ForeignKey(BlockVersion, on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey("people.Member", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_related_name = "document_suggestion_verdicts"

    def __str__(self) -> str:
        return "Accepted" if self.version_id else "Not taken up"


class ChangeKind(models.TextChoices):
    BEGUN = "begun", "Document begun"
    SETTINGS = "settings", "What it is about was changed"
    CHAPTER_ADDED = "chapter-added", "Chapter added"
    CHAPTER_EDITED = "chapter-edited", "Chapter’s title or matters changed"
    CHAPTER_MOVED = "chapter-moved", "Chapter moved"
    CHAPTER_REMOVED = "chapter-removed", "Chapter taken out"
    CHAPTER_RESTORED = "chapter-restored", "Chapter put back"
    BLOCK_ADDED = "block-added", "Block added"
    BLOCK_MOVED = "block-moved", "Block moved"
    BLOCK_REMOVED = "block-removed", "Block taken out"
    BLOCK_RESTORED = "block-restored", "Block put back"
    MADE_EXEMPT = "made-exempt", "Block made exempt"
    MADE_PUBLIC = "made-public", "Block made public"


class Change(PartnershipRecord):
    """What became of a document besides the words of its blocks."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="changes")
    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, null=True, related_name="changes")
    block = models.ForeignKey(Block, on_delete=models.PROTECT, null=True, related_name="changes")
    kind = models.CharField(max_length=20, choices=ChangeKind)
    note = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey("people.Member", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_related_name = "document_changes"
        ordering = ("id",)
        constraints = [models.CheckConstraint(condition=Q(kind__in=ChangeKind.values), name="document_change_is_known")]

    def __str__(self) -> str:
        return self.get_kind_display()


class Picture(PartnershipRecord):
    """An image that blocks show as ![alternative text](name)."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="pictures")
    name = models.CharField(max_length=80)
    alternative = models.CharField(max_length=500)
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("people.Member", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_related_name = "document_pictures"
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(fields=("document", "name"), name="picture_has_a_name_of_its_own"),
            models.CheckConstraint(
                condition=Q(name__regex=r"^[a-z0-9]+(-[a-z0-9]+)*\.(png|jpg)$"), name="picture_has_a_plain_name"
            ),
            models.CheckConstraint(condition=~Q(alternative=""), name="picture_has_alternative_text"),
        ]

    def __str__(self) -> str:
        return self.name
