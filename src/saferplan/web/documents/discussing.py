"""Comments on a block, which any member may leave."""

from django.db import transaction

from saferplan.web.documents.models import Block, Comment, CommentSettled
from saferplan.web.people.models import Member


@transaction.atomic
def add_comment(*, block: Block, text: str, by: Member) -> Comment:
    return Comment.objects.create(partnership=block.partnership, block=block, text=text, by=by)


@transaction.atomic
def settle_comment(*, comment: Comment, by: Member) -> CommentSettled:
    """Once, whoever was first."""
    settled, _ = CommentSettled.objects.get_or_create(
        comment=comment, defaults={"partnership": comment.partnership, "by": by}
    )
    return settled
