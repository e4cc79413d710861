"""What everyone may read, without signing in. Every reader gets the same, so any cache on the way may keep it."""

import hashlib

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control
from django.utils.http import quote_etag
from django.views.decorators.http import condition, require_safe

from saferplan.web.partnerships.models import Partnership
from saferplan.web.publications.edition import notices_of, page_of
from saferplan.web.publications.files import OutputFile
from saferplan.web.publications.models import Publication
from saferplan.web.publications.serving import file_named, handed_out

KEPT = 300
"""Seconds that a cache may keep what is published: what is withdrawn is gone everywhere after five minutes."""


@require_safe
def documents(request: HttpRequest, partnership: str) -> HttpResponse:
    """Each document's newest edition."""
    known = get_object_or_404(Partnership, slug=partnership)
    newest: dict[int, Publication] = {}
    for publication in known.publications.open_to_all().order_by("-at"):
        before = newest.get(publication.document_id)
        if before is None or (before.is_withdrawn and not publication.is_withdrawn):
            newest[publication.document_id] = publication
    if not newest:
        raise Http404
    context = {"of": known, "publications": [one for one in newest.values() if not one.is_withdrawn]}
    return _kept(render(request, "published/documents.html", context))


@require_safe
def newest(request: HttpRequest, partnership: str, document: str) -> HttpResponse:
    """The newest edition that was not withdrawn; where all were, the newest, which says so."""
    editions = list(_of(partnership, document))
    if not editions:
        raise Http404
    shown = next((one for one in editions if not one.is_withdrawn), editions[0])
    return _page(request, shown, editions)


@require_safe
def edition(request: HttpRequest, partnership: str, document: str, edition: int) -> HttpResponse:
    editions = list(_of(partnership, document))
    return _page(request, _edition(editions, edition), editions)


@require_safe
def file(request: HttpRequest, partnership: str, document: str, edition: int, file: str) -> HttpResponse:
    editions = list(_of(partnership, document))
    publication = _edition(editions, edition)
    found = file_named(publication.version, file)
    if publication.is_withdrawn:
        return _page(request, publication, editions, status=410)
    notice = notices_of(publication, editions) if found.is_page else ""
    tagged = condition(etag_func=lambda *_: _tag(found, notice))
    return _kept(tagged(lambda _request: handed_out(publication.version, file, notice=notice))(request))


def _tag(found: OutputFile, notice: str) -> str:
    told = hashlib.sha256(notice.encode()).hexdigest()[:16] if notice else ""
    return quote_etag(f"{found.sha256}{told}")


def _of(partnership: str, document: str):
    return Publication.objects.open_to_all().filter(partnership__slug=partnership, document__slug=document)


def _edition(editions: list[Publication], number: int) -> Publication:
    found = next((one for one in editions if one.edition == number), None)
    if found is None:
        raise Http404
    return found


def _page(
    request: HttpRequest, publication: Publication, editions: list[Publication], *, status: int = 200
) -> HttpResponse:
    answer = render(request, "published/edition.html", page_of(publication, editions), status=status)
    return _kept(answer)


def _kept(answer: HttpResponse) -> HttpResponse:
    patch_cache_control(answer, public=True, max_age=KEPT)
    return answer
