"""Pages of a chapter: its blocks as they read, and what is done with the chapter itself."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from saferplan.web.documents import arranging, presenters
from saferplan.web.documents.forms import ChapterForm
from saferplan.web.documents.models import Audience, Chapter, Document
from saferplan.web.documents.moving import move_as_asked
from saferplan.web.documents.rights import may_read_exempt, may_write
from saferplan.web.documents.scoped import of_a_chapter, of_a_document
from saferplan.web.documents.showing import shown_blocks
from saferplan.web.partnerships.refused import attempt


@require_safe
@of_a_chapter
def chapter(request: HttpRequest, document: Document, chapter: Chapter) -> HttpResponse:
    """Its blocks as they read, and what can be done with each."""
    figures = presenters.figures_for(document, request.member)
    blocks, reads_exempt = presenters.blocks_of(chapter), may_read_exempt(request.member)
    readable = [block for block in blocks if reads_exempt or block.audience == Audience.PUBLIC]
    shown = shown_blocks(document, readable, figures.kept) if figures.kept else {}
    standing = list(document.chapters.standing())
    at = next((at for at, one in enumerate(standing) if one.pk == chapter.pk), None)
    context = {
        "document": document,
        "chapter": chapter,
        "blocks": blocks,
        "shown": shown,
        "figures": figures,
        "reads_exempt": reads_exempt,
        "may_write": may_write(request.member) and not chapter.is_removed,
        "removed": chapter.blocks.removed().with_text() if reads_exempt else [],
        "before": standing[at - 1] if at else None,
        "after": standing[at + 1] if at is not None and at + 1 < len(standing) else None,
    }
    return render(request, "documents/chapter.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_document
def add(request: HttpRequest, document: Document) -> HttpResponse:
    form = ChapterForm(request.POST or None, regulated=False)
    if form.is_valid():
        made = arranging.add_chapter(document=document, title=form.cleaned_data["title"], by=request.member)
        messages.success(request, "The chapter was added at the end")
        return redirect(presenters.address(document, "chapter", chapter=made.slug))
    back = presenters.address(document)
    return render(request, "documents/add_chapter.html", {"form": form, "document": document, "back": back})


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_chapter
def edit(request: HttpRequest, document: Document, chapter: Chapter) -> HttpResponse:
    start = {"title": chapter.title, "answers": chapter.answers}
    form = ChapterForm(request.POST or None, regulated=document.of_kind.regulated, initial=start)
    back = presenters.address(document, "chapter", chapter=chapter.slug)
    if form.is_valid():
        told = {"answers": chapter.answers} | form.cleaned_data
        if attempt(form, arranging.edit_chapter, chapter=chapter, **told, by=request.member):
            messages.success(request, "The chapter was changed")
            return redirect(back)
    context = {"form": form, "document": document, "chapter": chapter, "back": back}
    return render(request, "documents/edit_chapter.html", context)


@require_POST
@of_a_chapter
def move(request: HttpRequest, document: Document, chapter: Chapter) -> HttpResponse:
    move_as_asked(request, arranging.move_chapter, chapter=chapter)
    return redirect(f"{presenters.address(document)}#chapter-{chapter.slug}")


@require_POST
@of_a_chapter
def remove(request: HttpRequest, document: Document, chapter: Chapter) -> HttpResponse:
    arranging.remove_chapter(chapter=chapter, by=request.member)
    messages.success(request, f"“{chapter.title}” was taken out. It can be put back")
    return redirect(presenters.address(document))


@require_POST
@of_a_chapter
def restore(request: HttpRequest, document: Document, chapter: Chapter) -> HttpResponse:
    arranging.restore_chapter(chapter=chapter, by=request.member)
    messages.success(request, f"“{chapter.title}” was put back")
    return redirect(presenters.address(document))
