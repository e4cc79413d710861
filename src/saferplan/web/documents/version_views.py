"""The page of a block's versions: what each changed of the one before it, and how any two differ."""

from collections.abc import Iterable, Iterator

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from saferplan.web.design_system.lists import page_of
from saferplan.web.documents import presenters
from saferplan.web.documents.differing import Piece, differences
from saferplan.web.documents.forms import CompareForm
from saferplan.web.documents.models import Block, BlockVersion, Document
from saferplan.web.documents.rights import may_write, past_of
from saferplan.web.documents.scoped import of_a_block

ON_A_PAGE = 10  # each is laid beside the one before it, word by word
FEWEST_TO_CHOOSE = 3
"""How two differ, the list says by itself."""


@require_safe
@of_a_block
def versions(request: HttpRequest, document: Document, block: Block) -> HttpResponse:
    """Newest first. `?earlier=1&later=4` lays these two side by side."""
    readable = past_of(block, request.member).versions.select_related("by__user", "based_on", "merged_with__by__user")
    every = list(readable.order_by("-number").defer("text"))
    page = page_of(request, readable.order_by("-number"), per_page=ON_A_PAGE)
    form = CompareForm(request.GET if "later" in request.GET else None, versions=every)
    context = {
        "document": document,
        "block": block,
        "page": page,
        "rows": list(_beside_the_one_before(page, readable)),
        "form": form,
        "may_choose": len(every) >= FEWEST_TO_CHOOSE,
        "pieces": _between(readable, form.chosen) if form.is_valid() else None,
        "may_write": may_write(request.member),
        "back": presenters.of_block(block),
    }
    return render(request, "documents/versions.html", context)


def _beside_the_one_before(
    shown: Iterable[BlockVersion], readable: QuerySet[BlockVersion]
) -> Iterator[tuple[BlockVersion, list[Piece] | None]]:
    """None for the first that there is to read."""
    before = dict(readable.filter(number__in=[one.number - 1 for one in shown]).values_list("number", "text"))
    for one in shown:
        earlier = before.get(one.number - 1)
        yield one, None if earlier is None else differences(earlier, one.text)


def _between(readable: QuerySet[BlockVersion], chosen: tuple[int, int]) -> list[Piece]:
    earlier, later = readable.filter(number__in=chosen).order_by("number").values_list("text", flat=True)
    return differences(earlier, later)
