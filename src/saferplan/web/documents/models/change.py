"""What became of a document besides the words of its blocks."""

from django.db import models
from django.db.models import Q

from saferplan.web.documents.models.block import Block
from saferplan.web.documents.models.document import Chapter, Document
from saferplan.web.partnerships.recorded import RecordedAct


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


class Change(RecordedAct):
    """What became of a document besides the words of its blocks."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="changes")
    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, null=True, related_name="changes")
    block = models.ForeignKey(Block, on_delete=models.PROTECT, null=True, related_name="changes")
    kind = models.CharField(max_length=20, choices=ChangeKind)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        default_related_name = "document_changes"
        ordering = ("id",)
        constraints = [models.CheckConstraint(condition=Q(kind__in=ChangeKind.values), name="document_change_is_known")]

    def __str__(self) -> str:
        return self.get_kind_display()
