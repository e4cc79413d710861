"""Pages that say what went wrong.

Failures that libraries answer with a page of their own, such as 400 and 429, are found by them under the same names.
"""

from django.http import HttpResponse
from django.template.loader import render_to_string

from saferplan.web.people.models import Member


def error_page(status: int, name: str = "", *, to: Member | None = None, **headers: str) -> HttpResponse:
    """`error_page(503, **{"Retry-After": "120"})`. Needs neither the request nor the database.

    `name`: of the page, where it is not the status. `to`: who keeps the header of their partnership, as the gate read
    them.
    """
    page = render_to_string(f"{name or status}.html", {"returning": to})
    return HttpResponse(page, status=status, headers=headers)
