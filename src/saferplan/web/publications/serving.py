"""Hands out files of a build. A page is one file with its own styles; nothing of it runs; the rest is saved."""

import re

from csp.decorators import csp_replace
from django.http import FileResponse, Http404, HttpRequest, HttpResponse

from saferplan.web.files.download import SANDBOX
from saferplan.web.publications.files import OutputFile, files_of
from saferplan.web.publications.models import BuildVersion

as_one_file = csp_replace({"style-src": ["'unsafe-inline'"], "script-src": ["'none'"]})
"""For the view that hands out the page."""
HEAD_OF_PAGE = re.compile(r'<header class="masthead">|</body>')


def file_named(version: BuildVersion, name: str) -> OutputFile:
    """Raises Http404 for what is no part of the build."""
    found = files_of(version).get(name)
    if found is None or not found.path.is_file():
        raise Http404
    return found


def handed_out(version: BuildVersion, name: str, *, notice: str = "") -> HttpResponse:
    """`notice`: what is said above a page since it was made; HTML. The kept file stays as it is."""
    found = file_named(version, name)
    if found.is_page:
        return as_one_file(_page)(None, found, notice)
    return FileResponse(
        found.path.open("rb"),
        as_attachment=True,
        filename=found.path.name,
        content_type=found.media_type,
        headers={"Content-Security-Policy": SANDBOX, "X-Content-Type-Options": "nosniff"},
    )


def _page(_request: HttpRequest | None, found: OutputFile, notice: str) -> HttpResponse:
    if not notice:
        return FileResponse(found.path.open("rb"), content_type=found.media_type)
    text = found.path.read_text(encoding="utf-8")
    return HttpResponse(
        HEAD_OF_PAGE.sub(lambda found: f"{notice}{found[0]}", text, count=1), content_type=found.media_type
    )
