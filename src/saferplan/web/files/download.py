"""Hands out the content of a stored file. Who may have it the view has decided, by the record that it belongs to."""

from django.http import FileResponse

from saferplan.web.files import places
from saferplan.web.files.models import StoredFile

# What somebody uploaded runs nothing and shows nothing as a page of this site, even where a browser opens it.
SANDBOX = "sandbox; default-src 'none'"


def download(stored: StoredFile) -> FileResponse:
    """To be saved, under the name as shown; never kept by a proxy or by the browser."""
    return FileResponse(
        (places.root() / stored.place).open("rb"),
        as_attachment=True,
        filename=stored.name,
        content_type=stored.media_type,
        headers={
            "Content-Security-Policy": SANDBOX,
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )
