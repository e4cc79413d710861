"""What is said of a block: comments, suggestions, and what became of them."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from saferplan.web.documents.models.block import Block, BlockVersion
from saferplan.web.partnerships.recorded import RecordedAct


class CommentQuerySet(models.QuerySet):
    def open(self) -> "CommentQuerySet":
        return self.exclude(Exists(CommentSettled.objects.filter(comment=OuterRef("pk"))))


class Comment(RecordedAct):
    block = models.ForeignKey(Block, on_delete=models.PROTECT, related_name="comments")
    text = models.TextField()

    objects = CommentQuerySet.as_manager()

    class Meta:
        default_related_name = "document_comments"
        ordering = ("id",)
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="comment_says_something")]

    def __str__(self) -> str:
        return self.text


class CommentSettled(RecordedAct):
    comment = models.OneToOneField(Comment, on_delete=models.PROTECT, related_name="settled")

    class Meta:
        default_related_name = "document_comments_settled"
        verbose_name_plural = "comments settled"

    def __str__(self) -> str:
        return f"Settled: {self.comment}"


class SuggestionQuerySet(models.QuerySet):
    def open(self) -> "SuggestionQuerySet":
        return self.exclude(Exists(SuggestionVerdict.objects.filter(suggestion=OuterRef("pk"))))


class Suggestion(RecordedAct):
    """Another text for a block, as somebody would have it.

    `is_from_conflict`: what its writer wanted to save, and which met changes of somebody else's in the same words.
    """

    block = models.ForeignKey(Block, on_delete=models.PROTECT, related_name="suggestions")
    based_on = models.ForeignKey(BlockVersion, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    note = models.TextField(blank=True)
    is_from_conflict = models.BooleanField(default=False)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        default_related_name = "document_suggestions"
        ordering = ("id",)

    def __str__(self) -> str:
        return f"For {self.block}"


class SuggestionVerdict(RecordedAct):
    """`version`: what an accepted suggestion became."""

    suggestion = models.OneToOneField(Suggestion, on_delete=models.PROTECT, related_name="verdict")
    version = models.ForeignKey(BlockVersion, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        default_related_name = "document_suggestion_verdicts"

    def __str__(self) -> str:
        return "Accepted" if self.version_id else "Not taken up"
