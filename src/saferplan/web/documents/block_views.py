"""Pages of a block: its text with a preview, its place, and its audience."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from saferplan.web.access.numbers import number_told
from saferplan.web.access.permitted import not_permitted
from saferplan.web.documents import arranging, presenters
from saferplan.web.documents.forms import AddBlockForm, CommentForm, TextForm
from saferplan.web.documents.models import Audience, Block, Chapter, Document
from saferplan.web.documents.moving import move_as_asked
from saferplan.web.documents.rights import may_write, past_of
from saferplan.web.documents.saving import Conflict, Saved, save_text
from saferplan.web.documents.scoped import of_a_block, of_a_chapter
from saferplan.web.documents.showing import Shown, shown_text
from saferplan.web.partnerships.refused import attempt
from saferplan.web.people.permissions import Permission


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_block
def block(request: HttpRequest, document: Document, block: Block) -> HttpResponse:
    """A block by itself: its text to change, and what is said of it. `?version=` begins from an earlier text."""
    if request.method == "POST" and not may_write(request.member):
        return not_permitted(request, Permission.EDIT_DOCUMENTS, also="Anybody may suggest a change.")
    past = past_of(block, request.member)
    earlier = past.versions.filter(number=number_told(request.GET.get("version"))).first()
    start = {"text": earlier.text if earlier else block.text, "based_on": block.number}
    form = TextForm(request.POST or None, initial=start)
    if form.is_valid():
        saved = attempt(form, save_text, block=block, **form.cleaned_data, by=request.member)
        if isinstance(saved, Conflict):
            return conflict(request, document, block, saved)
        if saved:
            tell(request, saved)
            return redirect(presenters.in_chapter(block, saved=True))
    figures = presenters.figures_for(document, request.member)
    context = {
        "document": document,
        "block": block,
        "form": form,
        "earlier": earlier,
        "fault": "",
        "figures": figures,
        "preview": _shown(document, block, form["text"].value() or "", figures),
        "may_write": may_write(request.member),
        "comment_form": CommentForm(auto_id="comment_%s"),
        "comments": past.comments.select_related("by__user", "settled__by__user"),
        "suggestions": past.suggestions.open().select_related("by__user"),
        "back": presenters.in_chapter(block),
    }
    return render(request, "documents/block.html", context)


@require_POST
@of_a_block
def preview(request: HttpRequest, document: Document, block: Block) -> HttpResponse:
    """The text as typed, as it would read: for htmx."""
    form = TextForm(request.POST)
    form.fields["based_on"].required = False
    figures = presenters.figures_for(document, request.member)
    fault = " ".join(message for messages_ in form.errors.values() for message in messages_)
    shown = None if fault else _shown(document, block, form.cleaned_data["text"], figures)
    return render(request, "documents/_preview.html", {"preview": shown, "figures": figures, "fault": fault})


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_chapter
def add(request: HttpRequest, document: Document, chapter: Chapter) -> HttpResponse:
    after = chapter.blocks.filter(pk=number_told(request.GET.get("after"))).first()
    form = AddBlockForm(request.POST or None)
    if form.is_valid():
        made = arranging.add_block(chapter=chapter, after=after, **form.cleaned_data, by=request.member)
        messages.success(request, "The block was added")
        return redirect(presenters.in_chapter(made, saved=True))
    back = presenters.address(document, "chapter", chapter=chapter.slug)
    context = {"form": form, "document": document, "chapter": chapter, "after": after, "back": back}
    return render(request, "documents/add_block.html", context)


@require_POST
@of_a_block
def move(request: HttpRequest, document: Document, block: Block) -> HttpResponse:
    move_as_asked(request, arranging.move_block, block=block)
    return redirect(presenters.in_chapter(block))


@require_POST
@of_a_block
def remove(request: HttpRequest, document: Document, block: Block) -> HttpResponse:
    arranging.remove_block(block=block, by=request.member)
    messages.success(request, "The block was taken out. It can be put back at the end of the chapter’s page")
    return redirect(presenters.address(document, "chapter", chapter=block.chapter.slug))


@require_POST
@of_a_block
def restore(request: HttpRequest, document: Document, block: Block) -> HttpResponse:
    arranging.restore_block(block=block, by=request.member)
    messages.success(request, "The block was put back where it stood")
    return redirect(presenters.in_chapter(block))


@require_POST
@of_a_block
def audience(request: HttpRequest, document: Document, block: Block) -> HttpResponse:
    is_exempt = request.POST.get("audience") == Audience.EXEMPT
    arranging.set_audience(block=block, audience=Audience.EXEMPT if is_exempt else Audience.PUBLIC, by=request.member)
    told = "The block stands in no public version now" if is_exempt else "Everyone may read the block now"
    messages.success(request, told)
    return redirect(presenters.in_chapter(block))


def conflict(request: HttpRequest, document: Document, block: Block, found: Conflict) -> HttpResponse:
    """Both texts, and one that holds both, to be put right. What was typed is kept whatever happens next."""
    start = {"text": found.both.text, "based_on": found.newest.number}
    context = {
        "document": document,
        "block": block,
        "found": found,
        "form": TextForm(initial=start),
        "settle": presenters.of_block(block, "suggestion", suggestion=found.kept.pk),
    }
    return render(request, "documents/conflict.html", context, status=409)


def tell(request: HttpRequest, saved: Saved) -> None:
    if saved.met:
        messages.warning(
            request,
            f"Saved together with what {saved.met.by.user.name} changed meanwhile. Read the passage through once",
        )
    else:
        messages.success(request, "Saved")


def _shown(document: Document, block: Block, text: str, figures: presenters.Figures) -> Shown | None:
    """`text` as it would read in the block's place; None where no figures are worked out."""
    if not figures.kept:
        return None
    before = list(block.chapter.blocks.standing().with_text().filter(position__lt=block.position))
    return shown_text(document, before, text, figures.kept, audience=Audience(block.audience))
