"""Pages on which a block is talked about: comments, suggestions, and what becomes of them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from saferplan.web.documents import presenters
from saferplan.web.documents.block_views import conflict, tell
from saferplan.web.documents.differing import differences
from saferplan.web.documents.discussing import add_comment
from saferplan.web.documents.discussing import settle_comment as settle_one
from saferplan.web.documents.forms import CommentForm, SuggestionForm, TextForm
from saferplan.web.documents.models import Block, Document, Suggestion
from saferplan.web.documents.rights import may_write, past_of
from saferplan.web.documents.saving import Conflict, settle
from saferplan.web.documents.saving import suggest as suggest_text
from saferplan.web.documents.saving import turn_down as turn_down_one
from saferplan.web.documents.scoped import of_a_block
from saferplan.web.partnerships.refused import Refused, attempt


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_block
def suggest(request: HttpRequest, document: Document, block: Block) -> HttpResponse:
    form = SuggestionForm(request.POST or None, initial={"text": block.text, "based_on": block.number})
    if form.is_valid() and attempt(form, suggest_text, block=block, **form.cleaned_data, by=request.member):
        messages.success(request, "Your suggestion waits beside the block for whoever writes it")
        return redirect(presenters.in_chapter(block, saved=True))
    back = presenters.of_block(block)
    return render(request, "documents/suggest.html", {"form": form, "document": document, "block": block, "back": back})


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_block
def comment(request: HttpRequest, document: Document, block: Block) -> HttpResponse:
    form = CommentForm(request.POST or None)
    if form.is_valid():
        add_comment(block=block, text=form.cleaned_data["text"], by=request.member)
        messages.success(request, "Your comment was added")
        return redirect(f"{presenters.of_block(block)}#comments")
    back = presenters.of_block(block)
    return render(request, "documents/comment.html", {"form": form, "document": document, "block": block, "back": back})


@require_POST
@of_a_block
def settle_comment(request: HttpRequest, document: Document, block: Block, comment: int) -> HttpResponse:
    settle_one(comment=get_object_or_404(past_of(block, request.member).comments, pk=comment), by=request.member)
    messages.success(request, "The comment is settled")
    return redirect(f"{presenters.of_block(block)}#comments")


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_block
def suggestion(request: HttpRequest, document: Document, block: Block, suggestion: int) -> HttpResponse:
    """What somebody would have, beside what stands: accepted as it is, changed, or turned down."""
    past = past_of(block, request.member)
    held = get_object_or_404(past.suggestions.select_related("by__user", "based_on"), pk=suggestion)
    is_open = past.suggestions.open().filter(pk=held.pk).exists()
    writes = may_write(request.member) and is_open
    form = TextForm(request.POST if writes and request.method == "POST" else None, initial=_start(held))
    if form.is_valid():
        saved = attempt(form, settle, suggestion=held, **form.cleaned_data, by=request.member)
        if isinstance(saved, Conflict):
            return conflict(request, document, block, saved)
        if saved:
            tell(request, saved)
            return redirect(presenters.in_chapter(block, saved=True))
    context = {
        "document": document,
        "block": block,
        "held": held,
        "is_open": is_open,
        "may_write": writes,
        "pieces": differences(held.based_on.text, held.text),
        "has_moved_on": held.based_on.number != block.number,
        "form": form,
        "back": presenters.of_block(block),
    }
    return render(request, "documents/suggestion.html", context)


@require_POST
@of_a_block
def turn_down(request: HttpRequest, document: Document, block: Block, suggestion: int) -> HttpResponse:
    held = get_object_or_404(block.suggestions, pk=suggestion)
    try:
        turn_down_one(suggestion=held, by=request.member)
    except Refused as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, "The suggestion was not taken up. It stays in the history")
    return redirect(presenters.in_chapter(block))


def _start(held: Suggestion) -> dict:
    """From the version that it was made for: what has changed since is put together with it."""
    return {"text": held.text, "based_on": held.based_on.number}
