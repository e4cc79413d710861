"""What a page asks for by itself, with htmx, to put into it."""

from django.http import HttpRequest


def is_part(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"
