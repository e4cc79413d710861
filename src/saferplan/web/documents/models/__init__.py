"""Documents as they are written: chapters in blocks, each block with every version that it ever had.

Nothing that was saved is rewritten or deleted. A block or a chapter that is taken out stays, with its versions, and can
be put back. What is written out for building is what stands now (`writing_out.py`).
"""

from saferplan.web.documents.models.block import MOST_CHARACTERS, Audience, Block, BlockVersion
from saferplan.web.documents.models.change import Change, ChangeKind
from saferplan.web.documents.models.discussion import Comment, CommentSettled, Suggestion, SuggestionVerdict
from saferplan.web.documents.models.document import Chapter, Document
from saferplan.web.documents.models.picture import Picture

__all__ = [
    "MOST_CHARACTERS",
    "Audience",
    "Block",
    "BlockVersion",
    "Change",
    "ChangeKind",
    "Chapter",
    "Comment",
    "CommentSettled",
    "Document",
    "Picture",
    "Suggestion",
    "SuggestionVerdict",
]
