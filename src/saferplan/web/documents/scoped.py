"""What a view of a document is given: the document, the chapter or the block that the address names."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from saferplan.web.documents.models import Audience, Block, Document
from saferplan.web.documents.rights import may_read_exempt
from saferplan.web.partnerships.models import Partnership


def of_a_document(view: Callable) -> Callable:
    @wraps(view)
    def scoped(request: HttpRequest, partnership: Partnership, document: str, **parts) -> HttpResponse:
        found = get_object_or_404(partnership.documents.select_related("partnership"), slug=document)
        return view(request, found, **parts)

    return scoped


def of_a_chapter(view: Callable) -> Callable:
    @of_a_document
    @wraps(view)
    def scoped(request: HttpRequest, document: Document, chapter: str, **parts) -> HttpResponse:
        found = get_object_or_404(document.chapters, slug=chapter)
        return view(request, document, found, **parts)

    return scoped


def of_a_block(view: Callable) -> Callable:
    """An exempt block is not there for who may not read it."""

    @of_a_document
    @wraps(view)
    def scoped(request: HttpRequest, document: Document, block: int, **parts) -> HttpResponse:
        found = get_object_or_404(
            Block.objects.with_text().select_related("chapter__document__partnership"),
            chapter__document=document,
            pk=block,
        )
        if found.audience == Audience.EXEMPT and not may_read_exempt(request.member):
            raise Http404
        return view(request, document, found, **parts)

    return scoped
