"""Pages that say what went wrong, for failures that Django has no page of its own for: 413, 429 and 503.

400, 403, 404 and 500 are found by Django under the same names.
"""

from django.http import HttpResponse
from django.template.loader import render_to_string


def error_page(status: int, **headers: str) -> HttpResponse:
    """`error_page(503, **{"Retry-After": "120"})`. Needs neither the request nor the database."""
    return HttpResponse(render_to_string(f"{status}.html"), status=status, headers=headers)
