"""What a page asks for by itself, with htmx, to put into it."""

from django.http import HttpRequest

PAGE, PART = "layouts/page.html", "layouts/part.html"


def is_part(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def part_or_page(request: HttpRequest) -> str:
    """The layout to answer with: a part alone where htmx puts all that comes into the page, and selects nothing."""
    return PART if request.headers.get("HX-Request-Type") == "partial" else PAGE
